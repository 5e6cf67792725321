"""What the crawls of this machine remember together of one host: one small file.

Times are the wall clock's: it is the one clock that processes share by definition and that goes on
through a restart, so that a pause of a day is still known the next morning. What it cannot do is
go backwards: a time that lies ahead of now was written before the clock was set back, and counts
for nothing.
"""

from __future__ import annotations

import fcntl
import os
from typing import TYPE_CHECKING
from urllib.parse import quote

import msgspec

if TYPE_CHECKING:
    from pathlib import Path

_LONGEST_NAME = 200
_SIZE = 4096


class HostState(msgspec.Struct):
    """The last request to a host, and how long it wants to be left alone.

    Attributes:
        by: the crawl that made the last request.
        started: when, in seconds since 1970.
        delay: seconds that this crawl keeps between two of its requests there.
        paused: when the host last asked to be left alone.
        pause: for how many seconds from then.
    """

    by: str = ""
    started: float = 0.0
    delay: float = 0.0
    paused: float = 0.0
    pause: float = 0.0

    def paused_for(self, now: float) -> float:
        """Seconds that are left of the pause; 0 or less where it is over."""
        return self.paused + self.pause - now if self.paused <= now else 0.0

    def delayed_for(self, now: float, by: str, delay: float, least: float) -> float:
        """Seconds until crawl ``by`` may ask; 0 or less for now.

        Between two crawls the longer one of their delays counts.

        Args:
            now: the time.
            by: the crawl.
            delay: seconds that it keeps, on the average.
            least: seconds that it keeps between its own requests at the least. Scrapy's downloader
                sees to their delay, but does not know how long one waited for its turn.
        """
        if self.started > now:
            return 0.0
        return self.started + (least if self.by == by else max(self.delay, delay)) - now


class HostFile:
    """The file of one host, with its lock.

    The lock is the kernel's (``flock(2)``): it ends with the process, whatever ended it, and two
    crawls in one process exclude each other too. What is torn or foreign in the file reads as
    nothing known.

    Raises:
        OSError: the folder or the file cannot be written.
    """

    def __init__(self, folder: Path, host: str) -> None:
        self.path = folder / f"{quote(host, safe='')[:_LONGEST_NAME]}.json"
        try:
            self._descriptor = _open(self.path)
        except FileNotFoundError:
            folder.mkdir(parents=True, exist_ok=True)
            self._descriptor = _open(self.path)

    def try_lock(self) -> bool:
        """Take the lock if nobody else has it."""
        try:
            fcntl.flock(self._descriptor, fcntl.LOCK_EX | fcntl.LOCK_NB)
        except BlockingIOError:
            return False
        return True

    def unlock(self) -> None:
        """Give the lock back."""
        fcntl.flock(self._descriptor, fcntl.LOCK_UN)

    def read(self) -> HostState:
        """What is known."""
        data = os.pread(self._descriptor, _SIZE, 0)
        try:
            return msgspec.json.decode(data, type=HostState)
        except (msgspec.DecodeError, ValueError):
            return HostState()

    def write(self, state: HostState) -> None:
        """Replace what is known. Without a sync: after a loss of power there is nothing to obey."""
        data = msgspec.json.encode(state)
        os.pwrite(self._descriptor, data, 0)
        os.ftruncate(self._descriptor, len(data))

    def close(self) -> None:
        """Give up lock and file."""
        os.close(self._descriptor)


def _open(path: Path) -> int:
    return os.open(path, os.O_RDWR | os.O_CREAT, 0o644)
