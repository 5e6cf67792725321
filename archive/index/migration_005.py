"""Schema, fifth step: which files a rebuild that is under way is through with.

``rebuild_steps`` is empty but while `scrapy reindex` runs, or after one that was killed. It stands
in the index, not beside it, so that it goes with the rows it tells of: what a commit keeps or
loses, it keeps or loses of both.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from archive.index.schema import MIGRATIONS

if TYPE_CHECKING:
    from sqlite_utils import Database

STEPS = """create table rebuild_steps (
    warc_filename text not null,
    step text not null check (step in ('captures', 'pages', 'photos')),
    program text not null,
    primary key (warc_filename, step)
) without rowid"""


@MIGRATIONS()
def m005_rebuild_steps(db: Database) -> None:
    """A table for rebuilds that go on where they were cut off."""
    db.execute(STEPS)
