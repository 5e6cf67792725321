"""A site over some days, crawled from time to time: what its editors do shows in the index.

Every day is a crawl of the same site, some time later. The index and what ``scrapy sites`` said are
kept as they were after each, so that tests ask about any day in any order.
"""

from __future__ import annotations

import shutil
import sqlite3
from contextlib import closing
from dataclasses import dataclass, replace
from datetime import UTC, datetime, timedelta
from typing import TYPE_CHECKING, Any

import pytest

from archive.index import Index
from archive.model import SiteRules
from crawler.revisits import Schedule, due_pages
from settings.base import REVISIT_SCHEDULE
from tests.conftest import Project
from tests.loopback import LoopbackServer
from tests.newsroom import Newsroom
from tests.newsroom.plugin import RunningNewsroom
from tests.newsroom.wire import Resource, answer
from tests.test_whole_path import natural_rows

if TYPE_CHECKING:
    import subprocess
    from collections.abc import Iterator
    from pathlib import Path

    from tests.loopback import Reply, Request

FIRST, SECOND, EDITED, DEAD_FEED, NEW_LAYOUT, AFTER = range(6)
"""The crawls, by number."""
AHEAD = ("+0d", "+0d", "+1d", "+2d", "+4d", "+5d")
"""How far the clock is ahead at each."""

PHOTOS = ("veterans-arrive", "grant-helicopter", "old-square-parade", "workshop-hangar")
SUBJECTS = (
    *("anchor", "beacon", "cutter", "dredger", "ensign", "frigate", "galley", "harbour"),
    *("icebreaker", "jetty", "keel"),
)
RECAPTIONED, TYPESET, REMOVED, UNARCHIVED, SENT_HOME = SUBJECTS[:5]
NEXT_DAY = ("lantern", "mast", "narrows")
WALLED, MISSING, UNLISTED = NEXT_DAY
WITHOUT_PHOTOS = ("oar", "pilot", "quay", "rudder", "sail", "tide")

CONSENT = """<!DOCTYPE html><html lang="en"><head><title>Before you continue</title></head>
<body><h1>Before you continue</h1><p>We and our partners ask for your consent to cookies.</p>
<button>Accept all</button></body></html>"""
NOT_FOUND = """<!DOCTYPE html><html lang="en"><head><title>Page not found | Harbour &amp; Hangar
</title></head><body><h1>Page not found</h1><p>There is nothing here.</p></body></html>"""


@dataclass(frozen=True)
class Day:
    """One crawl, and what was there after it.

    Attributes:
        done: the command, with its output and exit code.
        sites: ``scrapy sites`` right after it, likewise.
        requested: what was asked of the server, in order.
        index: the index as it was then.
    """

    done: subprocess.CompletedProcess[str]
    sites: subprocess.CompletedProcess[str]
    requested: tuple[str, ...]
    index: Path

    def rows(self, sql: str, *parameters: object) -> list[dict[str, Any]]:
        """Rows of the index of that day."""
        with closing(sqlite3.connect(self.index)) as database:
            database.row_factory = sqlite3.Row
            return [dict(row) for row in database.execute(sql, parameters)]

    def versions(self, subject: str) -> list[dict[str, Any]]:
        """Versions of the article on a subject, the first one first."""
        return self.rows(
            """select article_versions.* from article_versions
            join articles on articles.id = article_id
            where url like ? order by article_versions.first_captured_at""",
            f"%{path(subject)}",
        )


@dataclass(frozen=True)
class Life:
    """All days of the site, and its archive at the end of them."""

    begun: datetime
    url: str
    project: Project
    days: tuple[Day, ...]

    def at(self, number: int) -> datetime:
        """The moment of a crawl, as its clock had it."""
        return self.begun + timedelta(days=int(AHEAD[number].strip("+d")))


def path(subject: str) -> str:
    return f"/2026/03/the-{subject}-of-the-second-squadron/"


