"""CDXJ: where a replay tool finds each capture (WACZ 1.1.1, section 5.2.2)."""

from __future__ import annotations

import gzip
import hashlib
import json
import re
from typing import TYPE_CHECKING
from urllib.parse import quote, unquote_to_bytes, urlsplit

if TYPE_CHECKING:
    from collections.abc import Sequence

    from archive.model import RecordRef

_WWW = re.compile(r"^www\d*\.")
_SESSION = re.compile(
    r"^(.*?)(?:(?:jsessionid|phpsessid|sid)=[0-9a-z]{32}|aspsessionid[a-z]{8}=[a-z]{24}"
    r"|cfid=[^&]+&cftoken=[^&]+)(?:&(.*))?$"
)
_PLAIN = "!\"$&'()*+,-./:;<=>?@[\\]^_`{|}~"
_DEFAULT_PORTS = {"http": 80, "https": 443}
_NOT_MODIFIED = 304
_LINES = 1024
"""Lines in one block of a zipped index, a request's worth for a reader in a browser."""


def url_key(url: str) -> str:
    """The address in SURT form, canonicalized as replay tools do before they look one up.

    The host's labels turned round without ``www``, no default port; escapes taken off and put on
    where needed alone, ``.`` and ``..`` and empty segments resolved, no slash at the end; the
    query's fields sorted, without session identifiers; all in lower case. These are the rules of
    the Wayback Machine and, after it, of pywb. An address that is none stands as it is.
    """
    try:
        parts = urlsplit(url)
        host, port = parts.hostname or "", parts.port
    except ValueError:
        return url.lower()
    if not host:
        return url.lower()
    # Also an IPv4 address: pywb and ReplayWeb.page do not tell it from a name.
    host = ",".join(reversed(_WWW.sub("", host.lower(), count=1).split(".")))
    if port and port != _DEFAULT_PORTS.get(parts.scheme):
        host += f":{port}"
    path = _resolved(_escaped(parts.path))
    query = _SESSION.sub(r"\1\2", _escaped(parts.query).lower())
    query = "&".join(sorted(query.split("&")))
    return f"{host})/{path.lower()}" + (f"?{query}" if query else "")


def _escaped(text: str) -> str:
    octets = text.encode("utf-8", "replace")
    while (plain := unquote_to_bytes(octets)) != octets:
        octets = plain
    return quote(octets, safe=_PLAIN)


def _resolved(path: str) -> str:
    segments: list[str] = []
    for segment in path.split("/"):
        if segment == "..":
            del segments[-1:]
        elif segment not in {"", "."}:
            segments.append(segment)
    return "/".join(segments)


def cdxj_line(ref: RecordRef, filename: str, offset: int, length: int) -> str:
    """The line of one capture, without line break.

    Args:
        ref: the capture; of its place in the archive nothing is taken.
        filename: of the WARC in the package, without folder.
        offset: of the record's gzip member in it, in bytes.
        length: of that member, in bytes.
    """
    revisit = ref.record_type == "revisit"
    fields = {
        "url": ref.target_uri,
        "mime": "warc/revisit" if revisit else ref.content_type or "application/octet-stream",
        "status": None if revisit and ref.status == _NOT_MODIFIED else ref.status,
        "digest": ref.payload_digest,
        "length": length,
        "offset": offset,
        "filename": filename,
    }
    shown = {name: str(value) for name, value in fields.items() if value is not None}
    timestamp = ref.date.strftime("%Y%m%d%H%M%S")
    return f"{url_key(ref.target_uri)} {timestamp} {json.dumps(shown, ensure_ascii=True)}"


def zipped(lines: Sequence[bytes], name: str) -> tuple[bytes, bytes]:
    """An index in blocks, each a gzip member, and the table to find the right one by ("ZipNum").

    Args:
        lines: in byte order, without line breaks.
        name: of the first file, for the table's first line.

    Returns:
        The blocks, and the table: the key each block begins with, its place and its digest.
    """
    data = bytearray()
    meta = json.dumps({"format": "cdxj-gzip-1.0", "filename": name})
    table = [f"!meta 0 {meta}".encode()]
    for start in range(0, len(lines), _LINES):
        block = gzip.compress(
            b"".join(line + b"\n" for line in lines[start : start + _LINES]), mtime=0
        )
        place = {
            "offset": len(data),
            "length": len(block),
            "digest": "sha256:" + hashlib.sha256(block).hexdigest(),
        }
        table.append(lines[start].partition(b" {")[0] + b" " + json.dumps(place).encode())
        data += block
    return bytes(data), b"".join(line + b"\n" for line in table)
