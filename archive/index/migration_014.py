"""Schema, fourteenth step: what is printed with a photo for editors.

``photo_uses.instructions`` ("RESTRICTED TO EDITORIAL USE - NO SALES") says, beside the credit, who
may use the picture; IPTC Photo Metadata has the same field inside files. It is no part of what
makes a version: a parser that finds more of it makes none. The text stands in the WARC alone:
`scrapy reindex` fills it in for what came before.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from archive.index.schema import MIGRATIONS

if TYPE_CHECKING:
    from sqlite_utils import Database


@MIGRATIONS()
def m014_instructions(db: Database) -> None:
    """The column."""
    db.execute("alter table photo_uses add column instructions text")
