"""The tap: sits between HTTP and the transport and copies what passes, in both directions.

Above TLS, because it wraps the protocol that Twisted's endpoints connect, and an endpoint for
TLS (direct, or through a CONNECT tunnel) hands that protocol plain bytes.
"""

# Twisted's interfaces name these methods, and half of Twisted is without types.
# ruff: noqa: N802
# mypy: allow-untyped-calls

from __future__ import annotations

from contextvars import ContextVar
from functools import partial
from typing import TYPE_CHECKING, Protocol, cast

from OpenSSL import SSL
from twisted.internet.error import ConnectionDone
from twisted.internet.interfaces import IHandshakeListener, IStreamClientEndpoint
from twisted.internet.protocol import connectionDone
from twisted.protocols.policies import ProtocolWrapper, WrappingFactory
from zope.interface import implementer  # type: ignore[import-untyped]  # it ships no types

from crawler.wire.exchange import Exchange, Hangup
from crawler.wire.guard import guarded
from crawler.wire.security import Security, distrust_of, security_of

if TYPE_CHECKING:
    from collections.abc import Hashable, Iterable

    from twisted.internet.defer import Deferred
    from twisted.python.failure import Failure
    from twisted.web._newclient import HTTP11ClientProtocol
    from twisted.web.client import HTTPConnectionPool

current_exchange: ContextVar[Exchange] = ContextVar("current_exchange")
"""The exchange that the next connection taken in this context serves.

Each download runs in a task of its own, and so in a context of its own.
"""


class _Transport(Protocol):
    """What `Tap` needs of TCP and TLS transports besides what `ProtocolWrapper` passes on."""

    def getHandle(self) -> object: ...
    def abortConnection(self) -> None: ...
    def stopProducing(self) -> None: ...


class _Endpoint(Protocol):
    """`IStreamClientEndpoint`, in words that a type checker knows."""

    def connect(self, factory: object) -> Deferred[Tap]: ...


@implementer(IHandshakeListener)
class Tap(ProtocolWrapper):
    """Copies the bytes of one connection to the exchange that it serves at the moment.

    Attributes:
        hanging_up: whether this side has given the connection up.
    """

    _exchange: Exchange | None = None
    _security: Security | None = None
    hanging_up = False

    @property
    def _below(self) -> _Transport:
        return cast("_Transport", self.transport)

    def begin(self, exchange: Exchange) -> None:
        """Serve ``exchange`` from now on."""
        self._exchange = exchange
        encrypted = isinstance(self._below.getHandle(), SSL.Connection)
        exchange.begin(
            self.getPeer().host, encrypted=encrypted, distrust=partial(self._distrust, exchange)
        )
        exchange.security = self._security

    def handshakeCompleted(self) -> None:
        """TLS is up, and what was written in the meantime goes out."""
        self._security = security_of(cast("SSL.Connection", self._below.getHandle()))
        if self._exchange is not None:
            self._exchange.security = self._security

    def write(self, data: bytes) -> None:
        """Send, and copy."""
        if self._exchange is not None:
            self._exchange.sent(data)
        super().write(data)

    def writeSequence(self, data: Iterable[bytes]) -> None:
        """Send, and copy."""
        self.write(b"".join(data))

    def dataReceived(self, data: bytes) -> None:
        """Copy, and pass on; hang up on a server that sends without end."""
        if self._exchange is not None:
            self._exchange.received(data)
            if self._exchange.overflowed:
                self.abortConnection()
                return
        super().dataReceived(data)

    def loseConnection(self) -> None:
        """Hang up."""
        self.hanging_up = True
        super().loseConnection()

    def abortConnection(self) -> None:
        """Hang up at once."""
        self.hanging_up = True
        self._below.abortConnection()

    def stopProducing(self) -> None:
        """Hang up, in the words of a consumer that wants no more."""
        self.hanging_up = True
        self._below.stopProducing()

    def connectionLost(self, reason: Failure = connectionDone) -> None:
        """The connection is gone; if it was the other side's doing, the exchange notes how."""
        if self._exchange is not None and self._exchange.encrypted and self._security is None:
            handle = cast("SSL.Connection", self._below.getHandle())
            self._exchange.distrusted = distrust_of(handle, reason.value)
        if self._exchange is not None and not self.hanging_up:
            orderly = reason.check(ConnectionDone) is not None
            self._exchange.hangup = Hangup.ORDERLY if orderly else Hangup.BROKEN
        super().connectionLost(reason)

    def _distrust(self, exchange: Exchange) -> None:
        if self._exchange is exchange:
            self.abortConnection()


class TapFactory(WrappingFactory[Tap]):
    """Puts a `Tap` around each protocol that a client factory builds."""

    noisy = False
    protocol = Tap


@implementer(IStreamClientEndpoint)
class TappedEndpoint:
    """An endpoint whose connections pass through a `Tap`."""

    def __init__(self, endpoint: _Endpoint) -> None:
        self._endpoint = endpoint

    def connect(self, factory: object) -> Deferred[HTTP11ClientProtocol]:
        """Connect; fires with the factory's own protocol, whose transport is the tap."""
        connected = self._endpoint.connect(TapFactory(factory))
        return connected.addCallback(lambda tap: cast("HTTP11ClientProtocol", tap.wrappedProtocol))


class TappedPool:
    """Stands before a connection pool, so that every connection it hands out is tapped.

    The pool no longer resends a request by itself when a kept-alive connection turns out to be
    dead: that would be a second exchange which nobody sees. The downloader's retries do it.
    """

    def __init__(self, pool: HTTPConnectionPool) -> None:
        pool.retryAutomatically = False
        self._pool = pool

    @property
    def persistent(self) -> bool:
        """Whether connections are kept alive."""
        return bool(self._pool.persistent)

    def getConnection(self, key: Hashable, endpoint: _Endpoint) -> Deferred[HTTP11ClientProtocol]:
        """A connection for one request, new or kept alive, that serves `current_exchange`."""
        exchange = current_exchange.get()
        if exchange.permit is not None:
            _, host, port, *_ = cast("tuple[bytes, bytes, int]", key)  # `Agent.request` makes it
            endpoint = guarded(endpoint, (host.decode("ascii"), port), exchange.permit)

        def begin(
            connection: HTTP11ClientProtocol,
        ) -> HTTP11ClientProtocol | Deferred[HTTP11ClientProtocol]:
            tap = cast("Tap", connection.transport)
            if tap.hanging_up:  # still in the pool, but not for long
                return self.getConnection(key, endpoint)
            tap.begin(exchange)
            return connection

        tapped = cast("IStreamClientEndpoint", TappedEndpoint(endpoint))
        return self._pool.getConnection(key, tapped).addCallback(begin)

    def closeCachedConnections(self) -> Deferred[None]:
        """Hang up on every connection that is kept alive."""
        closed: Deferred[None] = self._pool.closeCachedConnections()
        return closed
