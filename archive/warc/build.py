"""Makes the records of one capture, of a file's beginning and of a crawl's end."""

from __future__ import annotations

import ipaddress
import re
import secrets
import time
import uuid
from typing import TYPE_CHECKING
from urllib.parse import quote

from archive.warc.digest import block_digest, payload_digest
from archive.warc.errors import FieldError
from archive.warc.message import HttpMessage
from archive.warc.record import (
    IDENTICAL_PAYLOAD,
    NOT_MODIFIED,
    Record,
    bracketed,
    format_date,
)

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping
    from datetime import datetime

    from archive.model import Capture, RecordRef

HTTP_NOT_MODIFIED = 304
_FIELDS_TYPE = ("Content-Type", "application/warc-fields")
_RESPONSE_TYPE = ("Content-Type", "application/http;msgtype=response")
_CONTROL = re.compile(r"[\x00-\x1f\x7f]+")
# RFC 3986, section 2: reserved and unreserved characters, and the percent sign of what is encoded.
_URI_SAFE = "!#$%&'()*+,/:;=?@[]~-._"


def capture_uri(uri: str) -> str:
    """``WARC-Target-URI`` as written: percent-encoded where needed, without fragment.

    Raises:
        FieldError: it is no absolute URI.
    """
    encoded = quote(uri.strip().partition("#")[0], safe=_URI_SAFE, errors="surrogatepass")
    if not re.match(r"[A-Za-z][A-Za-z0-9+.-]*:[^:]", encoded):
        raise FieldError(uri, "WARC-Target-URI", "no absolute URI")
    return encoded


def exchange(
    capture: Capture, warcinfo_id: str, *, original: RecordRef | None = None
) -> list[Record]:
    """The records of one capture: its response or revisit first, then its request.

    Args:
        capture: what crossed the socket.
        warcinfo_id: identifier of the file's ``warcinfo`` record.
        original: the durable response this one repeats; the caller has made sure that it does
            (same payload and codings, or the one a 304 was asked about). None writes a response.

    Raises:
        FieldError: the capture holds what cannot stand in a WARC header.
    """
    response_id, request_id = _new_id(), _new_id()
    common = _common_fields(capture, warcinfo_id)
    if original is None:
        first = _response(capture, response_id, request_id, common)
    else:
        first = _revisit(capture, response_id, request_id, common, original)
    records = [first]
    if capture.request:
        records.append(_request(capture, response_id, request_id, common))
    if original is not None and first.block == b"":
        records.append(_unmodified_head(capture, response_id, common))
    return records


def warcinfo(filename: str, date: datetime, fields: Mapping[str, str]) -> Record:
    """The record a file begins with (WARC 1.1, section 6.2); a field that is empty is left out."""
    header = [("WARC-Filename", filename), _FIELDS_TYPE]
    return _record("warcinfo", _new_id(), format_date(date), header, _warc_fields(fields))


def crawl_end(date: datetime, fields: Mapping[str, str], warcinfo_id: str) -> Record:
    """A ``metadata`` record about the ``warcinfo``: how the crawl went."""
    header = [
        ("WARC-Refers-To", bracketed(warcinfo_id)),
        ("WARC-Warcinfo-ID", bracketed(warcinfo_id)),
        _FIELDS_TYPE,
    ]
    return _record("metadata", _new_id(), format_date(date), header, _warc_fields(fields))


def read_warc_fields(block: bytes) -> dict[str, str]:
    """The fields of an ``application/warc-fields`` block; folded lines joined, first one wins."""
    fields: dict[str, str] = {}
    last = ""
    for line in block.decode("utf-8", "replace").splitlines():
        if line[:1] in {" ", "\t"} and last:
            fields[last] = f"{fields[last]} {line.strip()}".strip()
        elif ":" in line:
            name, _, value = line.partition(":")
            if name.strip() not in fields:
                last = name.strip()
                fields[last] = value.strip()
    return fields


def _response(
    capture: Capture, record_id: str, request_id: str, common: list[tuple[str, str]]
) -> Record:
    header = [*common, *_http_fields("response", capture.response)]
    if capture.request:
        header.append(("WARC-Concurrent-To", bracketed(request_id)))
    # A server that closed without a word cut its answer off, whatever else is known.
    if truncated := capture.truncated or (None if capture.response else "disconnect"):
        header.append(("WARC-Truncated", truncated))
    return _record("response", record_id, format_date(capture.date), header, capture.response)


