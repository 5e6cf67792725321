"""The index as Datasette's own pages see it, with rows counted only where that is quick.

Datasette means to spend a few milliseconds on each table's count, but ``count(*)`` over a table is
one step of SQLite's machine, and its progress handler is asked between steps alone
(https://sqlite.org/c3ref/progress_handler.html): in an index of a million articles the list of
tables waited ten seconds for numbers.
"""

from __future__ import annotations

import sqlite3
from typing import TYPE_CHECKING

from datasette.database import (  # type: ignore[import-untyped]  # Datasette 0.65 has no types
    Database,
    QueryInterrupted,
)
from datasette.utils import escape_sqlite  # type: ignore[import-untyped]  # likewise

if TYPE_CHECKING:
    from datasette.app import Datasette  # type: ignore[import-untyped]  # likewise

LONGEST = 25
"""Milliseconds for one table: time to count some hundred thousand rows. Below 21 Datasette asks the
progress handler at every instruction, which takes longer than the counting."""


class CountedDatabase(Database):  # type: ignore[misc]  # likewise
    """A database whose large tables are not counted."""

    @classmethod
    def replace(cls, datasette: Datasette, name: str) -> None:
        """Puts one in the place of a database that Datasette has opened."""
        opened = datasette.get_database(name)
        datasette.remove_database(name)
        counted = cls(datasette, path=opened.path, is_mutable=opened.is_mutable)
        datasette.add_database(counted, name=name, route=opened.route)

    async def table_counts(self, limit: int = LONGEST) -> dict[str, int | None]:
        """Rows of each table; None for those that are hidden, or take too long to count.

        Args:
            limit: what Datasette would give each; not heeded.
        """
        if not self.is_mutable:  # `scrapy publish` has counted, once for all
            counted: dict[str, int | None] = await super().table_counts(limit)
            return counted
        hidden = await self.hidden_table_names()
        return {
            table: None if table in hidden else await self._count(table)
            for table in await self.table_names()
        }

    async def _count(self, table: str) -> int | None:
        # With a limit rows are gone through one by one, which can be interrupted.
        sql = f"select count(*) from (select 1 from {escape_sqlite(table)} limit -1)"  # noqa: S608 - escaped
        try:
            found = await self.execute(sql, custom_time_limit=LONGEST)
        except (QueryInterrupted, sqlite3.DatabaseError):  # too many, or not to be counted
            return None
        return int(found.single_value())
