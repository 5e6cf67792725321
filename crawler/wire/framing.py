"""Where an HTTP/1 response begins and ends within the bytes that a connection delivered.

Knows bytes and nothing else, after RFC 9112 sections 2.2, 4, 6 and 7, and as lenient with bare LF
and broken field lines as the parser that reads the same bytes for the crawler.
"""

from __future__ import annotations

import re
from dataclasses import dataclass
from enum import Enum, auto
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Iterator

_Bytes = bytes | bytearray
_Fields = list[tuple[bytes, bytes]]

_HEAD_END = re.compile(rb"\n\r?\n")
_HEX = re.compile(rb"[0-9A-Fa-f]+")
_VERSION = re.compile(rb"HTTP/([0-9])\.([0-9]) ")
_BODILESS = frozenset({204, 304})
_MAX_DIGITS = 18  # of a length: an exabyte; Python refuses to read numbers of thousands of digits


class Ending(Enum):
    """What is known of a message's end.

    ``REACHED``: the last octet is there. ``CONNECTION``: it ends where the connection does.
    ``MISSING``: octets are missing, or what came cannot be understood.
    """

    REACHED = auto()
    CONNECTION = auto()
    MISSING = auto()


@dataclass(frozen=True, slots=True)
class Message:
    """Offsets of the final response among the bytes received.

    Attributes:
        start: of its status line, past all interim (1xx) responses.
        body: of its body; equals ``end`` where there is none (yet).
        end: past its last octet; what lies beyond is surplus.
        ending: whether that end is the message's own.
    """

    start: int
    body: int
    end: int
    ending: Ending


def frame(data: _Bytes, method: str) -> Message:
    """Find the final response to a request of ``method`` in all bytes that came for it."""
    start = 0
    while True:
        head_end = _HEAD_END.search(data, start)
        status = _status(data, start)
        if head_end is None or status is None:
            # An interim head that was cut off is as interim as a whole one.
            begin = len(data) if _is_interim(status) else start
            return Message(begin, len(data), len(data), Ending.MISSING)
        if not _is_interim(status):
            return _frame_body(data, start, head_end.end(), _is_bodiless(status, method))
        start = head_end.end()


class Heads:
    """How far the heads of a response reach, interim ones included, told while it comes.

    Attributes:
        end: past the final head; None as long as that has not come.
    """

    def __init__(self) -> None:
        self.end: int | None = None
        self._start = 0
        self._searched = 0

    def octets(self, data: _Bytes) -> int:
        """How many octets heads take of all that has come; what was searched is not again."""
        while self.end is None:
            # A head's end may have come in pieces.
            found = _HEAD_END.search(data, max(self._start, self._searched - 2))
            if found is None:
                self._searched = len(data)
                return len(data)
            if not _is_interim(_status(data, self._start)):
                self.end = found.end()
            self._start = found.end()
        return self.end


def http_version(data: _Bytes, start: int = 0) -> str | None:
    """The version a status line names, e.g. ``"1.0"``; None where there is no status line."""
    match = _VERSION.match(data, start)
    return f"{match[1].decode()}.{match[2].decode()}" if match else None


def _is_interim(status: int | None) -> bool:
    return status is not None and 100 <= status < 200  # noqa: PLR2004  RFC 9110, 15.2: 1xx


def _is_bodiless(status: int, method: str) -> bool:
    return method == "HEAD" or status in _BODILESS


def _status(data: _Bytes, start: int) -> int | None:
    line_end = data.find(b"\n", start)
    if line_end < 0:
        return None
    parts = bytes(data[start:line_end]).removesuffix(b"\r").split(b" ", 2)
    try:
        return int(parts[1])
    except (IndexError, ValueError):
        return None


def _frame_body(data: _Bytes, start: int, body: int, bodiless: bool) -> Message:  # noqa: FBT001  private
    """Apply the rules of RFC 9112, section 6.3, in their order."""
    fields = _fields(bytes(data[start:body]))
    length: int | None = 0
    if not bodiless:
        codings = [value for name, value in fields if name == b"transfer-encoding"]
        if codings:
            if codings[0].lower() == b"chunked":
                return _ended(data, start, body, _chunked_end(data, body))
            return Message(start, body, len(data), Ending.CONNECTION)
        lengths = [value for name, value in fields if name == b"content-length"]
        if not lengths:
            return Message(start, body, len(data), Ending.CONNECTION)
        length = _content_length(lengths)
    return _ended(data, start, body, None if length is None else body + length)


def _ended(data: _Bytes, start: int, body: int, end: int | None) -> Message:
    if end is None or end > len(data):
        return Message(start, body, len(data), Ending.MISSING)
    return Message(start, body, end, Ending.REACHED)


def _fields(head: bytes) -> _Fields:
    """Field lines of a head, names in lower case, folded lines joined."""
    folded: list[list[bytes]] = []
    for line in _lines(head):
        if line[:1] in (b" ", b"\t") and folded:
            folded[-1].append(line)
        else:
            folded.append([line])
    split = (b"".join(lines).partition(b":") for lines in folded)
    return [(name.lower(), value.strip()) for name, colon, value in split if colon]


def _lines(head: bytes) -> Iterator[bytes]:
    lines = iter(head.split(b"\n"))
    next(lines)  # the status line
    return (line.removesuffix(b"\r") for line in lines)


def _content_length(values: list[bytes]) -> int | None:
    """The one length that all values name; None where they do not agree on a number."""
    numbers = [number.strip(b" \t") for number in b",".join(values).split(b",")]
    if not all(number.isdigit() for number in numbers):
        return None
    significant = {number.lstrip(b"0") for number in numbers}
    if len(significant) > 1:
        return None
    digits = significant.pop()
    return int(digits or b"0") if len(digits) <= _MAX_DIGITS else None


def _chunked_end(data: _Bytes, position: int) -> int | None:
    """Past a chunked body's last octet (RFC 9112, section 7.1); None if it is not to be found."""
    while True:
        line_end = data.find(b"\r\n", position)
        if line_end < 0:
            return None
        size = bytes(data[position:line_end]).partition(b";")[0]
        if not _HEX.fullmatch(size):
            return None
        position = line_end + 2
        octets = int(size, 16)
        if octets == 0:
            return _trailer_end(data, position)
        position += octets
        if data[position : position + 2] != b"\r\n":
            return None
        position += 2


def _trailer_end(data: _Bytes, position: int) -> int | None:
    while (line_end := data.find(b"\r\n", position)) > position:
        position = line_end + 2
    return None if line_end < 0 else line_end + 2
