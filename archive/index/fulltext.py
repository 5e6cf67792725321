"""Tells the full-text tables what a transaction changed, at its end.

Triggers note the rows that were added, changed or deleted in ``articles_fts_changes`` and
``photo_uses_fts_changes``, with the text that full text knows of them still: an FTS5 table of
external content has to be told what to forget
(https://sqlite.org/fts5.html#external_content_tables). Why not at once: see `migration_011`.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from sqlite_utils import Database

SEARCHED = {
    "articles": "headline, description, article_body, authors",
    "photo_uses": "caption, credit_line, creators, organizations, alt",
}
"""Columns with text that is searched, by table."""


def catch_up(db: Database) -> None:
    """Brings full text up to date with the open transaction; the last thing in it.

    Rows go in by their number: FTS5 begins a new segment for each that is lower than the one
    before.
    """
    for table, columns in SEARCHED.items():
        db.execute(
            f"""insert into {table}_fts ({table}_fts, rowid, {columns})
            select 'delete', id, {columns} from {table}_fts_changes where known order by id"""  # noqa: S608 - names are our own
        )
        now = ", ".join(f"{table}.{column}" for column in columns.split(", "))
        db.execute(
            f"""insert into {table}_fts (rowid, {columns})
            select {table}.id, {now} from {table}_fts_changes as changed
            cross join {table} on {table}.id = changed.id order by changed.id"""  # noqa: S608 - names are our own
        )
        db.execute(f"delete from {table}_fts_changes")  # noqa: S608 - names are our own
