from __future__ import annotations

import gzip
import zlib

import brotli  # type: ignore[import-untyped]  # Brotli ships no types
import pytest
from backports import zstd
from hypothesis import given
from hypothesis import strategies as st

from archive.warc.coding import dechunk, decode
from archive.warc.errors import ContentCodingError, ContentTooLargeError


def raw_deflate(data: bytes) -> bytes:
    compressor = zlib.compressobj(wbits=-15)
    return compressor.compress(data) + compressor.flush()


ENCODERS = {
    "gzip": gzip.compress,
    "x-gzip": gzip.compress,
    "deflate": zlib.compress,
    "br": brotli.compress,
    "zstd": zstd.compress,
}


@pytest.mark.parametrize("coding", ENCODERS)
@given(data=st.binary(max_size=3000))
def test_every_coding_comes_off(coding: str, data: bytes) -> None:
    assert decode(ENCODERS[coding](data), [coding]) == data


@given(data=st.binary(max_size=3000))
def test_raw_deflate_comes_off(data: bytes) -> None:
    assert decode(raw_deflate(data), ["deflate"]) == data


def test_large_data_come_off_whole() -> None:
    data = bytes(range(256)) * 4000
    for coding, encode in ENCODERS.items():
        assert decode(encode(data), [coding]) == data


def test_codings_come_off_last_first() -> None:
    data = brotli.compress(gzip.compress(b"news"))
    assert decode(data, ["gzip", "br"]) == b"news"
    assert decode(b"news", ["identity", ""]) == b"news"


def test_all_members_and_frames_are_read() -> None:
    assert decode(gzip.compress(b"a") + gzip.compress(b"b") + b"junk", ["gzip"]) == b"ab"
    assert decode(zstd.compress(b"a") + zstd.compress(b"b"), ["zstd"]) == b"ab"


@pytest.mark.parametrize("coding", ENCODERS)
def test_a_stream_cut_off_gives_what_came(coding: str) -> None:
    data = b"".join(b"line %d of many\n" % n for n in range(20000))
    coded = ENCODERS[coding](data)
    decoded = decode(coded[: len(coded) * 2 // 3], [coding])
    assert decoded
    assert data.startswith(decoded)


@pytest.mark.parametrize("coding", ENCODERS)
def test_a_bomb_is_stopped(coding: str) -> None:
    bomb = ENCODERS[coding](bytes(5_000_000))
    with pytest.raises(ContentTooLargeError, match="more than 100000 bytes"):
        decode(bomb, [coding], limit=100_000)


@pytest.mark.parametrize("coding", [*ENCODERS, "exi"])
def test_what_is_not_coded_as_said_is_an_error(coding: str) -> None:
    with pytest.raises(ContentCodingError, match=coding):
        decode(b"<html>not coded</html>", [coding])


def test_an_empty_payload_needs_no_coding() -> None:
    assert decode(b"", ["gzip"]) == b""


# --------------------------------------------------------------------------- chunks


def chunked(pieces: list[bytes]) -> bytes:
    body = b"".join(b"%x\r\n%s\r\n" % (len(piece), piece) for piece in pieces if piece)
    return body + b"0\r\n\r\n"


@given(st.lists(st.binary(max_size=50)), st.binary(max_size=20))
def test_chunks_are_joined_and_surplus_is_seen(pieces: list[bytes], surplus: bytes) -> None:
    body = chunked(pieces)
    result = dechunk(body + surplus)
    assert result.data == b"".join(pieces)
    assert result.end == len(body)
    assert result.fault is None


@given(st.lists(st.binary(min_size=1, max_size=50), min_size=1), st.data())
def test_a_chunked_body_cut_off_gives_what_came(pieces: list[bytes], data: st.DataObject) -> None:
    body = chunked(pieces)
    cut = data.draw(st.integers(0, len(body) - 1))
    result = dechunk(body[:cut])
    assert b"".join(pieces).startswith(result.data)
    assert result.fault is not None


def test_extensions_trailers_and_bare_line_feeds() -> None:
    result = dechunk(b"5;a=b;c\r\nhello\n 6 \nworld!\r\n00\nA: 1\nB: 2\r\n\nrest")
    assert result.data == b"helloworld!"
    assert result.trailers == b"A: 1\nB: 2\r\n\n"
    assert result.fault is None


@pytest.mark.parametrize("size", [b"-5", b"+5", b"0x5", b"5_0", b"", b"g", b"f" * 17, b"5 5"])
def test_odd_sizes_are_no_sizes(size: bytes) -> None:
    result = dechunk(size + b"\r\nhello\r\n0\r\n\r\n")
    assert (result.data, result.end) == (b"", 0)
    assert result.fault == "not a chunk's size at body offset 0"


def test_a_huge_size_neither_hangs_nor_allocates() -> None:
    assert dechunk(b"ffffffffffffffff\r\nhello").data == b"hello"


@given(st.binary(max_size=300))
def test_any_bytes_end_somewhere(body: bytes) -> None:
    assert 0 <= dechunk(body).end <= len(body)
