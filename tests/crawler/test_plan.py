from __future__ import annotations

from datetime import UTC, datetime, timedelta

import msgspec
import pytest

from crawler.discovery import Window
from crawler.plan import ArgumentError, plan_for_site, plan_for_url
from crawler.sites import read_site
from tests.conftest import SITE_FILE


def test_an_address_is_enough() -> None:
    plan = plan_for_url("https://www.herald.example/news")
    assert plan.rules.name == "herald.example"
    assert plan.sections == ("https://www.herald.example/news",)
    assert plan.discover


def test_a_feed_that_is_given_is_not_looked_for() -> None:
    plan = plan_for_url("https://herald.example/", feed="https://herald.example/rss")
    assert plan.feeds == ("https://herald.example/rss",)
    assert not plan.discover


@pytest.mark.parametrize(
    ("arguments", "words"),
    [
        ({}, "url"),
        ({"url": "javascript:alert(1)"}, "javascript:alert"),
        ({"url": "herald.example"}, "herald.example"),
        ({"url": "http://h.example/\nX: y"}, "no http or https address"),
        ({"url": "http://h.example/", "feed": "file:///etc/passwd"}, "feed="),
        ({"url": "http://h.example/", "article_pattern": "("}, "article_pattern"),
        ({"url": "http://h.example/", "since": "yesterday"}, "yesterday"),
        ({"url": "http://h.example/", "since": "0001-01-01"}, "1990"),
        ({"url": "http://h.example/", "until": "2024-01-01"}, "needs since"),
        ({"url": "http://h.example/", "since": "2024-01-02", "until": "2024-01-01"}, "before"),
        ({"url": "http://h.example/", "since": "2024-01-01", "until": "9999-12-31"}, "2999"),
    ],
)
def test_an_argument_that_cannot_be_used_is_named(arguments: dict[str, str], words: str) -> None:
    with pytest.raises(ArgumentError, match=words.replace("(", r"\(")):
        plan_for_url(**arguments)


def test_since_without_offset_is_utc() -> None:
    plan = plan_for_url("http://h.example/", since="2026-01-02")
    assert plan.since == datetime(2026, 1, 2, tzinfo=UTC)


def test_until_is_included_where_it_is_a_day() -> None:
    plan = plan_for_url("http://h.example/", since="2024-01-01", until="2024-06-30")
    assert plan.until == datetime(2024, 7, 1, tzinfo=UTC)
    plan = plan_for_url("http://h.example/", since="2024-01-01", until="2024-06-30T12:00+02:00")
    assert plan.until == datetime(2024, 6, 30, 10, tzinfo=UTC)


def test_days_are_those_of_the_site() -> None:
    plan = plan_for_site("newsroom", read_site(SITE_FILE), since="2026-06-01", until="2026-06-01")
    assert plan.since == datetime(2026, 5, 31, 23, tzinfo=UTC)
    assert plan.until == datetime(2026, 6, 1, 23, tzinfo=UTC)


def test_what_time_a_crawl_is_about() -> None:
    everyday = plan_for_url("http://h.example/")
    assert everyday.window(None) == Window()
    window = everyday.window(timedelta(days=30))
    assert window.since
    assert not window.past
    past = plan_for_url("http://h.example/", since="2024-01-01").window(timedelta(days=30))
    assert past == Window(datetime(2024, 1, 1, tzinfo=UTC), past=True)


def test_a_site_without_feeds_and_sitemaps_is_looked_over_for_them() -> None:
    site = read_site(SITE_FILE)
    assert not plan_for_site("newsroom", site).discover
    bare = msgspec.structs.replace(site, feeds=[], sitemaps=[])
    assert plan_for_site("newsroom", bare).discover
    with_api = msgspec.structs.replace(bare, wp_json="https://h.example/wp-json/")
    assert not plan_for_site("newsroom", with_api).discover


@pytest.mark.parametrize(
    ("url", "owned"),
    [
        ("https://herald.example/x", True),
        ("https://news.herald.example/x", True),
        ("https://notherald.example/x", False),
        ("https://herald.example.evil.example/x", False),
    ],
)
def test_a_site_owns_its_hosts_and_those_below(url: str, owned: bool) -> None:  # noqa: FBT001 - a table
    assert plan_for_url("https://www.herald.example/").owns(url) is owned
