from __future__ import annotations

import os
import shutil
import signal
import subprocess
import sys
from typing import TYPE_CHECKING

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from archive.archiver import Archiver
from archive.fixity import Task, verify
from archive.index import Index
from archive.recovery import index_file, recover
from archive.warc import ArchiveUnreadableError, read_record, read_records
from archive.warc.build import crawl_end, exchange
from archive.warc.file import WarcFile
from tests.archive.warc.exchanges import DATE, PAGE, capture, member, plain_record
from tests.benchmarks.torture.archiver import WRITER
from tests.benchmarks.torture.left import acknowledged_are_there, cut_unsynced_tail

if TYPE_CHECKING:
    from pathlib import Path

    from archive.recovery import Recovered

UID = "urn:uuid:00000000-0000-4000-8000-0000000000cc"


@pytest.fixture(scope="module")
def dead(tmp_path_factory: pytest.TempPathFactory) -> tuple[str, bytes, list[int]]:
    """The file of a crawl that died: its name, its bytes, where its records end."""
    folder = tmp_path_factory.mktemp("dead")
    file = WarcFile(folder, prefix="a", serial=0, fields={"crawl-id": UID, "isPartOf": "newsroom"})
    ends = [file.size]
    for n in range(3):
        page = capture(PAGE.replace(b"hello", b"page%d" % n), f"https://news.example/{n}")
        refs = file.append(exchange(page, file.warcinfo_id))
        ends += [ref.warc_offset + ref.warc_length for ref in refs]
    data = file.path.read_bytes()
    file.abandon()
    return file.path.name, data, [0, *ends]


def recovered(folder: Path) -> list[Recovered]:
    with Index.open(folder / "index.db") as index:
        return recover(folder / "warc", index)


def put(folder: Path, name: str, data: bytes) -> Path:
    path = folder / "warc" / name
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_bytes(data)
    return path


def fault_lines(folder: Path) -> list[str]:
    tasks = [
        Task(path, folder / "index.db")
        for path in sorted((folder / "warc").iterdir())
        if path.name.endswith(".warc.gz")
    ]
    return [str(fault) for report in verify(tasks, lambda _: None) for fault in report.faults]


@settings(max_examples=40, suppress_health_check=[HealthCheck.too_slow], deadline=None)
@given(data=st.data())
def test_wherever_it_was_cut_the_whole_records_stay(
    tmp_path_factory: pytest.TempPathFactory,
    dead: tuple[str, bytes, list[int]],
    data: st.DataObject,
) -> None:
    name, content, ends = dead
    folder = tmp_path_factory.mktemp("cut")
    cut = data.draw(st.integers(0, len(content)))
    put(folder, name, content[:cut])
    whole = max(end for end in ends if end <= cut)
    (result,) = recovered(folder)
    assert result.torn_bytes == cut - whole
    final = folder / "warc" / name.removesuffix(".open")
    torn = final.with_name(final.name + ".torn")
    assert torn.exists() == (cut > whole)
    assert not torn.exists() or torn.read_bytes() == content[whole:cut]
    assert not (folder / "warc" / name).exists()
    if whole:
        assert final.read_bytes() == content[:whole]
        responses = [r.ref for r in read_records(final) if r.record_type == "response"]
        assert result.captures == len(responses)
        assert fault_lines(folder) == []
    else:
        assert not final.exists()
    assert recovered(folder) == []


def test_scanning_begins_where_the_index_stopped(
    tmp_path: Path, dead: tuple[str, bytes, list[int]]
) -> None:
    name, content, ends = dead
    path = put(tmp_path, name, content)
    with Index.open(tmp_path / "index.db") as index:
        index.add_captures(None, [read_record(path, ends[1]).ref])
        index.set_committed(name.removesuffix(".open"), None, ends[3])
    (result,) = recovered(tmp_path)
    assert result.captures == 2
    assert fault_lines(tmp_path) == []
    with Index.open(tmp_path / "index.db", read_only=True) as index:
        rows = list(index.database.query("select site, crawl_uid from crawls"))
    assert rows == [{"site": "newsroom", "crawl_uid": UID}]


