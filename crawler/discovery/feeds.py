"""RSS, Atom and RDF feeds, as they are in the wild."""

from __future__ import annotations

from calendar import timegm
from datetime import UTC, datetime
from typing import TYPE_CHECKING, Any

import feedparser

from crawler.discovery.lead import Lead, clean_url

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping


class FeedError(Exception):
    """A document that is no feed."""

    def __init__(self, url: str, problem: object) -> None:
        super().__init__(f"{url}: not a feed: {problem}")


def read_feed(body: bytes, url: str, content_type: str = "") -> list[Lead]:
    """The entries of a feed, in its order, each address once.

    Args:
        body: the document, content coding removed.
        url: where it was read, for relative links.
        content_type: the header's value; its charset counts as RFC 7303 says.

    Raises:
        FeedError: it has no entries and is in no dialect of RSS or Atom.
    """
    headers = {"content-location": url}
    if content_type:
        headers["content-type"] = content_type
    feed = feedparser.parse(body, response_headers=headers, sanitize_html=False)
    # feedparser names the dialect it saw; other XML, HTML and garbage have none.
    if not feed.entries and not feed.get("version"):
        raise FeedError(url, feed.get("bozo_exception", "no entries and no feed element"))
    leads = {lead.url: lead for lead in _leads(feed.entries, url)}
    return list(leads.values())


def _leads(entries: list[Mapping[str, Any]], base: str) -> Iterator[Lead]:
    for entry in entries:
        reference = entry.get("link") or entry.get("id") or ""
        url = clean_url(reference, base)
        if url:
            # `in` first: feedparser warns where it would fill one from the other.
            keys = [key for key in ("updated_parsed", "published_parsed") if key in entry]
            moment = entry[keys[0]] if keys else None
            yield Lead(url, datetime.fromtimestamp(timegm(moment), UTC) if moment else None)
