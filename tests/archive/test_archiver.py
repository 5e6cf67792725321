from __future__ import annotations

import concurrent.futures
import os
import shutil
import subprocess
import sys
import textwrap
import threading
import time
from typing import TYPE_CHECKING

import pytest

from archive.archiver import Archiver, ArchiverClosedError, ArchiverSettings
from archive.fixity import Task, verify
from archive.index import Index
from archive.warc import ArchiveUnwritableError, FieldError, read_record, read_records
from tests.archive.warc.exchanges import CHUNKED, NOT_MODIFIED, PAGE, REQUEST, capture

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence
    from pathlib import Path

    from archive.model import Capture, RecordRef

SUMMARY = {"finished": "2024-05-06T08:00:00+00:00", "finish_reason": "finished", "exit_code": "0"}


def open_archiver(folder: Path, **settings: float) -> Archiver:
    return Archiver(
        folder,
        site="newsroom",
        warcinfo={"operator": "Jane <jane@example.org>"},
        settings=ArchiverSettings(**settings) if settings else None,  # type: ignore[arg-type]  # each by its name
    )


@pytest.fixture
def archiver(tmp_path: Path) -> Iterator[Archiver]:
    archiver = open_archiver(tmp_path)
    yield archiver
    archiver.close(SUMMARY)


def store_all(archiver: Archiver, captures: Sequence[Capture]) -> list[RecordRef]:
    return [future.result(10) for future in [archiver.store(item) for item in captures]]


def pages(count: int) -> list[Capture]:
    return [
        capture(PAGE.replace(b"hello", b"%05d" % n), f"https://news.example/{n}")
        for n in range(count)
    ]


def rows(folder: Path, sql: str) -> list[tuple[object, ...]]:
    with Index.open(folder / "index.db", read_only=True) as index:
        return list(index.database.execute(sql).fetchall())


def fault_lines(folder: Path) -> list[str]:
    paths = sorted((folder / "warc").iterdir())
    tasks = [Task(path, folder / "index.db") for path in paths]
    return [str(fault) for report in verify(tasks, lambda _: None) for fault in report.faults]


def test_a_stored_capture_is_durable_and_indexed(tmp_path: Path, archiver: Archiver) -> None:
    ref = archiver.store(capture(CHUNKED)).result(10)
    (path,) = (tmp_path / "warc").iterdir()
    assert path.name == ref.warc_filename + ".open"
    record = read_record(path, ref.warc_offset)
    assert record.block == CHUNKED
    assert record.ref == ref
    with Index.open(tmp_path / "index.db", read_only=True) as index:
        assert index.find_record(ref.record_id) == ref
        assert index.committed(ref.warc_filename) == path.stat().st_size


def test_a_crawl_closes_to_a_whole_archive(tmp_path: Path) -> None:
    archiver = open_archiver(tmp_path)
    refs = store_all(archiver, pages(60))
    archiver.close(SUMMARY)
    (path,) = (tmp_path / "warc").iterdir()
    records = list(read_records(path))
    assert [record.ref for record in records if record.record_type == "response"] == refs
    assert records[0].block.startswith(b"software: defense-news-archive/")
    assert b"operator: Jane <jane@example.org>\r\nisPartOf: newsroom\r\n" in records[0].block
    assert records[-1].record_type == "metadata"
    assert rows(tmp_path, "select crawl_uid, site, finish_reason, exit_code from crawls") == [
        (archiver.crawl_uid, "newsroom", "finished", 0)
    ]
    assert fault_lines(tmp_path) == []


def test_an_empty_crawl_leaves_its_beginning_and_end(tmp_path: Path) -> None:
    open_archiver(tmp_path).close(SUMMARY)
    (path,) = (tmp_path / "warc").iterdir()
    assert [record.record_type for record in read_records(path)] == ["warcinfo", "metadata"]
    assert fault_lines(tmp_path) == []


def test_captures_are_committed_together(tmp_path: Path) -> None:
    archiver = open_archiver(tmp_path, batch_seconds=30.0, batch_pause=30.0)
    waiting = [archiver.store(item) for item in pages(12)]
    time.sleep(0.2)
    assert not any(future.done() for future in waiting)
    last = archiver.store(capture(uri="https://news.example/last"))
    assert last.result(10)
    assert all(future.done() for future in waiting)
    archiver.close(SUMMARY)


@pytest.mark.parametrize("told", [{"batch_seconds": 0.05}, {"batch_pause": 0.05}])
def test_a_lone_capture_waits_no_longer_than_told(tmp_path: Path, told: dict[str, float]) -> None:
    archiver = open_archiver(tmp_path, **{"batch_seconds": 30.0, "batch_pause": 30.0, **told})
    began = time.monotonic()
    archiver.store(capture()).result(10)
    assert 0.04 < time.monotonic() - began < 5
    archiver.close(SUMMARY)


