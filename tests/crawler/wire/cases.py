"""Odd answers that real servers give, each with what a crawler should make of it."""

from __future__ import annotations

import gzip
import zlib
from dataclasses import dataclass

import brotli  # type: ignore[import-untyped]  # it ships no types
from backports import zstd

from tests.loopback import Close, Pause, Reply

_OK = b"HTTP/1.1 200 OK\r\n"
_ALL_OCTETS = bytes(range(256)) * 1200


@dataclass(frozen=True)
class Case:
    """One exchange; the server sends ``interim + message + surplus`` and maybe hangs up.

    Attributes:
        message: what must be kept, octet for octet.
        pieces: send it in that many pieces.
        body: what a spider must get; None where that is not the matter.
    """

    message: bytes
    body: bytes | None = None
    status: int = 200
    method: str = "GET"
    sends: bytes = b""
    interim: bytes = b""
    surplus: bytes = b""
    pieces: int = 1
    close: bool = False

    def reply(self) -> Reply:
        step = -(-len(self.message) // self.pieces)
        wire = [self.message[at : at + step] for at in range(0, len(self.message), step)]
        wire[0] = self.interim + wire[0]
        wire[-1] += self.surplus
        steps: list[bytes | Pause | Close] = []
        for piece in wire:
            steps += [piece, Pause(0.002)] if len(wire) > 1 else [piece]
        return [*steps, Close()] if self.close else steps


def _sized(body: bytes, fields: bytes = b"", status: bytes = b"200 OK") -> bytes:
    return b"HTTP/1.1 %b\r\n%bContent-Length: %d\r\n\r\n%b" % (status, fields, len(body), body)


def _coded(coding: bytes, body: bytes) -> bytes:
    return _sized(body, b"Content-Type: text/plain\r\nContent-Encoding: %b\r\n" % coding)


def _raw_deflate(data: bytes) -> bytes:
    packer = zlib.compressobj(wbits=-zlib.MAX_WBITS)
    return packer.compress(data) + packer.flush()


def _chunk(data: bytes) -> bytes:
    return b"%x\r\n%b\r\n" % (len(data), data)


_TEXT = "Patrouille à l'aube. ".encode() * 50
_SHORT = b"short"

CASES: dict[str, Case] = {
    "plain": Case(_sized(_SHORT), _SHORT),
    "odd-header-case-and-order": Case(
        b"HTTP/1.1 200 OK\r\nzEBRA: 1\r\nCONTENT-length: 5\r\nAPPLE:2\r\nx-MiXeD:\t3 \r\n\r\nshort",
        _SHORT,
    ),
    "duplicate-headers": Case(
        _sized(_SHORT, b"Set-Cookie: a=1\r\nX: 1\r\nset-cookie: b=2\r\nX: 1\r\n"), _SHORT
    ),
    "empty-and-spaced-values": Case(_sized(_SHORT, b"A:\r\nB:   \r\nC:  c  \r\n"), _SHORT),
    "latin-1-header-bytes": Case(_sized(_SHORT, b"X-Ort: K\xf6ln\xa0\xff\r\n"), _SHORT),
    "utf-8-header-bytes": Case(_sized(_SHORT, "X-Ort: Київ\r\n".encode()), _SHORT),
    "bare-lf": Case(b"HTTP/1.1 200 OK\nX: 1\nContent-Length: 5\n\nshort", _SHORT),
    "mixed-line-ends": Case(b"HTTP/1.1 200 OK\r\nX: 1\nContent-Length: 5\r\n\nshort", _SHORT),
    "folded-header": Case(
        b"HTTP/1.1 200 OK\r\nX: one\r\n  two\r\n\tthree\r\nContent-Length: 5\r\n\r\nshort", _SHORT
    ),
    "line-without-colon": Case(_sized(_SHORT, b"this is no field\r\n"), _SHORT),
    "no-reason-phrase": Case(b"HTTP/1.1 200\r\nContent-Length: 5\r\n\r\nshort", _SHORT),
    "odd-reason-phrase": Case(_sized(_SHORT, status=b"200 Tr\xe8s  bien: oui"), _SHORT),
    "repeated-length": Case(_sized(_SHORT, b"Content-Length: 5\r\n"), _SHORT),
    "length-zero": Case(_sized(b""), b""),
    "large-binary": Case(_sized(_ALL_OCTETS), _ALL_OCTETS),
    "many-pieces": Case(_sized(_TEXT, b"X: 1\r\n"), _TEXT, pieces=40),
    "chunked": Case(_OK + b"Transfer-Encoding: chunked\r\n\r\n5\r\nshort\r\n0\r\n\r\n", _SHORT),
    "chunked-odd-sizes": Case(
        _OK
        + b"tRANSFER-eNCODING:  Chunked\r\n\r\n"
        + b"00A\r\n0123456789\r\na\r\nabcdefghij\r\n000\r\n\r\n",
        b"0123456789abcdefghij",
    ),
    "chunked-extensions-and-trailers": Case(
        _OK
        + b"Trailer: X-Sum\r\nTransfer-Encoding: chunked\r\n\r\n"
        + b'2;n=v;q="a b"\r\nsh\r\n3;\r\nort\r\n0;last\r\nX-Sum: 1\r\nx-sum:2\r\n\r\n',
        _SHORT,
    ),
    "chunked-in-pieces": Case(
        _OK + b"Transfer-Encoding: chunked\r\n\r\n2\r\nsh\r\n3\r\nort\r\n0\r\nT: 1\r\n\r\n",
        _SHORT,
        pieces=75,
    ),
    "chunked-empty": Case(_OK + b"Transfer-Encoding: chunked\r\n\r\n0\r\n\r\n", b""),
    "chunked-with-a-length": Case(
        _OK + b"Content-Length: 3\r\nTransfer-Encoding: chunked\r\n\r\n5\r\nshort\r\n0\r\n\r\n",
        _SHORT,
    ),
    "chunked-gzip": Case(
        _OK
        + b"Content-Encoding: gzip\r\nTransfer-Encoding: chunked\r\n\r\n"
        + _chunk(gzip.compress(_TEXT, mtime=0))
        + b"0\r\n\r\n",
        _TEXT,
    ),
    "gzip": Case(_coded(b"gzip", gzip.compress(_TEXT, mtime=0)), _TEXT),
    "brotli": Case(_coded(b"br", brotli.compress(_TEXT)), _TEXT),
    "deflate-zlib": Case(_coded(b"deflate", zlib.compress(_TEXT)), _TEXT),
    "deflate-raw": Case(_coded(b"deflate", _raw_deflate(_TEXT)), _TEXT),
    "zstd": Case(_coded(b"zstd", zstd.compress(_TEXT)), _TEXT),
    "broken-gzip": Case(_coded(b"gzip", gzip.compress(_TEXT, mtime=0)[:40])),
    "head": Case(_OK + b"Content-Length: 5000\r\n\r\n", b"", method="HEAD"),
    "head-chunked": Case(_OK + b"Transfer-Encoding: chunked\r\n\r\n", b"", method="HEAD"),
    "post": Case(_sized(_SHORT), _SHORT, method="POST", sends=b"q=Gro%C3%9F&x=1"),
    "post-binary": Case(_sized(_SHORT), _SHORT, method="POST", sends=b"\r\n\r\n" + _ALL_OCTETS),
    "put-empty": Case(_sized(_SHORT), _SHORT, method="PUT"),
    "continue": Case(_sized(_SHORT), _SHORT, interim=b"HTTP/1.1 100 Continue\r\n\r\n"),
    "early-hints-twice": Case(
        _sized(_SHORT),
        _SHORT,
        interim=b"HTTP/1.1 103 Early Hints\r\nLink: </a>\r\n\r\nHTTP/1.1 102 Processing\n\n",
    ),
    "no-content": Case(b"HTTP/1.1 204 No Content\r\nX: 1\r\n\r\n", b"", 204),
    "not-modified": Case(
        b'HTTP/1.1 304 Not Modified\r\nETag: "x"\r\nContent-Length: 500\r\n\r\n', b"", 304
    ),
    "moved": Case(_sized(_SHORT, b"Location: /plain\r\n", b"301 Moved"), _SHORT, 301),
    "see-other": Case(_sized(b"", b"Location: /plain\r\n", b"303 See Other"), b"", 303),
    "not-found": Case(_sized(_SHORT, status=b"404 Not Found"), _SHORT, 404),
    "teapot": Case(_sized(_SHORT, status=b"418 I'm a teapot"), _SHORT, 418),
    "server-error": Case(_sized(_SHORT, status=b"500 Oops"), _SHORT, 500),
    "unavailable": Case(_sized(b"", b"Retry-After: 5\r\n", b"503 Busy"), b"", 503),
    "close-delimited": Case(_OK + b"X: 1\r\n\r\nuntil the end", b"until the end", close=True),
    "close-delimited-empty": Case(_OK + b"Connection: close\r\n\r\n", b"", close=True),
    "http-1.0": Case(b"HTTP/1.0 200 OK\r\n\r\nold school", b"old school", close=True),
    "sized-then-close": Case(_sized(_SHORT, b"Connection: close\r\n"), _SHORT, close=True),
    "surplus": Case(_sized(_SHORT), _SHORT, surplus=_sized(b"pipelined")),
    "surplus-after-chunked": Case(
        _OK + b"Transfer-Encoding: chunked\r\n\r\n5\r\nshort\r\n0\r\n\r\n",
        _SHORT,
        surplus=b"\r\n\r\n",
    ),
    "surplus-after-no-content": Case(
        b"HTTP/1.1 204 No Content\r\n\r\n", b"", 204, surplus=b"a body that must not be"
    ),
    "interim-and-surplus-in-pieces": Case(
        _sized(_TEXT),
        _TEXT,
        interim=b"HTTP/1.1 100 Continue\r\n\r\n",
        surplus=b"more",
        pieces=5,
    ),
}
