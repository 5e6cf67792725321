"""One thread that owns a crawl's WARC file and its connection to the index."""

from __future__ import annotations

import logging
import queue
import threading
import uuid
from concurrent.futures import Future
from dataclasses import dataclass
from typing import TYPE_CHECKING, TypeVar

from archive.ledger import ArchiverSettings, Ledger
from archive.warc import ArchiveUnwritableError, WarcError

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping
    from pathlib import Path

    from archive.index import Index
    from archive.model import Capture, RecordRef

__all__ = ["Archiver", "ArchiverSettings"]

logger = logging.getLogger(__name__)

T = TypeVar("T")


@dataclass(frozen=True, slots=True)
class _Store:
    capture: Capture
    future: Future[RecordRef]


@dataclass(frozen=True, slots=True)
class _Close:
    summary: Mapping[str, str]
    future: Future[None]


class Archiver:
    """Writes captures to WARC and index, in that order, and says when they are safe.

    Any thread may call its methods; none of them waits for the disk but the constructor and
    `close`. Left without `close` (a crash, a kill), the next `Archiver` on the same folder
    recovers what was written.

    Attributes:
        crawl_uid: the crawl's identifier, ``urn:uuid:…``, as in ``warcinfo`` and the index.
        failed: what stopped it, or None. From then on every call gives this error.
    """

    def __init__(
        self,
        archive_dir: Path,
        *,
        site: str | None,
        warcinfo: Mapping[str, str],
        settings: ArchiverSettings | None = None,
        on_failure: Callable[[ArchiveUnwritableError], None] | None = None,
    ) -> None:
        """Recovers what an earlier crawl left, then opens a WARC file and the index.

        Args:
            archive_dir: WARC files go to ``warc`` below it, the index is ``index.db`` in it.
            site: the site's name, in ``warcinfo`` as ``isPartOf`` and in file names.
            warcinfo: what else ``warcinfo`` says: ``operator``, ``robots``,
                ``http-header-user-agent`` …
            settings: sizes and levels.
            on_failure: called once, on the archiver's own thread, when writing fails.

        Raises:
            ArchiveUnwritableError: nothing can be written there.
        """
        self.crawl_uid = uuid.uuid4().urn
        self.failed: ArchiveUnwritableError | None = None
        self._on_failure = on_failure
        self._queue: queue.SimpleQueue[_Store | Callable[[Ledger], None] | _Close] = (
            queue.SimpleQueue()
        )
        self._closed: Future[None] | None = None
        self._lock = threading.Lock()
        opened: Future[None] = Future()

        def run() -> None:
            try:
                ledger = Ledger(
                    archive_dir,
                    crawl_uid=self.crawl_uid,
                    site=site,
                    warcinfo=warcinfo,
                    settings=settings or ArchiverSettings(),
                    on_failure=self._fail,
                )
            except BaseException as error:  # noqa: BLE001 - handed to the caller, who waits for it
                opened.set_exception(error)
                return
            opened.set_result(None)
            self._serve(ledger)

        self._thread = threading.Thread(target=run, name="archiver", daemon=True)
        self._thread.start()
        opened.result()

    def store(self, capture: Capture) -> Future[RecordRef]:
        """Stores one exchange.

        Returns:
            Done when the capture is durable and indexed. It cannot be cancelled. It fails with
            `ArchiveUnwritableError` when the archive cannot be written, with `FieldError` when
            the capture itself holds what no WARC header may.
        """
        future: Future[RecordRef] = Future()
        future.set_running_or_notify_cancel()
        self._put(_Store(capture, future), future)
        return future

    def submit(self, job: Callable[[Index], T]) -> Future[T]:
        """Runs ``job`` on the archiver's thread after every earlier `store` is committed.

        It runs in a transaction of its own; what it raises undoes that, and goes to the future.
        """
        future: Future[T] = Future()
        future.set_running_or_notify_cancel()
        self._put(lambda ledger: ledger.add_job(job, future), future)
        return future

    def close(self, summary: Mapping[str, str]) -> None:
        """Finishes what is waiting, writes the crawl's closing record, closes WARC and index.

        May be called again. After a failure it keeps what can be kept, and does not raise.

        Args:
            summary: ``finished`` (ISO 8601), ``finish_reason``, ``exit_code``, counts.

        Raises:
            ArchiveUnwritableError: closing is what failed; the next start recovers the file.
        """
        with self._lock:
            first = self._closed is None
            if self._closed is None:
                self._closed = Future()
                self._queue.put(_Close(dict(summary), self._closed))
        self._thread.join()
        if first:
            self._closed.result()

    def _put(
        self, work: _Store | Callable[[Ledger], None], future: Future[RecordRef] | Future[T]
    ) -> None:
        with self._lock:
            if self._closed is None:
                self._queue.put(work)
                return
        future.set_exception(ArchiverClosedError())

    def _serve(self, ledger: Ledger) -> None:
        """Takes work until told to close; commits when a batch is full or old enough."""
        while True:
            try:
                work = self._queue.get(timeout=ledger.seconds_left(idle=self._queue.empty()))
            except queue.Empty:
                ledger.commit()
                continue
            if isinstance(work, _Close):
                try:
                    ledger.close(work.summary)
                    work.future.set_result(None)
                except Exception as error:  # noqa: BLE001 - handed to the caller, who waits for it
                    work.future.set_exception(error)
                return
            if isinstance(work, _Store):
                ledger.store(work.capture, work.future)
            else:
                work(ledger)
            if ledger.is_full():
                ledger.commit()

    def _fail(self, error: ArchiveUnwritableError) -> None:
        self.failed = error
        if self._on_failure:
            try:
                self._on_failure(error)
            except Exception:
                logger.exception("the callback for a failed archive failed")


class ArchiverClosedError(WarcError):
    """Something was to be stored after the archiver was closed."""

    def __init__(self) -> None:
        super().__init__("the archiver is closed: nothing more can be stored")
