"""Sums up the archive by site: how its crawls went, what they brought, and when.

Every query is answered by an index: of a site's articles none is read, of its crawls the latest.
"""

from __future__ import annotations

import json
from dataclasses import dataclass, field
from datetime import UTC, date, datetime, timedelta
from typing import TYPE_CHECKING, Any

from archive.index.values import whole_number

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping

    from sqlite_utils import Database

CRAWLS = 200
"""Crawls of a site that are looked at, from the latest back."""
STORY_DAYS = 70
"""Days back from a site's last story of which stories are counted."""


@dataclass(frozen=True, slots=True)
class CrawlSummary:
    """One crawl, as the index has it.

    Attributes:
        started_at: its start, UTC.
        finished_at: its end; None while it runs, or when it was cut off.
        finish_reason: why it ended.
        exit_code: its exit code.
        fields: all of its closing record (``articles``, ``bytes``, ``verdict`` …).
    """

    started_at: datetime
    finished_at: datetime | None = None
    finish_reason: str | None = None
    exit_code: int | None = None
    fields: Mapping[str, str] = field(default_factory=dict)

    def count(self, name: str) -> int:
        """A number of the closing record; 0 where it has none of that name."""
        return whole_number(self.fields.get(name, "")) or 0


@dataclass(frozen=True, slots=True)
class SiteHistory:
    """What the archive knows of one site's past.

    Attributes:
        site: the site's name; None for what belongs to no named site.
        crawls: the latest first, at most `CRAWLS`.
        stories: number of articles by the UTC day they came out: that of their publication, or of
            their first capture where that is earlier or their page names none; of the
            `STORY_DAYS` days up to the last story, days without one left out.
        last_story_at: when the latest of all its articles came out, UTC; None where it has none.
        recent: articles first captured in the last seven days.
    """

    site: str | None
    crawls: tuple[CrawlSummary, ...] = ()
    stories: Mapping[date, int] = field(default_factory=dict)
    last_story_at: datetime | None = None
    recent: int = 0


@dataclass(frozen=True, slots=True)
class SiteTotals:
    """How much of one site there is, in current versions.

    Attributes:
        articles: number of articles.
        photos: photos in them, each counted once per use.
        photos_with_credit: how many of those uses have a credit.
    """

    articles: int = 0
    photos: int = 0
    photos_with_credit: int = 0


# Each step looks up the next value in the index, where `distinct` would go through every row.
SITES = """with recursive known (site) as (
    select min(site) from {table}
    union select (select min(site) from {table} where site > known.site) from known
    where known.site is not null)
select site from known where site is not null
union all select null where exists (select 1 from {table} where site is null)"""

LAST_CRAWLS = """select started_at, finished_at, finish_reason, exit_code, summary from crawls
    where site is ? and started_at is not null order by started_at desc, id desc limit ?"""

# The scalar min() is null where one of its arguments is.
STORIES = """select substr(coalesce(min(published_at, first_captured_at), first_captured_at), 1, 10)
    as day, count(*) from articles indexed by articles_by_site_capture
    where site is ? and first_captured_at >= ? group by day"""

RECENT = """select count(*) from articles indexed by articles_by_site_capture
    where site is ? and first_captured_at >= ?"""

LAST_DATED = """select published_at from articles indexed by articles_by_site_published
    where site is ? and published_at <= ? order by published_at desc limit 1"""

LAST_UNDATED = """select first_captured_at from articles indexed by articles_by_site_capture
    where site is ? and published_at is null order by first_captured_at desc limit 1"""

NEWEST = """select
    (select count(*) from shown_uses where article_id = articles.id),
    (select coalesce(sum(credited), 0) from shown_uses where article_id = articles.id)
    from articles indexed by articles_by_site_capture
    where site is ? order by first_captured_at desc, id desc limit ?"""

ARTICLES = """select nullif(site, '') as site, sum(articles) from monthly_articles
    group by 1"""

PHOTOS = """select nullif(site, '') as site, sum(photos), sum(credited) from monthly_photos
    group by 1"""


def site_names(db: Database) -> list[str | None]:
    """Every site that was crawled or has articles, by name; no name comes last."""
    names = {
        name
        for table in ("crawls", "articles")
        for (name,) in db.execute(SITES.format(table=table))
    }
    return sorted(names, key=lambda name: (name is None, name or ""))


def site_history(db: Database, site: str | None, now: datetime) -> SiteHistory:
    """The past of one site, as seen at ``now`` (with offset)."""
    (recent,) = db.execute(RECENT, (site, _text(now - timedelta(days=7)))).fetchone()
    last = _last_story(db, site, now)
    return SiteHistory(
        site,
        crawls=tuple(_crawls(db, site)),
        stories=_stories(db, site, last - timedelta(days=STORY_DAYS)) if last else {},
        last_story_at=last,
        recent=int(recent),
    )


def newest_articles(db: Database, site: str | None, limit: int) -> list[tuple[int, int]]:
    """Photos, and photos with a credit, of each of a site's articles, the latest capture first."""
    return [(int(photos), int(credited)) for photos, credited in db.execute(NEWEST, (site, limit))]


def site_totals(db: Database) -> dict[str | None, SiteTotals]:
    """How much there is of every site that has articles."""
    photos = {site: numbers for site, *numbers in db.execute(PHOTOS)}
    return {
        site: SiteTotals(articles, *photos.get(site, (0, 0)))
        for site, articles in db.execute(ARTICLES)
    }


def _crawls(db: Database, site: str | None) -> Iterator[CrawlSummary]:
    for started_at, finished_at, reason, exit_code, summary in db.execute(
        LAST_CRAWLS, (site, CRAWLS)
    ):
        yield CrawlSummary(
            datetime.fromisoformat(started_at),
            _moment(finished_at),
            reason,
            exit_code,
            json.loads(summary) if summary else {},
        )


def _stories(db: Database, site: str | None, since: datetime) -> dict[date, int]:
    by_day = db.execute(STORIES, (site, _text(since)))
    stories = {date.fromisoformat(day): int(number) for day, number in by_day}
    return {day: number for day, number in stories.items() if day >= since.date()}


def _last_story(db: Database, site: str | None, now: datetime) -> datetime | None:
    found = [*db.execute(LAST_DATED, (site, _text(now))), *db.execute(LAST_UNDATED, (site,))]
    return max((datetime.fromisoformat(moment) for (moment,) in found), default=None)


def _moment(text: Any) -> datetime | None:  # noqa: ANN401 - what a WARC of strangers may say
    """A moment as a closing record gives it; None where it is none, or has no offset."""
    try:
        moment = datetime.fromisoformat(str(text))
    except ValueError:
        return None
    return moment.astimezone(UTC) if moment.tzinfo else None


def _text(moment: datetime) -> str:
    return moment.astimezone(UTC).isoformat(timespec="microseconds")
