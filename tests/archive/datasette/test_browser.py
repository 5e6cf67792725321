"""In a real browser: from a row to the photo to the page as it was; hostile pages stay mute."""

from __future__ import annotations

import time
from typing import TYPE_CHECKING

import pytest

from archive.datasette.pages.replay import ARCHIVED
from archive.datasette.replay.markup import Document
from archive.index import Index
from tests.archive.datasette.chromium import Page, browser, program
from tests.archive.datasette.hostile import DRAWING, PAGE, SHEET, hostile
from tests.archive.datasette.newsstand import CRAWL, START, Archive
from tests.archive.datasette.screenshots import serving
from tests.loopback import LoopbackServer

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path

    from tests.loopback import Reply, Request

EXECUTABLE = program()
pytestmark = pytest.mark.skipif(
    EXECUTABLE is None, reason="no Chromium is installed (Debian's package chromium)"
)
SITE = "https://hostile.example"
PATIENCE = 0.7
"""Seconds that a page is given to act."""


@pytest.fixture(scope="module")
def page() -> Iterator[Page]:
    assert EXECUTABLE is not None
    with browser(EXECUTABLE) as opened:
        opened.size(1200, 1000)
        yield opened


@pytest.fixture
def evil() -> Iterator[LoopbackServer]:
    """A server that answers everything, and writes down what it was asked for."""
    with LoopbackServer(answer) as server:
        yield server


def answer(_: Request) -> Reply:
    return http(b"body{}", "text/css")


def http(body: bytes, content_type: str, **headers: str) -> bytes:
    lines = {"Content-Type": content_type, "Content-Length": str(len(body)), **headers}
    head = "".join(f"{name}: {value}\r\n" for name, value in lines.items())
    return f"HTTP/1.1 200 OK\r\n{head}\r\n".encode() + body


def heard(evil: LoopbackServer) -> list[bytes]:
    """What the server was asked for, after the page has had its time."""
    time.sleep(PATIENCE)
    return [exchange.request.split(b"\r\n")[0] for exchange in evil.exchanges]


@pytest.fixture(scope="module")
def address(crawled_dir: Path) -> Iterator[str]:
    with serving(crawled_dir) as started:
        yield started


def test_from_a_row_to_the_photo_to_the_page_as_it_was(page: Page, address: str) -> None:
    page.open(f"{address}/index/photo_credits?_sort=date_published")
    page.click("td.col-photo_url a.picture")
    assert "/-/photo/index?url=" in page.address
    assert "US Air Force Tech. Sgt. Brigitte N. Brantley/DoD" in page.text
    assert page.run("document.querySelector('.shown img').naturalWidth") == 1200
    page.click(".uses a[href*='/-/replay/']")
    assert "/-/replay/index/" in page.address
    assert page.frames() == [f"{page.address}/content"]
    assert "La Turquie bienvenue pour participer" in page.in_frame("document.body.innerText")
    assert page.in_frame("[...document.images].some(image => image.naturalWidth === 1200)")
    assert page.in_frame("window.origin") == "null"  # nobody's: no cookies, no storage


def test_a_link_in_the_archived_page_leads_through_the_archive(page: Page, address: str) -> None:
    page.open(f"{address}/-/archived/index?url=http://harbour-and-hangar.example/naval/")
    before = page.address
    box = page.in_frame(
        """(() => { const box = [...document.links].find(link => link.target == "_top"
        && link.href.includes("frigates-crew")).getClientRects()[0]; return [box.x, box.y]; })()"""
    )
    frame = page.run(
        "(() => { const box = document.querySelector('iframe').getBoundingClientRect();"
        "return [box.x, box.y]; })()"
    )
    page.click_at(frame[0] + box[0] + 5, frame[1] + box[1] + 5)
    assert page.address != before
    assert "/-/replay/index/" in page.address
    assert "frigates-crew" in page.text


@pytest.mark.parametrize("path", ["/", "/index", "/index/photo_credits", "/-/growth/index"])
def test_pages_fit_a_phone(page: Page, address: str, path: str) -> None:
    page.size(360, 780, phone=True)
    try:
        page.open(address + path)
        assert page.run("document.documentElement.scrollWidth") <= 360
    finally:
        page.size(1200, 1000)


# ---------------------------------------------------------------------- the hostile page


def test_the_hostile_page_is_hostile(page: Page, evil: LoopbackServer) -> None:
    data = hostile(PAGE, evil.url)
    with LoopbackServer(lambda _: http(data, "text/html; charset=utf-8")) as server:
        page.open(f"{server.url}/")
        asked = heard(evil)
    assert any(b"/script.js" in line for line in asked), asked
    assert any(b"/img.png" in line for line in asked) or len(asked) > 3, asked


def test_the_policy_alone_keeps_it_quiet(page: Page, evil: LoopbackServer) -> None:
    data = http(hostile(PAGE, evil.url), "text/html; charset=utf-8", **ARCHIVED)
    with LoopbackServer(lambda _: data) as server:
        page.open(f"{server.url}/")
        assert "The page that acts" in page.text
        assert heard(evil) == []


def test_the_rewriting_alone_keeps_it_quiet(page: Page, evil: LoopbackServer) -> None:
    document = Document(hostile(PAGE, evil.url), f"{SITE}/", "text/html; charset=utf-8")
    shown = document.render(lambda _: None, lambda url: f"/archived?{url}", "/own.css").encode()
    with LoopbackServer(lambda _: http(shown, "text/html; charset=utf-8")) as server:
        page.open(f"{server.url}/")
        assert "The page that acts" in page.text
        assert heard(evil) == []
        assert page.run("document.cookie") == ""


def test_archived_it_does_nothing(page: Page, evil: LoopbackServer, tmp_path: Path) -> None:
    archive = Archive(tmp_path, [])
    refs = [
        archive.store(f"{SITE}/", hostile(PAGE, evil.url), "text/html"),
        archive.store(f"{SITE}/drawing.svg", hostile(DRAWING, evil.url), "image/svg+xml"),
        archive.store(f"{SITE}/page.xhtml", hostile(DRAWING, evil.url), "application/xhtml+xml"),
        archive.store(f"{SITE}/sheet.css", hostile(SHEET, evil.url), "text/css"),
        archive.store(
            f"{SITE}/script.js", hostile("fetch('EVIL/js')", evil.url), "text/javascript"
        ),
        archive.store(f"{SITE}/odd", hostile(PAGE, evil.url), "image/jpeg"),
        # What the page names on its own base is archived too, so that it is loaded from here.
        archive.store(f"{evil.url}/img.png", hostile(DRAWING, evil.url), "image/png"),
        archive.store(f"{evil.url}/sheet.css", hostile(SHEET, evil.url), "text/css"),
    ]
    with Index.open(tmp_path / "index.db") as index:
        index.add_captures(index.start_crawl(CRAWL, "hostile", START, {}), refs)
    with serving(tmp_path) as address:
        for number in range(1, len(refs) + 1):
            page.open(f"{address}/-/replay/index/{number}/content")
            assert page.address.endswith(f"/{number}/content")
        page.open(f"{address}/-/replay/index/1")
        assert page.frames() == [f"{address}/-/replay/index/1/content"]
        assert "The page that acts" in page.in_frame("document.body.innerText")
        colour = "getComputedStyle(document.querySelector('h1')).color"
        assert page.in_frame(colour) == "rgb(1, 2, 3)"  # its own style sheet, out of the archive
        assert heard(evil) == []
