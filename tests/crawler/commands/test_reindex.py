"""A reindex that was killed goes on where it was, and ends as one that was left alone."""

from __future__ import annotations

import signal
import sqlite3
import subprocess
import sys
import time
from contextlib import closing
from typing import TYPE_CHECKING

import pytest

from archive.extract.pool import ExtractionPool
from archive.index import Index
from archive.rebuild import PROGRAM, STEPS, Rebuild, Rulebook
from archive.recovery import index_file
from archive.warc.file import file_sha256
from tests.archive import foreign
from tests.archive.foreign import HTML, JPEG, PHOTO, STORY, Warc
from tests.archive.index.test_order import natural_rows

if TYPE_CHECKING:
    from pathlib import Path

    from tests.conftest import Project

FILES, PAGES = 8, 5
RECORDS = PAGES + 1


def write_files(folder: Path) -> list[Path]:
    """Several files of several stories each, with one photo that all show."""
    paths = []
    for number in range(FILES):
        warc = Warc("1.1", software="a crawler")
        for page in range(PAGES):
            url = f"{STORY}-{number}-{page}"
            html = HTML.replace(STORY.encode(), url.encode())
            warc.exchange(url, "HTTP/1.1 200 OK\nContent-Type: text/html", html)
        warc.exchange(PHOTO, "HTTP/1.1 200 OK\nContent-Type: image/jpeg", JPEG)
        paths.append(warc.write(folder / f"part-{number}.warc.gz"))
    return paths


def steps(project: Project) -> list[tuple[str, str]]:
    """What the reindex that is not at its end is through with."""
    try:
        with closing(sqlite3.connect(f"file:{project.index}?mode=ro", uri=True)) as database:
            return list(database.execute("select warc_filename, step from rebuild_steps"))
    except sqlite3.OperationalError:  # not there yet
        return []


def test_a_killed_reindex_goes_on(project: Project, tmp_path: Path) -> None:
    paths = write_files(project.archive / "warc")
    wanted = len(paths) + 2
    with project.begun("reindex", until=lambda: len(steps(project)) >= wanted):
        pass
    done = steps(project)
    assert wanted <= len(done) < len(STEPS) * FILES

    again = project.scrapy("reindex")
    assert again.returncode == 0, again.stderr
    assert f"{len(done)} of {len(STEPS) * FILES} steps are done" in again.stderr
    through = {step: sum(found == step for _, found in done) for step in STEPS}
    left = FILES - through["pages"]
    assert again.stdout.startswith(
        f"{FILES} WARC files: {RECORDS * (FILES - through['captures'])} captures,"
        f" {PAGES * left} articles, {FILES - through['photos']} photos, 0 problems"
    )
    assert steps(project) == []

    with (
        ExtractionPool(1) as pool,
        Index.open(tmp_path / "index.db") as whole,
        Index.open(project.index, read_only=True) as index,
    ):
        Rebuild(whole, project.archive / "warc", Rulebook({}), pool).run(paths)
        assert natural_rows(index) == natural_rows(whole)
        assert len(natural_rows(index)["articles"]) == FILES * PAGES


@pytest.mark.parametrize("number", [signal.SIGINT, signal.SIGTERM])
def test_a_signal_stops_it_with_one_line(project: Project, number: signal.Signals) -> None:
    write_files(project.archive / "warc")
    with subprocess.Popen(
        project.command("reindex"), stdout=subprocess.PIPE, stderr=subprocess.PIPE, text=True
    ) as process:
        while len(steps(project)) < FILES + 1:
            assert process.poll() is None
            time.sleep(0.005)
        process.send_signal(number)
        out, said = process.communicate(timeout=60)
    assert (process.returncode, out) == (2, "")
    assert said == "error: stopped by a signal; run again, it goes on where it was\n"
    assert FILES < len(steps(project)) < len(STEPS) * FILES
    again = project.scrapy("reindex")
    assert again.returncode == 0, again.stderr
    assert "going on where a reindex was cut off" in again.stderr
    assert project.rows("select count(*) as n from articles") == [{"n": FILES * PAGES}]


def test_begun_anew_or_by_another_version_all_is_read(project: Project) -> None:
    path = foreign.bare().write(project.archive / "warc" / "a.warc")
    for program, words, read in ((PROGRAM, (), 0), (PROGRAM, ("--anew",), 1), ("0.0", (), 1)):
        with Index.open(project.index) as index:
            for step in STEPS:
                index.add_rebuild_step(path.name, step, program)
        done = project.scrapy("reindex", *words)
        assert done.returncode == 0, done.stderr
        assert f"{read} articles" in done.stdout
        assert steps(project) == []


def test_names_that_are_none_of_a_warc(project: Project, tmp_path: Path) -> None:
    other = tmp_path / "notes.txt"
    other.write_text("x")
    done = project.scrapy("reindex", str(other))
    assert done.returncode == 1
    assert "ends in .warc or .warc.gz" in done.stderr
    assert sys.executable not in done.stderr


def test_one_damaged_record_is_reason_enough_for_2(project: Project) -> None:
    path = write_files(project.archive / "warc")[0]
    content = bytearray(path.read_bytes())
    content[-200] ^= 0xFF
    path.write_bytes(content)
    for _ in range(2):
        done = project.scrapy("reindex", str(path))
        assert done.returncode == 2
        assert done.stdout.startswith(f"1 WARC files: {PAGES} captures, {PAGES} articles, 0 photos")
        assert f"{path.name} at offset " in done.stderr


def test_a_changed_file_is_told_until_it_is_accepted(project: Project) -> None:
    path = write_files(project.archive / "warc")[0]
    assert project.scrapy("reindex", str(path)).returncode == 0
    content = bytearray(path.read_bytes())
    content[5] ^= 0xFF  # of the time in a gzip header, which no record's digest covers
    path.write_bytes(content)
    for command in ("reindex", "verify", "reindex", "verify"):
        done = project.scrapy(command, str(path))
        assert done.returncode == 2
        assert "is not that of the closed file" in done.stdout + done.stderr
    done = project.scrapy("reindex", "--accept-changed", str(path))
    assert (done.returncode, done.stderr) == (0, "")
    verified = project.scrapy("verify", str(path))
    assert "closed file" not in verified.stdout


def test_a_file_that_is_packed_anew_is_no_changed_one(project: Project) -> None:
    path = project.archive / "warc" / "a.warc.gz"
    foreign.bare().write(path, members=False)
    with Index.open(project.index) as index:
        index_file(path, index)  # as a crawl's start may do
    done = project.scrapy("reindex")
    assert done.returncode == 0, done.stderr
    assert "packed anew" in done.stderr
    with Index.open(project.index, read_only=True) as index:
        assert index.closed_sha256(path.name) == file_sha256(path)


def test_without_warcs_to_read_no_index_is_made(project: Project) -> None:
    done = project.scrapy("reindex")
    assert (done.returncode, done.stdout) == (1, "")
    assert done.stderr == f"error: {project.archive / 'warc'}: no WARC files to read\n"
    assert not project.archive.exists()
