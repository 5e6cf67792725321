"""The search page: from when to when."""

from __future__ import annotations

from datetime import datetime
from typing import TYPE_CHECKING

import pytest

from archive.index import Index
from tests.archive.datasette.conftest import asking
from tests.archive.datasette.newsstand import CRAWL, START, Archive
from tests.archive.index.samples import article, photo

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator
    from pathlib import Path

    import httpx

    Get = Callable[..., httpx.Response]

URL = "https://news.example/"
PUBLISHED = {
    # By UTC the first is of the year before, the second of the month after.
    "january": "2024-01-01T00:30:00+10:00",
    "june": "2024-06-30T23:30:00-05:00",
    "december": "2024-12-31T12:00:00+00:00",
    "later": "2025-01-01T00:00:00+00:00",
}


@pytest.fixture(scope="module")
def get(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Get]:
    folder: Path = tmp_path_factory.mktemp("search")
    archive = Archive(folder, [])
    with Index.open(folder / "index.db") as index:
        crawl = index.start_crawl(CRAWL, "news", START, {})
        for name, published in PUBLISHED.items():
            page = archive.store(URL + name, b"<html>page</html>", "text/html")
            index.add_captures(crawl, [page])
            story = article(
                url=URL + name,
                canonical_url=URL + name,
                headline=f"Brigade returns: {name}",
                date_published=datetime.fromisoformat(published),
                photos=(photo(content_url=f"{URL}{name}.jpg"),),
            )
            index.add_article(story, page.record_id, site="news")
    with asking(folder) as ask:
        yield ask


@pytest.mark.parametrize("kind", ["articles", "photos"])
@pytest.mark.parametrize(
    ("since", "until", "expected"),
    [
        ("", "", {"january", "june", "december", "later"}),
        ("", "2023", set()),
        ("", "2024", {"january", "june", "december"}),
        ("", "2024-06", {"january", "june"}),
        ("", "2024-06-30", {"january", "june"}),
        ("", "2024-06-29", {"january"}),
        ("", "9999", {"january", "june", "december", "later"}),
        ("2024", "2024", {"january", "june", "december"}),
        ("2024-01-01", "2024-01-01", {"january"}),
        ("2024-07", "", {"december", "later"}),
        ("2024-12-31", "", {"december", "later"}),
        ("2025", "", {"later"}),
        ("x", "2024-6", {"january", "june", "december", "later"}),
    ],
)
def test_a_day_a_month_or_a_year_is_the_printed_one(
    get: Get, kind: str, since: str, until: str, expected: set[str]
) -> None:
    response = get("/-/search/index", **{"q": "brigade", "in": kind}, since=since, until=until)
    assert response.status_code == 200
    found = {name for name in PUBLISHED if f"Brigade returns: {name}" in unmarked(response.text)}
    assert found == expected


def unmarked(shown: str) -> str:
    return shown.replace("<mark>", "").replace("</mark>", "")
