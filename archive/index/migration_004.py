"""Schema, fourth step: what a site brought lately, in the order it came.

``articles_by_site_capture`` answers, from the index alone, how many stories a site has by day, when
its last one came, and which are its newest: what `archive.index.summary` asks of every site at
every update.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from archive.index.schema import MIGRATIONS

if TYPE_CHECKING:
    from sqlite_utils import Database

INDEX = """create index articles_by_site_capture
    on articles (site, first_captured_at, published_at)"""

# As in the first step: what ANALYZE finds in an archive of a million articles.
STATISTICS = "insert into sqlite_stat1 (tbl, idx, stat) values (?, ?, ?)"
ROW = ("articles", "articles_by_site_capture", "1000000 15000 1 1")


@MIGRATIONS()
def m004_newest_of_a_site(db: Database) -> None:
    """An index of each site's articles by capture."""
    db.execute(INDEX)
    db.execute(STATISTICS, ROW)
    db.execute("analyze sqlite_master")  # reads it
