"""Writes articles: their versions, and the photos those use with their credits.

What a set of captures leaves behind depends on the captures alone, not on the order or number of
writes: a version's first and last moment, an article's current version and its fields are each
read off the captures again after every write.
"""

from __future__ import annotations

from enum import StrEnum
from typing import TYPE_CHECKING, NamedTuple

from archive.index.captures import capture_key, set_problem
from archive.index.pictures import pictures_of, refresh
from archive.index.rows import reading
from archive.index.shown import show
from archive.index.sql import insert, scalar
from archive.index.values import text
from archive.index.versions import (
    delete_version,
    renew_changes,
    succession,
    write_reading,
    write_uses,
)

if TYPE_CHECKING:
    from sqlite_utils import Database

    from archive.index.rows import Reading
    from archive.index.values import Row
    from archive.model import Article, Wall


class Change(StrEnum):
    """What a captured article brought."""

    NEW = "new"
    """The first capture of this article."""
    CHANGED = "changed"
    """The latest capture, and its content differs from the one before it."""
    UNCHANGED = "unchanged"
    """Content that the index already had."""
    OLDER = "older"
    """Content that was not known, from before the latest capture."""


class _Capture(NamedTuple):
    id: int
    captured_at: str
    site: str | None


LATEST = """select versions.id from page_captures
    join article_versions versions on versions.id = page_captures.version_id
    join captures on captures.id = page_captures.capture_id
    where versions.article_id = ? order by captured_at desc, record_id desc limit 1"""

FIRST = """select captures.id, captured_at, max(captured_at) over () from page_captures
    join captures on captures.id = page_captures.capture_id
    where version_id = ? order by captured_at, record_id limit 1"""


REFRESH_ARTICLE = """update articles set
    (headline, description, authors, date_published, published_at, date_modified, in_language,
        section, keywords, publisher, schema_type, article_body)
    = (select headline, description, authors, date_published, published_at, date_modified,
        in_language, section, keywords, publisher, schema_type, article_body
        from article_versions where id = :current),
    version_id = :current,
    (first_captured_at, last_captured_at) = (
        select min(captured_at), max(captured_at) from page_captures
        join article_versions on article_versions.id = page_captures.version_id
        join captures on captures.id = page_captures.capture_id where article_id = :article),
    site = (
        select page_captures.site from page_captures
        join article_versions on article_versions.id = page_captures.version_id
        join captures on captures.id = page_captures.capture_id
        where article_id = :article and page_captures.site is not null
        order by captured_at desc, record_id desc limit 1),
    robots = (
        select page_captures.robots from page_captures
        join article_versions on article_versions.id = page_captures.version_id
        join captures on captures.id = page_captures.capture_id
        where article_id = :article order by captured_at desc, record_id desc limit 1)
    where id = :article"""

VERSION = "select id from article_versions where article_id = ? and content_digest = ?"

READ_AS = "select version_id from page_captures where capture_id = ?"


def add_article(db: Database, article: Article, record_id: str, site: str | None) -> Change:
    """Writes what one capture of a page reads as; see `Index.add_article`."""
    capture = _Capture(*capture_key(db, record_id), text(site))
    set_problem(db, capture.id, None)
    found = reading(article)
    url = text(article.canonical_url) or ""
    article_id = scalar(db, "select id from articles where url = ?", url)
    replaced = scalar(db, READ_AS, capture.id)
    if article_id is None:
        change = Change.NEW
        version_id, touched = _add_first(db, url, capture, found)
    else:
        change, version_id, touched = _add_another(db, article_id, capture, found)
    if replaced is not None and replaced != version_id:
        touched |= _forget_reading(db, replaced)
    refresh(db, touched)
    return change


def add_other_page(db: Database, record_id: str, problem: str | None, wall: Wall | None) -> None:
    """Writes that a capture is no article; see `Index.add_other_page`."""
    capture_id, _ = capture_key(db, record_id)
    set_problem(db, capture_id, problem, wall)
    replaced = scalar(db, READ_AS, capture_id)
    if replaced is not None:
        db.execute("delete from page_captures where capture_id = ?", (capture_id,))
        refresh(db, _forget_reading(db, replaced))


