"""Facets whose numbers the index keeps: those of the pages that people begin with.

Datasette counts a facet anew at every view, which for a million articles is a scan of an index of
some hundred megabytes; where that is not in memory it takes longer than a page may. Numbers by site
and by rights stand in the tables of numbers by month already.
"""

from __future__ import annotations

from typing import Any

from datasette.facets import ColumnFacet  # type: ignore[import-untyped]  # 0.65 has no types
from datasette.utils import escape_sqlite, path_with_added_args  # type: ignore[import-untyped]

Results = list[dict[str, Any]]

KEPT = {
    ("photo_credits", "site"): ("site", "photos", "monthly_photos"),
    ("photo_credits", "rights"): ("rights", "photos", "monthly_photos"),
    ("picture_uses", "site"): ("site", "photos", "monthly_photos"),
    ("picture_uses", "rights"): ("rights", "photos", "monthly_photos"),
    ("articles", "site"): ("site", "articles", "monthly_articles"),
}
"""For a column of a table or view: the column, the numbers and the table that they are kept in."""


class KeptFacet(ColumnFacet):  # type: ignore[misc]  # likewise
    """A facet of a column, for ``{"kept": COLUMN}`` in the metadata of a table in `KEPT`.

    Of rows that were filtered it is Datasette's own.
    """

    type = "kept"

    async def facet_results(self) -> tuple[Results, list[str]]:
        """As of any facet: what was found, and names of those that took too long."""
        results: Results
        asked = [(self.table, one["config"].get("simple")) for one in self.get_configs()]
        is_whole = self.table and self.sql.rstrip().endswith(f"from {escape_sqlite(self.table)}")
        if is_whole and all(one in KEPT for one in asked):
            size = self.get_facet_size()
            results, timed_out = [await self._kept(column, size) for _, column in asked], []
        else:
            results, timed_out = await super().facet_results()
        return [{**one, "type": "column"} for one in results], timed_out

    async def _kept(self, column: str, size: int) -> dict[str, Any]:
        name, numbers, table = KEPT[self.table, column]
        sql = f"""select {name} as value, sum({numbers}) as count from {table}
            where {name} != '' group by {name} order by count desc, value limit {size + 1}"""  # noqa: S608 - names are our own
        rows = (await self.ds.execute(self.database, sql)).rows
        return {
            "name": column,
            "hideable": False,
            "toggle_url": self.ds.urls.path(self.request.full_path),
            "results": [
                {
                    "value": value,
                    "label": value,
                    "count": count,
                    "toggle_url": self.ds.absolute_url(
                        self.request,
                        self.ds.urls.path(path_with_added_args(self.request, {column: value})),
                    ),
                    "selected": False,
                }
                for value, count in rows[:size]
            ],
            "truncated": len(rows) > size,
        }