def page(subject: str, published: datetime, *, photo: str | None, robots: str = "") -> str:
    """A story's page."""
    figure = f"""<figure><img src="{{{{base}}}}/wp-content/uploads/2026/03/{photo}.jpg?width=1200"
        alt="The {subject} at dawn" width="1200" height="800">
        <figcaption>The {subject} leaves at dawn.
        <span class="credit">Photo: Ida Holm/Harbour &amp; Hangar</span></figcaption></figure>"""
    return f"""<!DOCTYPE html><html lang="en"><head><meta charset="utf-8">
    <title>The "{subject}" of the second squadron - Harbour &amp; Hangar</title>
    <meta property="og:type" content="article">
    <meta property="article:published_time" content="{published.isoformat()}">{robots}
    <link rel="canonical" href="{{{{base}}}}{path(subject)}"></head>
    <body><main><article><h1>The "{subject}" of the second squadron</h1>
    <div class="share-bar"><span class="share-count">12 shares</span></div>
    <p class="byline">By <a rel="author" href="/author/ida-holm/">Ida Holm</a></p>
    {figure if photo else ""}
    <p>The squadron's {subject} has been at sea for longer than any of its crew can remember, and it
    was brought in on Tuesday for the first time in nine years. "We had forgotten its colour," said
    the officer of the watch, who had it painted anew before the week was out.</p>
    <p>It is to leave again in the spring, under another captain and with half the crew. The yard
    has found nothing that speaks against it; the {subject} itself, it wrote, is as sound as on the
    day on which it was laid down.</p></article></main></body></html>"""


class Editors:
    """The site's people: they publish, change and break things."""

    def __init__(self, begun: datetime) -> None:
        self.site = Newsroom(now=begun)
        self.site.stories.clear()
        self._instead: dict[str, Resource] = {}

    def respond(self, request: Request) -> Reply:
        """What stands instead of a page, or the page."""
        instead = self._instead.get(request.target)
        return answer(request, instead, self.site.now) if instead else self.site.respond(request)

    def publish(self, subject: str, *, photo: str | None, hours_ago: int = 2) -> None:
        moment = self.site.now
        self.site.now = moment - timedelta(hours=hours_ago)
        robots = '<meta name="robots" content="noarchive">' if subject == UNARCHIVED else ""
        self.site.publish(
            path(subject),
            page(subject, self.site.now, photo=photo, robots=robots),
            headline=f"The {subject} of the second squadron",
            section=("naval", "air", "land", "world")[len(subject) % 4],
        )
        self.site.now = moment

    def put(self, target: str, html: str, status: int = 200, **headers: str) -> None:
        """Answer with this page from now on."""
        html = html.replace("{{base}}", self.site.base_url or "")
        fields = tuple((name.replace("_", "-"), value) for name, value in headers.items())
        self._instead[target] = Resource(html.encode(), status=status, headers=fields)


def first(editors: Editors) -> None:
    for number, subject in enumerate(SUBJECTS):
        editors.publish(subject, photo=PHOTOS[number % len(PHOTOS)])


def edited(editors: Editors) -> None:
    for subject in NEXT_DAY:
        editors.publish(subject, photo=PHOTOS[0])
    unlisted = editors.site.stories[path(UNLISTED)].html
    editors.put(path(UNLISTED), unlisted, X_Robots_Tag="noindex, max-snippet:20")
    site = editors.site
    site.edit(path(RECAPTIONED), "leaves at dawn.", "comes home at dawn.")
    site.edit(path(TYPESET), f'"{TYPESET}"', f"“{TYPESET}”")
    site.edit(path(TYPESET), "nine years. ", "nine years.\u00a0\u200b ")
    site.edit(path(TYPESET), "12 shares", "3,408 shares")
    site.edit(path(TYPESET), ".jpg?width=1200", "-300x200.jpg?width=600&amp;quality=80")
    site.remove(path(REMOVED))


def dead_feed(editors: Editors) -> None:
    editors.put("/feed/", "<h1>No</h1>", 500)
    editors.put(path(WALLED), CONSENT)
    editors.put(path(MISSING), NOT_FOUND)


def new_layout(editors: Editors) -> None:
    editors.put(path(SENT_HOME), "", 302, Location="/")
    for subject in WITHOUT_PHOTOS:
        editors.publish(subject, photo=None)


EDITS = {FIRST: first, EDITED: edited, DEAD_FEED: dead_feed, NEW_LAYOUT: new_layout}


@pytest.fixture(scope="module")
def life(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Life]:
    begun = datetime.now(UTC)
    editors = Editors(begun)
    project = Project(tmp_path_factory.mktemp("life"))
    days: list[Day] = []
    with LoopbackServer(editors.respond) as server:
        editors.site.base_url = server.url
        running = RunningNewsroom(editors.site, server)
        project.add_site(running, min_articles_per_week="7.0", photos_expected="true")
        life = Life(begun, server.url, project, ())
        for number, ahead in enumerate(AHEAD):
            editors.site.now = life.at(number)
            EDITS.get(number, lambda _: None)(editors)
            before = len(running.requested())
            # One try: what a site that is down does to a crawl is shown elsewhere.
            done = project.scrapy("crawl", "newsroom", "-s", "RETRY_ENABLED=0", ahead=ahead)
            sites = project.scrapy("sites", ahead=ahead)
            kept = project.folder / f"index-{number}.db"
            with (
                closing(sqlite3.connect(project.index)) as now,
                closing(sqlite3.connect(kept)) as db,
            ):
                now.backup(db)
            days.append(Day(done, sites, tuple(running.requested()[before:]), kept))
    yield replace(life, days=tuple(days))
    shutil.rmtree(project.folder)


