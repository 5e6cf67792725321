"""Takes records out of a WARC file, octet for octet."""

from __future__ import annotations

import gzip
from typing import TYPE_CHECKING

from archive.warc import ArchiveUnreadableError, CorruptRecordError, RecordError, read_records
from archive.warc.record import RECORD_END
from archive.warc.stream import GZIP_MAGIC

if TYPE_CHECKING:
    from pathlib import Path

    from archive.model import RecordRef
    from archive.warc import Record

_COMPANIONS = frozenset({"request", "metadata"})


def copied(path: Path, ref: RecordRef) -> tuple[list[bytes], RecordError | None]:
    """The gzip members of a capture, and of the records of its exchange that follow it.

    A record that is no gzip member of its own (an uncompressed file, several in one member) is
    packed into one; its octets stay as they are.

    Returns:
        The members, the capture's first; and what is wrong with a record that may have been of the
        exchange: it does not cost the capture before it.

    Raises:
        WarcError: the file is not there, or the record is not in its place.
    """
    members: list[bytes] = []
    try:
        for record in read_records(path, start=ref.warc_offset):
            if members:
                if not _goes_with(record, ref.record_id):
                    break
                members.append(_member(record))
            elif record.record_id == ref.record_id:
                members.append(_member(record))
            elif record.offset != ref.warc_offset:
                break
    except RecordError as error:
        if not members:
            raise
        return members, error
    if not members:
        raise CorruptRecordError(path, ref.warc_offset, f"not the record {ref.record_id}")
    return members, None


def warcinfo_of(path: Path) -> bytes | None:
    """The gzip member of the file's own ``warcinfo``; None where it has none.

    Raises:
        WarcError: the file is not there, or does not begin with a record.
    """
    first = next(read_records(path), None)
    return _member(first) if first and first.header("WARC-Type") == "warcinfo" else None


def _goes_with(record: Record, record_id: str) -> bool:
    concurrent = {value.strip("<>") for value in record.values("WARC-Concurrent-To")}
    return record.header("WARC-Type") in _COMPANIONS and record_id in concurrent


def _member(record: Record) -> bytes:
    try:
        with record.path.open("rb") as file:
            file.seek(record.offset)
            data = file.read(record.length)
    except OSError as error:
        raise ArchiveUnreadableError(record.path, error) from error
    alone = not record.inner_offset and data.startswith(GZIP_MAGIC)
    octets = record.header_bytes + record.block + RECORD_END
    if alone and gzip.decompress(data) == octets:
        return data
    return gzip.compress(octets, mtime=0)
