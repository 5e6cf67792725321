"""Small statements that the writers share.

The text of a statement depends on a table's name and a row's columns alone, which are written in
this package, so that SQLite's statement cache always has it; values are always bound.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from sqlite_utils import Database

    from archive.index.values import Row


def insert(db: Database, table: str, row: Row) -> int:
    """Inserts a row and returns its id."""
    columns = ", ".join(row)
    values = ", ".join(f":{column}" for column in row)
    sql = f"insert into {table} ({columns}) values ({values})"  # noqa: S608 - names are our own
    row_id = db.execute(sql, row).lastrowid
    assert row_id is not None
    return row_id


def update(db: Database, table: str, row_id: int, row: Row) -> bool:
    """Sets columns of one row, unless they already are as wanted; returns whether it did."""
    assignments = ", ".join(f"{column} = :{column}" for column in row)
    differs = " or ".join(f"{column} is not :{column}" for column in row)
    sql = f"update {table} set {assignments} where id = :_id and ({differs})"  # noqa: S608 - names are our own
    return bool(db.execute(sql, {**row, "_id": row_id}).rowcount)


def scalar(db: Database, sql: str, *parameters: str | int | None) -> int | None:
    """The whole number a query answers; None when there is no row, or null in it."""
    row = db.execute(sql, parameters).fetchone()
    return None if row is None or row[0] is None else int(row[0])
