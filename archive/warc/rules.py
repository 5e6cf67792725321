"""What the header of a record has to hold (WARC 1.1, sections 5 and 6; our own rules beside it)."""

from __future__ import annotations

import ipaddress
import re
from typing import TYPE_CHECKING

from archive.warc.errors import FieldError
from archive.warc.record import IDENTICAL_PAYLOAD, NOT_MODIFIED, RECORD_END, Record, parse_date

if TYPE_CHECKING:
    from collections.abc import Iterator

REPEATABLE = frozenset({"warc-concurrent-to", "warc-protocol"})
ABOUT_A_TARGET = frozenset(
    {"response", "resource", "request", "revisit", "conversion", "continuation"}
)
ONLY_IN = {
    "warc-filename": frozenset({"warcinfo"}),
    "warc-profile": frozenset({"revisit"}),
    "warc-refers-to-target-uri": frozenset({"revisit"}),
    "warc-refers-to-date": frozenset({"revisit"}),
    "warc-refers-to": frozenset({"revisit", "metadata", "conversion"}),
    "warc-segment-origin-id": frozenset({"continuation"}),
    "warc-segment-total-length": frozenset({"continuation"}),
}
NEVER_IN = {
    "warc-target-uri": frozenset({"warcinfo"}),
    "warc-warcinfo-id": frozenset({"warcinfo"}),
    "warc-concurrent-to": frozenset({"warcinfo", "conversion", "continuation"}),
    "warc-ip-address": frozenset({"warcinfo", "conversion", "continuation"}),
    "warc-protocol": frozenset({"warcinfo", "conversion", "continuation"}),
    "warc-cipher-suite": frozenset({"warcinfo", "conversion", "continuation"}),
}
IDENTIFIERS = ("WARC-Record-ID", "WARC-Concurrent-To", "WARC-Refers-To", "WARC-Warcinfo-ID")

_CONTROL = re.compile(rb"[\x00-\x08\x0a-\x1f\x7f]")
_BRACKETED = re.compile(r"<[A-Za-z][A-Za-z0-9+.-]*:[\x21-\x7e]+>")
_URI = re.compile(r"[A-Za-z][A-Za-z0-9+.-]*:[\x21-\x7e]+")


def broken_rules(record: Record) -> Iterator[str]:
    """What is wrong with a record's header, one line for each; nothing where all is well."""
    yield from _lines(record)
    yield from _mandatory(record)
    record_type = (record.header("WARC-Type") or "").lower()
    yield from _placement(record, record_type)
    yield from _values(record)
    if record_type in ABOUT_A_TARGET and not record.header("WARC-Target-URI"):
        yield f"no WARC-Target-URI on a {record_type}"
    if record_type == "revisit":
        yield from _revisit(record)
    if record.trailer != RECORD_END:
        yield f"{record.trailer[:20]!r} behind the block, not two line breaks"


def _lines(record: Record) -> Iterator[str]:
    for line in record.header_bytes.split(b"\r\n"):
        if _CONTROL.search(line):
            yield f"a control character in the header line {line[:60]!r}"


def _mandatory(record: Record) -> Iterator[str]:
    for name in ("WARC-Record-ID", "WARC-Type", "WARC-Date"):
        if not record.header(name):
            yield f"no {name}"
    names = [name.lower() for name, _ in record.fields]
    for name in sorted(set(names) - REPEATABLE):
        if names.count(name) > 1:
            yield f"{name} stands there {names.count(name)} times"
    bare_block = record.header("Content-Length") != "0" and not record.header("Content-Type")
    if bare_block and record.header("WARC-Type") != "continuation":
        yield "no Content-Type for the block"


def _placement(record: Record, record_type: str) -> Iterator[str]:
    for name, _ in record.fields:
        lower = name.lower()
        if lower in ONLY_IN and record_type not in ONLY_IN[lower]:
            yield f"{name} may not stand in a {record_type}"
        if record_type in NEVER_IN.get(lower, ()):
            yield f"{name} may not stand in a {record_type}"


def _values(record: Record) -> Iterator[str]:
    for name in IDENTIFIERS:
        for value in record.values(name):
            if not _BRACKETED.fullmatch(value):
                yield f"{name} {value[:80]!r} is no URI in angle brackets"
    for name in ("WARC-Target-URI", "WARC-Refers-To-Target-URI"):
        yield from _uri(name, record.header(name))
    for name in ("WARC-Date", "WARC-Refers-To-Date"):
        date = record.header(name)
        try:
            if date:
                parse_date(date)
        except FieldError as error:
            yield str(error)
    for value in record.values("WARC-IP-Address"):
        try:
            ipaddress.ip_address(value)
        except ValueError:
            yield f"WARC-IP-Address {value[:80]!r} is no IP address"


def _uri(name: str, value: str | None) -> Iterator[str]:
    if value is None:
        return
    if not _URI.fullmatch(value):
        yield f"{name} {value[:80]!r} is no percent-encoded URI"
    elif "#" in value:
        yield f"{name} {value[:80]!r} has a fragment"


def _revisit(record: Record) -> Iterator[str]:
    """Replay tools find the original by its address and date."""
    profile = record.header("WARC-Profile")
    if not profile:
        yield "no WARC-Profile on a revisit"
        return
    known = {uri.rpartition("/")[2] for uri in (IDENTICAL_PAYLOAD, NOT_MODIFIED)}
    if profile.rstrip("/").rpartition("/")[2] not in known:
        return
    for name in ("WARC-Refers-To-Target-URI", "WARC-Refers-To-Date", "WARC-Payload-Digest"):
        if not record.header(name):
            yield f"no {name} on a revisit: it cannot be replayed"
