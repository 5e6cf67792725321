from __future__ import annotations

import io
from typing import TYPE_CHECKING

import pytest
from hypothesis import given
from hypothesis import strategies as st
from warcio.warcwriter import WARCWriter

from archive.warc import read_records
from archive.warc.build import crawl_end, exchange
from archive.warc.digest import payload_digest
from archive.warc.file import WarcFile
from archive.warc.verify import Fault, verify_file
from tests.archive.warc.exchanges import (
    CHUNKED,
    DATE,
    NOT_MODIFIED,
    PAGE,
    REQUEST,
    capture,
    member,
    plain_record,
)

if TYPE_CHECKING:
    from collections.abc import Callable
    from pathlib import Path

INFO = plain_record(
    b"software: other/1\r\n",
    WARC_Type="warcinfo",
    WARC_Record_ID="<urn:uuid:00000000-0000-4000-8000-000000000000>",
    WARC_Target_URI="",
    Content_Type="application/warc-fields",
)


@pytest.fixture
def ours(tmp_path: Path) -> Path:
    """A file with a record of every kind."""
    file = WarcFile(tmp_path, prefix="a", serial=0, fields={"software": "x/1"})
    info = file.warcinfo_id
    ref = file.append(exchange(capture(CHUNKED), info))[0]
    file.append(exchange(capture(CHUNKED), info, original=ref))
    file.append(exchange(capture(NOT_MODIFIED), info, original=ref))
    file.append(exchange(capture(CHUNKED[:-9], truncated="time"), info))
    file.append(exchange(capture(b""), info))
    file.append([crawl_end(DATE, {"finished": "2024"}, info)])
    return file.close().path


def faults(path: Path) -> list[str]:
    return [str(fault) for fault in verify_file(path).faults]


def other(folder: Path, *records: bytes, compress: bool = True) -> Path:
    path = folder / "other.warc.gz"
    encode: Callable[[bytes], bytes] = member if compress else bytes
    path.write_bytes(b"".join(encode(record) for record in (INFO, *records)))
    return path


def test_what_we_write_is_without_fault(ours: Path) -> None:
    reached: list[int] = []
    report = verify_file(ours, progress=reached.append)
    assert (report.faults, report.notes, report.records) == ([], [], 13)
    assert [ref.record_type for ref in report.captures] == [
        "response",
        "revisit",
        "revisit",
        "response",
        "response",
    ]
    assert len(report.refers_to) == 2
    assert reached[-1] == report.size == ours.stat().st_size
    assert reached == sorted(reached)


@given(st.data())
def test_no_octet_can_change_unseen(ours_bytes: bytes, scratch: Path, data: st.DataObject) -> None:
    """Bits that no checksum covers (RFC 1952: time, system, padding) change no record either."""
    at = data.draw(st.integers(0, len(ours_bytes) - 1))
    changed = bytearray(ours_bytes)
    changed[at] ^= 1 << data.draw(st.integers(0, 7))
    scratch.write_bytes(ours_bytes)
    records = [(record.header_bytes, record.block) for record in read_records(scratch)]
    scratch.write_bytes(changed)
    if not faults(scratch):
        again = [(record.header_bytes, record.block) for record in read_records(scratch)]
        assert again == records


@pytest.fixture(scope="module")
def ours_bytes(tmp_path_factory: pytest.TempPathFactory) -> bytes:
    file = WarcFile(tmp_path_factory.mktemp("ours"), prefix="a", serial=0, fields={"software": "x"})
    file.append(exchange(capture(CHUNKED), file.warcinfo_id))
    return file.close().path.read_bytes()


@pytest.fixture(scope="module")
def scratch(tmp_path_factory: pytest.TempPathFactory) -> Path:
    return tmp_path_factory.mktemp("scratch") / "changed.warc.gz"


