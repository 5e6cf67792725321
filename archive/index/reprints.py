"""Finds photos of which an article now says something else: their file may be another one, too.

Newspapers put another picture in a story by storing it at the address of the first, and change what
is printed below it. Whoever has the old file and the new credit has a wrong answer.
"""

from __future__ import annotations

from collections import defaultdict
from itertools import pairwise
from typing import TYPE_CHECKING

from archive.index.changes import settled
from archive.index.rows import reading
from archive.index.sql import scalar
from archive.index.values import text
from archive.index.versions import stored_uses, succession

if TYPE_CHECKING:
    from collections.abc import Iterable

    from sqlite_utils import Database

    from archive.index.values import PhotoUse
    from archive.model import Article

CURRENT = "select version_id from articles where url = ?"

# From the crawls on: few are unfinished, and a site may have a million articles.
LEFT = """select article_id, versions.id, first_captured_at from crawls
    cross join captures on captures.crawl_id = crawls.id
    cross join article_versions versions on versions.capture_id = captures.id
    where site is ? and finish_reason is not 'finished'
        and (changes like '%"caption"%' or changes like '%"credit_line"%')"""

ASKED = "select 1 from captures where target_uri = ? and captured_at > ?"


def reprinted(db: Database, article: Article) -> set[str]:
    """Addresses of photos with another caption or credit than in the article's current version."""
    version_id = scalar(db, CURRENT, text(article.canonical_url) or "")
    if version_id is None:
        return set()
    return _reprinted(stored_uses(db, version_id, version_id)[version_id], reading(article).uses)


def unasked_reprints(db: Database, site: str | None) -> set[str]:
    """The same, for what a site's unfinished crawls brought and had no time to ask for."""
    found = set()
    for article_id, version_id, since in db.execute(LEFT, (site,)).fetchall():
        for earlier, later in pairwise(succession(db, article_id)):
            if later == version_id:
                uses = (stored_uses(db, each, each)[each] for each in (earlier, later))
                found |= {
                    url
                    for url in _reprinted(*uses)
                    if db.execute(ASKED, (url, since)).fetchone() is None
                }
    return found


def _reprinted(before: Iterable[PhotoUse], after: Iterable[PhotoUse]) -> set[str]:
    old, new = _printed(before), _printed(after)
    return {url for url in old.keys() & new.keys() if old[url] != new[url]}


def _printed(uses: Iterable[PhotoUse]) -> dict[str, list[tuple[str, str]]]:
    """What is printed with the photo at each address, as versions are compared."""
    found: defaultdict[str, list[tuple[str, str]]] = defaultdict(list)
    for use in uses:
        found[use.content_url].append(
            (settled(use.use["caption"]), settled(use.use["credit_line"]))
        )
    return found
