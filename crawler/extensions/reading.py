"""Reads pages in worker processes, so that the reactor goes on fetching."""

from __future__ import annotations

import asyncio
import os
from typing import TYPE_CHECKING

from scrapy import signals

from archive.extract.pool import ExtractionPool

if TYPE_CHECKING:
    from typing import Self

    from scrapy.crawler import Crawler

    from archive.model import Article, SiteRules


class Reading:
    """Owns the pool of extraction workers of one crawl."""

    def __init__(self, crawler: Crawler) -> None:
        workers = crawler.settings.getint("EXTRACT_WORKERS") or os.cpu_count() or 1
        self._pool = ExtractionPool(workers, crawler.settings.getfloat("EXTRACT_TIMEOUT"))
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

    async def _close(self) -> None:
        await asyncio.to_thread(self._pool.close)
