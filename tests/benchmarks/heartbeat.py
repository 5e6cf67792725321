"""An extension for measuring: how long the reactor stood still, and how long commits took."""

from __future__ import annotations

import json
import time
from pathlib import Path
from typing import TYPE_CHECKING

from scrapy import signals
from twisted.internet.task import LoopingCall

from crawler.recorder import archiver_of

if TYPE_CHECKING:
    from concurrent.futures import Future
    from typing import Self

    from scrapy.crawler import Crawler

    from archive.model import Capture, RecordRef

BEAT = 0.005
"""Seconds between two beats of a reactor that has nothing else to do."""


class Heartbeat:
    """Writes ``HEARTBEAT_FILE``: stalls, latencies of commits, and articles by the second.

    A stall is what passed between two beats beyond their interval. Beside it stands the processor
    time of the reactor's thread in between: where that is much less, the thread did not block but
    waited for a processor or for the interpreter's lock.
    """

    def __init__(self, crawler: Crawler) -> None:
        self._crawler = crawler
        self._path = Path(crawler.settings["HEARTBEAT_FILE"])
        self._stalls: list[tuple[float, float]] = []
        self._commits: list[float] = []
        self._growth: list[tuple[float, int]] = []
        self._articles = self._photos = 0
        self._began = time.monotonic()
        self._last = (0.0, 0.0)
        self._beat = LoopingCall(self._tick)
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
        self._beat.start(BEAT, now=False)

    def _tick(self) -> None:
        now = (time.monotonic(), time.thread_time())
        stall = now[0] - self._last[0] - BEAT
        self._stalls.append((stall, now[1] - self._last[1]))
        self._last = now

    def _count(self, item: object) -> None:
        if type(item).__name__ == "ArticleItem":
            self._articles += 1
            self._growth.append((time.monotonic() - self._began, self._articles))
        self._photos += type(item).__name__ == "PhotoItem"

    def _stop(self) -> None:
        self._beat.stop()
        found = {
            "stalls": sorted(self._stalls, reverse=True)[:20],
            "beats": len(self._stalls),
            "commits": sorted(self._commits),
            "growth": self._growth,
            "photos": self._photos,
        }
        self._path.write_text(json.dumps(found))
