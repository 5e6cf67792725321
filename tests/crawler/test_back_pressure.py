"""Reading slower than the network: what waits is bounded, and nothing is lost."""

from __future__ import annotations

import json
from typing import TYPE_CHECKING

from settings.base import EXTENSIONS
from tests.loopback import LoopbackServer

if TYPE_CHECKING:
    from tests.conftest import Project
    from tests.loopback import Request

PAGES = 60
SIZE = 400_000
ON_THE_WAY = 16
"""CONCURRENT_REQUESTS: what comes though nothing more is asked for."""
ROOM = 5_000_000
"""Scrapy's SCRAPER_SLOT_MAX_ACTIVE_SIZE, from which on it asks for nothing more."""


def respond(request: Request) -> bytes:
    if request.target == "/":
        body = "".join(f'<a href="/news/{n}">story {n}</a> ' for n in range(PAGES))
    else:
        title = f"Frigate {request.target.rpartition('/')[2]} leaves port"
        days = ("Monday", "Tuesday", "Wednesday", "Thursday")
        text = "".join(f"<p>On {day} the frigate went through trials at sea.</p>" for day in days)
        text += '<meta property="og:type" content="article">'
        body = f"<title>{title}</title><h1>{title}</h1><article>{text}</article>"
        body += f"<script>{'x' * SIZE}</script>"
    page = f"<html><body>{body}</body></html>".encode()
    head = "HTTP/1.1 200 OK\r\nContent-Type: text/html\r\nContent-Length: %d\r\n\r\n"
    return (head % len(page)).encode() + page


def test_what_waits_for_slow_reading_is_bounded_and_nothing_is_dropped(project: Project) -> None:
    slow = {
        name: order for name, order in EXTENSIONS.items() if not name.endswith("reading.Reading")
    } | {"tests.crawler.slow.SlowReading": 0}
    waiting = project.archive.parent / "waiting"
    settings = {
        "EXTENSIONS": json.dumps(slow),
        "WAITING_FILE": waiting,
        "CONCURRENT_REQUESTS_PER_DOMAIN": ON_THE_WAY,
        "DOWNLOAD_DELAY": 0,
        "AUTOTHROTTLE_ENABLED": 0,
    }
    words = [word for name, value in settings.items() for word in ("-s", f"{name}={value}")]
    with LoopbackServer(respond) as server:
        arguments = ("-a", f"url={server.url}/", "-a", "article_pattern=/news/")
        done = project.scrapy("crawl", "news", *arguments, *words)
    assert done.returncode == 0, done.stdout + done.stderr
    assert project.rows("select count(*) as number from articles") == [{"number": PAGES}]
    # More than one page waited, or nothing was slow; far from all of them did.
    bound = ROOM + (ON_THE_WAY + 1) * SIZE
    assert 2 * SIZE < int(waiting.read_text()) < bound < PAGES * SIZE * 2 / 3
