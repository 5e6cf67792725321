"""What a WARC file says of the crawl that wrote it: its beginning and its end."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from archive.warc.build import read_warc_fields

if TYPE_CHECKING:
    from collections.abc import Mapping
    from datetime import datetime

    from archive.warc.record import Record

CRAWL_ID = "crawl-id"
SITE = "isPartOf"


@dataclass(frozen=True, slots=True)
class CrawlStart:
    """A crawl's beginning, from the ``warcinfo`` of one of its files.

    Attributes:
        crawl_uid: ``urn:uuid:…`` from the field ``crawl-id``; for files of other tools the
            identifier of the ``warcinfo`` record, which stands for what follows it.
        site: the field ``isPartOf`` of a crawl of ours; None without one.
        date: of the record.
        fields: all of the record's fields.
    """

    crawl_uid: str
    site: str | None
    date: datetime
    fields: Mapping[str, str]


@dataclass(frozen=True, slots=True)
class CrawlEnd:
    """A crawl's end, from the ``metadata`` record it closed its last file with.

    Attributes:
        crawl_uid: as in `CrawlStart`.
        fields: all of the record's fields.
    """

    crawl_uid: str
    fields: Mapping[str, str]


def crawl_start(record: Record) -> CrawlStart | None:
    """The beginning this record tells of; None for a record other than ``warcinfo``.

    Raises:
        FieldError: the record has no identifier or no date.
    """
    if record.header("WARC-Type") != "warcinfo":
        return None
    fields = read_warc_fields(record.block)
    uid = fields.get(CRAWL_ID) or record.record_id
    # Other tools name a collection there, such as CC-NEWS.
    site = fields.get(SITE) if CRAWL_ID in fields else None
    return CrawlStart(uid, site or None, record.date, fields)


def crawl_end(record: Record) -> CrawlEnd | None:
    """The end this record tells of; None for every other record."""
    if record.header("WARC-Type") != "metadata" or not record.header("WARC-Refers-To"):
        return None
    if (record.header("Content-Type") or "").lower() != "application/warc-fields":
        return None
    fields = read_warc_fields(record.block)
    uid = fields.get(CRAWL_ID)
    return CrawlEnd(uid, fields) if uid and "finished" in fields else None
