"""Writes the bytes of photos: what was stored for an address, and what the file says of itself."""

from __future__ import annotations

from typing import TYPE_CHECKING

from archive.index.captures import capture_key, set_problem
from archive.index.rows import embedded, embedded_credit
from archive.index.sql import insert, scalar, update
from archive.index.values import text

if TYPE_CHECKING:
    from sqlite_utils import Database

    from archive.index.rows import Row
    from archive.model import Credit, EmbeddedMetadata


def add_photo(  # noqa: PLR0913 - the columns of one row
    db: Database,
    content_url: str,
    record_id: str,
    *,
    sha256: str,
    byte_length: int,
    metadata: EmbeddedMetadata | None,
    credit: Credit | None,
) -> None:
    """Writes a photo's bytes; see `Index.add_photo`."""
    capture_id, captured_at = capture_key(db, record_id)
    set_problem(db, capture_id, None)
    photo_id = photo_id_of(db, content_url)
    if _has_later_bytes(db, photo_id, captured_at, record_id):
        return
    bytes_of: Row = {"sha256": sha256, "byte_length": byte_length, "capture_id": capture_id}
    update(db, "photos", photo_id, {**bytes_of, **embedded(metadata)})
    db.execute("delete from credits where photo_id = ? and photo_use_id is null", (photo_id,))
    claimed = embedded_credit(metadata, credit)
    if claimed is not None:
        insert(db, "credits", {"photo_id": photo_id, "photo_use_id": None, **claimed})


def photo_id_of(db: Database, content_url: str) -> int:
    """The id of the photo at this address; makes its row if it has none yet."""
    url = text(content_url) or ""
    known = scalar(db, "select id from photos where content_url = ?", url)
    return insert(db, "photos", {"content_url": url}) if known is None else known


def _has_later_bytes(db: Database, photo_id: int, captured_at: str, record_id: str) -> bool:
    later = scalar(
        db,
        """select 1 from photos join captures on captures.id = photos.capture_id
        where photos.id = ? and (captured_at, record_id) > (?, ?)""",
        photo_id,
        captured_at,
        record_id,
    )
    return later is not None
