"""The names of Scrapy and Twisted that the tap leans on: a release that moves them fails here.

Nothing of this is promised by either of them.
"""

# Half of Twisted is without types.
# mypy: allow-untyped-calls

from __future__ import annotations

import subprocess
import sys
from typing import Any, cast

from scrapy.core.downloader.handlers import http11
from twisted.internet.error import ConnectionDone
from twisted.internet.interfaces import IHandshakeListener
from twisted.internet.protocol import Factory
from twisted.internet.testing import StringTransport
from twisted.python.failure import Failure
from twisted.web._newclient import HTTP11ClientProtocol

from crawler.handler import CapturingDownloadHandler
from crawler.wire.exchange import Exchange, Hangup
from crawler.wire.tap import TapFactory, TappedPool
from tests.loopback import LoopbackServer
from tests.loopback.crawl import Get, Plan, crawl

_IN_A_PROCESS_OF_ITS_OWN = """
from scrapy.core.downloader.handlers.http11 import (
    HTTP11DownloadHandler,
    _LenientHTTP11ClientFactory,
)
from scrapy.utils.reactor import install_reactor
install_reactor("twisted.internet.asyncioreactor.AsyncioSelectorReactor")
from scrapy.utils.test import get_crawler
from twisted.web.client import HTTPConnectionPool
from crawler.handler import CapturingDownloadHandler
from crawler.wire.tap import TappedPool

stock = HTTP11DownloadHandler(get_crawler())._pool
assert isinstance(stock, HTTPConnectionPool), stock
assert stock.retryAutomatically is True, "nothing to switch off any more"
assert stock._factory is _LenientHTTP11ClientFactory, "framing follows another parser now"
ours = CapturingDownloadHandler(get_crawler())._pool
assert isinstance(ours, TappedPool), ours
assert ours._pool.retryAutomatically is False
assert ours.persistent is True
"""


def test_the_pool_can_be_tapped_and_told_not_to_resend() -> None:
    subprocess.run([sys.executable, "-c", _IN_A_PROCESS_OF_ITS_OWN], check=True, timeout=60)


class UntappedDownloadHandler(CapturingDownloadHandler):
    """As if Scrapy took its connections from elsewhere."""

    def __init__(self, crawler: Any) -> None:  # noqa: ANN401  Scrapy's crawler, not looked at
        super().__init__(crawler)
        self._pool = cast("TappedPool", self._pool)._pool


def test_a_response_that_went_past_the_tap_is_an_error() -> None:
    ok = b"HTTP/1.1 200 OK\r\nContent-Length: 2\r\n\r\nok"
    handlers = {"http": f"{__name__}.{UntappedDownloadHandler.__name__}"}
    with LoopbackServer(lambda _: ok) as server:
        report = crawl(Plan([Get(server.url)], {"DOWNLOAD_HANDLERS": handlers}))
    assert report.outcomes[0].error == "UnrecordedResponseError"
    assert report.captures == []


class PlainTransport(StringTransport):
    """A transport of strings that has a handle, as sockets do."""

    def getHandle(self) -> None:  # noqa: N802  Twisted's name
        return None


class Connected:
    """A tapped HTTP client on a transport of strings."""

    def __init__(self) -> None:
        self.protocol = HTTP11ClientProtocol()
        client = Factory.forProtocol(lambda: self.protocol)
        self.tap = TapFactory(client).buildProtocol(None)
        self.transport = PlainTransport()
        self.tap.makeConnection(self.transport)


def test_a_clients_transport_is_the_tap_and_both_directions_pass_it() -> None:
    connected = Connected()
    exchange = Exchange("GET")
    connected.tap.begin(exchange)
    connected.tap.writeSequence([b"GET / HTTP/1.1\r\n", b"\r\n"])
    connected.tap.dataReceived(b"HTTP/1.1 204 \r\n\r\n")
    assert connected.transport.value() == b"GET / HTTP/1.1\r\n\r\n"
    capture = exchange.capture("http://192.0.2.1/", redacted=frozenset())
    assert capture is not None
    assert (capture.request, capture.response) == (
        b"GET / HTTP/1.1\r\n\r\n",
        b"HTTP/1.1 204 \r\n\r\n",
    )
    assert connected.protocol.transport is connected.tap


def test_tls_reports_its_handshake_to_the_tap() -> None:
    assert IHandshakeListener.providedBy(Connected().tap)


def test_scrapys_parser_is_found_where_framing_is_compared_with_it() -> None:
    assert issubclass(http11._LenientHTTP11ClientProtocol, HTTP11ClientProtocol)


def test_only_the_other_sides_hanging_up_counts_as_a_hangup() -> None:
    for ours, hangup in ((False, Hangup.ORDERLY), (True, None)):
        connected, exchange = Connected(), Exchange("GET")
        connected.tap.begin(exchange)
        if ours:
            connected.tap.loseConnection()
        connected.tap.connectionLost(Failure(ConnectionDone()))
        assert exchange.hangup is hangup
