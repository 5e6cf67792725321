"""One exchange while it crosses the socket, and what of it becomes a capture."""

from __future__ import annotations

from datetime import UTC, datetime
from enum import Enum, auto
from typing import TYPE_CHECKING

from archive.model import Capture
from crawler.wire.framing import Ending, Heads, Message, frame, http_version
from crawler.wire.redaction import redact

if TYPE_CHECKING:
    from collections.abc import Callable

    from archive.model import Truncated
    from crawler.wire.guard import Permit
    from crawler.wire.security import Security


class Hangup(Enum):
    """How the other side ended the connection: in order, or not."""

    ORDERLY = auto()
    BROKEN = auto()


class Exchange:
    """The bytes of one request and of all that came back for it, above TLS.

    Args:
        method: of the request.
        limit: octets to receive at the most; 0 means any number.
        heads: octets that heads may take of them, interim ones included; 0 means any number.
        permit: asked before an address is dialled for it; None where a proxy does the dialling.

    Attributes:
        distrusted: what is wrong with the server's certificate, in words; None if nothing is.
        overflowed: what more was received of than may be, in words; None as long as nothing was.
    """

    def __init__(
        self, method: str, *, limit: int = 0, heads: int = 0, permit: Permit | None = None
    ) -> None:
        self.method = method
        self.permit = permit
        self.distrusted: str | None = None
        self.date: datetime | None = None
        self.peer: str | None = None
        self.encrypted = False
        self.security: Security | None = None
        self.hangup: Hangup | None = None
        self.overflowed: str | None = None
        self._limit = limit
        self._heads_limit = heads
        self._heads = Heads()
        self._request = bytearray()
        self._response = bytearray()
        self._open = True
        self._distrust: Callable[[], None] | None = None

    def begin(
        self, peer: str, *, encrypted: bool, distrust: Callable[[], None] | None = None
    ) -> None:
        """A connection to ``peer`` (an address) is there and the request is about to be sent.

        ``distrust`` is called where the server sent more than one message: what comes next on
        that connection may belong to this exchange and must not be read as another's.
        """
        if self.date is not None:
            message = f"one exchange on two connections: {self.peer} and {peer}"
            raise RuntimeError(message)
        self.date = datetime.now(UTC)
        self.peer = peer
        self.encrypted = encrypted
        self._distrust = distrust

    def sent(self, data: bytes) -> None:
        """Some of the request was written."""
        if self._open:
            self._request += data

    def received(self, data: bytes) -> None:
        """Something came; sets ``overflowed`` and takes no more once past a limit."""
        if not self._open or self.overflowed:
            return
        self._response += data
        if 0 < self._limit < len(self._response):
            self.overflowed = f"{self._limit} octets, heads and all"
        elif 0 < self._heads_limit < self._heads.octets(self._response):
            self.overflowed = f"{self._heads_limit} octets of heads"

    @property
    def crossed(self) -> bool:
        """Whether the request reached the wire: with TLS only once the handshake is complete."""
        return bool(self._request) and (not self.encrypted or self.security is not None)

    def capture(
        self,
        target_uri: str,
        *,
        redacted: frozenset[bytes],
        behind_proxy: bool = False,
        cut: Truncated | None = None,
        maxsize: int = 0,
    ) -> Capture | None:
        """End the exchange and take what is kept of it; None where nothing crossed the wire.

        Args:
            target_uri: bare, percent-encoded, without fragment.
            redacted: names of request fields whose values are not kept, lower case.
            behind_proxy: whether the peer was a proxy, so that the server is not known.
            cut: why the client gave up, if it did on purpose.
            maxsize: with ``cut="length"``, the octets of the body that are kept.
        """
        if self.date is None or not self.crossed:
            self._close()
            return None
        message = frame(self._response, self.method)
        if message.end < len(self._response) and self._distrust is not None:
            self._distrust()
        end = message.end
        if cut == "length" and maxsize and end > message.body + maxsize:
            end = message.body + maxsize
            message = Message(message.start, message.body, end, Ending.MISSING)
        response = bytes(memoryview(self._response)[message.start : end])
        version = http_version(response) or "1.1"
        capture = Capture(
            target_uri=target_uri,
            date=self.date,
            request=redact(bytes(self._request), redacted),
            response=response,
            ip_address=None if behind_proxy else self.peer,
            protocols=(f"http/{version}", *([self.security.protocol] if self.security else [])),
            cipher_suite=self.security.cipher_suite if self.security else None,
            truncated=self._truncated(message.ending, cut),
        )
        self._close()
        return capture

    def _truncated(self, ending: Ending, cut: Truncated | None) -> Truncated | None:
        """Why the message is not whole, None if it is.

        The one place where that is decided: the record says it, and what is cut off is read
        neither in a crawl nor in a rebuild. A body that ends with the connection is complete only
        if the connection ended in order: with TLS, after a closure alert (RFC 9112, section 9.8).
        """
        if ending is Ending.REACHED:
            return None
        if ending is Ending.CONNECTION and self.hangup is Hangup.ORDERLY and cut is None:
            return None
        if cut is not None:
            return cut
        return "disconnect" if self.hangup is not None else "unspecified"

    def _close(self) -> None:
        # The connection may outlive the exchange by minutes; its bytes must not.
        self._open = False
        self._request = bytearray()
        self._response = bytearray()
