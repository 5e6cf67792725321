"""Our crawl with everything on, beside a plain one: ``make bench-crawl``.

``python -m tests.benchmarks.bench_crawl [--count N] [--rounds 3] [--pages DIR] [--growth]
[--requisites none]``

Both crawl the same site on loopback (`tests.benchmarks.stage`), in turn, without any politeness:
no delay, no AutoThrottle, sixteen requests at a time. Ours captures, commits WARC and index, reads
pages and photos. The peer (`tests.benchmarks.peer`) has trafilatura read pages in its callback and
fetches one photo of each, unread; with ``--requisites none`` ours fetches none. Read the processor
time and the ratios: pages/s depend on what else the machine does. Memory is PSS, summed over all
processes.

A plain crawl leaves all processors but one idle, and each may be the faster for it: they share
caches, or are two halves of one. So as many peers as there are processors crawl at once too, which
shows what the peer's own work costs when all of them are busy, as ours keeps them.

The floor is what cannot be left out: fetching alone (the peer without trafilatura) and reading
alone (our extraction in a loop), divided by the processors.
"""

from __future__ import annotations

import argparse
import json
import os
import shlex
import statistics
import sys
import tempfile
from dataclasses import dataclass, field
from pathlib import Path
from typing import TYPE_CHECKING, Any

from settings.base import EXTENSIONS
from tests.benchmarks.bench_extract import extract_page, load, seconds_per_page
from tests.benchmarks.measured import Cost, background, cpu_of, python, run
from tests.benchmarks.peer import SETTINGS

if TYPE_CHECKING:
    from collections.abc import Sequence
    from contextlib import AbstractContextManager

CORES = len(os.sched_getaffinity(0))
MARKS = (1_000, 2_000, 5_000, 10_000, 20_000)
"""Pages at which growth is shown."""
HARD_CRAWL, HARD_EVERY = 150, 25
_OURS = {
    **SETTINGS,
    "MAX_ARTICLES": 0,
    "EXTENSIONS": json.dumps(EXTENSIONS | {"tests.benchmarks.heartbeat.Heartbeat": 900}),
}


@dataclass
class Round:
    """One crawl.

    Attributes:
        cost: of the command and all its processes.
        pages: articles it brought.
        photos: photos it brought; the peer fetches one for a page, ours all.
        beats: what `tests.benchmarks.heartbeat` wrote; ours only.
        server: processor seconds of the site meanwhile.
        reading: processor seconds that reading 1,000 pages alone takes right after it; ours only.
    """

    cost: Cost
    pages: int
    photos: int
    beats: dict[str, Any] = field(default_factory=dict)
    server: float = 0.0
    reading: float = 0.0

    @property
    def rate(self) -> float:
        """Pages per second."""
        return self.pages / self.cost.seconds

    @property
    def cpu(self) -> float:
        """Processor seconds per 1,000 pages."""
        return 1000 * self.cost.cpu / self.pages


def ours(url: str, folder: Path, requisites: str) -> Round:
    """``scrapy crawl news`` into a new archive; ``requisites``: "photos" or "none"."""
    beats = folder / "beats.json"
    settings = {**_OURS, "ARCHIVE_DIR": folder / "data", "HEARTBEAT_FILE": beats}
    words = [word for name, value in settings.items() for word in ("-s", f"{name}={value}")]
    arguments = [f"url={url}/", f"sitemap={url}/sitemap.xml", "article_pattern=/news/"]
    arguments.append(f"requisites={requisites}")
    words += [word for argument in arguments for word in ("-a", argument)]
    cost = run(python("scrapy", "crawl", "news", *words), good=(0, 2))
    found = json.loads(beats.read_text())
    return Round(cost, len(found["growth"]), found["photos"], found)


def peer(url: str, folder: Path, read: bool) -> Round:  # noqa: FBT001 - one of two crawls
    """The plain crawler; without ``read``, fetching alone."""
    words = ["--read", "--feed", str(folder / "articles.jsonl")] if read else []
    cost = run(python("tests.benchmarks.peer", f"{url}/sitemap.xml", *words))
    articles, photos = map(int, cost.output.split()[-2:])
    return Round(cost, articles if read else photos, photos)


def peers(url: str, folder: Path) -> Round:
    """As many plain crawlers at once as there are processors, each of the whole site."""
    command = [*python("tests.benchmarks.peer", f"{url}/sitemap.xml", "--read", "--feed")]
    each = [shlex.join([*command, str(folder / f"{number}.jsonl")]) for number in range(CORES)]
    cost = run(["sh", "-c", f"{' & '.join(each)} & wait"])
    counts = [int(number) for number in cost.output.split()[-2 * CORES :]]
    return Round(cost, sum(counts[::2]), sum(counts[1::2]))


