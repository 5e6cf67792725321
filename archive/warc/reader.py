"""Reads records from WARC files of any tool: a gzip member per record, plain, or all in one."""

from __future__ import annotations

import re
from contextlib import contextmanager
from typing import TYPE_CHECKING, BinaryIO

from archive.warc.errors import ArchiveUnreadableError, CorruptRecordError, TornRecordError
from archive.warc.record import Record
from archive.warc.stream import GZIP_MAGIC, GzipMember, PlainSource, Stream

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path

BLOCK_LIMIT = 2**30
"""Largest block, in bytes, that a record is given with; larger ones are passed over."""

_LINE_LIMIT = 2**17
_HEADER_LIMIT = 2**20
_VERSION_LENGTH = len("WARC/1.1\r\n")
_VERSION = re.compile(rb"(WARC/[0-9]+\.[0-9]+)[ \t]*\r?\n")
_LENGTH = re.compile(r"[0-9]{1,18}")


def read_records(path: Path, *, start: int = 0, block_limit: int = BLOCK_LIMIT) -> Iterator[Record]:
    """Every record from ``start`` on, in the order of the file.

    Args:
        path: a ``.warc`` or ``.warc.gz``; how it is compressed is seen from its bytes.
        start: offset of a record's gzip member, or of a record in an uncompressed file.
        block_limit: a record whose block is larger comes without it (`Record.block` raises).

    Raises:
        ArchiveUnreadableError: no such file, or it cannot be read.
        TornRecordError: the file ends inside a record; every whole one was given before.
        CorruptRecordError: no gzip member or no record where one has to begin.
    """
    with _opened(path) as file:
        offset = start
        while True:
            file.seek(offset)
            beginning = file.read(len(GZIP_MAGIC))
            if not beginning:
                return
            if beginning == GZIP_MAGIC:
                member = GzipMember(file, path, offset)
                yield from _member_records(file, member, path, offset, block_limit)
                offset = member.raw_end()
            elif GZIP_MAGIC.startswith(beginning):
                raise TornRecordError(path, offset, "the file ends inside a gzip header")
            elif offset == start:
                yield from _plain_records(PlainSource(file, offset), path, offset, block_limit)
                return
            else:
                reason = f"no gzip member but {beginning!r}: garbage behind the last record"
                raise CorruptRecordError(path, offset, reason)


def read_record(
    path: Path, offset: int, *, inner_offset: int = 0, block_limit: int = BLOCK_LIMIT
) -> Record:
    """The record at ``offset``.

    Args:
        path: a ``.warc`` or ``.warc.gz``.
        offset: as in `Record.offset`.
        inner_offset: as in `Record.inner_offset`.
        block_limit: as for `read_records`.

    Raises:
        ArchiveUnreadableError: no such file, or it cannot be read.
        TornRecordError: the file ends inside the record.
        CorruptRecordError: no record begins there.
    """
    for record in read_records(path, start=offset, block_limit=block_limit):
        if record.offset != offset:
            break
        if record.inner_offset == inner_offset:
            return record
    raise CorruptRecordError(path, offset, "no record begins there")


@contextmanager
def _opened(path: Path) -> Iterator[BinaryIO]:
    try:
        with path.open("rb") as file:
            yield file
    except OSError as error:
        raise ArchiveUnreadableError(path, error) from error


def _member_records(
    file: BinaryIO, member: GzipMember, path: Path, offset: int, block_limit: int
) -> Iterator[Record]:
    """The records of one member: one as it should be, several where all the file is one member."""
    stream = Stream(member)
    stream.line_breaks()
    length: int | None = None
    while not stream.at_end():
        inner_offset = stream.consumed
        record = _record(stream, path, offset, block_limit)
        if length is None:
            end = member.raw_end() if stream.at_end() else _member_end(file, path, offset)
            length = end - offset
        yield _placed(record, path, offset, length, inner_offset)


