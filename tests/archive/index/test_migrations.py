"""An index that an earlier version made is brought up to date when it is opened."""

from __future__ import annotations

import re
import sqlite3
from contextlib import closing
from typing import TYPE_CHECKING

import pytest
from sqlite_utils import Database

from archive.index import Index, IndexFormatError, merging
from archive.index.connection import immediate
from archive.index.migrations import MIGRATIONS
from archive.names import NAMES_VERSION
from tests.archive.index import samples, soundness, test_order

if TYPE_CHECKING:
    from pathlib import Path

STEPS = [
    "m001_initial",
    "m002_names_and_pictures",
    "m003_changes",
    "m004_newest_of_a_site",
    "m005_rebuild_steps",
    "m006_changes_and_months",
    "m007_larger_merges",
    "m008_one_hash",
    "m009_longer_keys",
    "m010_disagreements_counted",
    "m011_full_text_at_once",
    "m012_numbers_by_month",
    "m013_for_older_clients",
    "m014_instructions",
    "m015_redirects",
]

NEWER = re.compile(
    r"""on\s+conflict\s+do\s+update        # 3.35, without the columns of the conflict
    | \breturning\b | \bmaterialized\b    # 3.35
    | \bgenerated\s+always\b | \biif\s*\( # 3.31, 3.32
    | \bnulls\s+(?:first|last)\b | \bfilter\s*\(  # 3.30
    | ->> | \bstrict\s*$ | \b(?:right|full)\s+(?:outer\s+)?join\b  # 3.37 to 3.39
    """,
    re.VERBOSE | re.IGNORECASE,
)
"""What came into SQLite after 3.27; a client that cannot read one trigger reads no table."""


def made_by(path: Path, step: str, rows_of: Path) -> None:
    """An index as the given migration left it, with the rows that another has in its tables."""
    later = STEPS[STEPS.index(step) + 1 :]
    with Database(path) as db:
        with immediate(db):
            MIGRATIONS.apply(db, stop_before=later[:1] and later[0])
        assert [done.name for done in MIGRATIONS.applied(db)] == STEPS[: -len(later)]
    old = sqlite3.connect(path)
    old.execute("attach ? as new", (str(rows_of),))
    tables = old.execute(
        """select name from sqlite_master where type = 'table' and sql not like '%fts5%'
        and name not like '%~_fts~_%' escape '~' and name not like 'sqlite%'
        and name != '_sqlite_migrations'"""
    ).fetchall()
    for (table,) in tables:
        columns = ", ".join(row[1] for row in old.execute(f"pragma table_info({table})"))
        # Over what triggers have counted by now.
        copied = f"insert or replace into main.{table} ({columns})"
        old.execute(f"{copied} select {columns} from new.{table}")
    for table in {"persons", "organizations"} & {table for (table,) in tables}:
        # Triggers have counted once more what was counted.
        counted = f"select uses from new.{table} as one where one.id = {table}.id"
        old.execute(f"update {table} set uses = ({counted})")
    old.commit()
    old.close()


@pytest.fixture
def filled(tmp_path: Path) -> Path:
    """An index with rows in every table."""
    path = tmp_path / "new.db"
    with Index.open(path) as index:
        for write in (*test_order.CAPTURES, *test_order.READINGS):
            write(index)
    return path


def test_every_step_is_tested() -> None:
    with Database(memory=True) as nothing:
        assert [step.name for step in MIGRATIONS.pending(nothing)] == STEPS


def test_older_clients_can_read_the_schema(tmp_path: Path, filled: Path) -> None:
    old = tmp_path / "old.db"
    made_by(old, "m012_numbers_by_month", filled)
    for path in (filled, old):
        with Index.open(path) as index:
            schema = index.database.execute("select name, sql from sqlite_master where sql != ''")
            newer = [name for name, sql in schema if NEWER.search(sql)]
            assert newer == []
            soundness.check(index)
    with Database(memory=True) as twelfth:
        MIGRATIONS.apply(twelfth, stop_before="m013_for_older_clients")
        schema = twelfth.execute("select name, sql from sqlite_master where sql != ''").fetchall()
    assert {name for name, sql in schema if NEWER.search(sql)} == {
        f"{table}_{done}" for table in ("articles", "photos") for done in ("counted", "recounted")
    }


