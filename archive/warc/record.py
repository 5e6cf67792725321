"""One WARC record (WARC 1.1, ISO 28500:2017), read or about to be written."""

from __future__ import annotations

import re
import zlib
from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta
from functools import cached_property
from pathlib import Path
from urllib.parse import urldefrag, urljoin, urlsplit

from w3lib.url import safe_url_string

from archive.model import RecordRef
from archive.warc.coding import CONTENT_LIMIT
from archive.warc.errors import FieldError, RecordTooLargeError
from archive.warc.frame import frame
from archive.warc.message import HttpMessage

VERSION = "WARC/1.1"
RECORD_END = b"\r\n\r\n"

IDENTICAL_PAYLOAD = "http://netpreserve.org/warc/1.1/revisit/identical-payload-digest"
NOT_MODIFIED = "http://netpreserve.org/warc/1.1/revisit/server-not-modified"

REDIRECTION = range(300, 400)
"""Statuses of answers that lead elsewhere (RFC 9110, section 15.4)."""

CAPTURE_TYPES = frozenset({"response", "revisit", "resource"})
"""Types of record that stand for one capture of a URI; a table of contents lists these."""

_TOKEN = re.compile(r"[!#$%&'*+.^_`|~0-9A-Za-z-]+")
_CONTROL = re.compile(r"[\x00-\x1f\x7f]")
_COMPRESSED = re.compile(
    r"image/(?!svg|bmp|x-ms-bmp|tiff)|audio/|video/|font/woff|application/(?:pdf|zip|gzip)$"
)
_DATE = re.compile(
    r"(\d{4})(?:-(\d\d)(?:-(\d\d)(?:T(\d\d):(\d\d)(?::(\d\d)(?:\.(\d{1,9}))?)?"
    r"(Z|[+-]\d\d:\d\d))?)?)?"
)


