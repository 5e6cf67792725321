"""Spoils an index as a failing disk would."""

from __future__ import annotations

import sqlite3
from contextlib import closing
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from pathlib import Path


def overwrite_table(index: Path, table: str) -> None:
    """Puts nonsense in the place of the first page of a table; the index is not open elsewhere."""
    sql = "select rootpage from sqlite_master where name = ?"
    with closing(sqlite3.connect(index)) as connection:
        connection.execute("pragma wal_checkpoint(truncate)")
        (page,) = connection.execute(sql, (table,)).fetchone()
        (size,) = connection.execute("pragma page_size").fetchone()
    with index.open("r+b") as file:
        file.seek((page - 1) * size)
        file.write(b"\xee" * size)
