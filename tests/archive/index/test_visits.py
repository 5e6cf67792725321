"""What was looked at when, and what has gone since: read off captures alone."""

from __future__ import annotations

import random
from datetime import datetime, timedelta
from typing import TYPE_CHECKING, Any

import pytest

from archive.index import Index
from archive.index.visits import ARTICLES, PAGE, WALLS, Visited, recent_pages, walled_pages
from tests.archive.index.samples import PAGE as URL
from tests.archive.index.samples import START, article, ref

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator
    from pathlib import Path

OLD = URL + "/old-address"
GONE = "select url, last_seen_at, gone_since, status from gone_articles order by url"


@pytest.fixture
def index(tmp_path: Path) -> Iterator[Index]:
    with Index.open(tmp_path / "index.db") as opened:
        yield opened


def at(hours: int) -> datetime:
    return START + timedelta(hours=hours)


def captured(index: Index, hours: int, **changes: Any) -> str:  # noqa: ANN401 - fields of RecordRef
    one = ref(f"page {hours}", record_id=f"urn:{changes}:{hours}", **changes)
    index.add_captures(index.start_crawl("urn:uuid:a", "news", START, {}), [one])
    return one.record_id


def read(index: Index, hours: int, *, url: str = URL, **words: Any) -> None:  # noqa: ANN401 - fields of Article
    record_id = captured(index, hours, target_uri=url)
    index.add_article(article(**words), record_id, site="news")


def gone(index: Index) -> list[tuple[str, datetime, datetime, int]]:
    return [
        (url, datetime.fromisoformat(seen), datetime.fromisoformat(since), status)
        for url, seen, since, status in index.database.execute(GONE)
    ]


def test_a_page_that_is_there_has_not_gone(index: Index) -> None:
    read(index, 0)
    captured(index, 1, status=503)
    captured(index, 2, status=304, record_type="revisit")
    assert gone(index) == []


@pytest.mark.parametrize("status", [404, 410])
def test_since_when_a_page_has_gone(index: Index, status: int) -> None:
    read(index, 0)
    captured(index, 3, status=304, record_type="revisit")
    captured(index, 5, status=status)
    captured(index, 9, status=status)
    assert gone(index) == [(URL, at(3), at(5), status)]
    row = index.database.execute("select headline, last_captured_at from articles").fetchone()
    assert row == ("Brigade returns", "2026-03-01T06:00:00.000000+00:00")


def test_a_page_that_says_so_with_status_200_has_gone_too(index: Index) -> None:
    read(index, 0)
    index.add_other_page(captured(index, 2), "a page that says …", "soft-404")
    index.add_other_page(captured(index, 4), "a check for robots", "bot-check")
    assert gone(index) == [(URL, at(0), at(2), 200)]


FRONT = ["https://news.example/", "https://news.example", "http://www.news.example/en/",
         "https://news.example/index.html", "https://elsewhere.example/home"]  # fmt: skip


@pytest.mark.parametrize("address", FRONT)
def test_a_page_that_leads_to_a_front_page_has_gone(index: Index, address: str) -> None:
    read(index, 0)
    captured(index, 2, status=301, redirect=address)
    captured(index, 4, status=404)
    assert gone(index) == [(URL, at(0), at(2), 301)]


@pytest.mark.parametrize("there", [{"status": 404}, {"status": 410}, {"wall": "soft-404"}])
def test_a_page_that_leads_to_what_is_not_there_has_gone(
    index: Index, there: dict[str, Any]
) -> None:
    read(index, 0)
    nothing = "https://news.example/sorry/not-found"
    captured(index, 2, status=302, redirect=nothing)
    assert gone(index) == []
    wall = there.pop("wall", None)
    record_id = captured(index, 3, target_uri=nothing, **there)
    if wall:
        index.add_other_page(record_id, "a page that says …", wall)
    assert gone(index) == [(URL, at(0), at(2), 302)]


@pytest.mark.parametrize(
    "address",
    [
        "https://news.example/2026/03/brigade-returns-home",
        "https://news.example/?p=17",
        "https://news.example/consent",
        "https://news.example/en/news",
        "https://news.example/news/index.html",
    ],
)
def test_a_page_that_leads_to_another_has_not_gone(index: Index, address: str) -> None:
    read(index, 0)
    captured(index, 2, status=301, redirect=address)
    captured(index, 3, target_uri=address)
    assert gone(index) == []


