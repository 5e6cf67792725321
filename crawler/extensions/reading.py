"""Reads pages in worker processes and photos in a thread, so that the reactor goes on fetching."""

from __future__ import annotations

import asyncio
import os
from concurrent.futures import ThreadPoolExecutor
from typing import TYPE_CHECKING

from scrapy import signals

from archive.extract.pool import ExtractionPool
from archive.intake import photo_facts

if TYPE_CHECKING:
    from typing import Self

    from scrapy.crawler import Crawler

    from archive.intake import PhotoFacts
    from archive.model import Article, SiteRules


class Reading:
    """Owns the workers of one crawl.

    An image's head is read in a millisecond, so its bytes are not worth sending to a process;
    one thread, because Pillow's warnings are caught in a way that is not safe with several.
    """

    def __init__(self, crawler: Crawler) -> None:
        workers = crawler.settings.getint("EXTRACT_WORKERS") or os.cpu_count() or 1
        self._pool = ExtractionPool(workers, crawler.settings.getfloat("EXTRACT_TIMEOUT"))
        self._thread = ThreadPoolExecutor(1, "photos")
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
        return await asyncio.wrap_future(self._pool.submit(html, url, content_type, rules))

    async def read_photo(self, data: bytes) -> PhotoFacts:
        """`archive.intake.photo_facts`, elsewhere.

        Raises:
            NotAnImageError: the bytes are no image.
        """
        return await asyncio.get_running_loop().run_in_executor(self._thread, photo_facts, data)

    async def _close(self) -> None:
        await asyncio.to_thread(self._pool.close)
        await asyncio.to_thread(self._thread.shutdown)


def reading_of(crawler: Crawler) -> Reading:
    """The crawler's `Reading`, once its extensions are there."""
    reading = crawler.get_extension(Reading)
    assert reading is not None  # settings/base.py switches it on
    return reading
