"""The one open WARC file of a crawl: appends whole records, syncs, closes, never half a record."""

from __future__ import annotations

import contextlib
import fcntl
import hashlib
import os
import re
import socket
import weakref
from dataclasses import dataclass
from datetime import UTC, datetime
from typing import TYPE_CHECKING

from archive.warc.build import warcinfo
from archive.warc.errors import ArchiveUnreadableError, ArchiveUnwritableError

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence
    from pathlib import Path

    from archive.model import RecordRef
    from archive.warc.record import Record

OPEN_SUFFIX = ".open"
"""What a file's name ends with until it is whole and closed."""

DEFAULT_GZIP_LEVEL = 6
_UNSAFE = re.compile(r"[^A-Za-z0-9._]+")
_ATTEMPTS = 100


@dataclass(frozen=True, slots=True)
class ClosedFile:
    """A file that will not change any more.

    Attributes:
        path: its final path.
        size: in bytes.
        sha256: of the whole file, lower-case hex.
    """

    path: Path
    size: int
    sha256: str


def warc_name(prefix: str, date: datetime, serial: int) -> str:
    """A name after WARC 1.1, annex C, with the time to the millisecond and the process in it.

    Two crawls of one site that start at the same moment, on this machine or on another one that
    shares the folder, get different names.
    """
    stamp = date.astimezone(UTC).strftime("%Y%m%d%H%M%S%f")[:17]
    host = _UNSAFE.sub("_", socket.gethostname())[:64] or "localhost"
    clean = _UNSAFE.sub("_", prefix)[:64] or "crawl"
    return f"{clean}-{stamp}-{serial:05d}-{os.getpid()}~{host}.warc.gz"


def sync_folder(folder: Path) -> None:
    """Makes a change of names in a folder durable.

    Raises:
        OSError: the folder cannot be opened or synced.
    """
    descriptor = os.open(folder, os.O_RDONLY | os.O_DIRECTORY | os.O_CLOEXEC)
    try:
        os.fsync(descriptor)
    finally:
        os.close(descriptor)


def file_sha256(path: Path) -> str:
    """SHA-256 of a file, lower-case hex.

    Raises:
        ArchiveUnreadableError: it is not there or cannot be read.
    """
    try:
        with path.open("rb") as file:
            return hashlib.file_digest(file, "sha256").hexdigest()
    except OSError as error:
        raise ArchiveUnreadableError(path, error) from error


def lock(descriptor: int, path: Path) -> bool:
    """Takes the file's lock; False where another process has it or it is not this file any more.

    The lock is the open file's own (flock): it ends with the process, however that ends, and
    reading the file elsewhere in the process does not lose it, as it would a POSIX lock.
    """
    try:
        fcntl.flock(descriptor, fcntl.LOCK_EX | fcntl.LOCK_NB)
        return os.path.samestat(os.fstat(descriptor), path.stat())
    except (BlockingIOError, FileNotFoundError):
        return False


