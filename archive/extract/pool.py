"""Pages and photos read in processes of their own, so that none of them can stop the work.

Why not `concurrent.futures.ProcessPoolExecutor`: when one of its workers dies, all pages in
flight fail, and a worker stuck in a C library (a regular expression, an XPath) can't be stopped.
Here each worker process has a thread that owns it and gives it one task at a time: what dies or
hangs is that task's doing alone, and the thread starts another worker.
"""

from __future__ import annotations

import contextlib
import gc
import logging
import multiprocessing
import os
import queue
import resource
import signal
import threading
import traceback
from concurrent.futures import Future
from dataclasses import dataclass, replace
from multiprocessing import forkserver
from typing import TYPE_CHECKING, Any, Generic, Protocol, Self, TypeVar

from archive.extract.article import extract
from archive.extract.embedded import NotAnImageError
from archive.extract.errors import (
    ExtractionCrashError,
    ExtractionError,
    ExtractionTimeoutError,
    PoolClosedError,
    WorkerLostError,
)

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Sequence
    from multiprocessing.connection import Connection
    from multiprocessing.context import ForkServerContext, ForkServerProcess
    from types import FrameType

    from archive.model import Article, SiteRules

TASKS_PER_WORKER = 500
"""Tasks after which a worker is replaced: libxml2 and its friends do not give memory back."""
MEMORY_LIMIT = 3 * 1024**3
"""Octets of address space a worker may take before its task fails."""
NICENESS = 5
"""How far workers stand back behind the process that fetches and writes, where cores are short."""
_GRACE = 5.0
"""Seconds past the time limit after which a worker that did not stop itself is killed."""
_ATTEMPTS = 2
_OWN_ERRORS = (ExtractionError, NotAnImageError)
"""What says that something is wrong with the page or the photo, not with its reader."""

T = TypeVar("T")
T_co = TypeVar("T_co", covariant=True)


class Task(Protocol[T_co]):
    """What a worker may be given to do. It crosses to another process, and so does its result."""

    @property
    def url(self) -> str:
        """What errors name."""
        ...

    def run(self) -> T_co:
        """Do it; pure computation, for it may be done twice.

        Raises:
            ExtractionError, NotAnImageError: what is to be read is not what it should be.
        """
        ...


@dataclass(frozen=True)
class Job:
    """One page to read; the arguments of `archive.extract.extract`."""

    html: bytes
    url: str
    content_type: str | None = None
    rules: SiteRules | None = None

    def run(self) -> Article:
        """Read it."""
        return extract(self.html, self.url, content_type=self.content_type, rules=self.rules)


def run_task(task: Task[T], time_limit: float) -> T:
    """Do something within a time limit; for the main thread of a worker process.

    Args:
        task: what is to be done.
        time_limit: seconds.

    Raises:
        ExtractionTimeoutError: if it takes longer.
        ExtractionCrashError: if our code or a library's failed on it.
        ExtractionError, NotAnImageError: for what is wrong with the page or the photo.
    """

    def stop(_signal: int, _frame: FrameType | None) -> None:
        raise _OutOfTime

    previous = signal.signal(signal.SIGALRM, stop)
    signal.setitimer(signal.ITIMER_REAL, time_limit)
    try:
        return task.run()
    except _OWN_ERRORS:
        raise
    except _OutOfTime:
        raise ExtractionTimeoutError(task.url, f"took longer than {time_limit:g} s") from None
    except Exception as error:
        # Whatever a stranger's page brought a library to do, only this page may fail.
        crash = ExtractionCrashError(task.url, f"{type(error).__name__}: {str(error)[:500]}")
        crash.add_note(traceback.format_exc(limit=-8))
        raise crash from error
    finally:
        signal.setitimer(signal.ITIMER_REAL, 0)
        signal.signal(signal.SIGALRM, previous)


class _OutOfTime(BaseException):
    """Raised by the alarm; no `Exception`, so that no library's handler swallows it."""


