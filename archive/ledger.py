"""Group commit: WARC first, then the index, then the promise that a capture is safe.

Everything here happens on the archiver's one thread.
"""

from __future__ import annotations

import logging
import os
import socket
import time
from contextlib import contextmanager
from dataclasses import dataclass, field
from datetime import UTC, datetime
from importlib.metadata import version
from typing import TYPE_CHECKING, Any, TypeVar

from archive.index import ArchiveIndexError, Index, IndexFormatError, IndexUnwritableError
from archive.originals import Originals
from archive.recovery import recover
from archive.warc import (
    ArchiveUnreadableError,
    ArchiveUnwritableError,
    FieldError,
    read_record,
)
from archive.warc.build import crawl_end, exchange, read_warc_fields
from archive.warc.crawl import CRAWL_ID, SITE, crawl_start
from archive.warc.file import DEFAULT_GZIP_LEVEL, WarcFile

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator, Mapping
    from concurrent.futures import Future
    from pathlib import Path

    from archive.model import Capture, RecordRef

logger = logging.getLogger(__name__)

T = TypeVar("T")

WARC_FOLDER = "warc"
INDEX_NAME = "index.db"
DISTRIBUTION = "defense-news-archive"


@dataclass(frozen=True, slots=True)
class ArchiverSettings:
    """Sizes and levels.

    Attributes:
        gzip_level: 1 (fast) to 9 (small).
        rollover_bytes: a file that has grown to this size is closed and the next one begun.
        min_free_bytes: free space on the disk below which the archiver stops by itself.
        batch_records: WARC records after which a batch is committed.
        batch_bytes: bytes of captures after which it is committed.
        batch_seconds: time after which it is committed, however small.
        batch_pause: time without anything new after which it is committed, too.
        deduplicate: whether a capture that repeats a stored one becomes a ``revisit``.
    """

    gzip_level: int = DEFAULT_GZIP_LEVEL
    rollover_bytes: int = 10**9
    min_free_bytes: int = 256 * 2**20
    batch_records: int = 25
    batch_bytes: int = 16 * 2**20
    batch_seconds: float = 0.25
    batch_pause: float = 0.02
    deduplicate: bool = True


@dataclass(slots=True)
class _Batch:
    """What was written and not yet committed.

    Attributes:
        refs: rows the index does not have yet.
        waiting: those who wait for them to be safe.
        jobs: what is to run in the index after them.
        records: number of WARC records.
        size: bytes of captures.
        deadline: on the monotonic clock; None while nothing waits.
    """

    refs: list[RecordRef] = field(default_factory=list)
    waiting: list[tuple[Future[RecordRef], RecordRef]] = field(default_factory=list)
    jobs: list[tuple[Callable[[Index], Any], Future[Any]]] = field(default_factory=list)
    records: int = 0
    size: int = 0
    deadline: float | None = None


