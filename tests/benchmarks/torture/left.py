"""What a killed crawl left, and what is wrong with it."""

from __future__ import annotations

import os
import random
import shlex
import subprocess
import sys
from typing import TYPE_CHECKING

from archive.fixity import Task, missing_files, verify
from archive.index import Index
from archive.warc import WarcError, read_record

if TYPE_CHECKING:
    from pathlib import Path

BLOCK = 20
"""Kills in one archive."""


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


def say(line: str) -> None:
    """Print it now."""
    sys.stdout.write(f"{line}\n")
    sys.stdout.flush()
