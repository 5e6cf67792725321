"""Feeds, sitemaps and posts as they should not be, or as only some sites have them."""

from __future__ import annotations

import gzip
import json
from datetime import UTC, datetime, timedelta
from typing import TYPE_CHECKING, Any
from urllib.parse import parse_qs, urlsplit

import pytest
from hypothesis import given
from hypothesis import strategies as st
from scrapy.http import HtmlResponse

from crawler.discovery import (
    FeedError,
    Lead,
    PostsError,
    SitemapError,
    Window,
    feed_links,
    most_promising,
    next_links,
    posts_url,
    read_feed,
    read_posts,
    read_sitemap,
    sitemap_links,
)
from crawler.discovery import sitemaps as sitemaps_module

if TYPE_CHECKING:
    from collections.abc import Callable

HOME = "https://herald.example/"
THE_14TH = datetime(2026, 3, 14, tzinfo=UTC)
JSON_FEED = "https://jsonfeed.org/version/1.1"


def json_feed(*items: object, version: object = JSON_FEED) -> bytes:
    return json.dumps({"version": version, "title": "Herald", "items": list(items)}).encode()


def test_json_feed() -> None:
    body = json_feed(
        {"id": "1", "url": "/a?utm_source=feed", "date_published": "2026-03-13T10:00:00Z"},
        {"id": HOME + "b", "date_published": "2026-03-13T10:00:00Z",
         "date_modified": "2026-03-14T00:00:00Z"},
        {"id": 3, "external_url": "https://other.example/c", "authors": "nobody"},
        {"id": "4", "url": 7},
        "no item",
        {"id": "6"},
        {"url": "javascript:alert(1)"},
    )  # fmt: skip
    the_13th = datetime(2026, 3, 13, 10, tzinfo=UTC)
    for prefix in (b"", b"\xef\xbb\xbf", b"\n "):
        assert read_feed(prefix + body, HOME, "application/feed+json") == [
            Lead(HOME + "a", the_13th, the_13th),
            Lead(HOME + "b", THE_14TH, the_13th),
            Lead("https://other.example/c"),
        ]


@pytest.mark.parametrize(
    "body",
    [
        json_feed(version="2.0"),
        json_feed(version=None),
        b'{"version": "https://jsonfeed.org/version/1.1", "items": {}}',
        b'{"code": "rest_no_route", "data": {"status": 404}}',
        b"{" * 5000,
        b'{"version": "https://jsonfeed.org/version/1.1", "items": ' + b"[" * 200_000,
        b'{"version": "\xff"}',
    ],
)
def test_json_that_is_no_feed(body: bytes) -> None:
    with pytest.raises(FeedError, match="herald"):
        read_feed(body, HOME)


def test_an_atom_feed_says_when_an_entry_changed() -> None:
    body = b"""<feed xmlns="http://www.w3.org/2005/Atom"><entry><link href="/a b/\xc3\xa9"/>
        <published>2026-03-13T10:00:00Z</published><updated>2026-03-14T00:00:00Z</updated>
        </entry></feed>"""
    (lead,) = read_feed(body, HOME, "application/atom+xml")
    assert lead.url == HOME + "a%20b/%C3%A9"
    assert lead.date == THE_14TH
    assert lead.published == datetime(2026, 3, 13, 10, tzinfo=UTC)


@pytest.mark.parametrize("date", ["14 mars 2026", "Sa, 14 Mär 2026 00:00:00 GMT", "2026-03-14"])
def test_a_feed_s_dates_are_in_the_language_of_its_readers(date: str) -> None:
    body = f"""<rss version="2.0"><channel><item><link>{HOME}a</link><pubDate>{date}</pubDate>
        </item></channel></rss>"""
    (lead,) = read_feed(body.encode(), HOME)
    assert lead.date == THE_14TH


