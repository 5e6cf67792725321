"""Schema, eighth step: two keys for each photo, where there were twelve.

A photo's hash now has the strengths of its waves, not their signs alone, and is written in other
digits: what earlier versions wrote is compared with nothing, so that there are no false links. The
pictures that photos were joined to stay; `scrapy reindex` reads the files again and joins all anew.
The keys of earlier versions, all below those of today (`archive.likeness`), go.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from archive.index.schema import MIGRATIONS

if TYPE_CHECKING:
    from sqlite_utils import Database

LEAST_KEY = 2**24

# As in the first step: what ANALYZE finds in an archive of a million articles.
STATISTICS = """update sqlite_stat1 set stat = '4000000 2 1' where tbl = 'likeness_keys'"""


@MIGRATIONS()
def m008_one_hash(db: Database) -> None:
    """Takes the earlier keys away."""
    db.execute("delete from likeness_keys where likeness_key < ?", (LEAST_KEY,))
    db.execute(STATISTICS)
    db.execute("analyze sqlite_master")  # reads it
