"""Reads records from the WARC files beside the index, by the places that the index names."""

from __future__ import annotations

from typing import TYPE_CHECKING, NamedTuple

from archive.retrieval import locate
from archive.warc import Record, WarcError, read_record

if TYPE_CHECKING:
    from pathlib import Path


class Place(NamedTuple):
    """Where a record lies."""

    warc_filename: str
    warc_offset: int


def record_at(folder: Path, place: Place) -> Record | None:
    """The record at a place; None where there is none to be had.

    Places outside the folder, which only a forged index would name, hold nothing.

    Args:
        folder: where the WARC files lie.
        place: as the index has it.
    """
    path = locate(place.warc_filename, folder).resolve()
    if not path.is_relative_to(folder.resolve()) or not path.is_file():
        return None
    try:
        return read_record(path, place.warc_offset)
    except WarcError:
        # One of several places; that none serves is told by the caller's error.
        return None


def content_at(folder: Path, place: Place) -> bytes | None:
    """The decoded content of the record at a place; None where there is none to be had."""
    record = record_at(folder, place)
    if record is None:
        return None
    try:
        return record.content
    except WarcError:
        # Coded otherwise than it says, or far too large: not to be shown either.
        return None