@dataclass(frozen=True)
class Record:
    """One record.

    Attributes:
        fields: the WARC header's names and values in their order, folded lines joined.
        path: the file it was read from; the empty path for one not yet written.
        offset: where its gzip member (or, uncompressed, the record) begins in the file, in bytes.
        length: bytes up to the end of the member (or of the record).
        inner_offset: where it begins in the member's data; 0 unless one member holds several.
        version: the first line, e.g. ``WARC/1.1``.
        data: the block, None where the reader left it out for its size; read it as `block`.
        header_bytes: the WARC header as it was read, with the empty line behind it.
        trailer: the line breaks that were read behind the block; two in a well-formed record.
    """

    fields: tuple[tuple[str, str], ...]
    data: bytes | None = field(repr=False)
    path: Path = field(default_factory=Path)
    offset: int = 0
    length: int = 0
    inner_offset: int = 0
    version: str = VERSION
    header_bytes: bytes = field(default=b"", repr=False, compare=False)
    trailer: bytes = field(default=RECORD_END, repr=False, compare=False)

    # ------------------------------------------------------------------ WARC

    @cached_property
    def _named(self) -> dict[str, list[str]]:
        """Values by name in lower case: of each record a dozen are asked for."""
        named: dict[str, list[str]] = {}
        for name, value in self.fields:
            named.setdefault(name.lower(), []).append(value)
        return named

    def values(self, name: str) -> list[str]:
        """Every value of a WARC field."""
        return self._named.get(name.lower(), []).copy()

    def header(self, name: str) -> str | None:
        """The first value of a WARC field; None if there is none or it is empty."""
        values = self._named.get(name.lower())
        return values[0] or None if values else None

    @property
    def block(self) -> bytes:
        """The block, octet for octet.

        Raises:
            RecordTooLargeError: the reader left it out.
        """
        if self.data is None:
            size = self.header("Content-Length")
            reason = f"a block of {size} bytes is more than the reader holds in memory"
            raise RecordTooLargeError(self.path, self.offset, reason)
        return self.data

    @property
    def record_type(self) -> str:
        """``WARC-Type``.

        Raises:
            FieldError: it is missing.
        """
        return self._required("WARC-Type").lower()

    @property
    def record_id(self) -> str:
        """``WARC-Record-ID`` without its angle brackets.

        Raises:
            FieldError: it is missing.
        """
        return bare(self._required("WARC-Record-ID"))

    @property
    def target_uri(self) -> str | None:
        """``WARC-Target-URI``; brackets that some versions of Wget wrote are taken off."""
        value = self.header("WARC-Target-URI")
        return bare(value) if value else None

    @property
    def date(self) -> datetime:
        """``WARC-Date`` in UTC, to the microsecond.

        Raises:
            FieldError: it is missing or no date.
        """
        return parse_date(self._required("WARC-Date"))

    @property
    def truncated(self) -> str | None:
        """``WARC-Truncated``; None for a revisit, whose payload is whole in its original.

        WARC 1.1, section 6.7.2, asks for ``length`` where a revisit leaves out the payload.
        """
        return None if self.record_type == "revisit" else self.header("WARC-Truncated")

    @cached_property
    def ref(self) -> RecordRef:
        """Where it lies and what the table of contents says of it.

        Raises:
            FieldError: a field that every record must have is missing or malformed.
        """
        return self.ref_at(self.path.name.removesuffix(".open"), self.offset, self.length)

    def ref_at(self, warc_filename: str, offset: int, length: int) -> RecordRef:
        """What `ref` is, where the record lies there.

        Raises:
            FieldError: a field that every record must have is missing or malformed.
        """
        return RecordRef(
            record_id=self.record_id,
            record_type=self.record_type,
            target_uri=self.target_uri or "",
            date=self.date,
            status=self.status,
            content_type=self.content_type,
            payload_digest=self.header("WARC-Payload-Digest"),
            truncated=self.truncated,
            warc_filename=warc_filename,
            warc_offset=offset,
            warc_length=length,
            redirect=self.redirect,
        )

    # ------------------------------------------------------------------ HTTP

    @cached_property
    def http(self) -> HttpMessage | None:
        """The HTTP message in the block; None where the record is no HTTP."""
        media_type = (self.header("Content-Type") or "").partition(";")[0].strip().lower()
        if media_type == "application/http" or (
            not media_type and self.record_type in {"response", "request"}
        ):
            return HttpMessage.parse(self.block)
        return None

    @property
    def head(self) -> bytes:
        """The HTTP head, as sent; ``b""`` where there is none."""
        return self.http.head if self.http else b""

    @property
    def status(self) -> int | None:
        """The HTTP status; 304 for a revisit by that profile, whatever its block holds."""
        profile = (self.header("WARC-Profile") or "").rstrip("/")
        if self.record_type == "revisit" and profile.endswith("/server-not-modified"):
            return 304
        if self.data is None:
            return None
        return self.http.status if self.http else None

    @property
    def headers(self) -> list[tuple[bytes, bytes]]:
        """The HTTP fields in their order, case kept."""
        return self.http.headers if self.http else []

    @property
    def content_type(self) -> str | None:
        """The media type the server named; for other records, the block's."""
        if self.data is None and self.record_type in {"response", "revisit"}:
            return None
        if self.http:
            return self.http.media_type
        return (self.header("Content-Type") or "").partition(";")[0].strip().lower() or None

    @property
    def redirect(self) -> str | None:
        """The address that a redirect leads to, absolute; None for any other answer.

        RFC 9110, sections 10.2.2 and 15.4. Read as the crawler follows it: the last of several
        fields, percent-encoded, without fragment, on the web.
        """
        if self.status not in REDIRECTION or not (self.http and self.target_uri):
            return None
        named = self.http.values(b"location")
        if not named or not named[-1]:
            return None
        try:
            address = urldefrag(urljoin(self.target_uri, safe_url_string(named[-1]))).url
            host = urlsplit(address).hostname
        except ValueError:  # it is no address, such as an unclosed IPv6 bracket
            return None
        return address if host and address.startswith(("http://", "https://")) else None

    @property
    def payload(self) -> bytes:
        """The entity body, transfer coding removed, content coding kept; else the block."""
        return self.http.payload if self.http else self.block

    @property
    def content(self) -> bytes:
        """The payload with content coding removed too, up to `CONTENT_LIMIT`.

        Raises:
            ContentCodingError: it is not coded as the head says, or in a way not known here.
            ContentTooLargeError: it would decode to more than the limit.
        """
        return self.http.content(limit=CONTENT_LIMIT) if self.http else self.block

    # ------------------------------------------------------------------ writing

    def to_bytes(self) -> bytes:
        """The record as it stands in an uncompressed WARC.

        Raises:
            FieldError: a name or value that cannot stand in a header line.
        """
        for name, value in self.fields:
            _check_line(name, value)
        return frame(self.record_type, self.version, self.fields, self.block)

    def to_member(self, level: int) -> bytes:
        """The record as one gzip member (WARC 1.1, annex D.2), of compression ``level``.

        A photo, or a page that came compressed, is stored as it is: a hundredth of its size is all
        that could be saved, for a tenth of what a whole page costs to archive.
        """
        compressor = zlib.compressobj(0 if self._is_compressed else level, wbits=31)
        return compressor.compress(self.to_bytes()) + compressor.flush()

    @property
    def _is_compressed(self) -> bool:
        if self.http is None:
            return False
        coded = bool(set(self.http.tokens(b"content-encoding")) - {"identity"})
        return coded or bool(_COMPRESSED.match(self.http.media_type or ""))

    def _required(self, name: str) -> str:
        value = self.header(name)
        if value is None:
            raise FieldError(None, name, "every WARC record has to have it")
        return value


