"""A whole crawl of pages that lead into the intranet."""

from __future__ import annotations

import json
from typing import TYPE_CHECKING

import pytest

from crawler.guard import GuardMiddleware, guard_of
from crawler.limits import SettingError
from tests.loopback import LoopbackServer, Reply, Request

if TYPE_CHECKING:
    from tests.conftest import Project

JPEG = b"HTTP/1.1 200 OK\r\nContent-Type: image/jpeg\r\nContent-Length: 2\r\n\r\nok"
STORY = """<!doctype html><html lang="en"><head><title>A story of frigates</title>
<meta property="og:type" content="article"><link rel="canonical" href="{url}"></head><body>
<article><h1>A story of frigates</h1><p>{text}</p>
{photos}</article></body></html>"""
FIGURE = """<figure><img src="{src}" width="800" height="600">
<figcaption>Frigate {n} at sea. Photo: Jane Doe/Navy</figcaption></figure>"""


def page(body: str, content_type: str = "text/html") -> bytes:
    data = body.encode()
    head = f"HTTP/1.1 200 OK\r\nContent-Type: {content_type}\r\nContent-Length: {len(data)}\r\n\r\n"
    return head.encode() + data


def test_no_page_leads_into_the_intranet(project: Project) -> None:
    def respond(request: Request) -> Reply:
        if request.path == "/robots.txt":
            return page("User-agent: *\nAllow: /\n", "text/plain")
        if request.path == "/2026/01/away/":
            return b"HTTP/1.1 302 Found\r\nLocation: %b/x\r\nContent-Length: 0\r\n\r\n" % (
                inside.url.encode()
            )
        if request.path == "/2026/01/story/":
            photos = "".join(FIGURE.format(src=src, n=n) for n, src in enumerate(sources))
            text = "The frigates sailed at dawn from the harbour, the ministry said. " * 20
            return page(STORY.format(url=f"{site.url}/2026/01/story/", text=text, photos=photos))
        return page('<a href="/2026/01/story/">A story</a> <a href="/2026/01/away/">Away</a>')

    with LoopbackServer(respond) as site, LoopbackServer(lambda _: JPEG) as inside:
        sources = [
            f"{inside.url}/a.jpg",
            f"http://localhost:{inside.port}/b.jpg",
            f"http://0x7f.1:{inside.port}/c.jpg",
            "http://169.254.169.254/latest/d.jpg",
        ]
        done = project.scrapy(
            "crawl", "news", "-a", f"url={site.url}/", "-a", "article_pattern=/2026/",
            "-s", "DOWNLOAD_DELAY=0",
        )  # fmt: skip
        assert inside.connections == 0
    assert "5 refused" in done.stdout, done.stderr
    assert "1 articles" in done.stdout
    warnings = [line for line in done.stderr.splitlines() if "WARNING" in line]
    said = [line for line in warnings if "refused: " in line]
    assert len(said) == len(sources) + 1
    assert "a loopback address, and not the site's own" in done.stderr
    assert "a cloud's metadata service" in done.stderr
    assert f"(redirected by {site.url}/2026/01/away/)" in done.stderr
    assert "Traceback" not in done.stderr
    (crawl,) = project.rows("select summary from crawls")
    assert json.loads(crawl["summary"])["refused"] == "5"
    targets = [row["target_uri"] for row in project.rows("select target_uri from captures")]
    assert all(target.startswith(site.url) for target in targets)


def test_private_origins_are_addresses() -> None:
    from scrapy import Spider  # noqa: PLC0415  slow, and wanted only here
    from scrapy.utils.test import get_crawler  # noqa: PLC0415  likewise

    crawler = get_crawler(Spider, {"PRIVATE_ORIGINS": ["http://photos.intranet:8080"]})
    guard_of(crawler).check_address("photos.intranet", 8080, "10.0.0.1")
    with pytest.raises(
        SettingError, match=r"PRIVATE_ORIGINS='photos\.intranet': .*no http or https"
    ):
        GuardMiddleware(get_crawler(Spider, {"PRIVATE_ORIGINS": ["photos.intranet"]}))