# --------------------------------------------------------------------------- the index


def test_the_first_crawl_takes_everything(life: Life) -> None:
    day = life.days[FIRST]
    assert day.done.returncode == 0, day.done.stderr
    found = {row["url"] for row in day.rows("select url from articles")}
    assert found == {life.url + path(subject) for subject in SUBJECTS}
    assert {row["changes"] for row in day.rows("select changes from article_versions")} == {"[]"}
    assert day.rows("select * from gone_articles") == []


def test_the_second_finds_nothing_new_and_asks_for_lists_alone(life: Life) -> None:
    day = life.days[SECOND]
    assert day.done.returncode == 0, day.done.stderr
    assert "nothing new" in day.done.stdout
    assert not [target for target in day.requested if "squadron" in target or "uploads" in target]
    tables = ("articles", "article_versions", "photos", "page_captures")
    for table in tables:
        counts = [one.rows(f"select count(*) as n from {table}") for one in life.days[:2]]
        assert counts[0] == counts[1], table


def test_no_day_is_called_a_failure(life: Life) -> None:
    for day in life.days:
        assert day.done.returncode == 0, day.done.stdout
        assert len(day.done.stdout.splitlines()) == 1
    assert "1 changed, 3 gone" in life.days[EDITED].done.stdout
    assert "2 gone, 2 walled" in life.days[DEAD_FEED].done.stdout
    assert "/feed/" in life.days[DEAD_FEED].done.stderr


def test_three_new_articles(life: Life) -> None:
    before, after = (
        life.days[number].rows("select url from articles") for number in (SECOND, EDITED)
    )
    new = {row["url"] for row in after} - {row["url"] for row in before}
    assert new == {life.url + path(subject) for subject in NEXT_DAY}
    assert life.days[EDITED].done.returncode == 0


def test_pages_are_visited_again_and_only_if_they_changed(life: Life) -> None:
    day = life.days[EDITED]
    asked = [target for target in day.requested if "squadron" in target]
    assert sorted(asked) == sorted(map(path, (*SUBJECTS, *NEXT_DAY)))
    # Something new goes before.
    assert set(asked[:3]) == set(map(path, NEXT_DAY))
    rows = day.rows(
        """select status, count(*) as n from captures
        where target_uri like '%squadron%' and captured_at > ? group by status""",
        (life.at(EDITED) - timedelta(hours=1)).isoformat(),
    )
    changed = len(NEXT_DAY) + 2
    assert {row["status"]: row["n"] for row in rows} == {200: changed, 304: 8, 410: 1}


def test_an_edited_caption_makes_a_version_that_says_so(life: Life) -> None:
    day = life.days[EDITED]
    assert [row["changes"] for row in day.versions(RECAPTIONED)] == ["[]", '["caption"]']
    (row,) = day.rows(
        "select caption, credit_line from photo_credits where article_url = ?",
        life.url + path(RECAPTIONED),
    )
    assert row["caption"] == f"The {RECAPTIONED} comes home at dawn."
    assert row["credit_line"] == "Ida Holm/Harbour & Hangar"
    assert "1 changed" in day.done.stdout


def test_a_cosmetic_edit_makes_none(life: Life) -> None:
    day = life.days[EDITED]
    (version,) = day.versions(TYPESET)
    assert version["headline"] == f'The "{TYPESET}" of the second squadron'
    assert version["last_captured_at"] > version["first_captured_at"]
    assert (
        "width=1200"
        in day.rows(
            "select photo_url from photo_credits where article_url = ?", life.url + path(TYPESET)
        )[0]["photo_url"]
    )


def test_a_deleted_page_is_gone_and_stays_archived(life: Life) -> None:
    day = life.days[EDITED]
    (gone,) = day.rows("select * from gone_articles")
    assert gone["url"] == life.url + path(REMOVED)
    assert gone["status"] == 410
    seen, since = (datetime.fromisoformat(gone[name]) for name in ("last_seen_at", "gone_since"))
    assert life.begun <= seen < life.begun + timedelta(hours=1)
    assert life.at(EDITED) <= since < life.at(EDITED) + timedelta(hours=1)
    assert len(day.versions(REMOVED)) == 1
    # Found missing again, it has gone since the first time.
    later = life.days[AFTER]
    assert gone in [
        {**row, "capture_id": gone["capture_id"]}
        for row in later.rows("select * from gone_articles")
    ]


