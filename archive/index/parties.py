"""Persons and organizations behind printed names, and who is named by which use of a photo."""

from __future__ import annotations

import json
from typing import TYPE_CHECKING, NamedTuple

from archive.index.sql import insert, scalar
from archive.index.values import NO_LIST
from archive.names import better_spelling, organization, person_key

if TYPE_CHECKING:
    from collections.abc import Iterable

    from sqlite_utils import Database

    from archive.index.values import Row


class Kind(NamedTuple):
    """Names of the tables that hold one kind of party."""

    parties: str
    links: str
    key: str


class Mention(NamedTuple):
    """One name, as printed.

    Attributes:
        row: columns of the link beside its keys: position, name, rank.
        key: what all spellings of the name lead to.
        shown: the name that the party is shown by; None where spellings compete for that.
    """

    row: Row
    key: str
    shown: str | None


PERSONS = Kind("persons", "photo_use_persons", "person_id")
ORGANIZATIONS = Kind("organizations", "photo_use_organizations", "organization_id")


def link_parties(db: Database, use_id: int, use: Row) -> None:
    """Writes who is named by a use: its columns ``creators``, ``ranks`` and ``organizations``."""
    creators = strings(use["creators"])
    ranks = strings(use["ranks"])
    ranks += [None] * (len(creators) - len(ranks))
    for position, (name, rank) in enumerate(zip(creators, ranks, strict=False)):
        if name:
            row: Row = {"position": position, "name": name, "rank": rank}
            _link(db, PERSONS, use_id, Mention(row, person_key(name), None))
    for position, name in enumerate(strings(use["organizations"])):
        if name:
            key, shown = organization(name)
            _link(
                db, ORGANIZATIONS, use_id, Mention({"position": position, "name": name}, key, shown)
            )


def linked(db: Database, kind: Kind, version_id: int) -> list[tuple[int, str]]:
    """Ids of those named by the uses of a version, each with a name as printed there."""
    sql = f"""select distinct {kind.key}, name from photo_uses
        join {kind.links} on photo_use_id = photo_uses.id where version_id = ?"""  # noqa: S608 - names are our own
    return [(int(party), str(name)) for party, name in db.execute(sql, (version_id,))]


def forget_parties(db: Database, kind: Kind, gone: Iterable[tuple[int, str]]) -> None:
    """Takes back what names no longer say: parties that no use names, spellings that none has.

    Args:
        db: the index.
        kind: of party.
        gone: what `linked` gave for uses that are deleted now.
    """
    # A party may have a million uses, and most of its spellings are those of many.
    still = f"select 1 from {kind.links} where {kind.key} = ? and name = ? limit 1"  # noqa: S608 - likewise
    for party_id in sorted({party for party, name in gone if not scalar(db, still, party, name)}):
        names = [
            str(name)
            for (name,) in db.execute(
                f"select distinct name from {kind.links} where {kind.key} = ?",  # noqa: S608 - likewise
                (party_id,),
            )
        ]
        if not names:
            db.execute(f"delete from {kind.parties} where id = ?", (party_id,))  # noqa: S608 - likewise
            continue
        known = organization(names[0]).name if kind is ORGANIZATIONS else None
        best = names[0]
        for name in names:
            best = better_spelling(best, name)
        _rename(db, kind, party_id, known or best)


def credit_parties(
    creators: str | None, organizations: str | None
) -> tuple[frozenset[str], frozenset[str]]:
    """Keys of the persons and of the organizations in two JSON lists of printed names."""
    return (
        frozenset(person_key(name) for name in strings(creators) if name),
        frozenset(organization(name).key for name in strings(organizations) if name),
    )


def strings(column: object) -> list[str | None]:
    """A JSON list of names in a column; empty for null."""
    return list(json.loads(column)) if isinstance(column, str) and column != NO_LIST else []


def _link(db: Database, kind: Kind, use_id: int, mention: Mention) -> None:
    name = str(mention.row["name"])
    found = db.execute(
        f"select id, name from {kind.parties} where name_key = ?",  # noqa: S608 - names are our own
        (mention.key,),
    ).fetchone()
    if found is None:
        party: Row = {"name": mention.shown or name, "name_key": mention.key}
        party_id = insert(db, kind.parties, party)
    else:
        party_id = int(found[0])
        if mention.shown is None:
            _rename(db, kind, party_id, better_spelling(str(found[1]), name))
    insert(db, kind.links, {"photo_use_id": use_id, kind.key: party_id, **mention.row})


def _rename(db: Database, kind: Kind, party_id: int, name: str) -> None:
    db.execute(
        f"update {kind.parties} set name = ?1 where id = ?2 and name != ?1",  # noqa: S608 - likewise
        (name, party_id),
    )


def recount(db: Database) -> None:
    """Counts every party's shown uses anew."""
    for kind in (PERSONS, ORGANIZATIONS):
        db.execute(
            f"""update {kind.parties} set uses = (
                select count(distinct links.photo_use_id) from {kind.links} as links
                join shown_uses on shown_uses.photo_use_id = links.photo_use_id
                where links.{kind.key} = {kind.parties}.id)"""  # noqa: S608 - likewise
        )
