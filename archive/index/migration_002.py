"""Schema, second step: people and organizations, one picture in many photos, what is shown now.

Shape, and why:

- ``persons`` and ``organizations`` have one row for each that goes by several spellings; the link
  tables keep each name as printed in its place. Which names are one is `archive.names`.
- A *picture* is what photos show that are the same picture at several addresses: linked by digest,
  by image number, or by likeness. ``likeness_keys`` is what a photo is looked up by when another
  like it comes: parts of its perceptual hashes, so that no search goes through all photos.
- ``shown_uses`` has the uses that articles show in their current version, with what people filter
  and sort them by. The view ``photo_credits`` has its rows from there alone and fetches the rest by
  subqueries, which SQLite works out only for columns and rows that are wanted: so a count or a
  facet over the view is a scan of one narrow index, where joins would be made for every row. What
  is not in ``shown_uses`` is better looked up in its own table first (an article by its ``url``).
- Articles are sorted by ``published_at``, which is in UTC; the indexes on the date as printed go,
  as does that on the uses' numbers, which ``shown_uses`` and ``photo_identifiers`` have.
- Numbers that lists are sorted by (``uses``, ``credits`` …) stand in their rows.

The names, pictures and shown uses can all be worked out again from the tables of the first step:
`archive.index.derived` does, here and whenever `archive.names` has learnt something.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from archive.index.derived import refill
from archive.index.schema import MIGRATIONS, statements

if TYPE_CHECKING:
    from sqlite_utils import Database

NAME_TABLES = """
create table persons (
    id integer primary key,
    name text not null,
    name_key text not null unique,
    uses integer not null default 0
);
create index persons_by_uses on persons (uses);
create index persons_by_name on persons (name);

create table organizations (
    id integer primary key,
    name text not null,
    name_key text not null unique,
    uses integer not null default 0
);
create index organizations_by_uses on organizations (uses);
create index organizations_by_name on organizations (name);

create table photo_use_persons (
    photo_use_id integer not null references photo_uses (id) on delete cascade,
    position integer not null,
    person_id integer not null references persons (id),
    name text not null,
    rank text,
    primary key (photo_use_id, position)
) without rowid;
create index photo_use_persons_by_person on photo_use_persons (person_id);

create table photo_use_organizations (
    photo_use_id integer not null references photo_uses (id) on delete cascade,
    position integer not null,
    organization_id integer not null references organizations (id),
    name text not null,
    primary key (photo_use_id, position)
) without rowid;
create index photo_use_organizations_by_organization on photo_use_organizations (organization_id);
"""

# likeness_keys names photos without a foreign key: that would need an index of its own, a third
# of the table's size again, and a photo that has keys is never deleted.
PICTURE_TABLES = """
create table pictures (
    id integer primary key,
    photo_id integer references photos (id) deferrable initially deferred,
    photos integer not null default 0,
    uses integer not null default 0,
    sites integer not null default 0,
    credits integer not null default 0
);
create index pictures_by_photo on pictures (photo_id);
create index pictures_by_credits on pictures (credits) where credits > 1;
create index pictures_by_sites on pictures (sites, uses) where sites > 1;
create index pictures_by_uses on pictures (uses);

alter table photos add column perceptual_hashes text not null default '[]';
alter table photos add column picture_id integer references pictures (id)
    deferrable initially deferred;
create index photos_by_picture on photos (picture_id);

create table photo_identifiers (
    photo_id integer not null references photos (id) on delete cascade,
    identifier text not null,
    source text not null check (source in ('printed', 'embedded', 'address')),
    primary key (photo_id, identifier, source)
) without rowid;
create index photo_identifiers_by_identifier on photo_identifiers (identifier);

