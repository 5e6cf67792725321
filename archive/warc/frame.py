"""Frames a record through warcio, which replay tools are tested against, and changes no octet."""

from __future__ import annotations

from io import BytesIO
from typing import TYPE_CHECKING

from warcio.recordloader import ArcWarcRecord
from warcio.statusandheaders import StatusAndHeaders
from warcio.warcwriter import WARCWriter

if TYPE_CHECKING:
    from collections.abc import Sequence


class _Head(StatusAndHeaders):  # type: ignore[misc]  # warcio publishes no types
    """An HTTP head that stays as it was sent: warcio would encode its own reading of it."""

    def __init__(self, octets: bytes) -> None:
        super().__init__("", [], "")
        self.headers_buff = octets

    def compute_headers_buffer(self, header_filter: object = None) -> None:
        """Keep the octets."""

    def __bool__(self) -> bool:
        return True


class _Writer(WARCWriter):  # type: ignore[misc]  # warcio publishes no types
    """Writes records whose digests are there already.

    warcio would digest a chunked body as the payload (WARC 1.1, section 5.9, means it without
    transfer coding), and put a payload digest on ``metadata``, which has none.
    """

    def ensure_digest(self, record: ArcWarcRecord, **_: bool) -> None:
        """Nothing: `archive.warc.build` made them."""


def frame(record_type: str, version: str, fields: Sequence[tuple[str, str]], block: bytes) -> bytes:
    """A record as it stands in an uncompressed WARC.

    Args:
        record_type: ``WARC-Type``.
        version: the first line, e.g. ``WARC/1.1``.
        fields: names and values of the WARC header, in the order they are written.
        block: the octets behind it; nothing in them is read.
    """
    # Of a revisit warcio writes the head alone, so all of the block has to be one.
    revisit = record_type == "revisit"
    record = ArcWarcRecord(
        "warc",
        record_type,
        StatusAndHeaders("", list(fields), protocol=version),
        BytesIO(b"" if revisit else block),
        _Head(block) if revisit else None,
        None,
        len(block),
        payload_length=0 if revisit else -1,
    )
    out = BytesIO()
    _Writer(out, gzip=False, warc_version=version).write_record(record)
    return out.getvalue()
