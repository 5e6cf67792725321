"""Reads pages and photos in worker processes, so that the reactor goes on fetching."""

from __future__ import annotations

import asyncio
import gc
import os
from threading import Lock
from typing import TYPE_CHECKING, ClassVar

from scrapy import signals

from archive.extract.pool import ExtractionPool
from archive.intake import PhotoFile

if TYPE_CHECKING:
    from typing import Self

    from scrapy.crawler import Crawler
    from scrapy.settings import BaseSettings

    from archive.intake import PhotoFacts
    from archive.model import Article, SiteRules


class Workers:
    """The worker processes of this process, for all its crawls together.

    They begin with the first crawl that borrows them and end with the last one: several crawls at
    once must not mean several times as many workers as there are cores. Whoever crawls one site
    after another (`crawler.update`) borrows them for as long.
    """

    _now: ClassVar[Workers | None] = None
    _lock: ClassVar[Lock] = Lock()

    def __init__(self, workers: int, time_limit: float) -> None:
        self.pool = ExtractionPool(workers, time_limit, preload=["archive.ready"])
        self.borrowers = 0
        self._is_settled = False

    @classmethod
    def borrow(cls, settings: BaseSettings) -> Workers:
        """Those of this process; the settings of the first who borrows them count."""
        with cls._lock:
            if cls._now is None:
                number = settings.getint("EXTRACT_WORKERS") or os.cpu_count() or 1
                cls._now = cls(number, settings.getfloat("EXTRACT_TIMEOUT"))
            cls._now.borrowers += 1
            return cls._now

    def settle(self) -> None:
        """Everything is loaded now, and stays.

        To look all through it for garbage would stop the reactor for a tenth of a second, again
        and again. Once only: what another crawl of this process left by then is garbage.
        """
        if not self._is_settled:
            self._is_settled = True
            gc.freeze()

    def give_back(self) -> None:
        """The last one ends them, and waits until they have."""
        with Workers._lock:
            self.borrowers -= 1
            is_last = not self.borrowers
            if is_last:
                Workers._now = None
        if is_last:
            self.pool.close()


class Reading:
    """Reads what one crawl fetched, with the workers of the process."""

    def __init__(self, crawler: Crawler) -> None:
        self._workers = Workers.borrow(crawler.settings)
        crawler.signals.connect(self._workers.settle, signal=signals.engine_started)
        crawler.signals.connect(self._close, signal=signals.spider_closed)

    @classmethod
    def from_crawler(cls, crawler: Crawler) -> Self:
        """Scrapy's constructor."""
        return cls(crawler)

    async def read(
        self, html: bytes, url: str, content_type: str | None, rules: SiteRules
    ) -> Article:
        """`archive.extract.extract`, elsewhere.

        Raises:
            ExtractionError: the page cannot be read, or not in time.
        """
        return await asyncio.wrap_future(self._workers.pool.submit(html, url, content_type, rules))

    async def read_photo(self, data: bytes, url: str) -> PhotoFacts:
        """`archive.intake.photo_facts`, elsewhere.

        Raises:
            NotAnImageError: the bytes are no image.
            ExtractionError: it cannot be read, or not in time.
        """
        return await asyncio.wrap_future(self._workers.pool.do(PhotoFile(data, url)))

    async def _close(self) -> None:
        await asyncio.to_thread(self._workers.give_back)


def reading_of(crawler: Crawler) -> Reading:
    """The crawler's `Reading`, once its extensions are there."""
    reading = crawler.get_extension(Reading)
    assert reading is not None  # settings/base.py switches it on
    return reading
