from __future__ import annotations

import dataclasses
import io
import time
import uuid
from datetime import UTC, datetime
from typing import TYPE_CHECKING

import pytest
from hypothesis import given
from hypothesis import strategies as st
from w3lib.url import safe_url_string
from warcio.archiveiterator import (
    ArchiveIterator,
)

from archive.model import Capture, Truncated
from archive.warc import FieldError, Record, read_records
from archive.warc.build import capture_uri, crawl_end, exchange, read_warc_fields, warcinfo
from archive.warc.crawl import crawl_end as read_crawl_end
from archive.warc.crawl import crawl_start
from archive.warc.digest import matches, payload_digest
from archive.warc.rules import broken_rules
from tests.archive.warc.exchanges import (
    CHUNKED,
    DATE,
    NOT_MODIFIED,
    PAGE,
    REQUEST,
    capture,
)

if TYPE_CHECKING:
    from pathlib import Path

INFO = "urn:uuid:00000000-0000-4000-8000-00000000000a"


def pair(what: Capture) -> tuple[Record, Record]:
    first, second = exchange(what, INFO)
    return first, second


def read_back(record: Record, folder: Path, level: int = 6) -> Record:
    path = folder / "one.warc.gz"
    path.write_bytes(record.to_member(level))
    (found,) = read_records(path)
    return found


@given(st.sampled_from([b"HTTP/1.1 200 OK\r\n", b""]), st.binary(max_size=3000))
def test_any_exchange_comes_back_octet_for_octet(
    tmp_path_factory: pytest.TempPathFactory, start: bytes, rest: bytes
) -> None:
    folder = tmp_path_factory.getbasetemp()
    octets = start + rest
    for record in exchange(capture(octets, request=octets[:200] or b"GET"), INFO):
        found = read_back(record, folder)
        assert found.block == record.block
        assert found.fields == record.fields
        assert not list(broken_rules(found))
    assert exchange(capture(octets), INFO)[0].block == octets


def test_record_ids_are_uuids_in_the_order_of_time() -> None:
    before = time.time_ns() // 1_000_000
    first, *_ = (uuid.UUID(record.record_id) for record in pair(capture(CHUNKED)))
    after = time.time_ns() // 1_000_000
    assert (first.version, first.variant) == (7, uuid.RFC_4122)
    assert before <= first.int >> 80 <= after
    assert len({record.record_id for _ in range(20) for record in pair(capture(CHUNKED))}) == 40


def test_response_and_request_are_one_event() -> None:
    response, request = pair(capture(CHUNKED))
    assert (response.record_type, request.record_type) == ("response", "request")
    assert (response.block, request.block) == (CHUNKED, REQUEST)
    assert response.date == request.date == DATE
    assert response.header("WARC-Concurrent-To") == f"<{request.record_id}>"
    assert request.header("WARC-Concurrent-To") == f"<{response.record_id}>"
    for record in (response, request):
        assert record.version == "WARC/1.1"
        assert record.target_uri == "https://news.example/a"
        assert record.header("WARC-IP-Address") == "192.0.2.7"
        assert record.values("WARC-Protocol") == ["http/1.1", "tls/1.3"]
        assert record.header("WARC-Cipher-Suite") == "TLS_AES_128_GCM_SHA256"
        assert record.header("WARC-Warcinfo-ID") == f"<{INFO}>"
        assert record.header("WARC-Truncated") is None
    assert response.header("Content-Type") == "application/http;msgtype=response"
    assert request.header("Content-Type") == "application/http;msgtype=request"


def test_digests_are_of_the_block_and_of_the_payload_without_chunks() -> None:
    response, request = pair(capture(CHUNKED))
    assert matches(str(response.header("WARC-Block-Digest")), CHUNKED)
    assert response.header("WARC-Payload-Digest") == payload_digest(b"hello world")
    assert request.header("WARC-Payload-Digest") is None
    post = REQUEST.replace(b"GET", b"POST") + b"a=1"
    _, request = pair(capture(CHUNKED, request=post))
    assert request.header("WARC-Payload-Digest") == payload_digest(b"a=1")


