"""Sums up the archive by site: when it was last crawled, what it has, how healthy it is."""

from __future__ import annotations

from dataclasses import dataclass, replace
from datetime import datetime
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from sqlite_utils import Database


@dataclass(frozen=True, slots=True)
class SiteSummary:
    """What the archive has of one site; counts are of current versions.

    Attributes:
        site: the site's name; None for captures of no named site.
        last_started_at: start of its last crawl, UTC; None if it was never crawled.
        last_finished_at: end of that crawl as its summary gives it; None while it runs, or when
            it was cut off.
        finish_reason: why that crawl ended.
        exit_code: its exit code.
        articles: number of articles.
        photos: number of photos in them, each counted once per use.
        photos_stored: how many of those have their bytes in the archive.
        photos_with_credit: how many of those uses have a credit.
        problems: captures that should have given an article or a photo, and did not.
        last_article_at: when the newest article was first captured, UTC.
    """

    site: str | None
    last_started_at: datetime | None = None
    last_finished_at: str | None = None
    finish_reason: str | None = None
    exit_code: int | None = None
    articles: int = 0
    photos: int = 0
    photos_stored: int = 0
    photos_with_credit: int = 0
    problems: int = 0
    last_article_at: datetime | None = None


LAST_CRAWLS = """select site, started_at, finished_at, finish_reason, exit_code from crawls
    where started_at is not null and not exists (
        select 1 from crawls later where later.site is crawls.site
        and (later.started_at, later.crawl_uid) > (crawls.started_at, crawls.crawl_uid))"""

ARTICLES = "select site, count(*), max(first_captured_at) from articles group by site"

PHOTOS = """select articles.site, count(*), sum(photos.sha256 is not null),
    sum(photo_uses.credit_line is not null)
    from articles join photo_uses on photo_uses.version_id = articles.version_id
    join photos on photos.id = photo_uses.photo_id group by articles.site"""

PROBLEMS = """select crawls.site, count(*) from captures
    left join crawls on crawls.id = captures.crawl_id
    where captures.problem is not null group by crawls.site"""


def site_summaries(db: Database) -> list[SiteSummary]:
    """A summary of every site that was crawled or has articles, by name; no name comes last."""
    sites: dict[str | None, SiteSummary] = {}

    def add(site: str | None, **values: Any) -> None:  # noqa: ANN401 - fields of SiteSummary
        sites[site] = replace(sites.get(site, SiteSummary(site)), **values)

    for site, started_at, finished_at, reason, exit_code in db.execute(LAST_CRAWLS):
        add(
            site,
            last_started_at=datetime.fromisoformat(started_at),
            last_finished_at=finished_at,
            finish_reason=reason,
            exit_code=exit_code,
        )
    for site, articles, last in db.execute(ARTICLES):
        add(site, articles=articles, last_article_at=datetime.fromisoformat(last))
    for site, photos, stored, credited in db.execute(PHOTOS):
        add(site, photos=photos, photos_stored=stored, photos_with_credit=credited)
    for site, problems in db.execute(PROBLEMS):
        add(site, problems=problems)
    return sorted(sites.values(), key=lambda summary: (summary.site is None, summary.site or ""))
