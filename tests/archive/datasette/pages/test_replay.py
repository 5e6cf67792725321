"""Replay: the right capture, the right type, and what cannot be read."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import pytest
from lxml import html

from archive.index import Index
from tests.archive.datasette.conftest import asking
from tests.archive.datasette.newsstand import CRAWL, START, WARC, Archive, landscape

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator
    from pathlib import Path

    import httpx

    Get = Callable[..., httpx.Response]

SITE = "https://news.example"
PAGE = (
    b'<!doctype html><title>T</title><link rel=stylesheet href="/a.css"><img src="/p.jpg">'
    b'<p>Words <a href="/other/">link</a>'
)
CONTENT: list[tuple[str, bytes, str]] = [
    (f"{SITE}/a.css", b"p{color:red;background:url(p.jpg)}", "text/css"),
    (f"{SITE}/", PAGE, "text/html; charset=utf-8"),
    (f"{SITE}/p.jpg", landscape(1, (60, 40)), "text/html"),
    (f"{SITE}/a.css", b"p{color:blue}", "text/css"),
    (f"{SITE}/doc.pdf", b"%PDF-1.7 " + PAGE, "application/pdf"),
    (f"{SITE}/x.svg", b"<svg xmlns='http://www.w3.org/2000/svg'><script/></svg>", "image/svg+xml"),
    (f"{SITE}/x.js", b"alert(1)", "application/javascript"),
    (f"{SITE}/font", b"wOF2" + bytes(40), "font/woff2"),
    (f"{SITE}/odd", PAGE, "image/png"),
    (f"{SITE}/none", b"", ""),
]


@pytest.fixture(scope="module")
def get(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Get]:
    folder: Path = tmp_path_factory.mktemp("replay")
    archive = Archive(folder, [])
    for url, data, kind in CONTENT:
        archive.store(url, data, kind)
    page = archive.refs[1]
    archive.store(
        f"{SITE}/again/",
        b"",
        "text/html",
        record_type="revisit",
        payload_digest=page.payload_digest,
    )
    archive.store(f"{SITE}/lost/", PAGE, "text/html", warc_offset=10**8)
    archive.store(f"{SITE}/gone/", PAGE, "text/html", warc_filename="no-such.warc.gz")
    with Index.open(folder / "index.db") as index:
        crawl = index.start_crawl(CRAWL, "replay", START, {})
        index.set_committed("no-such.warc.gz", crawl, 0)
        index.add_captures(crawl, archive.refs)
    with asking(folder) as ask:
        yield ask


def number(get: Get, url: str, nth: int = 0) -> int:
    found = get("/index/captures.json", target_uri=url, _sort="captured_at", _shape="array").json()
    return int(found[nth]["id"])


def content(get: Get, url: str) -> httpx.Response:
    return get(f"/-/replay/index/{number(get, url)}/content")


def tree(response: httpx.Response) -> Any:  # noqa: ANN401 - lxml's stubs give xpath() no useful type
    assert response.status_code == 200, response.text
    return html.document_fromstring(response.text)


def test_what_a_page_loads_is_the_capture_nearest_in_time(get: Get) -> None:
    shown = tree(content(get, f"{SITE}/"))
    style = shown.xpath("//link/@href")[1]
    assert style == f"/-/replay/index/{number(get, f'{SITE}/a.css', 0)}/content"
    sheet = get(style)
    assert sheet.headers["content-type"] == "text/css; charset=utf-8"
    picture = f"/-/replay/index/{number(get, f'{SITE}/p.jpg')}/content"
    assert sheet.text == f'p{{color:red;background:url("{picture}")}}'
    assert shown.xpath("//img/@src") == [picture]
    assert get(picture).headers["content-type"] == "image/jpeg"


def test_a_revisit_is_shown_with_the_bytes_it_stands_for(get: Get) -> None:
    shown = tree(content(get, f"{SITE}/again/"))
    assert "Words" in shown.text_content()


@pytest.mark.parametrize(
    ("name", "kind"),
    [
        ("doc.pdf", "text/plain"),
        ("x.svg", "text/plain"),
        ("x.js", "text/plain"),
        ("font", "font/woff2"),
        ("odd", "text/plain"),
        ("none", "text/plain"),
    ],
)
def test_only_listed_types_are_served(get: Get, name: str, kind: str) -> None:
    response = content(get, f"{SITE}/{name}")
    assert response.headers["content-type"].partition(";")[0] == kind
    assert response.headers["x-content-type-options"] == "nosniff"
    assert response.headers["content-security-policy"].startswith("sandbox ")


def test_the_file_can_be_saved(get: Get) -> None:
    saved = get(f"/-/replay/index/{number(get, f'{SITE}/doc.pdf')}/file")
    assert saved.content == CONTENT[4][1]
    assert saved.headers["content-disposition"] == 'attachment; filename="doc.pdf"'


@pytest.mark.parametrize("name", ["lost", "gone"])
def test_what_cannot_be_read_says_so(get: Get, name: str) -> None:
    url = f"{SITE}/{name}/"
    response = content(get, url)
    assert response.status_code == 404
    assert url in response.text
    assert response.headers["content-security-policy"].startswith("sandbox ")
    around = get(f"/-/replay/index/{number(get, url)}")
    assert around.status_code == 200
    assert get(f"/-/replay/index/{number(get, url)}/file").status_code == 404


def test_an_address_leads_to_the_capture_nearest_to_a_moment(get: Get) -> None:
    for moment, nth in (
        ("1999-01-01", 0),
        ("2099-01-01T00:00:00+02:00", 1),
        *((no_moment, 1) for no_moment in ("", "x", "0001-01-01T00:00:00+05:00")),
        ("9999-12-31T23:00:00-05:00", 1),
    ):
        sent = get("/-/archived/index", url=f"{SITE}/a.css", at=moment)
        assert sent.headers["location"] == f"/-/replay/index/{number(get, f'{SITE}/a.css', nth)}"


def test_a_place_leads_to_its_capture(get: Get) -> None:
    sent = get("/-/archived/index", warc_filename=WARC, warc_offset="0")
    assert sent.headers["location"] == f"/-/replay/index/{number(get, f'{SITE}/a.css')}"


@pytest.mark.parametrize("digits", [15, 16, 25, 5000])
def test_a_place_beyond_all_files_has_no_capture(get: Get, digits: int) -> None:
    sent = get("/-/archived/index", warc_filename="no-such.warc.gz", warc_offset="9" * digits)
    assert sent.status_code == 404
