"""One crawl of a site at a time."""

from __future__ import annotations

import fcntl
import os
import time
from contextlib import contextmanager
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path


_TRIES = 3
_PAUSE = 0.02
"""Seconds; `is_locked` holds a lock for less than that, and must not pass for a crawl."""


class SiteLockedError(Exception):
    """Another process crawls this site now."""

    def __init__(self, site: str, path: Path, holder: str) -> None:
        super().__init__(f"another crawl of {site} is running (process {holder}, {path})")


@contextmanager
def site_lock(jobs_dir: Path, site: str) -> Iterator[None]:
    """Hold the lock of one site.

    The kernel's lock (``flock(2)``) ends with the process, whatever ended it: no lock is ever
    stale, and the file that stays behind means nothing.

    Raises:
        SiteLockedError: it is held.
        OSError: the folder or file cannot be written.
    """
    jobs_dir.mkdir(parents=True, exist_ok=True)
    path = jobs_dir / f"{site}.lock"
    # O_CLOEXEC is Python's default: worker processes do not inherit the lock.
    descriptor = os.open(path, os.O_RDWR | os.O_CREAT, 0o644)
    try:
        try:
            _take(descriptor)
        except BlockingIOError as error:
            holder = os.read(descriptor, 20).decode("ascii", "replace").strip() or "unknown"
            raise SiteLockedError(site, path, holder) from error
        os.ftruncate(descriptor, 0)
        os.write(descriptor, f"{os.getpid()}\n".encode())
        yield
    finally:
        os.close(descriptor)


def is_locked(jobs_dir: Path, site: str) -> bool:
    """Whether a crawl of the site runs now; False also where nobody may read the lock's file."""
    try:
        descriptor = os.open(jobs_dir / f"{site}.lock", os.O_RDONLY)
    except OSError:
        return False
    try:
        fcntl.flock(descriptor, fcntl.LOCK_SH | fcntl.LOCK_NB)
    except BlockingIOError:
        return True
    finally:
        os.close(descriptor)
    return False


def _take(descriptor: int) -> None:
    for left in reversed(range(_TRIES)):
        try:
            fcntl.flock(descriptor, fcntl.LOCK_EX | fcntl.LOCK_NB)
        except BlockingIOError:
            if not left:
                raise
            time.sleep(_PAUSE)
        else:
            return
