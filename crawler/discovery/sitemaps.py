"""Sitemaps and sitemap indexes (sitemaps.org protocol 0.9, Google's news extension)."""

from __future__ import annotations

from datetime import UTC, datetime
from io import BytesIO
from typing import TYPE_CHECKING

from lxml import etree
from scrapy.utils.gz import gunzip

from crawler.discovery.lead import Lead, clean_url

if TYPE_CHECKING:
    from collections.abc import Iterator

MAX_BYTES = 50 * 1024 * 1024
"""Size of an uncompressed sitemap that the protocol allows."""


class SitemapError(Exception):
    """A document that is no sitemap."""

    def __init__(self, url: str, problem: object) -> None:
        super().__init__(f"{url}: not a sitemap: {problem}")


def read_sitemap(body: bytes, url: str) -> tuple[list[Lead], list[Lead]]:
    """The sitemaps and the pages that a sitemap names.

    Args:
        body: the document; a gzip file is unpacked.
        url: where it was read.

    Returns:
        Leads to further sitemaps, and leads to pages.

    Raises:
        SitemapError: it is too large, or neither ``sitemapindex`` nor ``urlset``.
    """
    if body.startswith(b"\x1f\x8b"):
        try:
            body = gunzip(body, max_size=MAX_BYTES)
        except Exception as error:
            # Scrapy names its own exception class for "too large" in a private module.
            raise SitemapError(url, f"gzip file that cannot be unpacked: {error}") from error
    sitemaps: list[Lead] = []
    pages: list[Lead] = []
    try:
        for kind, lead in _entries(body, url):
            (sitemaps if kind == "sitemap" else pages).append(lead)
    except etree.XMLSyntaxError as error:
        raise SitemapError(url, error) from error
    return sitemaps, pages


def _entries(body: bytes, base: str) -> Iterator[tuple[str, Lead]]:
    # Entities of strangers are not expanded; broken documents give what can be read.
    parser = etree.iterparse(
        BytesIO(body), events=("start", "end"), recover=True, resolve_entities=False,
        no_network=True, remove_comments=True, remove_pis=True,
    )  # fmt: skip
    root = None
    for event, element in parser:
        name = etree.QName(element).localname
        if root is None:
            root = name
            if root not in {"sitemapindex", "urlset"}:
                raise SitemapError(base, f"its root element is {root!r}")
        if event == "end" and name in {"sitemap", "url"}:
            # Children only: the extensions for images and videos have a `loc` of their own.
            url = clean_url(element.findtext("{*}loc") or "", base)
            if url:
                date = element.findtext("{*}lastmod")
                news = element.findtext("{*}news/{*}publication_date")
                yield name, Lead(url, _date(date or news))
            element.clear()
    if root is None:
        raise SitemapError(base, "it is empty")


def _date(text: str | None) -> datetime | None:
    """A W3C date and time (the protocol's ``lastmod``); a bare day counts from midnight UTC."""
    try:
        moment = datetime.fromisoformat((text or "").strip())
    except ValueError:
        return None
    return moment if moment.tzinfo else moment.replace(tzinfo=UTC)