def sitemap(*entries: str, root: str = "urlset") -> bytes:
    name = "sitemap" if root == "sitemapindex" else "url"
    items = "".join(f"<{name}>{entry}</{name}>" for entry in entries)
    return f'<{root} xmlns="http://www.sitemaps.org/schemas/sitemap/0.9">{items}</{root}>'.encode()


def loc(path: str, lastmod: str = "") -> str:
    return f"<loc>{HOME}{path}</loc>" + (f"<lastmod>{lastmod}</lastmod>" if lastmod else "")


@pytest.mark.parametrize("pack", [bytes, gzip.compress])
def test_a_list_of_addresses_is_a_sitemap(pack: Callable[[bytes], bytes]) -> None:
    body = "\ufeffhttps://herald.example/a b\r\n\r\nHTTPS://herald.example/ü\n"
    pages = read_sitemap(pack(body.encode()), HOME + "sitemap.txt").pages
    assert [lead.url for lead in pages] == [HOME + "a%20b", HOME + "%C3%BC"]


@pytest.mark.parametrize(
    "body", [b"https://herald.example/a\nand so on\n", b"http is a protocol", b"<rss/>"]
)
def test_other_text_is_none(body: bytes) -> None:
    with pytest.raises(SitemapError, match="herald"):
        read_sitemap(body, HOME)


def test_a_cut_sitemap_gives_what_it_has() -> None:
    body = sitemap(*(loc(f"a{number}", "2026-03-14") for number in range(9)))
    assert len(read_sitemap(body[: body.index(b"a6</loc>")], HOME).pages[:6]) == 6
    assert len(read_sitemap(body.replace(b"</loc>", b"</lok>", 1), HOME).pages) == 9


def test_an_extension_s_elements_are_its_own() -> None:
    entry = loc("a", "2026-03-14").replace("<loc>", "<v:url xmlns:v='v'>x</v:url><loc>")
    body = sitemap(entry, loc("b"))
    assert read_sitemap(body, HOME).pages == [Lead(HOME + "a", THE_14TH), Lead(HOME + "b")]


