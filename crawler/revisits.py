"""Which pages are visited again, and when: soon after a story came out, then ever more seldom.

A pure function of captures and articles, so that nothing about it is kept anywhere: an index that
was made again gives the same answer. Where visits were missed, one stands for all of them.
"""

from __future__ import annotations

import re
from bisect import bisect_right
from dataclasses import dataclass
from datetime import timedelta
from typing import TYPE_CHECKING

from archive.index.visits import recent_pages, walled_pages
from archive.intake import behind_wall
from crawler.plan import ArgumentError

if TYPE_CHECKING:
    from collections.abc import Iterable
    from datetime import datetime
    from typing import Self

    from archive.index import Index
    from archive.index.visits import Visited
    from archive.model import SiteRules

_AGE = re.compile(r"(\d{1,4})\s*([mhdw])")
_UNITS = {"m": "minutes", "h": "hours", "d": "days", "w": "weeks"}


class ScheduleError(ArgumentError):
    """REVISIT_SCHEDULE has something else in it than ages."""

    def __init__(self, value: str) -> None:
        super().__init__(f"REVISIT_SCHEDULE: {value!r} is no age like 90m, 6h, 3d or 2w")


@dataclass(frozen=True, slots=True)
class Schedule:
    """Ages of a story at which its page is visited again.

    Attributes:
        ages: rising; none switches visits off.
    """

    ages: tuple[timedelta, ...] = ()

    @classmethod
    def of(cls, ages: Iterable[str]) -> Self:
        """The schedule that a setting lays down, e.g. ``["1h", "1d", "2w"]``, in any order.

        Raises:
            ScheduleError: one of them is no age.
        """
        return cls(tuple(sorted({_age(text) for text in ages})))

    def begins(self, now: datetime) -> datetime:
        """When stories came out, at the earliest, that are visited at all.

        Twice the last age, so that a site that was not crawled for long has its last visits yet.
        """
        return now - 2 * max(self.ages, default=timedelta(0))

    def due_since(
        self, came_out_at: datetime, last_visited_at: datetime, now: datetime
    ) -> datetime | None:
        """Since when a page is to be visited; None where it is not."""
        past = bisect_right(self.ages, now - came_out_at)
        if not past:
            return None
        moment = came_out_at + self.ages[past - 1]
        return moment if last_visited_at < moment else None


def due_pages(
    index: Index, rules: SiteRules, schedule: Schedule, now: datetime, limit: int
) -> list[str]:
    """Addresses to visit again, those that have waited longest first.

    Articles are, and pages that gave a wall instead of one.

    Args:
        index: of the archive.
        rules: of the site.
        schedule: when.
        now: with offset.
        limit: so many at the most; 0 means any number.

    Raises:
        ArchiveIndexError: the index cannot be read.
    """
    if not schedule.ages:
        return []

    def is_due(came_out_at: datetime, last_visited_at: datetime) -> bool:
        return schedule.due_since(came_out_at, last_visited_at, now) is not None

    since = schedule.begins(now)
    due: dict[str, datetime] = {}

    def add(page: Visited, url: str) -> None:
        moment = schedule.due_since(page.came_out_at, page.last_visited_at, now)
        if moment is not None:
            due[url] = min(moment, due.get(url, moment))

    with index.reading() as db:
        for page in recent_pages(db, rules.name, since, is_due):
            add(page, page.target_uri)
        for page in walled_pages(db, rules.name, since):
            add(page, behind_wall(page.target_uri, rules) or page.target_uri)
    urls = sorted(due, key=lambda url: (due[url], url))
    return urls[:limit] if limit else urls


def _age(text: str) -> timedelta:
    match = _AGE.fullmatch(text.strip())
    if not match:
        raise ScheduleError(text)
    return timedelta(**{_UNITS[match[2]]: int(match[1])})
