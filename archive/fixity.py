"""Checks WARC files, the index, and that each says what the other does, on all cores."""

from __future__ import annotations

import fcntl
import multiprocessing
import os
from concurrent.futures import ProcessPoolExecutor, wait
from concurrent.futures.process import BrokenProcessPool
from dataclasses import dataclass, fields
from typing import TYPE_CHECKING

from archive.index import Index
from archive.index.files import captures_by_file, captures_within, warc_file
from archive.model import RecordRef
from archive.warc import ArchiveUnreadableError
from archive.warc.file import OPEN_SUFFIX, file_sha256
from archive.warc.verify import Fault, FileReport, verify_file

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator, Sequence
    from concurrent.futures import Future
    from multiprocessing.sharedctypes import Synchronized
    from pathlib import Path

    from archive.index.files import WarcFileRow


SMALL = 32 * 2**20
"""Bytes that one process checks sooner than others have started."""
_TICK = 0.2
"""Seconds between two looks at how far the processes are."""


@dataclass(frozen=True, slots=True)
class Task:
    """One file to check.

    Attributes:
        path: the file.
        index_path: the index to compare it with; None for a file that is not of the archive.
    """

    path: Path
    index_path: Path | None


def verify(
    tasks: Sequence[Task], progress: Callable[[int], None], *, workers: int | None = None
) -> Iterator[FileReport]:
    """Checks files, the largest first, several at a time.

    Args:
        tasks: what to check.
        progress: called with the bytes checked so far, all files together.
        workers: processes; None means one for each core.

    Yields:
        A report for each file, in the order of ``tasks``.

    Raises:
        ArchiveIndexError: the index cannot be read.
    """
    sizes = {task.path: _size(task.path) for task in tasks}
    workers = min(workers or os.cpu_count() or 1, len(tasks))
    if workers <= 1 or sum(sizes.values()) < SMALL:
        yield from _here(tasks, sizes, progress)
        return
    # Not forked: the parent may have threads, and SQLite connections do not survive it.
    context = multiprocessing.get_context("spawn")
    counter = context.Value("q", 0)
    with ProcessPoolExecutor(workers, context, _set_counter, (counter,)) as pool:
        order = sorted(tasks, key=lambda task: -sizes[task.path])
        futures = {task: pool.submit(_verify_counting, task) for task in order}
        for task in tasks:
            try:
                report = _awaited(futures[task], lambda: progress(counter.value))
            except BrokenProcessPool:
                report = FileReport(task.path)
                report.fault(0, "not checked: the process that checked it was killed")
            progress(counter.value)
            yield report


def _awaited(future: Future[FileReport], tick: Callable[[], None]) -> FileReport:
    """What a task comes to; ``tick`` is called while it is not done.

    The future's own timeout would not do: a task may end in a TimeoutError of its own, which is
    what Python makes of ETIMEDOUT.
    """
    while not wait((future,), timeout=_TICK).done:
        tick()
    return future.result()


def _here(
    tasks: Sequence[Task], sizes: dict[Path, int], progress: Callable[[int], None]
) -> Iterator[FileReport]:
    before = 0
    for task in tasks:
        yield _verify_one(task, _shifted(progress, before))
        before += sizes[task.path]
        progress(before)


def _shifted(progress: Callable[[int], None], before: int) -> Callable[[int], None]:
    return lambda offset: progress(before + offset)


_counter: Synchronized[int]


def _set_counter(counter: Synchronized[int]) -> None:
    global _counter  # noqa: PLW0603 - a worker process gets it once, from its initializer
    _counter = counter


def _verify_counting(task: Task) -> FileReport:
    reached = 0

    def count(offset: int) -> None:
        nonlocal reached
        with _counter.get_lock():
            _counter.value += offset - reached
        reached = offset

    return _verify_one(task, count)


def _verify_one(task: Task, progress: Callable[[int], None]) -> FileReport:
    """Checks a file; that it cannot be read is a fault of this one file."""
    try:
        return _verify_both(task, progress)
    except OSError as error:
        report = FileReport(task.path)
        report.fault(0, str(ArchiveUnreadableError(task.path, error)))
        return report