def _begin_to_load(context: ForkServerContext, modules: list[str]) -> None:
    """Start the server that workers are forked from; it loads modules while we go on.

    Ctrl-C is not for it: while it loads, it would end with a traceback.
    """
    context.set_forkserver_preload(modules)
    unmasked = signal.pthread_sigmask(signal.SIG_BLOCK, {signal.SIGINT})
    try:
        forkserver.ensure_running()
    finally:
        signal.pthread_sigmask(signal.SIG_SETMASK, unmasked)


def _worker(connection: Connection, time_limit: float) -> None:
    """A worker's life: take a task, give back its result or an error, until the pipe closes."""
    signal.signal(signal.SIGINT, signal.SIG_IGN)
    os.nice(NICENESS)
    # What the fork server has loaded stays, and stays shared: the collector would write to it all.
    gc.freeze()
    for library in ("trafilatura", "htmldate", "charset_normalizer"):
        # They warn of every page without text; the article says so itself.
        logging.getLogger(library).setLevel(logging.CRITICAL)
    with contextlib.suppress(ValueError, OSError):  # a lower hard limit is already in force
        resource.setrlimit(resource.RLIMIT_AS, (MEMORY_LIMIT, MEMORY_LIMIT))
    with contextlib.suppress(EOFError, BrokenPipeError, ConnectionResetError):
        while True:
            task: Task[Any] = connection.recv()
            try:
                answer = run_task(task, time_limit)
            except _OWN_ERRORS as error:
                answer = error.with_traceback(None)
                answer.__cause__ = answer.__context__ = None
            connection.send(answer)


@dataclass
class _Waiting(Generic[T]):
    task: Task[T]
    future: Future[T]


