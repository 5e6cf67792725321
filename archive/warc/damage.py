"""Reads on behind damage: whole records, and the places between them that hold none."""

from __future__ import annotations

import re
from dataclasses import dataclass
from typing import TYPE_CHECKING

from archive.warc.errors import ArchiveUnreadableError, RecordError
from archive.warc.reader import read_records
from archive.warc.stream import GZIP_MAGIC, GzipMember, Stream

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path

    from archive.warc.record import Record

_PIECE = 2**20
_BEGINNING = re.compile(rb"\x1f\x8b\x08|(?<=\r\n\r\n)WARC/1\.")
_OVERLAP = 16


@dataclass(frozen=True, slots=True)
class Damage:
    """A place in a file that holds no whole record.

    Attributes:
        error: what is wrong there, and where it begins.
        following: offset of the next whole record's beginning; None where none follows.
    """

    error: RecordError
    following: int | None


def read_past_damage(path: Path, *, start: int = 0) -> Iterator[Record | Damage]:
    """Every record from ``start`` on, also those behind damaged places, which are given too.

    Args:
        path: a ``.warc`` or ``.warc.gz``.
        start: as for `read_records`.

    Raises:
        ArchiveUnreadableError: no such file, or it cannot be read.
    """
    offset: int | None = start
    while offset is not None:
        try:
            yield from read_records(path, start=offset)
        except RecordError as error:
            offset = next_record(path, error.offset + 1)
            yield Damage(error, offset)
        else:
            return


def next_record(path: Path, start: int) -> int | None:
    """Where the next record begins, at ``start`` or behind it, seen from what it begins with.

    Raises:
        ArchiveUnreadableError: no such file, or it cannot be read.
    """
    try:
        return _found(path, start)
    except OSError as error:
        raise ArchiveUnreadableError(path, error) from error


def _found(path: Path, start: int) -> int | None:
    with path.open("rb") as file:
        position = start
        while True:
            file.seek(position)
            piece = file.read(_PIECE)
            for match in _BEGINNING.finditer(piece):
                candidate = position + match.start()
                if match[0] != GZIP_MAGIC:
                    return candidate
                try:
                    if Stream(GzipMember(file, path, candidate)).take(5) == b"WARC/":
                        return candidate
                except RecordError:
                    continue  # the three bytes stood there by chance
            if len(piece) < _PIECE:
                return None
            position += len(piece) - _OVERLAP
