"""Transfer and content codings: from a body as sent to the payload, and on to the content.

Hostile and broken input is normal: nothing here decodes without a limit on what comes out.
"""

from __future__ import annotations

import re
import zlib
from dataclasses import dataclass
from typing import TYPE_CHECKING

import brotli  # type: ignore[import-untyped]  # Brotli ships no types
from backports import zstd

from archive.warc.errors import ContentCodingError, ContentTooLargeError

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Iterator

CONTENT_LIMIT = 256 * 2**20
"""Bytes that a payload may decode to unless the caller says otherwise."""

_CHUNK_SIZE = re.compile(rb"[ \t]*([0-9A-Fa-f]{1,16})[ \t]*(?:;|\r?$)")
_LINE_LIMIT = 64 * 2**10
_PIECE = 2**16


@dataclass(frozen=True, slots=True)
class Dechunked:
    """A chunked body with its framing taken off (RFC 9112, section 7.1).

    Attributes:
        data: what the chunks hold, as far as they came.
        trailers: the trailer section, as sent.
        end: offset behind the last octet that belongs to the message.
        fault: what is wrong with the framing; None for a whole, well-formed body.
    """

    data: bytes
    trailers: bytes
    end: int
    fault: str | None


def dechunk(body: bytes) -> Dechunked:
    """Takes the chunked coding off; extensions and trailers allowed, bare LF forgiven."""
    pieces: list[bytes] = []
    position = 0
    while True:
        line, after = _line(body, position)
        size_match = _CHUNK_SIZE.match(line) if line is not None else None
        if size_match is None:
            what = "ends inside a chunk's size" if line is None else "not a chunk's size"
            return Dechunked(b"".join(pieces), b"", position, f"{what} at body offset {position}")
        size = int(size_match[1], 16)
        if size == 0:
            end = _trailers_end(body, after)
            fault = "ends inside the trailers" if end is None else None
            end = len(body) if end is None else end
            return Dechunked(b"".join(pieces), body[after:end], end, fault)
        pieces.append(body[after : after + size])
        if after + size > len(body):
            cut = f"ends inside the chunk at body offset {position}"
            return Dechunked(b"".join(pieces), b"", len(body), cut)
        line, next_position = _line(body, after + size)
        if line is None or line.strip(b"\r"):
            wrong = f"no line break behind the chunk at body offset {position}"
            return Dechunked(b"".join(pieces), b"", after + size, wrong)
        position = next_position


def _line(body: bytes, start: int) -> tuple[bytes | None, int]:
    """The line at ``start`` without its LF, and the offset behind it; None if none ends there."""
    end = body.find(b"\n", start, start + _LINE_LIMIT)
    return (None, start) if end < 0 else (body[start:end], end + 1)


def _trailers_end(body: bytes, start: int) -> int | None:
    """Offset behind the empty line that ends the trailers."""
    position = start
    while True:
        line, after = _line(body, position)
        if line is None:
            return None
        if not line.strip(b"\r"):
            return after
        position = after


def decode(payload: bytes, codings: Iterable[str], *, limit: int = CONTENT_LIMIT) -> bytes:
    """Takes content codings off, the last one first (RFC 9110, section 8.4).

    A stream that ends early gives what could be decoded, as browsers and Scrapy do.

    Args:
        payload: the body, transfer coding removed.
        codings: names from Content-Encoding in the order sent, lower case.
        limit: most bytes that any step may give.

    Raises:
        ContentCodingError: an unknown coding, or bytes that are not of the coding.
        ContentTooLargeError: more than ``limit`` would come out.
    """
    for coding in reversed(list(codings)):
        if coding in {"", "identity"} or not payload:
            continue
        try:
            decoder = _DECODERS[coding]
        except KeyError:
            raise ContentCodingError(coding, "unknown") from None
        pieces: list[bytes] = []
        total = 0
        try:
            for piece in decoder(payload):
                total += len(piece)
                if total > limit:
                    raise ContentTooLargeError(coding, limit)
                pieces.append(piece)
        except (zlib.error, brotli.error, zstd.ZstdError) as error:
            if not total:
                raise ContentCodingError(coding, str(error)) from error
        payload = b"".join(pieces)
    return payload


def _gzip(data: bytes) -> Iterator[bytes]:
    """All members; what follows the last one is ignored, as ``gunzip`` does."""
    while data:
        decoder = zlib.decompressobj(wbits=31)
        yield from _inflate(decoder, data)
        data = decoder.unused_data
        if data[:2] != b"\x1f\x8b":
            return


def _deflate(data: bytes) -> Iterator[bytes]:
    """Zlib as the RFC says, or raw deflate as some servers send."""
    decoder = zlib.decompressobj()
    try:
        first = decoder.decompress(data, _PIECE)
    except zlib.error:
        yield from _inflate(zlib.decompressobj(wbits=-15), data)
        return
    yield first
    yield from _inflate(decoder, decoder.unconsumed_tail)


def _inflate(decoder: zlib._Decompress, data: bytes) -> Iterator[bytes]:
    while data and not decoder.eof:
        yield decoder.decompress(data, _PIECE)
        data = decoder.unconsumed_tail
    if not decoder.eof:
        yield decoder.flush()


def _brotli(data: bytes) -> Iterator[bytes]:
    decoder = brotli.Decompressor()
    piece = decoder.process(data, output_buffer_limit=_PIECE)
    while piece:
        yield piece
        if decoder.is_finished():
            return
        piece = decoder.process(b"", output_buffer_limit=_PIECE)


def _zstd(data: bytes) -> Iterator[bytes]:
    """All frames (RFC 8878, section 3.1)."""
    while data:
        decoder = zstd.ZstdDecompressor()
        feed = data
        while not decoder.eof:
            piece = decoder.decompress(feed, _PIECE)
            feed = b""
            if not piece and decoder.needs_input:
                return
            yield piece
        data = decoder.unused_data


_DECODERS: dict[str, Callable[[bytes], Iterator[bytes]]] = {
    "gzip": _gzip,
    "x-gzip": _gzip,
    "deflate": _deflate,
    "br": _brotli,
    "zstd": _zstd,
}
