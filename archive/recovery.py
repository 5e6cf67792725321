"""Finishes WARC files that a crawl left open when it died, and brings the index up to them."""

from __future__ import annotations

import logging
import os
from dataclasses import dataclass, field
from typing import TYPE_CHECKING

from archive.index.files import warc_files
from archive.warc import (
    CAPTURE_TYPES,
    ArchiveUnwritableError,
    FieldError,
    RecordError,
    TornRecordError,
    read_record,
)
from archive.warc.crawl import crawl_end, crawl_start
from archive.warc.damage import Damage, read_past_damage
from archive.warc.file import OPEN_SUFFIX, file_sha256, lock, sync_folder

if TYPE_CHECKING:
    from pathlib import Path

    from archive.index import Index
    from archive.model import RecordRef
    from archive.warc import Record

logger = logging.getLogger(__name__)

TORN_SUFFIX = ".torn"
_BATCH = 500
_PIECE = 2**20


@dataclass(frozen=True, slots=True)
class Recovered:
    """What recovery did with one file.

    Attributes:
        path: the file as it is now; where nothing of it was whole, as it was.
        captures: captures the index did not know yet.
        torn_bytes: bytes of a torn record that were moved aside.
        lost_bytes: bytes that had been durable and are gone: not a crash, but somebody's hand or
            a disk that lied.
        damage: what is wrong with the file besides, each in one line: places without a whole
            record that are no torn tail; another digest than it was closed with.
    """

    path: Path
    captures: int
    torn_bytes: int = 0
    lost_bytes: int = 0
    damage: tuple[str, ...] = ()


def recover(warc_folder: Path, index: Index) -> list[Recovered]:
    """Finishes every file whose writer is gone; a file whose writer lives is left alone.

    Runs any number of times, and from several processes at once.

    Raises:
        ArchiveUnwritableError: a file cannot be finished: disk full, read-only, no permission.
        ArchiveIndexError: the index cannot be written.
    """
    results = finish_open(warc_folder, index)
    registered = [_register(path, index) for path in _unregistered(warc_folder, index)]
    _tell(registered)
    return results + registered


def finish_open(warc_folder: Path, index: Index) -> list[Recovered]:
    """As `recover`, but closed files are left alone, whatever the index knows of them.

    Raises:
        ArchiveUnwritableError: a file cannot be finished: disk full, read-only, no permission.
        ArchiveIndexError: the index cannot be written.
    """
    found = (_finish(path, index) for path in sorted(warc_folder.glob(f"*.warc.gz{OPEN_SUFFIX}")))
    results = [recovered for recovered in found if recovered]
    _tell(results)
    return results


def _tell(results: list[Recovered]) -> None:
    for result in results:
        logger.info(
            "recovered %s: %d captures indexed, %d torn bytes moved aside",
            result.path.name,
            result.captures,
            result.torn_bytes,
        )
        for damage in result.damage:
            logger.error("%s", damage)
        if result.lost_bytes:
            logger.error("%s lost %d bytes that were durable", result.path.name, result.lost_bytes)


def _unregistered(warc_folder: Path, index: Index) -> list[Path]:
    """Closed files that the index does not know to be closed.

    Their crawl died between the two; or the machine did, and took the index's last transactions
    along: SQLite syncs them later, and the WARC is what counts. An index that knows no file at all
    is another matter: it was deleted, and is made again by `scrapy reindex`.
    """
    with index.reading() as db:
        known = warc_files(db)
    closed = sorted(warc_folder.glob("*.warc.gz"))
    if closed and not known:
        logger.warning("%d WARC files are not in the index: run `scrapy reindex`", len(closed))
        return []
    return [path for path in closed if path.name not in known or not known[path.name].closed_sha256]


def _finish(path: Path, index: Index) -> Recovered | None:
    """Indexes the whole records, moves a torn tail aside, closes and renames the file."""
    try:
        descriptor = os.open(path, os.O_RDWR | os.O_CLOEXEC)
    except FileNotFoundError:
        return None  # its writer closed it this moment
    except OSError as error:
        raise ArchiveUnwritableError.from_os(path, error) from error
    try:
        if not lock(descriptor, path):
            return None
        size = os.fstat(descriptor).st_size
        known = index.committed(path.name.removesuffix(OPEN_SUFFIX)) or 0
        contents = _index_contents(path, index, known if known <= size else 0)
        end = contents.end
        if end < size:
            _set_aside(path, descriptor, end)
        os.fsync(descriptor)
        lost = max(known - end, 0)
        if end == 0:
            path.unlink()
            sync_folder(path.parent)
            return Recovered(path, 0, size, lost)
        final = path.with_name(path.name.removesuffix(OPEN_SUFFIX))
        path.rename(final)
        sync_folder(final.parent)
    except OSError as error:
        raise ArchiveUnwritableError.from_os(path, error) from error
    finally:
        os.close(descriptor)
    _register_closed(final, index, contents)
    return Recovered(final, contents.captures, size - end, lost, tuple(contents.damage))


