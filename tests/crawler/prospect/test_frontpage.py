from __future__ import annotations

import pytest
from scrapy.http import HtmlResponse

from crawler.prospect.frontpage import FrontPage, owns, primary_language, read_front_page

URL = "https://www.herald.example/"
PAGE = """<!DOCTYPE html><html lang="en-GB"><head><title>Home – Harbour Herald</title>
<meta property="og:site_name" content=" Harbour
 Herald "><meta name="generator" content="WordPress 6.5">
<link rel="alternate" type="application/rss+xml" href="/feed/">
<link rel="alternate" type="application/rss+xml" href="/comments/feed/">
<link rel="sitemap" href="/sitemap_index.xml"></head><body>
<header><a href="/">Home</a><nav><ul class="menu"><li><a href="/naval/">Naval</a>
<li><a href="/world/europe/">Europe</a><li><a href="/world/europe/baltic/north/">Too deep</a>
<li><a href="/about/">About</a><li><a href="/?lang=fr">FR</a><li><a href="https://other.example/x/">X</a>
<li><a href="/subscribe">Subscribe</a><li><a href="mailto:a@b.c">Mail</a></ul></nav></header>
<main><a href="/2026/03/a-ship/">A ship</a><a href="https://blogs.herald.example/2026/x/">Blog</a></main>
<footer><a href="/rss">RSS</a><a href="/DesktopModules/ArticleCS/RSS.ashx?ContentType=1">RSS</a>
<a href="/feedback/">Feedback</a></footer></body></html>"""


def read(html: str, url: str = URL, **headers: str) -> FrontPage:
    return read_front_page(HtmlResponse(url, body=html.encode(), encoding="utf-8", headers=headers))


def test_a_front_page_says_who_it_is_and_where_its_lists_are() -> None:
    page = read(PAGE)
    assert (page.name, page.language) == ("Harbour Herald", "en")
    assert page.cms
    assert page.cms.name == "WordPress"
    assert page.feeds == (
        f"{URL}feed/",
        f"{URL}rss",
        f"{URL}DesktopModules/ArticleCS/RSS.ashx?ContentType=1",
    )
    assert page.sitemaps == (f"{URL}sitemap_index.xml",)


def test_sections_are_what_the_navigation_leads_to() -> None:
    assert read(PAGE).sections == (f"{URL}naval/", f"{URL}world/europe/")


def test_links_are_those_of_its_own_hosts() -> None:
    links = read(PAGE).links
    assert f"{URL}2026/03/a-ship/" in links
    assert "https://blogs.herald.example/2026/x/" in links
    assert not [url for url in links if "other.example" in url]


@pytest.mark.parametrize("html", ["", "<html></html>", "\0<a href='http://[x'>", "<nav><a href>"])
def test_a_page_that_says_nothing_is_read(html: str) -> None:
    page = read(html or " ")
    assert (page.name, page.language, page.cms, page.feeds) == ("", None, None, ())


@pytest.mark.parametrize(
    ("text", "language"),
    [("en", "en"), ("en-GB", "en"), ("de_DE", "de"), ("fr, en", "fr"), (" UK ", "uk"),
     ("zh-Hant", "zh"), ("", None), (None, None), ("english", None), ("1", None), ("x", None)],
)  # fmt: skip
def test_a_language_is_its_primary_subtag(text: str | None, language: str | None) -> None:
    assert primary_language(text) == language


def test_letters_that_the_pages_charset_has_not_do_no_harm() -> None:
    html = '<html><nav><a href="/naval/">&#1060;&#1083;&#1086;&#1090; caf\xe9</a></nav>'
    response = HtmlResponse(URL, body=html.encode("latin-1"), encoding="latin-1")
    assert read_front_page(response).sections == (f"{URL}naval/",)


def test_a_server_may_say_the_language_and_the_system() -> None:
    page = read("<p>x", **{"Content-Language": "fi-FI", "X-Generator": "Drupal 10"})
    assert page.language == "fi"
    assert page.cms
    assert page.cms.name == "Drupal"


def test_a_host_owns_what_is_below_it() -> None:
    assert owns(URL, "https://minister.herald.example/x")
    assert owns(URL, "http://herald.example/x")
    assert not owns(URL, "https://herald.example.org/x")
    assert not owns(URL, "https://notherald.example/x")
    assert not owns(URL, "http://[x")
