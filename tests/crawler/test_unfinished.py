from __future__ import annotations

from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from tests.conftest import Project
    from tests.newsroom.plugin import RunningNewsroom

DELAY = 0.1  # seconds
IN_FLIGHT = 5
KILLED_AT = 25  # requests: pages are read, photos are not all there


def test_a_killed_crawl_is_finished_by_the_next(
    project: Project, newsroom: RunningNewsroom
) -> None:
    project.add_site(newsroom, delay=str(DELAY))
    words = ("crawl", "newsroom", "-a", "since=2010-01-01")
    with project.begun(*words, until=lambda: len(newsroom.requested()) >= KILLED_AT):
        pass
    done = project.scrapy(*words)
    assert done.returncode == 0, done.stderr
    assert list((project.archive / "warc").glob("*.open")) == []

    articles = {row["url"] for row in project.rows("select url from articles")}
    assert articles == {newsroom.url + article["path"] for article in newsroom.truth["articles"]}
    missing = project.rows(
        "select content_url from photos where sha256 is null"
        " and not exists (select 1 from captures where target_uri = content_url)"
    )
    assert missing == []
    # Asked for again is only what was in flight or not yet durable: a group commit's 250 ms.
    paths = {article["path"] for article in newsroom.truth["articles"]}
    asked = [path for path in newsroom.requested() if path in paths]
    assert len(asked) - len(paths) <= IN_FLIGHT
    verified = project.scrapy("verify")
    assert verified.returncode == 0, verified.stdout + verified.stderr