def test_files_roll_over_at_whole_exchanges(tmp_path: Path) -> None:
    archiver = open_archiver(tmp_path, rollover_bytes=5000, batch_records=4)
    refs = store_all(archiver, pages(40))
    archiver.close(SUMMARY)
    paths = sorted((tmp_path / "warc").iterdir())
    assert len(paths) > 3
    assert [path.name.split("-")[2] for path in paths] == [f"{n:05d}" for n in range(len(paths))]
    for path in paths:
        kinds = [record.record_type for record in read_records(path)]
        assert kinds[0] == "warcinfo"
        assert kinds.count("response") == kinds.count("request")
    assert {ref.warc_filename for ref in refs} <= {path.name for path in paths}
    assert rows(tmp_path, "select count(*) from crawls") == [(1,)]
    assert fault_lines(tmp_path) == []


def test_many_threads_may_store(tmp_path: Path) -> None:
    archiver = open_archiver(tmp_path)
    with concurrent.futures.ThreadPoolExecutor(8) as pool:
        refs = [f.result(10) for f in pool.map(archiver.store, pages(100))]
    archiver.close(SUMMARY)
    assert len({ref.record_id for ref in refs}) == 100
    assert fault_lines(tmp_path) == []


# --------------------------------------------------------------------------- jobs


def test_a_job_sees_every_capture_stored_before_it(archiver: Archiver) -> None:
    archiver.store(capture(uri="https://news.example/x"))
    assert archiver.submit(lambda index: index.seen("https://news.example/x")).result(10)


def test_jobs_run_on_the_archivers_thread_and_in_order(archiver: Archiver) -> None:
    seen: list[int] = []
    futures = [archiver.submit(lambda _, n=n: seen.append(n)) for n in range(100)]  # type: ignore[misc]  # bound early on purpose
    names = archiver.submit(lambda _: threading.current_thread().name)
    assert names.result(10) == "archiver"
    assert all(future.done() for future in futures)
    assert seen == list(range(100))


def test_a_job_that_fails_undoes_itself_alone(tmp_path: Path, archiver: Archiver) -> None:
    ref = archiver.store(capture()).result(10)

    def fails(index: Index) -> None:
        index.add_problem(ref.record_id, "wrong")
        message = "after writing"
        raise KeyError(message)

    before = archiver.submit(lambda index: index.find_record(ref.record_id))
    failed = archiver.submit(fails)
    unknown = archiver.submit(lambda index: index.add_problem("urn:uuid:none", "x"))
    after = archiver.submit(lambda index: index.find_record(ref.record_id))
    assert before.result(10) == after.result(10) == ref
    with pytest.raises(KeyError, match="after writing"):
        failed.result(10)
    with pytest.raises(LookupError, match="urn:uuid:none"):
        unknown.result(10)
    assert rows(tmp_path, "select problem from captures") == [(None,)]
    assert archiver.failed is None


# --------------------------------------------------------------------------- revisits


def test_a_payload_seen_before_is_stored_once(tmp_path: Path) -> None:
    first = open_archiver(tmp_path)
    (original,) = store_all(first, [capture(CHUNKED)])
    first.close(SUMMARY)
    second = open_archiver(tmp_path)
    (again,) = store_all(second, [capture(CHUNKED, "https://news.example/copy")])
    (third,) = store_all(second, [capture(CHUNKED)])
    second.close(SUMMARY)
    assert (again.record_type, third.record_type) == ("revisit", "revisit")
    assert again.payload_digest == third.payload_digest == original.payload_digest
    for ref in (again, third):
        record = read_record(tmp_path / "warc" / ref.warc_filename, ref.warc_offset)
        assert record.header("WARC-Refers-To") == f"<{original.record_id}>"
    assert fault_lines(tmp_path) == []


def test_another_coding_is_no_repetition(archiver: Archiver) -> None:
    (original,) = store_all(archiver, [capture(CHUNKED)])
    plain = b"HTTP/1.1 200 OK\r\n\r\nhello world"
    coded = b"HTTP/1.1 200 OK\r\nContent-Encoding: x\r\n\r\nhello world"
    found = store_all(archiver, [capture(plain), capture(coded)])
    assert {ref.payload_digest for ref in found} == {original.payload_digest}
    assert [ref.record_type for ref in found] == ["response", "response"]


