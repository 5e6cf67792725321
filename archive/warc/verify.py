"""Fixity of one WARC file: every octet accounted for, every digest right, every header lawful."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import TYPE_CHECKING

from archive.warc.damage import Damage, read_past_damage
from archive.warc.digest import matches
from archive.warc.errors import ArchiveUnreadableError, FieldError, RecordTooLargeError
from archive.warc.record import CAPTURE_TYPES
from archive.warc.rules import broken_rules

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator
    from pathlib import Path

    from archive.model import RecordRef
    from archive.warc.record import Record


@dataclass(frozen=True, slots=True)
class Fault:
    """One thing wrong in one place.

    Attributes:
        path: the file.
        offset: of the record or the bytes, from the file's beginning.
        message: what is wrong, in one line.
    """

    path: Path
    offset: int
    message: str

    def __str__(self) -> str:
        # What a hostile file holds must not reach the terminal as a command or a second line.
        message = "".join(c if c.isprintable() else repr(c)[1:-1] for c in self.message)
        return f"{self.path} at offset {self.offset}: {message}"


@dataclass(slots=True)
class FileReport:
    """What was found in one file.

    Attributes:
        path: the file.
        size: in bytes.
        records: number of records read.
        faults: what is wrong.
        notes: what a reader may want to know and is not wrong.
        captures: where each capture lies, for comparison with an index.
        refers_to: identifier of the original by that of the revisit.
    """

    path: Path
    size: int = 0
    records: int = 0
    faults: list[Fault] = field(default_factory=list)
    notes: list[str] = field(default_factory=list)
    captures: list[RecordRef] = field(default_factory=list)
    refers_to: dict[str, str] = field(default_factory=dict)

    def fault(self, offset: int, message: str) -> None:
        """Adds a fault of this file."""
        self.faults.append(Fault(self.path, offset, message))


def verify_file(
    path: Path, *, end: int | None = None, progress: Callable[[int], None] | None = None
) -> FileReport:
    """Reads a WARC of any tool from end to end and checks all that can be checked in it alone.

    Damage is stepped over: what follows it is checked too.

    Args:
        path: a ``.warc`` or ``.warc.gz``.
        end: the offset to stop at, for a file that is being written; None reads all of it.
        progress: called with each offset reached.
    """
    return _Check(path, end, progress).run()


class _Check:
    """One pass over one file."""

    def __init__(self, path: Path, end: int | None, progress: Callable[[int], None] | None) -> None:
        self._report = FileReport(path)
        self._end = end
        self._progress = progress
        self._seen: set[str] = set()
        self._dates: dict[str, str | None] = {}
        self._chunked_digests = 0

    def run(self) -> FileReport:
        report = self._report
        try:
            report.size = report.path.stat().st_size if self._end is None else self._end
            if not report.size:
                report.fault(0, "the file is empty")
            for record in self._records():
                self._check(record)
        except OSError as error:
            report.fault(0, str(ArchiveUnreadableError(report.path, error)))
        except ArchiveUnreadableError as error:
            report.fault(0, str(error))
        if self._chunked_digests:
            report.notes.append(
                f"{report.path}: {self._chunked_digests} payload digests were taken over the "
                "chunked body, as warcio does; they prove the bytes all the same"
            )
        return report

    def _records(self) -> Iterator[Record]:
        """All records, also those behind damaged places."""
        for found in read_past_damage(self._report.path):
            offset = found.error.offset if isinstance(found, Damage) else found.offset
            if self._end is not None and offset >= self._end:
                return
            if isinstance(found, Damage):
                stop = self._report.size if found.following is None else found.following
                self._report.fault(offset, f"{found.error.reason} ({stop - offset} bytes)")
            else:
                yield found

    def _check(self, record: Record) -> None:
        report = self._report
        report.records += 1
        if report.records == 1 and record.header("WARC-Type") != "warcinfo":
            report.fault(record.offset, "the file does not begin with a warcinfo record")
        if record.inner_offset:
            report.fault(record.offset, "several records in one gzip member: none can be sought")
        for message in (*broken_rules(record), *self._digests(record)):
            report.fault(record.offset, message)
        self._identity(record)
        if self._progress:
            self._progress(record.offset + record.length)

    def _identity(self, record: Record) -> None:
        """Identifiers are unique, and records of one exchange share their date."""
        try:
            record_id = record.record_id
            if record_id in self._seen:
                self._report.fault(record.offset, f"another record has the identifier {record_id}")
            self._seen.add(record_id)
            date = record.header("WARC-Date")
            for other in record.values("WARC-Concurrent-To"):
                if self._dates.setdefault(other.strip("<>"), date) != date:
                    self._report.fault(record.offset, f"not of the same WARC-Date as {other}")
            self._dates.setdefault(record_id, date)
            if record.record_type in CAPTURE_TYPES:
                self._report.captures.append(record.ref)
            if record.record_type == "revisit" and (original := record.header("WARC-Refers-To")):
                self._report.refers_to[record_id] = original.strip("<>")
        except FieldError:
            return  # a broken rule, and reported as such

    def _digests(self, record: Record) -> Iterator[str]:
        """Digests that do not match; a record without any is lawful."""
        try:
            for digest in record.values("WARC-Block-Digest"):
                if not matches(digest, record.block):
                    yield f"the block is not what {digest} was taken of"
            if record.header("WARC-Type") == "revisit" or record.header("WARC-Segment-Number"):
                return  # the digest is of a payload that is elsewhere, in whole or in part
            for digest in record.values("WARC-Payload-Digest"):
                if matches(digest, record.payload):
                    continue
                if record.http and record.http.is_chunked and matches(digest, record.http.body):
                    self._chunked_digests += 1
                else:
                    yield f"the payload is not what {digest} was taken of"
        except FieldError as error:
            yield str(error)
        except RecordTooLargeError as error:
            yield f"digests not checked: {error.reason}"
