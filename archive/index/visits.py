"""Reads which pages were looked at when: recent articles, and addresses that gave a wall instead.

Every query begins at an index of one site's latest rows; an archive of a million articles has some
thousands of them.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from typing import TYPE_CHECKING

from archive.index.values import utc

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator

    from sqlite_utils import Database


@dataclass(frozen=True, slots=True)
class Visited:
    """A page of a site, and when it was looked at.

    Attributes:
        target_uri: the address it was last captured at.
        came_out_at: when its story did: publication, or the first capture where that is earlier or
            the page names no date; UTC.
        last_visited_at: the latest capture of that address, whatever it brought; UTC.
    """

    target_uri: str
    came_out_at: datetime
    last_visited_at: datetime


# Where a date in the future is given, the first capture was earlier: the scalar min() sees to it.
ARTICLES = """select id, min(published_at, first_captured_at), last_captured_at
        from articles where site is ?1 and published_at >= ?2
    union all
    select id, first_captured_at, last_captured_at
        from articles where site is ?1 and published_at is null and first_captured_at >= ?2"""

PAGE = """select target_uri,
        (select max(captured_at) from captures as visits where visits.target_uri = pages.target_uri)
    from article_versions
    join page_captures on page_captures.version_id = article_versions.id
    join captures as pages on pages.id = page_captures.capture_id
    where article_id = ? order by pages.captured_at desc, pages.record_id desc limit 1"""

WALLS = """select target_uri, min(captured_at),
        (select max(captured_at) from captures as visits where visits.target_uri = walls.target_uri)
    from captures as walls join crawls on crawls.id = walls.crawl_id
    where wall is not null and crawls.site is ?1 and captured_at >= ?2
        and not exists (
            select 1 from captures as pages join page_captures on capture_id = pages.id
            where pages.target_uri = walls.target_uri)
    group by target_uri"""


def recent_pages(
    db: Database, site: str | None, since: datetime, is_due: Callable[[datetime, datetime], bool]
) -> Iterator[Visited]:
    """Pages of articles that came out lately.

    Args:
        db: the index.
        site: the site's name.
        since: articles that came out earlier are left out.
        is_due: asked with when an article came out and when its page was last captured: only where
            it says yes are the visits that brought no page looked up.
    """
    for article_id, came_out, last_captured in db.execute(ARTICLES, (site, utc(since))).fetchall():
        moments = datetime.fromisoformat(came_out), datetime.fromisoformat(last_captured)
        if is_due(*moments):
            target_uri, last_visited = db.execute(PAGE, (article_id,)).fetchone()
            yield Visited(target_uri, moments[0], datetime.fromisoformat(last_visited))


def walled_pages(db: Database, site: str | None, since: datetime) -> Iterator[Visited]:
    """Addresses that gave nothing but a wall in the place of a story, the first of it lately."""
    for target_uri, first, last in db.execute(WALLS, (site, utc(since))).fetchall():
        yield Visited(target_uri, datetime.fromisoformat(first), datetime.fromisoformat(last))
