"""What can go wrong with the index, each with the file or value it is about."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from pathlib import Path


class ArchiveIndexError(Exception):
    """Base class of every error the index raises; comes whole out of a worker process."""

    def __reduce__(self) -> tuple[Any, ...]:
        # An exception's own way to be unpickled is to be made anew, from its message alone.
        return type(self).__new__, (type(self), *self.args), self.__dict__


class IndexNotFoundError(ArchiveIndexError):
    """There is no index file to read."""

    def __init__(self, path: Path) -> None:
        super().__init__(f"no index at {path}: crawl or reindex first")
        self.path = path


class IndexUnwritableError(ArchiveIndexError):
    """The index cannot be written: disk full, read-only, no permission, or locked for too long."""

    def __init__(self, path: Path, reason: str) -> None:
        super().__init__(f"cannot write the index {path}: {reason}")
        self.path = path


class IndexUnreadableError(ArchiveIndexError):
    """The index cannot be read: no permission, a broken disk, or locked for too long."""

    def __init__(self, path: Path, reason: str) -> None:
        super().__init__(f"cannot read the index {path}: {reason}")
        self.path = path


class IndexFormatError(ArchiveIndexError):
    """The file is no index of ours, is damaged, or is of a version this program does not know."""

    def __init__(self, path: Path, reason: str) -> None:
        super().__init__(f"cannot use {path} as index: {reason}")
        self.path = path


class UnknownCaptureError(ArchiveIndexError, LookupError):
    """A row was to be keyed to a capture that is not in the index."""

    def __init__(self, record_id: str) -> None:
        super().__init__(f"no capture with record id {record_id!r} in the index")
        self.record_id = record_id


class NaiveDateError(ArchiveIndexError, ValueError):
    """A date without offset was to be stored: its moment is not known."""

    def __init__(self, value: object) -> None:
        super().__init__(f"date without offset: {value!r}")
