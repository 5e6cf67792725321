"""Schema, twelfth step: numbers by month, kept as rows come.

What the archive holds and how it grew was counted from indexes of all its articles and photos,
longer the larger it was. ``monthly_articles`` and ``monthly_photos`` have these numbers, by site,
month and kind of rights; triggers keep them. What is not known is the empty text there, since a key
must not be null.

``shown_uses_by_site_rights``, which they were counted from, has the moment of publication in place
of the credit: the newest pictures of a site and kind of rights are read off it.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from archive.index.derived import count_months
from archive.index.schema import MIGRATIONS, statements

if TYPE_CHECKING:
    from sqlite_utils import Database

# What came is counted, what went discounted; what changed is both.
COUNT_ARTICLE = """insert into monthly_articles values (
        coalesce(new.site, ''), coalesce(substr(new.first_captured_at, 1, 7), ''), 1)
    on conflict do update set articles = articles + 1;"""

DISCOUNT_ARTICLE = """update monthly_articles set articles = articles - 1
    where site = coalesce(old.site, '')
        and month = coalesce(substr(old.first_captured_at, 1, 7), '');
    delete from monthly_articles where articles = 0 and site = coalesce(old.site, '')
        and month = coalesce(substr(old.first_captured_at, 1, 7), '');"""

COUNT_PHOTO = """insert into monthly_photos values (
        coalesce(new.site, ''), coalesce(substr(new.captured_at, 1, 7), ''),
        coalesce(new.rights, ''), 1, new.credited)
    on conflict do update set photos = photos + 1, credited = credited + new.credited;"""

DISCOUNT_PHOTO = """update monthly_photos
    set photos = photos - 1, credited = credited - old.credited
    where site = coalesce(old.site, '') and month = coalesce(substr(old.captured_at, 1, 7), '')
        and rights = coalesce(old.rights, '');
    delete from monthly_photos where photos = 0
        and site = coalesce(old.site, '') and month = coalesce(substr(old.captured_at, 1, 7), '')
        and rights = coalesce(old.rights, '');"""

MONTHS = f"""
drop index shown_uses_by_site_rights;
create index shown_uses_by_site_rights on shown_uses (site, rights, published_at);

create table monthly_articles (
    site text not null,
    month text not null,
    articles integer not null check (articles >= 0),
    primary key (site, month)
) without rowid;

create trigger articles_counted after insert on articles begin
    {COUNT_ARTICLE}
end;
create trigger articles_discounted after delete on articles begin
    {DISCOUNT_ARTICLE}
end;
create trigger articles_recounted after update of site, first_captured_at on articles
when old.site is not new.site
    or substr(old.first_captured_at, 1, 7) is not substr(new.first_captured_at, 1, 7)
begin
    {COUNT_ARTICLE}
    {DISCOUNT_ARTICLE}
end;

create table monthly_photos (
    site text not null,
    month text not null,
    rights text not null,
    photos integer not null check (photos >= 0),
    credited integer not null check (credited between 0 and photos),
    primary key (site, month, rights)
) without rowid;

create trigger photos_counted after insert on shown_uses begin
    {COUNT_PHOTO}
end;
create trigger photos_discounted after delete on shown_uses begin
    {DISCOUNT_PHOTO}
end;
create trigger photos_recounted after update of site, captured_at, rights, credited on shown_uses
when old.site is not new.site or old.rights is not new.rights
    or old.credited is not new.credited
    or substr(old.captured_at, 1, 7) is not substr(new.captured_at, 1, 7)
begin
    {COUNT_PHOTO}
    {DISCOUNT_PHOTO}
end;
"""

# As in the first step: what ANALYZE finds in an archive of a million articles.
STATISTICS = (
    ("shown_uses", "shown_uses_by_site_rights", "2200000 33000 8000 1"),
    ("monthly_articles", "monthly_articles", "4000 50 1"),
    ("monthly_photos", "monthly_photos", "20000 250 5 1"),
)


@MIGRATIONS()
def m012_numbers_by_month(db: Database) -> None:
    """The tables, filled, and their triggers."""
    for statement in statements(MONTHS):
        db.execute(statement)
    count_months(db)
    db.execute("delete from sqlite_stat1 where idx = 'shown_uses_by_site_rights'")
    db.conn.executemany("insert into sqlite_stat1 (tbl, idx, stat) values (?, ?, ?)", STATISTICS)
    db.execute("analyze sqlite_master")  # reads them
