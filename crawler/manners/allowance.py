"""What a site may be asked for in a day, and when: all its crawls of the last 24 hours together."""

from __future__ import annotations

import asyncio
import logging
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from typing import TYPE_CHECKING, Any

from scrapy.settings import SETTINGS_PRIORITIES
from scrapy.utils.defer import deferred_from_coro

from archive.index.queries import fetched_since
from crawler.manners.errors import AllowanceError
from crawler.manners.hours import closed_now
from crawler.recorder import archiver_of

if TYPE_CHECKING:
    from typing import Self

    from scrapy import Request
    from scrapy.crawler import Crawler
    from scrapy.settings import BaseSettings

    from archive.index import Index
    from crawler.sites import Site

logger = logging.getLogger(__name__)

DAILY_CAP = "daily_cap"
"""The finish reason of a crawl that has used up what its site may be asked for in a day."""
CRAWL_HOURS = "crawl_hours"
"""The finish reason of a crawl whose site's hours have ended."""
USED_UP = "archive/used_up"
"""The statistic, in words, of what is used up."""

_DAY = timedelta(days=1)


@dataclass(frozen=True, slots=True)
class Cap:
    """Requests and octets in 24 hours; 0 for any number.

    Settings:
        MAX_PAGES_PER_DAY, MAX_BYTES_PER_DAY: for a site whose file says nothing; on the command
            line for every site.
    """

    requests: int
    octets: int

    @classmethod
    def of(cls, settings: BaseSettings, site: Site | None) -> Self:
        """The cap of a site; None stands for a crawl without a site file."""
        return cls(
            _either(settings, "MAX_PAGES_PER_DAY", site.max_pages_per_day if site else None),
            _either(settings, "MAX_BYTES_PER_DAY", site.max_bytes_per_day if site else None),
        )

    def reached(self, requests: int, octets: int) -> str | None:
        """Which of the two is reached, in words; None while neither is."""
        if 0 < self.requests <= requests:
            return f"{requests} requests in 24 hours, as many as it may be asked"
        if 0 < self.octets <= octets:
            return (
                f"{octets / 1e6:.1f} MB in 24 hours, of {self.octets / 1e6:.1f} MB it may be asked"
            )
        return None


class Allowance:
    """Downloader middleware: closes the crawl once its site's allowance is used up.

    Requests count as they reach the downloader: this stands before Scrapy's statistics (850). What
    earlier crawls took is in the index: their requests, and the octets that the archive has of the
    answers. An answer that came a second time with the same payload counts there as what is kept
    of it, so that this errs a little on the site's cost, never on a crawl that is under way.

    Settings:
        MAX_PAGES_PER_DAY, MAX_BYTES_PER_DAY: see `Cap`.
        IGNORE_CRAWL_HOURS: whether a site is crawled outside of its hours, too.
    """

    def __init__(self, crawler: Crawler) -> None:
        self._crawler = crawler
        self._site: Site | None = getattr(crawler.spidercls, "site", None)
        self._cap = Cap.of(crawler.settings, self._site)
        self._has_hours = self._site is not None and self._site.crawl_hours is not None
        self._earlier: tuple[int, int] | None = None
        self._used_up: str | None = None

    @classmethod
    def from_crawler(cls, crawler: Crawler) -> Self:
        """Scrapy's constructor."""
        return cls(crawler)

    async def process_request(self, request: Request) -> None:  # noqa: ARG002 - Scrapy's signature
        """Let a request pass while there is something left.

        Raises:
            AllowanceError: there is nothing left; the crawl closes.
        """
        if self._used_up is None:
            await self._check()
        if self._used_up is not None:
            raise AllowanceError(self._used_up)

    async def _check(self) -> None:
        if self._has_hours and (closed := closed_now(self._site, self._crawler.settings)):
            self._close(CRAWL_HOURS, closed)
        if not (self._cap.requests or self._cap.octets):
            return
        if self._earlier is None:
            self._earlier = await self._ask_index()
        requests, octets = self._earlier
        stats = self._crawler.stats
        requests += stats.get_value("downloader/request_count", 0)
        octets += stats.get_value("downloader/response_bytes", 0)
        if reached := self._cap.reached(requests, octets):
            self._close(DAILY_CAP, reached)

    async def _ask_index(self) -> tuple[int, int]:
        spider: Any = self._crawler.spider  # one of ours, which has a plan
        archiver, site = archiver_of(self._crawler), spider.plan.rules.name
        own, since = archiver.crawl_uid, datetime.now(UTC) - _DAY

        def ask(index: Index) -> tuple[int, int]:
            with index.reading() as db:
                return fetched_since(db, site, since, besides=own)

        return await asyncio.wrap_future(archiver.submit(ask))

    def _close(self, reason: str, words: str) -> None:
        if self._used_up is not None:
            return
        self._used_up = words
        self._crawler.stats.set_value(USED_UP, words)
        logger.info("%s: the crawl ends", words)
        deferred_from_coro(self._crawler.engine.close_spider_async(reason=reason))


def _either(settings: BaseSettings, name: str, of_site: int | None) -> int:
    """The site file's number, unless the command line has another."""
    priority = settings.getpriority(name) or 0
    if of_site is None or priority >= SETTINGS_PRIORITIES["cmdline"]:
        return int(settings.getint(name))
    return of_site
