"""Whether a site is healthy, judged by its own history and by what its file expects of it.

Pure functions of what `archive.index` sums up. Everything that is not healthy is said in words
that name what a person should look at.
"""

from __future__ import annotations

import json
from dataclasses import dataclass
from datetime import UTC, timedelta
from enum import StrEnum
from math import ceil, comb, exp, lgamma, log
from statistics import median_low
from typing import TYPE_CHECKING

from archive.index.summary import STORY_DAYS
from crawler.cli import Exit

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence
    from datetime import datetime

    from archive.index import CrawlSummary, SiteHistory

SHUTDOWN = "shutdown"
"""The finish reason of a crawl that was stopped by a signal, as Scrapy gives it."""
NOT_STARTED = "failed to start"
"""The finish reason of a crawl that Scrapy could not even begin."""
FAILED_LISTS = "failed_lists"
"""The field of a closing record with the feeds, sitemaps and sections that did not work."""
RESTING_LISTS = "resting_lists"
"""The field with those that were left alone, since they had not worked for long."""

DEAD_AFTER = 3
"""Crawls in a row after which a list that does not work is called dead."""

NEWEST = 120
"""Articles that are looked at for a change of layout."""
_FEWEST_NEW, _MOST_NEW = 5, 20
_FEWEST_OLD = 10
_UNLIKELY = 1e-4
_MOST_CERTAIN = 0.9

_WEEK = 7
_WEEKS_BEFORE = 8
_MOST_WEEKS = STORY_DAYS // _WEEK
_FEWEST_STORIES = 10
_RARE = 0.01
_EXPECTED = 7.0


class Verdict(StrEnum):
    """A site's health in a word or two."""

    HEALTHY = "healthy"
    QUIET = "quiet"
    FAILING = "failing"
    LAYOUT_CHANGED = "layout changed"
    NEVER_CRAWLED = "never crawled"
    RUNNING = "running"
    CUT_OFF = "cut off"


@dataclass(frozen=True, slots=True)
class Expectations:
    """What a site file says of a site in good health.

    Attributes:
        min_articles_per_week: fewer new ones than this is quiet; 0 for a site that may be silent
            for good, None where not known.
        photos_expected: whether its articles usually have photos.
    """

    min_articles_per_week: float | None = None
    photos_expected: bool = True


@dataclass(frozen=True, slots=True)
class Health:
    """A verdict, and why; ``why`` is ``""`` where there is nothing to say."""

    verdict: Verdict
    why: str = ""

    def __str__(self) -> str:
        return f"{self.verdict}: {self.why}" if self.why else str(self.verdict)


@dataclass(frozen=True, slots=True)
class DeadList:
    """A feed, sitemap or section that does not work.

    Attributes:
        crawls: how many crawls in a row found it so.
        since: start of the first of them.
        tried_at: start of the last of them.
        problem: what was wrong then, in words.
    """

    crawls: int
    since: datetime
    tried_at: datetime
    problem: str


def health_of(
    history: SiteHistory,
    newest: Sequence[tuple[int, int]],
    expectations: Expectations,
    now: datetime,
    *,
    running: bool = False,
) -> Health:
    """Judge a site.

    Args:
        history: its past.
        newest: photos, and photos with a credit, of its articles, the latest capture first.
        expectations: of its file.
        now: with offset.
        running: whether a crawl of it runs at this moment.
    """
    if running:
        return Health(Verdict.RUNNING)
    if not history.crawls:
        return Health(Verdict.NEVER_CRAWLED)
    if history.crawls[0].exit_code is None:
        return Health(Verdict.CUT_OFF, "its last crawl did not come to its end")
    photos_expected = expectations.photos_expected
    for verdict, why in (
        (Verdict.FAILING, failure(history.crawls)),
        (Verdict.LAYOUT_CHANGED, layout_change(newest, photos_expected=photos_expected)),
        (Verdict.QUIET, quietness(history, expectations, now)),
    ):
        if why:
            return Health(verdict, why)
    return Health(Verdict.HEALTHY)


