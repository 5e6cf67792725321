"""Records of files that other tools wrote go into a package too."""

from __future__ import annotations

import gzip
from datetime import UTC, datetime
from typing import TYPE_CHECKING

import pytest

from archive.model import Capture
from archive.wacz.copying import copied, warcinfo_of
from archive.warc import CorruptRecordError, read_records
from archive.warc.build import exchange, warcinfo

if TYPE_CHECKING:
    from pathlib import Path

    from archive.warc import Record

DATE = datetime(2026, 3, 14, 12, tzinfo=UTC)
HEAD = b"HTTP/1.1 200 OK\r\nContent-Type: text/plain\r\nContent-Length: 5\r\n\r\n"


def records() -> list[Record]:
    first = warcinfo("x.warc", DATE, {"software": "another"})
    made = [first]
    for name in (b"one", b"two"):
        request = b"GET /" + name + b" HTTP/1.1\r\nHost: h.example\r\n\r\n"
        capture = Capture(f"http://h.example/{name.decode()}", DATE, request, HEAD + b"12" + name)
        made += exchange(capture, first.record_id)
    return made


def written(path: Path, packing: str) -> list[Record]:
    plain = [record.to_bytes() for record in records()]
    match packing:
        case "plain":
            path.write_bytes(b"".join(plain))
        case "members":
            path.write_bytes(b"".join(gzip.compress(record) for record in plain))
        case _:
            path.write_bytes(gzip.compress(b"".join(plain)))
    return list(read_records(path))


@pytest.mark.parametrize("packing", ["plain", "members", "one member"])
def test_a_capture_comes_with_its_request_as_members_of_their_own(
    tmp_path: Path, packing: str
) -> None:
    path = tmp_path / "x.warc"
    info, *rest = written(path, packing)
    member = warcinfo_of(path)
    assert member is not None
    assert gzip.decompress(member) == info.to_bytes()
    for response, request in (rest[:2], rest[2:]):
        members, damage = copied(path, response.ref)
        assert damage is None
        assert [gzip.decompress(m) for m in members] == [response.to_bytes(), request.to_bytes()]
    out = tmp_path / "copy.warc.gz"
    out.write_bytes(b"".join(copied(path, rest[2].ref)[0]))
    assert [record.record_id for record in read_records(out)] == [
        rest[2].record_id,
        rest[3].record_id,
    ]


def test_members_are_taken_as_they_are(tmp_path: Path) -> None:
    path = tmp_path / "x.warc.gz"
    _, response, *_ = written(path, "members")
    octets = path.read_bytes()[response.offset : response.offset + response.length]
    assert copied(path, response.ref)[0][0] == octets


@pytest.mark.parametrize("packing", ["plain", "members"])
def test_damage_behind_a_capture_does_not_cost_it(tmp_path: Path, packing: str) -> None:
    path = tmp_path / "x.warc"
    _, response, request, *_ = written(path, packing)
    octets = bytearray(path.read_bytes())
    octets[request.offset : request.offset + 8] = b"\xee" * 8
    path.write_bytes(octets)
    (member,), damage = copied(path, response.ref)
    assert gzip.decompress(member) == response.to_bytes()
    assert damage is not None
    assert damage.offset == request.offset


def test_another_record_in_its_place_is_an_error(tmp_path: Path) -> None:
    # Uncompressed, so that records with other identifiers lie at the same offsets.
    path = tmp_path / "x.warc"
    _, response, *_ = written(path, "plain")
    written(path, "plain")
    with pytest.raises(CorruptRecordError, match=response.record_id):
        copied(path, response.ref)
