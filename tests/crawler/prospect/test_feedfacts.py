from __future__ import annotations

from datetime import UTC, datetime, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from crawler.prospect.feedfacts import FeedFacts, least_per_week, read_facts

NOW = datetime(2026, 3, 14, 12, tzinfo=UTC)
RSS = b"""<?xml version="1.0"?><rss version="2.0"><channel><title>Harbour
 Herald</title><language>en-us</language>
<item><link>https://herald.example/a</link><pubDate>Sat, 14 Mar 2026 08:00:00 -0400</pubDate></item>
<item><link>https://herald.example/b</link><pubDate>yesterday</pubDate></item>
<item><link>https://herald.example/c</link></item></channel></rss>"""
ATOM = b"""<feed xmlns="http://www.w3.org/2005/Atom" xml:lang="fr"><title>B2</title><entry>
<link href="https://b2.example/a"/><published>2026-03-14T08:00:00+01:00</published></entry></feed>"""


def test_a_feed_says_its_title_its_language_and_its_clock() -> None:
    facts = read_facts(RSS, "https://herald.example/feed/")
    assert (facts.title, facts.language) == ("Harbour Herald", "en")
    assert [moment.utcoffset() for moment in facts.moments] == [timedelta(hours=-4)]
    facts = read_facts(ATOM, "https://b2.example/feed/")
    assert (facts.title, facts.language) == ("B2", "fr")
    assert [moment.utcoffset() for moment in facts.moments] == [timedelta(hours=1)]


@pytest.mark.parametrize(
    "body", [b"", b"{}", b"<html>", b'{"version": "https://jsonfeed.org/version/1"}']
)
def test_what_says_nothing_has_no_facts(body: bytes) -> None:
    assert read_facts(body, "https://herald.example/feed/") == FeedFacts()


@pytest.mark.parametrize(
    ("ages", "least"),
    [
        ([0, 1, 2, 3], None),  # too few to tell
        ([day / 5 for day in range(36)], 11.0),
        ([day * 1.0 for day in range(8)], 2.0),
        ([day * 7.0 for day in range(6)], 0.3),
        ([day * 50.0 for day in range(6)], 0.1),
        ([0.0] * 10, 21.0),
        ([day + 70.0 for day in range(10)], None),  # nothing for two months
        ([-400.0, 0, 1, 2, 3], None),  # one of next year
    ],
)
def test_what_a_site_brings_in_a_week_is_told_with_caution(
    ages: list[float], least: float | None
) -> None:
    assert least_per_week([NOW - timedelta(days=age) for age in ages], NOW) == least


@given(st.lists(st.datetimes(timezones=st.just(UTC)), max_size=12))
def test_whatever_the_dates_what_is_expected_is_little(moments: list[datetime]) -> None:
    least = least_per_week(moments, NOW)
    assert least is None or 0 < least <= 7 * len(moments)