create table likeness_keys (
    likeness_key integer not null,
    photo_id integer not null,
    primary key (likeness_key, photo_id)
) without rowid;
"""

SHOWN_TABLES = """
drop index articles_by_site;
drop index articles_by_date;
drop index photo_uses_by_identifier;
alter table articles add column published_at text;
alter table article_versions add column published_at text;
create index articles_by_site_published on articles (site, published_at);
create index articles_by_published on articles (published_at);
create index articles_by_first_capture on articles (first_captured_at);

create table shown_uses (
    photo_use_id integer primary key references photo_uses (id) on delete cascade,
    article_id integer not null references articles (id) on delete cascade,
    photo_id integer not null references photos (id),
    capture_id integer references captures (id),
    site text,
    date_published text,
    published_at text,
    captured_at text,
    rights text,
    credited integer not null check (credited in (0, 1)),
    identifier text,
    sha256 text
);
create index shown_uses_by_identifier on shown_uses (identifier) where identifier is not null;
create index shown_uses_by_sha256 on shown_uses (sha256);
create index shown_uses_by_article on shown_uses (article_id);
create index shown_uses_by_photo on shown_uses (photo_id);
create index shown_uses_by_site on shown_uses (site, date_published);
create index shown_uses_by_date on shown_uses (date_published);
create index shown_uses_by_published on shown_uses (published_at);
create index shown_uses_by_capture on shown_uses (captured_at);
create index shown_uses_by_rights on shown_uses (rights, published_at);
create index shown_uses_by_site_rights on shown_uses (site, rights, credited);

create trigger shown_uses_insert after insert on shown_uses begin
    update persons set uses = uses + 1 where id in (
        select person_id from photo_use_persons where photo_use_id = new.photo_use_id);
    update organizations set uses = uses + 1 where id in (
        select organization_id from photo_use_organizations where photo_use_id = new.photo_use_id);
end;
create trigger shown_uses_delete after delete on shown_uses begin
    update persons set uses = uses - 1 where id in (
        select person_id from photo_use_persons where photo_use_id = old.photo_use_id);
    update organizations set uses = uses - 1 where id in (
        select organization_id from photo_use_organizations where photo_use_id = old.photo_use_id);
end;
"""

VIEWS = """
drop view photo_credits;
create view photo_credits as
select
    site,
    (select url from articles where id = article_id) as article_url,
    (select headline from articles where id = article_id) as headline,
    date_published,
    (select content_url from photos where id = photo_id) as photo_url,
    (select caption from photo_uses where id = photo_use_id) as caption,
    (select credit_line from photo_uses where id = photo_use_id) as credit_line,
    (select creators from photo_uses where id = photo_use_id) as creators,
    (select ranks from photo_uses where id = photo_use_id) as ranks,
    (select organizations from photo_uses where id = photo_use_id) as organizations,
    identifier,
    rights,
    sha256,
    captured_at,
    (select warc_filename from captures where id = capture_id) as warc_filename,
    (select warc_offset from captures where id = capture_id) as warc_offset
from shown_uses;

create view picture_uses as
select
    (select picture_id from photos where id = photo_id) as picture_id,
    site,
    (select url from articles where id = article_id) as article_url,
    (select headline from articles where id = article_id) as headline,
    published_at,
    (select content_url from photos where id = photo_id) as photo_url,
    (select caption from photo_uses where id = photo_use_id) as caption,
    (select credit_line from photo_uses where id = photo_use_id) as credit_line,
    (select creators from photo_uses where id = photo_use_id) as creators,
    (select ranks from photo_uses where id = photo_use_id) as ranks,
    (select organizations from photo_uses where id = photo_use_id) as organizations,
    identifier,
    rights,
    sha256,
    (select width from photos where id = photo_id) as width,
    (select height from photos where id = photo_id) as height,
    photo_use_id,
    photo_id,
    article_id
from shown_uses;