class ExtractionPool:
    """Reads pages, and whatever else is a `Task`, in worker processes.

    Args:
        workers: how many at once; by default as many as this process may use processors.
        time_limit: seconds for one task.
        preload: modules of tasks other than pages: loaded once, not by each worker.

    A task that kills its worker (memory, a crash in a C library) is tried once more and then
    fails with `WorkerLostError`. SIGINT is ignored in workers: the parent decides when to stop.
    """

    def __init__(
        self, workers: int | None = None, time_limit: float = 30.0, preload: Sequence[str] = ()
    ) -> None:
        self.workers = workers or len(os.sched_getaffinity(0))
        self.time_limit = time_limit
        self._context: ForkServerContext = multiprocessing.get_context("forkserver")
        _begin_to_load(self._context, ["archive.extract.ready", *preload])
        self._tasks: queue.SimpleQueue[_Waiting[Any] | None] = queue.SimpleQueue()
        self._lock = threading.Lock()
        self._closed = False
        self._threads = [
            threading.Thread(target=self._serve, name=f"extraction-{number}", daemon=True)
            for number in range(self.workers)
        ]
        for thread in self._threads:
            thread.start()

    def submit(
        self, html: bytes, url: str, content_type: str | None = None, rules: SiteRules | None = None
    ) -> Future[Article]:
        """Have one page read.

        Args:
            html: the bytes, as served (content coding removed).
            url: the address they were read from.
            content_type: value of the HTTP header.
            rules: what is known of the site.

        Returns:
            The article to be; fails with a subclass of `ExtractionError`.

        Raises:
            PoolClosedError: if the pool has been closed.
        """
        if rules is not None:
            rules = replace(
                rules, selectors=dict(rules.selectors)
            )  # any mapping; only a dict surely pickles
        return self.do(Job(html, url, content_type, rules))

    def do(self, task: Task[T]) -> Future[T]:
        """Have something done.

        Returns:
            The result to be; fails with what the task raised, or a subclass of `ExtractionError`.

        Raises:
            PoolClosedError: if the pool has been closed.
        """
        waiting = _Waiting(task, Future())
        with self._lock:
            if self._closed:
                raise PoolClosedError(task.url, "the pool has been closed")
            self._tasks.put(waiting)
        return waiting.future

    def map(self, jobs: Iterable[Job]) -> Iterator[Article | ExtractionError]:
        """Read many pages, in order, holding only a few at a time.

        Args:
            jobs: the pages; taken as results are given out.

        Yields:
            For each page its article, or its error.
        """
        ahead: list[Future[Article]] = []
        for job in jobs:
            ahead.append(self.submit(job.html, job.url, job.content_type, job.rules))
            if len(ahead) > 4 * self.workers:
                yield _outcome(ahead.pop(0))
        yield from map(_outcome, ahead)

    def close(self) -> None:
        """Finish what has been submitted, then end all workers. May be called twice."""
        with self._lock:
            if not self._closed:
                self._closed = True
                for _ in self._threads:
                    self._tasks.put(None)
        for thread in self._threads:
            thread.join()

    def __enter__(self) -> Self:
        return self

    def __exit__(self, *_: object) -> None:
        self.close()

    def _serve(self) -> None:
        """A thread's life: own one worker, feed it tasks one by one."""
        worker: _Worker | None = None
        try:
            while (waiting := self._tasks.get()) is not None:
                if not waiting.future.set_running_or_notify_cancel():
                    continue
                if worker is not None and worker.tasks >= TASKS_PER_WORKER:
                    worker.end()
                    worker = None
                worker = self._run(waiting, worker)
        finally:
            if worker is not None:
                worker.end()

    def _run(self, waiting: _Waiting[T], worker: _Worker | None) -> _Worker | None:
        """Have one task done; returns the worker to go on with, None where none is left."""
        reason = ""
        url, future = waiting.task.url, waiting.future
        for _ in range(_ATTEMPTS):
            try:
                worker = worker or _Worker(self._context, self.time_limit)
            except (OSError, EOFError) as error:
                said = f"no process could be started for it ({error})"
                future.set_exception(WorkerLostError(url, said))
                return None
            try:
                answer = worker.ask(waiting.task)
            except TimeoutError:
                worker.kill()
                said = f"took longer than {self.time_limit:g} s and had to be killed"
                future.set_exception(ExtractionTimeoutError(url, said))
                return None
            except (EOFError, OSError) as error:
                reason = worker.kill() or repr(error)
                worker = None
                continue
            if isinstance(answer, _OWN_ERRORS):
                future.set_exception(answer)
            else:
                future.set_result(answer)
            return worker
        said = f"its process died {_ATTEMPTS} times ({reason})"
        future.set_exception(WorkerLostError(url, said))
        return None


class _Worker:
    """One worker process and the pipe to it."""

    def __init__(self, context: ForkServerContext, time_limit: float) -> None:
        self.tasks = 0
        self._limit = time_limit + _GRACE
        self._pipe, theirs = context.Pipe()
        self._process: ForkServerProcess = context.Process(
            target=_worker, args=(theirs, time_limit), daemon=True
        )
        self._process.start()
        theirs.close()

    def ask(self, task: Task[T]) -> T | ExtractionError | NotAnImageError:
        """One task's outcome.

        Raises:
            TimeoutError: if the worker does not answer.
            EOFError, OSError: if it died.
        """
        self.tasks += 1
        self._pipe.send(task)
        if not self._pipe.poll(self._limit):
            raise TimeoutError
        answer: T | ExtractionError | NotAnImageError = self._pipe.recv()
        return answer

    def kill(self) -> str:
        """End it at once; tells how it had ended by itself, or nothing."""
        self._process.join(0.2)
        code = self._process.exitcode
        self._process.kill()
        self.end()
        if code is None:
            return ""
        return f"killed by {signal.Signals(-code).name}" if code < 0 else f"exit code {code}"

    def end(self) -> None:
        """Close the pipe, on which the worker leaves, and wait for it."""
        self._pipe.close()
        self._process.join(_GRACE)
        if self._process.is_alive():
            self._process.kill()
            self._process.join()
        self._process.close()


def _outcome(future: Future[Article]) -> Article | ExtractionError:
    try:
        return future.result()
    except ExtractionError as error:
        return error
