"""CDXJ: where a replay tool finds each capture (WACZ 1.1.1, section 5.2.2)."""

from __future__ import annotations

import ipaddress
import json
import re
from typing import TYPE_CHECKING
from urllib.parse import urlsplit

if TYPE_CHECKING:
    from archive.model import RecordRef

_WWW = re.compile(r"www\d*\.")
_DEFAULT_PORTS = {"http": 80, "https": 443}
_NOT_MODIFIED = 304


def url_key(url: str) -> str:
    """The address in SURT form, as replay tools canonicalize it for look-up.

    Lower case, the host's labels turned round without ``www``, no default port, no slash at the
    end, the query's fields sorted. An address that is none stands as it is.
    """
    try:
        parts = urlsplit(url.lower())
        host, port = parts.hostname or "", parts.port
    except ValueError:
        return url.lower()
    if not host:
        return url.lower()
    if not _is_ip(host):
        host = ",".join(reversed(_WWW.sub("", host, count=1).split(".")))
    if port and port != _DEFAULT_PORTS.get(parts.scheme):
        host += f":{port}"
    path = parts.path.rstrip("/") or "/"
    query = "&".join(sorted(parts.query.split("&")))
    return f"{host}){path}" + (f"?{query}" if query else "")


def _is_ip(host: str) -> bool:
    try:
        ipaddress.ip_address(host)
    except ValueError:
        return False
    return True


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
