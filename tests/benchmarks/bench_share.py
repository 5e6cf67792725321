"""The share of a crawl's time that capture takes: ``python -m tests.benchmarks.bench_share``.

A whole crawl of the bundled site with ``scrapy crawl``: discovery, pages, photos, reading, index,
without any delay between requests, which would only make the share look smaller. What the
archiver's thread spends (digests, compression, writing, index) the crawl itself says in its log;
what the tap in the connections spends is the difference to Scrapy's own handler, for as many
requests. Both are processor time: while that thread waits for the disk, the crawl goes on.
"""

from __future__ import annotations

import os
import re
import statistics
import subprocess
import sys
import tempfile
import time
from pathlib import Path

from tests.loopback import LoopbackServer, Request
from tests.loopback.crawl import Get, Plan, crawl
from tests.newsroom.site import Newsroom

ROUNDS = 3
_STOCK = "scrapy.core.downloader.handlers.http11.HTTP11DownloadHandler"
_KEPT = re.compile(r"(\d+) captures kept, with ([\d.]+) s of CPU")
_SITE = Path(__file__).parents[2] / "settings" / "sites" / "newsroom.toml"
_BODY = b"<p>A patrol boat of the coast guard leaves Halifax at dawn.</p>\n" * 300


class CrawlError(Exception):
    """The crawl that was to be measured did not work."""


def whole_crawl(folder: Path) -> tuple[float, float, int, float]:
    """Seconds by the clock, seconds of CPU (workers too), captures, CPU of keeping them."""
    site = Newsroom()
    with LoopbackServer(site.respond) as server:
        site.base_url = server.url
        text = _SITE.read_text(encoding="utf-8").replace("http://127.0.0.1:8045", server.url)
        (folder / "newsroom.toml").write_text(text.replace("delay = 0.05", "delay = 0.0"))
        settings = {
            "ARCHIVE_DIR": folder / "data",
            "SITES_DIR": folder,
            "CRAWL_DELAY_MAX": 0,
            "AUTOTHROTTLE_ENABLED": 0,
        }
        words = [word for name, value in settings.items() for word in ("-s", f"{name}={value}")]
        command = [sys.executable, "-m", "scrapy", "crawl", "newsroom", "-a", "since=2010-01-01"]
        began = time.monotonic()
        with (folder / "log").open("w+") as log:
            process = subprocess.Popen([*command, *words], stdout=log, stderr=log)
            _, status, used = os.wait4(process.pid, 0)
            process.returncode = os.waitstatus_to_exitcode(status)
        seconds = time.monotonic() - began
    said = (folder / "log").read_text()
    kept = _KEPT.search(said)
    if process.returncode or kept is None:
        raise CrawlError(said[-2000:])
    return seconds, used.ru_utime + used.ru_stime, int(kept[1]), float(kept[2])


def cost_of_tap(requests: int = 300) -> float:
    """Seconds of CPU that the tap adds to a request; medians of rounds in turn."""

    def respond(request: Request) -> bytes:
        body = request.target.encode() + _BODY
        return b"HTTP/1.1 200 OK\r\nContent-Length: %d\r\n\r\n%b" % (len(body), body)

    spent: dict[str, list[float]] = {"stock": [], "tapped": []}
    with LoopbackServer(respond) as server:
        gets = [Get(f"{server.url}/{number}") for number in range(requests)]
        ways = {
            "stock": Plan(gets, {"DOWNLOAD_HANDLERS": {"http": _STOCK}}, "scheduled"),
            "tapped": Plan(gets, {}, "scheduled", kept=False),
        }
        for number in range(ROUNDS):
            for name in list(ways)[:: -1 if number % 2 else 1]:
                spent[name].append(crawl(ways[name]).cpu_seconds)
    difference = statistics.median(spent["tapped"]) - statistics.median(spent["stock"])
    return max(0.0, difference / requests)


def main() -> None:
    """Prints what a crawl takes and what capture takes of it."""
    rounds = []
    for _ in range(ROUNDS):
        with tempfile.TemporaryDirectory(prefix="bench-share-") as name:
            rounds.append(whole_crawl(Path(name)))
    seconds, cpu, captures, keeping = sorted(rounds)[ROUNDS // 2]
    tapping = cost_of_tap() * captures
    sys.stdout.write(
        f"a crawl of the bundled site: {captures} captures, {seconds:.2f} s, {cpu:.2f} s CPU\n"
        f"  tapping the connections {tapping:.3f} s CPU, keeping the captures {keeping:.3f} s CPU\n"
        f"  capture's share of the crawl's time: {(tapping + keeping) / seconds:.1%} "
        f"(of its CPU: {(tapping + keeping) / cpu:.1%}); aim: below 10%\n"
    )


if __name__ == "__main__":
    main()
