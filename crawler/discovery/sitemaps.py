"""Sitemaps and sitemap indexes (sitemaps.org protocol 0.9, Google's news extension)."""

from __future__ import annotations

from collections import deque
from dataclasses import dataclass, field
from io import BytesIO
from operator import attrgetter
from typing import TYPE_CHECKING

from lxml import etree
from scrapy.utils.gz import gunzip

from crawler.discovery.dates import DateReader
from crawler.discovery.lead import Lead, clean_url
from crawler.discovery.window import Window

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

MAX_BYTES = 50 * 1024 * 1024
"""Size of an uncompressed sitemap that the protocol allows."""
MAX_ENTRIES = 200_000
"""Entries that are taken from one sitemap: four times what the protocol allows."""

_ANY_TIME = Window()


class SitemapError(Exception):
    """A document that is no sitemap."""

    def __init__(self, url: str, problem: object) -> None:
        super().__init__(f"{url}: not a sitemap: {problem}")


@dataclass(slots=True)
class Sitemap:
    """What a sitemap names.

    Attributes:
        sitemaps: leads to further sitemaps.
        pages: leads to pages.
        outside: how many entries were of another time, and left out.
        cut: whether there were more entries than are read.
    """

    sitemaps: list[Lead] = field(default_factory=list)
    pages: list[Lead] = field(default_factory=list)
    outside: int = 0
    cut: bool = False


def read_sitemap(body: bytes, url: str, window: Window = _ANY_TIME) -> Sitemap:
    """The sitemaps and the pages that a sitemap names.

    A large one takes seconds: no work for the reactor.

    Args:
        body: the document, XML or a list of addresses in plain text; a gzip file is unpacked.
        url: where it was read.
        window: which time; entries of another are left out.

    Raises:
        SitemapError: it is too large, or neither ``sitemapindex`` nor ``urlset`` nor addresses.
    """
    if body.startswith(b"\x1f\x8b"):
        try:
            body = gunzip(body, max_size=MAX_BYTES)
        except Exception as error:
            # Scrapy names its own exception class for "too large" in a private module.
            raise SitemapError(url, f"gzip file that cannot be unpacked: {error}") from error
    found = Sitemap()
    entries = _lines(body, url) if _is_text(body) else _entries(body, url)
    try:
        for number, (kind, lead) in enumerate(entries):
            if number == MAX_ENTRIES:
                found.cut = True
                break
            _add(found, kind, lead, url, window)
    except etree.XMLSyntaxError as error:
        raise SitemapError(url, error) from error
    return found


def most_promising(leads: Sequence[Lead], room: int) -> list[Lead]:
    """Those sitemaps to read where there is room for some only.

    The latest changed first; of those without a date the ends of the list in turn, for the newest
    entries are in the first of some sites and in the last of others.
    """
    dated = [lead for lead in leads if lead.date]
    dated.sort(key=attrgetter("date"), reverse=True)
    undated = deque(lead for lead in leads if not lead.date)
    while undated:
        dated.append(undated.popleft())
        if undated:
            dated.append(undated.pop())
    return dated[: max(0, room)]


def _add(found: Sitemap, kind: str, raw: Lead, base: str, window: Window) -> None:
    """Take one entry; most of a large sitemap is of another time, and never looked at closer."""
    is_list = kind == "sitemap"
    try:
        if not (window.takes_list(raw) if is_list else window.takes(raw)):
            found.outside += 1
            return
    except ValueError:
        return  # an address that cannot be taken apart
    if url := clean_url(raw.url, base):
        lead = Lead(url, raw.date, raw.published)
        (found.sitemaps if is_list else found.pages).append(lead)


def _is_text(body: bytes) -> bool:
    """Whether it may be a list of addresses ("Text file", in the protocol)."""
    return body[:200].removeprefix(b"\xef\xbb\xbf").lstrip()[:4].lower() == b"http"


def _lines(body: bytes, base: str) -> Iterator[tuple[str, Lead]]:
    for line in BytesIO(body.removeprefix(b"\xef\xbb\xbf")):
        address = line.strip()
        if not address:
            continue
        if not address.lower().startswith((b"http://", b"https://")):
            raise SitemapError(base, f"a line that is no address: {address[:60]!r}")
        yield "url", Lead(address.decode("utf-8", "replace"))


def _entries(body: bytes, base: str) -> Iterator[tuple[str, Lead]]:
    # Entities of strangers are not expanded; broken documents give what can be read.
    parser = etree.iterparse(
        BytesIO(body), events=("start", "end"), recover=True, resolve_entities=False,
        no_network=True, remove_comments=True, remove_pis=True,
    )  # fmt: skip
    root = None
    dates = DateReader()
    for event, element in parser:
        name = etree.QName(element).localname
        if root is None:
            root = name
            if root not in {"sitemapindex", "urlset"}:
                raise SitemapError(base, f"its root element is {root!r}")
        # Of the root alone: extensions may have a `url` of their own.
        if event == "end" and name in {"sitemap", "url"} and _depth(element) == 1:
            yield name, _entry(element, dates)
            element.clear()
            # Emptied elements would still take a gigabyte where there are a million.
            while element.getprevious() is not None:
                del element.getparent()[0]
    if root is None:
        raise SitemapError(base, "it is empty")


def _depth(element: etree._Element) -> int:
    return sum(1 for _ in element.iterancestors())


def _entry(element: etree._Element, dates: DateReader) -> Lead:
    # Children only: the extensions for images and videos have a `loc` of their own.
    published = dates.read(element.findtext("{*}news/{*}publication_date"))
    changed = dates.read(element.findtext("{*}lastmod"))
    return Lead((element.findtext("{*}loc") or "").strip(), changed or published, published)
