"""Finds the response that a new capture repeats, for a revisit to refer to."""

from __future__ import annotations

import logging
from typing import TYPE_CHECKING

from archive.index.queries import same_payload
from archive.retrieval import read
from archive.warc import WarcError
from archive.warc.message import HttpMessage

if TYPE_CHECKING:
    from pathlib import Path

    from archive.index import Index
    from archive.model import Capture, RecordRef
    from archive.warc import Record

logger = logging.getLogger(__name__)

HTTP_OK = 200
HTTP_NOT_MODIFIED = 304
_CANDIDATES = 5


class Originals:
    """Looks captures up in the index and makes sure of them in the WARCs.

    A digest alone is not trusted: SHA-1 collisions can be made, and a wrong original would lose
    the only copy of a payload. So the original is read and compared octet for octet.
    """

    def __init__(self, index: Index, warc_folder: Path) -> None:
        self._index = index
        self._folder = warc_folder

    def original_of(self, capture: Capture, response: Record) -> RecordRef | None:
        """The durable response that ``capture`` repeats, or None.

        For a 304, the one whose validator the request named.

        Args:
            capture: what crossed the socket.
            response: the record it will be where it repeats none.

        Raises:
            ArchiveIndexError: the index cannot be read.
        """
        message, digest = response.http, response.header("WARC-Payload-Digest")
        if capture.truncated or message is None or digest is None:
            return None
        if message.status == HTTP_NOT_MODIFIED:
            return self._unmodified(capture)
        if not message.payload or message.status is None:
            return None
        # More than one where codings differ.
        with self._index.reading() as db:
            candidates = same_payload(db, digest, _CANDIDATES)
        for ref in candidates:
            record = self._read(ref)
            if record and _repeats(message, record):
                return ref
        return None

    def _unmodified(self, capture: Capture) -> RecordRef | None:
        request = HttpMessage.parse(capture.request)
        candidates = [
            ref
            for ref in self._index.captures_of(capture.target_uri)
            if ref.status == HTTP_OK and ref.truncated is None
        ]
        for ref in candidates[:_CANDIDATES]:
            record = self._read(ref)
            if record is None or record.http is None or not _asked_about(request, record.http):
                continue
            if ref.record_type == "response":
                return ref
            referred = (record.header("WARC-Refers-To") or "").strip("<>")
            original = self._index.find_record(referred)
            return original if original and self._read(original) else None
        return None

    def _read(self, ref: RecordRef) -> Record | None:
        """The record, None where it is not to be had: then the capture is stored whole."""
        try:
            return read(ref, self._folder)
        except WarcError as error:
            logger.warning("cannot deduplicate against %s: %s", ref.record_id, error)
            return None


def _repeats(message: HttpMessage, record: Record) -> bool:
    """Whether a replay may take this record's payload for the message's.

    A replay joins the new head to the old body, so both have to be coded alike.
    """
    original = record.http
    return (
        original is not None
        and record.record_type == "response"
        and record.truncated is None
        and original.tokens(b"transfer-encoding") == message.tokens(b"transfer-encoding")
        and original.tokens(b"content-encoding") == message.tokens(b"content-encoding")
        and original.payload == message.payload
    )


def _asked_about(request: HttpMessage, answer: HttpMessage) -> bool:
    """Whether a conditional request named this answer's validator (RFC 9110, section 13.1)."""
    asked = b",".join(request.values(b"if-none-match"))
    if asked:
        tags = {tag.strip().removeprefix(b"W/") for tag in asked.split(b",")}
        return any(tag.removeprefix(b"W/") in tags for tag in answer.values(b"etag"))
    since = request.values(b"if-modified-since")
    return bool(since) and since[-1:] == answer.values(b"last-modified")[-1:]
