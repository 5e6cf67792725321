from __future__ import annotations

import tomllib
from datetime import UTC, datetime, timedelta, timezone
from pathlib import Path
from zoneinfo import ZoneInfo

import pytest
from hypothesis import given
from hypothesis import strategies as st

from crawler.prospect import place
from crawler.prospect.place import Place, guess_place

TABLE = tomllib.loads((Path(place.__file__).parent / "places.toml").read_text(encoding="utf-8"))


def at(hours: float, month: int = 7) -> datetime:
    return datetime(2026, month, 14, 12, tzinfo=timezone(timedelta(hours=hours)))


@pytest.mark.parametrize(
    ("host", "language", "moments", "expected"),
    [
        ("herald.example.co.uk", "en", [], Place("GB", "Europe/London")),
        ("opex.example.fr", "en", [], Place("FR", "Europe/Paris")),
        ("herald.example", "en", [], Place("US", "America/New_York")),
        ("herald.example", "fr", [], Place("FR", "Europe/Paris")),
        ("herald.example", "uk", [], Place("UA", "Europe/Kyiv")),
        ("herald.example", "en", [at(1)], Place("GB", "Europe/London")),
        ("herald.example", "en", [at(-5)], Place("US", "America/Chicago")),
        ("herald.example", "en", [at(-7), at(-8, 1)], Place("US", "America/Los_Angeles")),
        ("herald.example", "en", [at(10)], Place("AU", "Australia/Sydney")),
        ("herald.example", "en", [at(5.5)], Place("IN", "Asia/Kolkata")),
        ("herald.example", "fr", [at(-4)], Place("CA", "America/Toronto")),
        ("herald.example", "xx", [], Place("US", "America/New_York")),
        ("herald.example.ua", "en", [at(0)], Place("UA", "Europe/Kyiv")),
        ("army.mil", "en", [], Place("US", "America/New_York")),
        ("nato.int", "en", [], Place("INT", "Europe/Brussels")),
        ("eda.europa.eu", "en", [], Place("EU", "Europe/Brussels")),
        ("defensecentral.co", "en", [], Place("US", "America/New_York")),
        ("127.0.0.1", "de", [], Place("DE", "Europe/Berlin")),
        # An offset that no place in the table has: what the host says stays.
        ("opex.example.fr", "fr", [at(5.75), at(1)], Place("FR", "Europe/Paris")),
    ],
)
def test_a_place_is_guessed_from_host_language_and_clock(
    host: str, language: str, moments: list[datetime], expected: Place
) -> None:
    assert guess_place(host, language, moments) == expected


def test_the_table_names_zones_that_exist() -> None:
    for code, country in TABLE.items():
        assert len(code) == 2 or code == "INT"
        assert all(map(ZoneInfo, country["zones"]))


@given(
    st.text(max_size=20),
    st.text(max_size=5),
    st.lists(st.datetimes(timezones=st.timezones() | st.just(UTC)), max_size=3),
)
def test_there_is_always_a_place(host: str, language: str, moments: list[datetime]) -> None:
    assert ZoneInfo(guess_place(host, language, moments).time_zone)
