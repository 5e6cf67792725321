"""Crawls write while people read: two writing processes, Datasette, and many that click about.

``python -m tests.benchmarks.live [--seconds 3600] [--writers 2] [--clients 6]`` (``make live``)

Each writer is a crawl's own `archive.archiver.Archiver`: WARC and index, articles and photos.
Datasette is the real one, started as `scrapy browse` starts it; its clients ask for every page that
the metadata offers, in turn and at once. Ends with 1 if a write failed, an answer was an error, one
of them was told that the database is locked, or the archive is not whole in the end.
"""

from __future__ import annotations

import argparse
import multiprocessing
import random
import socket
import subprocess
import sys
import tempfile
import threading
import time
import urllib.error
import urllib.request
from contextlib import contextmanager
from dataclasses import dataclass, field
from pathlib import Path
from typing import TYPE_CHECKING

from archive.archiver import Archiver
from archive.datasette.launch import arguments
from archive.index import Index
from archive.model import Capture
from tests.benchmarks.bench_index import pages, say
from tests.benchmarks.newsstand import Newsstand, facts

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence
    from concurrent.futures import Future

    from archive.model import RecordRef
    from tests.benchmarks.newsstand import Story

FIRST = 50
"""Articles that are there before anybody reads."""
IN_FLIGHT = 16
"""Captures that a crawl has in the air at one time."""
READY_SECONDS = 60
ANSWER_SECONDS = 60


@dataclass
class Report:
    """What happened.

    Attributes:
        written: articles, by writer.
        read: pages answered.
        slowest: seconds, of an answer.
        faults: errors of writers, answers of 400 and above, what is wrong in the end.
    """

    written: list[int] = field(default_factory=list)
    read: int = 0
    slowest: float = 0.0
    faults: list[str] = field(default_factory=list)


def run(folder: Path, *, seconds: float, writers: int = 2, clients: int = 4) -> Report:
    """Writes and reads for a time; what came of it."""
    report = Report()
    write(folder, -1, FIRST)
    context = multiprocessing.get_context("spawn")
    results = context.Queue()
    crawls = [
        context.Process(target=crawl, args=(folder, number, writers, seconds, results))
        for number in range(writers)
    ]
    with serving(folder, report) as address:
        for process in crawls:
            process.start()
        read_all(address, list(pages(folder / "index.db")), clients, seconds, report)
        for _ in crawls:
            written, fault = results.get(timeout=seconds + READY_SECONDS)
            report.written.append(written)
            report.faults += [fault] if fault else []
        for process in crawls:
            process.join()
    report.faults += check(folder, FIRST + sum(report.written))
    return report


# ---------------------------------------------------------------------- writing


def crawl(
    folder: Path,
    number: int,
    writers: int,
    seconds: float,
    results: multiprocessing.Queue[tuple[int, str]],
) -> None:
    """One crawl's process; puts how many articles it wrote, and what went wrong."""
    try:
        results.put((write(folder, number, None, writers, seconds), ""))
    except Exception as error:  # noqa: BLE001 - whatever it is, it is what is looked for here
        results.put((0, f"writer {number}: {type(error).__name__}: {error}"))


def write(
    folder: Path, number: int, count: int | None, writers: int = 1, seconds: float = 0.0
) -> int:
    """Writes so many stories, or for so long; no two writers the same."""
    stand = Newsstand(words=120)
    archiver = Archiver(folder, site=f"crawl{number}", warcinfo={"operator": "a benchmark"})
    waiting: list[Future[object]] = []
    written = 0
    end = time.monotonic() + seconds
    while written < count if count is not None else time.monotonic() < end:
        story_number = written if count is not None else FIRST + written * writers + number
        waiting += keep(archiver, stand.story(story_number), story_number)
        written += 1
        while len(waiting) > IN_FLIGHT:
            waiting.pop(0).result(timeout=ANSWER_SECONDS)
    for future in waiting:
        future.result(timeout=ANSWER_SECONDS)
    archiver.close({"finished": "2026-03-01T00:00:00Z", "finish_reason": "finished"})
    return written


def keep(archiver: Archiver, story: Story, number: int) -> list[Future[object]]:
    """Stores a story's exchanges, and its rows when they are safe."""
    article, page = story.pages[0]
    stored = [archiver.store(exchange(page, random.Random(number).randbytes(4000)))]
    stored += [archiver.store(exchange(i, random.Random(i.target_uri).randbytes(40_000)))
               for i in story.images]  # fmt: skip
    page_id, *image_ids = (future.result(timeout=ANSWER_SECONDS).record_id for future in stored)

    def rows(index: Index) -> None:
        index.add_article(article, page_id, site=story.site)
        for photo, record_id in zip(article.photos, image_ids, strict=True):
            index.add_photo(photo.content_url, record_id, **facts(photo))

    return [archiver.submit(rows)]


