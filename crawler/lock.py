"""One crawl of a site at a time."""

from __future__ import annotations

import fcntl
import os
from contextlib import contextmanager
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path


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
            fcntl.flock(descriptor, fcntl.LOCK_EX | fcntl.LOCK_NB)
        except BlockingIOError as error:
            holder = os.read(descriptor, 20).decode("ascii", "replace").strip() or "unknown"
            raise SiteLockedError(site, path, holder) from error
        os.ftruncate(descriptor, 0)
        os.write(descriptor, f"{os.getpid()}\n".encode())
        yield
    finally:
        os.close(descriptor)
