"""Whether what the index keeps beside its rows says what the rows say."""

from __future__ import annotations

from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from archive.index import Index

COUNTED = {
    "monthly_articles": """select coalesce(site, ''), coalesce(substr(first_captured_at, 1, 7), ''),
        count(*) from articles group by 1, 2""",
    "monthly_photos": """select coalesce(site, ''), coalesce(substr(captured_at, 1, 7), ''),
        coalesce(rights, ''), count(*), sum(credited) from shown_uses group by 1, 2, 3""",
}


def check(index: Index) -> None:
    """Foreign keys lead somewhere, full text has the rows' text, numbers by month are theirs.

    Raises:
        sqlite3.DatabaseError: full text differs from the rows.
        AssertionError: anything else does.
    """
    database = index.database
    assert database.execute("pragma foreign_key_check").fetchall() == []
    assert database.execute("pragma integrity_check").fetchone() == ("ok",)
    for table in ("articles", "photo_uses"):
        assert database.execute(f"select * from {table}_fts_changes").fetchall() == []
        database.execute(
            f"insert into {table}_fts ({table}_fts, rank) values ('integrity-check', 1)"
        )
    for table, counted in COUNTED.items():
        assert sorted(database.execute(f"select * from {table}")) == sorted(
            database.execute(counted)
        ), table
