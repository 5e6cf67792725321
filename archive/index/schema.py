"""The schema, as migrations that run by themselves when the index is opened for writing.

Plain SQL that any SQLite client since 3.27 reads: no function, collation or virtual table of
ours. STRICT tables would shut out clients before 3.37, SQLite of RHEL 9 among them, so types are
held by the one module that writes and by the checks here.

Shape, and why:

- An article has a row, and a row for each *version* (distinct content) it was captured with.
  ``page_captures`` says which capture read as which version; so rows can be written in any order,
  twice, or again after extraction has learnt something, and come out the same.
- A photo is one row however many articles use it; a *use* is a photo in one version, with the
  caption and credit chosen for it there. The parsed credit stands in the use itself, since FTS5
  keeps only the columns of one table in step, and a facet over a million uses should not join.
- ``credits`` keeps every source apart, as found; ``chosen`` marks the one the use took.
- ``articles`` repeats the current version's fields, for browsing and full-text search.
"""

from __future__ import annotations

import sqlite3
from typing import TYPE_CHECKING

from sqlite_utils import Migrations

if TYPE_CHECKING:
    from collections.abc import Iterator

    from sqlite_utils import Database

MIGRATIONS = Migrations("defense-news-archive")
"""All of them run in the one transaction of `archive.index.connection`. Those that go through the
whole index are ``transactional=False``, without the savepoint that others get inside it: SQLite
would keep a copy of every page they change, and go through the copies after many a statement."""

CAPTURE_TABLES = """
create table crawls (
    id integer primary key,
    crawl_uid text not null unique,
    site text,
    started_at text,
    finished_at text,
    finish_reason text,
    exit_code integer,
    warcinfo text,
    summary text
);
create index crawls_by_site on crawls (site, started_at);
create index crawls_by_start on crawls (started_at);

create table warc_files (
    warc_filename text not null primary key,
    crawl_id integer references crawls (id),
    committed_offset integer check (committed_offset >= 0),
    closed_sha256 text
);
create index warc_files_by_crawl on warc_files (crawl_id);

create table captures (
    id integer primary key,
    crawl_id integer references crawls (id),
    target_uri text not null,
    captured_at text not null,
    status integer,
    content_type text,
    record_type text not null,
    record_id text not null unique,
    payload_digest text,
    truncated text,
    warc_filename text not null references warc_files (warc_filename),
    warc_offset integer not null check (warc_offset >= 0),
    warc_length integer not null check (warc_length >= 0),
    problem text
);
create index captures_by_uri on captures (target_uri, captured_at);
create index captures_by_time on captures (captured_at);
create index captures_by_digest on captures (payload_digest, captured_at);
create index captures_by_place on captures (warc_filename, warc_offset);
create index captures_by_crawl on captures (crawl_id);
create index captures_by_status on captures (status);
create index captures_by_type on captures (content_type);
create index captures_by_problem on captures (problem) where problem is not null;
"""

ARTICLE_TABLES = """
create table articles (
    id integer primary key,
    site text,
    url text not null unique,
    headline text,
    description text,
    authors text not null default '[]',
    date_published text,
    date_modified text,
    in_language text,
    section text,
    keywords text not null default '[]',
    publisher text,
    schema_type text,
    article_body text,
    version_id integer references article_versions (id) deferrable initially deferred,
    first_captured_at text,
    last_captured_at text
);
create index articles_by_site on articles (site, date_published);
create index articles_by_date on articles (date_published);
create index articles_by_last_capture on articles (last_captured_at);
create index articles_by_language on articles (in_language);
create index articles_by_section on articles (section);
create unique index articles_by_version on articles (version_id);

create table article_versions (
    id integer primary key,
    article_id integer not null references articles (id) on delete cascade,
    content_digest text not null,
    first_captured_at text,
    last_captured_at text,
    capture_id integer references captures (id),
    headline text,
    description text,
    authors text not null default '[]',
    date_published text,
    date_modified text,
    in_language text,
    section text,
    keywords text not null default '[]',
    publisher text,
    schema_type text,
    article_body text,
    unique (article_id, content_digest)
);
create index article_versions_by_capture on article_versions (capture_id);
create index article_versions_by_time on article_versions (first_captured_at);

create table page_captures (
    capture_id integer not null primary key references captures (id),
    version_id integer not null references article_versions (id),
    site text
);
create index page_captures_by_version on page_captures (version_id);
"""

