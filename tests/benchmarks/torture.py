"""Kills a crawl's archiver with ``kill -9`` at random points, again and again, in one archive.

``python -m tests.benchmarks.torture [--points 200] [--seed N] [--checker COMMAND]``

After each kill (every other time, what had not been synced is cut off at random, as a power cut
does it) the archive is opened again, and has to hold: every capture that was acknowledged is in the
index and whole in its WARC; every WARC passes ``gzip -t``; the index and the WARCs agree, which is
what `archive.fixity` checks. A further checker, such as FastWARC's, may be named: it is called with
each WARC and has to exit 0.
"""

from __future__ import annotations

import argparse
import os
import random
import shlex
import signal
import subprocess
import sys
import tempfile
import time
from pathlib import Path

from archive.archiver import Archiver
from archive.fixity import Task, missing_files, verify
from archive.index import Index
from archive.warc import WarcError, read_record

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


def cut_unsynced_tail(folder: Path, *, seed: int) -> None:
    """Cuts open WARCs at a random place behind what was committed, as a power cut may."""
    rng = random.Random(seed)
    with Index.open(folder / "index.db") as index:
        for path in (folder / "warc").glob("*.open"):
            committed = index.committed(path.name.removesuffix(".open")) or 0
            size = path.stat().st_size
            if size > committed:
                os.truncate(path, rng.randint(committed, size))


def acknowledged_are_there(folder: Path, record_ids: list[str]) -> list[str]:
    """Faults: captures that were acknowledged, and are not in the index or not whole."""
    faults = []
    with Index.open(folder / "index.db", read_only=True) as index:
        for record_id in record_ids:
            ref = index.find_record(record_id)
            if ref is None:
                faults.append(f"{record_id} is not in the index")
                continue
            try:
                record = read_record(folder / "warc" / ref.warc_filename, ref.warc_offset)
            except WarcError as error:
                faults.append(str(error))
                continue
            if record.ref != ref:
                faults.append(f"{record_id} is not where the index says")
    return faults


def archive_faults(folder: Path, checker: str | None) -> list[str]:
    """Whatever is wrong with the archive as a whole."""
    paths = sorted((folder / "warc").glob("*.warc.gz"))
    index_path = folder / "index.db"
    faults = [str(fault) for fault in missing_files(index_path, folder / "warc")]
    tasks = [Task(path, index_path) for path in paths]
    for report in verify(tasks, lambda _: None, workers=1):
        faults += map(str, report.faults)
    faults += [f"{path} stays open" for path in (folder / "warc").glob("*.open")]
    for path in paths:
        commands = [["gzip", "-t"], *([shlex.split(checker)] if checker else [])]
        for command in commands:
            done = subprocess.run([*command, str(path)], capture_output=True, check=False)
            if done.returncode:
                faults.append(f"{command} fails on {path}: {done.stderr.decode()[-200:]}")
    return faults


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


def _say(line: str) -> None:
    sys.stdout.write(f"{line}\n")
    sys.stdout.flush()


def main() -> int:
    """Runs all points; exit code 1 when anything was lost or broken."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--points", type=int, default=200)
    parser.add_argument("--seed", type=int, default=random.randrange(2**32))
    parser.add_argument("--checker", help="a command that checks one WARC")
    options = parser.parse_args()
    rng = random.Random(options.seed)
    faults: list[str] = []
    total = 0
    for block in range(0, options.points, 20):
        with tempfile.TemporaryDirectory() as name:
            folder = Path(name)
            for point in range(block, min(block + 20, options.points)):
                acknowledged, found = one_point(folder, rng, cut=point % 2 == 1)
                total += acknowledged
                faults += [f"point {point}: {fault}" for fault in found]
            faults += archive_faults(folder, options.checker)
        kills = min(block + 20, options.points)
        _say(f"{kills} kills, {total} captures acknowledged, {len(faults)} faults")
    for fault in faults:
        _say(fault)
    _say(f"seed {options.seed}: {'FAILED' if faults else 'nothing lost, nothing broken'}")
    return 1 if faults else 0


if __name__ == "__main__":
    sys.exit(main())
