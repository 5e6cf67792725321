from __future__ import annotations

import gzip
from datetime import UTC, datetime, timedelta, timezone
from pathlib import Path
from urllib.parse import urlsplit

import pytest
from hypothesis import example, given
from hypothesis import strategies as st
from scrapy.http import HtmlResponse

from crawler.discovery import (
    FeedError,
    Lead,
    SitemapError,
    feed_links,
    next_links,
    page_links,
    read_feed,
    read_sitemap,
)
from crawler.discovery.lead import _cleaned, clean_url

FIXTURES = Path(__file__).parent / "fixtures"
HOME = "https://herald.example/"


def fixture(name: str) -> bytes:
    return (FIXTURES / name).read_bytes()


def test_rss_gives_each_address_once_with_its_date() -> None:
    leads = read_feed(fixture("rss.xml"), HOME + "feed/", "application/rss+xml")
    assert [lead.url for lead in leads] == [
        "https://herald.example/2026/03/frigate-returns/",
        "https://herald.example/2026/03/%C3%BCbung-nord/",
        "https://herald.example/2026/03/by-guid/",
    ]
    assert leads[1].date is None


def test_atom_takes_the_alternate_link() -> None:
    (lead,) = read_feed(fixture("atom.xml"), HOME + "atom", "")
    assert lead == Lead(
        "https://herald.example/2026/03/sea-trial/", datetime(2026, 3, 13, 10, tzinfo=UTC)
    )


@pytest.mark.parametrize(
    "body", [b"", b"<html><body>Not found</body></html>", b"\x89PNG\r\n\x1a\n", b"{}"]
)
def test_what_is_no_feed_is_refused_with_its_address(body: bytes) -> None:
    with pytest.raises(FeedError, match=r"https://herald\.example/feed/"):
        read_feed(body, HOME + "feed/", "text/html")


def test_an_empty_feed_is_a_feed() -> None:
    body = b'<rss version="2.0"><channel><title>x</title></channel></rss>'
    assert read_feed(body, HOME) == []


def test_sitemap_index_names_sitemaps() -> None:
    found = read_sitemap(fixture("sitemap_index.xml"), HOME)
    assert found.pages == []
    assert found.sitemaps == [
        Lead("https://herald.example/sitemap-2026.xml", datetime(2026, 3, 14, tzinfo=UTC)),
        Lead("https://herald.example/sitemap-2025.xml.gz"),
    ]


@pytest.mark.parametrize("pack", [bytes, gzip.compress])
def test_news_sitemap_gives_pages_not_their_images(pack: type[bytes]) -> None:
    published = datetime(2026, 3, 14, 8, 30, tzinfo=timezone(timedelta(hours=1)))
    assert read_sitemap(pack(fixture("news_sitemap.xml")), HOME).pages == [
        Lead(
            "https://herald.example/2026/03/frigate-returns/",
            published,
            published,
        ),
        Lead("https://herald.example/2026/03/a%20b&c/"),
    ]


@pytest.mark.parametrize(
    "body",
    [
        b"",
        b"<html><body><url><loc>https://x.example/</loc></url></body></html>",
        b"\x1f\x8bnot gzip at all",
        b"plain words",
    ],
)
def test_what_is_no_sitemap_is_refused(body: bytes) -> None:
    with pytest.raises(SitemapError, match=r"sitemap\.xml"):
        read_sitemap(body, HOME + "sitemap.xml")


def test_entities_of_a_sitemap_are_not_expanded() -> None:
    bomb = b"""<!DOCTYPE urlset [<!ENTITY a "aaaaaaaaaa"><!ENTITY b "&a;&a;&a;&a;">
        <!ENTITY f SYSTEM "file:///etc/passwd">]>
        <urlset><url><loc>https://h.example/&b;&f;</loc></url></urlset>"""
    pages = read_sitemap(bomb, HOME).pages
    assert all("root" not in lead.url and "aaaa" not in lead.url for lead in pages)


def test_links_of_a_page() -> None:
    html = b"""<html><head>
      <link rel="alternate" type="application/rss+xml" href="/feed/">
      <link rel="alternate" hreflang="fr" href="/fr/">
      <link rel="next" href="/page/2/"></head>
      <body><a href=" /2026/03/one-two-three/ ">1</a><a href="/2026/03/one-two-three/#c">2</a>
      <a href="javascript:void(0)">3</a><a href="mailto:a@b.example">4</a>
      <a href="https://u:p@other.example/">5</a><a>6</a></body></html>"""
    response = HtmlResponse(HOME, body=html)
    assert page_links(response) == [Lead("https://herald.example/2026/03/one-two-three/")]
    assert feed_links(response) == ["https://herald.example/feed/"]
    assert next_links(response) == ["https://herald.example/page/2/"]


@pytest.mark.parametrize(
    "reference",
    ["", "javascript:alert(1)", "http://", "https://u:p@h.example/", "http://h.example/a\nb",
     "data:text/html,x", "http://h.example:port/", "http://[::1/"],
)  # fmt: skip
def test_what_is_no_address_to_fetch(reference: str) -> None:
    assert clean_url(reference, HOME) is None


@pytest.mark.parametrize(
    ("reference", "url"),
    [
        ("/a?utm_source=x&id=7&fbclid=y&b=%20", "https://herald.example/a?id=7&b=%20"),
        ("/a?utm_medium=feed#top", "https://herald.example/a"),
        ("/a?page=utm_x", "https://herald.example/a?page=utm_x"),
    ],
)
def test_tracking_parameters_are_dropped_and_no_others(reference: str, url: str) -> None:
    assert clean_url(reference, HOME) == url


@given(st.text(max_size=60))
def test_an_address_is_always_one_that_can_be_fetched(reference: str) -> None:
    url = clean_url(reference, HOME)
    if url is not None:
        parts = urlsplit(url)
        assert parts.scheme in {"http", "https"}
        assert parts.hostname
        assert parts.fragment == ""
        assert url.isascii()
        assert not any(c in url for c in "\r\n\t ")


@given(
    st.from_regex(
        r"https?://[a-z0-9.-]{1,9}(:[0-9]{0,5})?/([a-zA-Z0-9._~/-]{0,20})", fullmatch=True
    )
)
@example("http://0.0:00/")
def test_a_plain_address_is_cleaned_like_any_other(reference: str) -> None:
    assert clean_url(reference, HOME) == _cleaned(reference, HOME)


@given(st.binary(max_size=300))
def test_feeds_and_sitemaps_of_any_bytes_are_read_or_refused(body: bytes) -> None:
    for read, error in ((read_feed, FeedError), (read_sitemap, SitemapError)):
        try:
            read(body, HOME)
        except error as refused:
            assert HOME in str(refused)  # noqa: PT017 - either outcome is right
