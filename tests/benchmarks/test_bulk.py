"""A large index is made quickly, with the rows that writing it one by one would leave."""

from __future__ import annotations

from typing import TYPE_CHECKING

from archive.index import Index
from tests.archive.index import soundness
from tests.archive.index.test_order import natural_rows
from tests.benchmarks import bulk
from tests.benchmarks.newsstand import Newsstand, fill

if TYPE_CHECKING:
    from pathlib import Path

SCHEMA = "select type, name, tbl_name, sql from sqlite_master order by 1, 2"
STATISTICS = "select * from sqlite_stat1 order by 1, 2"
ARTICLES = 120


def test_the_rows_are_those_of_an_index_written_one_by_one(tmp_path: Path) -> None:
    bulk.fill(tmp_path / "bulk.db", ARTICLES)
    with (
        Index.open(tmp_path / "bulk.db") as quick,
        Index.open(tmp_path / "index.db") as slow,
    ):
        fill(slow, list(map(Newsstand().story, range(ARTICLES))))
        found, expected = natural_rows(quick), natural_rows(slow)
        assert len(expected["credit_disagreements"]) > 0
        for table, rows in expected.items():
            assert found[table] == rows, table
        for sql in (SCHEMA, STATISTICS):
            assert list(quick.database.execute(sql)) == list(slow.database.execute(sql))
        soundness.check(quick)