def test_the_first_version_gets_what_a_new_index_has(tmp_path: Path, filled: Path) -> None:
    path = tmp_path / "old.db"
    made_by(path, "m001_initial", filled)
    with Index.open(path) as index, Index.open(filled) as new:
        # What pages ask of robots stands in the WARC alone; likewise.
        new.database.execute("update articles set robots = null")
        new.database.execute("update page_captures set robots = null")
        new.database.execute("update captures set redirect = null")
        found, expected = test_order.natural_rows(index), test_order.natural_rows(new)
        # What pictures look like stands in the files alone: `scrapy reindex` reads it again.
        for hashed in ("likeness_keys", "photos", "pictures", "credit_disagreements"):
            del found[hashed], expected[hashed]
        assert found == expected
        soundness.check(index)
        for sql in (
            "select sql from sqlite_master where name = 'photo_credits'",
            "select sql from sqlite_master where name = 'credit_disagreements'",
            "select v from articles_fts_config where k = 'automerge'",
            "select v from photo_uses_fts_config where k = 'automerge'",
        ):
            schema = [one.database.execute(sql).fetchone() for one in (index, new)]
            assert schema[0] == schema[1]


def test_writing_again_brings_what_the_old_version_had_not_kept(
    tmp_path: Path, filled: Path
) -> None:
    path = tmp_path / "old.db"
    made_by(path, "m001_initial", filled)
    with Index.open(path) as index:
        for write in (*test_order.CAPTURES, *test_order.READINGS):
            write(index)
        assert test_order.natural_rows(index) == test_order.EXPECTED


@pytest.mark.parametrize("step", STEPS[:2])
def test_versions_that_differ_in_typography_alone_become_one(
    tmp_path: Path, step: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(merging, "BATCH", 3)  # of four

    def fill(path: Path, *headlines: str) -> None:
        with Index.open(path) as index:
            test_order.CAPTURES[2](index)
            resized = (samples.photo(content_url=test_order.RESIZED),)
            readings = zip(headlines, test_order.PAGES, ((), resized, (), resized), strict=True)
            for headline, ref, photos in readings:
                one = samples.article(headline=headline, photos=photos or (samples.photo(),))
                index.add_article(one, ref.record_id, site="news")
            index.database.execute("update page_captures set robots = null")
            index.database.execute("update articles set robots = null")
            index.database.commit()

    headlines = "The “brigade” – home", 'The "brigade" - home', "Changed", "Changed again"
    fill(tmp_path / "expected.db", *headlines)
    fill(tmp_path / "new.db", "The “brigade” – home", "Another", "Changed", "Changed again")
    old = tmp_path / "old.db"
    made_by(old, step, tmp_path / "new.db")
    with closing(sqlite3.connect(old)) as database:
        change = "update article_versions set headline = ? where headline = 'Another'"
        assert database.execute(change, (headlines[1],)).rowcount == 1
        database.commit()
    with Index.open(old) as index, Index.open(tmp_path / "expected.db") as expected:
        found = test_order.natural_rows(index)
        assert len(found["article_versions"]) == 3
        assert found == test_order.natural_rows(expected)
        changes = index.database.execute("select changes from article_versions order by id")
        assert [row[0] for row in changes] == ["[]", '["headline"]', '["headline"]']
        soundness.check(index)


def test_keys_of_an_earlier_version_are_written_anew(tmp_path: Path, filled: Path) -> None:
    path = tmp_path / "old.db"
    made_by(path, "m008_one_hash", filled)
    with closing(sqlite3.connect(path)) as old:
        old.execute("update likeness_keys set likeness_key = likeness_key >> 38")
        old.commit()
    with Index.open(path) as index:
        found = test_order.natural_rows(index)
        assert found["likeness_keys"] == test_order.EXPECTED["likeness_keys"]
        assert len(found["likeness_keys"]) == 6


def test_a_reader_wants_the_current_version(tmp_path: Path, filled: Path) -> None:
    path = tmp_path / "old.db"
    made_by(path, "m001_initial", filled)
    with pytest.raises(IndexFormatError, match="older version"):
        Index.open(path, read_only=True)


def test_names_that_the_program_has_learnt_are_taken_in(filled: Path) -> None:
    with Index.open(filled) as index:
        db = index.database
        organization = "select id from organizations where name_key = 'us air force'"
        db.execute(f"delete from photo_use_organizations where organization_id = ({organization})")
        db.execute("update organizations set name = 'Air Force' where name_key = 'us air force'")
        db.execute("update persons set uses = 7")
        db.execute("pragma user_version = 1")
        db.commit()
    with Index.open(filled) as index:
        assert test_order.natural_rows(index) == test_order.EXPECTED
        assert index.database.execute("pragma user_version").fetchone() == (NAMES_VERSION,)
