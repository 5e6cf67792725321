from __future__ import annotations

import re
from itertools import pairwise
from typing import TYPE_CHECKING

from tests.loopback import LoopbackServer

if TYPE_CHECKING:
    from tests.conftest import Project
    from tests.loopback import Reply, Request

DELAY = 0.4
PAGES = 5


def respond(request: Request) -> Reply:
    if request.path == "/robots.txt":
        body = (
            f"User-agent: *\nDisallow:\n\nUser-agent: defense-news-archive\nCrawl-delay: {DELAY}\n"
        )
    elif request.path == "/":
        body = "".join(f'<a href="/2026/01/a-story-{n}/">{n}</a>' for n in range(PAGES))
    else:
        body = f"<html><title>x</title><p>{'words ' * 100}</p></html>"
    kind = "text/plain" if request.path == "/robots.txt" else "text/html"
    head = f"HTTP/1.1 200 OK\r\nContent-Type: {kind}\r\nContent-Length: {len(body)}\r\n\r\n"
    return (head + body).encode()


def test_requests_to_a_host_are_as_far_apart_as_its_robots_txt_asks(project: Project) -> None:
    with LoopbackServer(respond) as server:
        # AutoThrottle is on, and a fast server would make it shorten the delay.
        done = project.scrapy("crawl", "news", "-a", f"url={server.url}/", "-s", "DOWNLOAD_DELAY=0")
    assert done.returncode in {0, 2}, done.stderr
    assert f"{DELAY:g} s it is" in done.stderr
    rows = project.rows("select captured_at from captures order by captured_at")
    times = [
        60 * int(minutes) + float(seconds)
        for row in rows
        for minutes, seconds in re.findall(r":(\d\d):(\d\d\.\d+)", row["captured_at"])
    ]
    assert len(times) == PAGES + 2
    # The first two: robots.txt itself, and the page that made the crawler ask for it.
    gaps = [(later - earlier) % 3600 for earlier, later in pairwise(times[1:])]
    assert min(gaps) >= DELAY * 0.95, gaps
