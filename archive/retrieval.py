"""Gets back what the archive has of an address: through the index, from the WARC it lies in."""

from __future__ import annotations

import logging
from dataclasses import dataclass
from typing import TYPE_CHECKING

from archive.index import queries
from archive.warc import REDIRECTION, CorruptRecordError, WarcError, read_record
from archive.warc.file import OPEN_SUFFIX

if TYPE_CHECKING:
    from collections.abc import Iterable
    from pathlib import Path

    from archive.index import Index
    from archive.model import RecordRef
    from archive.warc import Record

logger = logging.getLogger(__name__)

_CANDIDATES = 3


@dataclass(frozen=True, slots=True)
class Place:
    """Where a capture lies, and where its payload does.

    Attributes:
        ref: the capture.
        payload: the record that has the bytes: the capture itself, or what a revisit repeats.
    """

    ref: RecordRef
    payload: RecordRef


@dataclass(frozen=True, slots=True)
class Archived:
    """A capture, read back.

    Attributes:
        ref: the capture.
        headers: the HTTP fields it came with, names as sent.
        content: the body, all codings removed.
    """

    ref: RecordRef
    headers: list[tuple[bytes, bytes]]
    content: bytes

    def field(self, name: bytes) -> bytes | None:
        """The last value of an HTTP field, its name in any case; None where there is none."""
        values = [value for field, value in self.headers if field.lower() == name.lower()]
        return values[-1] if values else None


def latest_pages(index: Index, target_uri: str, *, sound: bool = False) -> list[Place]:
    """The latest whole 200 answers of an address, the newest first.

    Several, because the file of the newest may not be to be had.

    Args:
        index: of the archive.
        target_uri: the address, as ``WARC-Target-URI`` has it.
        sound: leave out answers that turned out not to be what they should have been.

    Raises:
        ArchiveIndexError: the index cannot be read.
    """
    with index.reading() as db:
        refs = queries.latest_pages(db, target_uri, _CANDIDATES, sound=sound)
    places = [place_of(index, ref) for ref in refs]
    return [place for place in places if place]


def place_of(index: Index, ref: RecordRef) -> Place | None:
    """Where the payload of a capture lies; None for a revisit whose original is not known."""
    if ref.record_type != "revisit":
        return Place(ref, ref)
    if ref.payload_digest is None:
        return None
    original = index.original_of(
        ref.payload_digest, content_type=ref.content_type, target_uri=ref.target_uri
    )
    return Place(ref, original) if original else None


def retrieve(places: Iterable[Place], warc_folder: Path) -> Archived | None:
    """Read the first of these that can be read; None where none can. Not for the reactor."""
    for place in places:
        try:
            return read_back(place, warc_folder)
        except WarcError as error:
            logger.warning("cannot be read back: %s: %s", place.ref.target_uri, error)
    return None


def read_back(place: Place, warc_folder: Path) -> Archived:
    """Read a capture. Not for the reactor.

    Raises:
        WarcError: a file is not there, a record not in its place, or not coded as it says.
    """
    record = read(place.ref, warc_folder)
    body = record if place.ref == place.payload else read(place.payload, warc_folder)
    return Archived(place.ref, record.headers, body.content)


def read(ref: RecordRef, warc_folder: Path) -> Record:
    """The record of a capture, from a file that is closed or still open.

    Raises:
        WarcError: the file is not there, or the record is not in its place.
    """
    path = locate(ref.warc_filename, warc_folder)
    record = read_record(path, ref.warc_offset)
    if record.record_id != ref.record_id:
        raise CorruptRecordError(path, ref.warc_offset, f"not the record {ref.record_id}")
    return record


def redirect_of(ref: RecordRef, warc_folder: Path) -> str | None:
    """The address that a capture leads to; None where it is no redirect, or leads nowhere.

    Rows written before the index kept it have none: then the record is read. Not for the reactor.

    Raises:
        WarcError: the record is asked, and is not to be had.
    """
    if ref.redirect or ref.status not in REDIRECTION:
        return ref.redirect
    return read(ref, warc_folder).redirect


def locate(warc_filename: str, warc_folder: Path) -> Path:
    """The path of a WARC file, by the name the index has of it."""
    path = warc_folder / warc_filename
    return path if path.exists() else path.with_name(path.name + OPEN_SUFFIX)