def test_what_pages_ask_of_robots_is_kept(life: Life) -> None:
    rows = life.days[EDITED].rows("select url, robots from articles where robots != '[]'")
    assert {row["url"].removeprefix(life.url): row["robots"] for row in rows} == {
        path(UNARCHIVED): '["noarchive"]',
        path(UNLISTED): '["noindex"]',
    }


def test_a_consent_wall_and_a_soft_404_are_no_articles(life: Life) -> None:
    day = life.days[DEAD_FEED]
    sql = "select target_uri, wall, problem from captures where wall is not null"
    # A link of the site's own leads nowhere.
    (nowhere,) = life.days[FIRST].rows(sql)
    assert nowhere["wall"] == "soft-404"
    rows = [row for row in day.rows(sql) if row["target_uri"] != nowhere["target_uri"]]
    assert {row["target_uri"].removeprefix(life.url): row["wall"] for row in rows} == {
        path(WALLED): "consent-wall",
        path(MISSING): "soft-404",
    }
    for row in rows:
        assert row["problem"] in day.done.stderr
    for subject in (WALLED, MISSING):
        (version,) = day.versions(subject)
        assert version["headline"] == f'The "{subject}" of the second squadron'
    gone = {row["url"] for row in day.rows("select url from gone_articles")}
    assert gone == {life.url + path(subject) for subject in (REMOVED, MISSING)}


def test_a_page_that_leads_to_the_front_page_has_gone(life: Life) -> None:
    day = life.days[NEW_LAYOUT]
    assert "/" in day.requested
    (gone,) = day.rows("select * from gone_articles where url = ?", life.url + path(SENT_HOME))
    assert gone["status"] == 302
    (version,) = day.versions(SENT_HOME)
    assert version["headline"] == f'The "{SENT_HOME}" of the second squadron'


def test_a_layout_without_photos_gives_articles_without(life: Life) -> None:
    day = life.days[NEW_LAYOUT]
    rows = day.rows(
        """select url, (select count(*) from photo_credits where article_url = url) as photos
        from articles"""
    )
    photos = {row["url"].removeprefix(life.url): row["photos"] for row in rows}
    with_photos = {**dict.fromkeys(map(path, (*SUBJECTS, *NEXT_DAY)), 1)}
    assert photos == {**with_photos, **dict.fromkeys(map(path, WITHOUT_PHOTOS), 0)}


def test_an_index_made_again_is_the_same(life: Life) -> None:
    project = life.project
    rules = SiteRules("newsroom", ("127.0.0.1",), r"/2026/03/")
    now = life.at(AFTER) + timedelta(days=3)
    schedule = Schedule.of(REVISIT_SCHEDULE)
    before = natural_rows(project.index)
    with Index.open(project.index) as index:
        due = due_pages(index, rules, schedule, now, 0)
    assert due
    for name in ("index.db", "index.db-wal", "index.db-shm"):
        (project.archive / name).unlink(missing_ok=True)
    done = project.scrapy("reindex")
    assert done.returncode in {0, 2}, done.stderr
    after = natural_rows(project.index)
    for table, rows in before.items():
        assert after[table] == rows, table
    with Index.open(project.index) as index:
        assert due_pages(index, rules, schedule, now, 0) == due


# --------------------------------------------------------------------------- scrapy sites
# What crawler.health makes of these days: `day.sites` is `scrapy sites` after each.


def health(life: Life, number: int) -> str:
    """The last column, of the one site there is."""
    done = life.days[number].sites
    assert (done.returncode, done.stderr) == (0, "")
    heading, line = done.stdout.splitlines()
    return line[heading.index("health") :].strip()


def test_a_site_is_healthy_while_its_editors_go_on(life: Life) -> None:
    for number in (FIRST, SECOND, EDITED, DEAD_FEED):
        assert health(life, number) == "healthy", number
    # Once is no dying: it is counted, and told of the site where that is asked for.
    assert life.days[DEAD_FEED].sites.stdout.split()[-3] == "1"
    columns = life.days[EDITED].sites.stdout.splitlines()[1].split()
    # The last run and its new articles; those of seven days; photos, and how many have a credit.
    assert columns[:7] == ["newsroom", "just", "now", "3", "14", "14", "100%"]


def test_a_change_of_layout_shows_in_what_came_last(life: Life) -> None:
    assert health(life, NEW_LAYOUT) == (
        "layout changed: a photo in 0 of the last 5 articles, before in 14 of 15"
    )


def test_a_feed_that_dies_is_named(life: Life) -> None:
    since = f"{life.at(DEAD_FEED):%Y-%m-%d}"
    assert health(life, AFTER) == f"failing: {life.url}/feed/ is dead since {since} (HTTP 500)"
