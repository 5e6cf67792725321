"""When a site is to be crawled next: often where much comes out, seldom where nothing works.

A pure function of the site's history, so that no schedule is kept anywhere: what the index knows
of past crawls says when the next one is due, on any machine, also after `scrapy reindex`.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import UTC, timedelta
from typing import TYPE_CHECKING

from crawler.health import NOT_STARTED, SHUTDOWN, failing_lists, failures
from crawler.limits import check_numbers

if TYPE_CHECKING:
    from datetime import datetime

    from scrapy.settings import BaseSettings

    from archive.index import CrawlSummary, SiteHistory
    from crawler.health import Expectations

_VISITS_PER_STORY = 2
"""So that half of a story is missing on average when a crawl comes; feeds hold ten and more."""
_WINDOWS = (7, 28)
"""Days over which stories are counted; the busier window holds."""
_NO_FAULT = frozenset({SHUTDOWN, NOT_STARTED, "archive_unwritable"})
"""Finish reasons of crawls whose site had no chance."""
_EARLY = 0.9
"""The share of an interval after which a site is due: a timer never ticks exactly."""


@dataclass(frozen=True, slots=True)
class Pace:
    """The bounds of the time between two crawls of a site.

    Attributes:
        shortest: for a site where much comes out.
        longest: for one where nothing does.
        longest_after_failure: for one that has not worked for long, or a list of one.
    """

    shortest: timedelta = timedelta(hours=1)
    longest: timedelta = timedelta(days=1)
    longest_after_failure: timedelta = timedelta(days=3)

    def __post_init__(self) -> None:
        """Check.

        Raises:
            ValueError: the bounds are not in order.
        """
        if not timedelta(0) < self.shortest <= self.longest <= self.longest_after_failure:
            message = (
                "UPDATE_MIN_INTERVAL, UPDATE_MAX_INTERVAL, UPDATE_MAX_BACKOFF: each must be above"
                f" 0 and no less than the one before: {self.shortest.total_seconds():g},"
                f" {self.longest.total_seconds():g}, {self.longest_after_failure.total_seconds():g}"
            )
            raise ValueError(message)


def pace_of(settings: BaseSettings) -> Pace:
    """The bounds that the settings give, in seconds.

    Raises:
        SettingError: one is no number.
        ValueError: they are not in order.
    """
    names = ("UPDATE_MIN_INTERVAL", "UPDATE_MAX_INTERVAL", "UPDATE_MAX_BACKOFF")
    check_numbers(settings, *names)
    return Pace(*(timedelta(seconds=settings.getfloat(name)) for name in names))


def due_at(history: SiteHistory, expectations: Expectations, pace: Pace) -> datetime | None:
    """The moment from which a site is to be crawled; None for at once.

    A site never crawled is due at once, and one whose last crawl was stopped by a signal or by a
    disk that could not be written, or could not begin. One whose crawl was cut off is tried again
    after the shortest interval: whatever ended it may do so again.
    """
    if not history.crawls:
        return None
    last = history.crawls[0]
    if last.exit_code is None:
        return last.started_at + _EARLY * pace.shortest
    if last.finish_reason in _NO_FAULT:
        return None
    stories = stories_per_day(history, expectations, last.started_at)
    wait = interval(stories, failures(history.crawls), pace)
    return last.started_at + _EARLY * wait


def interval(stories: float, failed: int, pace: Pace) -> timedelta:
    """The time between two crawls.

    Args:
        stories: stories a day.
        failed: crawls in a row that gave nothing and should have; each doubles the time.
        pace: the bounds.
    """
    shortest, longest = pace.shortest.total_seconds(), pace.longest.total_seconds()
    day = 86400.0
    # Compared before it is divided: next to nothing a day makes an interval beyond all numbers.
    slow = stories * _VISITS_PER_STORY * longest <= day
    wait = longest if slow else max(shortest, day / (stories * _VISITS_PER_STORY))
    return _backed_off(timedelta(seconds=wait), failed, pace)


def stories_per_day(history: SiteHistory, expectations: Expectations, now: datetime) -> float:
    """How many stories are to be expected: as lately, and no fewer than the site file says."""
    today = now.astimezone(UTC).date()
    lately = max(
        sum(n for day, n in history.stories.items() if (today - day).days < days) / days
        for days in _WINDOWS
    )
    return max(lately, (expectations.min_articles_per_week or 0) / 7)


def resting_lists(crawls: tuple[CrawlSummary, ...], now: datetime, pace: Pace) -> dict[str, str]:
    """Feeds and other lists to be left alone now, with their problem.

    What has not worked twice is asked for again after twice the time it has been tried for, up to
    the bound; the rest of the site goes on meanwhile.
    """
    return {
        url: dead.problem
        for url, dead in failing_lists(crawls).items()
        if now < dead.tried_at + _EARLY * _backed_off(pace.shortest, dead.crawls - 1, pace)
    }


def _backed_off(wait: timedelta, failed: int, pace: Pace) -> timedelta:
    bound = max(wait, pace.longest_after_failure)
    # In seconds, and no more doublings than a float holds: timedelta ends much earlier.
    seconds = wait.total_seconds() * 2.0 ** min(failed, 100)
    return min(timedelta(seconds=min(seconds, bound.total_seconds())), bound)
