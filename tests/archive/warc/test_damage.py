from __future__ import annotations

from typing import TYPE_CHECKING

import pytest

from archive.warc import ArchiveUnreadableError, TornRecordError
from archive.warc.damage import Damage, next_record, read_past_damage
from tests.archive.warc.exchanges import member, plain_record

if TYPE_CHECKING:
    from collections.abc import Callable
    from pathlib import Path

RECORDS = [plain_record(WARC_Record_ID=f"<urn:x:{number}>") for number in range(3)]


@pytest.mark.parametrize("pack", [member, bytes])
def test_records_before_and_behind_damage_are_given(
    tmp_path: Path, pack: Callable[[bytes], bytes]
) -> None:
    one, two, three = map(pack, RECORDS)
    path = tmp_path / "a.warc"
    path.write_bytes(one + b"?" * 9 + two[9:] + three)
    first, damage, last = read_past_damage(path)
    assert isinstance(damage, Damage)
    assert (damage.error.offset, damage.following) == (len(one), len(one + two))
    assert not isinstance(first, Damage)
    assert not isinstance(last, Damage)
    assert (first.record_id, last.record_id) == ("urn:x:0", "urn:x:2")
    assert list(read_past_damage(path, start=len(one + two))) == [last]


def test_nothing_follows_a_torn_end(tmp_path: Path) -> None:
    path = tmp_path / "a.warc.gz"
    path.write_bytes(member(RECORDS[0]) + member(RECORDS[1])[:-9])
    *_, damage = read_past_damage(path)
    assert isinstance(damage, Damage)
    assert isinstance(damage.error, TornRecordError)
    assert damage.following is None


def test_a_missing_file_is_named(tmp_path: Path) -> None:
    with pytest.raises(ArchiveUnreadableError, match=r"none\.warc"):
        next_record(tmp_path / "none.warc", 0)
