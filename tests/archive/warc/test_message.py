from __future__ import annotations

import gzip
import time

import pytest
from hypothesis import given
from hypothesis import strategies as st

from archive.warc import HttpMessage
from tests.archive.warc.exchanges import CHUNKED, REQUEST


def test_head_and_body_are_the_bytes_sent() -> None:
    message = HttpMessage.parse(CHUNKED)
    assert message.head + message.body == CHUNKED
    assert message.head.endswith(b"\xff\xfe\r\n\r\n")
    assert message.headers == [(b"transfer-ENCODING", b"chunked"), (b"X-Caf\xe9", b"\xff\xfe")]
    assert message.status == 200
    assert message.payload == b"hello world"


@given(st.binary(max_size=400), st.binary(max_size=100))
def test_nothing_is_ever_lost(head: bytes, body: bytes) -> None:
    octets = b"HTTP/1.1 200 " + head + body
    message = HttpMessage.parse(octets)
    assert message.head + message.body == octets
    assert message.headers is not None
    assert isinstance(message.payload, bytes)


@pytest.mark.parametrize(
    ("head", "status"),
    [
        (b"HTTP/1.1 404\r\n\r\n", 404),
        (b"HTTP/1.0  301 Moved\n\n", 301),
        (b"HTTP/2 200\r\n\n", 200),
        (b"HTTP/1.1 2000 what\r\n\r\n", None),
        (b"ICY 200 OK\r\n\r\n", None),
    ],
)
def test_status_lines_as_servers_write_them(head: bytes, status: int | None) -> None:
    message = HttpMessage.parse(head + b"body")
    assert message.status == status
    assert message.body == (b"body" if status else head + b"body")


def test_bare_line_feeds_folding_and_lines_without_colon() -> None:
    message = HttpMessage.parse(b"HTTP/1.1 200 OK\nA : 1\nnonsense\nB: 2\n  more\nA:3\n\nx\n\ny")
    assert message.headers == [(b"A", b"1"), (b"B", b"2 more"), (b"A", b"3")]
    assert message.values(b"a") == [b"1", b"3"]
    assert message.body == b"x\n\ny"


def test_folded_lines_are_joined_by_one_space() -> None:
    message = HttpMessage.parse(b"HTTP/1.1 200 OK\r\nA:\r\n\t b \r\n \r\n c\r\nD: e\r\n \r\n\r\n")
    assert message.headers == [(b"A", b"b c"), (b"D", b"e")]


def test_a_folded_head_does_not_take_long() -> None:
    message = HttpMessage.parse(b"HTTP/1.1 200 OK\nA: 1\n" + b" 1\n" * 1_000_000 + b"\n")
    began = time.process_time()
    assert message.values(b"a") == [b"1" + b" 1" * 1_000_000]
    assert time.process_time() - began < 3


def test_a_head_cut_off_is_all_head() -> None:
    message = HttpMessage.parse(b"HTTP/1.1 200 OK\r\nContent-Ty")
    assert (message.body, message.payload) == (b"", b"")


def test_http_0_9_is_all_body() -> None:
    message = HttpMessage.parse(b"<html>old</html>")
    assert (message.status, message.payload) == (None, b"<html>old</html>")


def test_requests_have_heads_too() -> None:
    message = HttpMessage.parse(REQUEST.replace(b"GET", b"POST") + b"a=1")
    assert (message.status, message.payload) == (None, b"a=1")
    assert message.values(b"Host") == [b"news.example"]


def test_a_body_that_was_stored_joined_is_taken_as_it_is() -> None:
    message = HttpMessage.parse(b"HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n<html>")
    assert message.payload == b"<html>"


def test_an_answer_to_head_has_an_empty_payload() -> None:
    assert HttpMessage.parse(CHUNKED[: CHUNKED.index(b"5;")]).payload == b""


def test_content_coding_comes_off_behind_transfer_coding() -> None:
    coded = gzip.compress(b"news")
    octets = (
        b"HTTP/1.1 200 OK\r\nContent-Encoding: GZIP\r\nTransfer-Encoding: chunked\r\n\r\n"
        b"%x\r\n%s\r\n0\r\n\r\n" % (len(coded), coded)
    )
    message = HttpMessage.parse(octets)
    assert message.payload == coded
    assert message.content(limit=100) == b"news"


@pytest.mark.parametrize(
    ("value", "media_type"),
    [
        (b"Text/HTML; charset=utf-8", "text/html"),
        (b"image/svg+xml", "image/svg+xml"),
        (b"", None),
        (b"html", None),
        (b"text/\xe9", None),
        (b"text/html\x00", None),
    ],
)
def test_media_types(value: bytes, media_type: str | None) -> None:
    message = HttpMessage.parse(b"HTTP/1.1 200 OK\r\ncontent-type: %s\r\n\r\n" % value)
    assert message.media_type == media_type


def test_of_several_media_types_the_last_holds() -> None:
    head = b"HTTP/1.1 200 OK\r\nContent-Type: text/plain\r\nContent-Type: text/html\r\n\r\n"
    assert HttpMessage.parse(head).media_type == "text/html"
