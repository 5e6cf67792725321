"""Compares all versions anew, after the form in which they are compared has changed.

As if every capture had been written again: of versions that are the same now, the earliest stays,
with the captures of all. What is read of every version is read in large batches; article by
article only what has several of them.
"""

from __future__ import annotations

from itertools import groupby
from operator import itemgetter
from typing import TYPE_CHECKING

from archive.index.articles import refresh_article, refresh_version
from archive.index.changes import digest
from archive.index.pictures import pictures_of, refresh
from archive.index.shown import show
from archive.index.versions import delete_version, renew_changes, stored_forms

if TYPE_CHECKING:
    from sqlite_utils import Database

BATCH = 1000
"""Versions that are read at one time."""

# In the order of an article's succession, so that the first of those alike is the earliest.
ALIKE = """select article_id, digests.content_digest, digests.version_id from digests
    join article_versions on article_versions.id = digests.version_id
    left join captures on captures.id = article_versions.capture_id
    where article_id in (
        select article_id from digests join article_versions on article_versions.id = version_id
        group by article_id, digests.content_digest having count(*) > 1)
    order by article_id, digests.content_digest, article_versions.first_captured_at, record_id"""

SEVERAL = "select article_id from article_versions group by article_id having count(*) > 1"

# Of the versions that are left no two of an article are alike, and no digest is one of before.
NAMED = """update article_versions set content_digest = (
    select content_digest from digests where version_id = article_versions.id)"""


def merge_versions(db: Database) -> None:
    """Makes one of versions that are the same, and names what changed from one to the next."""
    db.execute(
        """create temporary table digests (
            version_id integer primary key, content_digest text not null)"""
    )
    _take_digests(db)
    touched: set[int] = set()
    for article_id, rows in groupby(db.execute(ALIKE).fetchall(), itemgetter(0)):
        for _, alike in groupby(rows, itemgetter(1)):
            kept, *others = (version_id for _, _, version_id in alike)
            for version_id in others:
                touched |= _merge(db, version_id, kept)
            refresh_version(db, kept)
        refresh_article(db, article_id)
        touched |= pictures_of(db, show(db, article_id))
    db.execute(NAMED)
    for (article_id,) in db.execute(SEVERAL).fetchall():
        renew_changes(db, article_id, [])
    refresh(db, touched)
    db.execute("drop table digests")


def _take_digests(db: Database) -> None:
    last = 0
    while forms := stored_forms(db, last, BATCH):
        db.conn.executemany(
            "insert into digests values (?, ?)",
            [(version_id, digest(form)) for version_id, form in forms.items()],
        )
        last = max(forms)


def _merge(db: Database, version_id: int, kept: int) -> set[int]:
    """Gives a version's captures to another, and deletes it; returns pictures touched."""
    db.execute("update page_captures set version_id = ? where version_id = ?", (kept, version_id))
    return delete_version(db, version_id)