create view credit_disagreements as
select
    pictures.id as picture_id,
    pictures.credits,
    (
        select json_group_array(said) from (
            select credit_line as said from photos
            join shown_uses on shown_uses.photo_id = photos.id
            join photo_uses on photo_uses.id = shown_uses.photo_use_id
            where photos.picture_id = pictures.id and credit_line is not null
            union
            select coalesce(credits.text, credits.copyright_notice) from photos
            join credits on credits.photo_id = photos.id
            where photos.picture_id = pictures.id and credits.source = 'embedded'
                and coalesce(credits.text, credits.copyright_notice) is not null
            order by said
        )
    ) as credit_lines,
    (
        select json_group_array(site) from (
            select distinct shown_uses.site as site from photos
            join shown_uses on shown_uses.photo_id = photos.id
            where photos.picture_id = pictures.id and shown_uses.site is not null order by 1
        )
    ) as sites,
    pictures.photos,
    pictures.uses,
    best.content_url as photo_url,
    best.sha256
from pictures
left join photos as best on best.id = pictures.photo_id
where pictures.credits > 1;
"""

# As in the first step: what ANALYZE finds in an archive of a million articles.
STATISTICS = (
    ("persons", "persons_by_uses", "60000 200"),
    ("persons", "persons_by_name", "60000 1"),
    ("persons", "sqlite_autoindex_persons_1", "60000 1"),
    ("organizations", "organizations_by_uses", "20000 100"),
    ("organizations", "organizations_by_name", "20000 1"),
    ("organizations", "sqlite_autoindex_organizations_1", "20000 1"),
    ("photo_use_persons", "photo_use_persons", "1300000 2 1"),
    ("photo_use_persons", "photo_use_persons_by_person", "1300000 22"),
    ("photo_use_organizations", "photo_use_organizations", "2300000 2 1"),
    ("photo_use_organizations", "photo_use_organizations_by_organization", "2300000 115"),
    ("pictures", "pictures_by_photo", "1700000 1"),
    ("pictures", "pictures_by_credits", "60000 20000"),
    ("pictures", "pictures_by_sites", "150000 40000 8000"),
    ("pictures", "pictures_by_uses", "1700000 50000"),
    ("photos", "photos_by_picture", "2000000 2"),
    ("photo_identifiers", "photo_identifiers", "500000 2 1 1"),
    ("photo_identifiers", "photo_identifiers_by_identifier", "500000 3"),
    ("likeness_keys", "likeness_keys", "16000000 60 1"),
    ("articles", "articles_by_site_published", "1000000 15000 1"),
    ("articles", "articles_by_published", "1000000 1"),
    ("articles", "articles_by_first_capture", "1000000 1"),
    ("shown_uses", "shown_uses_by_article", "2200000 2"),
    ("shown_uses", "shown_uses_by_identifier", "300000 2"),
    ("shown_uses", "shown_uses_by_sha256", "2200000 2"),
    ("shown_uses", "shown_uses_by_photo", "2200000 2"),
    ("shown_uses", "shown_uses_by_site", "2200000 33000 2"),
    ("shown_uses", "shown_uses_by_date", "2200000 2"),
    ("shown_uses", "shown_uses_by_published", "2200000 2"),
    ("shown_uses", "shown_uses_by_capture", "2200000 1"),
    ("shown_uses", "shown_uses_by_rights", "2200000 270000 2"),
    ("shown_uses", "shown_uses_by_site_rights", "2200000 33000 8000 8000"),
)

FORGET_STATISTICS = """delete from sqlite_stat1
    where idx in ('articles_by_site', 'articles_by_date', 'photo_uses_by_identifier')"""


@MIGRATIONS(transactional=False)
def m002_names_and_pictures(db: Database) -> None:
    """Persons, organizations, pictures, shown uses; the views over them; all worked out once."""
    for script in (NAME_TABLES, PICTURE_TABLES, SHOWN_TABLES, VIEWS):
        for statement in statements(script):
            db.execute(statement)
    db.execute(FORGET_STATISTICS)
    db.conn.executemany("insert into sqlite_stat1 (tbl, idx, stat) values (?, ?, ?)", STATISTICS)
    db.execute("analyze sqlite_master")  # reads them
    refill(db)
