from __future__ import annotations

import gzip
from datetime import UTC, datetime, timedelta, timezone
from pathlib import Path

import pytest

from archive.warc import FieldError, Record, RecordTooLargeError
from archive.warc.record import format_date, parse_date


def record(block: bytes | None = b"", **fields: str) -> Record:
    header = tuple((name.replace("_", "-"), value) for name, value in fields.items())
    return Record(header, block, Path("a.warc.gz"), 7, 9)


@pytest.mark.parametrize(
    ("text", "moment"),
    [
        ("2024", datetime(2024, 1, 1, tzinfo=UTC)),
        ("2024-05", datetime(2024, 5, 1, tzinfo=UTC)),
        ("2024-05-06", datetime(2024, 5, 6, tzinfo=UTC)),
        ("2024-05-06T07:08Z", datetime(2024, 5, 6, 7, 8, tzinfo=UTC)),
        ("2024-05-06T07:08:09Z", datetime(2024, 5, 6, 7, 8, 9, tzinfo=UTC)),
        ("2024-05-06T07:08:09.5Z", datetime(2024, 5, 6, 7, 8, 9, 500000, tzinfo=UTC)),
        ("2024-05-06T07:08:09.123456789Z", datetime(2024, 5, 6, 7, 8, 9, 123456, tzinfo=UTC)),
        ("2024-05-06T07:08:09+02:30", datetime(2024, 5, 6, 4, 38, 9, tzinfo=UTC)),
    ],
)
def test_dates_at_every_precision(text: str, moment: datetime) -> None:
    assert parse_date(text) == moment


@pytest.mark.parametrize("text", ["", "yesterday", "2024-13-01", "20240506070809", "2024-05-06T"])
def test_what_is_no_date_is_an_error(text: str) -> None:
    with pytest.raises(FieldError, match="WARC-Date"):
        parse_date(text)


@pytest.mark.parametrize(
    ("microsecond", "written"),
    [(0, "07:08:09Z"), (120_000, "07:08:09.120Z"), (123_450, "07:08:09.123450Z")],
)
def test_dates_are_written_in_utc_as_precise_as_they_are(microsecond: int, written: str) -> None:
    east = timezone(timedelta(hours=2))
    moment = datetime(2024, 5, 6, 9, 8, 9, microsecond, tzinfo=east)
    assert format_date(moment) == f"2024-05-06T{written}"
    assert parse_date(format_date(moment)) == moment


def test_a_date_without_offset_is_refused() -> None:
    with pytest.raises(FieldError, match="without offset"):
        format_date(datetime(2024, 5, 6))  # noqa: DTZ001 - the fault that is to be found


def test_fields_are_found_whatever_their_case() -> None:
    found = record(WARC_type="Response", warc_record_id="<urn:uuid:1>")
    assert (found.record_type, found.record_id) == ("response", "urn:uuid:1")


def test_a_reference_needs_the_mandatory_fields() -> None:
    with pytest.raises(FieldError, match="WARC-Record-ID missing"):
        _ = record(WARC_Type="response").ref


def test_brackets_around_the_target_are_taken_off() -> None:
    assert record(WARC_Target_URI="<http://a.example/>").target_uri == "http://a.example/"


def test_a_reference_says_what_the_record_says() -> None:
    ref = record(
        b"HTTP/1.1 404 Gone fishing\r\nContent-Type: TEXT/html;x\r\n\r\n",
        WARC_Type="response",
        WARC_Record_ID="<urn:uuid:1>",
        WARC_Date="2024-05-06T07:08:09Z",
        WARC_Target_URI="http://a.example/",
        WARC_Payload_Digest="sha1:A",
        WARC_Truncated="time",
        Content_Type="application/http; msgtype=response",
    ).ref
    assert (ref.status, ref.content_type, ref.truncated) == (404, "text/html", "time")
    assert (ref.warc_filename, ref.warc_offset, ref.warc_length) == ("a.warc.gz", 7, 9)


def test_a_resource_has_its_own_media_type_and_payload() -> None:
    found = record(b"HTTP/1.1 is a protocol", WARC_Type="resource", Content_Type="Text/Plain; a=b")
    assert (found.status, found.content_type, found.head) == (None, "text/plain", b"")
    assert found.payload == found.content == b"HTTP/1.1 is a protocol"


def test_a_response_without_content_type_is_taken_for_http() -> None:
    assert record(b"HTTP/1.1 200 OK\r\n\r\nx", WARC_Type="response").payload == b"x"


def test_a_block_left_out_for_its_size_is_an_error_to_ask_for() -> None:
    found = record(None, WARC_Type="response", Content_Length="5000000000")
    with pytest.raises(RecordTooLargeError, match=r"a\.warc\.gz at offset 7.*5000000000 bytes"):
        _ = found.block
    assert found.status is None


@pytest.mark.parametrize("value", ["a\r\nX: y", "a\nb", "a\rb", "a\x00b", "a\x7fb"])
def test_no_control_character_gets_into_a_header(value: str) -> None:
    with pytest.raises(FieldError, match="control character"):
        record(WARC_Type=value).to_bytes()


def test_no_odd_name_gets_into_a_header() -> None:
    with pytest.raises(FieldError, match="no token"):
        Record((("WARC Type", "x"),), b"").to_bytes()


@pytest.mark.parametrize("media_type", ["image/jpeg", "text/html"])
@pytest.mark.parametrize("level", [1, 6, 9])
def test_members_hold_the_record_whatever_they_hold(media_type: str, level: int) -> None:
    block = b"HTTP/1.1 200 OK\r\nContent-Type: %s\r\n\r\n" % media_type.encode() + bytes(50_000)
    found = record(block, WARC_Type="response")
    member = found.to_member(level)
    assert gzip.decompress(member) == found.to_bytes()
    # What came compressed is stored as it is, not searched for what cannot be saved.
    assert len(member) < (len(block) + 1000 if media_type == "image/jpeg" else len(block) / 10)


def redirect(status: int, *locations: bytes, base: str = "http://a.example/b/c?d") -> str | None:
    fields = b"".join(b"Location: " + one + b"\r\n" for one in locations)
    head = b"HTTP/1.1 %d X\r\n%s\r\n" % (status, fields)
    return record(head, WARC_Type="response", WARC_Target_URI=base).redirect


@pytest.mark.parametrize(
    ("location", "address"),
    [
        (b"https://b.example/x", "https://b.example/x"),
        (b"/x#part", "http://a.example/x"),
        (b"//b.example", "http://b.example"),
        (b"e?f=g", "http://a.example/b/e?f=g"),
        ("/caf\u00e9 1".encode(), "http://a.example/caf%C3%A9%201"),
        (b"/caf\xe9", "http://a.example/caf%E9"),
        (b"", None),
        (b"javascript:alert(1)", None),
        (b"http://[::1/", None),
        (b"https:///x", None),
    ],
)
def test_where_a_redirect_leads(location: bytes, address: str | None) -> None:
    assert redirect(302, location) == address


def test_only_a_redirect_leads_elsewhere() -> None:
    assert redirect(200, b"/x") is None
    assert redirect(404, b"/x") is None
    assert redirect(301) is None
    assert redirect(308, b"/x", b"/y") == "http://a.example/y"
    assert record(b"HTTP/1.1 301 X\r\nLocation: /x\r\n\r\n", WARC_Type="response").redirect is None
