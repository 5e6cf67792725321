from __future__ import annotations

from datetime import UTC, datetime
from typing import TYPE_CHECKING

import pytest

from crawler.wire.exchange import Exchange, Hangup
from crawler.wire.redaction import field_names
from crawler.wire.security import Security

if TYPE_CHECKING:
    from archive.model import Capture, Truncated

REQUEST = b"GET / HTTP/1.1\r\nHost: a\r\nAuthorization: x\r\n\r\n"
WHOLE = b"HTTP/1.1 200 OK\r\nContent-Length: 5\r\n\r\nshort"
OPEN = b"HTTP/1.0 200 OK\r\n\r\nshort"
SECURITY = Security("tls/1.3", "TLS_AES_128_GCM_SHA256")


def begun(*, encrypted: bool = False, limit: int = 0) -> Exchange:
    exchange = Exchange("GET", limit=limit)
    exchange.begin("192.0.2.1", encrypted=encrypted)
    exchange.sent(REQUEST)
    return exchange


def taken(
    exchange: Exchange,
    *,
    cut: Truncated | None = None,
    behind_proxy: bool = False,
    maxsize: int = 0,
) -> Capture:
    capture = exchange.capture(
        "http://a/", redacted=field_names(), behind_proxy=behind_proxy, cut=cut, maxsize=maxsize
    )
    assert capture is not None
    return capture


def test_becomes_a_capture() -> None:
    before = datetime.now(UTC)
    exchange = begun()
    exchange.received(b"HTTP/1.1 100 Continue\r\n\r\n" + WHOLE[:10])
    exchange.received(WHOLE[10:] + b"surplus")
    capture = taken(exchange)
    assert capture.target_uri == "http://a/"
    assert capture.request == REQUEST.replace(b"Authorization: x", b"Authorization: [redacted]")
    assert capture.response == WHOLE
    assert before <= capture.date <= datetime.now(UTC)
    assert (capture.ip_address, capture.protocols) == ("192.0.2.1", ("http/1.1",))
    assert (capture.cipher_suite, capture.truncated) == (None, None)


def test_with_tls_behind_a_proxy() -> None:
    exchange = begun(encrypted=True)
    exchange.security = SECURITY
    exchange.received(OPEN)
    exchange.hangup = Hangup.ORDERLY
    capture = taken(exchange, behind_proxy=True)
    assert (capture.ip_address, capture.protocols) == (None, ("http/1.0", "tls/1.3"))
    assert (capture.cipher_suite, capture.truncated) == ("TLS_AES_128_GCM_SHA256", None)


@pytest.mark.parametrize(
    ("received", "hangup", "cut", "truncated"),
    [
        (WHOLE, None, None, None),
        (WHOLE, Hangup.BROKEN, None, None),
        (WHOLE, None, "time", None),
        (WHOLE[:-1], Hangup.ORDERLY, None, "disconnect"),
        (WHOLE[:-1], Hangup.BROKEN, None, "disconnect"),
        (WHOLE[:-1], None, "time", "time"),
        (WHOLE[:-1], None, "length", "length"),
        (WHOLE[:-1], None, None, "unspecified"),
        (OPEN, Hangup.ORDERLY, None, None),
        (OPEN, Hangup.BROKEN, None, "disconnect"),
        (OPEN, Hangup.ORDERLY, "length", "length"),
        (OPEN, None, None, "unspecified"),
        (b"", Hangup.ORDERLY, None, "disconnect"),
        (b"", None, "time", "time"),
    ],
)
def test_says_why_it_is_not_whole(
    received: bytes, hangup: Hangup | None, cut: Truncated | None, truncated: str | None
) -> None:
    exchange = begun()
    exchange.received(received)
    exchange.hangup = hangup
    capture = taken(exchange, cut=cut)
    assert (capture.response, capture.truncated) == (received, truncated)


def test_a_body_that_is_too_long_is_kept_up_to_its_limit() -> None:
    exchange = begun()
    exchange.received(WHOLE)
    capture = taken(exchange, cut="length", maxsize=3)
    assert (capture.response, capture.truncated) == (WHOLE[:-2], "length")


def test_takes_no_more_than_its_limit_and_one_piece() -> None:
    exchange = begun(limit=10)
    for _ in range(100):
        exchange.received(b"12345678")
    assert exchange.overflowed == "10 octets, heads and all"
    assert taken(exchange, cut="length").response == b"1234567812345678"


@pytest.mark.parametrize(
    ("received", "overflowed"),
    [
        (b"HTTP/1.1 200 OK\r\nA: 1\r\n\r\n" + b"x" * 100, None),
        (b"HTTP/1.1 200 OK\r\nABC: 12\r\n\r\n", "27 octets of heads"),
        (b"HTTP/1.1 200 OK\r\nAB: 12", None),
        (b"HTTP/1.1 100 \n\nHTTP/1.1 20", None),
        (b"HTTP/1.1 100 \n\nHTTP/1.1 204 \n\n", "27 octets of heads"),
        (b"x" * 28, "27 octets of heads"),
    ],
)
@pytest.mark.parametrize("size", [1, 100])
def test_heads_have_a_limit_of_their_own(
    received: bytes, overflowed: str | None, size: int
) -> None:
    exchange = Exchange("GET", heads=27)
    for at in range(0, len(received), size):
        exchange.received(received[at : at + size])
    assert exchange.overflowed == overflowed


@pytest.mark.parametrize(("encrypted", "sent"), [(True, REQUEST), (False, b""), (True, b"")])
def test_what_did_not_reach_the_wire_is_no_capture(encrypted: bool, sent: bytes) -> None:  # noqa: FBT001  parameter
    exchange = Exchange("GET")
    assert exchange.capture("http://a/", redacted=frozenset()) is None
    exchange.begin("192.0.2.1", encrypted=encrypted)
    exchange.sent(sent)
    assert exchange.capture("http://a/", redacted=frozenset()) is None


def test_what_comes_after_its_end_is_not_kept() -> None:
    exchange = begun()
    exchange.received(WHOLE)
    taken(exchange)
    exchange.received(b"x" * 1000)
    exchange.sent(b"y" * 1000)
    assert exchange.capture("http://a/", redacted=frozenset()) is None


def test_one_exchange_has_one_connection() -> None:
    with pytest.raises(RuntimeError, match=r"192\.0\.2\.1 and 192\.0\.2\.2"):
        begun().begin("192.0.2.2", encrypted=False)


@pytest.mark.parametrize(("surplus", "distrusted"), [(b"", 0), (b"x", 1)])
def test_a_surplus_makes_the_connection_distrusted(surplus: bytes, distrusted: int) -> None:
    calls: list[None] = []
    exchange = Exchange("GET")
    exchange.begin("192.0.2.1", encrypted=False, distrust=lambda: calls.append(None))
    exchange.sent(REQUEST)
    exchange.received(WHOLE + surplus)
    taken(exchange)
    assert len(calls) == distrusted
