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
        month: ``YYYY-MM``, UTC.
        articles: articles first captured in it.
        photos: uses in current versions of articles of photos whose bytes were captured in it;
            of those without bytes, whose article was.
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

# Each of these is a scan of one narrow index.
SITES = """with counted (site, articles) as (select site, count(*) from articles group by site),
shown (site, photos, credited) as (
    select site, count(*), sum(credited) from shown_uses group by site)
select counted.site, articles, coalesce(photos, 0) as photos, coalesce(credited, 0) as credited
from counted left join shown on shown.site is counted.site
order by photos desc, articles desc, counted.site"""

RIGHTS = """select rights, count(*) as number from shown_uses
group by rights order by number desc, rights"""

SERVICES = """select name, uses from organizations where uses > 0
    order by uses desc, name limit :most"""

MONTHS = """with recursive
ends (first, last) as (
    select min(earliest), substr(max(latest), 1, 7) from (
        select substr((select min(first_captured_at) from articles), 1, 7) as earliest,
            (select max(first_captured_at) from articles) as latest
        union all
        select substr((select min(captured_at) from shown_uses), 1, 7),
            (select max(captured_at) from shown_uses)
    )
),
months (month, next) as (
    select first, substr(date(first || '-01', '+1 month'), 1, 7) from ends where first is not null
    union all
    select next, substr(date(next || '-01', '+1 month'), 1, 7) from months, ends where next <= last
)
select month,
    (select count(*) from articles where first_captured_at >= month and first_captured_at < next)
        as articles,
    (select count(*) from shown_uses where captured_at >= month and captured_at < next)
        as photos,
    (select total(credited) from shown_uses where captured_at >= month and captured_at < next)
        as credited
from months order by month"""
"""Steps through the months, each a range of an index: to group by them would sort every row."""

MOST_SERVICES = 20


def statistics(db: Database) -> Statistics:
    """Counts everything: what the page about growth shows too, from the same queries."""
    return Statistics(
        totals=Totals(*db.execute(TOTALS).fetchone()),
        sites=[tuple(row) for row in db.execute(SITES)],
        rights=[Count(*row) for row in db.execute(RIGHTS)],
        services=[Count(*row) for row in db.execute(SERVICES, {"most": MOST_SERVICES})],
        months=[
            Month(month, articles, photos, int(credited))
            for month, articles, photos, credited in db.execute(MONTHS)
            if articles or photos
        ],
    )