class Ledger:
    """The crawl's WARC file and its connection to the index, kept in step."""

    def __init__(  # noqa: PLR0913 - what a crawl is and where it goes, each of one kind
        self,
        archive_dir: Path,
        *,
        crawl_uid: str,
        site: str | None,
        warcinfo: Mapping[str, str],
        settings: ArchiverSettings,
        on_failure: Callable[[ArchiveUnwritableError], None],
    ) -> None:
        """Recovers what was left open, then opens a file of this crawl's own.

        Raises:
            ArchiveUnwritableError: nothing can be written there.
        """
        self._folder = archive_dir / WARC_FOLDER
        self._index_path = archive_dir / INDEX_NAME
        self._settings = settings
        self._on_failure = on_failure
        self._site = site
        self._fields = _warcinfo_fields(warcinfo, site, crawl_uid)
        self._serial = 0
        self._captures = 0
        self._batch = _Batch()
        self.failed: ArchiveUnwritableError | None = None
        with self._translated():
            self._index = Index.open(self._index_path)
            try:
                recover(self._folder, self._index)
                self._originals = Originals(self._index, self._folder)
                self._file, self._crawl_id = self._open_file()
                self._check_free_space()
            except BaseException:
                self._index.close()
                raise

    # ------------------------------------------------------------------ work

    def store(self, capture: Capture, future: Future[RecordRef]) -> None:
        """Appends a capture to the file; ``future`` is done when the batch is committed."""
        if self.failed:
            future.set_exception(self.failed)
            return
        try:
            refs, records = self._append(capture)
        except FieldError as error:
            logger.exception("a capture of %s cannot be stored", capture.target_uri)
            future.set_exception(error)
        except ArchiveUnwritableError as error:
            future.set_exception(error)
            self.commit()
            self._fail(error)
        except Exception as error:  # noqa: BLE001 - a fault of ours must not leave anyone waiting
            future.set_exception(error)
            self._fail(self._fault(error))
        else:
            self._start_clock()
            batch = self._batch
            batch.refs.append(refs[0])
            batch.waiting.append((future, refs[0]))
            batch.records += records
            batch.size += len(capture.request) + len(capture.response)
            self._captures += 1

    def add_job(self, job: Callable[[Index], T], future: Future[T]) -> None:
        """Puts a job behind the captures stored so far."""
        if self.failed:
            future.set_exception(self.failed)
            return
        self._start_clock()
        self._batch.jobs.append((job, future))

    def is_full(self) -> bool:
        """Whether the batch is to be committed now."""
        batch, settings = self._batch, self._settings
        return (
            batch.records >= settings.batch_records
            or batch.size >= settings.batch_bytes
            or len(batch.jobs) >= settings.batch_records
            or (batch.deadline is not None and time.monotonic() >= batch.deadline)
        )

    def seconds_left(self, *, idle: bool) -> float | None:
        """How long more work may be waited for; None for ever, since nothing waits for it.

        Jobs with no capture before them need no company: they run as soon as there is time.
        """
        batch, settings = self._batch, self._settings
        if batch.deadline is None:
            return None
        if idle and not batch.waiting:
            return 0.0
        return max(0.0, min(batch.deadline - time.monotonic(), settings.batch_pause))

    def commit(self) -> None:
        """Syncs the WARC, writes the rows, tells those who wait, then runs the jobs."""
        if self.failed:
            return
        try:
            self._commit_captures()
            self._run_jobs()
            if self._file.size >= self._settings.rollover_bytes:
                self._close_file()
                self._file, self._crawl_id = self._open_file()
            self._check_free_space()
        except ArchiveUnwritableError as error:
            self._fail(error)
        except Exception as error:  # noqa: BLE001 - a fault of ours must not leave anyone waiting
            self._fail(self._fault(error))

    def close(self, summary: Mapping[str, str]) -> None:
        """Commits, writes the crawl's closing record, closes file and index.

        Raises:
            ArchiveUnwritableError: this failed, and nothing had failed before.
        """
        self.commit()
        failed_before = self.failed
        try:
            self._finish(summary)
        except ArchiveUnwritableError as error:
            if not failed_before:
                self._fail(error)
                raise
            logger.warning("the WARC file stays open for recovery: %s", error)
        finally:
            self._file.abandon()
            self._index.close()
            # The thread did nothing else: its time is what keeping the crawl has cost.
            cpu = time.thread_time()
            logger.info("%d captures kept, with %.2f s of CPU", self._captures, cpu)

    # ------------------------------------------------------------------ parts

    def _append(self, capture: Capture) -> tuple[list[RecordRef], int]:
        records = exchange(capture, self._file.warcinfo_id)
        if self._settings.deduplicate:
            with self._translated():
                original = self._originals.original_of(capture, records[0])
            if original is not None:
                records = exchange(capture, self._file.warcinfo_id, original=original)
        return self._file.append(records), len(records)

    def _commit_captures(self, ending: Mapping[str, str] | None = None) -> None:
        batch = self._batch
        if batch.refs or ending:
            self._file.sync()
            with self._translated(), self._index.transaction():
                self._index.add_captures(self._crawl_id, batch.refs)
                self._index.set_committed(self._file.name, self._crawl_id, self._file.size)
                if ending:
                    self._index.finish_crawl(self._fields[CRAWL_ID], ending)
        waiting = batch.waiting
        self._batch = _Batch(jobs=batch.jobs)
        for future, ref in waiting:
            future.set_result(ref)

    def _run_jobs(self) -> None:
        """Each job in a savepoint of its own, all in one transaction."""
        jobs, self._batch.jobs = self._batch.jobs, []
        results: list[tuple[Future[Any], Any, Exception | None]] = []
        if not jobs:
            return
        try:
            with self._translated(), self._index.transaction():
                for job, future in jobs:
                    try:
                        with self._index.transaction():
                            results.append((future, job(self._index), None))
                    except (IndexUnwritableError, IndexFormatError):
                        raise
                    except Exception as error:  # noqa: BLE001 - the job's own: goes to its future
                        results.append((future, None, error))
        except Exception as error:
            for _, future in jobs:
                future.set_exception(error)
            raise
        for future, value, failure in results:
            if failure is None:
                future.set_result(value)
            else:
                future.set_exception(failure)

    def _open_file(self) -> tuple[WarcFile, int | None]:
        file = WarcFile(
            self._folder,
            prefix=self._site or "crawl",
            serial=self._serial,
            fields=self._fields,
            gzip_level=self._settings.gzip_level,
        )
        self._serial += 1
        try:
            # Read back, so that the index says exactly what a rebuild from the file would.
            start = crawl_start(read_record(file.path, 0))
            crawl_id = None
            with self._translated(), self._index.transaction():
                if start:
                    crawl_id = self._index.start_crawl(
                        start.crawl_uid, start.site, start.date, start.fields
                    )
                self._index.set_committed(file.name, crawl_id, file.size)
        except BaseException:
            file.abandon()
            raise
        return file, crawl_id

    def _close_file(self) -> None:
        closed = self._file.close()
        with self._translated():
            self._index.set_committed(
                closed.path.name, self._crawl_id, closed.size, closed_sha256=closed.sha256
            )

    def _finish(self, summary: Mapping[str, str]) -> None:
        fields = {**summary, CRAWL_ID: self._fields[CRAWL_ID]}
        record = crawl_end(datetime.now(UTC), fields, self._file.warcinfo_id)
        self._file.append([record])
        self._commit_captures(read_warc_fields(record.block))
        self._close_file()

    def _fail(self, error: ArchiveUnwritableError) -> None:
        """Stops for good; rows not yet in the index are tried once more at the end."""
        if self.failed:
            return
        self.failed = error
        waiting, self._batch.waiting = self._batch.waiting, []
        jobs, self._batch.jobs = self._batch.jobs, []
        for future, _ in waiting:
            future.set_exception(error)
        for _, future in jobs:
            future.set_exception(error)
        self._on_failure(error)

    def _check_free_space(self) -> None:
        """Stops while there is still room to close the file and the index in order."""
        try:
            state = os.statvfs(self._folder)
        except OSError as error:
            raise ArchiveUnwritableError.from_os(self._folder, error) from error
        free, floor = state.f_bavail * state.f_frsize, self._settings.min_free_bytes
        if free < floor:
            reason = f"{free // 2**20} MiB are free, fewer than the {floor // 2**20} MiB to be kept"
            advice = "free space on that disk, then run again: it goes on where it stopped"
            raise ArchiveUnwritableError(self._folder, reason, advice)

    def _start_clock(self) -> None:
        if self._batch.deadline is None:
            self._batch.deadline = time.monotonic() + self._settings.batch_seconds

    @contextmanager
    def _translated(self) -> Iterator[None]:
        try:
            yield
        except ArchiveIndexError as error:
            advice = "make room or make it writable, then run again"
            raise ArchiveUnwritableError(self._index_path, str(error), advice) from error
        except ArchiveUnreadableError as error:
            advice = "make it readable, then run again"
            raise ArchiveUnwritableError(error.path, str(error), advice) from error

    def _fault(self, error: Exception) -> ArchiveUnwritableError:
        logger.error("the archiver stopped", exc_info=error)
        reason = f"{type(error).__name__}: {error}"
        advice = "this is a fault of the program: report it with the log"
        return ArchiveUnwritableError(self._folder, reason, advice)


def _warcinfo_fields(
    warcinfo: Mapping[str, str], site: str | None, crawl_uid: str
) -> dict[str, str]:
    """What ``warcinfo`` says: what is always so, what the caller adds, whose crawl it is."""
    return {
        "software": f"{DISTRIBUTION}/{version(DISTRIBUTION)}",
        "format": "WARC File Format 1.1",
        "conformsTo": "http://iipc.github.io/warc-specifications/specifications/warc-format/warc-1.1/",
        "hostname": socket.gethostname(),
        **warcinfo,
        SITE: site or "",
        CRAWL_ID: crawl_uid,
    }