PHOTO_TABLES = """
create table photos (
    id integer primary key,
    content_url text not null unique,
    sha256 text,
    byte_length integer check (byte_length >= 0),
    format text,
    width integer check (width >= 0),
    height integer check (height >= 0),
    embedded_creators text not null default '[]',
    embedded_credit_line text,
    embedded_source text,
    embedded_copyright_notice text,
    embedded_caption text,
    embedded_headline text,
    embedded_date_created text,
    embedded_instructions text,
    embedded_web_statement text,
    embedded_licensor_url text,
    embedded_digital_source_type text,
    embedded_identifier text,
    capture_id integer references captures (id)
);
create index photos_by_sha256 on photos (sha256);
create index photos_by_capture on photos (capture_id);
create index photos_by_format on photos (format);
create index photos_by_embedded_identifier on photos (embedded_identifier)
    where embedded_identifier is not null;

create table photo_uses (
    id integer primary key,
    version_id integer not null references article_versions (id) on delete cascade,
    photo_id integer not null references photos (id),
    position integer not null,
    is_lead integer not null check (is_lead in (0, 1)),
    caption text,
    credit_line text,
    alt text,
    creators text not null default '[]',
    ranks text not null default '[]',
    organizations text not null default '[]',
    identifier text,
    rights text,
    urls text not null default '[]'
);
create index photo_uses_by_version on photo_uses (version_id, position);
create index photo_uses_by_photo on photo_uses (photo_id);
create index photo_uses_by_rights on photo_uses (rights);
create index photo_uses_by_identifier on photo_uses (identifier) where identifier is not null;

create table credits (
    id integer primary key,
    photo_id integer not null references photos (id) on delete cascade,
    photo_use_id integer references photo_uses (id) on delete cascade,
    source text check (
        source in ('printed', 'json-ld', 'page-json', 'attribute', 'meta', 'embedded')
    ),
    chosen integer not null check (chosen in (0, 1)),
    text text,
    caption text,
    creators text not null default '[]',
    ranks text,
    organizations text,
    identifier text,
    rights text,
    copyright_notice text,
    license text,
    acquire_license_page text,
    check (chosen = 0 or photo_use_id is not null)
);
create index credits_by_use on credits (photo_use_id);
create index credits_by_photo on credits (photo_id);
create index credits_by_source on credits (source);
create unique index credits_chosen on credits (photo_use_id) where chosen = 1;
"""

PHOTO_CREDITS_VIEW = """
create view photo_credits as
select
    articles.site,
    articles.url as article_url,
    articles.headline,
    articles.date_published,
    photos.content_url as photo_url,
    photo_uses.caption,
    photo_uses.credit_line,
    photo_uses.creators,
    photo_uses.ranks,
    photo_uses.organizations,
    photo_uses.identifier,
    photo_uses.rights,
    photos.sha256,
    captures.captured_at,
    captures.warc_filename,
    captures.warc_offset
from articles
join article_versions on article_versions.id = articles.version_id
join photo_uses on photo_uses.version_id = articles.version_id
join photos on photos.id = photo_uses.photo_id
left join captures on captures.id = coalesce(photos.capture_id, article_versions.capture_id);
"""


# External content: the text is stored once, and an update that changes none of the searched
# columns costs nothing (https://sqlite.org/fts5.html#external_content_tables). Datasette finds a
# table's search by the letters of content="…".
FULL_TEXT = """
create virtual table articles_fts using fts5 (
    headline, description, article_body, authors,
    content="articles", content_rowid="id", tokenize="unicode61 remove_diacritics 2"
);
create trigger articles_fts_insert after insert on articles begin
    insert into articles_fts (rowid, headline, description, article_body, authors)
    values (new.id, new.headline, new.description, new.article_body, new.authors);
end;
create trigger articles_fts_delete after delete on articles begin
    insert into articles_fts (articles_fts, rowid, headline, description, article_body, authors)
    values ('delete', old.id, old.headline, old.description, old.article_body, old.authors);
end;
create trigger articles_fts_update
after update of headline, description, article_body, authors on articles
when old.headline is not new.headline or old.description is not new.description
    or old.article_body is not new.article_body or old.authors is not new.authors
begin
    insert into articles_fts (articles_fts, rowid, headline, description, article_body, authors)
    values ('delete', old.id, old.headline, old.description, old.article_body, old.authors);
    insert into articles_fts (rowid, headline, description, article_body, authors)
    values (new.id, new.headline, new.description, new.article_body, new.authors);
end;

create virtual table photo_uses_fts using fts5 (
    caption, credit_line, creators, organizations, alt,
    content="photo_uses", content_rowid="id", tokenize="unicode61 remove_diacritics 2"
);
create trigger photo_uses_fts_insert after insert on photo_uses begin
    insert into photo_uses_fts (rowid, caption, credit_line, creators, organizations, alt)
    values (new.id, new.caption, new.credit_line, new.creators, new.organizations, new.alt);
end;
create trigger photo_uses_fts_delete after delete on photo_uses begin
    insert into photo_uses_fts (
        photo_uses_fts, rowid, caption, credit_line, creators, organizations, alt
    ) values (
        'delete', old.id, old.caption, old.credit_line, old.creators, old.organizations, old.alt
    );
end;
create trigger photo_uses_fts_update
after update of caption, credit_line, creators, organizations, alt on photo_uses
when old.caption is not new.caption or old.credit_line is not new.credit_line
    or old.creators is not new.creators or old.organizations is not new.organizations
    or old.alt is not new.alt
begin
    insert into photo_uses_fts (
        photo_uses_fts, rowid, caption, credit_line, creators, organizations, alt
    ) values (
        'delete', old.id, old.caption, old.credit_line, old.creators, old.organizations, old.alt
    );
    insert into photo_uses_fts (rowid, caption, credit_line, creators, organizations, alt)
    values (new.id, new.caption, new.credit_line, new.creators, new.organizations, new.alt);
end;
"""


