from __future__ import annotations

from datetime import UTC, date, datetime, timedelta
from typing import TYPE_CHECKING

import pytest
from hypothesis import given
from hypothesis import strategies as st
from scrapy.settings import Settings

from archive.index import CrawlSummary, SiteHistory
from crawler.due import Pace, due_at, interval, pace_of, resting_lists, stories_per_day
from crawler.health import NOT_STARTED, SHUTDOWN, Expectations, lists_field

if TYPE_CHECKING:
    from collections.abc import Mapping

NOW = datetime(2026, 3, 20, 12, tzinfo=UTC)
HOUR, DAY = timedelta(hours=1), timedelta(days=1)
PACE = Pace(HOUR, DAY, 3 * DAY)
FEED = "https://news.example/feed/"


def crawl(hours_ago: float, code: int | None = 0, **fields: str) -> CrawlSummary:
    return CrawlSummary(
        NOW - timedelta(hours=hours_ago),
        finish_reason=fields.pop("finish_reason", "finished"),
        exit_code=code,
        fields=fields,
    )


def history(*crawls: CrawlSummary, stories: Mapping[int, int] | None = None) -> SiteHistory:
    """Crawls, the latest first, and stories by how many days ago they came."""
    by_day = {NOW.date() - timedelta(days=ago): n for ago, n in (stories or {}).items()}
    return SiteHistory("herald", crawls, by_day, NOW)


def wait(past: SiteHistory, expectations: Expectations = Expectations()) -> timedelta:  # noqa: B008 - frozen
    """The interval after the last crawl, without what a timer is early."""
    due = due_at(past, expectations, PACE)
    assert due is not None
    return (due - past.crawls[0].started_at) / 0.9


TEN_A_DAY = dict.fromkeys(range(28), 10)
TWO_A_MONTH = {1: 1, 15: 1}


@pytest.mark.parametrize(
    ("stories", "expected"),
    [
        (TEN_A_DAY, timedelta(hours=1.2)),
        (TWO_A_MONTH, DAY),
        ({}, DAY),
        (dict.fromkeys(range(28), 500), HOUR),
        (dict.fromkeys(range(7), 2), timedelta(hours=6)),  # it has become busier this week
        ({20: 28}, timedelta(hours=12)),  # once a day on average, none lately
        ({40: 1000}, DAY),  # long ago
    ],
)
def test_the_more_comes_out_the_sooner(stories: Mapping[int, int], expected: timedelta) -> None:
    assert wait(history(crawl(1), stories=stories)) == expected


def test_a_young_site_is_visited_as_its_file_expects() -> None:
    assert wait(history(crawl(1)), Expectations(min_articles_per_week=21)) == timedelta(hours=4)
    busy = history(crawl(1), stories=TEN_A_DAY)
    assert wait(busy, Expectations(min_articles_per_week=1)) == timedelta(hours=1.2)


@pytest.mark.parametrize(
    "past",
    [
        history(),
        history(crawl(0.1, 2, finish_reason=SHUTDOWN)),
        history(crawl(0.1, 4, finish_reason="archive_unwritable")),
        history(crawl(0.1, 0, finish_reason=SHUTDOWN), crawl(2)),
        history(crawl(0.1, 2, finish_reason=NOT_STARTED), crawl(2)),
    ],
)
def test_what_was_never_begun_or_was_interrupted_is_due_at_once(past: SiteHistory) -> None:
    assert due_at(past, Expectations(), PACE) is None


def test_what_was_cut_off_is_tried_again_but_not_at_once() -> None:
    assert wait(history(crawl(0.1, None), stories=TWO_A_MONTH)) == HOUR


@pytest.mark.parametrize(
    ("failed", "expected"),
    [(0, 1.2), (1, 2.4), (2, 4.8), (3, 9.6), (6, 72), (7, 72), (60, 72), (190, 72)],
)
def test_each_failure_doubles_the_time_up_to_a_bound(failed: int, expected: float) -> None:
    crawls = [*(crawl(n, 2) for n in range(failed)), crawl(failed + 1)]
    past = history(*crawls, stories=TEN_A_DAY)
    assert wait(past) == timedelta(hours=expected)


def test_a_crawl_that_gave_something_is_no_failure() -> None:
    past = history(crawl(0, 2, articles="3"), crawl(1, 2), stories=TEN_A_DAY)
    assert wait(past) == timedelta(hours=1.2)


@pytest.mark.parametrize("reason", [SHUTDOWN, NOT_STARTED])
def test_an_interruption_is_no_end_of_failures(reason: str) -> None:
    past = history(crawl(0, 2), crawl(1, 2, finish_reason=reason), crawl(2, 2), stories=TEN_A_DAY)
    assert wait(past) == timedelta(hours=4.8)


