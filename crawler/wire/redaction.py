"""Takes credentials out of the request bytes that are kept."""

from __future__ import annotations

from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Iterable

CREDENTIALS = ("Authorization", "Proxy-Authorization")
"""Request fields that carry credentials by definition (RFC 9110, section 11)."""

PLACEHOLDER = b"[redacted]"


def field_names(further: Iterable[str] = ()) -> frozenset[bytes]:
    """`CREDENTIALS` and ``further`` field names, ready for `redact`."""
    return frozenset(name.strip().lower().encode("latin-1") for name in (*CREDENTIALS, *further))


def redact(request: bytes, names: frozenset[bytes]) -> bytes:
    """Replace the values of the fields in ``names`` (lower case); all else stays as it was sent.

    Args:
        request: a request as a client wrote it: CRLF line ends, no folded lines.
        names: as made by `field_names`.
    """
    head, blank, body = request.partition(b"\r\n\r\n")
    start, *lines = head.split(b"\r\n")
    return b"\r\n".join([start, *(_redact_line(line, names) for line in lines)]) + blank + body


def _redact_line(line: bytes, names: frozenset[bytes]) -> bytes:
    name, colon, _ = line.partition(b":")
    return name + b": " + PLACEHOLDER if colon and name.strip().lower() in names else line
