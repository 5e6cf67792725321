"""Takes WARC files that other tools wrote into the archive's folder.

They are copied byte for byte, but for files that are one gzip member from beginning to end: a
record in such a file has no place of its own that it could be read from, so its records are
packed anew, each as a member (WARC 1.1, annex D.2), with their bytes as they were.
"""

from __future__ import annotations

import filecmp
import hashlib
import os
import shutil
import zlib
from contextlib import contextmanager
from itertools import islice
from typing import TYPE_CHECKING

from archive.warc import ArchiveUnwritableError, RecordError, WarcError, read_records
from archive.warc.file import DEFAULT_GZIP_LEVEL, sync_folder
from archive.warc.record import RECORD_END

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path

PART = ".part"
"""Behind the name of a copy that is not whole yet."""
SUFFIXES = (".warc", ".warc.gz")
_PIECE = 2**20


class AdoptionError(WarcError):
    """A file cannot be taken in.

    Attributes:
        path: the file.
    """

    def __init__(self, path: Path, reason: str) -> None:
        super().__init__(f"{path}: {reason}")
        self.path = path


def adopt(path: Path, warc_folder: Path) -> Path:
    """Take a WARC file into the folder; nothing is done where it already is there.

    Returns:
        Where it is now.

    Raises:
        AdoptionError: it is no file, has another name than WARC files have, or another file of
            that name is there.
        RecordError: records that have to be packed anew or compared are damaged.
        ArchiveUnreadableError: it cannot be read.
        ArchiveUnwritableError: the folder cannot be written.
    """
    if not path.is_file():
        raise AdoptionError(path, "no such file")
    if not path.name.endswith(SUFFIXES):
        raise AdoptionError(path, f"the name of a WARC file ends in {' or '.join(SUFFIXES)}")
    target = warc_folder / path.name
    if path.resolve() == target.resolve():
        return target
    if target.exists():
        if not _same(path, target):
            raise AdoptionError(path, f"{target} exists and is another file")
        return target
    with _made(target) as part:
        if is_one_member(path):
            _pack(path, part)
        else:
            shutil.copyfile(path, part)
    return target


def separate(path: Path) -> bool:
    """Pack a file in the archive anew if it is one gzip member; whether it was.

    Raises:
        ArchiveUnreadableError: it cannot be read.
        ArchiveUnwritableError: it cannot be written.
    """
    if not is_one_member(path):
        return False
    with _made(path) as part:
        _pack(path, part)
    return True


def is_one_member(path: Path) -> bool:
    """Whether the second record lies in the gzip member of the first.

    Raises:
        ArchiveUnreadableError: the file cannot be read.
    """
    try:
        return any(record.inner_offset for record in islice(read_records(path), 2))
    except RecordError:
        return False  # damage is told of where the file is read


@contextmanager
def _made(target: Path) -> Iterator[Path]:
    """A file that gets its name when it is whole and on the disk."""
    part = target.with_name(target.name + PART)
    try:
        target.parent.mkdir(parents=True, exist_ok=True)
        yield part
        with part.open("rb+") as file:
            os.fsync(file.fileno())
        part.rename(target)
        sync_folder(target.parent)
    except OSError as error:
        raise ArchiveUnwritableError.from_os(target, error) from error
    finally:
        part.unlink(missing_ok=True)


def _pack(path: Path, part: Path) -> None:
    with part.open("wb") as file:
        for record in read_records(path):
            compressor = zlib.compressobj(DEFAULT_GZIP_LEVEL, zlib.DEFLATED, wbits=31)
            for piece in (record.header_bytes, record.block, RECORD_END):
                file.write(compressor.compress(piece))
            file.write(compressor.flush())


def _same(one: Path, other: Path) -> bool:
    """Whether two files hold the same records, whatever they are packed in."""
    return filecmp.cmp(one, other, shallow=False) or _digest(one) == _digest(other)


def _digest(path: Path) -> bytes:
    digest = hashlib.sha256()
    for record in read_records(path):
        digest.update(record.header_bytes)
        digest.update(record.block)
    return digest.digest()
