"""Obeys the Crawl-delay of robots.txt."""

from __future__ import annotations

import logging
from collections import defaultdict
from typing import TYPE_CHECKING
from urllib.parse import urlsplit

from scrapy import signals
from scrapy.exceptions import NotConfigured

if TYPE_CHECKING:
    from typing import Self

    from scrapy import Request
    from scrapy.crawler import Crawler
    from scrapy.robotstxt import RobotParser

logger = logging.getLogger(__name__)


class CrawlDelay:
    """Keeps each host's delay at least as long as its robots.txt asks.

    Crawl-delay is no part of RFC 9309, but many news sites state it and mean it. AutoThrottle
    may lengthen the delay; where it shortens it, this puts it back before the next request, and
    jitter, which would fall below it, is off for such a host.
    """

    def __init__(self, crawler: Crawler) -> None:
        settings = crawler.settings
        if not settings.getbool("ROBOTSTXT_OBEY"):
            raise NotConfigured
        self._crawler = crawler
        self._longest = settings.getfloat("CRAWL_DELAY_MAX")
        self._agent = settings["ROBOTSTXT_USER_AGENT"] or settings["USER_AGENT"]
        self._delays: defaultdict[str, dict[str, float]] = defaultdict(dict)
        crawler.signals.connect(self._robots_parsed, signal=signals.robots_parsed)
        crawler.signals.connect(self._apply, signal=signals.request_reached_downloader)
        crawler.signals.connect(self._apply, signal=signals.response_downloaded)

    @classmethod
    def from_crawler(cls, crawler: Crawler) -> Self:
        """Scrapy's constructor."""
        return cls(crawler)

    def _robots_parsed(self, robotparser: RobotParser, request: Request) -> None:
        asked = robotparser.crawl_delay(self._agent) or 0.0
        delay = min(asked, self._longest)
        key = self._crawler.engine.downloader.get_slot_key(request)
        # A host has a robots.txt for each scheme and port; the slowest of them rules.
        before = self._delays[key].get(_origin(request), 0.0)
        self._delays[key][_origin(request)] = delay
        if delay in (before, 0.0):
            return
        logger.info("%s asks for %g s between requests; %g s it is", key, asked, delay)

    def _apply(self, request: Request) -> None:
        key = self._crawler.engine.downloader.get_slot_key(request)
        slot = self._crawler.engine.downloader.slots.get(key)
        delay = max(self._delays[key].values(), default=0.0)
        if slot is not None and delay:
            slot.delay = max(slot.delay, delay)
            slot.jitter = 0.0


def _origin(request: Request) -> str:
    parts = urlsplit(request.url)
    return f"{parts.scheme}://{parts.netloc}"
