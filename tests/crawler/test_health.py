from __future__ import annotations

from datetime import UTC, datetime, timedelta
from typing import TYPE_CHECKING

import pytest
from hypothesis import given
from hypothesis import strategies as st

from archive.index import CrawlSummary, SiteHistory
from crawler.health import (
    SHUTDOWN,
    Expectations,
    Health,
    Verdict,
    failing_lists,
    failures,
    health_of,
    layout_change,
    lists_field,
    lists_in,
    quietness,
    silence,
)

if TYPE_CHECKING:
    from collections.abc import Mapping

NOW = datetime(2026, 3, 20, 12, tzinfo=UTC)
FEED, OTHER = "https://news.example/feed/", "https://news.example/sitemap.xml"
NOTHING = Expectations()


def crawl(
    hours_ago: float, code: int | None = 0, reason: str = "finished", **fields: str
) -> CrawlSummary:
    return CrawlSummary(NOW - timedelta(hours=hours_ago), None, reason, code, fields)


LONG_AGO = crawl(24 * 100)


def history(*crawls: CrawlSummary, stories: Mapping[int, int] | None = None) -> SiteHistory:
    """Crawls, the latest first, and stories by how many days ago they came."""
    by_day = {NOW.date() - timedelta(days=ago): n for ago, n in (stories or {}).items()}
    last = NOW - timedelta(days=min(stories)) if stories else None
    return SiteHistory("herald", crawls, by_day, last)


DAILY = dict.fromkeys(range(60), 2)
GOOD = [(3, 2)] * 100


# --------------------------------------------------------------------------- verdicts


@pytest.mark.parametrize(
    ("past", "verdict"),
    [
        (history(), Verdict.NEVER_CRAWLED),
        (history(crawl(1), stories=DAILY), Verdict.HEALTHY),
        (history(crawl(1, None), crawl(2), stories=DAILY), Verdict.CUT_OFF),
        (history(crawl(1, 2, verdict="no article was found"), stories=DAILY), Verdict.FAILING),
        (history(crawl(1, 2, SHUTDOWN), crawl(2), stories=DAILY), Verdict.HEALTHY),
        (history(crawl(1, 2, SHUTDOWN), crawl(2, 2), stories=DAILY), Verdict.FAILING),
        (history(crawl(1, 2, SHUTDOWN), stories=DAILY), Verdict.HEALTHY),
        (history(crawl(1), LONG_AGO, stories={30: 1}), Verdict.HEALTHY),
        (history(crawl(1), LONG_AGO, stories=dict.fromkeys(range(9, 60), 2)), Verdict.QUIET),
    ],
)
def test_the_verdict(past: SiteHistory, verdict: Verdict) -> None:
    health = health_of(past, GOOD, NOTHING, NOW)
    assert health.verdict == verdict
    assert health_of(past, GOOD, NOTHING, NOW, running=True) == Health(Verdict.RUNNING)


def test_a_failure_is_told_in_the_words_of_its_crawl() -> None:
    said = "nothing this crawl starts from could be downloaded (HTTP 403)"
    health = health_of(history(crawl(1, 2, verdict=said), crawl(9)), GOOD, NOTHING, NOW)
    assert str(health) == f"failing: {said}"
    again = history(*(crawl(n, 2, verdict=said) for n in range(4)), crawl(9))
    assert str(health_of(again, GOOD, NOTHING, NOW)) == f"failing: {said}, 4 crawls in a row"


def test_a_failure_of_an_earlier_version_has_its_exit_code() -> None:
    past = history(crawl(1, 4, "archive_unwritable"))
    assert health_of(past, [], NOTHING, NOW).why == "exit code 4 (archive_unwritable)"
    assert failures(past.crawls) == 0


def test_what_is_wrong_with_photos_is_told_before_quiet() -> None:
    past = history(crawl(1), LONG_AGO, stories=dict.fromkeys(range(9, 60), 2))
    bare = [(0, 0)] * 8 + GOOD
    assert health_of(past, bare, NOTHING, NOW).verdict == Verdict.LAYOUT_CHANGED


# --------------------------------------------------------------------------- lists


def test_a_dead_feed_is_named() -> None:
    failed = lists_field({FEED: "HTTP 404"})
    twice = history(*(crawl(n, failed_lists=failed) for n in (1, 2)), crawl(3), stories=DAILY)
    assert health_of(twice, GOOD, NOTHING, NOW).verdict == Verdict.HEALTHY
    dead = (crawl(n, failed_lists=failed) for n in (1, 2, 30))
    thrice = history(*dead, crawl(40), stories=DAILY)
    assert str(health_of(thrice, GOOD, NOTHING, NOW)) == (
        f"failing: {FEED} is dead since 2026-03-19 (HTTP 404)"
    )


def test_lists_are_followed_through_crawls_that_left_them_alone() -> None:
    past = [
        crawl(1, resting_lists=lists_field({FEED: "HTTP 404"})),
        crawl(2, failed_lists=lists_field({FEED: "HTTP 410", OTHER: "not a sitemap"})),
        crawl(3, 2, SHUTDOWN),
        crawl(4, failed_lists=lists_field({FEED: "HTTP 404"})),
        crawl(5),
        crawl(6, failed_lists=lists_field({FEED: "HTTP 404"})),
    ]
    (url,) = found = failing_lists(past)
    assert url == FEED
    assert (found[url].crawls, found[url].problem) == (2, "HTTP 410")
    assert found[url].since == past[3].started_at
    assert found[url].tried_at == past[1].started_at


def test_a_list_that_worked_last_is_not_failing() -> None:
    assert failing_lists([crawl(1), crawl(2, failed_lists=lists_field({FEED: "x"}))]) == {}
    assert failing_lists([]) == {}