def test_a_story_that_moved_has_not_gone_whatever_its_old_address_leads_to(index: Index) -> None:
    read(index, 0, url=OLD)
    read(index, 1)
    captured(index, 2, target_uri=OLD, status=301, redirect="https://news.example/")
    assert gone(index) == []
    captured(index, 3, status=301, redirect="https://news.example/")
    assert gone(index) == [(URL, at(1), at(3), 301)]


def test_what_came_back_has_not_gone(index: Index) -> None:
    read(index, 0)
    captured(index, 2, status=404)
    read(index, 4)
    assert gone(index) == []
    captured(index, 6, status=410)
    assert gone(index) == [(URL, at(4), at(6), 410)]


def test_an_article_that_moved_has_not_gone(index: Index) -> None:
    read(index, 0, url=OLD)
    read(index, 3)
    captured(index, 5, target_uri=OLD, status=404)
    assert gone(index) == []


def test_what_has_gone_does_not_depend_on_the_order_of_writes(tmp_path: Path) -> None:
    writes: list[Callable[[Index], object]] = [
        lambda index: read(index, 0),
        lambda index: captured(index, 2, status=404),
        lambda index: read(index, 4),
        lambda index: captured(index, 6, status=302, redirect="https://news.example/"),
        lambda index: captured(index, 7, status=404),
    ]
    for seed in range(4):
        random.Random(seed).shuffle(writes)
        with Index.open(tmp_path / f"{seed}.db") as index:
            for write in writes:
                write(index)
            assert gone(index) == [(URL, at(4), at(6), 302)]


def test_recent_pages_and_their_last_visit(index: Index) -> None:
    read(index, 0, url=OLD, date_published=at(-2))
    read(index, 2, date_published=at(-2))
    captured(index, 5, status=503)
    read(index, 3, url=URL + "/b", canonical_url=URL + "/b", date_published=None)
    read(index, 4, url=URL + "/c", canonical_url=URL + "/c", date_published=at(900))
    read(index, 4, url=URL + "/d", canonical_url=URL + "/d", date_published=at(-99))
    asked = []

    def is_due(came_out_at: datetime, last_captured_at: datetime) -> bool:
        asked.append((came_out_at, last_captured_at))
        return True

    found = sorted(
        recent_pages(index.database, "news", at(-10), is_due), key=lambda page: page.target_uri
    )
    assert found == [
        Visited(URL, at(-2), at(5)),
        Visited(URL + "/b", at(3), at(3)),
        Visited(URL + "/c", at(4), at(4)),
    ]
    assert sorted(asked) == [(at(-2), at(2)), (at(3), at(3)), (at(4), at(4))]
    assert not list(recent_pages(index.database, "news", at(-10), lambda *_: False))
    assert not list(recent_pages(index.database, "other", at(-10), is_due))


def test_walls_that_never_gave_an_article(index: Index) -> None:
    walled = URL + "/walled"
    for hours in (1, 4):
        record_id = captured(index, hours, target_uri=walled)
        index.add_other_page(record_id, "a request for consent", "consent-wall")
    read(index, 0)
    index.add_other_page(captured(index, 6), "a check for robots", "bot-check")
    index.add_problem(captured(index, 2, target_uri=URL + "/broken"), "no words")
    assert list(walled_pages(index.database, "news", at(0))) == [Visited(walled, at(1), at(4))]
    assert not list(walled_pages(index.database, "news", at(5)))
    assert not list(walled_pages(index.database, "other", at(0)))


@pytest.mark.parametrize(
    ("sql", "parameters"),
    [(ARTICLES, 2), (PAGE, 1), (WALLS, 2), ("select * from gone_articles", 0)],
)
def test_no_question_goes_through_all_rows(index: Index, sql: str, parameters: int) -> None:
    plan = index.database.execute(f"explain query plan {sql}", (None,) * parameters).fetchall()
    steps = [row[3] for row in plan]
    assert steps
    for step in steps:
        # What is scanned are results of steps before, constants, and an index of those few
        # captures that lead to a front page.
        few = "SCAN captures USING INDEX captures_to_front_page"
        assert not step.startswith("SCAN") or step in {"SCAN said", "SCAN pages", "SCAN found", few}
