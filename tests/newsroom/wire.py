"""From a resource to the exact bytes of its answer."""

from __future__ import annotations

import gzip
import hashlib
from dataclasses import dataclass
from datetime import UTC, datetime
from email.utils import format_datetime, parsedate_to_datetime
from http import HTTPStatus
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Iterator

    from tests.loopback import Request

HTML = "text/html; charset=UTF-8"
_CHUNK = 4000


@dataclass(frozen=True)
class Resource:
    """What stands at an address.

    ``codings`` holds ``gzip`` (where the client takes it) and ``chunked``.
    """

    body: bytes
    content_type: str = HTML
    status: int = 200
    last_modified: datetime | None = None
    headers: tuple[tuple[str, str], ...] = ()
    codings: frozenset[str] = frozenset()

    @property
    def etag(self) -> str:
        return f'"{hashlib.sha256(self.body).hexdigest()[:16]}"'


def answer(request: Request, resource: Resource, now: datetime) -> bytes:
    """The reply to a GET or HEAD: 304 where the client has this version, else the resource."""
    headers = [("Server", "nginx"), ("Date", http_date(now)), ("Connection", "keep-alive")]
    headers += resource.headers
    if resource.last_modified is not None:
        headers += [
            ("Last-Modified", http_date(resource.last_modified)),
            ("ETag", resource.etag),
            ("Cache-Control", "max-age=60"),
        ]
        if _is_current(request, resource):
            return head(HTTPStatus.NOT_MODIFIED, headers)
    body = resource.body
    headers.append(("Content-Type", resource.content_type))
    if "gzip" in resource.codings:
        headers.append(("Vary", "Accept-Encoding"))
        if "gzip" in (request.header("Accept-Encoding") or ""):
            body = gzip.compress(body, mtime=0)
            headers.append(("Content-Encoding", "gzip"))
    if "chunked" in resource.codings:
        headers.append(("Transfer-Encoding", "chunked"))
        body = b"".join(_chunks(body))
    else:
        headers.append(("Content-Length", str(len(body))))
    if request.method == "HEAD":
        body = b""
    return head(resource.status, headers) + body


def redirect(location: str, now: datetime, status: int = 301) -> bytes:
    """A redirect, with the short page that nginx sends along."""
    name = f"{status} {HTTPStatus(status).phrase}"
    body = f"<html><head><title>{name}</title></head><body><h1>{name}</h1></body></html>".encode()
    headers = [
        ("Server", "nginx"),
        ("Date", http_date(now)),
        ("Content-Type", "text/html"),
        ("Content-Length", str(len(body))),
        ("Location", location),
    ]
    return head(status, headers) + body


def head(status: int, headers: list[tuple[str, str]]) -> bytes:
    """Status line, headers in order, blank line."""
    lines = [f"HTTP/1.1 {int(status)} {HTTPStatus(status).phrase}"]
    lines += [f"{name}: {value}" for name, value in headers]
    return "\r\n".join([*lines, "", ""]).encode("latin-1")


def http_date(moment: datetime) -> str:
    """The form of RFC 9110, section 5.6.7."""
    return format_datetime(moment.astimezone(UTC), usegmt=True)


def _is_current(request: Request, resource: Resource) -> bool:
    """Whether the client's copy is this version; If-None-Match wins (RFC 9110, 13.2.2)."""
    if (tags := request.header("If-None-Match")) is not None:
        known = {tag.strip().removeprefix("W/") for tag in tags.split(",")}
        return resource.etag in known or "*" in known
    since = request.header("If-Modified-Since")
    if since is None or resource.last_modified is None:
        return False
    try:
        return resource.last_modified.replace(microsecond=0) <= parsedate_to_datetime(since)
    except (TypeError, ValueError):  # not a date, or one without a zone: RFC 9110 ignores it
        return False


def _chunks(body: bytes) -> Iterator[bytes]:
    """Chunks as a server makes them that flushes its template early: a short one first."""
    pieces = [body[:300], *(body[at : at + _CHUNK] for at in range(300, len(body), _CHUNK))]
    for piece in pieces:
        if piece:
            yield b"%x\r\n%s\r\n" % (len(piece), piece)
    yield b"0\r\n\r\n"