def exchange(ref: RecordRef, body: bytes) -> Capture:
    """A capture of an address, with bytes of its own."""
    head = f"HTTP/1.1 200 OK\r\nContent-Type: {ref.content_type}\r\nContent-Length: {len(body)}"
    request = b"GET / HTTP/1.1\r\nHost: news.example\r\n\r\n"
    return Capture(ref.target_uri, ref.date, request, head.encode() + b"\r\n\r\n" + body)


# ---------------------------------------------------------------------- reading


@contextmanager
def serving(folder: Path, report: Report) -> Iterator[str]:
    """Datasette over the archive; gives its address."""
    with socket.socket() as free:
        free.bind(("127.0.0.1", 0))
        port = free.getsockname()[1]
    words = [*arguments(folder / "index.db"), "--port", str(port)]
    with (
        (folder / "datasette.log").open("w+") as log,
        subprocess.Popen(
            [sys.executable, "-m", "datasette", "serve", *words], stderr=log
        ) as server,
    ):
        address = f"http://127.0.0.1:{port}"
        try:
            await_ready(address, server)
            yield address
        finally:
            server.terminate()
            server.wait()
            log.seek(0)
            report.faults += [line.strip() for line in log if "locked" in line]


def await_ready(address: str, server: subprocess.Popen[bytes]) -> None:
    """Returns when the first page comes."""
    end = time.monotonic() + READY_SECONDS
    while True:
        try:
            with urllib.request.urlopen(address, timeout=ANSWER_SECONDS):
                return
        except OSError:
            if server.poll() is not None or time.monotonic() > end:
                raise
            time.sleep(0.1)


def read_all(
    address: str, paths: Sequence[str], clients: int, seconds: float, report: Report
) -> None:
    """Asks for every page, over and over, from several threads."""
    end = time.monotonic() + seconds
    lock = threading.Lock()

    def client(number: int) -> None:
        order = random.Random(number).sample(paths, len(paths))
        while time.monotonic() < end:
            for path in order:
                took, fault = ask(address + path)
                with lock:
                    report.read += 1
                    report.slowest = max(report.slowest, took)
                    report.faults += [f"{path}: {fault}"] if fault else []
                if time.monotonic() >= end and number:
                    break  # the first goes through them all, however short the time

    threads = [threading.Thread(target=client, args=(number,)) for number in range(clients)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()


def ask(address: str) -> tuple[float, str]:
    """Seconds that an answer took, and what is wrong with it."""
    start = time.monotonic()
    fault = ""
    try:
        with urllib.request.urlopen(address, timeout=ANSWER_SECONDS) as answer:
            if b"database is locked" in answer.read():
                fault = "says that the database is locked"
    except urllib.error.HTTPError as error:
        fault = f"status {error.code}: {error.read()[:300]!r}"
    except OSError as error:
        fault = repr(error)
    return time.monotonic() - start, fault


def check(folder: Path, articles: int) -> Iterator[str]:
    """What is wrong with the archive."""
    with Index.open(folder / "index.db") as index:
        database = index.database
        (there,) = database.execute("select count(*) from articles").fetchone()
        if there != articles:
            yield f"{there} articles in the index, {articles} were written"
        (whole,) = database.execute("pragma integrity_check").fetchone()
        if whole != "ok":
            yield f"integrity_check: {whole}"
        for row in database.execute("pragma foreign_key_check"):
            yield f"foreign_key_check: {row}"
    left = sorted(path.name for path in (folder / "warc").glob("*.open"))
    if left:
        yield f"files left open: {', '.join(left)}"


def main() -> int:
    """Runs and prints; the exit code."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--seconds", type=float, default=60)
    parser.add_argument("--writers", type=int, default=2)
    parser.add_argument("--clients", type=int, default=6)
    options = parser.parse_args()
    with tempfile.TemporaryDirectory() as folder:
        report = run(Path(folder), seconds=options.seconds, writers=options.writers,
                     clients=options.clients)  # fmt: skip
    for fault in report.faults[:20]:
        say(fault)
    say(
        f"{options.seconds:.0f} s: {options.writers} crawls wrote {report.written} articles,"
        f" {options.clients} readers had {report.read} answers, the slowest in"
        f" {report.slowest:.1f} s; {len(report.faults)} faults"
    )
    return 1 if report.faults else 0


if __name__ == "__main__":
    sys.exit(main())
