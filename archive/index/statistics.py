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
    (select count(distinct site) from monthly_articles where site != ''),
    (select coalesce(sum(articles), 0) from monthly_articles),
    (select coalesce(sum(photos), 0) from monthly_photos),
    (select count(*) from pictures),
    (select coalesce(sum(credited), 0) from monthly_photos),
    (select count(*) from pictures where credits > 1),
    (select count(*) from persons where uses > 0),
    (select count(*) from organizations where uses > 0),
    (select count(*) from captures)"""

# What follows reads the tables of numbers by month, which stay small however large the archive.
SITES = """with counted (site, articles) as (
    select site, sum(articles) from monthly_articles group by site),
shown (site, photos, credited) as (
    select site, sum(photos), sum(credited) from monthly_photos group by site)
select nullif(counted.site, '') as site, articles, coalesce(photos, 0) as photos,
    coalesce(credited, 0) as credited
from counted left join shown on shown.site = counted.site
order by photos desc, articles desc, counted.site"""

RIGHTS = """select nullif(rights, '') as rights, sum(photos) as number from monthly_photos
group by 1 order by number desc, 1"""

SERVICES = """select name, uses from organizations where uses > 0
    order by uses desc, name limit :most"""

MONTHS = """with recursive
came (month, articles, photos, credited) as (
    select month, articles, 0, 0 from monthly_articles
    union all
    select month, 0, photos, credited from monthly_photos
),
ends (first, last) as (select min(month), max(month) from came where month != ''),
months (month) as (
    select first from ends where first is not null
    union all
    select substr(date(month || '-01', '+1 month'), 1, 7) from months, ends where month < last
)
select month, coalesce(sum(articles), 0) as articles, coalesce(sum(photos), 0) as photos,
    coalesce(sum(credited), 0) as credited
from months left join came using (month) group by month order by month"""
"""Months without anything between others are there too."""

MOST_SERVICES = 20


def statistics(db: Database) -> Statistics:
    """Counts everything: what the page about growth shows too, from the same queries."""
    return Statistics(
        totals=Totals(*db.execute(TOTALS).fetchone()),
        sites=[tuple(row) for row in db.execute(SITES)],
        rights=[Count(*row) for row in db.execute(RIGHTS)],
        services=[Count(*row) for row in db.execute(SERVICES, {"most": MOST_SERVICES})],
        months=[Month(*row) for row in db.execute(MONTHS) if row[1] or row[2]],
    )
