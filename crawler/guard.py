"""Keeps a crawl out of where it may not go, and says where it was sent."""

from __future__ import annotations

import logging
from typing import TYPE_CHECKING
from weakref import WeakKeyDictionary

from crawler.limits import SettingError
from crawler.manners.errors import RefusedError
from crawler.plan import Plan
from crawler.wire.guard import Guard, origin_of

if TYPE_CHECKING:
    from collections.abc import Iterator
    from typing import Self

    from scrapy import Request
    from scrapy.crawler import Crawler
    from scrapy.settings import BaseSettings

logger = logging.getLogger(__name__)

REFUSED = "archive/refused"
"""The statistic of requests that were refused."""

ASIDE = "aside"
"""Key of `Request.meta`: a request made for the sake of another one, which answers for both."""

_PRIVATE = "PRIVATE_ORIGINS"

_guards: WeakKeyDictionary[Crawler, Guard] = WeakKeyDictionary()


def guard_of(crawler: Crawler) -> Guard:
    """The guard of a crawl.

    What was configured for it may be in a private network: the addresses of the spider's plan,
    its ``start_urls``, and those of the setting PRIVATE_ORIGINS.

    Raises:
        RefusedError: PRIVATE_ORIGINS holds what is no http or https address.
    """
    guard = _guards.get(crawler)
    if guard is None:
        guard = _guards[crawler] = Guard(map(origin_of, _own_urls(crawler)))
    return guard


def _own_urls(crawler: Crawler) -> Iterator[str]:
    yield from crawler.settings.getlist(_PRIVATE)
    yield from getattr(crawler.spider, "start_urls", ())
    plan = getattr(crawler.spider, "plan", None)
    if isinstance(plan, Plan):  # a spider that is not ours has none
        yield from (plan.home, *plan.feeds, *plan.sitemaps, *plan.sections, *plan.archives)
        if plan.wp_json:
            yield plan.wp_json


def check_origins(settings: BaseSettings) -> None:
    """Checks PRIVATE_ORIGINS before a crawl begins.

    Raises:
        SettingError: it holds what is no http or https address.
    """
    for url in settings.getlist(_PRIVATE):
        try:
            origin_of(url)
        except RefusedError as error:
            raise SettingError(_PRIVATE, url, str(error)) from error


class GuardMiddleware:
    """Refuses what may not be fetched before anything is done for it, and counts each refusal.

    It stands before robots.txt, for which a host would be asked. What only the DNS betrays the
    download handler refuses, at the moment it would dial.

    Settings:
        PRIVATE_ORIGINS: see `guard_of`.

    Raises:
        SettingError: at the start, PRIVATE_ORIGINS holds what is no http or https address.
    """

    def __init__(self, crawler: Crawler) -> None:
        self._crawler = crawler
        check_origins(crawler.settings)  # before the crawl begins, not at each request

    @classmethod
    def from_crawler(cls, crawler: Crawler) -> Self:
        """Scrapy's constructor."""
        return cls(crawler)

    def process_request(self, request: Request) -> None:
        """Let a request pass.

        Raises:
            RefusedError: it may not.
        """
        guard_of(self._crawler).check_url(request.url)

    def process_exception(self, request: Request, exception: Exception) -> None:
        """Say and count a refusal, its own or the download handler's."""
        if isinstance(exception, RefusedError) and not request.meta.get(ASIDE):
            self._crawler.stats.inc_value(REFUSED)
            logger.warning("refused: %s%s", exception, _sent_by(request))


def _sent_by(request: Request) -> str:
    """Who sent us there: a redirect, or a page."""
    if redirects := request.meta.get("redirect_urls"):
        return f" (redirected by {redirects[-1]})"
    referer = request.headers.get("Referer")
    return f" (from {referer.decode('latin-1')})" if referer else ""