def test_bytes_that_were_durable_and_are_gone_are_reported(
    tmp_path: Path, dead: tuple[str, bytes, list[int]], caplog: pytest.LogCaptureFixture
) -> None:
    name, content, ends = dead
    put(tmp_path, name, content[: ends[3] + 5])
    with Index.open(tmp_path / "index.db") as index:
        index.set_committed(name.removesuffix(".open"), None, len(content))
    (result,) = recovered(tmp_path)
    assert result.lost_bytes == len(content) - ends[3]
    assert "bytes that were durable" in caplog.text
    (fault,) = fault_lines(tmp_path)
    assert f"{result.lost_bytes} bytes that were safe on disk are gone" in fault


def test_a_file_closed_but_not_registered_is_registered(
    tmp_path: Path, dead: tuple[str, bytes, list[int]]
) -> None:
    name, content, ends = dead
    closed = name.removesuffix(".open")
    put(tmp_path, closed, content)
    with Index.open(tmp_path / "index.db") as index:
        index.set_committed(closed, None, ends[3])
    (result,) = recovered(tmp_path)
    assert (result.captures, result.torn_bytes) == (2, 0)
    assert recovered(tmp_path) == []


def test_what_a_power_cut_took_from_the_index_is_put_back(tmp_path: Path) -> None:
    for page in (PAGE, PAGE.replace(b"hello", b"later")):
        if page != PAGE:
            shutil.copy(tmp_path / "index.db", tmp_path / "index.before")
        archiver = Archiver(tmp_path, site="a", warcinfo={})
        ref = archiver.store(capture(page)).result(10)
        archiver.close({"finished": "2024"})
    (tmp_path / "index.before").rename(tmp_path / "index.db")
    (result,) = recovered(tmp_path)
    assert (result.path.name, result.captures) == (ref.warc_filename, 1)
    assert fault_lines(tmp_path) == []


def test_a_deleted_index_is_not_made_again_in_passing(
    tmp_path: Path, caplog: pytest.LogCaptureFixture
) -> None:
    Archiver(tmp_path, site="a", warcinfo={}).close({"finished": "2024"})
    (tmp_path / "index.db").unlink()
    assert recovered(tmp_path) == []
    assert "1 WARC files are not in the index: run `scrapy reindex`" in caplog.text


def test_a_file_whose_writer_lives_is_left_alone(tmp_path: Path) -> None:
    archiver = Archiver(tmp_path, site="a", warcinfo={})
    ref = archiver.store(capture()).result(10)
    assert recovered(tmp_path) == []
    assert (tmp_path / "warc" / f"{ref.warc_filename}.open").exists()
    archiver.close({"finished": "2024"})
    assert fault_lines(tmp_path) == []


def test_the_end_of_a_crawl_is_recovered_too(tmp_path: Path) -> None:
    file = WarcFile(tmp_path / "warc", prefix="a", serial=0, fields={"crawl-id": UID})
    end = {"crawl-id": UID, "finished": "2024-05-06T07:08:09+00:00", "exit_code": "2"}
    file.append([crawl_end(DATE, end, file.warcinfo_id)])
    file.abandon()
    recovered(tmp_path)
    with Index.open(tmp_path / "index.db", read_only=True) as index:
        rows = list(index.database.query("select finished_at, exit_code from crawls"))
    assert rows == [{"finished_at": "2024-05-06T07:08:09+00:00", "exit_code": 2}]


def test_files_of_others_are_taken_in(tmp_path: Path) -> None:
    info = plain_record(
        b"isPartOf: elsewhere\r\n", WARC_Type="warcinfo", WARC_Record_ID="<urn:uuid:1>"
    )
    second = info.replace(b"urn:uuid:1", b"urn:uuid:2").replace(b"elsewhere", b"somewhere")
    page = plain_record(PAGE, WARC_Type="response", Content_Type="application/http")
    path = put(tmp_path, "other.warc", info + page + second + plain_record(WARC_Record_ID="<a:b>"))
    with Index.open(tmp_path / "index.db") as index:
        for _ in range(2):
            assert index_file(path, index).captures == 2
        rows = list(
            index.database.query(
                "select crawl_uid, site, record_type from crawls"
                " join captures on crawls.id = crawl_id"
            )
        )
    assert rows == [
        {"crawl_uid": "urn:uuid:1", "site": None, "record_type": "response"},
        {"crawl_uid": "urn:uuid:2", "site": None, "record_type": "resource"},
    ]


