"""Small statements that the writers share.

The text of a statement depends on a table's name and a row's columns alone, which are written in
this package, so that SQLite's statement cache always has it; values are always bound.
"""

from __future__ import annotations

from functools import cache
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from sqlite_utils import Database

    from archive.index.values import Row


def insert(db: Database, table: str, row: Row) -> int:
    """Inserts a row and returns its id."""
    row_id = db.execute(_insertion(table, *row), tuple(row.values())).lastrowid
    assert row_id is not None
    return row_id


def update(db: Database, table: str, row_id: int, row: Row) -> bool:
    """Sets columns of one row, unless they already are as wanted; returns whether it did."""
    return bool(db.execute(_change(table, *row), (row_id, *row.values())).rowcount)


@cache
def _insertion(table: str, *columns: str) -> str:
    values = ", ".join("?" * len(columns))
    return f"insert into {table} ({', '.join(columns)}) values ({values})"  # noqa: S608 - names are our own


@cache
def _change(table: str, *columns: str) -> str:
    numbered = list(enumerate(columns, 2))
    assignments = ", ".join(f"{column} = ?{number}" for number, column in numbered)
    differs = " or ".join(f"{column} is not ?{number}" for number, column in numbered)
    return f"update {table} set {assignments} where id = ?1 and ({differs})"  # noqa: S608 - likewise


def scalar(db: Database, sql: str, *parameters: str | int | None) -> int | None:
    """The whole number a query answers; None when there is no row, or null in it."""
    row = db.execute(sql, parameters).fetchone()
    return None if row is None or row[0] is None else int(row[0])
