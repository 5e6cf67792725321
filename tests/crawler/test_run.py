"""What a crawl makes of its site's past: feeds that rest, and a silence that is none by chance."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta
from typing import TYPE_CHECKING

from archive.index import Index
from crawler.cli import Exit
from crawler.health import failing_lists, lists_field, lists_in

if TYPE_CHECKING:
    from tests.conftest import Project
    from tests.newsroom.plugin import RunningNewsroom

DEAD = "/no-such-feed/"


def test_a_dead_feed_rests_and_a_silent_site_is_incomplete(
    project: Project, newsroom: RunningNewsroom
) -> None:
    """The bundled stories are months old: a site that should have one a day is silent."""
    site, dead = newsroom.site, newsroom.url + DEAD
    site.stories = dict(list(site.stories.items())[:2])
    feeds = f'["{newsroom.url}/feed/", "{dead}"]'
    wanted = {"sitemaps": "", "sections": "", "feeds": feeds, "min_articles_per_week": "7"}
    project.add_site(newsroom, **wanted)
    now = datetime.now(UTC)
    with Index.open(project.index) as index:
        for hours in (3, 2, 1):
            uid = f"urn:uuid:{hours}"
            index.start_crawl(uid, "newsroom", now - timedelta(hours=hours), {})
            failed = lists_field({dead: "HTTP 500"})
            index.finish_crawl(uid, {"finished": "", "exit_code": "0", "failed_lists": failed})

    first = project.scrapy("crawl", "newsroom")
    assert first.returncode == Exit.DONE, first.stderr
    assert newsroom.requested().count(DEAD) == 0  # it has failed three times by now
    later = project.scrapy("crawl", "newsroom", ahead="+4h")
    assert newsroom.requested().count(DEAD) == 1  # and is asked again when it has rested

    assert later.returncode == Exit.INCOMPLETE, later.stderr
    line = later.stdout.strip()
    assert " - no new article since 2026-" in line
    assert line.endswith(" a week are usual")

    # From the table alone, which the WARC's closing records fill.
    with Index.open(project.index, read_only=True) as index:
        second, before, *_ = crawls = index.site_history("newsroom", now + timedelta(days=1)).crawls
    assert lists_in(before.fields["resting_lists"]) == {dead: "HTTP 500"}
    assert lists_in(second.fields["failed_lists"]) == {dead: "HTTP 404"}
    assert second.fields["verdict"] == line.partition(" - ")[2]
    (found,) = failing_lists(crawls).values()
    assert (found.crawls, found.problem) == (4, "HTTP 404")
