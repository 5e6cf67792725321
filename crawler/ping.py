"""Tells a health check that a crawl begins, and how it ended.

In the manner of healthchecks.io (https://healthchecks.io/docs/http_api/): a GET of the check's
address with ``/start`` behind it, then with the exit code behind it, where 0 is success. So
somebody hears of it when the crawls stop coming at all, which no crawl could report.

It is our own business and no capture: it goes past the downloader and the archive.
"""

from __future__ import annotations

import logging
from http.client import HTTPException
from threading import Thread
from typing import TYPE_CHECKING
from urllib.error import URLError
from urllib.parse import quote, urlsplit
from urllib.request import Request, urlopen

from crawler.identity import user_agent
from crawler.limits import check_numbers
from crawler.plan import ArgumentError

if TYPE_CHECKING:
    from scrapy.settings import BaseSettings

logger = logging.getLogger(__name__)

SITE = "{site}"


class PingAddressError(ArgumentError):
    """HEALTHCHECK_PING_URL is no address that can be asked."""

    def __init__(self, url: str) -> None:
        super().__init__(f"HEALTHCHECK_PING_URL={url!r} is no http or https address")


class HealthCheck:
    """The address that is told, or nobody.

    Args:
        url: the check's address; ``{site}`` in it becomes the site's name; ``""`` for none.
        timeout: seconds that telling it may take, looking up its name included.

    Raises:
        PingAddressError: it is no address.
    """

    def __init__(self, url: str, timeout: float) -> None:
        parts = urlsplit(url)
        if url and (parts.scheme not in ("http", "https") or not parts.hostname):
            raise PingAddressError(url)
        self._url = url
        self._timeout = timeout

    @classmethod
    def of(cls, settings: BaseSettings) -> HealthCheck:
        """The one that the settings name.

        Raises:
            PingAddressError: HEALTHCHECK_PING_URL is no address.
            SettingError: HEALTHCHECK_TIMEOUT is no number of seconds.
        """
        check_numbers(settings, "HEALTHCHECK_TIMEOUT")
        url = settings.get("HEALTHCHECK_PING_URL") or ""
        return cls(url.strip(), settings.getfloat("HEALTHCHECK_TIMEOUT"))

    @property
    def is_for_each_site(self) -> bool:
        """Whether each site has a check of its own."""
        return SITE in self._url

    def start(self, site: str = "") -> None:
        """Say that a crawl begins. Waits for the answer, but no longer than the timeout."""
        self._tell(site, "start")

    def finish(self, code: int, site: str = "") -> None:
        """Say how it ended: its exit code. Waits likewise."""
        self._tell(site, str(int(code)))

    def _tell(self, site: str, what: str) -> None:
        """What fails is a warning: that nobody hears of a crawl is no fault of the crawl."""
        if not self._url:
            return
        parts = urlsplit(self._url.replace(SITE, quote(site, safe="")))
        url = parts._replace(path=f"{parts.path.rstrip('/')}/{what}").geturl()
        # A thread, because no timeout of Python's holds for looking up a name, or for a server
        # that sends an octet now and then.
        thread = Thread(target=self._ask, args=(url,), name="health check", daemon=True)
        thread.start()
        thread.join(self._timeout)
        if thread.is_alive():
            logger.warning("the health check did not answer within %g s: %s", self._timeout, url)

    def _ask(self, url: str) -> None:
        request = Request(url, headers={"User-Agent": user_agent("")})  # noqa: S310 - checked above
        try:
            with urlopen(request, timeout=self._timeout):  # noqa: S310 - checked above
                pass
        except (URLError, HTTPException, OSError, ValueError) as error:
            logger.warning("the health check could not be told: %s: %s", url, error)
