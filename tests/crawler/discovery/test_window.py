from __future__ import annotations

from datetime import UTC, datetime, timedelta

import pytest

from crawler.discovery import Lead, Window

SINCE, UNTIL = datetime(2024, 1, 1, tzinfo=UTC), datetime(2024, 7, 1, tzinfo=UTC)
BEFORE, WITHIN, AFTER = (datetime(year, month, 5, tzinfo=UTC) for year, month in
                         ((2023, 6), (2024, 3), (2025, 1)))  # fmt: skip
EVERYDAY = Window(SINCE)
PAST = Window(SINCE, UNTIL, past=True)
HOME = "https://herald.example"


@pytest.mark.parametrize(
    ("lead", "everyday", "past"),
    [
        (Lead(f"{HOME}/a"), True, True),
        (Lead(f"{HOME}/a", WITHIN), True, True),
        (Lead(f"{HOME}/a", BEFORE), False, False),
        # Changed later: it may have been published at any time before.
        (Lead(f"{HOME}/a", AFTER), True, True),
        (Lead(f"{HOME}/a", AFTER, WITHIN), True, True),
        # An old article that was edited is news to an everyday crawl alone.
        (Lead(f"{HOME}/a", AFTER, BEFORE), True, False),
        (Lead(f"{HOME}/2023/06/a", AFTER), True, False),
        (Lead(f"{HOME}/a", AFTER, AFTER), True, False),
        (Lead(f"{HOME}/2025/01/a", AFTER), True, False),
        (Lead(f"{HOME}/2024/03/a", AFTER), True, True),
        (Lead(f"{HOME}/2023/06/a"), False, False),
        (Lead(f"{HOME}/2025/01/a"), True, False),
        (Lead(f"{HOME}/2024/a"), True, True),
        (Lead(f"{HOME}/a", UNTIL, UNTIL), True, False),
        (Lead(f"{HOME}/a", SINCE, SINCE), True, True),
    ],
)
def test_which_articles_a_crawl_takes(lead: Lead, everyday: bool, past: bool) -> None:  # noqa: FBT001 - a table
    assert (EVERYDAY.takes(lead), PAST.takes(lead)) == (everyday, past)


@pytest.mark.parametrize(
    ("lead", "taken"),
    [
        (Lead(f"{HOME}/sitemap-1.xml"), True),
        (Lead(f"{HOME}/sitemap-1.xml", BEFORE), False),
        (Lead(f"{HOME}/sitemap-1.xml", AFTER), True),
        (Lead(f"{HOME}/sitemap-2024-03.xml", AFTER), True),
        (Lead(f"{HOME}/sitemap-2023-06.xml", AFTER), False),
        (Lead(f"{HOME}/sitemap.xml?yyyy=2024&mm=08", AFTER), False),
        (Lead(f"{HOME}/sitemap-2024.xml"), True),
    ],
)
def test_which_sitemaps_a_crawl_of_the_past_reads(lead: Lead, taken: bool) -> None:  # noqa: FBT001 - a table
    assert PAST.takes_list(lead) is taken


def test_a_listing_is_over_where_it_is_known_to_be_before() -> None:
    assert PAST.is_over(Lead(f"{HOME}/2023/06/a"))
    assert PAST.is_over(Lead(f"{HOME}/a", BEFORE))
    assert not PAST.is_over(Lead(f"{HOME}/2025/01/a"))
    assert not PAST.is_over(Lead(f"{HOME}/a"))
    assert not Window().is_over(Lead(f"{HOME}/1999/a"))


def test_without_bounds_all_is_taken() -> None:
    assert Window().takes(Lead(f"{HOME}/1999/01/a", SINCE - timedelta(days=9000)))
    assert Window().takes_list(Lead(f"{HOME}/sitemap-1999.xml"))
