"""Full-text search over photos and articles, best first."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, datetime
from typing import TYPE_CHECKING, Any

from archive.index.values import utc
from archive.matching import expression, named
from archive.names import person_key

if TYPE_CHECKING:
    from collections.abc import Sequence

    from sqlite_utils import Database

MATCH_BEGINS, MATCH_ENDS = "\x02", "\x03"
"""Around each word found in a snippet; no text in the index has these characters by right."""
_WORDS = 24
"""Length of a snippet."""

# bm25's weights: a name says more than a word of a caption, a headline more than one of a body.
_PHOTOS = "bm25(2.0, 2.0, 4.0, 3.0, 1.0)"
_ARTICLES = "bm25(6.0, 2.0, 1.0, 3.0)"

_MOST = 10_000
"""Of words that more photos or articles have, the newest so many are ranked: to rank a million
takes seconds, and who looks for a word of every page wants what is new."""

_PHOTO_ROWS = """select 'photo' as kind, found.relevance, shown_uses.site,
    shown_uses.date_published, articles.headline, articles.url as article_url,
    photos.content_url as photo_url, photo_uses.caption, photo_uses.credit_line,
    photo_uses.creators, photo_uses.ranks, photo_uses.organizations, photo_uses.identifier,
    photo_uses.rights, found.id as row_id
    from (
        select {columns} from {source} where {conditions} order by {newest} desc limit {most}
    ) as found
    join shown_uses on shown_uses.photo_use_id = found.id
    join articles on articles.id = shown_uses.article_id
    join photo_uses on photo_uses.id = found.id
    join photos on photos.id = shown_uses.photo_id
    order by {best} limit :limit"""

_ARTICLE_ROWS = """select 'article' as kind, found.relevance, articles.site,
    articles.date_published, articles.headline, articles.url as article_url,
    null as photo_url, articles.description as caption, null as credit_line, '[]' as creators,
    '[]' as ranks, '[]' as organizations, null as identifier, null as rights, found.id as row_id
    from (
        select articles_fts.rowid as id, articles_fts.rank as relevance from articles_fts
        join articles on articles.id = articles_fts.rowid
        where {conditions} order by articles_fts.rowid desc limit {most}
    ) as found
    join articles on articles.id = found.id
    order by found.relevance, found.id desc limit :limit"""


@dataclass(frozen=True, slots=True)
class Search:
    """What is looked for; every condition that is given must hold.

    Attributes:
        words: all of them must be there; one with spaces is a phrase, one that ends in ``*`` the
            beginning of a word. Case and accents do not matter.
        site: a site's name.
        since: published at or after this moment; or on this day or later, by the date as printed.
        rights: one of `archive.model.Rights`.
        creator: a photographer's name in any spelling, or, where nobody has it, a part of one.
        limit: results of each kind, at most.
    """

    words: Sequence[str] = ()
    site: str | None = None
    since: date | datetime | None = None
    rights: str | None = None
    creator: str | None = None
    limit: int = 20


Found = dict[str, Any]
"""A result: ``kind`` (``photo`` or ``article``), ``relevance`` (the lower, the better),
``snippet``, and columns of the index under their names."""


def find(db: Database, search: Search) -> list[Found]:
    """Photos, best first, then articles, best first.

    Articles have no photographers and no rights: where those are asked for, only photos are found.

    Raises:
        NaiveDateError: ``since`` has no offset.
    """
    found = _photos(db, search)
    if search.words and search.rights is None and search.creator is None:
        found += _articles(db, search)
    return found


def _photos(db: Database, search: Search) -> list[Found]:
    conditions, values = _conditions(search, "shown_uses")
    if search.rights is not None:
        conditions.append("shown_uses.rights = :rights")
    if search.creator is not None:
        conditions.append(f"""shown_uses.photo_use_id in (
            select photo_use_id from photo_use_persons where person_id in (
                {named("persons", ":creator")}))""")  # noqa: S608 - names are our own
    parts = {
        "columns": "shown_uses.photo_use_id as id, 0.0 as relevance",
        "source": "shown_uses",
        "newest": "shown_uses.published_at",
        "best": "shown_uses.published_at desc",
        "most": ":limit",
    }
    if search.words:
        conditions += ["photo_uses_fts match :words", f"photo_uses_fts.rank match '{_PHOTOS}'"]
        parts = {
            "columns": "photo_uses_fts.rowid as id, photo_uses_fts.rank as relevance",
            "source": """photo_uses_fts
                join shown_uses on shown_uses.photo_use_id = photo_uses_fts.rowid""",
            "newest": "photo_uses_fts.rowid",
            "best": "found.relevance, found.id desc",
            "most": str(_MOST),
        }
    sql = _PHOTO_ROWS.format(conditions=" and ".join(conditions) or "true", **parts)
    return _with_snippets(db, list(db.query(sql, values)), "photo_uses_fts", search)


def _articles(db: Database, search: Search) -> list[Found]:
    conditions, values = _conditions(search, "articles")
    conditions += ["articles_fts match :words", f"articles_fts.rank match '{_ARTICLES}'"]
    sql = _ARTICLE_ROWS.format(conditions=" and ".join(conditions), most=_MOST)
    return _with_snippets(db, list(db.query(sql, values)), "articles_fts", search)


def _conditions(search: Search, table: str) -> tuple[list[str], dict[str, Any]]:
    """Conditions on the columns that photos and articles share, and the values of all of them."""
    conditions = []
    if search.site is not None:
        conditions.append(f"{table}.site = :site")
    if search.since is not None:
        conditions.append(f"{table}.published_at >= :since")
    if _is_day(search.since):
        # The "+" keeps SQLite from the index on dates, by which nothing is sorted here.
        conditions.append(f"+{table}.date_published >= :day")
    values = {
        "words": expression(search.words),
        "site": search.site,
        "since": _earliest(search.since) if search.since else None,
        "day": search.since.isoformat() if search.since else None,
        "rights": search.rights,
        "creator": person_key(search.creator or ""),
        "limit": search.limit,
    }
    return conditions, values


def _is_day(since: date | None) -> bool:
    return since is not None and not isinstance(since, datetime)


def _earliest(since: date) -> str:
    """What ``published_at`` is at least: of a day, the day before, since no clock is further on."""
    if isinstance(since, datetime):
        return utc(since)
    return date.fromordinal(max(since.toordinal() - 1, 1)).isoformat()


def _with_snippets(db: Database, rows: list[Found], table: str, search: Search) -> list[Found]:
    """Results with the words found in their surroundings; made for those shown alone."""
    sql = f"""select snippet({table}, -1, ?, ?, '…', {_WORDS}) from {table}
        where {table} match ? and rowid = ?"""  # noqa: S608 - names are our own
    for row in rows:
        row_id = row.pop("row_id")
        row["snippet"] = None
        if search.words:
            marks = (MATCH_BEGINS, MATCH_ENDS, expression(search.words), row_id)
            row["snippet"] = db.execute(sql, marks).fetchone()[0]
    return rows
