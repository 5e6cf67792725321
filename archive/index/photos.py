"""Writes the bytes of photos: what was stored for an address, and what the file says of itself."""

from __future__ import annotations

from typing import TYPE_CHECKING

from archive.index.captures import capture_key, set_problem
from archive.index.pictures import (
    find_identifiers,
    join,
    keeps_links,
    part,
    pictures_of,
    print_of,
    refresh,
    set_likeness,
)
from archive.index.rows import embedded, embedded_credit
from archive.index.shown import show_bytes
from archive.index.sql import insert, scalar, update
from archive.index.values import json_list, text
from archive.likeness import identifier_in_address

if TYPE_CHECKING:
    from collections.abc import Iterable, Sequence

    from sqlite_utils import Database

    from archive.index.values import Row
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
    perceptual_hashes: Sequence[str] = (),
) -> None:
    """Writes a photo's bytes; see `Index.add_photo`."""
    capture_id, captured_at = capture_key(db, record_id)
    set_problem(db, capture_id, None)
    photo_id = photo_id_of(db, content_url)
    if _has_later_bytes(db, photo_id, captured_at, record_id):
        return
    facts: Row = {
        "sha256": sha256,
        "byte_length": byte_length,
        **embedded(metadata),
        "perceptual_hashes": json_list(perceptual_hashes),
    }
    before, old_print = _stored(db, photo_id, facts), print_of(db, photo_id)
    update(db, "photos", photo_id, {**facts, "capture_id": capture_id})
    show_bytes(db, photo_id, capture_id, captured_at, sha256)
    if before == facts:
        return
    db.execute("delete from credits where photo_id = ? and photo_use_id is null", (photo_id,))
    claimed = embedded_credit(metadata, credit)
    if claimed is not None:
        insert(db, "credits", {"photo_id": photo_id, "photo_use_id": None, **claimed})
    renumbered = before["embedded_identifier"] != facts["embedded_identifier"]
    loses_number = renumbered and find_identifiers(db, photo_id)
    set_likeness(db, photo_id, old_print, print_of(db, photo_id))
    touched = pictures_of(db, [photo_id])
    old = before["sha256"]
    if loses_number or (old and not keeps_links(db, photo_id, str(old), old_print)):
        touched = {left for picture_id in touched for left in part(db, picture_id)}
    refresh(db, touched | join(db, photo_id))


def photo_id_of(db: Database, content_url: str) -> int:
    """The id of the photo at this address; makes its row if it has none yet."""
    url = text(content_url) or ""
    known = scalar(db, "select id from photos where content_url = ?", url)
    if known is not None:
        return known
    picture_id = scalar(db, "select coalesce(max(id), 0) + 1 from pictures")
    photo_id = insert(db, "photos", {"content_url": url, "picture_id": picture_id})
    insert(db, "pictures", {"id": picture_id, "photo_id": photo_id, "photos": 1})
    if identifier_in_address(url):
        find_identifiers(db, photo_id)
        refresh(db, join(db, photo_id))
    return photo_id


def forget_photos(db: Database, photo_ids: Sequence[int]) -> set[int]:
    """Takes back what uses that are gone said of photos; those that nothing holds go.

    Returns:
        Ids of the pictures for which that changed something.
    """
    touched: set[int] = set()
    for photo_id in photo_ids:
        pictures = pictures_of(db, [photo_id])
        deleted = db.execute(
            """delete from photos where id = ?1 and capture_id is null
            and not exists (select 1 from photo_uses where photo_id = ?1)""",
            (photo_id,),
        ).rowcount
        if deleted or find_identifiers(db, photo_id):
            pictures = {left for picture_id in pictures for left in part(db, picture_id)}
        touched |= pictures
    return touched


def _stored(db: Database, photo_id: int, columns: Iterable[str]) -> Row:
    sql = f"select {', '.join(columns)} from photos where id = ?"  # noqa: S608 - names are our own
    return dict(zip(columns, db.execute(sql, (photo_id,)).fetchone(), strict=True))


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
