from __future__ import annotations

from datetime import UTC, date, datetime, timedelta, timezone

import pytest
from hypothesis import given
from hypothesis import strategies as st

from crawler.discovery import Lead, archive_pages, without_stamps
from crawler.discovery.dates import DateReader, Period, article_period, list_period

HOME = "https://herald.example"
MARCH = Period(date(2024, 3, 1), date(2024, 4, 1))
THE_14TH = Period(date(2024, 3, 14), date(2024, 3, 15))
YEAR = Period(date(2024, 1, 1), date(2025, 1, 1))


@pytest.mark.parametrize(
    ("text", "moment"),
    [
        ("2026-03-14", datetime(2026, 3, 14, tzinfo=UTC)),
        ("2026-03-14T08:30:00+01:00", datetime(2026, 3, 14, 7, 30, tzinfo=UTC)),
        (" 2026-03-14T08:30Z ", datetime(2026, 3, 14, 8, 30, tzinfo=UTC)),
        ("Sat, 14 Mar 2026 08:30:00 GMT", datetime(2026, 3, 14, 8, 30, tzinfo=UTC)),
        ("14 mars 2026 08:30", datetime(2026, 3, 14, 8, 30, tzinfo=UTC)),
        ("14. März 2026", datetime(2026, 3, 14, tzinfo=UTC)),
        ("14 березня 2026 р.", datetime(2026, 3, 14, tzinfo=UTC)),
        ("١٤ مارس 2026", datetime(2026, 3, 14, tzinfo=UTC)),
        ("2026年3月14日", datetime(2026, 3, 14, tzinfo=UTC)),
        # The month is a guess, the date is none, or no date of a page.
        ("03/04/2026", None),
        ("yesterday", None),
        ("March", None),
        ("0001-01-01", None),
        ("9999-12-31T23:59:59-12:00", None),
        ("2026-02-30", None),
        ("not a date", None),
        ("", None),
        (None, None),
    ],
)
def test_dates_in_any_language(text: str | None, moment: datetime | None) -> None:
    assert DateReader().read(text) == moment


def test_nonsense_is_soon_not_asked_about_any_more(monkeypatch: pytest.MonkeyPatch) -> None:
    import dateparser  # noqa: PLC0415 - loaded late, as where it is used

    asked = []
    monkeypatch.setattr(dateparser, "parse", lambda text, **_: asked.append(text))
    reader = DateReader(patience=3)
    assert [reader.read(f"{day} foo 2026") for day in range(1, 10)] == [None] * 9
    assert asked == ["1 foo 2026", "2 foo 2026", "3 foo 2026"]


@given(st.text(alphabet="0123456789-/:TZ.+ ", max_size=30))
def test_a_date_is_a_moment_or_none(text: str) -> None:
    moment = DateReader().read(text)
    assert moment is None or moment.utcoffset() is not None


@pytest.mark.parametrize(
    ("path", "period"),
    [
        ("/2024/03/14/frigate/", THE_14TH),
        ("/news/2024-03-14-frigate", THE_14TH),
        ("/20240314/frigate", THE_14TH),
        ("/2024/03/frigate/", MARCH),
        ("/uk/news/2024/mar/frigate", MARCH),
        ("/naval/2024-03/frigate", MARCH),
        ("/2024/frigate", YEAR),
        ("/budget-2024/", None),
        ("/2024-budget/", None),
        ("/plan-2024-03/", None),
        ("/articles/20240399", None),
        ("/2024/02/31/x", Period(date(2024, 2, 1), date(2024, 3, 1))),
        ("/2024/13/x", YEAR),
        ("/story/4107733/", None),
    ],
)
def test_the_date_in_an_article_s_address(path: str, period: Period | None) -> None:
    assert article_period(HOME + path) == period


@pytest.mark.parametrize(
    ("path", "period"),
    [
        ("/sitemap-2024-03.xml", MARCH),
        ("/sitemaps/2024/03.xml.gz", MARCH),
        ("/sitemap-202403.xml", MARCH),
        ("/sitemap_2024_03_14.xml", THE_14TH),
        ("/sitemap-20240314.xml", THE_14TH),
        ("/sitemap.xml?yyyy=2024&mm=03&dd=14", THE_14TH),
        ("/sitemap.xml?year=2024&month=3", MARCH),
        ("/sitemap.xml?from=2024-03-14", THE_14TH),
        ("/sitemap-2024.xml", YEAR),
        ("/archive/2024/", YEAR),
        ("/sitemap.xml?yyyy=2024&mm=13", None),
        ("/sitemap-31.xml", None),
        ("/post-sitemap12024.xml", None),
    ],
)
def test_the_date_in_a_list_s_address(path: str, period: Period | None) -> None:
    assert list_period(HOME + path) == period


def test_a_day_is_one_of_the_zone_that_is_asked_in() -> None:
    for zone in (UTC, timezone(timedelta(hours=9)), timezone(timedelta(hours=-8))):
        assert THE_14TH.overlaps(datetime(2024, 3, 14, 23, 59, tzinfo=zone), None)
        assert not THE_14TH.overlaps(datetime(2024, 3, 15, tzinfo=zone), None)
        assert THE_14TH.overlaps(None, datetime(2024, 3, 14, 0, 1, tzinfo=zone))
        assert not THE_14TH.overlaps(None, datetime(2024, 3, 14, tzinfo=zone))


NOON = datetime(2026, 3, 14, 12, 0, 7, tzinfo=timezone(timedelta(hours=1)))
MIDNIGHT = datetime(2026, 3, 14, tzinfo=UTC)


def dates_of(moments: list[datetime | None]) -> list[datetime | None]:
    leads = [Lead(f"{HOME}/{number}", moment) for number, moment in enumerate(moments)]
    return [lead.date for lead in without_stamps(leads)]


@pytest.mark.parametrize(
    ("moments", "stamped"),
    [
        ([NOON] * 3, True),
        ([NOON] * 3 + [MIDNIGHT] * 2, True),
        ([NOON] * 2, False),
        ([NOON] * 3 + [MIDNIGHT] * 3, False),
        ([MIDNIGHT] * 19, False),
        ([MIDNIGHT] * 20, True),
        ([MIDNIGHT] * 20 + [NOON] * 20, False),
        ([None, None, NOON], False),
        ([], False),
    ],
)
def test_the_moment_a_list_was_made_is_no_date(
    moments: list[datetime | None],
    stamped: bool,  # noqa: FBT001 - a table
) -> None:
    stamp = moments[0] if moments else None
    expected = [None if stamped and moment == stamp else moment for moment in moments]
    assert dates_of(moments) == expected


def test_a_date_of_publication_stands_in_for_the_stamp() -> None:
    leads = [Lead(f"{HOME}/{day}", NOON, MIDNIGHT - timedelta(day)) for day in range(5)]
    assert [lead.date for lead in without_stamps(leads)] == [lead.published for lead in leads]


@pytest.mark.parametrize(
    ("template", "pages"),
    [
        ("/{yyyy}/{mm}/{dd}/", ["/2023/12/31/", "/2024/01/01/", "/2024/01/02/"]),
        ("/archive?m={yyyy}{mm}", ["/archive?m=202312", "/archive?m=202401"]),
        ("/{yyyy}", ["/2023", "/2024"]),
    ],
)
def test_a_listing_for_each_day_month_or_year(template: str, pages: list[str]) -> None:
    assert list(archive_pages(template, date(2023, 12, 31), date(2024, 1, 2))) == pages
    assert list(archive_pages(template, date(2024, 1, 2), date(2024, 1, 1))) == []