def main() -> None:
    """Prints the comparison, or how the cost grows."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--count", type=int, help="pages; 1,000, or 20,000 for growth")
    parser.add_argument("--rounds", type=int, default=3)
    parser.add_argument("--pages", type=Path, help="a folder of pages to serve")
    parser.add_argument("--requisites", choices=("photos", "none"), default="photos")
    parser.add_argument("--growth", action="store_true", help="one long crawl")
    options = parser.parse_args()
    options.count = options.count or (MARKS[-1] if options.growth else MARKS[0])
    with tempfile.TemporaryDirectory(prefix="bench-crawl-", dir=Path.cwd()) as name:
        if options.growth:
            with _stage(options.count, options.pages) as (url, _):
                _growth(ours(url, Path(name), options.requisites))
            return
        rounds = _rounds(options, Path(name))
        _compare(rounds, options)
        (hard := Path(name) / "hard").mkdir()
        with _stage(HARD_CRAWL, options.pages, "--hard", str(HARD_EVERY)) as (url, _):
            crawl = ours(url, hard, options.requisites)
            _stalls(f"of {HARD_CRAWL} pages, every {HARD_EVERY}th hard", [crawl])


def _stage(count: int, pages: Path | None, *words: str) -> AbstractContextManager[tuple[str, int]]:
    folder = ("--pages", str(pages)) if pages else ()
    command = python("tests.benchmarks.stage", "--count", str(count), *folder, *words)
    return background(*command)


def _rounds(options: argparse.Namespace, folder: Path) -> dict[str, list[Round]]:
    """The crawls in turn, each printed as it ends."""
    rounds: dict[str, list[Round]] = {"ours": [], "peer": [], "peers": [], "fetching": []}
    with _stage(options.count, options.pages) as (url, server):
        for number in range(options.rounds):
            for name in list(rounds)[:: -1 if number % 2 else 1]:
                (place := folder / f"{name}-{number}").mkdir()
                before = cpu_of(server)
                if name == "ours":
                    done = ours(url, place, options.requisites)
                    done.reading = _reading(options.pages)
                elif name == "peers":
                    done = peers(url, place)
                else:
                    done = peer(url, place, name == "peer")
                done.server = cpu_of(server) - before
                rounds[name].append(done)
                _row(f"round {number + 1}, {name}", done)
    return rounds


def _compare(rounds: dict[str, list[Round]], options: argparse.Namespace) -> None:
    _say(f"\nmedians of {options.rounds} rounds, {options.count} pages, {CORES} processors")
    middle = {name: _middle(each) for name, each in rounds.items()}
    for name, one in middle.items():
        _row(name, one)
    mine, theirs = middle["ours"], middle["peer"]
    _say(
        f"\nours brings {_ratio(rounds, 'peer', 'rate'):.2f} times the peer's pages/s (aim: at "
        f"least 2.5)\nand takes {_ratio(rounds, 'peer', 'cpu'):.2f} of its processor time per page "
        f"(aim: at most 1);\n{_ratio(rounds, 'peers', 'rate'):.2f} times the pages/s of {CORES} "
        f"peers at once, for {_ratio(rounds, 'peers', 'cpu'):.2f} of their processor time per page;"
        f"\nfor each page ours fetched {mine.photos / mine.pages:.1f} photos and read them, the "
        f"peer fetched {theirs.photos / theirs.pages:.1f}"
    )
    reading = statistics.median(one.reading for one in rounds["ours"])
    floor = middle["fetching"].cpu + reading
    _say(
        f"floor: fetching {middle['fetching'].cpu:.1f} s, reading {reading:.1f} s of processor per "
        f"1,000 pages; divided by {CORES} processors {1000 * CORES / floor:.1f} pages/s\n"
        f"ours takes {mine.cpu / floor:.2f} times the floor's processor time, and "
        f"{1000 * CORES / floor / mine.rate:.2f} times its time (aim: at most 1.2)"
    )
    _stalls("in all rounds", rounds["ours"])


def _reading(pages: Path | None) -> float:
    return 1000 * statistics.mean(seconds_per_page(extract_page, load(pages)))


def _ratio(rounds: dict[str, list[Round]], other: str, measure: str) -> float:
    """Ours to another's, in the same round each; the median."""
    pairs = zip(rounds["ours"], rounds[other], strict=True)
    return float(
        statistics.median(getattr(one, measure) / getattr(two, measure) for one, two in pairs)
    )


def _stalls(where: str, rounds: Sequence[Round]) -> None:
    """The reactor's longest stall, and how long commits took."""
    worst, busy = max(tuple(stall) for one in rounds for stall in one.beats["stalls"])
    blocked = max(stall[1] for one in rounds for stall in one.beats["stalls"])
    commits = sorted(commit for one in rounds for commit in one.beats["commits"])
    _say(
        f"longest stall of the reactor {where}: {1000 * worst:.0f} ms, of which its thread worked "
        f"{1000 * busy:.0f} ms; most it worked between two beats: {1000 * blocked:.0f} ms "
        "(aim: below 50)\n"
        f"a capture is durable after {1000 * commits[len(commits) // 2]:.0f} ms (p50), "
        f"{1000 * commits[len(commits) * 99 // 100]:.0f} ms (p99)"
    )


def _growth(one: Round) -> None:
    """Pages/s and memory at each of `MARKS` that one crawl came to."""
    growth = one.beats["growth"]
    first, before = growth[0], 0
    for mark in [mark for mark in MARKS if mark <= one.pages]:
        then = growth[mark - 1]
        memory = max(size for moment, size in one.cost.samples if first <= moment <= then)
        _say(
            f"{mark:6} pages: {(mark - before) / (then - first):6.1f} pages/s since the mark "
            f"before, {memory / 2**20:4.0f} MiB at most meanwhile"
        )
        first, before = then, mark
    _row("whole crawl", one)
    _stalls("in the crawl", [one])


def _middle(rounds: Sequence[Round]) -> Round:
    """The round whose processor time is the median."""
    return sorted(rounds, key=lambda one: one.cpu)[len(rounds) // 2]


def _row(name: str, one: Round) -> None:
    server = 1000 * one.server / one.pages
    _say(
        f"{name:18}{one.pages:6} pages {one.photos:6} photos {one.rate:6.1f} pages/s "
        f"{one.cpu:6.1f} s CPU/1000 {one.cost.memory / 2**20:5.0f} MiB (the site: {server:.1f} s)"
    )


def _say(text: str) -> None:
    sys.stdout.write(f"{text}\n")
    sys.stdout.flush()


if __name__ == "__main__":
    main()
