"""The chart: every month in its place, no column higher than the paper."""

from __future__ import annotations

import sqlite3
from contextlib import closing
from typing import TYPE_CHECKING, Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from archive.datasette import launch
from archive.datasette.pages import growth
from archive.datasette.pages.growth import FLOOR, LEFT, MOST_MONTHS, WIDTH, chart
from archive.index.statistics import MONTHS
from tests.archive.datasette.conftest import asking

if TYPE_CHECKING:
    from pathlib import Path

NUMBERS = st.integers(0, 10**7)
ROWS = st.lists(
    st.fixed_dictionaries({"month": st.just("2026-03"), "articles": NUMBERS, "photos": NUMBERS}),
    max_size=MOST_MONTHS,
)


@given(ROWS)
def test_columns_stay_on_the_paper(rows: list[dict[str, Any]]) -> None:
    drawn = chart(rows)
    assert len(drawn.bars) == len(rows)
    for bar in drawn.bars:
        assert bar.x >= LEFT
        assert bar.x + 2 * bar.width <= WIDTH + 0.2
        for number, height in (bar.articles, bar.photos):
            assert 0 <= height <= FLOOR - 10
            assert (height == 0) <= (number <= drawn.lines[-1][0] / 100)


@pytest.mark.parametrize(
    ("articles", "photos", "expected"),
    [
        ([], [], []),
        ([("2026-01", 1)], [], [("2026-01", 1, 0, 0)]),
        (
            [("2025-11", 2), ("", 1), ("2025-11", 1)],
            [("2026-01", 2, 1), ("2026-01", 3, 0), ("", 1, 1)],
            [("2025-11", 3, 0, 0), ("2025-12", 0, 0, 0), ("2026-01", 0, 5, 1)],
        ),
        ([("9999-12", 1)], [], [("9999-12", 1, 0, 0)]),
    ],
)
def test_months_are_counted_those_without_anything_too(
    articles: list[tuple[str, int]],
    photos: list[tuple[str, int, int]],
    expected: list[tuple[str, int, int, int]],
) -> None:
    with closing(sqlite3.connect(":memory:")) as database:
        database.execute("create table monthly_articles (month, articles)")
        database.execute("create table monthly_photos (month, photos, credited)")
        database.executemany("insert into monthly_articles values (?, ?)", articles)
        database.executemany("insert into monthly_photos values (?, ?, ?)", photos)
        assert database.execute(MONTHS).fetchall() == expected


def test_a_page_that_takes_too_long_says_so(
    archive_dir: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setitem(launch.SETTINGS, "sql_time_limit_ms", "100")
    endless = "with recursive n (i) as (select 1 union all select i + 1 from n) select i from n"
    monkeypatch.setattr(growth, "MONTHS", endless)
    with asking(archive_dir) as get:
        answer = get("/-/growth/index")
    assert answer.status_code == 503
    assert "index took too long to answer" in answer.text
