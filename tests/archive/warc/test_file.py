from __future__ import annotations

import gzip
import hashlib
import os
import re
import signal
import subprocess
import sys
import textwrap
from datetime import UTC, datetime
from pathlib import Path

import pytest

from archive.warc import ArchiveUnwritableError, FieldError, read_records
from archive.warc.build import exchange
from archive.warc.file import WarcFile, file_sha256, lock, warc_name
from tests.archive.warc.exchanges import capture

NAME = re.compile(r"news_room-[0-9]{17}-00000-[0-9]+~[A-Za-z0-9._]+\.warc\.gz")


def new_file(folder: Path, serial: int = 0) -> WarcFile:
    return WarcFile(folder, prefix="news-room", serial=serial, fields={"software": "x/1"})


def test_a_file_is_open_until_closed(tmp_path: Path) -> None:
    file = new_file(tmp_path / "warc")
    assert NAME.fullmatch(file.name)
    assert [path.name for path in (tmp_path / "warc").iterdir()] == [file.name + ".open"]
    refs = file.append(exchange(capture(), file.warcinfo_id))
    assert file.path.stat().st_size == file.size == refs[1].warc_offset + refs[1].warc_length
    closed = file.close()
    assert [path.name for path in (tmp_path / "warc").iterdir()] == [file.name]
    assert (closed.path.name, closed.size) == (file.name, closed.path.stat().st_size)
    assert closed.sha256 == hashlib.sha256(closed.path.read_bytes()).hexdigest()
    assert closed.sha256 == file_sha256(closed.path)


def test_references_are_what_a_reader_finds(tmp_path: Path) -> None:
    file = new_file(tmp_path)
    refs = [ref for _ in range(3) for ref in file.append(exchange(capture(), file.warcinfo_id))]
    found = list(read_records(file.close().path))
    assert found[0].record_type == "warcinfo"
    assert found[0].header("WARC-Filename") == file.name
    assert [record.ref for record in found[1:]] == refs
    data = (tmp_path / file.name).read_bytes()
    for record in found:
        assert gzip.decompress(data[record.offset :][: record.length]).startswith(b"WARC/1.1\r\n")


def test_names_after_annex_c() -> None:
    date = datetime(2024, 5, 6, 7, 8, 9, 123456, tzinfo=UTC)
    name = warc_name("../é" + "x" * 300, date, 7)
    assert name.startswith(".._xxx")
    assert f"-20240506070809123-00007-{os.getpid()}~" in name
    assert len(name) < 255
    assert "/" not in name


def test_two_files_of_one_moment_have_two_names(tmp_path: Path) -> None:
    files = [new_file(tmp_path) for _ in range(5)]
    assert len({file.name for file in files}) == 5
    for file in files:
        file.abandon()


def test_a_bad_record_writes_nothing(tmp_path: Path) -> None:
    file = new_file(tmp_path)
    good, bad = exchange(capture(), file.warcinfo_id)
    bad = type(bad)((*bad.fields, ("X", "a\r\nb")), bad.block)
    size = file.size
    with pytest.raises(FieldError):
        file.append([good, bad])
    assert file.path.stat().st_size == file.size == size
    file.abandon()


def test_the_writer_holds_the_lock_until_it_is_gone(tmp_path: Path) -> None:
    file = new_file(tmp_path)
    descriptor = os.open(file.path, os.O_RDWR)
    assert not lock(descriptor, file.path)
    list(read_records(file.path))  # reading the file must not lose the lock
    assert not lock(descriptor, file.path)
    file.abandon()
    assert lock(descriptor, file.path)
    assert not lock(descriptor, tmp_path / "elsewhere")
    os.close(descriptor)


def test_a_forked_child_does_not_keep_the_lock(tmp_path: Path) -> None:
    file = new_file(tmp_path)
    child = subprocess.Popen(
        [sys.executable, "-c", FORK, str(tmp_path)], stdout=subprocess.PIPE, text=True
    )
    assert child.stdout
    name, grandchild = child.stdout.readline().split()
    child.kill()
    child.wait()
    try:
        descriptor = os.open(tmp_path / name, os.O_RDWR)
        assert lock(descriptor, tmp_path / name)
        os.close(descriptor)
        assert Path(f"/proc/{grandchild}").exists() or sys.platform != "linux"
    finally:
        os.kill(int(grandchild), signal.SIGKILL)
        child.stdout.close()
        file.abandon()


FORK = textwrap.dedent("""
    import os, sys, time
    from pathlib import Path
    from archive.warc.file import WarcFile
    file = WarcFile(Path(sys.argv[1]), prefix="a", serial=0, fields={})
    child = os.fork()
    if not child:
        time.sleep(60)
        os._exit(0)
    time.sleep(0.3)
    print(file.path.name, child, flush=True)
    time.sleep(60)
""")


# --------------------------------------------------------------------------- what can go wrong


def test_a_folder_that_cannot_be_made(tmp_path: Path) -> None:
    (tmp_path / "warc").write_text("a file")
    with pytest.raises(ArchiveUnwritableError, match=r"warc.*ARCHIVE_DIR"):
        new_file(tmp_path / "warc")


@pytest.mark.parametrize("in_its_place", [None, b"something else"])
def test_a_file_taken_away_is_noticed(tmp_path: Path, in_its_place: bytes | None) -> None:
    file = new_file(tmp_path)
    file.append(exchange(capture(), file.warcinfo_id))
    file.path.rename(tmp_path / "moved")
    if in_its_place:
        file.path.write_bytes(in_its_place)
    with pytest.raises(ArchiveUnwritableError, match=file.name):
        file.sync()
    with pytest.raises(ArchiveUnwritableError, match=file.name):
        file.close()
    assert not (tmp_path / file.name).exists()


def test_a_full_disk_leaves_whole_records(tmp_path: Path) -> None:
    """A real limit on the file's size, in a process of its own: the write is short, then fails."""
    run = subprocess.run(
        [sys.executable, "-c", LIMITED, str(tmp_path)], capture_output=True, text=True, check=False
    )
    assert run.returncode == 0, run.stderr
    name, stored, message = run.stdout.splitlines()
    assert "File too large" in message
    assert "ulimit" in message
    assert str(tmp_path) in message
    records = list(read_records(tmp_path / name))
    assert len(records) == 1 + 2 * int(stored)
    assert int(stored) > 0
    assert records[-1].offset + records[-1].length == (tmp_path / name).stat().st_size


LIMITED = textwrap.dedent("""
    import os, resource, sys
    from pathlib import Path
    from archive.warc import ArchiveUnwritableError
    from archive.warc.build import exchange
    from archive.warc.file import WarcFile
    from tests.archive.warc.exchanges import capture
    file = WarcFile(Path(sys.argv[1]), prefix="a", serial=0, fields={})
    resource.setrlimit(resource.RLIMIT_FSIZE, (50_000, 50_000))
    head = b"HTTP/1.1 200 OK\\r\\n\\r\\n"
    stored = 0
    try:
        while True:
            file.append(exchange(capture(head + os.urandom(7000)), file.warcinfo_id))
            stored += 1
    except ArchiveUnwritableError as error:
        print(file.close().path.name, stored, error, sep="\\n")
""")
