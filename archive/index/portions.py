"""Reads what belongs to a part of the archive: a site, addresses that begin alike, an article."""

from __future__ import annotations

from typing import TYPE_CHECKING

from archive.index.queries import REF_COLUMNS, ref_of
from archive.matching import expression

if TYPE_CHECKING:
    from collections.abc import Sequence

    from sqlite_utils import Database

    from archive.model import RecordRef

_LAST = "\U0010ffff"
"""Sorts behind whatever an address goes on with."""


def crawled_sites(db: Database) -> set[str]:
    """Names of the sites that were ever crawled."""
    sql = "select distinct site from crawls where site is not null"
    return {str(name) for (name,) in db.execute(sql)}


def captures_of_site(db: Database, site: str) -> list[RecordRef]:
    """Everything that a site's crawls captured."""
    return _refs(db, "crawl_id in (select id from crawls where site = ?)", site)


def captures_below(db: Database, beginning: str) -> list[RecordRef]:
    """Captures of all addresses that begin so."""
    return _refs(db, "target_uri between ? and ?", beginning, beginning + _LAST)


def captures_of_article(db: Database, article: int) -> list[RecordRef]:
    """The captures that an article's versions were read from."""
    condition = """id in (select page_captures.capture_id from page_captures
        join article_versions on article_versions.id = version_id where article_id = ?)"""
    return _refs(db, condition, article)


def articles_of_site(db: Database, site: str) -> list[int]:
    """Ids of a site's articles."""
    return _ids(db, "select id from articles where site = ?", site)


def articles_below(db: Database, beginning: str) -> list[int]:
    """Ids of the articles whose addresses begin so."""
    sql = "select id from articles where url between ? and ?"
    return _ids(db, sql, beginning, beginning + _LAST)


def articles_with(db: Database, words: Sequence[str]) -> list[int]:
    """Ids of all articles that have the words, themselves or with one of their photos.

    Args:
        db: the index.
        words: all of them must be there, as in `archive.index.search.Search`; nothing is ranked,
            so there may be any number of articles.
    """
    sql = """select rowid from articles_fts where articles_fts match ?1
        union select article_id from photo_uses_fts
        join shown_uses on photo_use_id = photo_uses_fts.rowid
        where photo_uses_fts match ?1"""
    return _ids(db, sql, expression(words))


def text_of(db: Database, article: int) -> tuple[str, str | None, str | None]:
    """Address, headline and body of an article."""
    sql = "select url, headline, article_body from articles where id = ?"
    url, headline, body = db.execute(sql, (article,)).fetchone()
    return url, headline, body


def photos_of(db: Database, article: int) -> list[str]:
    """Addresses of the photos in all versions of an article, sorted."""
    sql = """select distinct content_url from photo_uses join photos on photos.id = photo_id
        join article_versions on version_id = article_versions.id where article_id = ? order by 1"""
    return [str(url) for (url,) in db.execute(sql, (article,))]


def _refs(db: Database, condition: str, *values: object) -> list[RecordRef]:
    return [ref_of(row) for row in db.execute(f"{REF_COLUMNS} where {condition}", values)]


def _ids(db: Database, sql: str, *values: object) -> list[int]:
    return [int(key) for (key,) in db.execute(sql, values)]
