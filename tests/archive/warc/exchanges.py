"""Captures of our own making, and members of WARC files, for the tests beside this."""

from __future__ import annotations

import gzip
from datetime import UTC, datetime
from typing import TYPE_CHECKING

from archive.model import Capture

if TYPE_CHECKING:
    from archive.model import Truncated

DATE = datetime(2024, 5, 6, 7, 8, 9, 123456, tzinfo=UTC)
REQUEST = b"GET /a HTTP/1.1\r\nHost: news.example\r\nACCEPT: */*\r\n\r\n"
PAGE = b"HTTP/1.1 200 OK\r\nContent-Type: text/html\r\nContent-Length: 5\r\n\r\nhello"
CHUNKED = (
    b"HTTP/1.1 200 OK\r\ntransfer-ENCODING: chunked\r\nX-Caf\xe9: \xff\xfe\r\n\r\n"
    b"5;ext=1\r\nhello\r\n6\r\n world\r\n0\r\nTrailer: 1\r\n\r\n"
)
NOT_MODIFIED = b'HTTP/1.1 304 Not Modified\r\nETag: "v1"\r\n\r\n'


def capture(
    response: bytes = PAGE,
    uri: str = "https://news.example/a",
    *,
    request: bytes = REQUEST,
    date: datetime = DATE,
    truncated: Truncated | None = None,
) -> Capture:
    """An exchange over TLS."""
    return Capture(
        uri,
        date,
        request,
        response,
        ip_address="192.0.2.7",
        protocols=("http/1.1", "tls/1.3"),
        cipher_suite="TLS_AES_128_GCM_SHA256",
        truncated=truncated,
    )


def plain_record(block: bytes = b"x", **fields: str) -> bytes:
    """An uncompressed ``resource`` record; keyword ``WARC_Type`` is the field ``WARC-Type``."""
    header = {
        "WARC-Type": "resource",
        "WARC-Record-ID": "<urn:uuid:00000000-0000-4000-8000-000000000001>",
        "WARC-Date": "2024-05-06T07:08:09Z",
        "WARC-Target-URI": "https://news.example/a",
        "Content-Type": "text/plain",
        "Content-Length": str(len(block)),
    }
    header.update({name.replace("_", "-"): value for name, value in fields.items()})
    lines = "".join(f"{name}: {value}\r\n" for name, value in header.items() if value)
    return b"WARC/1.0\r\n" + lines.encode() + b"\r\n" + block + b"\r\n\r\n"


def member(record: bytes) -> bytes:
    """A gzip member, made by another library than the code under test uses."""
    return gzip.compress(record, mtime=0)