def _request(
    capture: Capture, response_id: str, record_id: str, common: list[tuple[str, str]]
) -> Record:
    header = [
        *common,
        ("WARC-Concurrent-To", bracketed(response_id)),
        *_http_fields("request", capture.request),
    ]
    return _record("request", record_id, format_date(capture.date), header, capture.request)


def _revisit(
    capture: Capture,
    record_id: str,
    request_id: str,
    common: list[tuple[str, str]],
    original: RecordRef,
) -> Record:
    message = HttpMessage.parse(capture.response)
    not_modified = message.status == HTTP_NOT_MODIFIED
    header = [
        *common,
        ("WARC-Profile", NOT_MODIFIED if not_modified else IDENTICAL_PAYLOAD),
        ("WARC-Refers-To", bracketed(original.record_id)),
        ("WARC-Refers-To-Target-URI", original.target_uri),
        ("WARC-Refers-To-Date", format_date(original.date)),
        _RESPONSE_TYPE,
    ]
    if capture.request:
        header.append(("WARC-Concurrent-To", bracketed(request_id)))
    if original.payload_digest:
        header.append(("WARC-Payload-Digest", original.payload_digest))
    if not not_modified:
        # WARC 1.1, section 6.7.2: "shall be used for any identical-digest truncation".
        header.append(("WARC-Truncated", "length"))
    block = b"" if not_modified else message.head
    return _record("revisit", record_id, format_date(capture.date), header, block)


def _unmodified_head(capture: Capture, revisit_id: str, common: list[tuple[str, str]]) -> Record:
    """Keeps the 304's head: the revisit's own block stays empty, or it replays as a blank page.

    Without target URI, so that no index of captures takes it for one.
    """
    header = [(name, value) for name, value in common if name != "WARC-Target-URI"]
    header += [("WARC-Concurrent-To", bracketed(revisit_id)), _RESPONSE_TYPE]
    return _record("metadata", _new_id(), format_date(capture.date), header, capture.response)


def _common_fields(capture: Capture, warcinfo_id: str) -> list[tuple[str, str]]:
    fields = [("WARC-Target-URI", capture_uri(capture.target_uri))]
    if capture.ip_address:
        fields.append(("WARC-IP-Address", _ip_address(capture.ip_address)))
    fields += [("WARC-Protocol", protocol) for protocol in capture.protocols]
    if capture.cipher_suite:
        fields.append(("WARC-Cipher-Suite", capture.cipher_suite))
    fields.append(("WARC-Warcinfo-ID", bracketed(warcinfo_id)))
    return fields


def _record(
    record_type: str,
    record_id: str,
    date: str,
    fields: Iterable[tuple[str, str]],
    block: bytes,
) -> Record:
    """Puts the fields every record has around its own."""
    header = [
        ("WARC-Type", record_type),
        ("WARC-Record-ID", bracketed(record_id)),
        ("WARC-Date", date),
        *fields,
        ("WARC-Block-Digest", block_digest(block)),
        ("Content-Length", str(len(block))),
    ]
    return Record(tuple(header), block)


def _http_fields(msgtype: str, block: bytes) -> list[tuple[str, str]]:
    """Content type and payload digest of a request or a response."""
    fields = [("Content-Type", f"application/http;msgtype={msgtype}")]
    payload = HttpMessage.parse(block).payload
    # An answer may have an empty payload; a request without a body has none.
    if payload or (msgtype == "response" and block):
        fields.append(("WARC-Payload-Digest", payload_digest(payload)))
    return fields


def _ip_address(address: str) -> str:
    """The address without an IPv6 zone, which means something on one machine only."""
    try:
        return str(ipaddress.ip_address(address.partition("%")[0]))
    except ValueError as error:
        raise FieldError(address, "WARC-IP-Address", "no IP address") from error


def _warc_fields(fields: Mapping[str, str]) -> bytes:
    """A block of fields; line breaks and other controls in a value become a space."""
    lines = [
        f"{name}: {_CONTROL.sub(' ', str(value)).strip()}\r\n"
        for name, value in fields.items()
        if str(value).strip()
    ]
    return "".join(lines).encode("utf-8", "replace")


def _new_id() -> str:
    """A UUID of version 7 (RFC 9562, section 5.7).

    It begins with the time, so that ids of records that follow each other stand together in the
    index of them; random ones would each change another of its pages.
    """
    milliseconds = time.time_ns() // 1_000_000
    number = milliseconds << 80 | secrets.randbits(80)
    number = number & ~(0xF << 76) | 0x7 << 76  # the version
    number = number & ~(0x3 << 62) | 0x2 << 62  # the variant
    return uuid.UUID(int=number).urn
