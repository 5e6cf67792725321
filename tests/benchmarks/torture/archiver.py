"""Kills an archiver in mid-write."""

from __future__ import annotations

import os
import signal
import subprocess
import sys
import tempfile
import time
from pathlib import Path
from typing import TYPE_CHECKING

from archive.archiver import Archiver
from tests.benchmarks.torture.left import (
    BLOCK,
    acknowledged_are_there,
    archive_faults,
    cut_unsynced_tail,
    say,
)

if TYPE_CHECKING:
    import random

WRITER = """
import os, sys, random
from pathlib import Path
from datetime import datetime, UTC
from archive.archiver import Archiver, ArchiverSettings
from archive.model import Capture
settings = ArchiverSettings(batch_seconds=0.02, rollover_bytes=300_000)
archiver = Archiver(Path(sys.argv[1]), site="torture", warcinfo={}, settings=settings)
request = b"GET / HTTP/1.1\\r\\nHost: news.example\\r\\n\\r\\n"
rng = random.Random()
waiting = []
number = 0
while True:
    number += 1
    body = b"same" * 50 if number % 5 == 0 else rng.randbytes(rng.randrange(1, 20_000))
    page = b"HTTP/1.1 200 OK\\r\\nContent-Type: text/plain\\r\\n\\r\\n" + body
    capture = Capture(f"http://news.example/{number}", datetime.now(UTC), request, page)
    waiting.append(archiver.store(capture))
    archiver.submit(lambda index: index.seen("http://news.example/1"))
    while waiting and (len(waiting) > 60 or waiting[0].done()):
        print(waiting.pop(0).result().record_id, flush=True)
"""
"""A crawl without end that prints the identifier of each capture it was told is safe."""


def one_point(folder: Path, rng: random.Random, *, cut: bool) -> tuple[int, list[str]]:
    """One crawl, killed; the number of captures it acknowledged, and the faults found."""
    writer = subprocess.Popen(
        [sys.executable, "-c", WRITER, str(folder)], stdout=subprocess.PIPE, text=True
    )
    assert writer.stdout
    first = [writer.stdout.readline()] if rng.random() < 0.9 else []
    time.sleep(rng.uniform(0.0, 0.5))
    os.kill(writer.pid, signal.SIGKILL)
    lines = [*first, *writer.stdout]
    writer.stdout.close()
    writer.wait()
    acknowledged = [line.strip() for line in lines if line.endswith("\n")]
    if cut:
        cut_unsynced_tail(folder, seed=rng.randrange(2**32))
    Archiver(folder, site="after", warcinfo={}).close({"finished": "1970-01-01T00:00:00+00:00"})
    return len(acknowledged), acknowledged_are_there(folder, acknowledged)


def archiver_points(number: int, rng: random.Random, checker: str | None) -> list[str]:
    """Kills a writing archiver; the faults found."""
    faults: list[str] = []
    total = 0
    for block in range(0, number, BLOCK):
        with tempfile.TemporaryDirectory() as name:
            folder = Path(name)
            for point in range(block, min(block + BLOCK, number)):
                acknowledged, found = one_point(folder, rng, cut=point % 2 == 1)
                total += acknowledged
                faults += [f"point {point}: {fault}" for fault in found]
            faults += archive_faults(folder, checker)
        kills = min(block + BLOCK, number)
        say(f"archiver: {kills} kills, {total} captures acknowledged, {len(faults)} faults")
    return faults
