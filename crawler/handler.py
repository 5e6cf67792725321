"""Downloads as Scrapy does, and hands every exchange, byte for byte, to the crawl's recorder."""

from __future__ import annotations

from typing import TYPE_CHECKING, cast
from urllib.parse import urldefrag, urlsplit

from scrapy import signals
from scrapy.core.downloader.handlers.http11 import HTTP11DownloadHandler
from scrapy.exceptions import (
    DownloadCancelledError,
    DownloadTimeoutError,
    ResponseDataLossError,
)

from crawler.guard import guard_of
from crawler.manners.backoff import pause_after
from crawler.manners.errors import HostGivenUpError
from crawler.manners.refusals import given_up
from crawler.manners.turns import place_of, turns_of
from crawler.recorder import recorder_of
from crawler.wire.backlog import Backlog
from crawler.wire.exchange import Exchange
from crawler.wire.redaction import field_names
from crawler.wire.tap import TappedPool, current_exchange

if TYPE_CHECKING:
    from scrapy import Request
    from scrapy.crawler import Crawler
    from scrapy.http import Response
    from twisted.web.client import HTTPConnectionPool

    from archive.model import Capture, Truncated

_HEADS = 1024 * 1024
"""Octets that heads may take. Neither Scrapy nor Twisted limits them, nor what chunking adds: that
may be as much as the body."""


class UnrecordedResponseError(Exception):
    """A response came by a way that the tap does not see."""


class CertificateError(Exception):
    """The server could not show that it is who it says (RFC 9110, section 4.3.4).

    It is not tried again: the next moment will not mend it.
    """

    def __init__(self, url: str, fault: str) -> None:
        super().__init__(f"the certificate of {urlsplit(url).netloc} is {fault}")


class CutOffError(ResponseDataLossError):
    """A response that is not whole, where Scrapy would hand on what came of it.

    It is kept, and is not read: nor would a rebuild read it. A `ResponseDataLossError`, so that
    it is tried again.
    """

    def __init__(self, url: str, truncated: Truncated) -> None:
        super().__init__(f"only a part of {url} came ({truncated})")


