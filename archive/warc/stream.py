"""Bytes of a WARC file with its gzip taken off, and the file offsets they come from.

warcio's reader is not used: it goes on silently where gzip data is damaged or ends early, and a
fixity check has to see exactly that.
"""

from __future__ import annotations

import zlib
from typing import TYPE_CHECKING, BinaryIO, Protocol

from archive.warc.errors import CorruptRecordError, TornRecordError

if TYPE_CHECKING:
    from pathlib import Path

GZIP_MAGIC = b"\x1f\x8b\x08"
_FIRST_READ = 16 * 2**10
_READ = 256 * 2**10


class _Source(Protocol):
    """What gives a `Stream` its bytes."""

    def fill(self) -> bytes:
        """The next bytes; ``b""`` at the end."""

    def raw_end(self) -> int:
        """File offset behind everything given so far, once the end is reached."""


class PlainSource:
    """An uncompressed file from ``offset`` to its end."""

    def __init__(self, file: BinaryIO, offset: int) -> None:
        file.seek(offset)
        self._file = file
        self._position = offset

    def fill(self) -> bytes:
        """The next bytes; ``b""`` at the end of the file."""
        data = self._file.read(_READ)
        self._position += len(data)
        return data

    def raw_end(self) -> int:
        """File offset behind what was read."""
        return self._position


class GzipMember:
    """One gzip member (RFC 1952) that begins at ``offset``, its checksum and length checked."""

    def __init__(self, file: BinaryIO, path: Path, offset: int) -> None:
        file.seek(offset)
        self._file = file
        self._path = path
        self._offset = offset
        self._fed = offset
        self._decoder = zlib.decompressobj(wbits=31)

    def fill(self) -> bytes:
        """The next decompressed bytes; ``b""`` behind the member.

        Raises:
            TornRecordError: the file ends inside the member.
            CorruptRecordError: the bytes are not gzip, or fail its checksum.
        """
        while not self._decoder.eof:
            data = self._decoder.unconsumed_tail
            if not data:
                first = self._fed == self._offset
                data = self._file.read(_FIRST_READ if first else _READ)
                self._fed += len(data)
            if not data:
                reason = "the file ends inside this gzip member"
                raise TornRecordError(self._path, self._offset, reason)
            try:
                output = self._decoder.decompress(data, _READ)
            except zlib.error as error:
                raise CorruptRecordError(self._path, self._offset, str(error)) from error
            if output:
                return output
        return b""

    def raw_end(self) -> int:
        """File offset behind the member; right once `fill` has returned ``b""``."""
        return self._fed - len(self._decoder.unused_data)


class Stream:
    """Reads lines and counted bytes from a source.

    Attributes:
        consumed: bytes handed out so far.
    """

    def __init__(self, source: _Source) -> None:
        self._source = source
        self._buffer = b""
        self._position = 0
        self.consumed = 0

    def line(self, limit: int) -> bytes:
        """Up to and with the next LF; without one at the end of data, or behind ``limit`` bytes."""
        pieces: list[bytes] = []
        total = 0
        while total < limit and self._available():
            stop = min(len(self._buffer), self._position + limit - total)
            end = self._buffer.find(b"\n", self._position, stop)
            piece = self._advance((end + 1 if end >= 0 else stop) - self._position)
            pieces.append(piece)
            total += len(piece)
            if end >= 0:
                break
        return b"".join(pieces)

    def take(self, count: int) -> bytes:
        """``count`` bytes, fewer at the end of data."""
        pieces: list[bytes] = []
        while count > 0 and self._available():
            piece = self._advance(min(count, len(self._buffer) - self._position))
            pieces.append(piece)
            count -= len(piece)
        return pieces[0] if len(pieces) == 1 else b"".join(pieces)

    def skip(self, count: int) -> int:
        """Passes over ``count`` bytes; the number passed is less at the end of data."""
        left = count
        while left > 0 and self._available():
            left -= len(self._advance(min(left, len(self._buffer) - self._position)))
        return count - left

    def line_breaks(self) -> bytes:
        """The CR and LF bytes that stand here, at most 1 KiB of them."""
        taken = bytearray()
        while len(taken) < 2**10 and self._available():
            if self._buffer[self._position] not in b"\r\n":
                break
            taken += self._advance(1)
        return bytes(taken)

    def at_end(self) -> bool:
        """Whether there are no more bytes."""
        return not self._available()

    def _available(self) -> bool:
        if self._position >= len(self._buffer):
            self._buffer = self._source.fill()
            self._position = 0
        return bool(self._buffer)

    def _advance(self, count: int) -> bytes:
        piece = self._buffer[self._position : self._position + count]
        self._position += count
        self.consumed += count
        return piece