def judged(crawls: Sequence[CrawlSummary]) -> list[CrawlSummary]:
    """Those crawls that say something of their site: ended, and not by a signal."""
    return [c for c in crawls if c.exit_code is not None and c.finish_reason != SHUTDOWN]


def failures(crawls: Sequence[CrawlSummary]) -> int:
    """How many of the last crawls in a row, the latest first, should have worked and gave nothing.

    An archive that could not be written, or a crawl that could not begin, is no fault of the site.
    """
    number = 0
    for crawl in judged(crawls):
        if crawl.finish_reason == NOT_STARTED:
            continue
        if crawl.exit_code != Exit.INCOMPLETE or crawl.count("articles"):
            return number
        number += 1
    return number


def failure(crawls: Sequence[CrawlSummary]) -> str | None:
    """What is wrong with the last crawl, or with a list that the last crawls found dead."""
    ended = judged(crawls)
    if not ended:
        return None
    last = ended[0]
    if last.exit_code != Exit.DONE:
        why = last.fields.get("verdict") or f"exit code {last.exit_code} ({last.finish_reason})"
        times = failures(crawls)
        return f"{why}, {times} crawls in a row" if times > 1 else why
    dead = [
        f"{url} is dead since {found.since:%Y-%m-%d} ({found.problem})"
        for url, found in failing_lists(ended).items()
        if found.crawls >= DEAD_AFTER
    ]
    return "; ".join(dead) or None


# --------------------------------------------------------------------------- feeds and other lists


def failing_lists(crawls: Sequence[CrawlSummary]) -> dict[str, DeadList]:
    """Lists that did not work when they were last asked for, by address.

    Args:
        crawls: the latest first; one that left a list alone says nothing of it.
    """
    ended = judged(crawls)
    if not ended:
        return {}
    last = ended[0].fields
    urls = [*lists_in(last.get(FAILED_LISTS)), *lists_in(last.get(RESTING_LISTS))]
    found = {url: _dead_list(url, ended) for url in urls}
    return {url: dead for url, dead in found.items() if dead}


def _dead_list(url: str, ended: Sequence[CrawlSummary]) -> DeadList | None:
    failed: list[tuple[CrawlSummary, str]] = []
    for crawl in ended:
        if problem := lists_in(crawl.fields.get(FAILED_LISTS)).get(url):
            failed.append((crawl, problem))
        elif url not in lists_in(crawl.fields.get(RESTING_LISTS)):
            break
    if not failed:
        return None
    (newest, problem), (oldest, _) = failed[0], failed[-1]
    return DeadList(len(failed), oldest.started_at, newest.started_at, problem)


def lists_in(field: str | None) -> dict[str, str]:
    """Problems by address, from a field of a closing record; none where it holds something else."""
    try:
        value = json.loads(field or "{}")
    except ValueError:
        return {}
    return {str(k): str(v) for k, v in value.items()} if isinstance(value, dict) else {}


def lists_field(lists: Mapping[str, str]) -> str:
    """Such a field: a JSON object on one line."""
    return json.dumps(dict(lists), ensure_ascii=False)


# --------------------------------------------------------------------------- stories


def stories_per_day(history: SiteHistory) -> float:
    """What is usual, up to the last story; 0 where there are too few to say."""
    number = sum(history.stories.values())
    if number < _FEWEST_STORIES or history.last_story_at is None:
        return 0.0
    days = (history.last_story_at.date() - min(history.stories)).days + 1
    return number / days


def silence(history: SiteHistory, expectations: Expectations, now: datetime) -> str | None:
    """Why a site that gave nothing new should have; None where that is no surprise.

    Only of a site whose file expects articles: a week without one, in which seven were to be
    expected by that or by its own history; by chance, that is one week in a thousand (Poisson).
    Fewer is a quiet day, a holiday, or a site that is quiet.
    """
    if history.last_story_at is None or not expectations.min_articles_per_week:
        return None
    usual = max(stories_per_day(history), expectations.min_articles_per_week / _WEEK)
    gap = (now - history.last_story_at) / timedelta(days=1)
    if gap < _WEEK or gap * usual < _EXPECTED:
        return None
    since = f"{history.last_story_at:%Y-%m-%d}"
    return f"no new article since {since}, where {usual * _WEEK:.3g} a week are usual"


