"""What a command costs, with everything it starts: seconds, processor time, memory (Linux).

Orphans of the command become children of this process (``PR_SET_CHILD_SUBREAPER``), which waits
for all of them: the processor time is the kernel's own sum, worker processes included.
"""

from __future__ import annotations

import ctypes
import os
import resource
import subprocess
import sys
import threading
import time
from contextlib import contextmanager
from dataclasses import dataclass, field
from pathlib import Path
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

_PR_SET_CHILD_SUBREAPER = 36
_EVERY = 0.5


class CommandError(Exception):
    """A command that was to be measured failed; with the end of what it said."""


@dataclass
class Cost:
    """What a command took.

    Attributes:
        seconds: by the clock.
        cpu: seconds of processors, of the command and of everything it started.
        memory: the largest sum of PSS over its processes, in octets.
        samples: seconds since the start, and that sum then.
        output: what it printed.
    """

    seconds: float = 0.0
    cpu: float = 0.0
    memory: int = 0
    samples: list[tuple[float, int]] = field(default_factory=list)
    output: str = ""


def run(command: Sequence[str], *, cwd: Path | None = None, good: Sequence[int] = (0,)) -> Cost:
    """Run a command to its end.

    Raises:
        CommandError: its exit code is none of ``good``.
    """
    ctypes.CDLL(None).prctl(_PR_SET_CHILD_SUBREAPER, 1, 0, 0, 0)
    cost = Cost()
    before = _spent()
    began = time.monotonic()
    process = subprocess.Popen(
        command,
        cwd=cwd,
        start_new_session=True,
        stdout=subprocess.PIPE,
        stderr=subprocess.STDOUT,
        text=True,
    )
    ended = threading.Event()
    watcher = threading.Thread(target=_watch, args=(process.pid, began, cost, ended))
    watcher.start()
    cost.output = process.communicate()[0]
    cost.seconds = time.monotonic() - began
    ended.set()
    watcher.join()
    _wait_for_session(process.pid)
    cost.cpu = _spent() - before
    if process.returncode not in good:
        raise CommandError(cost.output[-3000:])
    return cost


@contextmanager
def background(*command: str) -> Iterator[tuple[str, int]]:
    """Run a command beside; gives the first line it prints and its process id.

    It is to end when its standard input does.
    """
    with subprocess.Popen(
        command, stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True
    ) as process:
        assert process.stdin is not None
        assert process.stdout is not None
        try:
            yield process.stdout.readline().strip(), process.pid
        finally:
            process.stdin.close()


def python(*words: str) -> list[str]:
    """A command that runs a module with this Python."""
    return [sys.executable, "-m", *words]


def cpu_of(pid: int) -> float:
    """Seconds of processor that a running process has taken so far."""
    fields = Path(f"/proc/{pid}/stat").read_text().rpartition(")")[2].split()
    return (int(fields[11]) + int(fields[12])) / os.sysconf("SC_CLK_TCK")


def _spent() -> float:
    used = resource.getrusage(resource.RUSAGE_CHILDREN)
    return used.ru_utime + used.ru_stime


def _watch(session: int, began: float, cost: Cost, ended: threading.Event) -> None:
    while not ended.wait(_EVERY):
        now = sum(map(_pss, _processes(session)))
        cost.samples.append((time.monotonic() - began, now))
        cost.memory = max(cost.memory, now)


def _processes(session: int) -> list[int]:
    found = []
    for entry in Path("/proc").iterdir():
        if entry.name.isdigit():
            try:
                fields = (entry / "stat").read_text().rpartition(")")[2].split()
            except OSError:  # it has ended meanwhile
                continue
            if int(fields[3]) == session:
                found.append(int(entry.name))
    return found


def _pss(pid: int) -> int:
    """A process's share of memory, shared pages divided among those who share them (proc(5))."""
    try:
        lines = Path(f"/proc/{pid}/smaps_rollup").read_text().splitlines()
    except OSError:  # it has ended meanwhile
        return 0
    return next((int(line.split()[1]) * 1024 for line in lines if line.startswith("Pss:")), 0)


def _wait_for_session(session: int) -> None:
    """Collect orphans of a command until none of its processes is left."""
    while _processes(session):
        for pid in _processes(session):
            try:
                os.waitpid(pid, 0)
            except ChildProcessError:  # not ours (yet): its parent collects it
                time.sleep(0.01)
