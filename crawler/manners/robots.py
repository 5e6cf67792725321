"""robots.txt, as RFC 9309 has it where Scrapy does not."""

from __future__ import annotations

import asyncio
import logging
from dataclasses import dataclass
from http import HTTPStatus
from time import monotonic
from typing import TYPE_CHECKING
from urllib.parse import urlsplit

from scrapy import Request, signals
from scrapy.downloadermiddlewares.robotstxt import RobotsTxtMiddleware
from scrapy.http.request import NO_CALLBACK
from scrapy.utils.misc import build_from_crawler

from crawler.conditional import CONDITIONAL
from crawler.guard import ASIDE
from crawler.manners.errors import NotAskedError, RefusedError, RobotsUnreachableError
from crawler.redirects import RedirectLoopError

if TYPE_CHECKING:
    from scrapy.crawler import Crawler
    from scrapy.http import Response
    from scrapy.robotstxt import RobotParser

logger = logging.getLogger(__name__)

_FIRST = 1000  # priority: everything else of the host waits for it
_HOPS = 5
"""Redirects that are followed; a sixth means that there are no rules (section 2.3.1.2)."""
_LIMIT = 500 * 1024
"""Octets that are read; more are not (section 2.5)."""
_DAY = 24 * 3600.0
"""Seconds for which rules are good, unless no newer ones can be had (section 2.4)."""
_HOUR = 3600.0
"""Seconds after which a robots.txt that could not be had is asked for again."""


@dataclass(frozen=True, slots=True)
class _Rules:
    """What is known of one robots.txt.

    Attributes:
        parser: its rules; None where everything is allowed.
        error: why nothing is known, so that nothing is allowed; None otherwise.
        good_until: of the monotonic clock.
    """

    parser: RobotParser | None
    error: NotAskedError | None
    good_until: float


class RobotsTxt(RobotsTxtMiddleware):
    """Scrapy's middleware, with RFC 9309's answers to what may go wrong.

    - The rules of one scheme, host and port say nothing of another (section 2.3).
    - "Unavailable", 4xx: everything is allowed, and the error page is not read as rules
      (2.3.1.3). 429 is taken for the next case: it says nothing about robots.txt.
    - "Unreachable", 5xx or no answer: nothing is allowed (2.3.1.4), and `RobotsUnreachableError`
      says so for each request.
    - Five redirects are followed, to other hosts too; behind more there is nothing (2.3.1.2).
    - 500 KiB are read (2.5), whole lines only.
    - Rules are asked for again after a day (2.4), and in each crawl only if they have changed.

    Settings:
        ROBOTSTXT_OBEY, ROBOTSTXT_USER_AGENT, ROBOTSTXT_PARSER: as Scrapy has them.
    """

    def __init__(self, crawler: Crawler) -> None:
        super().__init__(crawler)
        self._rules: dict[str, _Rules] = {}
        self._asking: dict[str, asyncio.Future[_Rules]] = {}

    async def robot_parser(self, request: Request) -> RobotParser | None:
        """The rules for a request; None where everything is allowed.

        Raises:
            RobotsUnreachableError: there is no telling.
            NotAskedError: robots.txt was not asked for, for a reason that holds for the request.
        """
        parts = urlsplit(request.url)
        origin = f"{parts.scheme}://{parts.netloc.lower()}"
        rules = self._rules.get(origin)
        if rules is None or rules.good_until < monotonic():
            if origin not in self._asking:
                self._asking[origin] = asyncio.ensure_future(self._ask(origin, request))
            rules = await asyncio.shield(self._asking[origin])
        if isinstance(rules.error, RefusedError):
            raise RefusedError(request.url, rules.error.reason)
        if rules.error:
            # The same error again and again: without the traces of the times before.
            raise rules.error.with_traceback(None)
        return rules.parser

    async def _ask(self, origin: str, request: Request) -> _Rules:
        try:
            rules = await self._download(f"{origin}/robots.txt", request)
            old = self._rules.get(origin)
            if old and not old.error and rules.error:
                rules = _Rules(old.parser, None, rules.good_until)
            self._rules[origin] = rules
            return rules
        finally:
            del self._asking[origin]

    async def _download(self, url: str, request: Request) -> _Rules:
        self._stats.inc_value("robotstxt/request_count")
        meta = {"dont_obey_robotstxt": True, ASIDE: True, CONDITIONAL: True, "redirect_ttl": _HOPS}
        asking = Request(url, priority=_FIRST, meta=meta, callback=NO_CALLBACK)
        try:
            response = await self.crawler.engine.download_async(asking)
        except RedirectLoopError:
            return _everything()
        except NotAskedError as error:
            return _nothing(error)
        except Exception as error:  # noqa: BLE001 - whatever it is, there was no answer
            return self._unreachable(url, str(error) or type(error).__name__)
        self._stats.inc_value("robotstxt/response_count")
        self._stats.inc_value(f"robotstxt/response_status_count/{response.status}")
        return await self._read(url, response, request)

    async def _read(self, url: str, response: Response, request: Request) -> _Rules:
        status = response.status
        if status >= HTTPStatus.INTERNAL_SERVER_ERROR or status == HTTPStatus.TOO_MANY_REQUESTS:
            return self._unreachable(url, f"HTTP {status}")
        if status >= HTTPStatus.MULTIPLE_CHOICES:
            return _everything()
        parser = build_from_crawler(self._parserimpl, self.crawler, _readable(response.body))
        await self.crawler.signals.send_catch_log_async(
            signal=signals.robots_parsed, robotparser=parser, request=request
        )
        return _Rules(parser, None, monotonic() + _DAY)

    def _unreachable(self, url: str, why: str) -> _Rules:
        message = f"{url} cannot be had ({why}), so that nothing there may be asked for"
        logger.warning("%s", message)
        return _nothing(RobotsUnreachableError(message))


def _everything() -> _Rules:
    return _Rules(None, None, monotonic() + _DAY)


def _nothing(error: NotAskedError) -> _Rules:
    return _Rules(None, error, monotonic() + _HOUR)


def _readable(body: bytes) -> bytes:
    """What of a robots.txt is read: its beginning, whole lines only.

    A rule that is cut in two is another rule: ``Disallow: /private`` is not ``Disallow: /``.
    """
    if len(body) <= _LIMIT:
        return body
    return body[: body.rfind(b"\n", 0, _LIMIT) + 1]
