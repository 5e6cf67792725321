"""One picture, many photos: links photos by digest, image number and likeness into groups.

A picture is a connected component: photos are one picture if they are linked directly, or through
others. So the groups depend on the photos alone, not on the order in which they came. A new photo
joins and merges groups; where links went away, a group is taken apart and joined again.
"""

from __future__ import annotations

import json
from typing import TYPE_CHECKING

from archive.index.parties import credit_parties, strings
from archive.index.sql import insert, scalar
from archive.likeness import identifier_in_address, same_identifier
from archive.likeness.compare import (
    RUN,
    Print,
    alike_among,
    likeness_keys,
    near_keys,
    sought_runs,
)
from archive.names import folded

if TYPE_CHECKING:
    from collections.abc import Iterable

    from sqlite_utils import Database

SAME_BYTES = """select picture_id from photos
    where sha256 = (select sha256 from photos where id = ?1)
        and id != ?1 and picture_id is not null limit 1"""

SAME_NUMBER = """select (
        select photos.picture_id from photo_identifiers as others
        join photos on photos.id = others.photo_id
        where others.identifier = mine.identifier and others.photo_id != ?1
            and photos.picture_id is not null limit 1
    ) from photo_identifiers as mine where mine.photo_id = ?1"""

KEYS_IN_RUNS = """select likeness_key, photo_id from json_each(?1)
    cross join likeness_keys on likeness_key between value and value + ?2"""

PRINTS = """select picture_id, perceptual_hashes, width, height from photos
    where id in (select value from json_each(?1)) and picture_id is not null"""

OTHERS = """select id, sha256, perceptual_hashes, width, height from photos
    where picture_id = (select picture_id from photos where id = ?1) and id != ?1"""

REFRESH = """update pictures set
    photo_id = (select id from photos where picture_id = :picture
        order by sha256 is null, width * height desc, content_url limit 1),
    photos = (select count(*) from photos where picture_id = :picture),
    (uses, sites) = (select count(*), count(distinct shown_uses.site) from photos
        join shown_uses on shown_uses.photo_id = photos.id where picture_id = :picture),
    credits = :credits
    where id = :picture"""

PRINTED = """select photo_uses.credit_line, photo_uses.creators, photo_uses.organizations
    from photos join shown_uses on shown_uses.photo_id = photos.id
    join photo_uses on photo_uses.id = shown_uses.photo_use_id
    where photos.picture_id = ? and photo_uses.credit_line is not null"""

EMBEDDED = """select coalesce(credits.text, credits.copyright_notice), credits.creators,
    credits.organizations
    from photos join credits on credits.photo_id = photos.id and credits.source = 'embedded'
    where photos.picture_id = ?"""

Parties = tuple[frozenset[str], frozenset[str]]


def find_identifiers(db: Database, photo_id: int) -> bool:
    """Makes a photo's image numbers those that print, file and address give.

    Returns:
        Whether that took any away.
    """
    url, embedded = db.execute(
        "select content_url, embedded_identifier from photos where id = ?", (photo_id,)
    ).fetchone()
    printed = db.execute(
        """select distinct identifier from photo_uses
        where photo_id = ? and identifier is not null""",
        (photo_id,),
    )
    wanted = {(same_identifier(number), "printed") for (number,) in printed}
    wanted.add((identifier_in_address(url), "address"))
    wanted.add((same_identifier(embedded or ""), "embedded"))
    known = set(
        db.execute(
            "select identifier, source from photo_identifiers where photo_id = ?", (photo_id,)
        )
    )
    gone = known - wanted
    for identifier, source in gone:
        db.execute(
            """delete from photo_identifiers
            where photo_id = ? and identifier = ? and source = ?""",
            (photo_id, identifier, source),
        )
    for identifier, source in wanted - known:
        if identifier:
            insert(
                db,
                "photo_identifiers",
                {"photo_id": photo_id, "identifier": identifier, "source": source},
            )
    return bool(gone)


def set_likeness(db: Database, photo_id: int, before: Print, now: Print) -> None:
    """Makes a photo findable by what it looks like now."""
    old, new = likeness_keys(before), likeness_keys(now)
    db.conn.executemany(
        "delete from likeness_keys where likeness_key = ? and photo_id = ?",
        [(key, photo_id) for key in old - new],
    )
    db.conn.executemany(
        "insert or ignore into likeness_keys (likeness_key, photo_id) values (?, ?)",
        [(key, photo_id) for key in sorted(new - old)],
    )


def print_of(db: Database, photo_id: int) -> Print:
    """What a photo is recognized by."""
    sql = "select perceptual_hashes, width, height from photos where id = ?"
    return stored_print(*db.execute(sql, (photo_id,)).fetchone())


def stored_print(perceptual_hashes: str, width: int | None, height: int | None) -> Print:
    """What a photo is recognized by, as its row has it."""
    return Print.of((one for one in strings(perceptual_hashes) if one), width, height)


