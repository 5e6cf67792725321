"""Schema, eleventh step: full text learns what a transaction changed at its end, all at once.

A trigger that writes to an FTS5 table makes every statement that fires it one that may have to be
undone alone; SQLite opens a savepoint before each, and at a savepoint FTS5 writes what it has
gathered as a segment of its own (https://sqlite.org/fts5.html#the_automerge_configuration_option,
https://sqlite.org/vtab.html#the_xsavepoint_xrelease_and_xrollbackto_methods). So there was a
segment for every row, and merging them took more time than all else in a large index. Now the
triggers note which rows changed, and what full text has of them still, in ``…_fts_changes``;
`archive.index.fulltext` tells it before the transaction ends, and leaves these tables empty.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from archive.index.schema import MIGRATIONS, statements

if TYPE_CHECKING:
    from sqlite_utils import Database

# What full text knows of a row still: the first note of a transaction holds.
NOTE_ARTICLE = """insert into articles_fts_changes
        (id, known, headline, description, article_body, authors)
    values (old.id, 1, old.headline, old.description, old.article_body, old.authors)
    on conflict do nothing;"""

NOTE_USE = """insert into photo_uses_fts_changes
        (id, known, caption, credit_line, creators, organizations, alt)
    values (
        old.id, 1, old.caption, old.credit_line, old.creators, old.organizations, old.alt
    )
    on conflict do nothing;"""

CHANGES = f"""
drop trigger articles_fts_insert;
drop trigger articles_fts_delete;
drop trigger articles_fts_update;
drop trigger photo_uses_fts_insert;
drop trigger photo_uses_fts_delete;
drop trigger photo_uses_fts_update;

create table articles_fts_changes (
    id integer primary key,
    known integer not null check (known in (0, 1)),
    headline text,
    description text,
    article_body text,
    authors text
);
create trigger articles_fts_insert after insert on articles begin
    insert into articles_fts_changes (id, known) values (new.id, 0) on conflict do nothing;
end;
create trigger articles_fts_delete after delete on articles begin
    {NOTE_ARTICLE}
end;
create trigger articles_fts_update
after update of headline, description, article_body, authors on articles
when old.headline is not new.headline or old.description is not new.description
    or old.article_body is not new.article_body or old.authors is not new.authors
begin
    {NOTE_ARTICLE}
end;

create table photo_uses_fts_changes (
    id integer primary key,
    known integer not null check (known in (0, 1)),
    caption text,
    credit_line text,
    creators text,
    organizations text,
    alt text
);
create trigger photo_uses_fts_insert after insert on photo_uses begin
    insert into photo_uses_fts_changes (id, known) values (new.id, 0) on conflict do nothing;
end;
create trigger photo_uses_fts_delete after delete on photo_uses begin
    {NOTE_USE}
end;
create trigger photo_uses_fts_update
after update of caption, credit_line, creators, organizations, alt on photo_uses
when old.caption is not new.caption or old.credit_line is not new.credit_line
    or old.creators is not new.creators or old.organizations is not new.organizations
    or old.alt is not new.alt
begin
    {NOTE_USE}
end;
"""  # noqa: S608 - every part of it stands in this module


@MIGRATIONS()
def m011_full_text_at_once(db: Database) -> None:
    """Other triggers, and the tables they write to."""
    for statement in statements(CHANGES):
        db.execute(statement)
