"""Schema, ninth step: longer keys, by which most pictures that only begin alike are told apart.

In an index of two million photos some twenty-five share the first bits of a key with one of the
windows of a new one by chance. Each had its hash fetched and compared, which made writing slower
the larger the index. Now the bits that follow are in the key too (`archive.likeness.compare`). They
are worked out from the hashes in ``photos``.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from archive.index.derived import refill_likeness
from archive.index.schema import MIGRATIONS

if TYPE_CHECKING:
    from sqlite_utils import Database

# As in the first step: what ANALYZE finds in an archive of a million articles.
STATISTICS = """update sqlite_stat1 set stat = '4000000 1 1' where tbl = 'likeness_keys'"""


@MIGRATIONS(transactional=False)
def m009_longer_keys(db: Database) -> None:
    """Writes all keys anew."""
    refill_likeness(db)
    db.execute(STATISTICS)
    db.execute("analyze sqlite_master")  # reads it