def test_warcio_reads_and_checks_what_we_write() -> None:
    records = [
        warcinfo("a.warc.gz", DATE, {"software": "x/1"}),
        *exchange(capture(PAGE), INFO),
        *exchange(capture(PAGE), INFO, original=exchange(capture(), INFO)[0].ref),
        *exchange(capture(NOT_MODIFIED), INFO, original=exchange(capture(), INFO)[0].ref),
        crawl_end(DATE, {"finished": "2024"}, INFO),
    ]
    stream = io.BytesIO(b"".join(record.to_member(9) for record in records))
    found = [
        (record.rec_type, record.raw_stream.read())
        for record in ArchiveIterator(stream, check_digests="raise")
    ]
    kinds = ["warcinfo", "response", "request", "revisit", "request", "revisit", "request"]
    assert [kind for kind, _ in found] == [*kinds, "metadata", "metadata"]
    assert found[1][1] == b"hello"


@pytest.mark.parametrize("truncated", ["time", "length", "disconnect"])
def test_a_capture_cut_off_says_so(truncated: Truncated) -> None:
    cut = dataclasses.replace(capture(CHUNKED[:-9]), truncated=truncated)
    response, _ = pair(cut)
    assert response.header("WARC-Truncated") == truncated
    assert response.ref.truncated == truncated
    assert response.header("WARC-Payload-Digest") == payload_digest(b"hello world")


def test_silence_is_a_disconnect() -> None:
    response, request = pair(capture(b""))
    assert response.header("WARC-Truncated") == "disconnect"
    assert response.header("WARC-Payload-Digest") is None
    assert (response.ref.status, response.block, request.block) == (None, b"", REQUEST)


def test_behind_a_proxy_and_without_tls_the_fields_are_left_out() -> None:
    plain = Capture("http://news.example/", DATE, REQUEST, PAGE)
    response, _ = pair(plain)
    names = {name for name, _ in response.fields}
    assert not names & {"WARC-IP-Address", "WARC-Cipher-Suite"}
    assert response.values("WARC-Protocol") == ["http/1.1"]


def test_an_ipv6_address_stands_without_its_zone() -> None:
    response, _ = pair(dataclasses.replace(capture(), ip_address="FE80::1%eth0"))
    assert response.header("WARC-IP-Address") == "fe80::1"
    with pytest.raises(FieldError, match=r"news\.example"):
        exchange(dataclasses.replace(capture(), ip_address="news.example"), INFO)


@pytest.mark.parametrize(
    ("uri", "written"),
    [
        ("https://a.example/x#part", "https://a.example/x"),
        ("https://a.example/é ü?q=\n1", "https://a.example/%C3%A9%20%C3%BC?q=%0A1"),
        ("https://a.example/%C3%A9%20?a[]=1", "https://a.example/%C3%A9%20?a[]=1"),
        (" https://a.example/\ud800 ", "https://a.example/%ED%A0%80"),
        ('https://a.example/<"\\^`{|}>', "https://a.example/%3C%22%5C%5E%60%7B%7C%7D%3E"),
        ("http://[::1]:80/", "http://[::1]:80/"),
    ],
)
def test_target_uris_are_bare_encoded_and_without_fragment(uri: str, written: str) -> None:
    assert capture_uri(uri) == written
    assert capture_uri(written) == written


@given(st.text(max_size=30), st.text(max_size=30))
def test_an_address_that_scrapy_asked_for_stays_as_it_is(path: str, query: str) -> None:
    asked = safe_url_string(f"https://a.example/{path}?{query}").partition("#")[0]
    assert capture_uri(asked) == asked


@pytest.mark.parametrize("uri", ["", "/a", "news.example", "//news.example/", "::"])
def test_what_is_no_absolute_uri_is_refused(uri: str) -> None:
    with pytest.raises(FieldError, match="no absolute URI"):
        capture_uri(uri)


