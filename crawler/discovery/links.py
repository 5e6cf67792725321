"""Links of an HTML page."""

from __future__ import annotations

from typing import TYPE_CHECKING

from crawler.discovery.lead import Lead, clean_url

if TYPE_CHECKING:
    from scrapy.http import HtmlResponse

_FEED_TYPES = {
    "application/rss+xml",
    "application/atom+xml",
    "application/rdf+xml",
    "application/feed+json",
}


def page_links(response: HtmlResponse) -> list[Lead]:
    """Every address the page links to, in its order, each once."""
    base = response.urljoin("")
    urls = (clean_url(href, base) for href in response.css("a::attr(href)").getall())
    return [Lead(url) for url in dict.fromkeys(urls) if url]


def next_links(response: HtmlResponse) -> list[str]:
    """The pages that continue a listing (``rel="next"``, HTML, section 4.6.6)."""
    base = response.urljoin("")
    hrefs = response.css('link[rel~="next"]::attr(href), a[rel~="next"]::attr(href)').getall()
    hrefs += response.css("a.next::attr(href)").getall()
    urls = (clean_url(href, base) for href in hrefs)
    return [url for url in dict.fromkeys(urls) if url]


def feed_links(response: HtmlResponse) -> list[str]:
    """Feeds that the page announces (RSS Advisory Board, "RSS Autodiscovery")."""
    base = response.urljoin("")
    found = (
        clean_url(link.attrib.get("href", ""), base)
        for link in response.css('link[rel~="alternate"]')
        if link.attrib.get("type", "").lower().strip() in _FEED_TYPES
    )
    return [url for url in dict.fromkeys(found) if url]
