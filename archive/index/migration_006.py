"""Schema, sixth step: indexes so that lists of changes and counts by month are read off an index.

- ``article_versions_changed`` has the versions that are a change, the latest of which people ask
  for; versions are mostly first ones, which the list went through to find them.
- ``shown_uses_by_capture`` has besides the moment whether there is a credit, for the share of each
  month.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from archive.index.schema import MIGRATIONS, statements

if TYPE_CHECKING:
    from sqlite_utils import Database

INDEXES = """
create index article_versions_changed on article_versions (first_captured_at, article_id)
    where changes != '[]';
drop index shown_uses_by_capture;
create index shown_uses_by_capture on shown_uses (captured_at, credited);
"""

# As in the first step: what ANALYZE finds in an archive of a million articles.
STATISTICS = (
    ("article_versions", "article_versions_changed", "200000 1 1"),
    ("shown_uses", "shown_uses_by_capture", "2200000 1 1"),
)


@MIGRATIONS()
def m006_changes_and_months(db: Database) -> None:
    """Indexes for the latest changes and for counts by month."""
    for statement in statements(INDEXES):
        db.execute(statement)
    db.conn.executemany("insert into sqlite_stat1 (tbl, idx, stat) values (?, ?, ?)", STATISTICS)
    db.execute("analyze sqlite_master")  # reads them
