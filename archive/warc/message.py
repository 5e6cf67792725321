"""HTTP/1.x messages as they crossed the socket: head, status, fields, payload.

Lenient as browsers are (bare LF, odd spaces, no reason phrase), and never a change to the bytes.
"""

from __future__ import annotations

import re
from dataclasses import dataclass
from functools import cached_property

from archive.warc.coding import Dechunked, dechunk, decode
from archive.warc.errors import ContentCodingError, ContentTooLargeError

_HEAD_END = re.compile(rb"\n\r?\n")
_STATUS = re.compile(rb"HTTP/[0-9]+(?:\.[0-9]+)?[ \t]+([0-9]{3})(?![0-9])")
_REQUEST_LINE = re.compile(rb"[!#-'*+.^-z|~0-9A-Z-]+[ \t]+\S.*?[ \t]HTTP/[0-9]")
_MEDIA_TYPE = re.compile(r"[!#$&^_.+a-z0-9-]+/[!#$&^_.+a-z0-9-]+")

_DECODED = re.compile(rb"(?:\xef\xbb\xbf)?\s*[<{\[]|\xff\xd8\xff|\x89PNG|GIF8|RIFF")


@dataclass(frozen=True)
class HttpMessage:
    """One request or response.

    Attributes:
        head: start line and fields with the empty line behind them, as sent; ``b""`` where the
            octets do not begin like HTTP (HTTP/0.9, or something else).
        body: everything behind the head, as sent.
    """

    head: bytes
    body: bytes

    @classmethod
    def parse(cls, octets: bytes) -> HttpMessage:
        """Splits a message behind its head; a message cut off inside its head is all head."""
        if not (_STATUS.match(octets) or _REQUEST_LINE.match(octets[:65536])):
            return cls(b"", octets)
        end = _HEAD_END.search(octets)
        split = end.end() if end else len(octets)
        return cls(octets[:split], octets[split:])

    @cached_property
    def status(self) -> int | None:
        """The status code; None for a request."""
        match = _STATUS.match(self.head)
        return int(match[1]) if match else None

    @cached_property
    def headers(self) -> list[tuple[bytes, bytes]]:
        """Field names and values in their order, case kept, folded lines joined by a space."""
        fields: list[tuple[bytes, list[bytes]]] = []
        for raw in self.head.split(b"\n")[1:]:
            line = raw.rstrip(b"\r")
            if line[:1] in {b" ", b"\t"} and fields:
                fields[-1][1].append(line)
            elif b":" in line:
                name, _, value = line.partition(b":")
                fields.append((name.rstrip(b" \t"), [value.strip(b" \t\r")]))
        return [(name, _unfolded(lines)) for name, lines in fields]

    def values(self, name: bytes) -> list[bytes]:
        """Every value of a field, in their order."""
        wanted = name.lower()
        return [value for field, value in self.headers if field.lower() == wanted]

    def tokens(self, name: bytes) -> list[str]:
        """A list field's members in lower case, parameters left off (RFC 9110, section 5.6.1)."""
        joined = b",".join(self.values(name)).decode("latin-1")
        members = (member.partition(";")[0].strip().lower() for member in joined.split(","))
        return [member for member in members if member]

    @cached_property
    def media_type(self) -> str | None:
        """The media type named last, lower case, without parameters; None if it is not one."""
        values = self.values(b"content-type")
        return media_type(values[-1].decode("latin-1")) if values else None

    @property
    def is_chunked(self) -> bool:
        """Whether the head says that the body is chunked."""
        return "chunked" in self.tokens(b"transfer-encoding")

    @cached_property
    def dechunked(self) -> Dechunked | None:
        """The body with its chunks joined; None where it is not chunked.

        Some tools keep the head and store the body joined already: a body that does not even begin
        with a chunk's size counts as not chunked, whatever the head says.
        """
        if not self.is_chunked:
            return None
        result = dechunk(self.body)
        return None if result.fault and not result.end else result

    @cached_property
    def payload(self) -> bytes:
        """The body without transfer coding, with content coding (RFC 9110, section 6.4)."""
        return self.body if self.dechunked is None else self.dechunked.data

    def content(self, *, limit: int) -> bytes:
        """The payload without content coding.

        Some tools keep the head and store the body decoded already: one that is not coded as the
        head says, and begins like a page or a picture, is taken as it is.

        Raises:
            ContentCodingError: it is not coded as the head says, or in a way not known here.
            ContentTooLargeError: it would decode to more than ``limit`` bytes.
        """
        try:
            return decode(self.payload, self.tokens(b"content-encoding"), limit=limit)
        except ContentTooLargeError:
            raise
        except ContentCodingError:
            if _DECODED.match(self.payload):
                return self.payload
            raise


def _unfolded(lines: list[bytes]) -> bytes:
    if len(lines) == 1:
        return lines[0]
    return b" ".join(filter(None, (line.strip() for line in lines)))


def media_type(content_type: str) -> str | None:
    """The media type in a ``Content-Type``, lower case, without parameters; None if it is none."""
    name = content_type.partition(";")[0].strip().lower()
    return name if _MEDIA_TYPE.fullmatch(name) else None
