"""Reads what a rebuild goes through: captures that may be pages, and captures of photos.

And which files it is through with: rows that are there only while one is under way.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from archive.index.queries import REF_COLUMNS, ref_of

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator

    from sqlite_utils import Database

    from archive.model import RecordRef

# Records that were made without HTTP have no status, nor have revisits that repeat the head too.
# Other tools keep text, screenshots and lists of theirs under ``urn:`` and addresses of that kind.
_WHOLE = """where warc_filename = ? and truncated is null and (
        (status between 200 and ? and record_type in ('response', 'revisit', 'resource'))
        or (status is null and record_type in ('revisit', 'resource'))
    ) and target_uri like 'http%'"""

_PAGES = _WHOLE + " order by warc_offset"

_PHOTOS = f"""{_WHOLE} and exists (select 1 from photos where content_url = target_uri)
    order by warc_offset"""  # noqa: S608 - every part of it stands in this module

_OK, _LAST_REDIRECT = 200, 399


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
            """select id, site, json_extract(warcinfo, '$."article-pattern"') from crawls
            where id in (select crawl_id from captures where warc_filename = ?)""",
            (warc_filename,),
        )
    }
    columns = REF_COLUMNS.replace(" from captures", ", crawl_id from captures")
    for *row, crawl_id in db.execute(columns + _PAGES, (warc_filename, _OK)).fetchall():
        site, pattern = crawls.get(crawl_id, (None, None))
        yield PageSource(ref_of(tuple(row)), site, pattern)


def photo_sources(db: Database, warc_filename: str) -> Iterator[tuple[str, RecordRef]]:
    """Every capture in a file of an address that some article names as a photo's.

    Its answer may be the photo, a redirect to it, or neither.
    """
    for row in db.execute(REF_COLUMNS + _PHOTOS, (warc_filename, _LAST_REDIRECT)).fetchall():
        ref = ref_of(row)
        yield ref.target_uri, ref


def rebuild_steps(db: Database, program: str) -> set[tuple[str, str]]:
    """Files and steps that a rebuild by this version, which is not at its end, is through with."""
    sql = "select warc_filename, step from rebuild_steps where program = ?"
    return set(db.execute(sql, (program,)))


def add_rebuild_step(db: Database, warc_filename: str, step: str, program: str) -> None:
    """Writes that a rebuild is through with a step of a file."""
    db.execute(
        """insert into rebuild_steps (warc_filename, step, program) values (?, ?, ?)
        on conflict (warc_filename, step) do update set program = excluded.program""",
        (warc_filename, step, program),
    )


def forget_rebuild_steps(db: Database, warc_filenames: Iterable[str]) -> None:
    """Ends a rebuild of files: the next one begins anew."""
    db.conn.executemany(
        "delete from rebuild_steps where warc_filename = ?", [(name,) for name in warc_filenames]
    )
