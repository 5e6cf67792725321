"""Addresses that list articles, and pages every site has: what no article pattern may take."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING
from urllib.parse import urlsplit

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator

WORDS = r"tags?|categor(?:y|ies)|topics?|authors?|page|feed|rss|search"
"""Folders, as a regular expression, that list articles in most content management systems."""

_LISTINGS = (
    "tag/navy", "tag/ships-of-the-navy", "tags/navy", "category/air", "category/air-land-and-sea",
    "categories/air", "topic/navy", "topics/ships-of-the-navy", "author/jane-doe",
    "author/jane-mary-ann-doe", "authors/jane-doe", "page/2", "page/12", "feed", "feed/atom", "rss",
    "search", "search/navy",
)  # fmt: skip
_ONCE = (
    "sitemap.xml", "sitemap_index.xml", "news-sitemap.xml", "robots.txt", "rss.xml", "wp-json",
    "wp-login.php", "about", "about-us", "contact", "contact-us", "privacy-policy", "terms-of-use",
    "terms-and-conditions",
)  # fmt: skip
_QUERIES = ("?s=navy", "?q=navy", "?page=2", "?paged=2", "?feed=rss2", "?cat=12")
_BY_DATE = ("", "page/2", "feed")
_DATE = re.compile(r"/(?:19|20)\d{2}(?:[-/](?:\d{1,2}|[a-z]{3,9})){0,2}/$")
_NUMBER = re.compile(r"/\d{4,}/$")


def usual_listings(articles: Iterable[str]) -> set[str]:
    """Listings as they would stand in every folder that articles lie in.

    Args:
        articles: absolute addresses.
    """
    found: set[str] = set()
    for folder in {folder for url in articles for folder in _folders(url)}:
        # After an article's number may come its headline, which any word can be.
        if _NUMBER.search(folder) and not _DATE.search(folder):
            continue
        dated = _DATE.search(folder) is not None
        tails = _BY_DATE if dated else ("", *_LISTINGS)
        if urlsplit(folder).path == "/":
            tails = (*tails, *_ONCE)
        for tail in tails:
            found.add(folder + tail)
            if tail and "." not in tail:
                found.add(f"{folder}{tail}/")
        found.update(folder + query for query in _QUERIES)
    return found


def _folders(url: str) -> Iterator[str]:
    """The folders of an address, from the host's root on, each with a closing slash."""
    parts = urlsplit(url)
    segments = [segment for segment in parts.path.split("/") if segment][:-1]
    for number in range(len(segments) + 1):
        yield f"{parts.scheme}://{parts.netloc}/" + "".join(f"{s}/" for s in segments[:number])
