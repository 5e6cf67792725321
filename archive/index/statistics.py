"""What is in the archive: how much, with which credits and rights, and how it grows."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from sqlite_utils import Database


@dataclass(frozen=True, slots=True)
class Totals:
    """Sums over the archive; photos are counted once per use in a current version of an article.

    Attributes:
        sites: sites with articles.
        articles: articles.
        photos: uses of photos.
        pictures: different pictures among all photos ever used.
        credited: uses that have a credit.
        disagreements: pictures with several credits.
        persons: photographers named.
        organizations: organizations named.
        captures: exchanges in the WARC files.
    """

    sites: int
    articles: int
    photos: int
    pictures: int
    credited: int
    disagreements: int
    persons: int
    organizations: int
    captures: int


@dataclass(frozen=True, slots=True)
class Count:
    """A number of photos, and of what.

    Attributes:
        name: a kind of rights or an organization; None for photos without a credit.
        photos: uses in current versions of articles.
    """

    name: str | None
    photos: int


@dataclass(frozen=True, slots=True)
class Month:
    """What came in one month.

    Attributes:
        month: ``YYYY-MM`` of the first capture, UTC.
        articles: articles new in it.
        photos: photos in these, as they are now.
        credited: of these, those with a credit.
    """

    month: str
    articles: int
    photos: int
    credited: int


@dataclass(frozen=True, slots=True)
class Statistics:
    """All of it.

    Attributes:
        totals: sums.
        sites: by site, most photos first; with articles, photos and photos with a credit.
        rights: by what the printed words say of rights, most first.
        services: organizations named most.
        months: by month, oldest first.
    """

    totals: Totals
    sites: list[tuple[str | None, int, int, int]]
    rights: list[Count]
    services: list[Count]
    months: list[Month]


TOTALS = """select
    (select count(*) from (select 1 from articles where site is not null group by site)),
    (select count(*) from articles),
    (select count(*) from shown_uses),
    (select count(*) from pictures),
    (select coalesce(sum(credited), 0) from shown_uses),
    (select count(*) from pictures where credits > 1),
    (select count(*) from persons where uses > 0),
    (select count(*) from organizations where uses > 0),
    (select count(*) from captures)"""

SITES = """with counted (site, articles) as (select site, count(*) from articles group by site),
shown (site, photos, credited) as (
    select site, count(*), sum(credited) from shown_uses group by site)
select counted.site, articles, coalesce(photos, 0), coalesce(credited, 0)
from counted left join shown on shown.site is counted.site
order by photos desc, articles desc, counted.site"""

RIGHTS = "select rights, count(*) from shown_uses group by rights order by 2 desc, 1"

SERVICES = """select name, uses from organizations where uses > 0
    order by uses desc, name limit ?"""

MONTHS = """with came (id, month) as materialized (
    select id, substr(first_captured_at, 1, 7) from articles where first_captured_at is not null),
shown (article_id, photos, credited) as (
    select article_id, count(*), sum(credited) from shown_uses group by article_id)
select month, count(*), coalesce(sum(photos), 0), coalesce(sum(credited), 0)
from came left join shown on shown.article_id = came.id group by month order by month"""

_SERVICES = 15


def statistics(db: Database) -> Statistics:
    """Counts everything; some seconds over a million articles."""
    return Statistics(
        totals=Totals(*db.execute(TOTALS).fetchone()),
        sites=[tuple(row) for row in db.execute(SITES)],
        rights=[Count(*row) for row in db.execute(RIGHTS)],
        services=[Count(*row) for row in db.execute(SERVICES, (_SERVICES,))],
        months=[Month(*row) for row in db.execute(MONTHS)],
    )
