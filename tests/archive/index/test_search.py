"""Days are those that sites print, and are as quickly found as moments."""

from __future__ import annotations

from dataclasses import replace
from datetime import UTC, date, datetime, timedelta, timezone
from typing import TYPE_CHECKING

import pytest

from archive.index import Index, Search
from tests.archive.index.samples import PAGE, PHOTO, article, photo, ref

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path

EAST, WEST = timezone(timedelta(hours=14)), timezone(-timedelta(hours=12))
PUBLISHED = {
    "east": datetime(2026, 11, 24, 0, 30, tzinfo=EAST),
    "west": datetime(2026, 11, 24, 23, 30, tzinfo=WEST),
    "late-west": datetime(2026, 11, 23, 23, 30, tzinfo=WEST),
}


@pytest.fixture
def index(tmp_path: Path) -> Iterator[Index]:
    with Index.open(tmp_path / "index.db") as index:
        for number, (name, published) in enumerate(PUBLISHED.items()):
            page = ref(f"page {number}", target_uri=f"{PAGE}/{name}")
            index.add_captures(None, [page])
            story = article(
                canonical_url=f"{PAGE}/{name}",
                date_published=published,
                photos=(photo(content_url=f"{PHOTO}?{name}"),),
            )
            index.add_article(story, page.record_id, site="news")
        yield index


@pytest.mark.parametrize(
    ("since", "expected"),
    [
        (date(1, 1, 1), {"east", "west", "late-west"}),
        (date(2026, 11, 23), {"east", "west", "late-west"}),
        (date(2026, 11, 24), {"east", "west"}),
        (date(2026, 11, 25), set()),
        (date(9999, 12, 31), set()),
        (datetime(2026, 11, 24, tzinfo=UTC), {"west", "late-west"}),
        (datetime(2026, 11, 25, 11, 30, tzinfo=UTC), {"west"}),
    ],
)
@pytest.mark.parametrize("asked", [Search(["brigade"]), Search(creator="Jane Doe")])
def test_a_day_is_the_printed_one(
    index: Index, asked: Search, since: date, expected: set[str]
) -> None:
    results = index.search(replace(asked, since=since))
    assert {one["article_url"].removeprefix(f"{PAGE}/") for one in results} == expected


@pytest.mark.parametrize(
    "asked",
    [
        Search(["brigade"], limit=5),
        Search(["brigade"], site="news", limit=5),
        Search(creator="Jane Doe", limit=5),
        Search(rights="us-government", limit=5),
        Search(limit=5),
    ],
)
def test_a_day_is_looked_for_as_a_moment_is(index: Index, asked: Search) -> None:
    day, moment = (
        plans(index, replace(asked, since=since))
        for since in (date(2026, 11, 24), datetime(2026, 11, 24, tzinfo=UTC))
    )
    assert day == moment
    assert any("INDEX" in step for step in day)


def plans(index: Index, asked: Search) -> list[str]:
    """How SQLite goes about all that a search asks."""
    queries: list[str] = []
    connection = index.database.conn
    connection.set_trace_callback(queries.append)
    index.search(asked)
    connection.set_trace_callback(None)
    return [
        step[-1].replace("COVERING ", "")  # the date as printed stands in the row
        for sql in queries
        if " as kind" in sql
        for step in connection.execute(f"explain query plan {sql}")
    ]