def test_damage_is_named_once_and_stepped_over(ours: Path) -> None:
    whole = verify_file(ours)
    place = whole.captures[1]
    data = bytearray(ours.read_bytes())
    data[place.warc_offset + place.warc_length // 2] ^= 255
    ours.write_bytes(data)
    report = verify_file(ours)
    assert [(fault.path, fault.offset) for fault in report.faults] == [(ours, place.warc_offset)]
    assert f"({place.warc_length} bytes)" in report.faults[0].message
    assert report.records == whole.records - 1


def test_damage_in_a_plain_file_is_stepped_over(tmp_path: Path) -> None:
    path = other(
        tmp_path,
        b"WARC/1.0\r\nContent-Length: what\r\n\r\nx\r\n\r\n",
        plain_record(),
        compress=False,
    )
    report = verify_file(path)
    assert [fault.offset for fault in report.faults] == [len(INFO)]
    assert report.records == 2


@pytest.mark.parametrize(
    ("tail", "message"),
    [
        (b"\x1f", "ends inside a gzip header"),
        (b"\x1f\x8b\x08\x00\x00\x00", "ends inside this gzip member"),
        (b"junk", "garbage behind the last record"),
        (bytes(4096), "garbage behind the last record"),
    ],
)
def test_torn_and_trailing_bytes(ours: Path, tail: bytes, message: str) -> None:
    size = ours.stat().st_size
    with ours.open("ab") as file:
        file.write(tail)
    (fault,) = verify_file(ours).faults
    assert fault.offset == size
    assert message in fault.message


def test_a_file_being_written_is_checked_up_to_its_commit(ours: Path) -> None:
    size = ours.stat().st_size
    with ours.open("ab") as file:
        file.write(b"\x1f\x8b\x08 half a record")
    assert verify_file(ours, end=size).faults == []


def test_empty_and_missing_files(tmp_path: Path) -> None:
    (tmp_path / "a.warc.gz").touch()
    assert faults(tmp_path / "a.warc.gz") == [
        f"{tmp_path}/a.warc.gz at offset 0: the file is empty"
    ]
    assert "No such file" in faults(tmp_path / "b.warc.gz")[0]


# --------------------------------------------------------------------------- other tools


def http_record(response: bytes, **fields: str) -> bytes:
    fields = {"WARC_Type": "response", "Content_Type": "application/http", **fields}
    return plain_record(response, **fields)


def test_files_of_other_tools_are_read(tmp_path: Path) -> None:
    record = http_record(PAGE, WARC_Payload_Digest=payload_digest(b"hello"))
    for compress in (True, False):
        assert faults(other(tmp_path, record, compress=compress)) == []


def test_what_warcio_writes_is_read_and_its_chunked_digests_are_a_note(tmp_path: Path) -> None:
    path = tmp_path / "warcio.warc.gz"
    with path.open("wb") as file:
        writer = WARCWriter(file, gzip=True, warc_version="1.1")
        writer.write_record(writer.create_warcinfo_record("warcio.warc.gz", {"software": "x"}))
        # It cannot write names of header fields that are not ASCII.
        page = CHUNKED.replace(b"\xe9", b"e")
        for kind, block in (("response", page), ("request", REQUEST), ("metadata", b"a: b")):
            uri = "https://news.example/a"
            record = writer.create_warc_record(uri, kind, io.BytesIO(block), len(block))
            writer.write_record(record)
    report = verify_file(path)
    assert [str(fault) for fault in report.faults] == []
    assert len(report.notes) == 1
    assert report.records == 4


def test_a_digest_over_chunks_is_a_note(tmp_path: Path) -> None:
    body = CHUNKED.partition(b"\r\n\r\n")[2]
    path = other(tmp_path, http_record(CHUNKED, WARC_Payload_Digest=payload_digest(body)))
    report = verify_file(path)
    assert report.faults == []
    assert "1 payload digests were taken over the chunked body" in report.notes[0]


@pytest.mark.parametrize(
    ("record", "message"),
    [
        (plain_record(WARC_Block_Digest=payload_digest(b"y")), "the block is not what sha1:"),
        (http_record(CHUNKED, WARC_Payload_Digest=payload_digest(b"y")), "the payload is not"),
        (plain_record(WARC_Block_Digest="crc:1"), "unknown algorithm"),
        (plain_record(WARC_Record_ID=""), "no WARC-Record-ID"),
        (plain_record(WARC_Record_ID="urn:uuid:1"), "no URI in angle brackets"),
        (plain_record(WARC_Date=""), "no WARC-Date"),
        (plain_record(WARC_Date="20240506070809"), "no date of the W3C profile"),
        (plain_record(WARC_Type=""), "no WARC-Type"),
        (plain_record(WARC_Target_URI=""), "no WARC-Target-URI on a resource"),
        (plain_record(WARC_Target_URI="http://a/ b"), "no percent-encoded URI"),
        (plain_record(WARC_Target_URI="<http://a/>"), "no percent-encoded URI"),
        (plain_record(WARC_Target_URI="http://a/#b"), "has a fragment"),
        (plain_record(WARC_Target_URI="http://a/\rb"), "a control character"),
        (plain_record(WARC_Filename="x"), "WARC-Filename may not stand in a resource"),
        (plain_record(WARC_IP_Address="localhost"), "is no IP address"),
        (plain_record(Content_Type=""), "no Content-Type"),
        (
            plain_record().replace(b"\r\n\r\nx", b"\r\nWARC-type: x\r\n\r\nx"),
            "stands there 2 times",
        ),
        (plain_record().rstrip(b"\r\n") + b"\r\n", "behind the block, not two line breaks"),
        (plain_record(WARC_Type="revisit"), "no WARC-Profile on a revisit"),
        (
            plain_record(WARC_Type="revisit", WARC_Profile="x/server-not-modified"),
            "no WARC-Refers-To-Date on a revisit",
        ),
        (plain_record() + plain_record(), "several records in one gzip member"),
        (
            plain_record(
                WARC_Concurrent_To="<urn:uuid:00000000-0000-4000-8000-000000000000>"
            ).replace(b"2024-05", b"2024-06"),
            "not of the same WARC-Date",
        ),
    ],
)
def test_broken_rules(tmp_path: Path, record: bytes, message: str) -> None:
    path = other(tmp_path, record)
    found = [fault for fault in verify_file(path).faults if message in fault.message]
    assert [fault.offset for fault in found] == [len(member(INFO))], faults(path)


def test_one_identifier_twice(tmp_path: Path) -> None:
    path = other(tmp_path, plain_record(), plain_record(b"y"))
    (fault,) = faults(path)
    assert "another record has the identifier urn:uuid:00000000" in fault


def test_a_file_without_warcinfo(tmp_path: Path) -> None:
    path = tmp_path / "a.warc"
    path.write_bytes(plain_record())
    (fault,) = faults(path)
    assert fault.endswith("at offset 0: the file does not begin with a warcinfo record")


def test_a_fault_is_one_line_without_control_characters(tmp_path: Path) -> None:
    line = str(Fault(tmp_path, 7, "a\nb\x1b[2J"))
    assert line == f"{tmp_path} at offset 7: a\\nb\\x1b[2J"
