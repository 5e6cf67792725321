"""How fast large indexes are written, and how fast people's pages over them come.

``python -m tests.benchmarks.bench_index [--articles 100000] [--keep FOLDER]``

At 10 000 articles, 100 000 and so on, in an index made by `tests.benchmarks.bulk`: articles written
per second, against an empty index in the same minute (by the processor's clock too, which other
work on the machine does not touch); what `scrapy reindex` of some WARC files takes, against that
into an empty archive; then every page and canned query that the metadata offers, through Datasette
with our plugin. Ends with 1 if a page takes a second or more, or either way of writing is slower
than 80 % of that into an empty index.
"""

from __future__ import annotations

import argparse
import asyncio
import os
import sqlite3
import sys
import tempfile
import time
from contextlib import closing
from dataclasses import dataclass
from pathlib import Path
from statistics import median
from typing import TYPE_CHECKING, Any
from urllib.parse import urlencode

from datasette.app import Datasette  # type: ignore[import-untyped]  # Datasette 0.65 has no types

from archive.datasette.launch import HERE, SETTINGS
from archive.datasette.metadata import METADATA
from archive.index import Index
from tests.benchmarks import bulk
from tests.benchmarks.bench_reindex import archive
from tests.benchmarks.measured import python, run
from tests.benchmarks.newsstand import Newsstand, fill, sizes

if TYPE_CHECKING:
    from collections.abc import Iterator

SAMPLE = 1000
"""Articles written to measure the rate, in each round."""
ROUNDS = 3
REBUILT = 500
"""Pages, and as many photos, that are read from WARC files in each round."""
VIEWS = 3
"""Times each page is asked for; the slowest but the first counts, the first is shown too."""
LIMIT = 1.0
LEAST_RATE = 0.8

EXAMPLES = """select articles.url as article_url, articles.url as url,
    photos.content_url as photo_url, photos.sha256 as picture,
    substr(articles.first_captured_at, 1, 10) as day
    from shown_uses join articles on articles.id = article_id join photos on photos.id = photo_id
    where photos.sha256 is not null limit 1"""


def say(line: str) -> None:
    """Prints at once: a large index takes long."""
    sys.stdout.write(f"{line}\n")
    sys.stdout.flush()


@dataclass
class Cost:
    """Seconds per article: by the clock, and of a core."""

    wall: float
    cpu: float


