"""Day after day on the bundled site: all of it, nothing new, three new articles, one changed."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta
from typing import TYPE_CHECKING

import pytest

if TYPE_CHECKING:
    import subprocess

    from tests.conftest import Project
    from tests.newsroom.plugin import RunningNewsroom

DAYS = (
    "/2026/03/fog-closes-the-strait/",
    "/2026/03/minehunter-leaves-the-dock/",
    "/2026/03/wing-gets-a-new-roof/",
)
LISTS = ("/robots.txt", "/feed/", "/atom.xml", "/sitemap", "/news-sitemap", "/post-sitemap",
         "/page-sitemap", "/naval/", "/air/", "/land/", "/world/")  # fmt: skip
# Revisits by age are another matter.
NOTHING_ELSE = ("-s", "REVISIT_SCHEDULE=", "-s", "SITEMAP_MAX_AGE_DAYS=0",
                "-s", "AUTOTHROTTLE_ENABLED=False")  # fmt: skip


class Days:
    """Crawls of one archive, and what each asked for."""

    def __init__(self, project: Project, newsroom: RunningNewsroom) -> None:
        self.project = project
        self.newsroom = newsroom
        self.done: list[subprocess.CompletedProcess[str]] = []
        self.asked: list[list[str]] = []

    def crawl(self, ahead: str = "+0d") -> None:
        before = len(self.newsroom.requested())
        words = ("crawl", "newsroom", *NOTHING_ELSE)
        self.done.append(self.project.scrapy(*words, ahead=ahead))
        self.asked.append(self.newsroom.requested()[before:])


@pytest.fixture
def days(project: Project, newsroom: RunningNewsroom) -> Days:
    project.add_site(newsroom)
    return Days(project, newsroom)


def test_four_crawls(days: Days) -> None:
    site, project = days.newsroom.site, days.project
    days.crawl()
    days.crawl()
    site.now = datetime.now(UTC)
    template = site.stories["/2026/03/frigates-crew-comes-home-after-seven-months-in-the-gulf/"]
    for path in DAYS:
        name = path.strip("/").rpartition("/")[2].replace("-", " ")
        html = template.html.replace(template.headline, name).replace(template.path, path)
        site.publish(path, html, headline=name, section="naval")
    days.crawl()
    site.now = datetime.now(UTC) + timedelta(hours=1)
    site.edit(DAYS[0], "fog closes the strait", "fog closes the strait again")
    days.crawl(ahead="+1d")

    assert [done.returncode for done in days.done] == [0, 0, 0, 0], days.done
    first, second, third, fourth = days.asked
    assert len([path for path in first if path in site.stories]) == len(site.stories) - 3

    # The second asks for lists, and only whether they have changed.
    assert "newsroom: nothing new" in days.done[1].stdout
    assert second
    assert [path for path in second if not path.startswith(LISTS)] == []
    exchanges = days.newsroom.server.exchanges[len(first) : len(first) + len(second)]
    (feed,) = [e for e in exchanges if e.request.startswith(b"GET /feed/ ")]
    assert b"\r\nIf-None-Match: " in feed.request
    assert feed.response.startswith(b"HTTP/1.1 304 ")

    # The third, for the three new articles besides (and the photos that only they have).
    assert sorted(path for path in third if path in site.stories) == sorted(DAYS)
    assert "newsroom: 3 articles" in days.done[2].stdout

    # A feed that says an article has changed is taken at its word, once.
    assert [path for path in fourth if path in site.stories] == [DAYS[0]]
    rows = project.rows("select headline from articles where url like ?", f"%{DAYS[0]}")
    assert [row["headline"] for row in rows] == ["fog closes the strait again"]
    versions = project.rows(
        "select count(*) as n from article_versions join articles on articles.id = article_id"
        " where url like ?",
        f"%{DAYS[0]}",
    )
    assert versions == [{"n": 2}]
