"""Crawls of past time: what they take, and that they go on where they were cut off."""

from __future__ import annotations

from collections import Counter
from datetime import date
from typing import TYPE_CHECKING

import pytest

from tests.crawler.spiders.press import Press, add_site, generated, running

if TYPE_CHECKING:
    from collections.abc import Iterator

    from tests.conftest import Project
    from tests.crawler.spiders.press import RunningPress

FIRST, LAST = date(2024, 1, 1), date(2024, 6, 30)
RANGE = ("-a", f"since={FIRST}", "-a", f"until={LAST}")
FAST = ("-s", "AUTOTHROTTLE_ENABLED=False")
WANTED = 500
KILLED_AT = 180  # pages


@pytest.fixture
def press() -> Iterator[RunningPress]:
    of_the_time = generated(WANTED, FIRST, LAST)
    before = {"/news/1/too-early": date(2023, 11, 5), "/news/2/too-early": date(2023, 12, 30)}
    after = {"/news/9001/too-late": date(2024, 7, 2), "/news/9002/too-late": date(2025, 1, 1)}
    with running(Press({**before, **of_the_time, **after})) as press:
        yield press


def within(press: RunningPress) -> set[str]:
    return {path for path, day in press.site.stories.items() if FIRST <= day <= LAST}


def archived(project: Project) -> set[str]:
    rows = project.rows("select target_uri from captures where status = 200")
    return {row["target_uri"].partition("//")[2].partition("/")[2] for row in rows}


def test_a_killed_backfill_is_completed_without_fetching_twice(
    project: Project, press: RunningPress
) -> None:
    add_site(project, press, sitemaps=["/sitemap.xml"])

    def far_enough() -> bool:
        return len(press.stories_requested()) >= KILLED_AT

    with project.begun("crawl", "press", *RANGE, *FAST, until=far_enough):
        pass
    asked = press.stories_requested()
    durable = {"/" + path for path in archived(project)} & press.site.stories.keys()
    assert 0 < len(durable) <= len(asked) < WANTED

    done = project.scrapy("crawl", "press", *RANGE, *FAST)
    assert done.returncode == 0, done.stderr
    articles = {row["url"] for row in project.rows("select url from articles")}
    assert articles == {press.server.url + path for path in within(press)}
    # Whatever was on disk is not asked for again; what was in flight, once more.
    counts = Counter(press.stories_requested())
    twice = {path for path, times in counts.items() if times > 1}
    assert max(counts.values()) <= 2
    assert not twice & durable
    assert twice <= set(asked) - durable
    # Sitemaps of other months were not even looked at.
    sitemaps = {target for target in press.requested() if target.startswith("/sitemap-")}
    assert sitemaps == {f"/sitemap-2024-0{month}.xml" for month in range(1, 7)}

    verified = project.scrapy("verify")
    assert verified.returncode == 0, verified.stdout + verified.stderr
