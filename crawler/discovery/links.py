"""Links of an HTML page."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING
from urllib.parse import urlsplit

from crawler.discovery.lead import Lead, clean_url
from crawler.discovery.traps import is_page_of, page_number

if TYPE_CHECKING:
    from scrapy.http import HtmlResponse

_FEED_TYPES = {
    "application/rss+xml",
    "application/atom+xml",
    "application/rdf+xml",
    "application/feed+json",
}
_NEXT = (
    'link[rel~="next"], a[rel~="next"], a.next, .next > a, a.pagination-next, .pagination-next a, '
    ".pager__item--next a, .nav-previous > a"
)
"""Where content management systems link to what comes after; WordPress's "older" is "previous"."""
_COMMENTS = re.compile(r"/comments?(?:/|$)", re.IGNORECASE)


def page_links(response: HtmlResponse) -> list[Lead]:
    """Every address the page links to, in its order, each once."""
    return [Lead(url) for url in _addresses(response, "a")]


def next_links(response: HtmlResponse) -> list[str]:
    """The pages that continue a listing.

    Those the page calls so (``rel="next"``, HTML, section 4.6.6, and the classes that content
    management systems use); without one, a link to the same listing with the next number.
    """
    here = response.url
    if called := [url for url in _addresses(response, _NEXT) if url != here]:
        return called
    number = (page_number(here) or 1) + 1
    numbered = (url for url in _addresses(response, "a") if is_page_of(url, here, number))
    return list(numbered)[:1]


def feed_links(response: HtmlResponse) -> list[str]:
    """Feeds that the page announces (RSS Advisory Board, "RSS Autodiscovery"); none of comments."""
    links = [
        link
        for link in response.css('link[rel~="alternate"]')
        if link.attrib.get("type", "").lower().strip() in _FEED_TYPES
    ]
    base = response.urljoin("")
    found = (clean_url(link.attrib.get("href", ""), base) for link in links)
    return [url for url in dict.fromkeys(found) if url and not _COMMENTS.search(urlsplit(url).path)]


def sitemap_links(response: HtmlResponse) -> list[str]:
    """Sitemaps that the page announces (``rel="sitemap"``)."""
    return _addresses(response, 'link[rel~="sitemap"]')


def _addresses(response: HtmlResponse, selector: str) -> list[str]:
    base = response.urljoin("")
    hrefs = (element.attrib.get("href", "") for element in response.css(selector))
    urls = (clean_url(href, base) for href in hrefs)
    return [url for url in dict.fromkeys(urls) if url]
