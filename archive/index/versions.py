"""Writes the rows of one version: its content, its photos with their credits, and what changed.

A version has the letters of its first capture; others may differ from those in what makes no
version (`archive.index.changes`).
"""

from __future__ import annotations

from collections import defaultdict
from itertools import pairwise
from typing import TYPE_CHECKING

from archive.index.changes import changes, form, named
from archive.index.parties import ORGANIZATIONS, PERSONS, forget_parties, link_parties, linked
from archive.index.photos import forget_photos, photo_id_of
from archive.index.pictures import find_identifiers, join
from archive.index.shown import hide_version
from archive.index.sql import insert, update
from archive.index.values import NO_LIST, PhotoUse

if TYPE_CHECKING:
    from collections.abc import Collection, Iterable, Sequence

    from sqlite_utils import Database

    from archive.index.changes import Form
    from archive.index.rows import Reading
    from archive.index.values import Row

CONTENT = (
    "headline, description, authors, date_published, in_language, section, keywords, article_body"
)
USE = (
    "position, is_lead, caption, credit_line, alt, creators, ranks, organizations, identifier,"
    " rights, urls"
)
CREDIT = (
    "source, chosen, text, caption, creators, ranks, organizations, identifier, rights,"
    " copyright_notice, license, acquire_license_page"
)
CONTENTS = f"select id, {CONTENT} from article_versions where id > ? order by id limit ?"  # noqa: S608 - names are our own
USES = f"""select version_id, photo_uses.id, content_url, {USE} from photo_uses
    join photos on photos.id = photo_id where version_id between ? and ? order by photo_uses.id"""  # noqa: S608 - likewise
CREDITS = f"""select photo_use_id, {", ".join(f"credits.{name}" for name in CREDIT.split(", "))}
    from photo_uses join credits on photo_use_id = photo_uses.id
    where version_id between ? and ? order by credits.id"""  # noqa: S608 - likewise
SUCCESSION = """select article_versions.id from article_versions
    left join captures on captures.id = article_versions.capture_id
    where article_id = ? order by article_versions.first_captured_at, record_id"""


def succession(db: Database, article_id: int) -> list[int]:
    """Ids of an article's versions, in the order of their first captures."""
    return [int(version_id) for (version_id,) in db.execute(SUCCESSION, (article_id,))]


def write_reading(db: Database, version_id: int, found: Reading) -> tuple[set[int], bool]:
    """Makes a version what its first capture says, photos included.

    Returns:
        Ids of the pictures for which that changed something, and whether anything changed.
    """
    is_changed = update(db, "article_versions", version_id, {**found.content, **found.incidental})
    known = stored_uses(db, version_id, version_id)[version_id]
    if list(map(_said, known)) == list(map(_said, found.uses)):
        return set(), is_changed
    touched = forget_uses(db, version_id) if known else set()
    return touched | write_uses(db, version_id, found.uses), True


def write_uses(db: Database, version_id: int, uses: Iterable[PhotoUse]) -> set[int]:
    """Writes the photos of a version that has none; returns ids of pictures that were linked."""
    touched: set[int] = set()
    for use in uses:
        touched |= _insert_use(db, version_id, use)
    return touched


def stored_uses(db: Database, first: int, last: int) -> defaultdict[int, list[PhotoUse]]:
    """The photos of the versions with ids from ``first`` to ``last``, as their rows have them."""
    found: defaultdict[int, list[PhotoUse]] = defaultdict(list)
    credit_rows: defaultdict[int, list[Row]] = defaultdict(list)
    for use_id, *values in db.execute(CREDITS, (first, last)):
        credit_rows[use_id].append(_row(CREDIT, values))
    for version_id, use_id, content_url, *values in db.execute(USES, (first, last)):
        use = PhotoUse(content_url, _row(USE, values), credit_rows[use_id])
        found[version_id].append(use)
    return found


def stored_forms(db: Database, after: int, limit: int) -> dict[int, Form]:
    """Versions as they are compared, by id: the first so many behind the one with id ``after``."""
    contents = db.execute(CONTENTS, (after, limit)).fetchall()
    if not contents:
        return {}
    uses = stored_uses(db, contents[0][0], contents[-1][0])
    return {
        version_id: form(_row(CONTENT, content), uses[version_id])
        for version_id, *content in contents
    }


def stored_form(db: Database, version_id: int) -> Form:
    """One version as versions are compared."""
    return stored_forms(db, version_id - 1, 1)[version_id]


def renew_changes(
    db: Database, article_id: int, before: Sequence[int], rewritten: Collection[int] = ()
) -> None:
    """Names anew what changed from one version to the next, where that may be something else now.

    Args:
        db: the index.
        article_id: the article.
        before: its `succession` when the changes were named last.
        rewritten: versions whose letters have changed since.
    """
    known = set(pairwise([None, *before]))
    for earlier, version_id in pairwise([None, *succession(db, article_id)]):
        if (earlier, version_id) in known and not {earlier, version_id} & set(rewritten):
            continue
        assert version_id is not None
        kinds = []
        if earlier is not None:
            kinds = changes(stored_form(db, earlier), stored_form(db, version_id))
        update(db, "article_versions", version_id, {"changes": named(kinds)})


def delete_version(db: Database, version_id: int) -> set[int]:
    """Deletes a version and what it alone held; returns pictures that this changed."""
    # The article must not name the version when it goes.
    db.execute("update articles set version_id = null where version_id = ?", (version_id,))
    touched = forget_uses(db, version_id)
    db.execute("delete from article_versions where id = ?", (version_id,))
    return touched


def forget_uses(db: Database, version_id: int) -> set[int]:
    """Deletes the photos of a version, and what they alone held; returns pictures touched."""
    sql = "select distinct photo_id from photo_uses where version_id = ? order by photo_id"
    photo_ids = [int(photo_id) for (photo_id,) in db.execute(sql, (version_id,))]
    parties = [(kind, linked(db, kind, version_id)) for kind in (PERSONS, ORGANIZATIONS)]
    hide_version(db, version_id)
    db.execute("delete from photo_uses where version_id = ?", (version_id,))
    for kind, ids in parties:
        forget_parties(db, kind, ids)
    return forget_photos(db, photo_ids)


def _insert_use(db: Database, version_id: int, use: PhotoUse) -> set[int]:
    photo_id = photo_id_of(db, use.content_url)
    use_id = insert(db, "photo_uses", {"version_id": version_id, "photo_id": photo_id, **use.use})
    link_parties(db, use_id, use.use)
    for credit in use.credits:
        insert(db, "credits", {"photo_id": photo_id, "photo_use_id": use_id, **credit})
    if use.use["identifier"] is None:
        return set()
    find_identifiers(db, photo_id)
    return join(db, photo_id)


def _row(columns: str, values: Sequence[str | int | None]) -> Row:
    return dict(zip(columns.split(", "), values, strict=True))


def _said(use: PhotoUse) -> tuple[str, Row, list[Row]]:
    """A use without its empty columns, which rows that are written may leave out."""
    return use.content_url, _filled(use.use), [_filled(credit) for credit in use.credits]


def _filled(row: Row) -> Row:
    return {name: value for name, value in row.items() if value not in (None, NO_LIST)}
