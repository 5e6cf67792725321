"""Rows are counted where that is quick, and a list of tables never waits for the others."""

from __future__ import annotations

import sqlite3
from contextlib import closing
from typing import TYPE_CHECKING, Any

import pytest

from archive.datasette import counting
from tests.archive.datasette.conftest import asking

if TYPE_CHECKING:
    from pathlib import Path

    from tests.archive.datasette.conftest import Get

ROWS = """with recursive number (n) as (select 1 union all select n + 1 from number where n < ?)
    insert into many (n) select n from number"""


def counts(get: Get) -> dict[str, Any]:
    return {table["name"]: table["count"] for table in get("/index.json").json()["tables"]}


@pytest.mark.parametrize(("longest", "many"), [(5000, 200_000), (1, None)])
def test_rows_of_tables_are_counted_where_that_is_quick(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, longest: int, many: int | None
) -> None:
    monkeypatch.setattr(counting, "LONGEST", longest)
    with closing(sqlite3.connect(tmp_path / "index.db")) as database:
        database.execute('create table many (n, "of it")')
        database.execute("create virtual table words using fts5 (word)")
        database.execute(ROWS, (200_000,))
        database.commit()
    with asking(tmp_path) as get:
        found = counts(get)
        assert found["many"] == many
        assert found["words_data"] is None  # hidden: its rows are whole pages of the file
        assert get("/index/many.json?_size=0").json()["filtered_table_rows_count"] == 200_000


def test_all_tables_of_a_small_archive_are_counted(get: Get) -> None:
    found = counts(get)
    assert found["articles"] > 0
    assert found["photos"] > 0