def join(db: Database, photo_id: int) -> set[int]:
    """Puts a photo into one picture with all that it is linked to now; returns that picture."""
    own = scalar(db, "select picture_id from photos where id = ?", photo_id)
    found = _linked(db, photo_id) | ({own} if own is not None else set())
    if not found:
        picture_id = insert(db, "pictures", {"photo_id": photo_id, "photos": 1})
    else:
        picture_id, *others = sorted(found)
        for other in others:
            db.execute("update photos set picture_id = ? where picture_id = ?", (picture_id, other))
            db.execute("delete from pictures where id = ?", (other,))
    if own != picture_id:
        db.execute("update photos set picture_id = ? where id = ?", (picture_id, photo_id))
    return {picture_id}


def keeps_links(db: Database, photo_id: int, old_sha256: str, old_print: Print) -> bool:
    """Whether a photo that has new bytes is linked to all that its old ones were linked to.

    By file and by likeness, that is: files made anew look as they did. So its picture need not be
    taken apart.
    """
    (sha256,) = db.execute("select sha256 from photos where id = ?", (photo_id,)).fetchone()
    others = db.execute(OTHERS, (photo_id,)).fetchall()
    prints = [(other, stored_print(*printed)) for other, _, *printed in others]
    was, is_now = (
        {other for other, known, *_ in others if known == digest} | alike_among(print_, prints)
        for digest, print_ in ((old_sha256, old_print), (sha256, print_of(db, photo_id)))
    )
    return was <= is_now


def part(db: Database, picture_id: int) -> set[int]:
    """Groups the photos of a picture anew, after links went away; returns the pictures left."""
    sql = "select id from photos where picture_id = ? order by id"
    members = [int(photo_id) for (photo_id,) in db.execute(sql, (picture_id,))]
    db.execute("update photos set picture_id = null where picture_id = ?", (picture_id,))
    db.execute("delete from pictures where id = ?", (picture_id,))
    touched: set[int] = set()
    for photo_id in members:
        touched |= join(db, photo_id)
    return touched


def pictures_of(db: Database, photo_ids: Iterable[int]) -> set[int]:
    """The pictures that photos belong to."""
    sql = "select picture_id from photos where id = ?"
    found = (scalar(db, sql, photo_id) for photo_id in photo_ids)
    return {picture_id for picture_id in found if picture_id is not None}


def refresh(db: Database, picture_ids: Iterable[int]) -> None:
    """Makes pictures' rows say what their photos and uses say; those without photos go."""
    for picture_id in sorted(picture_ids):
        db.execute(REFRESH, {"picture": picture_id, "credits": _credits(db, picture_id)})


def _linked(db: Database, photo_id: int) -> set[int]:
    """Pictures that a photo is linked to.

    Of photos with the same bytes, or the same number, one leads to all: they are one picture.
    What has the same bytes is like the same others, so they need not be looked for again.
    """
    found = {number for (number,) in db.execute(SAME_NUMBER, (photo_id,)) if number is not None}
    same = scalar(db, SAME_BYTES, photo_id)
    if same is not None:
        return found | {same}
    return found | _like(db, photo_id, found)


def _like(db: Database, photo_id: int, known: set[int]) -> set[int]:
    """Pictures that a photo looks like, but for those it is known to be linked to."""
    mine = print_of(db, photo_id)
    runs = sought_runs(mine)
    if not runs:
        return set()
    there = db.execute(KEYS_IN_RUNS, (json.dumps(runs), RUN - 1)).fetchall()
    near = near_keys(mine, (key for key, _ in there))
    others = {other for key, other in there if key in near} - {photo_id}
    if not others:
        return set()
    prints = db.execute(PRINTS, (json.dumps(sorted(others)),))
    return alike_among(
        mine,
        (
            (picture_id, stored_print(*printed))
            for picture_id, *printed in prints
            if picture_id not in known
        ),
    )


def _credits(db: Database, picture_id: int) -> int:
    """How many different credits a picture has.

    Those printed with it differ if they name other people or organizations; the one inside a file
    counts where it contradicts all of those, not where it says more or less.
    """
    printed = {_said(*row) for row in db.execute(PRINTED, (picture_id,))}
    embedded = {_said(*row) for row in db.execute(EMBEDDED, (picture_id,))}
    return len(printed | {one for one in embedded if not any(_agree(one, p) for p in printed)})


def _said(text: str | None, creators: str, organizations: str | None) -> Parties:
    persons, bodies = credit_parties(creators, organizations)
    if persons or bodies:
        return persons, bodies
    return frozenset(), frozenset({folded(text or "")})


def _agree(one: Parties, other: Parties) -> bool:
    """Whether one says no more than the other, in persons and in organizations each."""
    return all(mine <= theirs or theirs <= mine for mine, theirs in zip(one, other, strict=True))
