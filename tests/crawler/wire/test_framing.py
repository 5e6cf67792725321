# Half of Twisted is without types.
# mypy: allow-untyped-calls

from __future__ import annotations

import itertools
import time
from typing import TYPE_CHECKING

import pytest
from hypothesis import example, given, settings
from hypothesis import strategies as st
from scrapy.core.downloader.handlers.http11 import _LenientHTTPClientParser
from twisted.internet.testing import StringTransport
from twisted.web._newclient import HTTPClientParser, Request, TransportProxyProducer
from twisted.web.http_headers import Headers

from crawler.wire.framing import Ending, Heads, Message, frame, http_version
from tests.crawler.wire.cases import CASES

if TYPE_CHECKING:
    from collections.abc import Sequence

OK = b"HTTP/1.1 200 OK\r\n"


@pytest.mark.parametrize("name", CASES)
def test_finds_the_message_between_interim_heads_and_surplus(name: str) -> None:
    case = CASES[name]
    message = frame(case.interim + case.message + case.surplus, case.method)
    start = len(case.interim)
    assert (message.start, message.end) == (start, start + len(case.message))
    open_ended = case.close and b"Content-Length" not in case.message
    assert message.ending is (Ending.CONNECTION if open_ended else Ending.REACHED)


@pytest.mark.parametrize("name", CASES)
def test_a_message_cut_off_anywhere_is_never_taken_for_whole(name: str) -> None:
    case = CASES[name]
    for cut in {0, 1, 12, len(case.message) // 2, len(case.message) - 1}:
        data = case.message[:cut]
        message = frame(data, case.method)
        assert message.ending is not Ending.REACHED
        assert (message.start, message.end) == (0, cut)
        assert message.start <= message.body <= message.end


@pytest.mark.parametrize(
    ("data", "start"),
    [
        (b"", 0),
        (b"HTTP/1.1 10", 0),
        (b"HTTP/1.1 100 Continue\r\n", 23),
        (b"HTTP/1.1 100 Continue\r\n\r\n", 25),
        (b"HTTP/1.1 100 Continue\r\n\r\nHTTP/1.1 103 Early\r\nLink: <", 52),
        (b"HTTP/1.1 100 Continue\r\n\r\nHTTP/1.1 2", 25),
        (b"SSH-2.0-OpenSSH_9.6\r\n\r\n", 0),
        (b"\r\nHTTP/1.1 200 OK\r\n\r\n", 0),
    ],
)
def test_without_a_final_head_the_end_is_missing(data: bytes, start: int) -> None:
    assert frame(data, "GET") == Message(start, len(data), len(data), Ending.MISSING)


@pytest.mark.parametrize(
    "fields",
    [
        b"Content-Length: 5, 6\r\n",
        b"Content-Length: 5\r\nContent-Length: 6\r\n",
        b"Content-Length: five\r\n",
        b"Content-Length: -5\r\n",
        b"Content-Length: 99999999999999999999999999999999\r\n",
        b"Content-Length: 1%b\r\n" % (b"0" * 25),
        b"Content-Length: %b\r\n" % (b"9" * 10_000),
        b"Content-Length:\r\n",
    ],
)
def test_a_length_that_is_none_leaves_the_end_missing(fields: bytes) -> None:
    assert frame(OK + fields + b"\r\nshort", "GET").ending is Ending.MISSING


def test_leading_zeros_mean_nothing() -> None:
    head = OK + b"Content-Length: %b5, 5\r\n\r\n" % (b"0" * 5000)
    assert frame(head + b"short!", "GET") == Message(0, len(head), len(head) + 5, Ending.REACHED)


@pytest.mark.parametrize(
    "body",
    [
        b"",
        b"5",
        b"5\r\nshort",
        b"5\r\nshort\r\n",
        b"5\r\nshort\r\n0\r\n",
        b"5\r\nshort\r\n0\r\nT: 1\r\n",
        b"5\r\nshortX\r\n0\r\n\r\n",
        b"5\nshort\n0\n\n",
        b"x\r\nshort\r\n0\r\n\r\n",
        b" 5\r\nshort\r\n0\r\n\r\n",
        b"-5\r\nshort\r\n0\r\n\r\n",
        b"\r\n\r\n",
        b"f" * 2000 + b"\r\n",
    ],
)
def test_broken_chunks_leave_the_end_missing(body: bytes) -> None:
    data = OK + b"Transfer-Encoding: chunked\r\n\r\n" + body
    assert frame(data, "GET") == Message(0, len(data) - len(body), len(data), Ending.MISSING)


def test_an_unknown_transfer_coding_ends_with_the_connection() -> None:
    data = OK + b"Transfer-Encoding: gzip, chunked\r\nContent-Length: 1\r\n\r\nshort"
    assert frame(data, "GET").ending is Ending.CONNECTION


def test_versions() -> None:
    assert http_version(b"HTTP/1.0 200 OK\r\n") == "1.0"
    assert http_version(b"xxHTTP/1.1 200 OK\r\n", 2) == "1.1"
    assert http_version(b"ICY 200 OK\r\n") is None
    assert http_version(b"") is None


# ------------------------------------------------- against the parser that the crawler reads with


def twisted_end(segments: Sequence[bytes], method: str) -> int | None:
    """Where the crawler's own parser ends a message; None where it does not."""
    rests: list[bytes] = []
    request = Request(method.encode(), b"/", Headers(), None)
    parser = HTTPClientParser(request, rests.append)
    parser.__class__ = _LenientHTTPClientParser
    parser.makeConnection(TransportProxyProducer(StringTransport()))
    taken = 0
    for segment in segments:
        taken += len(segment)
        try:
            parser.dataReceived(segment)
        except Exception:  # noqa: BLE001  whatever it raises, the crawler gives the message up
            return None
        if rests:
            return taken - len(rests[0])
    return None


FIELDS = st.sampled_from(
    [
        b"X: 1",
        b"x-odd:\t2 ",
        b"Set-Cookie: a=b",
        b"X: K\xf6ln",
        b"no colon",
        b"Fold: a\r\n b",
        b"Content-Length: 5",
        b"content-LENGTH:5",
        b"Content-Length: 5, 5",
        b"Content-Length: 0",
        b"Content-Length: 7",
        b"Transfer-Encoding: chunked",
        b"transfer-encoding:  CHUNKED ",
        b"Connection: close",
        b"Trailer: T",
    ]
)
CHUNKS = st.lists(
    st.tuples(st.binary(min_size=1, max_size=20), st.sampled_from([b"", b";a", b';n="v w"'])),
    max_size=4,
).map(lambda chunks: b"".join(b"%x%b\r\n%b\r\n" % (len(c), e, c) for c, e in chunks))
BODIES = st.one_of(
    st.binary(max_size=12),
    st.builds(lambda c, t: c + b"0\r\n" + t + b"\r\n", CHUNKS, st.sampled_from([b"", b"T: 1\r\n"])),
)
HEADS = st.builds(
    lambda status, fields, end: status + b"".join(f + end for f in fields) + end,
    st.sampled_from(
        [OK, b"HTTP/1.0 404 No\r\n", b"HTTP/1.1 204\r\n", b"HTTP/1.1 304 \n", b"HTTP/1.1 500 x y\n"]
    ),
    st.lists(FIELDS, max_size=5),
    st.sampled_from([b"\r\n", b"\n"]),
)
INTERIM = st.sampled_from([b"", b"HTTP/1.1 100 Continue\r\n\r\n", b"HTTP/1.1 103 E\nLink: x\n\n"])
RESPONSES = st.builds(
    lambda parts, surplus: b"".join(parts) + surplus,
    st.tuples(INTERIM, INTERIM, HEADS, BODIES),
    st.binary(max_size=8),
)
METHODS = st.sampled_from(["GET", "HEAD", "POST"])


@st.composite
def damaged(draw: st.DrawFn) -> bytes:
    """A response with a few octets changed, inserted or lost."""
    data = bytearray(draw(RESPONSES))
    for _ in range(draw(st.integers(1, 3))):
        at = draw(st.integers(0, len(data)))
        lost = draw(st.integers(0, 2))
        data[at : at + lost] = draw(st.binary(max_size=2) | st.sampled_from([b"\n", b"\r\n", b":"]))
    return bytes(data)


def cut(data: bytes, at: Sequence[int]) -> list[bytes]:
    edges = sorted({0, len(data), *(a % (len(data) + 1) for a in at)})
    return [data[a:b] for a, b in itertools.pairwise(edges)]


CUTS = st.lists(st.integers(0, 400), max_size=6)


@settings(max_examples=300, deadline=None)
@given(RESPONSES | damaged(), METHODS, CUTS)
@example(OK + b"Content-Length: 5\r\n\r\nshortmore", "GET", [3])
def test_ends_where_the_crawlers_parser_ends(data: bytes, method: str, at: list[int]) -> None:
    """It may give up what has an end all the same, but never sees an end that is not found here."""
    message = frame(data, method)
    found = message.end if message.ending is Ending.REACHED else None
    assert twisted_end(cut(data, at), method) in (None, found)


@settings(deadline=None)
@given(st.binary(max_size=300), METHODS)
def test_any_bytes_at_all_are_framed(data: bytes, method: str) -> None:
    message = frame(data, method)
    assert 0 <= message.start <= message.body <= message.end <= len(data)


@given(RESPONSES | damaged(), CUTS)
def test_the_final_head_is_told_from_others_while_it_comes(data: bytes, at: list[int]) -> None:
    heads, received = Heads(), bytearray()
    for piece in cut(data, at):
        received += piece
        assert heads.octets(received) <= len(received)
    message = frame(data, "GET")
    if heads.end is not None and message.ending is not Ending.MISSING:
        assert heads.end == message.body


def test_a_folded_head_does_not_take_long() -> None:
    data = OK + b"Content-Length: \r\n" + b" x\r\n" * 1_000_000 + b"\r\n"
    began = time.process_time()
    assert frame(data, "GET").ending is Ending.MISSING
    assert time.process_time() - began < 3
