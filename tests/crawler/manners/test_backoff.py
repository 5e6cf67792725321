from __future__ import annotations

from datetime import UTC, datetime

import pytest
from hypothesis import given
from hypothesis import strategies as st

from crawler.manners.backoff import pause_of

NOW = datetime(2026, 1, 5, 12, tzinfo=UTC)


def pause(status: int, said: str | None, date: str | None = None) -> float | None:
    return pause_of(status, said, date, now=NOW, unsaid=3.0)


@pytest.mark.parametrize(
    ("status", "said", "seconds"),
    [
        (429, "120", 120.0),
        (503, " 120 ", 120.0),
        (503, "0", 0.0),
        (301, "7", 7.0),
        (503, "Mon, 05 Jan 2026 12:01:00 GMT", 60.0),
        (503, "Monday, 05-Jan-26 12:01:00 GMT", 60.0),
        (503, "Mon Jan  5 12:01:00 2026", 60.0),
        (503, "Mon, 05 Jan 2026 11:00:00 GMT", 0.0),
        (503, None, 3.0),
        (429, "", 3.0),
        (503, "soon", 3.0),
        (503, "-5", 3.0),
        (503, "1.5", 3.0),
        (503, "9" * 400, 3.0),
        (503, "Mon, 05 Jan 99999 12:00:00 GMT", 3.0),
        (302, None, None),
        (200, "120", None),
        (404, "120", None),
        (500, "120", None),
    ],
)
def test_what_an_answer_asks_for(status: int, said: str | None, seconds: float | None) -> None:
    assert pause(status, said) == seconds


def test_a_date_is_taken_against_the_servers_own_clock() -> None:
    """Both say: in one minute; here it is another year."""
    assert pause(503, "Fri, 01 Feb 2019 08:01:00 GMT", "Fri, 01 Feb 2019 08:00:00 GMT") == 60.0
    assert pause(503, "Mon, 05 Jan 2026 12:01:00 GMT", "nonsense") == 60.0


def test_a_pause_that_is_not_said_doubles() -> None:
    pauses = [pause_of(429, None, now=NOW, unsaid=3.0, attempts=n) for n in range(3)]
    assert pauses == [3.0, 6.0, 12.0]


@given(st.text() | st.from_regex(r"\A[0-9 ,:GMTa-z+-]{0,40}\Z"), st.text())
def test_any_header_is_some_pause(said: str, date: str) -> None:
    found = pause(503, said, date)
    assert found is not None
    assert found >= 0
