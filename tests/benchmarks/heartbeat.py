"""An extension for measuring: how long the reactor stood still, and how long commits took."""

from __future__ import annotations

import asyncio
import json
import time
from array import array
from heapq import heappushpop
from pathlib import Path
from typing import TYPE_CHECKING

from scrapy import signals

from crawler.recorder import archiver_of

if TYPE_CHECKING:
    from concurrent.futures import Future
    from typing import Self

    from scrapy.crawler import Crawler

    from archive.model import Capture, RecordRef

BEAT = 0.01
"""Seconds between two beats of a reactor that has nothing else to do."""
WORST = 20
"""Stalls that are told."""


class Heartbeat:
    """Writes ``HEARTBEAT_FILE``: stalls, latencies of commits, and when each article came.

    A stall is what passed between two beats beyond their interval. Beside it stands the processor
    time of the reactor's thread in between: where that is much less, the thread did not block but
    waited for a processor or for the interpreter's lock. The crawl pays for what is measured, so
    that is little: of stalls the worst are kept alone, and numbers as eight octets each.
    """

    def __init__(self, crawler: Crawler) -> None:
        self._crawler = crawler
        self._path = Path(crawler.settings["HEARTBEAT_FILE"])
        self._stalls = [(0.0, 0.0)] * WORST
        self._commits = array("d")
        self._growth = array("d")
        self._photos = 0
        self._began = time.monotonic()
        self._last = (0.0, 0.0)
        crawler.signals.connect(self._start, signal=signals.engine_started)
        crawler.signals.connect(self._count, signal=signals.item_scraped)
        crawler.signals.connect(self._stop, signal=signals.spider_closed)

    @classmethod
    def from_crawler(cls, crawler: Crawler) -> Self:
        """Scrapy's constructor."""
        return cls(crawler)

    def _start(self) -> None:
        archiver = archiver_of(self._crawler)
        store = archiver.store

        def timed(capture: Capture) -> Future[RecordRef]:
            began = time.monotonic()
            future = store(capture)
            future.add_done_callback(lambda _: self._commits.append(time.monotonic() - began))
            return future

        archiver.store = timed  # type: ignore[method-assign]  # a watch put in between
        self._last = (time.monotonic(), time.thread_time())
        self._wait()

    def _wait(self) -> None:
        self._beat = asyncio.get_running_loop().call_later(BEAT, self._tick)

    def _tick(self) -> None:
        now = (time.monotonic(), time.thread_time())
        stall = now[0] - self._last[0] - BEAT
        heappushpop(self._stalls, (stall, now[1] - self._last[1]))
        self._last = now
        self._wait()

    def _count(self, item: object) -> None:
        if type(item).__name__ == "ArticleItem":
            self._growth.append(time.monotonic() - self._began)
        self._photos += type(item).__name__ == "PhotoItem"

    def _stop(self) -> None:
        self._beat.cancel()
        found = {
            "stalls": self._stalls,
            "commits": sorted(self._commits),
            "growth": self._growth.tolist(),
            "photos": self._photos,
        }
        self._path.write_text(json.dumps(found))