class CapturingDownloadHandler(HTTP11DownloadHandler):
    """Scrapy's HTTP/1.1 handler with a tap in its connections.

    One exchange becomes one `Capture`, whatever its end: a response, an error status, a timeout,
    a size limit, a lost connection. It goes to the recorder that was attached to the crawler,
    and the recorder's future to ``request.meta["capture"]`` before the response is returned (or
    the exception raised). Where nothing crossed the wire (no address, no connection, no TLS)
    there is no capture and no such key.

    It goes nowhere `crawler.guard` forbids: a request for a forbidden URL is not sent, and a
    forbidden address is not dialled. It asks a host only when it is this crawl's turn there
    (`crawler.manners.turns`), and passes on how long the host wants to be left alone.

    Settings:
        BACKOFF_DELAY: seconds that a host is left alone after a first 429 or 503 without
            ``Retry-After``.
        WARC_REDACT_REQUEST_HEADERS: names of request fields whose values are not kept, besides
            those that are credentials by definition; e.g. ``Cookie``.
        WARC_BACKLOG_SIZE: octets that may wait for the disk before downloads do; each scheme's
            handler counts its own.

    Raises:
        RefusedError: from `download_request`, the crawler may not go there.
        HostGivenUpError: from `download_request`, the host wants to be left alone for too long.
        ClosingError: from `download_request`, the crawl ended before the turn came.
        CutOffError: from `download_request`, what came is not the whole response.
        CertificateError: from `download_request`, the server's certificate is not to be trusted.
        Exception: from `download_request`, what stopped the recorder for good, at once and for
            every request; or what its ``store`` raised.
        NoRecorderError: from `download_request`, no recorder is attached.
        UnrecordedResponseError: from `download_request`, Scrapy or Twisted has changed and the
            tap no longer sees what they read.
    """

    def __init__(self, crawler: Crawler) -> None:
        super().__init__(crawler)
        # Scrapy offers no way to choose the pool, and uses of it no more than `TappedPool` has.
        self._pool = cast("HTTPConnectionPool", TappedPool(self._pool))
        self._redacted = field_names(crawler.settings.getlist("WARC_REDACT_REQUEST_HEADERS"))
        self._backlog = Backlog(crawler.settings.getint("WARC_BACKLOG_SIZE", 64 * 1024 * 1024))
        self._unsaid_pause = crawler.settings.getfloat("BACKOFF_DELAY")
        crawler.signals.connect(_forget_capture, signal=signals.request_scheduled)

    async def download_request(self, request: Request) -> Response:
        """Wait for the turn, download, and hand what crossed the wire to the recorder."""
        _forget_capture(request)
        guard_of(self.crawler).check_url(request.url)
        turns = turns_of(self.crawler)
        if turns is None:
            return await self._download(request)
        place = place_of(self.crawler, request)
        async with turns.at(place) as turn:
            if why := given_up(self.crawler).get(place.host):
                raise HostGivenUpError(why)
            response = await self._download(request)
            sent = current_exchange.get().date
            turn.sent = sent.timestamp() if sent else None
            turn.pause = pause_after(request, response, self._unsaid_pause)
        return response

    async def _download(self, request: Request) -> Response:
        recorder = recorder_of(self.crawler)
        await self._backlog.room()
        if recorder.failed is not None:
            # The same error again and again: without the traces of the times before.
            raise recorder.failed.with_traceback(None)
        maxsize = self._maxsize_of(request)
        exchange = Exchange(
            request.method,
            limit=2 * maxsize + _HEADS if maxsize else 0,
            heads=_HEADS,
            permit=None if request.meta.get("proxy") else guard_of(self.crawler).check_address,
        )
        current_exchange.set(exchange)
        cut: Truncated | None = None
        response: Response | None = None
        try:
            response = await super().download_request(request)
            _refuse_endless(exchange, request)
        except DownloadTimeoutError:
            cut = "time"
            raise
        except DownloadCancelledError:
            cut = "length"
            raise
        except Exception as error:
            cut = "length" if exchange.overflowed else None
            _refuse_endless(exchange, request)
            if exchange.distrusted:
                raise CertificateError(request.url, exchange.distrusted) from error
            raise
        finally:
            capture = self._record(request, exchange, cut, maxsize)
            if response is None and capture and not capture.truncated:
                # Too odd for Twisted, but whole: asked again, the server would send the same.
                request.meta["dont_retry"] = True
        if capture is None:
            message = f"{response} reached Scrapy, but not the tap"
            raise UnrecordedResponseError(message)
        if capture.truncated:
            raise CutOffError(request.url, capture.truncated)
        return response

    def _record(
        self, request: Request, exchange: Exchange, cut: Truncated | None, maxsize: int
    ) -> Capture | None:
        capture = exchange.capture(
            urldefrag(request.url).url,
            redacted=self._redacted,
            behind_proxy=bool(request.meta.get("proxy")),
            cut=cut,
            maxsize=maxsize,
        )
        if capture is None:
            return None
        stored = recorder_of(self.crawler).store(capture)
        request.meta["capture"] = stored
        self._backlog.add(len(capture.request) + len(capture.response), stored)
        return capture

    def _maxsize_of(self, request: Request) -> int:
        default = self.crawler.settings.getint("DOWNLOAD_MAXSIZE")
        return int(request.meta.get("download_maxsize", default) or 0)


def _refuse_endless(exchange: Exchange, request: Request) -> None:
    if exchange.overflowed:
        message = f"Received more than {exchange.overflowed}, in {request}"
        raise DownloadCancelledError(message)


def _forget_capture(request: Request) -> None:
    """Drop the future of an earlier exchange from a request that is still to be sent.

    Retries and redirects copy ``meta``, and a scheduler on disk cannot pickle a future.
    """
    request.meta.pop("capture", None)
