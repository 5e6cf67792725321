"""What a feed says of the site it is of, besides its entries."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from email.utils import parsedate_to_datetime
from typing import TYPE_CHECKING

import feedparser

from crawler.prospect.frontpage import primary_language

if TYPE_CHECKING:
    from collections.abc import Sequence

_WEEK = timedelta(days=7)
_ENOUGH = 5
_STALE = timedelta(days=60)
_CAUTION = 3
"""A site is called quiet only below this part of what it usually brings."""


@dataclass(frozen=True, slots=True)
class FeedFacts:
    """What it says.

    Attributes:
        title: its title; ``""`` where it has none.
        language: a primary subtag; None where it does not say.
        moments: when its entries were published, with the offsets that it prints.
    """

    title: str = ""
    language: str | None = None
    moments: tuple[datetime, ...] = ()


def read_facts(body: bytes, url: str) -> FeedFacts:
    """Read them; a JSON feed gives none.

    Args:
        body: the feed.
        url: where it was read.
    """
    feed = feedparser.parse(body, response_headers={"content-location": url})
    texts = (entry.get("published") or entry.get("date") or "" for entry in feed.entries)
    moments = tuple(moment for text in texts if (moment := _moment(text)))
    title = " ".join(str(feed.feed.get("title") or "").split())
    return FeedFacts(title, primary_language(feed.feed.get("language")), moments)


def _moment(text: str) -> datetime | None:
    for parse in (datetime.fromisoformat, parsedate_to_datetime):
        try:
            moment = parse(text.strip())
        except (ValueError, TypeError, OverflowError):
            continue
        if moment.tzinfo is not None:
            return moment
    return None


def least_per_week(moments: Sequence[datetime], now: datetime | None = None) -> float | None:
    """Articles in a week below which the site would be quiet: a third of what its feed shows.

    Args:
        moments: of entries, in any order.
        now: the present moment.

    Returns:
        None where five dated entries are wanting, or the newest is older than sixty days.
    """
    now = now or datetime.now(UTC)
    dated = sorted(moment for moment in moments if moment <= now + timedelta(days=1))
    if len(dated) < _ENOUGH or now - dated[-1] > _STALE:
        return None
    span = max(dated[-1] - dated[0], timedelta(days=1))
    least = (len(dated) - 1) * (_WEEK / span) / _CAUTION
    return float(int(least)) if least >= 1 else max(0.1, round(least, 1))