def main() -> int:
    """Fills, measures and prints; the exit code."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--articles", type=int, default=100_000, help="of the largest index")
    parser.add_argument("--keep", type=Path, help="folder for the indexes; those there are used")
    options = parser.parse_args()
    with tempfile.TemporaryDirectory() as folder:
        good = [
            measure((options.keep or Path(folder)) / str(size) / "index.db", size)
            for size in sizes(options.articles)
        ]
    return 0 if all(good) else 1


def measure(path: Path, size: int) -> bool:
    """Makes an index of a size and measures it; whether all is fast enough."""
    if not path.exists():
        path.parent.mkdir(parents=True, exist_ok=True)
        bulk.fill(path, size)
    with Index.open(path) as index:
        (there,) = index.database.execute("select count(*) from articles").fetchone()
        rate = compare_rates(index, Newsstand(), there)
    say(f"\n{size:,} articles, {path.stat().st_size / 1e6:,.0f} MB")
    aim = f"(aim: at least {LEAST_RATE:.0%})"
    say(f"  writing: {rate:.0%} of the rate into an empty index {aim}, by processor")
    clock, used = compare_rebuilds(path.parent, there)
    say(
        f"  scrapy reindex: {clock:.0%} of the rate into an empty archive {aim}, "
        f"{used:.0%} by processor"
    )
    slow = asyncio.run(views(path))
    say(f"  slower than {LIMIT:.0f} s: {', '.join(slow) or 'none'}")
    return not slow and min(rate, clock) >= LEAST_RATE


def compare_rates(index: Index, stand: Newsstand, size: int) -> float:
    """The rate into the index, as a share of that into an empty one; in turns.

    Into the empty one go the first articles there are: they show pictures of one another as often
    as later ones show those of a large archive; each time of another edition, or they would gain
    from what this process remembers of them. The first to come into the large one are not counted:
    with them full text merges what loading it at once has left, hundreds of times theirs.
    """
    shares = []
    cost_of(stand, index, size)
    for turn in range(1, ROUNDS + 1):
        with (
            tempfile.TemporaryDirectory() as folder,
            Index.open(Path(folder) / "index.db") as empty,
        ):
            light = cost_of(Newsstand(edition=turn), empty, 0)
        heavy = cost_of(stand, index, size + turn * SAMPLE)
        shares.append(light.cpu / heavy.cpu)
        say(f"  {1 / light.wall:,.0f} articles/s into an empty index, {1 / heavy.wall:,.0f} here")
    return median(shares)


def cost_of(stand: Newsstand, index: Index, first: int) -> Cost:
    """What writing `SAMPLE` articles costs, each; until all is in the file, the log empty.

    Making them up, a fifth of the whole, is not counted.
    """
    stories = [stand.story(number) for number in range(first, first + SAMPLE)]
    wall, before = time.perf_counter(), os.times()
    fill(index, stories)
    index.database.execute("pragma wal_checkpoint(truncate)")
    after = os.times()
    used = after.user - before.user + after.system - before.system
    return Cost((time.perf_counter() - wall) / SAMPLE, used / SAMPLE)


def compare_rebuilds(archive_dir: Path, there: int) -> tuple[float, float]:
    """The rate of `scrapy reindex` into an archive, as a share of that into an empty one; in turns.

    Args:
        archive_dir: an archive, which gets new articles from this.
        there: its number of articles.

    Returns:
        By the clock, and by the processors' time of all its processes.
    """
    clocks, used = [], []
    for turn in range(ROUNDS):
        with tempfile.TemporaryDirectory() as name:
            folder = Path(name)
            archive(folder, REBUILT, host=f"news{there}-{turn}.example")
            files = [str(path) for path in (folder / "data").rglob("*.warc.gz")]
            light, heavy = (
                run(python("scrapy", "reindex", "-s", f"ARCHIVE_DIR={into}", *files))
                for into in (folder / "empty", archive_dir)
            )
        clocks.append(light.seconds / heavy.seconds)
        used.append(light.cpu / heavy.cpu)
    return median(clocks), median(used)


async def views(path: Path) -> list[str]:
    """Asks for every page; returns those that are slow."""
    datasette = Datasette(
        [str(path)],
        plugins_dir=str(HERE / "plugins"),
        template_dir=str(HERE / "templates"),
        static_mounts=[("archive-static", str(HERE / "static"))],
        settings={name: int(v) if v.isdigit() else v != "off" for name, v in SETTINGS.items()},
    )
    await datasette.invoke_startup()
    slow = []
    for page in pages(path):
        took = []
        for _ in range(VIEWS):
            start = time.perf_counter()
            answer = await datasette.client.get(page, follow_redirects=True)
            took.append(time.perf_counter() - start)
        mark = "" if answer.status_code == 200 else f"  status {answer.status_code}"
        worst = max(took[1:])
        say(f"  {took[0] * 1000:7.0f} ms, then {worst * 1000:6.0f} ms  {page[:90]}{mark}")
        if worst >= LIMIT or mark:
            slow.append(page)
    return slow


def pages(path: Path) -> Iterator[str]:
    """Addresses of the first page, of every table and view, and of every canned query."""
    with closing(sqlite3.connect(path)) as database:
        database.row_factory = sqlite3.Row
        examples: dict[str, Any] = dict(database.execute(EXAMPLES).fetchone())
        names = "select name from sqlite_master where type in ('table', 'view')"
        there = {row["name"] for row in database.execute(names)}
        creator = database.execute("select name from persons order by uses desc limit 1")
        examples |= {
            "words": "ba cor",
            "creator": creator.fetchone()["name"],
            "organization": "US Navy",
            "rights": "us-government",
            "site": "site0",
        }
    yield "/"
    yield "/index"
    yield from table_pages(there)
    yield from question_pages(examples)
    for party in ("creator", "organization"):
        yield f"/-/feed/index?{urlencode({party: examples[party]})}"
    for asked in ({}, {"site": "site70"}, {"site": "nowhere"}, {"rights": "company"}):
        yield f"/-/feed/index?{urlencode(asked)}"
    for column in ("article_url", "photo_url"):
        for view in ("photo_credits", "picture_uses"):
            yield f"/index/{view}?{urlencode({column: examples[column]})}"
    yield "/-/search/index?q=ba+cor"
    yield "/-/growth/index"
    yield f"/-/photo/index?{urlencode({'url': examples['photo_url']})}"
    yield f"/-/article/index?{urlencode({'url': examples['article_url']})}"


def table_pages(there: set[str]) -> Iterator[str]:
    """Every table and view, in every order on offer, and filtered."""
    about: dict[str, Any] = METADATA["databases"]["index"]
    for table, described in about["tables"].items():
        if table in there and not described.get("hidden"):
            yield f"/index/{table}"
            for column in described.get("sortable_columns", ()):
                yield f"/index/{table}?_sort_desc={column}"
    yield "/index/photo_credits?site=site0&rights=agency"


def question_pages(examples: dict[str, Any]) -> Iterator[str]:
    """Every canned query, narrowed down and not."""
    questions: dict[str, Any] = METADATA["databases"]["index"]["queries"]
    for query in questions:
        yield f"/index/{query}?{urlencode(examples)}"
    everywhere = {**examples, "site": "", "organization": "", "day": "", "rights": ""}
    for query in ("credited_differently", "changed_articles", "photographers", "photos_by_rights"):
        yield f"/index/{query}?{urlencode(everywhere)}"
    yield "/index/photos_by_creator?creator=tor"  # a part of thousands of names
    for query in ("search_captions", "search_articles"):
        for asked in ({}, {"since": "2021-12"}, {"site": "site70", "until": "2022"}):
            yield f"/index/{query}?{urlencode({**everywhere, **asked})}"
    for asked in ({"site": "site0"}, {"site": "site70"}, {"organization": "US Navy"}):
        yield f"/index/photos_by_rights?{urlencode({**everywhere, **asked})}"


if __name__ == "__main__":
    sys.exit(main())