def quietness(history: SiteHistory, expectations: Expectations, now: datetime) -> str | None:
    """In which way a site is quieter than it should be, or than it was; None where it is not."""
    if not history.crawls or now - history.crawls[-1].started_at < timedelta(days=_WEEK):
        return None  # not watched for long enough to say
    least = expectations.min_articles_per_week
    if least is not None and least * _MOST_WEEKS < 1:
        return None  # nothing is expected in the weeks whose stories are known
    days = _WEEK * max(1, ceil(1 / least)) if least else _WEEK
    # With all of the day they began on: else a site would be quiet for hours after midnight (UTC).
    came = _of_days(history, now, range(days + 1))
    if least is not None:
        wanted = least * days / _WEEK
        said = f"at least {wanted:.3g} are expected" if came < wanted else None
    else:
        earlier = range(days + 1, days * (1 + _WEEKS_BEFORE) + 1)
        before = _of_days(history, now, earlier) / _WEEKS_BEFORE
        rare = before * _WEEKS_BEFORE >= _FEWEST_STORIES and _poisson(came, before) < _RARE
        said = f"{before:.3g} were usual" if rare else None
    return f"{_number(came, 'article')} in {days} days, where {said}" if said else None


def _of_days(history: SiteHistory, now: datetime, ages: range) -> int:
    """Stories of the UTC days that are so many days ago."""
    today = now.astimezone(UTC).date()
    return sum(n for day, n in history.stories.items() if (today - day).days in ages)


def _poisson(at_most: int, mean: float) -> float:
    """The chance of so few, where ``mean`` are usual; 1 for no fewer than that."""
    if at_most >= mean:
        return 1.0
    return sum(exp(n * log(mean) - mean - lgamma(n + 1)) for n in range(at_most + 1))


# --------------------------------------------------------------------------- layout


def layout_change(newest: Sequence[tuple[int, int]], *, photos_expected: bool = True) -> str | None:
    """Whether photos, or credits, are suddenly missing from what came last.

    Args:
        newest: photos, and photos with a credit, of articles, the latest first.
        photos_expected: whether a lack of photos says anything.
    """
    photos = [photos for photos, _ in newest]
    credited = [credited for photos, credited in newest if photos]
    why = _fall(photos, "photo") if photos_expected else None
    return why or _fall(credited, "credited photo")


def _fall(numbers: Sequence[int], what: str) -> str | None:
    """Whether fewer than half as many articles as before have as many as was usual.

    ``numbers`` are of one article each, the latest first. Usual is the median of those before; the
    fall counts where chance brings it once in ten thousand times (binomial distribution), for any
    number of the newest articles between five and twenty.
    """
    for size in range(_FEWEST_NEW, _MOST_NEW + 1):
        new, old = numbers[:size], numbers[size:]
        if len(old) < _FEWEST_OLD:
            return None
        usual = max(1, median_low(old))
        had, has = (sum(n >= usual for n in part) for part in (old, new))
        # Laplace's rule, and never more than nine in ten: articles of one kind come in batches.
        share = min(_MOST_CERTAIN, (had + 1) / (len(old) + 2))
        if has / size < share / 2 and _binomial(has, size, share) < _UNLIKELY:
            many = f"a {what}" if usual == 1 else f"at least {usual} {what}s"
            return f"{many} in {has} of the last {size} articles, before in {had} of {len(old)}"
    return None


def _binomial(at_most: int, of: int, share: float) -> float:
    """The chance of so few of ``of``, where each has that share."""
    return sum(comb(of, n) * share**n * (1 - share) ** (of - n) for n in range(at_most + 1))


def _number(number: int, what: str) -> str:
    return f"{number} {what}" if number == 1 else f"{number} {what}s"