class WarcFile:
    """A file being written; its first record is its ``warcinfo``.

    Not for use by several threads at once.

    Attributes:
        path: where it is now, with ``.open`` behind its name.
        name: its name once closed.
        size: bytes of whole records, which is where the next one begins.
        warcinfo_id: identifier of its ``warcinfo`` record.
    """

    def __init__(
        self,
        folder: Path,
        *,
        prefix: str,
        serial: int,
        fields: Mapping[str, str],
        gzip_level: int = DEFAULT_GZIP_LEVEL,
    ) -> None:
        """Makes the file, locks it, writes ``warcinfo``, and syncs file and folder.

        Args:
            folder: made if it is not there.
            prefix: what names of files begin with, such as the site's name.
            serial: number of the file within the crawl, from 0.
            fields: what ``warcinfo`` says.
            gzip_level: 1 (fast) to 9 (small).

        Raises:
            ArchiveUnwritableError: disk full, read-only, no permission.
        """
        self._level = gzip_level
        now = datetime.now(UTC)
        self.size = 0
        self._digest = hashlib.sha256()
        try:
            folder.mkdir(parents=True, exist_ok=True)
            self.name, self._descriptor = _create(folder, prefix, now, serial)
        except OSError as error:
            raise ArchiveUnwritableError.from_os(folder, error) from error
        self.path = folder / (self.name + OPEN_SUFFIX)
        _LIVE.add(self)
        first = warcinfo(self.name, now, fields)
        self.warcinfo_id = first.record_id
        try:
            self.append([first])
            os.fsync(self._descriptor)
            sync_folder(folder)
        except OSError as error:
            self.abandon()
            raise ArchiveUnwritableError.from_os(self.path, error) from error
        except ArchiveUnwritableError:
            self.abandon()
            raise

    def append(self, records: Sequence[Record]) -> list[RecordRef]:
        """Appends records, all of them or none.

        Returns:
            Where each one lies. They are durable after `sync` only.

        Raises:
            ArchiveUnwritableError: they could not be written; the file ends as it did before.
            FieldError: a record holds what cannot stand in a WARC header; nothing was written.
        """
        members = [record.to_member(self._level) for record in records]
        data = b"".join(members)
        try:
            _write_all(self._descriptor, data)
        except OSError as error:
            self._cut_back()
            raise ArchiveUnwritableError.from_os(self.path, error) from error
        refs = []
        for record, member in zip(records, members, strict=True):
            refs.append(record.ref_at(self.name, self.size, len(member)))
            self.size += len(member)
        self._digest.update(data)
        return refs

    def sync(self) -> None:
        """Makes durable what was appended.

        Raises:
            ArchiveUnwritableError: the disk refused, or the file is not in its folder any more.
        """
        try:
            os.fdatasync(self._descriptor)
            in_place = os.path.samestat(os.fstat(self._descriptor), self.path.stat())
        except OSError as error:
            raise ArchiveUnwritableError.from_os(self.path, error) from error
        if not in_place:
            reason = "another file stands in its place"
            raise ArchiveUnwritableError(self.path, reason, "find out who moved it, then run again")

    def close(self) -> ClosedFile:
        """Syncs the file, gives it its final name, and syncs the folder.

        Raises:
            ArchiveUnwritableError: one of these failed; recovery finishes the file later.
        """
        final = self.path.with_name(self.name)
        try:
            self.sync()
            os.fsync(self._descriptor)
            self.path.rename(final)
            sync_folder(final.parent)
        except OSError as error:
            raise ArchiveUnwritableError.from_os(self.path, error) from error
        finally:
            self.abandon()
        return ClosedFile(final, self.size, self._digest.hexdigest())

    def abandon(self) -> None:
        """Lets go of the file as it is, with its lock; recovery finishes it."""
        _LIVE.discard(self)
        if self._descriptor >= 0:
            os.close(self._descriptor)
            self._descriptor = -1

    def _cut_back(self) -> None:
        """Cuts half a record off; where even that fails, recovery does it at the next start."""
        with contextlib.suppress(OSError):
            os.ftruncate(self._descriptor, self.size)
            os.fsync(self._descriptor)


_LIVE: weakref.WeakSet[WarcFile] = weakref.WeakSet()


def _let_go_in_child() -> None:
    """A forked child must not hold the lock when its parent is gone."""
    for file in list(_LIVE):
        file.abandon()


os.register_at_fork(after_in_child=_let_go_in_child)


def _create(folder: Path, prefix: str, date: datetime, serial: int) -> tuple[str, int]:
    """Makes a file of a new name and takes its lock.

    Between the two, a recovery elsewhere may have taken the empty file for a dead one's; then
    another name is tried.
    """
    for attempt in range(_ATTEMPTS):
        name = warc_name(prefix, date, serial + attempt)
        path = folder / (name + OPEN_SUFFIX)
        if path.with_name(name).exists():
            continue
        flags = os.O_WRONLY | os.O_CREAT | os.O_EXCL | os.O_APPEND | os.O_CLOEXEC
        try:
            descriptor = os.open(path, flags, 0o644)
        except FileExistsError:
            continue
        if lock(descriptor, path):
            return name, descriptor
        os.close(descriptor)
    raise FileExistsError(17, "no free name for a new WARC file", str(folder))


def _write_all(descriptor: int, data: bytes) -> None:
    """Writes everything; a short write is followed by one that says why it was short."""
    view = memoryview(data)
    while view:
        view = view[os.write(descriptor, view) :]
