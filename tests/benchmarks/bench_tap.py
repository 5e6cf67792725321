"""What capture costs a crawl: ``python -m tests.benchmarks.bench_tap [ROUNDS [REQUESTS]]``.

The same crawl of a loopback server with Scrapy's own handler, with the tap alone, and with the
tap and a real archive, side by side and in turn, every other round backwards; medians. Every
response is new, so nothing is saved by deduplication. Wall clock includes the server's share of
the machine; the crawler's processor time does not.
"""

from __future__ import annotations

import itertools
import statistics
import sys
import tempfile
from pathlib import Path
from typing import TYPE_CHECKING, Any

from tests.loopback import LoopbackServer, Reply, Request
from tests.loopback.crawl import Get, Plan, Report, crawl

if TYPE_CHECKING:
    from collections.abc import Callable

_STOCK = "scrapy.core.downloader.handlers.http11.HTTP11DownloadHandler"
_BODY = b"<p>A patrol boat of the coast guard leaves Halifax at dawn.</p>\n" * 800
_CONCURRENT = {"CONCURRENT_REQUESTS_PER_DOMAIN": 8}

_numbers = itertools.count()


def _respond(request: Request) -> Reply:
    body = b"%d %b %b" % (next(_numbers), request.target.encode(), _BODY)
    head = b"HTTP/1.1 200 OK\r\nContent-Type: text/html\r\nContent-Length: %d\r\n\r\n" % len(body)
    return head + body


def _stock(gets: list[Get]) -> Report:
    return crawl(Plan(gets, _CONCURRENT | {"DOWNLOAD_HANDLERS": {"http": _STOCK}}, "scheduled"))


def _tapped(gets: list[Get]) -> Report:
    return crawl(Plan(gets, _CONCURRENT, "scheduled", kept=False))


def _archived(gets: list[Get]) -> Report:
    with tempfile.TemporaryDirectory(prefix="bench-tap-") as folder:
        return crawl(Plan(gets, _CONCURRENT, "scheduled", archive=Path(folder)))


_WAYS: dict[str, Callable[[list[Get]], Report]] = {
    "scrapy's own": _stock,
    "tap alone": _tapped,
    "tap, archived": _archived,
}


def _run(rounds: int, requests: int) -> dict[str, list[Report]]:
    reports: dict[str, list[Report]] = {name: [] for name in _WAYS}
    with LoopbackServer(_respond) as server:
        gets = [Get(f"{server.url}/{number}") for number in range(requests)]
        for number in range(rounds):
            for name in list(_WAYS)[:: -1 if number % 2 else 1]:
                reports[name].append(_WAYS[name](gets))
    return reports


def main(arguments: list[str]) -> None:
    """Print a line for each way: requests a second, and processor time against Scrapy's own."""
    rounds, requests = (int(given) for given in (*arguments, *("5", "400")[len(arguments) :]))
    write: Callable[[str], Any] = sys.stdout.write
    write(f"{rounds} rounds of {requests} requests, {len(_BODY) / 1024:.0f} KB each\n")
    base = 0.0
    for name, reports in _run(rounds, requests).items():
        rate = statistics.median(requests / report.seconds for report in reports)
        cpu = statistics.median(report.cpu_seconds for report in reports) / requests * 1000
        base = base or cpu
        write(f"{name:20} {rate:6.0f} requests/s {cpu:6.2f} ms CPU each ({cpu / base - 1:+.0%})\n")


if __name__ == "__main__":
    main(sys.argv[1:])