def test_a_server_that_changes_its_coding_and_back_is_stored_twice(archiver: Archiver) -> None:
    plain = b"HTTP/1.1 200 OK\r\nContent-Length: 11\r\n\r\nhello world"
    kinds = [
        store_all(archiver, [capture(response)])[0].record_type
        for response in (CHUNKED, plain, CHUNKED, plain)
    ]
    assert kinds == ["response", "response", "revisit", "revisit"]


def test_what_was_cut_off_is_neither_original_nor_repetition(archiver: Archiver) -> None:
    store_all(archiver, [capture(truncated="time")])
    (whole,) = store_all(archiver, [capture()])
    (cut,) = store_all(archiver, [capture(truncated="length")])
    assert (whole.record_type, cut.record_type) == ("response", "response")


def test_empty_payloads_are_not_repetitions(archiver: Archiver) -> None:
    empty = capture(b"HTTP/1.1 204 No Content\r\n\r\n")
    for _ in range(2):
        assert store_all(archiver, [empty])[0].record_type == "response"


def test_without_its_original_a_capture_is_stored_whole(tmp_path: Path) -> None:
    first = open_archiver(tmp_path)
    store_all(first, [capture()])
    first.close(SUMMARY)
    shutil.rmtree(tmp_path / "warc")
    second = open_archiver(tmp_path)
    assert store_all(second, [capture()])[0].record_type == "response"
    second.close(SUMMARY)


def conditional(validator: bytes) -> Capture:
    return capture(NOT_MODIFIED, request=REQUEST[:-2] + validator + b"\r\n\r\n")


@pytest.mark.parametrize(
    ("validator", "record_type"),
    [
        (b'If-None-Match: "v0", W/"v1"', "revisit"),
        (b'If-None-Match: "v2"', "response"),
        (b"If-Modified-Since: Mon, 06 May 2024 07:08:09 GMT", "revisit"),
        (b"If-Modified-Since: Tue, 07 May 2024 07:08:09 GMT", "response"),
        (b"X: y", "response"),
    ],
)
def test_a_304_refers_to_what_it_was_asked_about(
    archiver: Archiver, validator: bytes, record_type: str
) -> None:
    page = PAGE.replace(
        b"Content-Length",
        b'ETag: "v1"\r\nLast-Modified: Mon, 06 May 2024 07:08:09 GMT\r\nContent-Length',
    )
    (original,) = store_all(archiver, [capture(page)])
    (found,) = store_all(archiver, [conditional(validator)])
    assert (found.record_type, found.status) == (record_type, 304)
    if record_type == "revisit":
        assert found.payload_digest == original.payload_digest


def test_a_304_after_a_revisit_refers_to_the_one_that_has_the_bytes(tmp_path: Path) -> None:
    archiver = open_archiver(tmp_path)
    (original,) = store_all(archiver, [capture(PAGE)])
    tagged = PAGE.replace(b"Content-Length", b'ETag: "v1"\r\nContent-Length')
    (revisit,) = store_all(archiver, [capture(tagged)])
    (unmodified,) = store_all(archiver, [conditional(b'If-None-Match: "v1"')])
    archiver.close(SUMMARY)
    assert [revisit.record_type, unmodified.record_type] == ["revisit", "revisit"]
    record = read_record(tmp_path / "warc" / unmodified.warc_filename, unmodified.warc_offset)
    assert record.header("WARC-Refers-To") == f"<{original.record_id}>"
    assert fault_lines(tmp_path) == []


def test_deduplication_can_be_turned_off(tmp_path: Path) -> None:
    archiver = open_archiver(tmp_path, deduplicate=False)
    for _ in range(2):
        assert store_all(archiver, [capture()])[0].record_type == "response"
    archiver.close(SUMMARY)


# --------------------------------------------------------------------------- what can go wrong


def test_a_capture_that_cannot_be_written_fails_alone(archiver: Archiver) -> None:
    bad = archiver.store(capture(uri="no uri"))
    good = archiver.store(capture())
    with pytest.raises(FieldError, match="no absolute URI"):
        bad.result(10)
    assert good.result(10)
    assert archiver.failed is None


def test_after_close_nothing_is_taken(tmp_path: Path) -> None:
    archiver = open_archiver(tmp_path)
    waiting = archiver.store(capture())
    archiver.close(SUMMARY)
    assert waiting.result(0)
    with pytest.raises(ArchiverClosedError):
        archiver.store(capture()).result(0)
    with pytest.raises(ArchiverClosedError):
        archiver.submit(lambda index: index.seen("x")).result(0)
    archiver.close(SUMMARY)


def test_a_folder_that_cannot_be_written_is_named_at_once(tmp_path: Path) -> None:
    (tmp_path / "file").touch()
    with pytest.raises(ArchiveUnwritableError, match=str(tmp_path / "file")):
        open_archiver(tmp_path / "file")


