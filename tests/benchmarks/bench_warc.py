"""Captures per second through the archiver, and what making them durable costs.

``python -m tests.benchmarks.bench_warc [--captures 3000]``
"""

from __future__ import annotations

import argparse
import random
import sys
import tempfile
import time
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import UTC, datetime
from pathlib import Path
from typing import TYPE_CHECKING

from archive.archiver import Archiver, ArchiverSettings
from archive.model import Capture
from archive.warc import read_records
from archive.warc.build import exchange
from archive.warc.file import WarcFile
from archive.warc.verify import verify_file

if TYPE_CHECKING:
    from collections.abc import Iterator

REQUEST = b"GET /article HTTP/1.1\r\nHost: news.example\r\nUser-Agent: bench\r\nAccept: */*\r\n\r\n"
WORDS = [b"%x-word" % n for n in range(3000)]


def captures(count: int) -> list[Capture]:
    """Three pages of 60 KB that compress like text for each photo of 90 KB that does not."""
    rng = random.Random(1)
    made = []
    for number in range(count):
        if number % 4:
            body = b" ".join(rng.choices(WORDS, k=6_000))
            media_type = b"text/html"
        else:
            body = rng.randbytes(90_000)
            media_type = b"image/jpeg"
        head = b"HTTP/1.1 200 OK\r\nContent-Type: %s\r\n\r\n" % media_type
        uri = f"https://news.example/{number}"
        made.append(Capture(uri, datetime.now(UTC), REQUEST, head + body, "192.0.2.1"))
    return made


@dataclass
class Cost:
    """Seconds that something took: by the clock, and of a core."""

    wall: float
    cpu: float


@contextmanager
def measured() -> Iterator[Cost]:
    """Fills in the cost of what happens inside."""
    cost = Cost(time.perf_counter(), time.process_time())
    yield cost
    cost.wall = time.perf_counter() - cost.wall
    cost.cpu = time.process_time() - cost.cpu


def without_commit(folder: Path, items: list[Capture]) -> Cost:
    """Appends everything to one file: no sync, no index, no thread."""
    file = WarcFile(folder / "warc", prefix="bench", serial=0, fields={})
    with measured() as cost:
        for item in items:
            file.append(exchange(item, file.warcinfo_id))
    file.close()
    return cost


def with_commit(folder: Path, items: list[Capture], settings: ArchiverSettings) -> Cost:
    """Stores everything, until the last capture is durable and indexed."""
    archiver = Archiver(folder, site="bench", warcinfo={}, settings=settings)
    with measured() as cost:
        for future in [archiver.store(item) for item in items]:
            future.result()
    archiver.close({"finished": "1970-01-01T00:00:00+00:00"})
    return cost


def main() -> None:
    """Prints a table."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--captures", type=int, default=3000)
    count = parser.parse_args().captures
    items = captures(count)
    size = sum(len(item.response) for item in items) / 2**20
    sys.stdout.write(f"{count} captures (2 records each), {size:.0f} MiB\n")
    with tempfile.TemporaryDirectory(dir=Path.cwd()) as name:
        folder = Path(name)
        _row("append, no commit", count, size, without_commit(folder / "bare", items))
        for level in (1, 6, 9):
            settings = ArchiverSettings(gzip_level=level)
            _row(
                f"archiver, gzip {level}",
                count,
                size,
                with_commit(folder / f"l{level}", items, settings),
            )
        _row("all repeated", count, size, with_commit(folder / "l6", items, ArchiverSettings()))
        path = max((folder / "bare" / "warc").iterdir())
        with measured() as cost:
            for record in read_records(path):
                assert record.block is not None
        _row("read", count, size, cost)
        with measured() as cost:
            assert not verify_file(path).faults
        _row("verify, one core", count, size, cost)


def _row(name: str, count: int, size: float, cost: Cost) -> None:
    records = 2 * count
    sys.stdout.write(
        f"{name:20}{cost.wall:6.2f} s  {cost.cpu:6.2f} s CPU {records / cost.wall:7.0f} records/s "
        f"{size / cost.wall:6.0f} MiB/s  {1000 * cost.cpu / count:5.2f} ms CPU/capture\n"
    )


if __name__ == "__main__":
    main()
