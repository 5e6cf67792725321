from __future__ import annotations

import json
import subprocess
import sys
from typing import TYPE_CHECKING

import pytest

from crawler.manners.hostfile import HostFile, HostState
from tests.conftest import ROOT

if TYPE_CHECKING:
    from pathlib import Path

HOLDER = """
import sys, time
from pathlib import Path
from crawler.manners.hostfile import HostFile, HostState
file = HostFile(Path(sys.argv[1]), "h.example")
assert file.try_lock()
file.write(HostState("killed", 100.0, 2.0, 100.0, 60.0))
print("held", flush=True)
time.sleep(60)
"""


def test_a_lock_ends_with_its_holder_and_what_it_knew_stays(tmp_path: Path) -> None:
    with subprocess.Popen(
        [sys.executable, "-c", HOLDER, str(tmp_path)], cwd=ROOT, stdout=subprocess.PIPE, text=True
    ) as holder:
        assert holder.stdout is not None
        assert holder.stdout.readline() == "held\n"
        file = HostFile(tmp_path, "h.example")
        assert not file.try_lock()
        holder.kill()
        holder.wait()
    assert file.try_lock()
    assert file.read() == HostState("killed", 100.0, 2.0, 100.0, 60.0)
    file.close()


def test_two_crawls_of_one_process_exclude_each_other(tmp_path: Path) -> None:
    one, other = HostFile(tmp_path, "h"), HostFile(tmp_path, "h")
    assert one.try_lock()
    assert not other.try_lock()
    one.unlock()
    assert other.try_lock()
    other.close()
    assert one.try_lock()
    one.close()


@pytest.mark.parametrize("content", [b"", b"\0\0\0", b'{"by": 1}', b'{"by": "x", "sta', b"[]"])
def test_what_is_torn_or_foreign_is_nothing_known(tmp_path: Path, content: bytes) -> None:
    file = HostFile(tmp_path, "h")
    file.path.write_bytes(content)
    assert file.read() == HostState()
    file.write(HostState("me", 1.0))
    assert json.loads(file.path.read_bytes())["by"] == "me"
    file.close()


def test_a_shorter_state_leaves_nothing_of_a_longer_one(tmp_path: Path) -> None:
    file = HostFile(tmp_path, "h")
    file.write(HostState("a" * 100, 1234567.125))
    file.write(HostState())
    assert file.read() == HostState()
    file.close()


@pytest.mark.parametrize("host", ["::1", "../../etc/passwd", "a" * 300, "ü.example", ""])
def test_any_host_has_a_file_in_the_folder(tmp_path: Path, host: str) -> None:
    folder = tmp_path / "hosts"
    file = HostFile(folder, host)
    assert file.path.resolve().parent == folder.resolve()
    file.close()


def test_a_folder_that_cannot_be_made_is_an_error(tmp_path: Path) -> None:
    (tmp_path / "hosts").write_text("a file")
    with pytest.raises(OSError, match="hosts"):
        HostFile(tmp_path / "hosts", "h")


def test_delays_between_crawls() -> None:
    state = HostState("one", started=100.0, delay=2.0)
    assert state.delayed_for(100.5, "other", 1.0, 1.0) == 1.5
    assert state.delayed_for(100.5, "other", 5.0, 2.5) == 4.5  # the longer of the two
    assert state.delayed_for(103.0, "other", 1.0, 1.0) < 0
    assert state.delayed_for(100.5, "one", 2.0, 1.0) == 0.5  # its own downloader sees to the rest
    assert state.delayed_for(50.0, "other", 5.0, 5.0) == 0  # written before the clock was set back


def test_pauses() -> None:
    state = HostState(paused=100.0, pause=60.0)
    assert state.paused_for(110.0) == 50.0
    assert state.paused_for(200.0) < 0
    assert state.paused_for(99.0) == 0  # written before the clock was set back
