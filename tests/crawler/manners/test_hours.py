from __future__ import annotations

from datetime import UTC, datetime, timedelta

import pytest

from crawler.manners.hours import open_now


def at(text: str) -> datetime:
    return datetime.fromisoformat(text)


@pytest.mark.parametrize(
    ("hours", "moment", "is_open"),
    [
        (None, "2026-01-05T12:00+00:00", True),
        ("09:00-17:00", "2026-01-05T09:00+00:00", True),
        ("09:00-17:00", "2026-01-05T16:59:59+00:00", True),
        ("09:00-17:00", "2026-01-05T17:00+00:00", False),
        ("09:00-17:00", "2026-01-05T08:59:59+00:00", False),
        ("22:00-06:00", "2026-01-05T22:00+00:00", True),
        ("22:00-06:00", "2026-01-05T23:59:59+00:00", True),
        ("22:00-06:00", "2026-01-05T00:00+00:00", True),
        ("22:00-06:00", "2026-01-05T05:59+00:00", True),
        ("22:00-06:00", "2026-01-05T06:00+00:00", False),
        ("22:00-06:00", "2026-01-05T12:00+00:00", False),
        ("06:00-06:00", "2026-01-05T12:00+00:00", True),
    ],
)
def test_hours_of_a_day(hours: str | None, moment: str, *, is_open: bool) -> None:
    assert open_now(hours, "UTC", at(moment)) is is_open


def test_the_sites_clock_decides_not_the_moments() -> None:
    # 23:30 in Tokyo and in Sydney's summer 01:30 the next day, both at 14:30 UTC.
    moment = at("2026-01-05T14:30+00:00")
    assert open_now("23:00-23:45", "Asia/Tokyo", moment)
    assert open_now("01:00-02:00", "Australia/Sydney", moment)
    assert not open_now("14:00-15:00", "Asia/Tokyo", moment)
    assert open_now("23:00-23:45", "Asia/Tokyo", at("2026-01-05T09:30-05:00"))


def test_a_change_to_summer_time_moves_the_hours() -> None:
    winter, summer = at("2026-01-05T21:30+00:00"), at("2026-07-05T21:30+00:00")
    assert not open_now("23:00-23:59", "Europe/Paris", winter)
    assert open_now("23:00-23:59", "Europe/Paris", summer)
    # 2026-03-29: after 01:59 comes 03:00.
    begins = datetime(2026, 3, 29, tzinfo=UTC)
    minutes = [begins + timedelta(minutes=n) for n in range(24 * 60)]
    assert not any(open_now("02:00-03:00", "Europe/Paris", minute) for minute in minutes)


@pytest.mark.parametrize("hours", ["", "22", "22:00", "22:00-", "25:00-06:00", "22:00-06:00-07:00"])
def test_hours_written_in_another_way_are_named(hours: str) -> None:
    with pytest.raises(ValueError, match=f"'{hours}' is not written HH:MM-HH:MM"):
        open_now(hours, "UTC", datetime.now(UTC))


def test_a_moment_without_offset_is_refused() -> None:
    with pytest.raises(ValueError, match="has no offset"):
        open_now("22:00-06:00", "UTC", datetime(2026, 1, 5))  # noqa: DTZ001 - that is the point
