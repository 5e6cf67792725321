"""Questions that go to their answer by several ways: each gives the same."""

from __future__ import annotations

import sqlite3
from contextlib import closing
from itertools import product
from typing import TYPE_CHECKING, Any

import pytest

from archive.datasette.functions import register
from archive.datasette.questions import by_party, by_rights

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path

EVERY = """select photo_uses.rights, shown_uses.site, organizations.name
    from shown_uses join photo_uses on photo_uses.id = shown_uses.photo_use_id
    left join photo_use_organizations as links using (photo_use_id)
    left join organizations on organizations.id = links.organization_id
    where photo_uses.rights is not null"""


@pytest.fixture
def database(archive_dir: Path) -> Iterator[sqlite3.Connection]:
    with closing(sqlite3.connect(archive_dir / "index.db")) as database:
        register(database)
        yield database


def answer(database: sqlite3.Connection, sql: str, **asked: str) -> list[tuple[Any, ...]]:
    return sorted(database.execute(sql, asked).fetchall(), key=repr)


def test_rights_of_rare_and_common_organizations(database: sqlite3.Connection) -> None:
    there = database.execute(EVERY).fetchall()
    columns: list[set[str]] = [{row[place] or "" for row in there} for place in range(3)]
    kinds, sites, organizations = columns[0], columns[1] | {""}, columns[2] | {"", "Nobody"}
    found = 0
    for rights, site, organization in product(kinds, sites, organizations):
        asked = {"rights": rights, "site": site, "organization": organization}
        rare = answer(database, by_rights(), **asked)
        assert rare == answer(database, by_rights(common=0), **asked)
        expected = {
            row
            for row in there
            if row[0] == rights and site in {"", row[1]} and organization in {"", row[2]}
        }
        assert bool(rare) == bool(expected), asked
        found += len(rare)
    assert found > len(there)


@pytest.mark.parametrize(("party", "parameter"), [("person", "creator"), ("organization",) * 2])
def test_pictures_of_rare_and_common_names(
    database: sqlite3.Connection, party: str, parameter: str
) -> None:
    names = [name for (name,) in database.execute(f"select name from {party}s where uses > 0")]
    assert names
    for name in [*names, names[0][:3], "", "Nobody"]:
        rare = answer(database, by_party(party), **{parameter: name})
        assert rare == answer(database, by_party(party, common=0), **{parameter: name})
        assert rare or name in {"", "Nobody"}
