"""What can go wrong with WARC files, each with the file, offset or value it is about."""

from __future__ import annotations

import errno
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from pathlib import Path

_ADVICE = {
    errno.ENOSPC: "free space on that disk, then run again: it goes on where it stopped",
    errno.EDQUOT: "raise the disk quota or free space, then run again",
    errno.EFBIG: "raise the limit on file size (ulimit -f) or lower the WARC file size, run again",
    errno.EROFS: "the file system is read-only: mount it writable or name another ARCHIVE_DIR",
    errno.EACCES: "give this user the right to write there or name another ARCHIVE_DIR",
    errno.EPERM: "give this user the right to write there or name another ARCHIVE_DIR",
    errno.EIO: "the disk reports errors: check it before running again",
    errno.ENOENT: "it was moved or deleted while in use: find out by whom, then run again",
    errno.ENOTDIR: "name another ARCHIVE_DIR: a file stands where a folder has to be",
    errno.EEXIST: "name another ARCHIVE_DIR: a file stands where a folder has to be",
}


class WarcError(Exception):
    """Base class of every error about WARC files."""


class ArchiveUnwritableError(WarcError):
    """The archive cannot be written: disk full, read-only, no permission, a file taken away.

    Attributes:
        path: the file or folder it happened to.
    """

    def __init__(self, path: Path, reason: str, advice: str) -> None:
        super().__init__(f"cannot write the archive at {path}: {reason}; {advice}")
        self.path = path

    @classmethod
    def from_os(cls, path: Path, error: OSError) -> ArchiveUnwritableError:
        """The same error with the path and what to do about it."""
        advice = _ADVICE.get(error.errno or 0, "make it writable, then run again")
        return cls(path, error.strerror or str(error), advice)


class ArchiveUnreadableError(WarcError):
    """A WARC file is not there or cannot be read.

    Attributes:
        path: the file.
    """

    def __init__(self, path: Path, error: OSError) -> None:
        super().__init__(f"cannot read {path}: {error.strerror or error}")
        self.path = path


class RecordError(WarcError):
    """A place in a WARC file does not hold a whole, well-formed record.

    Attributes:
        path: the file.
        offset: where the record (or its gzip member) begins, in bytes.
        reason: what is wrong, without file and offset.
    """

    def __init__(self, path: Path, offset: int, reason: str) -> None:
        super().__init__(f"{path} at offset {offset}: {reason}")
        self.path = path
        self.offset = offset
        self.reason = reason


class TornRecordError(RecordError):
    """The file ends inside a record: its writer was stopped, or the copy is not complete."""


class CorruptRecordError(RecordError):
    """The bytes are not gzip, fail its checksum, or are no WARC record."""


class RecordTooLargeError(RecordError):
    """A record's block is larger than the reader was told to hold in memory."""


class FieldError(WarcError, ValueError):
    """A WARC header field is missing, or holds what the specification does not allow.

    Attributes:
        value: what it holds; None where it is missing.
        field: the field's name.
    """

    def __init__(self, value: str | None, field: str, reason: str) -> None:
        shown = "missing" if value is None else repr(value[:200])
        super().__init__(f"{field} {shown}: {reason}")
        self.value = value
        self.field = field


class ContentCodingError(WarcError):
    """A payload cannot be decoded as its Content-Encoding says.

    Attributes:
        coding: the content coding, as far as it is of a sane length.
    """

    def __init__(self, coding: str, reason: str) -> None:
        self.coding = coding[:40]
        super().__init__(f"content coding {self.coding!r}: {reason}")


class ContentTooLargeError(ContentCodingError):
    """A payload decodes to more than the limit: a decompression bomb, or not for memory."""

    def __init__(self, coding: str, limit: int) -> None:
        super().__init__(coding, f"decodes to more than {limit} bytes")