def index_file(path: Path, index: Index) -> Recovered:
    """Writes everything a closed file says in the index's table of contents.

    For files of any tool, whether the index knows them or not, and any number of times. Damage is
    stepped over: what lies behind it is indexed too.

    Raises:
        ArchiveUnreadableError: the file is not there or cannot be read.
        ArchiveIndexError: the index cannot be written.
    """
    contents = _index_contents(path, index, 0)
    _register_closed(path, index, contents)
    return Recovered(path, contents.captures, damage=tuple(contents.damage))


def _register(path: Path, index: Index) -> Recovered:
    """Indexes what a closed file holds beyond the committed offset, and its digest."""
    size = path.stat().st_size
    known = index.committed(path.name) or 0
    contents = _index_contents(path, index, known if known <= size else 0)
    _register_closed(path, index, contents)
    lost = max(known - contents.end, 0)
    return Recovered(path, contents.captures, 0, lost, tuple(contents.damage))


def _register_closed(path: Path, index: Index, contents: _Contents) -> None:
    """Writes the digest of a closed file, or tells that it is not the one it was closed with."""
    found = file_sha256(path)
    index.set_committed(path.name, _crawl_id(path, index), contents.end, closed_sha256=found)
    closed = index.closed_sha256(path.name)
    if closed != found:
        contents.damage.append(f"{path}: sha256 {found} is not that of the closed file, {closed}")


@dataclass(slots=True)
class _Contents:
    """What was found in a file: the end of its last whole record, how many captures, damage."""

    end: int
    captures: int = 0
    damage: list[str] = field(default_factory=list)


def _index_contents(path: Path, index: Index, start: int) -> _Contents:
    """Writes the captures from ``start`` on in the index, and the crawls they are of."""
    crawl_id = _crawl_id(path, index)
    contents = _Contents(start)
    batch: list[RecordRef] = []

    def write() -> None:
        index.add_captures(crawl_id, batch)
        contents.captures += len(batch)
        batch.clear()

    for found in read_past_damage(path, start=start):
        if isinstance(found, Damage):
            if _is_torn_tail(path, found):
                logger.info("%s", found.error)
                break
            contents.damage.append(str(found.error))
            continue
        contents.end = found.offset + found.length
        if found.inner_offset:
            logger.error("%s: not indexed, for it shares a gzip member", _place(found))
            continue
        if len(batch) >= _BATCH or _is(found, "warcinfo"):
            write()
        # Files of several crawls may have been joined (WARC 1.1, section 6.2).
        crawl_id = _started(found, index) or crawl_id
        batch += _listed(found)
        if ending := crawl_end(found):
            index.finish_crawl(ending.crawl_uid, ending.fields)
    write()
    return contents


def _is_torn_tail(path: Path, damage: Damage) -> bool:
    """Whether it is what a dead crawl leaves: anywhere else it is damage.

    Bytes inside a record that the file ends in are that record's own, whatever they look like: a
    server may have sent a WARC file.
    """
    torn = isinstance(damage.error, TornRecordError) or damage.following is None
    return torn and path.name.endswith(OPEN_SUFFIX)


def _listed(record: Record) -> list[RecordRef]:
    """The record's entry in the table of contents; none if it is no capture."""
    try:
        return [record.ref] if record.record_type in CAPTURE_TYPES else []
    except FieldError as error:
        logger.warning("%s: not indexed: %s", _place(record), error)
        return []


def _crawl_id(path: Path, index: Index) -> int | None:
    """The crawl that the file's first record names; None if it names none."""
    try:
        return _started(read_record(path, 0), index)
    except RecordError:
        return None


def _started(record: Record, index: Index) -> int | None:
    """The id of the crawl whose ``warcinfo`` this is; None for any other record."""
    try:
        start = crawl_start(record)
    except FieldError as error:
        logger.warning("%s: %s", _place(record), error)
        return None
    if start is None:
        return None
    return index.start_crawl(start.crawl_uid, start.site, start.date, start.fields)


def _is(record: Record, record_type: str) -> bool:
    return (record.header("WARC-Type") or "").lower() == record_type


def _place(record: Record) -> str:
    return f"{record.path} at offset {record.offset}"


def _set_aside(path: Path, descriptor: int, end: int) -> None:
    """Copies what stands behind ``end`` to a file of its own, durably, before cutting it off."""
    torn = path.with_name(path.name.removesuffix(OPEN_SUFFIX) + TORN_SUFFIX)
    with torn.open("wb") as file:
        position = end
        while piece := os.pread(descriptor, _PIECE, position):
            file.write(piece)
            position += len(piece)
        file.flush()
        os.fsync(file.fileno())
    sync_folder(path.parent)
    os.ftruncate(descriptor, end)
