"""Stops asking a host that turns us away."""

from __future__ import annotations

import logging
from http import HTTPStatus
from typing import TYPE_CHECKING
from weakref import WeakKeyDictionary

from crawler.guard import ASIDE, guard_of
from crawler.manners.backoff import pause_after
from crawler.manners.errors import HostGivenUpError
from crawler.manners.turns import place_of

if TYPE_CHECKING:
    from typing import Self

    from scrapy import Request
    from scrapy.crawler import Crawler
    from scrapy.http import Response

logger = logging.getLogger(__name__)

GAVE_UP = "archive/gave_up/"
"""Statistics whose names go on with one of the site's own hosts: why it was asked no more."""

_REFUSING = frozenset(
    {
        HTTPStatus.UNAUTHORIZED,
        HTTPStatus.PAYMENT_REQUIRED,
        HTTPStatus.FORBIDDEN,
        HTTPStatus.TOO_MANY_REQUESTS,
        HTTPStatus.SERVICE_UNAVAILABLE,
    }
)


_given_up: WeakKeyDictionary[Crawler, dict[str, str]] = WeakKeyDictionary()


def given_up(crawler: Crawler) -> dict[str, str]:
    """Hosts that a crawl asks for nothing more, and why."""
    return _given_up.setdefault(crawler, {})


class Refusals:
    """Downloader middleware: gives a host up that refuses everything, or wants long to be alone.

    Its place is between Scrapy's retries (550) and the downloader, so that it sees each answer. A
    host that was given up is asked for nothing more in this crawl; what waits in the downloader by
    then is stopped by `crawler.handler`. Other hosts are asked, so that the crawl ends by itself,
    and `crawler.outcome` says of the site's own hosts what happened.

    Settings:
        MAX_REFUSALS: answers 401, 402, 403, 429 or 503 in a row, robots.txt apart, after which a
            host is given up; 0 for never.
        RETRY_AFTER_MAX: seconds; a host that asks for a longer pause is given up.
        BACKOFF_DELAY: see `crawler.handler`.
    """

    def __init__(self, crawler: Crawler) -> None:
        self._crawler = crawler
        self._most = crawler.settings.getint("MAX_REFUSALS")
        self._longest = crawler.settings.getfloat("RETRY_AFTER_MAX")
        self._unsaid = crawler.settings.getfloat("BACKOFF_DELAY")
        self._in_a_row: dict[str, int] = {}
        self._given_up = given_up(crawler)

    @classmethod
    def from_crawler(cls, crawler: Crawler) -> Self:
        """Scrapy's constructor."""
        return cls(crawler)

    def process_request(self, request: Request) -> None:
        """Let a request pass unless its host was given up.

        Raises:
            HostGivenUpError: it was.
        """
        host = place_of(self._crawler, request).host
        if why := self._given_up.get(host):
            raise HostGivenUpError(why)

    def process_response(self, request: Request, response: Response) -> Response:
        """Count refusals in a row, and heed what is said of a pause."""
        host = place_of(self._crawler, request).host
        pause = pause_after(request, response, self._unsaid)
        if pause is not None and pause > self._longest:
            self._give_up(request, f"{host} wants to be left alone for {pause:.0f} s")
        if response.status not in _REFUSING:
            self._in_a_row[host] = 0
        elif not request.meta.get(ASIDE):
            self._in_a_row[host] = self._in_a_row.get(host, 0) + 1
            if self._in_a_row[host] == self._most:
                what = f"HTTP {response.status} {self._most} times in a row"
                self._give_up(request, f"{host} answers {what}")
        if host in self._given_up:
            request.meta["dont_retry"] = True
        return response

    def process_exception(self, request: Request, exception: Exception) -> None:
        """Heed what a host said to an earlier crawl, or to another one."""
        if isinstance(exception, HostGivenUpError):
            self._give_up(request, str(exception))

    def _give_up(self, request: Request, why: str) -> None:
        host = place_of(self._crawler, request).host
        if host in self._given_up:
            return
        self._given_up[host] = why
        logger.warning("%s: nothing more is asked of it in this crawl", why)
        if guard_of(self._crawler).is_own_host(host):
            self._crawler.stats.set_value(GAVE_UP + host, why)
