from __future__ import annotations

import gzip
from typing import TYPE_CHECKING

import pytest
from hypothesis import given
from hypothesis import strategies as st

from archive.warc import (
    ArchiveUnreadableError,
    CorruptRecordError,
    RecordError,
    RecordTooLargeError,
    TornRecordError,
    WarcError,
    read_record,
    read_records,
)
from archive.warc.record import RECORD_END
from tests.archive.warc.exchanges import member, plain_record

if TYPE_CHECKING:
    from pathlib import Path

A, B, C = (plain_record(letter * 40, WARC_Target_URI="http://a/") for letter in (b"a", b"b", b"c"))


def write(folder: Path, data: bytes) -> Path:
    path = folder / "a.warc.gz"
    path.write_bytes(data)
    return path


def test_members_give_offsets_and_lengths(tmp_path: Path) -> None:
    members = [member(record) for record in (A, B, C)]
    path = write(tmp_path, b"".join(members))
    records = list(read_records(path))
    assert [record.block[:1] for record in records] == [b"a", b"b", b"c"]
    assert [record.length for record in records] == [len(data) for data in members]
    data = path.read_bytes()
    for record in records:
        assert gzip.decompress(data[record.offset :][: record.length])[:8] == b"WARC/1.0"
        assert read_record(path, record.offset).block == record.block
    assert [record.block[:1] for record in read_records(path, start=records[1].offset)] == [
        b"b",
        b"c",
    ]


def test_an_uncompressed_file(tmp_path: Path) -> None:
    path = write(tmp_path, A + B + C)
    records = list(read_records(path))
    assert [(record.offset, record.length) for record in records] == [
        (0, len(A)),
        (len(A), len(B)),
        (len(A) + len(B), len(C)),
    ]
    assert read_record(path, len(A)).block == b"b" * 40


def test_a_file_that_is_one_member(tmp_path: Path) -> None:
    path = write(tmp_path, member(A + B + C))
    records = list(read_records(path))
    assert [record.inner_offset for record in records] == [0, len(A), len(A) + len(B)]
    assert {(record.offset, record.length) for record in records} == {(0, path.stat().st_size)}
    assert read_record(path, 0, inner_offset=len(A)).block == b"b" * 40


def test_large_blocks_cross_buffers(tmp_path: Path) -> None:
    block = bytes(range(256)) * 5000
    path = write(tmp_path, member(plain_record(block)) + member(A) + member(plain_record(block)))
    assert [record.block for record in read_records(path)] == [block, b"a" * 40, block]
    path = write(tmp_path, plain_record(block) + A)
    assert [record.block for record in read_records(path)] == [block, b"a" * 40]


def test_an_empty_file_has_no_records(tmp_path: Path) -> None:
    assert list(read_records(write(tmp_path, b""))) == []


def test_empty_members_are_passed_over(tmp_path: Path) -> None:
    path = write(tmp_path, member(b"") + member(A) + member(b"\r\n"))
    assert len(list(read_records(path))) == 1


def read_until_error(path: Path) -> tuple[list[bytes], RecordError | None]:
    """The first octet of each block, and the error that ended the reading."""
    found: list[bytes] = []
    records = read_records(path)
    while True:
        try:
            found.append(next(records).block[:1])
        except StopIteration:
            return found, None
        except RecordError as error:
            return found, error


@given(st.data())
def test_a_torn_file_gives_whole_records_and_says_where(
    tmp_path_factory: pytest.TempPathFactory, data: st.DataObject
) -> None:
    """Wherever a file is cut, every whole record is read and the rest is named by its offset."""
    members = [member(record) for record in (A, B, C)]
    ends = [0, len(members[0]), len(members[0]) + len(members[1]), sum(map(len, members))]
    cut = data.draw(st.integers(0, ends[-1]))
    path = write(tmp_path_factory.getbasetemp(), b"".join(members)[:cut])
    found, error = read_until_error(path)
    whole = max(n for n, end in enumerate(ends) if end <= cut)
    assert found == [b"a", b"b", b"c"][:whole]
    if cut in ends:
        assert error is None
    else:
        assert isinstance(error, TornRecordError)
        assert (error.path, error.offset) == (path, ends[whole])


