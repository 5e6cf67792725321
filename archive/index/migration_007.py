"""Schema, seventh step: full text is merged in larger steps.

FTS5 writes a segment in every transaction and merges four of a size; now it merges sixteen, which
writes each word less often. A search looks into some more segments for it
(https://sqlite.org/fts5.html#the_automerge_configuration_option).
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from archive.index.schema import MIGRATIONS

if TYPE_CHECKING:
    from sqlite_utils import Database

SEGMENTS = 16
"""The most that FTS5 takes."""


@MIGRATIONS()
def m007_larger_merges(db: Database) -> None:
    """Sets how many segments full-text tables merge at a time."""
    for table in ("articles_fts", "photo_uses_fts"):
        db.execute(
            f"insert into {table} ({table}, rank) values ('automerge', ?)",  # noqa: S608 - names are our own
            (SEGMENTS,),
        )
