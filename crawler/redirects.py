"""Follows redirects as Scrapy does, and says so where they lead nowhere."""

from __future__ import annotations

import logging
from typing import TYPE_CHECKING
from urllib.parse import urldefrag

from scrapy import Request
from scrapy.downloadermiddlewares.redirect import RedirectMiddleware
from scrapy.exceptions import IgnoreRequest

from crawler.manners.errors import NotAskedError

if TYPE_CHECKING:
    from scrapy.http import Response

logger = logging.getLogger(__name__)

LOOPS = "archive/redirect_loops"
"""The statistic of requests that ended in a redirect to where they had been, or in too many."""


class RedirectLoopError(NotAskedError):
    """A redirect back to where this request has been, or one too many."""

    counts_as = "failed"


class Redirects(RedirectMiddleware):
    """Scrapy's redirect middleware; a request that goes in circles is counted and reported.

    Scrapy lets it end in the duplicate filter without a word, and one of too many hops as if
    robots.txt had forbidden it. Each hop is in the WARC, as ever.

    Settings:
        REDIRECT_MAX_TIMES: hops of one request.
    """

    def process_response(  # type: ignore[override]  # Scrapy has deprecated its third argument
        self, request: Request, response: Response
    ) -> Request | Response:
        """Hand the response on, or the request that it leads to.

        Raises:
            RedirectLoopError: it leads to where this request has been, or never ends.
        """
        been = [*request.meta.get("redirect_urls", []), request.url]
        try:
            result = super().process_response(request, response)
        except IgnoreRequest as error:
            raise self._loop(been, f"more than {self.max_redirect_times} redirects") from error
        if isinstance(result, Request):
            target = urldefrag(result.url).url
            if target in (urldefrag(url).url for url in been):
                raise self._loop(been, f"redirects in circles, back to {target}")
        return result

    def _loop(self, been: list[str], what: str) -> RedirectLoopError:
        stats = self.crawler.stats
        assert stats is not None
        stats.inc_value(LOOPS)
        message = f"{been[0]}: {what}"
        logger.warning("failed: %s", message)
        return RedirectLoopError(message)
