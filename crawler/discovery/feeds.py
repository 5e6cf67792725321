"""RSS, Atom, RDF and JSON feeds, as they are in the wild."""

from __future__ import annotations

from calendar import timegm
from datetime import UTC, datetime
from typing import TYPE_CHECKING, Any

import feedparser
import msgspec

from crawler.discovery.dates import DateReader
from crawler.discovery.lead import Lead, clean_url

if TYPE_CHECKING:
    from collections.abc import Iterator

_JSON_FEED = "https://jsonfeed.org/version/"


class FeedError(Exception):
    """A document that is no feed."""

    def __init__(self, url: str, problem: object) -> None:
        super().__init__(f"{url}: not a feed: {problem}")


def read_feed(body: bytes, url: str, content_type: str = "") -> list[Lead]:
    """The entries of a feed, in its order, each address once, with the latest date it has.

    Args:
        body: the document, content coding removed.
        url: where it was read, for relative links.
        content_type: the header's value; its charset counts as RFC 7303 says.

    Raises:
        FeedError: it has no entries and is in no dialect of RSS, Atom or JSON Feed.
    """
    if body.removeprefix(b"\xef\xbb\xbf").lstrip().startswith(b"{"):
        found = _json_leads(body, url)
    else:
        found = _xml_leads(body, url, content_type)
    leads: dict[str, Lead] = {}
    for lead in found:
        known = leads.setdefault(lead.url, lead)
        if lead.date and (known.date is None or lead.date > known.date):
            leads[lead.url] = lead
    return list(leads.values())


# ------------------------------------------------------------------ RSS, Atom, RDF


def _xml_leads(body: bytes, url: str, content_type: str) -> Iterator[Lead]:
    headers = {"content-location": url}
    if content_type:
        headers["content-type"] = content_type
    feed = feedparser.parse(body, response_headers=headers, sanitize_html=False)
    # feedparser names the dialect it saw; other XML, HTML and garbage have none.
    if not feed.entries and not feed.get("version"):
        raise FeedError(url, feed.get("bozo_exception", "no entries and no feed element"))
    dates = DateReader()
    for entry in feed.entries:
        address = clean_url(entry.get("link") or entry.get("id") or "", url)
        if address:
            published = _date(entry, "published", dates)
            yield Lead(address, _date(entry, "updated", dates) or published, published)


def _date(entry: dict[str, Any], name: str, dates: DateReader) -> datetime | None:
    # Of the dictionary itself: feedparser's own `get` fills one date from the other, and warns.
    moment = dict.get(entry, f"{name}_parsed")
    try:
        if moment:
            return datetime.fromtimestamp(timegm(moment), UTC)
    except (ValueError, OverflowError):  # the year 0, or 10000
        return None
    return dates.read(dict.get(entry, name))


# ------------------------------------------------------------------ JSON Feed


class _Item(msgspec.Struct):
    """What is read of an item (JSON Feed 1.1, "Items"); the rest may be of any type."""

    id: str | float | None = None
    url: str | None = None
    external_url: str | None = None
    date_published: str | None = None
    date_modified: str | None = None


class _Feed(msgspec.Struct):
    version: str = ""
    items: list[msgspec.Raw] = []


def _json_leads(body: bytes, url: str) -> Iterator[Lead]:
    try:
        feed = msgspec.json.decode(body.removeprefix(b"\xef\xbb\xbf"), type=_Feed)
    except (msgspec.DecodeError, UnicodeDecodeError, RecursionError) as error:
        raise FeedError(url, error) from error
    if not feed.version.startswith(_JSON_FEED):
        raise FeedError(url, f"JSON of version {feed.version!r}")
    dates = DateReader()
    for raw in feed.items:
        try:
            item = msgspec.json.decode(raw, type=_Item)
        except (msgspec.DecodeError, UnicodeDecodeError, RecursionError):
            continue  # one item that says nonsense does not silence the others
        # "id … should be the full URL of the resource": many have nothing else.
        identifier = item.id if isinstance(item.id, str) and item.id.startswith("http") else ""
        if address := clean_url(item.url or item.external_url or identifier, url):
            published = dates.read(item.date_published)
            yield Lead(address, dates.read(item.date_modified) or published, published)