def test_records_without_an_address_of_their_own_are_not_indexed(
    tmp_path: Path, caplog: pytest.LogCaptureFixture
) -> None:
    both = plain_record() + plain_record(WARC_Record_ID="<urn:uuid:2>")
    odd = plain_record(WARC_Date="yesterday")
    path = put(tmp_path, "other.warc.gz", member(both) + member(odd))
    with Index.open(tmp_path / "index.db") as index:
        assert index_file(path, index).captures == 1
    assert "shares a gzip member" in caplog.text
    assert "yesterday" in caplog.text


@pytest.mark.parametrize("suffix", ["", ".open"])
def test_what_lies_behind_damage_is_indexed(
    tmp_path: Path, dead: tuple[str, bytes, list[int]], suffix: str
) -> None:
    name, content, ends = dead
    flipped = bytearray(content)
    flipped[ends[3] - 20] ^= 0xFF
    path = put(tmp_path, name.removesuffix(".open") + suffix, bytes(flipped))
    with Index.open(tmp_path / "index.db") as index:
        (result,) = recover(tmp_path / "warc", index) if suffix else [index_file(path, index)]
    assert (result.captures, result.torn_bytes) == (3, 0)
    (damage,) = result.damage
    assert f"{path.name} at offset {ends[2]}: " in damage


def test_a_torn_record_holds_no_records(tmp_path: Path) -> None:
    """A server may send a WARC file, and a crawl die while it writes that."""
    file = WarcFile(tmp_path / "warc", prefix="a", serial=0, fields={"crawl-id": UID})
    end = file.size
    inner = b"HTTP/1.1 200 OK\r\nContent-Type: application/gzip\r\n\r\n" + member(plain_record())
    file.append(exchange(capture(inner + b"x" * 99), file.warcinfo_id)[:1])
    os.truncate(file.path, file.size - 50)
    file.abandon()
    (result,) = recovered(tmp_path)
    assert (result.captures, result.damage) == (0, ())
    assert result.path.stat().st_size == end


def test_a_missing_file_is_named(tmp_path: Path) -> None:
    with (
        Index.open(tmp_path / "index.db") as index,
        pytest.raises(ArchiveUnreadableError, match=r"none\.warc"),
    ):
        index_file(tmp_path / "none.warc", index)


@pytest.mark.parametrize("kill_after", [0, 3, 40, 41, 90])
@pytest.mark.parametrize("cut", [False, True])
def test_a_killed_crawl_loses_nothing_it_acknowledged(
    tmp_path: Path, kill_after: int, *, cut: bool
) -> None:
    """A real process, killed; with ``cut``, what it had not synced is torn off at random."""
    writer = subprocess.Popen(
        [sys.executable, "-c", WRITER, str(tmp_path)], stdout=subprocess.PIPE, text=True
    )
    assert writer.stdout
    acknowledged = [writer.stdout.readline().strip() for _ in range(kill_after)]
    os.kill(writer.pid, signal.SIGKILL)
    acknowledged += [line.strip() for line in writer.stdout if line.endswith("\n")]
    writer.stdout.close()
    writer.wait()
    if cut:
        cut_unsynced_tail(tmp_path, seed=kill_after)
    following = Archiver(tmp_path, site="a", warcinfo={})
    following.store(capture()).result(10)
    following.close({"finished": "2024"})
    assert len(acknowledged) >= kill_after
    assert acknowledged_are_there(tmp_path, acknowledged) == []
    assert fault_lines(tmp_path) == []
    assert not list((tmp_path / "warc").glob("*.open"))