# What ANALYZE finds in an archive of a million articles: per table and index, the number of rows,
# and of rows alike in the first column, the first two … Given once, so that plans are good from
# the first day and never change because of when somebody ran ANALYZE
# (https://sqlite.org/fileformat2.html#stat1tab).
STATISTICS = (
    ("articles", "articles_by_site", "1000000 15000 1"),
    ("articles", "articles_by_date", "1000000 1"),
    ("articles", "articles_by_last_capture", "1000000 1"),
    ("articles", "articles_by_language", "1000000 50000"),
    ("articles", "articles_by_section", "1000000 500"),
    ("articles", "articles_by_version", "1000000 1"),
    ("articles", "sqlite_autoindex_articles_1", "1000000 1"),
    ("article_versions", "sqlite_autoindex_article_versions_1", "1200000 2 1"),
    ("article_versions", "article_versions_by_capture", "1200000 1"),
    ("article_versions", "article_versions_by_time", "1200000 1"),
    ("page_captures", "page_captures_by_version", "1500000 2"),
    ("photos", "sqlite_autoindex_photos_1", "2000000 1"),
    ("photos", "photos_by_sha256", "2000000 2"),
    ("photos", "photos_by_capture", "2000000 1"),
    ("photos", "photos_by_format", "2000000 500000"),
    ("photos", "photos_by_embedded_identifier", "200000 2"),
    ("photo_uses", "photo_uses_by_version", "2500000 2 1"),
    ("photo_uses", "photo_uses_by_photo", "2500000 2"),
    ("photo_uses", "photo_uses_by_rights", "2500000 300000"),
    ("photo_uses", "photo_uses_by_identifier", "300000 2"),
    ("credits", "credits_by_use", "8000000 3"),
    ("credits", "credits_by_photo", "8000000 4"),
    ("credits", "credits_by_source", "8000000 1300000"),
    ("credits", "credits_chosen", "2000000 1"),
    ("captures", "sqlite_autoindex_captures_1", "4000000 1"),
    ("captures", "captures_by_uri", "4000000 2 1"),
    ("captures", "captures_by_time", "4000000 1"),
    ("captures", "captures_by_digest", "4000000 2 1"),
    ("captures", "captures_by_place", "4000000 20000 1"),
    ("captures", "captures_by_crawl", "4000000 500"),
    ("captures", "captures_by_status", "4000000 400000"),
    ("captures", "captures_by_type", "4000000 400000"),
    ("captures", "captures_by_problem", "10000 100"),
)


def statements(script: str) -> Iterator[str]:
    """A script's statements, triggers whole.

    One by one, since ``executescript`` would commit the transaction that a migration runs in.
    """
    statement = ""
    for line in script.splitlines(keepends=True):
        statement += line
        if sqlite3.complete_statement(statement):
            yield statement.strip()
            statement = ""


@MIGRATIONS()
def m001_initial(db: Database) -> None:
    """Captures, articles, photos, credits, full-text tables, the view; the planner's statistics."""
    for script in (CAPTURE_TABLES, ARTICLE_TABLES, PHOTO_TABLES, PHOTO_CREDITS_VIEW, FULL_TEXT):
        for statement in statements(script):
            db.execute(statement)
    db.execute("analyze sqlite_master")  # makes sqlite_stat1, and reads nothing else
    db.conn.executemany("insert into sqlite_stat1 (tbl, idx, stat) values (?, ?, ?)", STATISTICS)
    db.execute("analyze sqlite_master")  # and now reads them