@pytest.mark.parametrize("field", [None, "", "no json", "[1]", '"x"', "null", "7"])
def test_a_field_that_strangers_filled_names_no_list(field: str | None) -> None:
    assert lists_in(field) == {}


@given(st.dictionaries(st.text(), st.text()))
def test_lists_come_back_from_one_line(lists: dict[str, str]) -> None:
    field = lists_field(lists)
    assert lists_in(field) == lists
    assert "\n" not in field


# --------------------------------------------------------------------------- silence and quiet


def told(past: SiteHistory, least: float | None) -> str | None:
    return silence(past, Expectations(least), NOW)


@pytest.mark.parametrize(
    ("stories", "least", "silent"),
    [
        (dict.fromkeys(range(8, 60), 3), 7, True),
        (dict.fromkeys(range(8, 60), 3), None, False),  # its file expects nothing
        (dict.fromkeys(range(8, 60), 3), 0, False),  # it may be silent for good
        (dict.fromkeys(range(5, 60), 3), 7, False),  # a long weekend
        ({8: 1}, 7, True),  # new to us, but its file says so
        ({8: 1}, 6, False),
        ({40: 1}, 1, False),
        ({50: 1}, 1, True),
        ({500: 1}, 0.1, True),
        ({}, 7, False),
    ],
)
def test_a_site_that_should_have_given_something(
    stories: dict[int, int], least: float | None, *, silent: bool
) -> None:
    assert bool(told(history(crawl(1), stories=stories), least)) is silent


def test_silence_names_the_last_story_and_what_is_usual() -> None:
    assert told(history(stories=dict.fromkeys(range(10, 60), 3)), 5) == (
        "no new article since 2026-03-10, where 21 a week are usual"
    )


@pytest.mark.parametrize(
    ("stories", "least", "said"),
    [
        ({0: 1, 7: 1, 8: 9}, 3, "2 articles in 7 days, where at least 3 are expected"),
        ({0: 2, 7: 1}, 3, None),
        ({15: 1}, 0.5, "0 articles in 14 days, where at least 1 are expected"),
        ({14: 1}, 0.5, None),
        ({69: 1}, 0.05, None),
        ({}, 0, None),
        ({}, None, None),
        (dict.fromkeys(range(8, 64), 1), None, "0 articles in 7 days, where 7 were usual"),
        ({**dict.fromkeys(range(8, 64), 1), 2: 2}, None, None),
        ({9: 3, 20: 3, 40: 3}, None, None),  # too few to say
    ],
)
def test_quiet_is_less_than_expected_or_than_usual(
    stories: dict[int, int], least: float | None, said: str | None
) -> None:
    past = history(crawl(1), LONG_AGO, stories=stories)
    assert quietness(past, Expectations(least), NOW) == said


def test_a_site_is_not_quiet_because_the_day_has_just_begun() -> None:
    past = history(crawl(1), LONG_AGO, stories=dict.fromkeys(range(1, 30), 1))
    assert quietness(past, Expectations(7), NOW.replace(hour=0, minute=1)) is None


def test_a_site_not_watched_for_a_week_is_not_quiet() -> None:
    assert quietness(history(crawl(1), crawl(24 * 6)), Expectations(50), NOW) is None
    assert quietness(history(crawl(1), crawl(24 * 8)), Expectations(50), NOW) is not None


@given(
    st.dictionaries(st.integers(0, 500), st.integers(1, 5000), max_size=80),
    st.none() | st.floats(0, 10**6),
)
def test_any_history_has_a_verdict(stories: dict[int, int], least: float | None) -> None:
    past = history(crawl(1), LONG_AGO, stories=stories)
    assert health_of(past, [], Expectations(least), NOW).verdict in Verdict


# --------------------------------------------------------------------------- layout


def test_photos_that_are_suddenly_missing() -> None:
    assert layout_change([(0, 0)] * 5 + [(2, 2)] * 40) == (
        "at least 2 photos in 0 of the last 5 articles, before in 40 of 40"
    )
    assert layout_change([(0, 0)] * 5 + [(2, 2)] * 40, photos_expected=False) is None


def test_fewer_photos_than_there_were() -> None:
    galleries = [(6, 6), (9, 9), (12, 12)] * 10
    assert layout_change([(1, 1)] * 12 + galleries) == (
        "at least 9 photos in 0 of the last 10 articles, before in 20 of 32"
    )


def test_credits_that_are_suddenly_missing() -> None:
    assert layout_change([(1, 0)] * 6 + [(1, 1)] * 20) == (
        "a credited photo in 0 of the last 5 articles, before in 20 of 21"
    )
    # Articles without photos say nothing of credits.
    assert layout_change([(1, 0), (0, 0)] * 3 + [(1, 1), (0, 0)] * 10) is None


@pytest.mark.parametrize(
    "newest",
    [
        [],
        [(0, 0)] * 50,
        [(1, 1)] * 120,
        [(0, 0)] * 4 + [(1, 1)] * 50,  # too few new ones to be sure
        [(0, 0)] * 5 + [(1, 1)] * 9,  # too few before
        [(0, 0)] * 8 + [(1, 1), (0, 0)] * 20,  # it was like that every other time
        [(1, 1), (0, 0), (0, 0)] * 40,
        [(1, 0)] * 60 + [(1, 1)] * 3,
    ],
)
def test_what_is_not_enough_to_be_sure(newest: list[tuple[int, int]]) -> None:
    assert layout_change(newest) is None


@given(st.lists(st.booleans(), min_size=30, max_size=120))
def test_a_site_that_goes_on_as_it_was_has_no_change(pattern: list[bool]) -> None:
    """The same articles before and since, in an order that has nothing to do with time."""
    steady = [(int(has), int(has)) for has in pattern if has] or [(0, 0)]
    assert layout_change(steady * 5) is None
