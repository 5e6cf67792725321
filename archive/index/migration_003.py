"""Schema, third step: what changed between versions, what stands in a story's place, what is gone.

Shape, and why:

- ``article_versions.changes`` names the kinds of change since the version before, by first capture
  (`archive.index.changes`). A version's digest is now over a form in which typography, white space,
  and the size and host of photos make no difference: versions that differ in nothing else become
  one here, the earliest, with the captures of all; which is what a rebuild makes of them.
- ``captures.wall`` says what kind of page came with status 200 in the place of a story.
- ``page_captures.robots`` has what each capture asks of robots (``meta``, ``X-Robots-Tag``),
  ``articles.robots`` that of the latest; null where an earlier version read it, and none since.
- The view ``gone_articles`` is made of captures alone: an article has gone when its page answers
  404 or 410, or says so with status 200, and neither that page nor another of the article has come
  since. It begins with captures that say "gone", of which there are few.

Walls and robots stand in the WARC alone: `scrapy reindex` fills them in for what came before.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from archive.index.merging import merge_versions
from archive.index.schema import MIGRATIONS, statements

if TYPE_CHECKING:
    from sqlite_utils import Database

COLUMNS = """
alter table article_versions add column changes text not null default '[]';
alter table captures add column wall text
    check (wall in ('soft-404', 'error-page', 'bot-check', 'consent-wall', 'login-wall'));
create index captures_by_wall on captures (wall) where wall is not null;
alter table page_captures add column robots text;
alter table articles add column robots text;
"""

# Cross joins keep the order in which the tables are gone through (https://sqlite.org/lang_select.html).
GONE_VIEW = """
create view gone_articles as
select
    found.article_id,
    articles.site,
    articles.url,
    articles.headline,
    found.last_seen_at,
    first_gone.captured_at as gone_since,
    first_gone.status,
    first_gone.id as capture_id
from (
    select
        article_id,
        target_uri,
        (
            select max(captured_at) from captures as there
            where there.target_uri = pages.target_uri and (
                there.status = 304
                or exists (select 1 from page_captures where capture_id = there.id)
            )
        ) as last_seen_at
    from (
        select distinct article_versions.article_id, seen.target_uri
        from (
            select target_uri from captures where status in (404, 410)
            union
            select target_uri from captures where wall = 'soft-404'
        ) as said
        cross join captures as seen on seen.target_uri = said.target_uri
        cross join page_captures on page_captures.capture_id = seen.id
        cross join article_versions on article_versions.id = page_captures.version_id
    ) as pages
) as found
cross join captures as first_gone on first_gone.id = (
    select id from captures as missing
    where missing.target_uri = found.target_uri
        and missing.captured_at > found.last_seen_at
        and (missing.status in (404, 410) or missing.wall = 'soft-404')
    order by captured_at, record_id limit 1
)
cross join articles on articles.id = found.article_id
where articles.last_captured_at <= found.last_seen_at;
"""

STATISTICS = (("captures", "captures_by_wall", "10000 2500"),)


@MIGRATIONS(transactional=False)
def m003_changes(db: Database) -> None:
    """Kinds of change, walls, wishes of pages to robots, what is gone; versions compared anew."""
    for script in (COLUMNS, GONE_VIEW):
        for statement in statements(script):
            db.execute(statement)
    db.conn.executemany("insert into sqlite_stat1 (tbl, idx, stat) values (?, ?, ?)", STATISTICS)
    db.execute("analyze sqlite_master")  # reads them
    merge_versions(db)
