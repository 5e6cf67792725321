"""WARC files: write, read, recover, verify. Knows neither pages nor rows."""

from __future__ import annotations

from archive.warc.errors import (
    ArchiveUnreadableError,
    ArchiveUnwritableError,
    ContentCodingError,
    ContentTooLargeError,
    CorruptRecordError,
    FieldError,
    RecordError,
    RecordTooLargeError,
    TornRecordError,
    WarcError,
)
from archive.warc.message import HttpMessage
from archive.warc.reader import read_record, read_records
from archive.warc.record import CAPTURE_TYPES, REDIRECTION, Record

__all__ = [
    "CAPTURE_TYPES",
    "REDIRECTION",
    "ArchiveUnreadableError",
    "ArchiveUnwritableError",
    "ContentCodingError",
    "ContentTooLargeError",
    "CorruptRecordError",
    "FieldError",
    "HttpMessage",
    "Record",
    "RecordError",
    "RecordTooLargeError",
    "TornRecordError",
    "WarcError",
    "read_record",
    "read_records",
]