# --------------------------------------------------------------------------- revisits


def test_a_repeated_payload_becomes_a_revisit_with_its_own_head() -> None:
    original = pair(capture(date=datetime(2020, 1, 1, tzinfo=UTC)))[0].ref
    later = PAGE.replace(b"Content-Length", b"X-New: 1\r\nContent-Length")
    revisit, request = exchange(capture(later, "https://news.example/b"), INFO, original=original)
    assert revisit.record_type == "revisit"
    profile = "http://netpreserve.org/warc/1.1/revisit/identical-payload-digest"
    assert revisit.header("WARC-Profile") == profile
    assert revisit.header("WARC-Refers-To") == f"<{original.record_id}>"
    assert revisit.header("WARC-Refers-To-Target-URI") == "https://news.example/a"
    assert revisit.header("WARC-Refers-To-Date") == "2020-01-01T00:00:00Z"
    assert revisit.header("WARC-Payload-Digest") == original.payload_digest
    assert revisit.header("WARC-Truncated") == "length"
    assert revisit.ref.truncated is None
    assert revisit.block == later[: -len(b"hello")]
    assert (revisit.ref.status, revisit.ref.content_type) == (200, "text/html")
    assert request.header("WARC-Concurrent-To") == f"<{revisit.record_id}>"


def test_a_304_becomes_an_empty_revisit_and_its_head_is_kept() -> None:
    original = pair(capture())[0].ref
    revisit, request, head = exchange(capture(NOT_MODIFIED), INFO, original=original)
    profile = "http://netpreserve.org/warc/1.1/revisit/server-not-modified"
    assert revisit.header("WARC-Profile") == profile
    assert (revisit.block, revisit.header("Content-Length")) == (b"", "0")
    assert revisit.header("WARC-Payload-Digest") == original.payload_digest
    assert (revisit.ref.status, revisit.ref.content_type) == (304, None)
    assert (head.record_type, head.block) == ("metadata", NOT_MODIFIED)
    assert head.header("WARC-Concurrent-To") == f"<{revisit.record_id}>"
    assert head.header("WARC-Target-URI") is None
    assert request.block == REQUEST


# --------------------------------------------------------------------------- warcinfo


def test_warcinfo_takes_no_line_break_and_no_empty_field(tmp_path: Path) -> None:
    fields = {"operator": "A\r\nB: c", "robots": "", "isPartOf": "newsroom", "crawl-id": "urn:x:1"}
    record = read_back(warcinfo("n.warc.gz", DATE, fields), tmp_path)
    assert record.block == b"operator: A B: c\r\nisPartOf: newsroom\r\ncrawl-id: urn:x:1\r\n"
    assert record.header("WARC-Filename") == "n.warc.gz"
    start = crawl_start(record)
    assert start
    assert (start.crawl_uid, start.site, start.date) == ("urn:x:1", "newsroom", DATE)


def test_the_warcinfo_of_another_tool_names_a_crawl_of_its_own() -> None:
    record = warcinfo("n.warc.gz", DATE, {"software": "other"})
    start = crawl_start(record)
    assert start
    assert (start.crawl_uid, start.site) == (record.record_id, None)


def test_the_closing_record_is_read_back(tmp_path: Path) -> None:
    summary = {"finished": "2024-05-06T07:08:09+00:00", "exit_code": "0", "crawl-id": "urn:x:1"}
    end = read_crawl_end(read_back(crawl_end(DATE, summary, INFO), tmp_path))
    assert end
    assert (end.crawl_uid, end.fields) == ("urn:x:1", summary)
    response, request = pair(capture())
    assert read_crawl_end(response) is None
    assert read_crawl_end(request) is None


def test_folded_and_repeated_fields() -> None:
    fields = read_warc_fields(b"a: 1\r\n  2\r\nb : x:y\r\na: 3\r\n\r\nno field\r\n")
    assert fields == {"a": "1 2", "b": "x:y"}