def test_a_sitemap_without_end_is_read_so_far(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(sitemaps_module, "MAX_ENTRIES", 100)
    found = read_sitemap(sitemap(*(loc(f"a{number}") for number in range(150))), HOME)
    assert len(found.pages) == 100
    assert found.cut


def test_a_packed_bomb_is_not_unpacked() -> None:
    with pytest.raises(SitemapError, match="unpacked"):
        read_sitemap(gzip.compress(b" " * (sitemaps_module.MAX_BYTES + 1)), HOME)


def test_entries_of_another_time_are_left_out() -> None:
    window = Window(THE_14TH)
    body = sitemap(loc("a", "2026-03-13"), loc("b", "2026-03-15"), loc("c"), loc("2019/05/d"))
    found = read_sitemap(body, HOME, window)
    assert [lead.url for lead in found.pages] == [HOME + "b", HOME + "c"]
    assert found.outside == 2
    index = sitemap(
        loc("1.xml", "2026-03-13"), loc("2019-05.xml"), loc("3.xml"), root="sitemapindex"
    )
    assert [lead.url for lead in read_sitemap(index, HOME, window).sitemaps] == [HOME + "3.xml"]


def test_where_there_is_room_for_some_sitemaps_the_latest_are_read() -> None:
    leads = [Lead(f"{HOME}{number}.xml") for number in range(5)]
    dated = [Lead(f"{HOME}d{day}.xml", THE_14TH + timedelta(day)) for day in range(3)]
    names = [lead.url.removeprefix(HOME)[:-4] for lead in most_promising([*leads, *dated], 6)]
    assert names == ["d2", "d1", "d0", "0", "4", "1"]
    assert most_promising(leads, 9) == [leads[n] for n in (0, 4, 1, 3, 2)]
    assert most_promising(leads, -1) == []


def fields(window: Window, page: int = 1) -> dict[str, list[str]]:
    parts = urlsplit(posts_url("https://herald.example/wp-json/", window, page))
    assert parts.path == "/wp-json/wp/v2/posts"
    return parse_qs(parts.query)


def test_posts_of_every_day_come_by_their_change() -> None:
    asked = fields(Window(THE_14TH + timedelta(hours=5)))
    assert asked["orderby"] == ["modified"]
    assert asked["order"] == ["desc"]
    assert asked["modified_after"] == ["2026-03-13T00:00:00"]
    assert "after" not in asked
    assert fields(Window())["page"] == ["1"]


def test_posts_of_past_time_come_in_its_order() -> None:
    asked = fields(Window(THE_14TH, THE_14TH + timedelta(9), past=True), 3)
    assert asked["after"] == ["2026-03-13T00:00:00"]
    assert asked["before"] == ["2026-03-24T00:00:00"]
    assert (asked["orderby"], asked["order"], asked["page"]) == (["date"], ["asc"], ["3"])


def test_posts() -> None:
    body = json.dumps(
        [
            {"link": HOME + "a/", "date_gmt": "2026-03-13T00:00:00",
             "modified_gmt": "2026-03-14T00:00:00"},
            {"link": HOME + "b/"},
            {"link": ""},
        ]
    ).encode()  # fmt: skip
    assert read_posts(body, HOME) == [
        Lead(HOME + "a/", THE_14TH, THE_14TH - timedelta(1)),
        Lead(HOME + "b/"),
    ]


@pytest.mark.parametrize(
    "body",
    [
        b"",
        b"<html>",
        b'{"code": "rest_post_invalid_page_number"}',
        b'[{"link": 1}]',
        b"[1]",
        b'[{"content": ' + b"[" * 200_000,
    ],
)
def test_no_posts(body: bytes) -> None:
    with pytest.raises(PostsError, match="herald"):
        read_posts(body, HOME)


@given(st.recursive(st.none() | st.integers() | st.text(max_size=9),
                    lambda x: st.lists(x, max_size=3) | st.dictionaries(
                        st.sampled_from(["version", "items", "url", "id", "link", "date_gmt"]), x),
                    max_leaves=9))  # fmt: skip
def test_any_json_is_read_or_refused(value: Any) -> None:  # noqa: ANN401 - any
    body = json.dumps(value).encode()
    for read, error in ((read_feed, FeedError), (read_posts, PostsError)):
        try:
            leads = read(body, HOME)
        except error as refused:
            assert HOME in str(refused)  # noqa: PT017 - either outcome is right
        else:
            assert all(lead.url.startswith("http") for lead in leads)


def page(html: str, url: str = HOME + "naval/") -> HtmlResponse:
    return HtmlResponse(url, body=html.encode(), encoding="utf-8")


@pytest.mark.parametrize(
    "html",
    [
        '<link rel="next" href="/naval/page/2/">',
        '<a rel="nofollow next" href="page/2/">Older</a>',
        '<li class="next"><a href="page/2/">2</a></li>',
        '<div class="nav-previous"><a href="/naval/page/2/">Older posts</a></div>',
        '<a href="/naval/page/3/">3</a> <a href="/naval/page/2/">2</a>',
    ],
)
def test_what_continues_a_listing(html: str) -> None:
    assert next_links(page(html)) == [HOME + "naval/page/2/"]


def test_what_does_not_continue_it() -> None:
    assert next_links(page('<a rel="next" href="/naval/">1</a>')) == []
    assert next_links(page('<a href="/air/page/2/">Air</a> <a href="/2026/03/2/">x</a>')) == []
    last = page('<a href="/naval/page/1/">1</a>', HOME + "naval/page/2/")
    assert next_links(last) == []


def test_announced_feeds_and_sitemaps() -> None:
    html = """<link rel=alternate type="application/feed+json" href="/feed.json">
        <link rel=alternate type="application/rss+xml" href="/comments/feed/">
        <link rel=sitemap type="application/xml" href="/sitemap.xml">"""
    assert feed_links(page(html)) == [HOME + "feed.json"]
    assert sitemap_links(page(html)) == [HOME + "sitemap.xml"]
