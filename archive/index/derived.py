"""Works out again what follows from other rows: names, pictures, shown uses, counts.

Runs when an older index gets the tables for them, and in part when `archive.names` has learnt
which names are one organization's.
"""

from __future__ import annotations

from datetime import datetime
from typing import TYPE_CHECKING, Any

from archive.index.parties import link_parties, recount
from archive.index.pictures import (
    find_identifiers,
    join,
    print_of,
    refresh,
    set_likeness,
    stored_print,
)
from archive.index.shown import show
from archive.index.sql import update
from archive.index.values import sort_key
from archive.likeness.compare import Print, likeness_keys
from archive.names import NAMES_VERSION

if TYPE_CHECKING:
    from collections.abc import Iterator

    from sqlite_utils import Database

BATCH = 1000
NO_PRINT = Print.of((), None, None)


def refill(db: Database) -> None:
    """Fills every table of the second migration from those of the first."""
    for table in ("articles", "article_versions"):
        for row_id, date in _rows(db, table, "date_published"):
            if date is not None:
                moment = sort_key(datetime.fromisoformat(date))
                update(db, table, row_id, {"published_at": moment})
    _fill_names(db)
    for (photo_id,) in _rows(db, "photos"):
        find_identifiers(db, photo_id)
        set_likeness(db, photo_id, NO_PRINT, print_of(db, photo_id))
        join(db, photo_id)
    for (article_id,) in _rows(db, "articles"):
        show(db, article_id)
    refresh(db, (picture_id for (picture_id,) in _rows(db, "pictures")))


def refill_likeness(db: Database) -> None:
    """Fills the table that pictures are looked up in from the hashes of photos."""
    db.execute("delete from likeness_keys")
    db.execute("create temp table made (likeness_key integer, photo_id integer)")
    for row in _rows(db, "photos", "perceptual_hashes", "width", "height"):
        keys = likeness_keys(stored_print(*row[1:]))
        db.conn.executemany("insert into made values (?, ?)", [(key, row[0]) for key in keys])
    # In order: keys are random, and each would go to another page.
    db.execute("insert into likeness_keys select * from made order by likeness_key, photo_id")
    db.execute("drop table made")


def count_months(db: Database) -> None:
    """Fills the tables of numbers by month from articles and shown uses."""
    db.execute("delete from monthly_articles")
    db.execute(
        """insert into monthly_articles
        select coalesce(site, ''), coalesce(substr(first_captured_at, 1, 7), ''), count(*)
        from articles group by 1, 2"""
    )
    db.execute("delete from monthly_photos")
    db.execute(
        """insert into monthly_photos
        select coalesce(site, ''), coalesce(substr(captured_at, 1, 7), ''), coalesce(rights, ''),
            count(*), sum(credited)
        from shown_uses group by 1, 2, 3"""
    )


def names_are_current(db: Database) -> bool:
    """Whether the index was filled with the names that this program knows."""
    (version,) = db.execute("pragma user_version").fetchone()
    return bool(version == NAMES_VERSION)


def refill_names(db: Database) -> None:
    """Takes in what `archive.names` now says."""
    for table in ("photo_use_persons", "photo_use_organizations", "persons", "organizations"):
        db.execute(f"delete from {table}")  # noqa: S608 - names are our own
    _fill_names(db)
    recount(db)
    # A picture with one use and one credit has that one, whatever its names mean.
    several = db.execute("select id from pictures where uses > 1 or credits > 0").fetchall()
    refresh(db, (picture_id for (picture_id,) in several))


def _fill_names(db: Database) -> None:
    columns = ("creators", "ranks", "organizations")
    for use_id, *values in _rows(db, "photo_uses", *columns):
        link_parties(db, use_id, dict(zip(columns, values, strict=True)))
    # In the header of the file, where it travels with copies and costs no table.
    db.execute(f"pragma user_version = {NAMES_VERSION}")


def _rows(db: Database, table: str, *columns: str) -> Iterator[tuple[Any, ...]]:
    """A table's rows by id, some at a time, so that they may be written to meanwhile."""
    last = 0
    names = ", ".join(("id", *columns))
    sql = f"select {names} from {table} where id > ? order by id limit {BATCH}"  # noqa: S608 - names are our own
    while rows := db.execute(sql, (last,)).fetchall():
        yield from rows
        last = rows[-1][0]
