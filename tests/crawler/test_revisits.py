"""Which pages are visited again, and when."""

from __future__ import annotations

from datetime import datetime, timedelta
from itertools import pairwise
from typing import TYPE_CHECKING

import pytest
from hypothesis import given
from hypothesis import strategies as st

from archive.index import Index
from archive.model import SiteRules
from crawler.plan import ArgumentError
from crawler.revisits import Schedule, due_pages
from settings.base import REVISIT_SCHEDULE
from tests.archive.index.samples import START, article, ref

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path

    from tests.conftest import Project

HOUR = timedelta(hours=1)
SCHEDULE = Schedule.of(["1h", "6h", "1d", "3d", "2w"])
RULES = SiteRules("news", ("news.example",), r"^https://news\.example/2026/")
BASE = "https://news.example/2026/"


def visits(schedule: Schedule, every: timedelta, days: int) -> list[timedelta]:
    """Ages at which a page is visited by a crawler that comes ``every`` so often."""
    last, found = START, []
    for step in range(1, int(timedelta(days) / every) + 1):
        now = START + step * every
        if schedule.due_since(START, last, now) is not None:
            found.append(now - START)
            last = now
    return found


def test_hours_then_days_then_weeks() -> None:
    ages = [timedelta(hours=hours) for hours in (1, 6, 24, 72, 336)]
    assert visits(SCHEDULE, HOUR, days=60) == ages


def test_a_crawler_that_comes_seldom_makes_one_visit_of_several() -> None:
    assert visits(SCHEDULE, timedelta(days=10), days=60) == [
        timedelta(days=10),
        timedelta(days=20),
    ]


def test_the_settings_own_schedule_falls() -> None:
    ages = Schedule.of(REVISIT_SCHEDULE).ages
    assert ages[0] >= HOUR
    gaps = [later - earlier for earlier, later in pairwise(ages)]
    assert gaps == sorted(gaps)
    assert ages[-1] >= timedelta(weeks=4)


@pytest.mark.parametrize("text", ["soon", "3", "-1h", "1y", "1h 2h", "", "99999h"])
def test_what_is_no_age_is_said(text: str) -> None:
    with pytest.raises(ArgumentError, match=r"REVISIT_SCHEDULE: .* is no age"):
        Schedule.of(["1h", text])


@given(
    st.lists(st.integers(1, 9999), max_size=6),
    st.integers(0, 20000),
    st.integers(0, 20000),
)
def test_a_page_that_was_visited_this_moment_is_not_due(
    ages: list[int], age: int, passed: int
) -> None:
    schedule = Schedule.of([f"{minutes}m" for minutes in ages])
    now = START + timedelta(minutes=age)
    assert schedule.due_since(START, now, now) is None
    due = schedule.due_since(START, START + timedelta(minutes=min(age, passed)), now)
    assert due is None or START + timedelta(minutes=passed) < due <= now


@pytest.fixture
def index(tmp_path: Path) -> Iterator[Index]:
    with Index.open(tmp_path / "index.db") as opened:
        yield opened


def page(index: Index, name: str, *, published: datetime, captured: datetime) -> None:
    one = ref(f"page {name}", record_id=f"urn:{name}", target_uri=BASE + name, date=captured)
    index.add_captures(index.start_crawl("urn:uuid:a", "news", START, {}), [one])
    story = article(url=BASE + name, canonical_url=BASE + name, date_published=published)
    index.add_article(story, one.record_id, site="news")


def test_those_that_have_waited_longest_come_first(index: Index) -> None:
    now = START + timedelta(days=4)
    page(index, "third", published=now - 2 * HOUR, captured=now - 2 * HOUR)
    page(index, "first", published=now - 80 * HOUR, captured=now - 79 * HOUR)
    page(index, "second", published=now - 9 * HOUR, captured=now - 9 * HOUR)
    page(index, "visited", published=now - 7 * HOUR, captured=now - HOUR / 2)
    page(index, "just-now", published=now, captured=now)
    page(index, "of-old", published=now - timedelta(days=900), captured=now - 50 * HOUR)
    page(index, "tomorrow", published=now + timedelta(days=1), captured=now - HOUR / 2)
    assert due_pages(index, RULES, SCHEDULE, now, 0) == [
        BASE + name for name in ("first", "second", "third")
    ]
    assert due_pages(index, RULES, SCHEDULE, now, 2) == [BASE + "first", BASE + "second"]
    assert due_pages(index, RULES, Schedule(), now, 0) == []
    assert due_pages(index, SiteRules("other"), SCHEDULE, now, 0) == []


def test_walls_are_tried_again_at_the_story_s_own_address(index: Index) -> None:
    asked = BASE + "asked"
    for number, address in enumerate(
        ["https://consent.example/?back=" + BASE.replace("/", "%2F") + "behind", asked]
    ):
        one = ref(f"page {number}", target_uri=address)
        index.add_captures(index.start_crawl("urn:uuid:a", "news", START, {}), [one])
        index.add_other_page(one.record_id, "a request for consent", "consent-wall")
    assert due_pages(index, RULES, SCHEDULE, START + HOUR / 2, 0) == []
    assert due_pages(index, RULES, SCHEDULE, START + 3 * HOUR, 0) == [BASE + "behind", asked]
    # A visit is a visit, whatever came of it.
    again = ref("page 2", target_uri=asked, status=503)
    index.add_captures(None, [again])
    assert due_pages(index, RULES, SCHEDULE, START + 3 * HOUR, 0) == [BASE + "behind"]


def test_a_schedule_that_cannot_be_read_is_a_usage_error(project: Project) -> None:
    words = ("-a", "url=http://127.0.0.1:1/", "-s", "REVISIT_SCHEDULE=1h,soon")
    done = project.scrapy("crawl", "news", *words)
    assert done.returncode == 1
    assert done.stderr.splitlines()[-1].endswith("'soon' is no age like 90m, 6h, 3d or 2w")
    assert "Traceback" not in done.stderr