def _plain_records(
    source: PlainSource, path: Path, start: int, block_limit: int
) -> Iterator[Record]:
    stream = Stream(source)
    stream.line_breaks()
    while not stream.at_end():
        offset = start + stream.consumed
        record = _record(stream, path, offset, block_limit)
        yield _placed(record, path, offset, start + stream.consumed - offset, 0)


def _placed(record: Record, path: Path, offset: int, length: int, inner_offset: int) -> Record:
    return Record(
        fields=record.fields,
        data=record.data,
        path=path,
        offset=offset,
        length=length,
        inner_offset=inner_offset,
        version=record.version,
        header_bytes=record.header_bytes,
        trailer=record.trailer,
    )


def _member_end(file: BinaryIO, path: Path, offset: int) -> int:
    """Where the member ends, found by a pass of its own; the file's end if it is torn."""
    position = file.tell()
    member = GzipMember(file, path, offset)
    try:
        while member.fill():
            pass
        return member.raw_end()
    except (TornRecordError, CorruptRecordError):
        return file.seek(0, 2)
    finally:
        file.seek(position)


def _record(stream: Stream, path: Path, offset: int, block_limit: int) -> Record:
    """The record at the stream's place, with the line breaks behind it."""
    version, fields, header_bytes = _header(stream, path, offset)
    lengths = [value for name, value in fields if name.lower() == "content-length"]
    if not lengths or not _LENGTH.fullmatch(lengths[0]):
        reason = f"Content-Length {lengths[0][:40]!r}" if lengths else "no Content-Length"
        raise CorruptRecordError(path, offset, f"{reason}: where the record ends is not known")
    length = int(lengths[0])
    if length > block_limit:
        data, came = None, stream.skip(length)
    else:
        data = stream.take(length)
        came = len(data)
    if came < length:
        raise TornRecordError(path, offset, f"the block ends after {came} of {length} bytes")
    trailer = stream.line_breaks()
    return Record(fields, data, version=version, header_bytes=header_bytes, trailer=trailer)


def _header(
    stream: Stream, path: Path, offset: int
) -> tuple[str, tuple[tuple[str, str], ...], bytes]:
    """Version, fields and the bytes they stand in."""
    first = stream.line(_LINE_LIMIT)
    version = _VERSION.fullmatch(first)
    if not version:
        if len(first) < _VERSION_LENGTH and b"WARC/".startswith(first[:5]):
            raise TornRecordError(path, offset, "the file ends inside the record's first line")
        raise CorruptRecordError(path, offset, f"no WARC record but {first[:40]!r}")
    lines = [first]
    total = len(first)
    while (line := stream.line(_LINE_LIMIT)).strip(b"\r\n"):
        lines.append(line)
        total += len(line)
        if total > _HEADER_LIMIT or not line.endswith(b"\n"):
            break
    lines.append(line)
    if not line.endswith(b"\n"):
        if total < _HEADER_LIMIT and len(line) < _LINE_LIMIT:
            raise TornRecordError(path, offset, "the file ends inside the WARC header")
        raise CorruptRecordError(path, offset, "a WARC header without end")
    if line.strip(b"\r\n"):
        raise CorruptRecordError(path, offset, f"a WARC header of more than {_HEADER_LIMIT} bytes")
    return version[1].decode(), _fields(lines[1:-1]), b"".join(lines)


def _fields(lines: list[bytes]) -> tuple[tuple[str, str], ...]:
    fields: list[tuple[str, str]] = []
    for line in lines:
        text = _text(line.rstrip(b"\r\n"))
        if text[:1] in {" ", "\t"} and fields:
            name, value = fields[-1]
            fields[-1] = (name, f"{value} {text.strip()}".strip())
        elif ":" in text:
            name, _, value = text.partition(":")
            fields.append((name.strip(), value.strip()))
    return tuple(fields)


def _text(line: bytes) -> str:
    """UTF-8 (WARC 1.1, section 4); Latin-1 where it is not."""
    try:
        return line.decode()
    except UnicodeDecodeError:
        return line.decode("latin-1")
