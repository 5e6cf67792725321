"""From WARC to index, beside a bare loop of trafilatura: ``make bench-reindex``.

``python -m tests.benchmarks.bench_reindex [--count 1000] [--rounds 3] [--pages DIR]``

``scrapy reindex`` makes the index anew: it reads every record, every page with its photos and
credits, every photo's metadata and looks, and writes all of it. The bare loop reads the same pages
from files with ``bare_extraction(with_metadata=True)`` in as many processes, and keeps nothing.
Both are whole commands, measured in turn from their start to their end.
"""

from __future__ import annotations

import argparse
import gzip
import logging
import os
import re
import statistics
import sys
import tempfile
from datetime import UTC, datetime, timedelta
from multiprocessing import get_context
from pathlib import Path

from trafilatura import bare_extraction

from archive.archiver import Archiver, ArchiverSettings
from archive.model import Capture
from tests.benchmarks.measured import Cost, python, run
from tests.benchmarks.stage import Site

CORES = len(os.sched_getaffinity(0))
HOST = "news.example"
AIM = 0.85
_REQUEST = b"GET / HTTP/1.1\r\nHost: news.example\r\n\r\n"
_REBUILT = re.compile(r"(\d+) articles, (\d+) photos")


def archive(folder: Path, count: int, source: Path | None = None, host: str = HOST) -> None:
    """Writes an archive of articles, each with its photo, and the pages beside it as files."""
    site = Site(f"http://{host}", count, source, 0)
    began = datetime(2026, 3, 1, tzinfo=UTC)
    settings = ArchiverSettings(batch_records=1000, batch_seconds=60)
    warcinfo = {"article-pattern": "/news/"}
    archiver = Archiver(folder / "data", site=host, warcinfo=warcinfo, settings=settings)
    (folder / "pages").mkdir()
    for number in range(count):
        page = site.answer(f"/news/{number}/story")
        body = page.partition(b"\r\n\r\n")[2]
        (folder / "pages" / f"{number}.html.gz").write_bytes(body)
        when = began + timedelta(seconds=number)
        archiver.store(_capture(f"http://{host}/news/{number}/story", page, when))
        path = f"/photos/{number}/brigade-1200x800.jpg"
        archiver.store(_capture(f"http://{host}{path}", site.answer(path), when))
    archiver.close({"finished": began.isoformat(), "finish_reason": "finished", "exit_code": "0"})


def _capture(url: str, response: bytes, when: datetime) -> Capture:
    return Capture(url, when, _REQUEST, response, "192.0.2.1")


def rebuilt(folder: Path) -> tuple[Cost, int, int]:
    """``scrapy reindex`` of the archive; what it cost, articles and photos."""
    for path in (folder / "data").glob("index.db*"):
        path.unlink()
    cost = run(python("scrapy", "reindex", "-s", f"ARCHIVE_DIR={folder / 'data'}"))
    found = _REBUILT.search(cost.output)
    assert found, cost.output
    return cost, int(found[1]), int(found[2])


def read_bare(path: Path) -> int:
    """One page of the bare loop."""
    article = bare_extraction(
        gzip.decompress(path.read_bytes()), url=f"http://{HOST}/{path.name}", with_metadata=True
    )
    return int(article is not None)


def _bare_loop(folder: Path) -> None:
    logging.disable(logging.CRITICAL)
    with get_context("fork").Pool(CORES) as pool:
        read = sum(pool.imap_unordered(read_bare, sorted(folder.iterdir()), chunksize=8))
    sys.stdout.write(f"{read}\n")


def main() -> None:
    """Prints both, round by round, and the ratio."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--count", type=int, default=1000)
    parser.add_argument("--rounds", type=int, default=3)
    parser.add_argument("--pages", type=Path, help="a folder of pages")
    parser.add_argument("--bare", type=Path, help=argparse.SUPPRESS)
    options = parser.parse_args()
    if options.bare:
        _bare_loop(options.bare)
        return
    ratios, shares = [], []
    with tempfile.TemporaryDirectory(prefix="bench-reindex-", dir=Path.cwd()) as name:
        folder = Path(name)
        archive(folder, options.count, options.pages)
        for number in range(options.rounds):
            bare = run(python("tests.benchmarks.bench_reindex", "--bare", str(folder / "pages")))
            ours, articles, photos = rebuilt(folder)
            _row(f"round {number + 1}, trafilatura", options.count, bare)
            _row(f"round {number + 1}, reindex", options.count, ours)
            sys.stdout.write(f"{'':24}{articles} articles, {photos} photos\n")
            ratios.append(bare.seconds / ours.seconds)
            shares.append(ours.cpu / bare.cpu)
    sys.stdout.write(
        f"reindex reads {statistics.median(ratios):.2f} of the bare loop's pages/s (aim: at least "
        f"{AIM}), for {statistics.median(shares):.2f} times its processor time; {CORES} processes\n"
    )


def _row(name: str, pages: int, cost: Cost) -> None:
    sys.stdout.write(
        f"{name:24}{pages / cost.seconds:6.1f} pages/s {1000 * cost.cpu / pages:6.1f} s CPU/1000 "
        f"{cost.memory / 2**20:5.0f} MiB\n"
    )
    sys.stdout.flush()


if __name__ == "__main__":
    main()
