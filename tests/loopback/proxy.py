"""A real forward proxy, as a ``respond`` function for the loopback server."""

from __future__ import annotations

import socket
from typing import TYPE_CHECKING
from urllib.parse import urlsplit

from tests.loopback.server import Close, Tunnel

if TYPE_CHECKING:
    from tests.loopback.server import Reply, Request

_CONNECTED = b"HTTP/1.1 200 Connection established\r\nVia: 1.1 loopback\r\n\r\n"


def forward(request: Request) -> Reply:
    """Forward one request: ``CONNECT`` as a tunnel, an absolute target to its origin.

    The origin's bytes come back unchanged; it is asked to close, so that its answer ends with
    the connection whatever its framing.
    """
    if request.method == "CONNECT":
        host, _, port = request.target.rpartition(":")
        return [_CONNECTED, Tunnel(host, int(port))]
    target = urlsplit(request.target)
    if target.hostname is None:
        return b"HTTP/1.1 400 Bad Request\r\nContent-Length: 0\r\n\r\n"
    path = (target.path or "/") + (f"?{target.query}" if target.query else "")
    with socket.create_connection((target.hostname, target.port or 80)) as origin:
        origin.sendall(_origin_form(request, path))
        answer = bytearray()
        while data := origin.recv(65536):
            answer += data
    return bytes(answer) if _is_delimited(request, bytes(answer)) else [bytes(answer), Close()]


def _is_delimited(request: Request, answer: bytes) -> bool:
    """Whether the client can tell the answer's end without the connection's."""
    lower = answer.lower()
    fields = (b"\ncontent-length:", b"\ntransfer-encoding:", b" 204 ", b" 304 ")
    return request.method == "HEAD" or any(field in lower for field in fields)


def _origin_form(request: Request, path: str) -> bytes:
    kept = [
        name + b": " + value
        for name, value in request.headers
        if name.lower() not in {b"connection", b"proxy-authorization"}
    ]
    start = f"{request.method} {path} HTTP/1.1".encode("latin-1")
    head = b"\r\n".join([start, *kept, b"Connection: close", b"", b""])
    return head + request.body