days = st.dictionaries(st.integers(0, 69), st.integers(0, 10**6), max_size=70)
paces = st.builds(
    lambda a, b, c: Pace(*(timedelta(seconds=s) for s in sorted((a, b, c)))),
    *[st.floats(1, 10**8)] * 3,
)


@given(days, st.integers(0, 69), st.integers(1, 10**6), paces, st.integers(0, 200))
def test_more_stories_never_mean_a_longer_interval(
    stories: dict[int, int], day: int, more: int, pace: Pace, failed: int
) -> None:
    busier = {**stories, day: stories.get(day, 0) + more}
    crawls = [*(crawl(n, 2) for n in range(failed)), crawl(failed + 1)]
    one, other = (
        due_at(history(*crawls, stories=s), Expectations(), pace) for s in (stories, busier)
    )
    assert one is not None
    assert other is not None
    assert other <= one


@given(st.floats(0, 1e12), st.integers(0, 10**6), paces)
def test_intervals_keep_their_bounds_and_failures_only_lengthen_them(
    stories: float, failed: int, pace: Pace
) -> None:
    now, then = (interval(stories, n, pace) for n in (failed, failed + 1))
    assert pace.shortest <= now <= then <= pace.longest_after_failure


@given(days)
def test_rates_are_of_the_busier_window(stories: dict[int, int]) -> None:
    rate = stories_per_day(history(stories=stories), Expectations(), NOW)
    assert rate >= sum(n for ago, n in stories.items() if ago < 28) / 28 - 1e-9
    assert rate >= sum(n for ago, n in stories.items() if ago < 7) / 7 - 1e-9


# --------------------------------------------------------------------------- lists


def test_a_dead_feed_rests_longer_and_longer() -> None:
    failed = lists_field({FEED: "HTTP 404"})
    resting = lists_field({FEED: "HTTP 404"})
    once = (crawl(1, failed_lists=failed), crawl(2))
    assert resting_lists(once, NOW, PACE) == {}
    thrice = tuple(crawl(n, failed_lists=failed) for n in (1, 2, 3))
    assert resting_lists(thrice, NOW, PACE) == {FEED: "HTTP 404"}
    # Crawls that leave it alone say nothing of it; four hours after it was tried last, it is time.
    left_alone = (crawl(1, resting_lists=resting), crawl(2, resting_lists=resting), *thrice)
    tried_earlier = tuple(
        CrawlSummary(c.started_at - timedelta(hours=n), None, "finished", 0, c.fields)
        for c, n in zip(left_alone, (0, 0, 1, 1, 1), strict=True)
    )
    assert resting_lists(tried_earlier, NOW, PACE) == {FEED: "HTTP 404"}
    assert resting_lists(tried_earlier, NOW + 3 * HOUR, PACE) == {}
    many = tuple(crawl(n, failed_lists=failed) for n in range(1, 200))
    assert resting_lists(many, NOW + 2 * DAY, PACE) == {FEED: "HTTP 404"}
    assert resting_lists(many, NOW + 3 * DAY, PACE) == {}


def test_a_feed_that_works_again_does_not_rest() -> None:
    failed = lists_field({FEED: "HTTP 404"})
    past = (crawl(1), *(crawl(n, failed_lists=failed) for n in (2, 3, 4)))
    assert resting_lists(past, NOW, PACE) == {}


# --------------------------------------------------------------------------- settings


def test_the_settings_are_seconds() -> None:
    values = {"UPDATE_MIN_INTERVAL": 60, "UPDATE_MAX_INTERVAL": "90.5", "UPDATE_MAX_BACKOFF": 100}
    seconds = [timedelta(seconds=s) for s in (60, 90.5, 100)]
    assert pace_of(Settings(values)) == Pace(*seconds)


@pytest.mark.parametrize("bounds", [(0, 1, 2), (2, 1, 3), (1, 3, 2)])
def test_bounds_out_of_order_are_refused(bounds: tuple[int, int, int]) -> None:
    names = ("UPDATE_MIN_INTERVAL", "UPDATE_MAX_INTERVAL", "UPDATE_MAX_BACKOFF")
    with pytest.raises(ValueError, match=r"UPDATE_MIN_INTERVAL.*UPDATE_MAX_BACKOFF"):
        pace_of(Settings(dict(zip(names, bounds, strict=True))))


def test_a_day_is_utcs() -> None:
    past = SiteHistory("herald", (crawl(0),), {date(2026, 3, 20): 7}, NOW)
    assert stories_per_day(past, Expectations(), NOW.astimezone()) == 1.0
