from __future__ import annotations

from datetime import date, datetime, timedelta
from typing import TYPE_CHECKING

import pytest

from archive.index import CrawlSummary, Index, SiteHistory, SiteTotals
from archive.index.summary import (
    CRAWLS,
    LAST_CRAWLS,
    LAST_DATED,
    LAST_UNDATED,
    NEWEST,
    RECENT,
    SITES,
    STORIES,
)
from tests.archive.index.samples import PAGE, START, article, photo, ref

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path

NOW = START + timedelta(days=30)


@pytest.fixture
def index(tmp_path: Path) -> Iterator[Index]:
    with Index.open(tmp_path / "index.db") as opened:
        yield opened


def add(index: Index, number: int, site: str | None, published: datetime | None, uses: int) -> None:
    """An article captured ``number`` hours after START, with photos, all but one credited."""
    page = ref(f"page {number}", target_uri=f"{PAGE}/{number}")
    index.add_captures(None, [page])
    shown = [photo(content_url=f"https://news.example/{number}/{n}.jpg") for n in range(uses)]
    if shown:
        shown[0] = photo(content_url="https://news.example/bare.jpg", credit=None, credit_line=None)
    index.add_article(
        article(canonical_url=page.target_uri, date_published=published, photos=tuple(shown)),
        page.record_id,
        site=site,
    )


def test_a_sites_crawls_are_summed_up_the_latest_first(index: Index) -> None:
    for uid, hours in (("a", 0), ("b", 24)):
        index.start_crawl(f"urn:uuid:{uid}", "news", START + timedelta(hours=hours), {})
    closing = {"finished": "2026-03-02T07:00:00+01:00", "exit_code": "2", "bytes": "12", "new": "x"}
    index.finish_crawl("urn:uuid:b", {**closing, "finish_reason": "finished", "old": "9" * 5000})
    index.start_crawl("urn:uuid:c", "other", START, {})
    later, first = index.site_history("news", NOW).crawls
    assert first == CrawlSummary(START)
    assert later.started_at == START + timedelta(days=1)
    assert later.finished_at == datetime.fromisoformat("2026-03-02T06:00:00+00:00")
    assert (later.finish_reason, later.exit_code) == ("finished", 2)
    assert [later.count(name) for name in ("bytes", "new", "old", "none")] == [12, 0, 0, 0]


@pytest.mark.parametrize("finished", ["then", "", "2026-03-02T07:00:00"])
def test_an_end_that_is_no_moment_is_none(index: Index, finished: str) -> None:
    index.start_crawl("urn:uuid:a", "news", START, {})
    index.finish_crawl("urn:uuid:a", {"finished": finished, "exit_code": "0"})
    (crawl,) = index.site_history("news", NOW).crawls
    assert (crawl.finished_at, crawl.exit_code) == (None, 0)


def test_stories_count_on_the_day_they_came_out(index: Index) -> None:
    add(index, 1, "news", START - timedelta(days=1), 0)
    add(index, 2, "news", None, 0)  # undated: its capture, 1 March
    add(index, 3, "news", START + timedelta(days=500), 0)  # dated ahead: likewise
    add(index, 4, "news", START - timedelta(days=400), 0)  # long ago
    add(index, 5, "other", START, 0)
    history = index.site_history("news", NOW)
    assert history.stories == {date(2026, 2, 28): 1, date(2026, 3, 1): 2}
    assert history.last_story_at == START + timedelta(hours=2)
    assert history.recent == 0
    assert index.site_history("news", START + timedelta(days=7, hours=2)).recent == 3
    assert index.site_history("none", NOW) == SiteHistory("none")


def test_the_last_story_may_be_long_ago(index: Index) -> None:
    long_ago = START - timedelta(days=400)
    add(index, 1, "news", long_ago, 0)
    history = index.site_history("news", NOW)
    assert history.last_story_at == long_ago
    assert history.stories == {long_ago.date(): 1}


def test_sites_are_those_crawled_and_those_with_articles(index: Index) -> None:
    assert index.site_names() == []
    index.start_crawl("urn:uuid:c", "empty", START, {})
    index.start_crawl("urn:uuid:d", "empty", START, {})
    add(index, 1, "news", None, 0)
    assert index.site_names() == ["empty", "news"]
    add(index, 2, None, None, 0)
    index.start_crawl("urn:uuid:e", None, START, {})
    assert index.site_names() == ["empty", "news", None]


def test_photos_and_credits_of_the_newest_articles(index: Index) -> None:
    for number, uses in ((1, 3), (2, 0), (3, 1)):
        add(index, number, "news", None, uses)
    add(index, 4, None, None, 2)
    assert index.newest_articles("news", 10) == [(1, 0), (0, 0), (3, 2)]
    assert index.newest_articles("news", 1) == [(1, 0)]
    assert index.site_totals() == {"news": SiteTotals(3, 4, 2), None: SiteTotals(1, 2, 1)}


def test_only_so_many_crawls_are_read(index: Index) -> None:
    with index.transaction():
        for number in range(CRAWLS + 5):
            moment = START + timedelta(hours=number)
            index.start_crawl(f"urn:uuid:{number}", "news", moment, {})
    crawls = index.site_history("news", NOW).crawls
    assert len(crawls) == CRAWLS
    assert crawls[0].started_at == START + timedelta(hours=CRAWLS + 4)


@pytest.mark.parametrize(
    ("sql", "used"),
    [
        (SITES.format(table="crawls"), "COVERING INDEX crawls_by_site (site>?)"),
        (SITES.format(table="articles"), "(site>?)"),
        (LAST_CRAWLS, "INDEX crawls_by_site (site=?"),
        (STORIES, "COVERING INDEX articles_by_site_capture (site=? AND first_captured_at>?)"),
        (RECENT, "COVERING INDEX articles_by_site_capture (site=? AND first_captured_at>?)"),
        (LAST_DATED, "COVERING INDEX articles_by_site_published (site=? AND published_at<?)"),
        (LAST_UNDATED, "COVERING INDEX articles_by_site_capture (site=?)"),
        (NEWEST, "COVERING INDEX articles_by_site_capture (site=?)"),
    ],
)
def test_every_question_is_answered_from_an_index(index: Index, sql: str, used: str) -> None:
    samples_of = [None] * sql.count("?")
    plan = index.database.execute(f"explain query plan {sql}", samples_of).fetchall()
    details = " / ".join(str(step[-1]) for step in plan)
    assert used in details
    assert "SCAN articles" not in details.replace("SCAN articles USING COVERING", "")