def photos_of(db: Database, article: Article) -> list[str] | None:
    """Addresses of a known version's photos, as it has them; see `Index.photos_of`."""
    known = scalar(db, "select id from articles where url = ?", text(article.canonical_url) or "")
    if known is None:
        return None
    version_id = scalar(db, VERSION, known, reading(article).content_digest)
    if version_id is None:
        return None
    sql = """select content_url from photo_uses join photos on photos.id = photo_id
        where version_id = ? order by photo_uses.id"""
    return [str(url) for (url,) in db.execute(sql, (version_id,))]


def _add_first(db: Database, url: str, capture: _Capture, found: Reading) -> tuple[int, set[int]]:
    """Writes an article that the index has not: there is nothing to compare with.

    Returns:
        The id of its version, and of the pictures for which that changed something.
    """
    said: Row = {
        **found.content,
        **found.incidental,
        "first_captured_at": capture.captured_at,
        "last_captured_at": capture.captured_at,
    }
    version_id = scalar(db, "select coalesce(max(id), 0) + 1 from article_versions")
    place: Row = {"url": url, "site": capture.site, "robots": found.robots}
    article_id = insert(db, "articles", {**place, **said, "version_id": version_id})
    keys: Row = {"id": version_id, "article_id": article_id, "capture_id": capture.id}
    version_id = insert(
        db, "article_versions", {**keys, **said, "content_digest": found.content_digest}
    )
    _read_as(db, capture, version_id, found)
    touched = write_uses(db, version_id, found.uses)
    return version_id, touched | pictures_of(db, show(db, article_id))


def _add_another(
    db: Database, article_id: int, capture: _Capture, found: Reading
) -> tuple[Change, int, set[int]]:
    """Writes one more capture of an article that the index has.

    Returns:
        What it brought, the id of its version, and of the pictures for which that changed
        something.
    """
    versions = succession(db, article_id)
    before = scalar(db, LATEST, article_id)
    known = scalar(db, VERSION, article_id, found.content_digest)
    keys: Row = {"article_id": article_id, "content_digest": found.content_digest}
    version_id = known or insert(
        db, "article_versions", {**keys, **found.content, **found.incidental}
    )
    _read_as(db, capture, version_id, found)
    is_first = refresh_version(db, version_id) == capture.id
    touched: set[int] = set()
    rewritten = False
    if is_first or known is None:
        touched, rewritten = write_reading(db, version_id, found)
    renew_changes(db, article_id, versions, {version_id} if rewritten else ())
    current = refresh_article(db, article_id)
    touched |= pictures_of(db, show(db, article_id))
    if current == version_id and before != version_id:
        return Change.CHANGED, version_id, touched
    return Change.UNCHANGED if known else Change.OLDER, version_id, touched


def _read_as(db: Database, capture: _Capture, version_id: int, found: Reading) -> None:
    db.execute(
        """insert into page_captures (capture_id, version_id, site, robots) values (?, ?, ?, ?)
        on conflict (capture_id) do update set version_id = excluded.version_id,
            site = excluded.site, robots = excluded.robots""",
        (capture.id, version_id, capture.site, found.robots),
    )


def refresh_version(db: Database, version_id: int) -> int | None:
    """Reads a version's moments off its captures; returns the first one's id, None if none."""
    row = db.execute(FIRST, (version_id,)).fetchone()
    if row is None:
        return None
    capture_id, first, last = row
    db.execute(
        """update article_versions
        set capture_id = ?, first_captured_at = ?, last_captured_at = ? where id = ?""",
        (capture_id, first, last, version_id),
    )
    return int(capture_id)


def refresh_article(db: Database, article_id: int) -> int | None:
    """Makes the article's row say what its latest capture said; returns that version's id.

    An article that no capture says any more goes.
    """
    current = scalar(db, LATEST, article_id)
    if current is None:
        db.execute("delete from articles where id = ?", (article_id,))
        return None
    db.execute(REFRESH_ARTICLE, {"article": article_id, "current": current})
    return current


def _forget_reading(db: Database, version_id: int) -> set[int]:
    """Takes back what nothing says any more: a capture now reads as something else.

    Its version, article, photos and the names in it go when no other capture, version or use
    holds them.

    Returns:
        Ids of the pictures for which that changed something.
    """
    article_id = scalar(db, "select article_id from article_versions where id = ?", version_id)
    assert article_id is not None
    versions = succession(db, article_id)
    touched: set[int] = set()
    if refresh_version(db, version_id) is None:
        touched = delete_version(db, version_id)
    renew_changes(db, article_id, versions)
    refresh_article(db, article_id)
    return touched | pictures_of(db, show(db, article_id))