def _verify_both(task: Task, progress: Callable[[int], None]) -> FileReport:
    """Checks a file in itself, then against the index; a file being written up to its commit."""
    closed = task.path.with_name(_closed_name(task.path))
    if not task.path.exists() and closed.exists():
        task = Task(closed, task.index_path)  # its crawl ended in the meantime
    if task.index_path is None:
        return verify_file(task.path, progress=progress)
    is_open = task.path.name.endswith(OPEN_SUFFIX)
    with Index.open(task.index_path, read_only=True) as index:
        end = None
        if is_open and _is_being_written(task.path):
            end = index.committed(_closed_name(task.path)) or 0
        report = verify_file(task.path, end=end, progress=progress)
        if is_open and end is None:
            report.fault(report.size, "left open by a crawl that died: `scrapy verify --repair`")
        _compare(report, index)
        return report


def missing_files(index_path: Path, warc_folder: Path) -> list[Fault]:
    """Files that the index names and the folder does not hold.

    Raises:
        ArchiveIndexError: the index cannot be read.
    """
    with Index.open(index_path, read_only=True) as index, index.reading() as db:
        known = captures_by_file(db)
    faults = []
    for name, captures in known:
        path = warc_folder / name
        if not path.exists() and not path.with_name(name + OPEN_SUFFIX).exists():
            message = f"the file is gone, and the index has {captures} captures in it"
            faults.append(Fault(path, 0, message))
    return faults


def _compare(report: FileReport, index: Index) -> None:
    """Every row of this file points at its record, and every record has its row."""
    name = _closed_name(report.path)
    with index.reading() as db:
        file = warc_file(db, name)
        rows = {ref.record_id: ref for ref in captures_within(db, name, report.size)}
    if file is None:
        report.fault(0, "the index does not know this file: `scrapy reindex` takes it in")
        return
    _compare_file(report, file)
    for ref in report.captures:
        row = rows.pop(ref.record_id, None)
        if row is not None:
            for difference in _differences(row, ref):
                report.fault(ref.warc_offset, difference)
        elif elsewhere := index.find_record(ref.record_id):
            report.fault(ref.warc_offset, f"the index has this record in {elsewhere.warc_filename}")
        else:
            report.fault(ref.warc_offset, f"the record {ref.record_id} is not in the index")
        original = report.refers_to.get(ref.record_id)
        if original and not index.find_record(original):
            report.fault(ref.warc_offset, f"repeats {original}, which is not in the index")
    for row in rows.values():
        report.fault(row.warc_offset, f"the index names {row.record_id}, which is not in the file")


def _compare_file(report: FileReport, file: WarcFileRow) -> None:
    if file.committed > report.size:
        lost = file.committed - report.size
        report.fault(report.size, f"{lost} bytes that were safe on disk are gone")
    if file.closed_sha256 and not report.path.name.endswith(OPEN_SUFFIX):
        try:
            found = file_sha256(report.path)
        except ArchiveUnreadableError as error:
            report.fault(0, str(error))
            return
        if found != file.closed_sha256:
            message = f"sha256 {found} is not that of the closed file, {file.closed_sha256}"
            report.fault(0, message)


def _differences(row: RecordRef, ref: RecordRef) -> Iterator[str]:
    for item in fields(RecordRef):
        indexed, written = getattr(row, item.name), getattr(ref, item.name)
        if item.name == "redirect" and indexed is None:
            continue  # the row may be from before the index kept it
        if indexed != written:
            yield f"the index says {item.name} {indexed!r}, the record {written!r}"


def _closed_name(path: Path) -> str:
    return path.name.removesuffix(OPEN_SUFFIX)


def _is_being_written(path: Path) -> bool:
    """Whether the file's writer lives and holds its lock."""
    with path.open("rb") as file:
        try:
            fcntl.flock(file, fcntl.LOCK_SH | fcntl.LOCK_NB)
        except BlockingIOError:
            return True
        return False


def _size(path: Path) -> int:
    try:
        return path.stat().st_size
    except OSError:
        return 0  # what is wrong with it is said when it is read
