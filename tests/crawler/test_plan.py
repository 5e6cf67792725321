from __future__ import annotations

from datetime import UTC, datetime

import pytest

from crawler.plan import ArgumentError, plan_for_url


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
    ],
)
def test_an_argument_that_cannot_be_used_is_named(arguments: dict[str, str], words: str) -> None:
    with pytest.raises(ArgumentError, match=words.replace("(", r"\(")):
        plan_for_url(**arguments)


def test_since_without_offset_is_utc() -> None:
    plan = plan_for_url("http://h.example/", since="2026-01-02")
    assert plan.since == datetime(2026, 1, 2, tzinfo=UTC)


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
