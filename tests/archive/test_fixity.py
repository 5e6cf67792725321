from __future__ import annotations

import errno
import shutil
import sqlite3
from concurrent.futures import Future
from contextlib import closing
from typing import TYPE_CHECKING

import pytest

from archive.archiver import Archiver
from archive.fixity import Task, _awaited, missing_files, verify
from archive.index import IndexFormatError
from tests.archive.index.damage import overwrite_table
from tests.archive.warc.exchanges import CHUNKED, PAGE, capture

if TYPE_CHECKING:
    from pathlib import Path

    from archive.warc.verify import FileReport


@pytest.fixture(scope="module")
def crawled(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Two crawls: a page each, and in the second a revisit of the first's."""
    folder = tmp_path_factory.mktemp("crawled")
    for body in (b"first", b"later"):
        archiver = Archiver(folder, site="a", warcinfo={})
        for response in (CHUNKED, PAGE.replace(b"hello", body)):
            archiver.store(capture(response)).result(10)
        archiver.close({"finished": "2024"})
    return folder


@pytest.fixture
def archive(crawled: Path, tmp_path: Path) -> Path:
    """The crawls' archive, to be spoilt."""
    return shutil.copytree(crawled, tmp_path, dirs_exist_ok=True)


def change(folder: Path, statement: str) -> None:
    with closing(sqlite3.connect(folder / "index.db")) as connection, connection:
        connection.execute("pragma foreign_keys = off")
        assert connection.execute(statement).rowcount > 0


def warcs(folder: Path) -> list[Path]:
    return sorted((folder / "warc").iterdir())


def reports(folder: Path, *, workers: int | None = None) -> list[FileReport]:
    tasks = [Task(path, folder / "index.db") for path in warcs(folder)]
    return list(verify(tasks, lambda _: None, workers=workers))


def faults(folder: Path) -> list[str]:
    return [fault.message for report in reports(folder) for fault in report.faults]


def test_a_whole_archive_is_without_fault(archive: Path) -> None:
    assert faults(archive) == []
    assert missing_files(archive / "index.db", archive / "warc") == []
    assert [report.records for report in reports(archive)] == [6, 6]


def test_progress_counts_the_bytes_of_all_files(archive: Path) -> None:
    reached: list[int] = []
    list(verify([Task(path, None) for path in warcs(archive)], reached.append))
    assert reached == sorted(reached)
    assert reached[-1] == sum(path.stat().st_size for path in warcs(archive))


def test_several_processes_find_the_same(archive: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    change(archive, "update captures set status = 500 where warc_offset > 1000")
    alone = reports(archive, workers=1)
    monkeypatch.setattr("archive.fixity.SMALL", 0)
    reached: list[int] = []
    tasks = [Task(path, archive / "index.db") for path in warcs(archive)]
    assert list(verify(tasks, reached.append, workers=2)) == alone
    assert any(report.faults for report in alone)
    assert reached[-1] == sum(report.size for report in alone)


@pytest.mark.parametrize(
    ("statement", "message"),
    [
        ("update captures set warc_offset = warc_offset + 1", "the index says warc_offset"),
        ("update captures set warc_length = 1", "the index says warc_length 1"),
        ("update captures set target_uri = 'http://x/'", "the index says target_uri 'http://x/'"),
        ("update captures set status = 500", "the index says status 500, the record 200"),
        ("update captures set truncated = 'time'", "the index says truncated 'time'"),
        ("update captures set redirect = 'http://x/'", "the index says redirect 'http://x/'"),
        ("update captures set payload_digest = 'sha1:A'", "the index says payload_digest"),
        ("delete from captures where record_type = 'response'", "is not in the index"),
        ("update captures set record_id = 'urn:x:' || id", "which is not in the file"),
        ("update warc_files set closed_sha256 = 'ab'", "is not that of the closed file, ab"),
        ("update warc_files set committed_offset = 10000000", "that were safe on disk are gone"),
        ("delete from warc_files", "the index does not know this file"),
    ],
)
def test_an_index_that_says_otherwise(archive: Path, statement: str, message: str) -> None:
    change(archive, statement)
    assert any(message in fault for fault in faults(archive)), faults(archive)


def test_an_original_that_is_gone_is_named(archive: Path) -> None:
    change(
        archive,
        "delete from captures where warc_filename = (select min(warc_filename) from captures)",
    )
    assert sum("repeats urn:uuid:" in fault for fault in faults(archive)) == 1


def test_a_file_that_is_gone_is_named(archive: Path) -> None:
    gone = warcs(archive)[0]
    gone.unlink()
    (fault,) = missing_files(archive / "index.db", archive / "warc")
    assert str(fault) == f"{gone} at offset 0: the file is gone, and the index has 2 captures in it"


def test_a_copy_under_another_name_is_named(archive: Path) -> None:
    shutil.copy(warcs(archive)[0], archive / "warc" / "copy.warc.gz")
    assert "the index does not know this file: `scrapy reindex` takes it in" in faults(archive)
    change(archive, "insert into warc_files (warc_filename) values ('copy.warc.gz')")
    assert sum("the index has this record in a-" in fault for fault in faults(archive)) == 2


def test_a_file_left_open_is_a_fault_and_one_being_written_is_none(archive: Path) -> None:
    archiver = Archiver(archive, site="b", warcinfo={})
    archiver.store(capture()).result(10)
    assert faults(archive) == []
    archiver.close({"finished": "2024"})
    closed = warcs(archive)[-1]
    closed.rename(closed.with_name(closed.name + ".open"))
    (fault,) = faults(archive)
    assert "left open by a crawl that died" in fault


def test_a_file_that_goes_away_meanwhile_is_a_fault_of_its_own(archive: Path) -> None:
    tasks = [Task(path, archive / "index.db") for path in warcs(archive)]
    tasks.insert(0, Task(archive / "warc" / "gone.warc.gz.open", archive / "index.db"))
    gone, *others = verify(tasks, lambda _: None)
    assert [fault.message for fault in gone.faults] == [
        f"cannot read {gone.path}: No such file or directory"
    ]
    assert [report.faults for report in others] == [[], []]


def test_a_file_that_cannot_be_read_does_not_end_the_others(archive: Path) -> None:
    first, _ = warcs(archive)
    first.unlink()
    first.mkdir()
    broken, other = reports(archive)
    assert f"cannot read {first}: Is a directory" in [fault.message for fault in broken.faults]
    assert other.records == 6


def test_a_task_that_timed_out_is_done() -> None:
    """A file on a server that does not answer: OSError(ETIMEDOUT) is a TimeoutError."""
    future: Future[FileReport] = Future()
    asked = []

    def tick() -> None:
        asked.append(True)
        future.set_exception(OSError(errno.ETIMEDOUT, "Connection timed out"))

    with pytest.raises(TimeoutError, match="Connection timed out"):
        _awaited(future, tick)
    assert asked == [True]


@pytest.mark.parametrize("table", ["warc_files", "captures"])
@pytest.mark.parametrize("workers", [1, 2])
def test_a_damaged_index_is_an_error_with_its_name(
    archive: Path, monkeypatch: pytest.MonkeyPatch, table: str, workers: int
) -> None:
    monkeypatch.setattr("archive.fixity.SMALL", 0)
    index = archive / "index.db"
    overwrite_table(index, table)
    with pytest.raises(IndexFormatError, match=f"cannot use {index} as index") as raised:
        reports(archive, workers=workers)
    assert raised.value.path == index
