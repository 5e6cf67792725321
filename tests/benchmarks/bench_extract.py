"""Reading a page, beside trafilatura's own reading: ``make bench-extract``.

``python -m tests.benchmarks.bench_extract [--pages DIR]``: milliseconds of processor for each page,
ours and ``bare_extraction(with_metadata=True)`` in turn on the same bytes, in one process. Ours
also finds photos, captions and credits. Each round is a process of its own that has not seen these
pages before, or what ours remembers of captions would flatter it.
"""

from __future__ import annotations

import argparse
import logging
import statistics
import sys
import time
from multiprocessing import get_context
from pathlib import Path
from typing import TYPE_CHECKING

from trafilatura import bare_extraction

from archive.extract import ExtractionError, extract
from tests.benchmarks import pages
from tests.benchmarks.stage import read_folder

if TYPE_CHECKING:
    from collections.abc import Callable, Sequence

ADDRESS = "https://news.example/2026/03/a-brigade-gets-its-vehicles"
ROUNDS = 3
AIM = 1.25
_MADE, _WARM = 60, 12


def load(folder: Path | None) -> list[bytes]:
    """The pages of a folder, or some that are made up."""
    if folder:
        return read_folder(folder)
    return [_page(number) for number in range(_MADE)]


def _page(number: int) -> bytes:
    return pages.page(number).replace(pages.PLACE, str(number)).encode()


def extract_page(page: bytes) -> None:
    """Ours."""
    try:
        extract(page, ADDRESS)
    except ExtractionError as error:
        sys.stderr.write(f"{error}\n")


def bare_page(page: bytes) -> None:
    """trafilatura's."""
    bare_extraction(page, url=ADDRESS, with_metadata=True)


def seconds_per_page(read: Callable[[bytes], None], pages: Sequence[bytes]) -> list[float]:
    """Processor seconds for each page."""
    spent = []
    for page in pages:
        began = time.process_time()
        read(page)
        spent.append(time.process_time() - began)
    return spent


def _round(folder: Path | None) -> tuple[list[float], list[float]]:
    """Both, page by page, in a process that has read other pages before, but none of these."""
    logging.disable(logging.CRITICAL)
    for read in (extract_page, bare_page):
        seconds_per_page(read, [_page(number) for number in range(_MADE, _MADE + _WARM)])
    found = load(folder)
    both = [
        (seconds_per_page(extract_page, [page])[0], seconds_per_page(bare_page, [page])[0])
        for page in found
    ]
    return [ours for ours, _ in both], [theirs for _, theirs in both]


def main() -> None:
    """Prints mean, median and p95 of both, and their ratios."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--pages", type=Path, help="a folder of pages")
    folder = parser.parse_args().pages
    with get_context("spawn").Pool(1, maxtasksperchild=1) as pool:
        rounds = pool.map(_round, [folder] * ROUNDS, chunksize=1)
    # A page's least time is what it takes; the rest is what the machine did besides.
    ours, theirs = (
        sorted(map(min, zip(*(one[which] for one in rounds), strict=True))) for which in (0, 1)
    )
    size = statistics.mean(map(len, load(folder))) / 1000
    sys.stdout.write(f"{len(ours)} pages, {size:.0f} kB on average, best of {ROUNDS} rounds\n")
    measures: dict[str, Callable[[list[float]], float]] = {
        "mean": statistics.mean,
        "median": statistics.median,
        "p95": lambda times: times[len(times) * 95 // 100],
    }
    for name, measure in measures.items():
        one, other = measure(ours), measure(theirs)
        sys.stdout.write(
            f"{name:7} ours {1000 * one:6.1f} ms  trafilatura {1000 * other:6.1f} ms  "
            f"ratio {one / other:.2f} (aim: at most {AIM})\n"
        )


if __name__ == "__main__":
    main()