def bare(value: str) -> str:
    """A URI without angle brackets around it."""
    return value[1:-1] if value.startswith("<") and value.endswith(">") else value


def bracketed(uri: str) -> str:
    """A URI in angle brackets, as identifiers of records are written."""
    return f"<{uri}>"


def format_date(date: datetime) -> str:
    """A moment as ``WARC-Date``: UTC, as precise as it is (WARC 1.1, section 5.4).

    Whole seconds and milliseconds stand without further zeros, as other tools write them: a date
    that refers to a record of theirs has to be equal to it.

    Raises:
        FieldError: ``date`` has no offset, so that its moment is not known.
    """
    if date.tzinfo is None:
        raise FieldError(str(date), "WARC-Date", "a date without offset")
    utc = date.astimezone(UTC).replace(tzinfo=None)
    if utc.microsecond % 1000:
        return utc.isoformat(timespec="microseconds") + "Z"
    return utc.isoformat(timespec="milliseconds" if utc.microsecond else "seconds") + "Z"


def parse_date(value: str) -> datetime:
    """``WARC-Date`` at any of the precisions of W3CDTF, 1 to 9 decimals; more than 6 are cut off.

    Raises:
        FieldError: it is no such date.
    """
    match = _DATE.fullmatch(value.strip())
    if not match:
        raise FieldError(value, "WARC-Date", "no date of the W3C profile of ISO 8601")
    year, month, day, hour, minute, second, fraction, offset = match.groups()
    try:
        moment = datetime(
            int(year),
            int(month or 1),
            int(day or 1),
            int(hour or 0),
            int(minute or 0),
            int(second or 0),
            int((fraction or "0")[:6].ljust(6, "0")),
            tzinfo=UTC,
        )
        if offset and offset != "Z":
            sign = -1 if offset[0] == "+" else 1
            moment += sign * timedelta(hours=int(offset[1:3]), minutes=int(offset[4:6]))
    except (ValueError, OverflowError) as error:
        raise FieldError(value, "WARC-Date", str(error)) from error
    return moment


def _check_line(name: str, value: str) -> None:
    if not _TOKEN.fullmatch(name):
        raise FieldError(value, name, "the name is no token")
    if _CONTROL.search(value):
        raise FieldError(value, name, "a control character in a header value")
