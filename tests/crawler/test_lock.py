from __future__ import annotations

import subprocess
import sys
import time
from threading import Event, Thread
from typing import TYPE_CHECKING

import pytest

from crawler.lock import SiteLockedError, is_locked, site_lock

if TYPE_CHECKING:
    from pathlib import Path

HOLD = """
import sys, pathlib
from crawler.lock import site_lock
with site_lock(pathlib.Path(sys.argv[1]), "herald"):
    print("held", flush=True)
    sys.stdin.read()
"""


def test_a_second_crawl_of_a_site_is_refused_until_the_first_dies(tmp_path: Path) -> None:
    with subprocess.Popen(
        [sys.executable, "-c", HOLD, str(tmp_path)],
        stdin=subprocess.PIPE,
        stdout=subprocess.PIPE,
        text=True,
    ) as holder:
        assert holder.stdout
        assert holder.stdout.readline() == "held\n"
        with pytest.raises(SiteLockedError, match=str(holder.pid)), site_lock(tmp_path, "herald"):
            pass
        with site_lock(tmp_path, "gazette"):
            pass
        holder.kill()
        holder.wait()
    with site_lock(tmp_path, "herald"):
        pass


def test_the_lock_is_free_after_an_error(tmp_path: Path) -> None:
    with pytest.raises(RuntimeError), site_lock(tmp_path, "herald"):
        raise RuntimeError
    with site_lock(tmp_path, "herald"):
        pass


def test_who_asks_whether_a_site_is_locked_locks_nobody_out(tmp_path: Path) -> None:
    assert not is_locked(tmp_path, "herald")
    with site_lock(tmp_path, "herald"):
        assert is_locked(tmp_path, "herald")
        assert not is_locked(tmp_path, "gazette")
    assert not is_locked(tmp_path, "herald")  # the file is still there
    stop = Event()

    def ask() -> None:
        while not stop.is_set():
            is_locked(tmp_path, "herald")
            time.sleep(0.001)

    asking = Thread(target=ask)
    asking.start()
    try:
        for _ in range(200):
            with site_lock(tmp_path, "herald"):
                pass
    finally:
        stop.set()
        asking.join()
