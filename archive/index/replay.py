"""Reads what a rebuild goes through: captures that may be pages, and captures of photos."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from archive.index.queries import REF_COLUMNS, ref_of

if TYPE_CHECKING:
    from collections.abc import Iterator

    from sqlite_utils import Database

    from archive.model import RecordRef

_PAGES = """where warc_filename = ? and status = 200 and truncated is null
    and record_type in ('response', 'revisit', 'resource') order by warc_offset"""

_PHOTOS = """where warc_filename = ? and status between 200 and 399 and truncated is null
    and record_type in ('response', 'revisit', 'resource')
    and exists (select 1 from photos where content_url = target_uri) order by warc_offset"""


@dataclass(frozen=True, slots=True)
class PageSource:
    """A whole 200 answer, and what its crawl says of the site.

    Attributes:
        ref: the capture.
        site: the site its crawl was for; None where the WARC does not say.
        article_pattern: the pattern that crawl was given by hand, if any.
    """

    ref: RecordRef
    site: str | None
    article_pattern: str | None


def page_sources(db: Database, warc_filename: str) -> Iterator[PageSource]:
    """Every capture of a file that may be a page, in the file's order."""
    crawls = {
        crawl_id: (site, pattern)
        for crawl_id, site, pattern in db.execute(
            """select id, site, json_extract(warcinfo, '$."article-pattern"') from crawls"""
        )
    }
    columns = REF_COLUMNS.replace(" from captures", ", crawl_id from captures")
    for *row, crawl_id in db.execute(columns + _PAGES, (warc_filename,)).fetchall():
        site, pattern = crawls.get(crawl_id, (None, None))
        yield PageSource(ref_of(tuple(row)), site, pattern)


def photo_sources(db: Database, warc_filename: str) -> Iterator[tuple[str, RecordRef]]:
    """Every capture in a file of an address that some article names as a photo's.

    Its answer may be the photo, a redirect to it, or neither.
    """
    for row in db.execute(REF_COLUMNS + _PHOTOS, (warc_filename,)).fetchall():
        ref = ref_of(row)
        yield ref.target_uri, ref
