"""Kills ``scrapy crawl`` of the bundled site at random points, and lets the next crawl go on."""

from __future__ import annotations

import signal
import sqlite3
import subprocess
import tempfile
import time
from contextlib import closing
from pathlib import Path
from typing import TYPE_CHECKING

from tests.benchmarks.torture.left import (
    BLOCK,
    acknowledged_are_there,
    archive_faults,
    cut_unsynced_tail,
    say,
)
from tests.conftest import ROOT, Project
from tests.newsroom.plugin import serve

if TYPE_CHECKING:
    import random

    from tests.newsroom.plugin import RunningNewsroom

REQUESTS = 30
"""A crawl is killed after at most as many; a whole one makes over 60."""
DELAY = 0.01  # seconds
TIMEOUT = 120.0  # seconds
WORDS = ("crawl", "newsroom", "-a", "since=2010-01-01")


def crawl_points(number: int, rng: random.Random, checker: str | None) -> list[str]:
    """Kills crawls in an archive, lets a last one come to its end; the faults found.

    What was acknowledged is what the index names at the moment of the kill: a crawl takes nothing
    for seen before that.
    """
    faults: list[str] = []
    total = 0
    for block in range(0, number, BLOCK):
        kills = min(BLOCK, number - block)
        with tempfile.TemporaryDirectory() as name:
            acknowledged, found = _one_archive(Path(name), kills, rng, checker)
        total += acknowledged
        faults += [f"crawls {block} to {block + kills}: {fault}" for fault in found]
        say(f"crawls: {block + kills} kills, {total} captures acknowledged, {len(faults)} faults")
    return faults


def _one_archive(
    folder: Path, kills: int, rng: random.Random, checker: str | None
) -> tuple[int, list[str]]:
    project = Project(folder)
    project.sites.mkdir()
    faults = []
    acknowledged: dict[str, None] = {}
    for newsroom in serve():
        project.add_site(newsroom, delay=str(DELAY))
        for kill in range(kills):
            _crawl_and_kill(project, newsroom, rng)
            acknowledged |= dict.fromkeys(_captures(project))
            if kill % 2:
                cut_unsynced_tail(project.archive, seed=rng.randrange(2**32))
        whole = subprocess.run(
            project.command(*WORDS), cwd=ROOT, capture_output=True, text=True, check=False
        )
        if whole.returncode:
            faults.append(f"the last crawl ended with {whole.returncode}: {whole.stderr[-500:]}")
        urls = {row["url"] for row in project.rows("select url from articles")}
        expected = {newsroom.url + article["path"] for article in newsroom.truth["articles"]}
        faults += [f"{url} is missing" for url in sorted(expected - urls)]
    faults += acknowledged_are_there(project.archive, list(acknowledged))
    faults += archive_faults(project.archive, checker)
    return len(acknowledged), faults


def _crawl_and_kill(project: Project, newsroom: RunningNewsroom, rng: random.Random) -> None:
    before, after = len(newsroom.server.exchanges), rng.randint(0, REQUESTS)
    began = time.monotonic()
    with subprocess.Popen(
        [*project.command(*WORDS)],
        cwd=ROOT,
        stdout=subprocess.DEVNULL,
        stderr=subprocess.DEVNULL,
    ) as crawl:
        while crawl.poll() is None and len(newsroom.server.exchanges) - before < after:
            assert time.monotonic() - began < TIMEOUT, f"stands still after {after} requests"
            time.sleep(0.002)
        time.sleep(rng.uniform(0.0, 0.3))
        crawl.send_signal(signal.SIGKILL)


def _captures(project: Project) -> list[str]:
    """The record ids that the index names, read as any SQLite client reads them."""
    if not project.index.exists():
        return []
    with closing(sqlite3.connect(project.index)) as database:
        if not database.execute("select 1 from sqlite_schema where name = 'captures'").fetchone():
            return []
        return [row[0] for row in database.execute("select record_id from captures")]