@given(st.integers(1, 3 * len(A) - 1))
def test_a_torn_plain_file(tmp_path_factory: pytest.TempPathFactory, cut: int) -> None:
    path = write(tmp_path_factory.getbasetemp(), (A + B + C)[:cut])
    found, error = read_until_error(path)
    # A record is whole once its block is; line breaks that are missing behind it are a fault only.
    assert len(found) == (cut + len(RECORD_END)) // len(A)
    if error:
        assert isinstance(error, TornRecordError)
        assert error.offset == len(found) * len(A)


@given(st.binary(max_size=200), st.integers(0, 2))
def test_any_bytes_end_in_records_or_an_error(
    tmp_path_factory: pytest.TempPathFactory, noise: bytes, kind: int
) -> None:
    data = [noise, member(A) + noise, member(noise)][kind]
    path = write(tmp_path_factory.getbasetemp(), data)
    found, error = read_until_error(path)
    assert len(found) <= 2
    if error:
        assert str(path) in str(error)
        assert 0 <= error.offset <= len(data)


def test_garbage_behind_the_last_record(tmp_path: Path) -> None:
    path = write(tmp_path, member(A) + bytes(512))
    with pytest.raises(CorruptRecordError, match=f"offset {len(member(A))}: no gzip member"):
        list(read_records(path))


def test_a_flipped_bit_is_seen(tmp_path: Path) -> None:
    data = bytearray(member(A) + member(B))
    data[len(member(A)) + len(member(B)) // 2] ^= 1
    path = write(tmp_path, bytes(data))
    records = read_records(path)
    assert next(records).block == b"a" * 40
    with pytest.raises(CorruptRecordError) as caught:
        next(records)
    assert caught.value.offset == len(member(A))


@pytest.mark.parametrize("length", ["", "-1", "1e3", "x", "9" * 30])
def test_a_block_of_unknown_length_is_an_error(tmp_path: Path, length: str) -> None:
    path = write(tmp_path, plain_record(Content_Length=length))
    with pytest.raises(CorruptRecordError, match="Content-Length"):
        list(read_records(path))


def test_a_header_without_end_is_an_error_and_no_flood(tmp_path: Path) -> None:
    path = write(tmp_path, b"WARC/1.0\r\n" + b"X: y\r\n" * 400_000)
    with pytest.raises(CorruptRecordError, match="more than 1048576 bytes"):
        list(read_records(path))
    path = write(tmp_path, b"WARC/1.0\r\nX: " + b"y" * 3_000_000)
    with pytest.raises(CorruptRecordError, match="without end"):
        list(read_records(path))


def test_folded_fields_latin_1_and_bare_line_feeds(tmp_path: Path) -> None:
    path = write(tmp_path, b"WARC/1.0\nContent-Length: 1\nX: a\n\t b\nY: \xe9\nZ\n\nq\n\n")
    (record,) = read_records(path)
    assert record.fields == (("Content-Length", "1"), ("X", "a b"), ("Y", "é"))
    assert record.block == b"q"


def test_a_block_too_large_for_memory_is_passed_over(tmp_path: Path) -> None:
    path = write(tmp_path, member(plain_record(bytes(50_000_000))) + member(A))
    big, small = read_records(path, block_limit=10**6)
    assert small.block == b"a" * 40
    with pytest.raises(RecordTooLargeError, match="50000000 bytes"):
        _ = big.block
    assert big.length == small.offset


def test_missing_and_unreadable_files_are_named(tmp_path: Path) -> None:
    for path in (tmp_path / "none.warc.gz", tmp_path):
        with pytest.raises(ArchiveUnreadableError, match=str(path)):
            list(read_records(path))


def test_an_offset_inside_a_record_is_an_error(tmp_path: Path) -> None:
    path = write(tmp_path, member(A) + member(B))
    for offset in (1, len(member(A)) + 5, 10**6):
        with pytest.raises(WarcError):
            read_record(path, offset)
