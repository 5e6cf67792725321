"""A crawl whose pages are read slowly, one at a time, and that says how much waited for it."""

from __future__ import annotations

import asyncio
from pathlib import Path
from typing import TYPE_CHECKING

from scrapy import signals

from crawler.extensions.reading import Reading

if TYPE_CHECKING:
    from scrapy.crawler import Crawler

    from archive.model import Article, SiteRules

SECONDS = 0.04


class SlowReading(Reading):
    """Takes `SECONDS` for each page, and writes ``WAITING_FILE``: the most octets that waited."""

    def __init__(self, crawler: Crawler) -> None:
        super().__init__(crawler)
        self._turn = asyncio.Semaphore(1)
        self._waiting = self._most = 0
        self._path = Path(crawler.settings["WAITING_FILE"])
        crawler.signals.connect(self._tell, signal=signals.spider_closed)

    async def read(
        self, html: bytes, url: str, content_type: str | None, rules: SiteRules
    ) -> Article:
        """As it is read elsewhere, but later."""
        self._waiting += len(html)
        self._most = max(self._most, self._waiting)
        async with self._turn:
            await asyncio.sleep(SECONDS)
            article = await super().read(html, url, content_type, rules)
        self._waiting -= len(html)
        return article

    def _tell(self) -> None:
        self._path.write_text(str(self._most))
