"""The chart: every month in its place, no column higher than the paper."""

from __future__ import annotations

from typing import Any

from hypothesis import given
from hypothesis import strategies as st

from archive.datasette.pages.growth import FLOOR, LEFT, MOST_MONTHS, WIDTH, chart, months, summed

MONTHS = st.dictionaries(
    st.builds("{:04}-{:02}".format, st.integers(1995, 2030), st.integers(1, 12)),
    st.integers(0, 10**7),
    max_size=30,
)


@given(MONTHS, MONTHS)
def test_columns_stay_on_the_paper(articles: dict[str, int], photos: dict[str, int]) -> None:
    drawn = chart(articles, photos)
    assert len(drawn.bars) <= MOST_MONTHS
    for bar in drawn.bars:
        assert bar.x >= LEFT
        assert bar.x + 2 * bar.width <= WIDTH + 0.2
        for number, height in (bar.articles, bar.photos):
            assert 0 <= height <= FLOOR - 10
            assert (height == 0) <= (number <= drawn.lines[-1][0] / 100)


def test_months_without_anything_are_there() -> None:
    assert months({"2025-11": 3}, {"2026-01": 2}) == [
        ("2025-11", 3, 0),
        ("2025-12", 0, 0),
        ("2026-01", 0, 2),
    ]
    assert months({}, {}) == []


def test_shares_are_summed_by_site_and_by_rights() -> None:
    shares: list[dict[str, Any]] = [
        {"site": "a", "rights": "agency", "credited": 1, "number": 3},
        {"site": "a", "rights": None, "credited": 0, "number": 1},
        {"site": "b", "rights": "agency", "credited": 1, "number": 2},
    ]
    by_site, by_rights = summed(shares, [{"site": "a", "articles": 2}])
    assert by_site == [
        {"site": "a", "articles": 2, "photos": 4, "credited": 3},
        {"site": "b", "articles": 0, "photos": 2, "credited": 2},
    ]
    assert by_rights == [{"rights": "agency", "number": 5}, {"rights": None, "number": 1}]
