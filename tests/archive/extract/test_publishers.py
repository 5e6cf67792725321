"""Whose address a page may call its own."""

from __future__ import annotations

import pytest

from archive.extract import extract
from archive.extract.publishers import may_speak_for

STORY = "https://www.herald.example.com/2026/03/convoy"


@pytest.mark.parametrize(
    "page",
    [
        STORY,
        "http://www.herald.example.com/amp/2026/03/convoy",
        "https://m.herald.example.com/convoy",
        "https://www-herald-example-com.cdn.ampproject.org/v/s/convoy",
        "",
    ],
)
def test_pages_of_one_publisher_name_each_other(page: str) -> None:
    assert may_speak_for(page, STORY)


@pytest.mark.parametrize(
    ("page", "named"),
    [
        ("https://copies.example.net/convoy", STORY),
        ("https://one.example.co.uk/a", "https://other-example.co.uk/a"),
        ("https://jane.blogspot.com/a", "https://jono.blogspot.com/a"),
        ("http://127.0.0.2/a", "http://127.0.0.1/a"),
        ("https://com/a", "https://net/a"),
    ],
)
def test_no_page_speaks_for_another_publisher(page: str, named: str) -> None:
    assert not may_speak_for(page, named)


@pytest.mark.parametrize(
    "head",
    [
        f'<link rel="canonical" href="{STORY}">',
        f'<meta property="og:url" content="{STORY}">',
        f'<script type="application/ld+json">{{"@type": "NewsArticle", "url": "{STORY}"}}</script>',
    ],
)
def test_a_copy_is_an_article_of_its_own(head: str) -> None:
    copy = "https://copies.example.net/convoy"
    html = f"<html><head>{head}</head><body><article><h1>The convoy</h1></article></body></html>"
    assert extract(html.encode(), url=copy).canonical_url == copy
    assert extract(html.encode(), url=STORY + "?page=2").canonical_url == STORY