@pytest.mark.skipif(os.geteuid() == 0, reason="root may write everywhere")
def test_a_read_only_folder_is_named_at_once(tmp_path: Path) -> None:
    tmp_path.chmod(0o500)
    with pytest.raises(ArchiveUnwritableError, match=str(tmp_path)):
        open_archiver(tmp_path / "archive")


def test_below_the_free_space_floor_it_does_not_begin(tmp_path: Path) -> None:
    with pytest.raises(ArchiveUnwritableError, match="MiB are free, fewer than"):
        open_archiver(tmp_path, min_free_bytes=2**60)


def test_at_the_free_space_floor_it_stops_in_order(tmp_path: Path) -> None:
    """The disk is the real one: the floor is put just below what it has free."""
    floor = shutil.disk_usage(tmp_path).free - 32 * 2**20
    archiver = open_archiver(tmp_path, min_free_bytes=floor, gzip_level=1)
    waiting = []
    for n in range(600):
        page = b"HTTP/1.1 200 OK\r\nContent-Type: image/png\r\n\r\n" + os.urandom(2**20)
        waiting.append(archiver.store(capture(page, f"https://news.example/{n}")))
        concurrent.futures.wait(waiting[-1:], 10)
        if archiver.failed:
            break
    archiver.close(SUMMARY)
    assert "MiB are free, fewer than" in str(archiver.failed)
    kept = [future.result(0) for future in waiting if not future.exception(0)]
    assert len(kept) >= len(waiting) - 1
    (path,) = (tmp_path / "warc").iterdir()
    assert [r.record_type for r in read_records(path)].count("response") == len(kept)
    assert rows(tmp_path, "select exit_code from crawls") == [(0,)]
    assert fault_lines(tmp_path) == []


def test_a_file_taken_away_stops_the_crawl_and_the_next_one_goes_on(tmp_path: Path) -> None:
    failures: list[ArchiveUnwritableError] = []
    archiver = Archiver(tmp_path, site="a", warcinfo={}, on_failure=failures.append)
    archiver.store(capture()).result(10)
    (path,) = (tmp_path / "warc").iterdir()
    path.unlink()
    with pytest.raises(ArchiveUnwritableError, match=path.name):
        archiver.store(capture()).result(10)
    with pytest.raises(ArchiveUnwritableError):
        archiver.submit(lambda index: index.seen("x")).result(10)
    assert failures == [archiver.failed]
    archiver.close(SUMMARY)
    following = open_archiver(tmp_path)
    store_all(following, [capture()])
    following.close(SUMMARY)


@pytest.mark.parametrize(
    ("pages", "place", "advice"),
    [(3, "warc/a-", "raise the limit on file size"), (100_000, "index.db", "make room")],
)
def test_a_full_disk_stops_at_a_whole_record_and_loses_nothing(
    tmp_path: Path, pages: int, place: str, advice: str
) -> None:
    """A real limit on the size of files, in a process of its own.

    With large pages the WARC meets it first, with small ones the index does.
    """
    run = subprocess.run(
        [sys.executable, "-c", FULL, str(tmp_path), str(pages)],
        capture_output=True,
        text=True,
        check=False,
    )
    assert run.returncode == 4, run.stderr
    *acknowledged, message = run.stdout.splitlines()
    assert acknowledged
    assert f"cannot write the archive at {tmp_path}/{place}" in message
    assert advice in message
    after = open_archiver(tmp_path)
    store_all(after, [capture()])
    after.close(SUMMARY)
    with Index.open(tmp_path / "index.db", read_only=True) as index:
        for record_id in acknowledged:
            ref = index.find_record(record_id)
            assert ref
            assert read_record(tmp_path / "warc" / ref.warc_filename, ref.warc_offset).ref == ref
    assert fault_lines(tmp_path) == []


FULL = textwrap.dedent("""
    import os, resource, sys
    from pathlib import Path
    from archive.archiver import Archiver
    from archive.warc import ArchiveUnwritableError
    from tests.archive.warc.exchanges import capture
    archiver_dir = Path(sys.argv[1])
    archiver = Archiver(archiver_dir, site="a", warcinfo={})
    limit = os.stat(archiver_dir / "index.db-wal").st_size + 500_000
    resource.setrlimit(resource.RLIMIT_FSIZE, (limit, limit))
    try:
        while True:
            page = b"HTTP/1.1 200 OK\\r\\n\\r\\n" + os.urandom(limit // int(sys.argv[2]))
            print(archiver.store(capture(page)).result().record_id, flush=True)
    except ArchiveUnwritableError as error:
        archiver.close({"finished": "2024", "exit_code": "4"})
        assert archiver.failed is not None
        print(error, flush=True)
        sys.exit(4)
""")
