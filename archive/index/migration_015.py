"""Schema, fifteenth step: where redirects lead, and articles that have gone behind one.

``captures.redirect`` is the address that a redirect leads to. Rows from before have none until
`scrapy reindex` reads their records again.

Many sites answer for a story that was taken down with a redirect to the front page, or to a page
that says that there is nothing. ``gone_articles`` has these too. A story that moved has not gone:
what is read at its new address is a later capture of the same article.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from archive.index.schema import MIGRATIONS, statements

if TYPE_CHECKING:
    from sqlite_utils import Database

_PATH = "rtrim(redirect, '/')"
# GLOB's star goes over slashes: of hosts alone, or with one segment that names language or home.
TO_FRONT_PAGE = f"""redirect is not null and (
        {_PATH} not glob '*://*/*'
        or ({_PATH} not glob '*://*/*/*' and (
            {_PATH} glob '*/[a-z][a-z]' or {_PATH} glob '*/index.*' or {_PATH} glob '*/home'
        ))
    )"""

REDIRECTS = f"""
alter table captures add column redirect text;
create index captures_by_redirect on captures (redirect) where redirect is not null;
create index captures_to_front_page on captures (target_uri) where {TO_FRONT_PAGE};
"""

# Cross joins keep the order in which the tables are gone through, from the few captures that say
# "gone" (https://sqlite.org/lang_select.html).
GONE_VIEW = f"""
drop view gone_articles;
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
            union
            select target_uri from captures indexed by captures_to_front_page
            where {TO_FRONT_PAGE}
            union
            select leading.target_uri from captures as missing
            cross join captures as leading on leading.redirect = missing.target_uri
            where missing.status in (404, 410)
            union
            select leading.target_uri from captures as missing
            cross join captures as leading on leading.redirect = missing.target_uri
            where missing.wall = 'soft-404'
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
        and (
            missing.status in (404, 410)
            or missing.wall = 'soft-404'
            or ({TO_FRONT_PAGE})
            or exists (
                select 1 from captures as there
                where there.target_uri = missing.redirect
                    and there.captured_at >= missing.captured_at
                    and (there.status in (404, 410) or there.wall = 'soft-404')
            )
        )
    order by captured_at, record_id limit 1
)
cross join articles on articles.id = found.article_id
where articles.last_captured_at <= found.last_seen_at;
"""  # noqa: S608 - every part of it stands in this module

# As in the first step: what ANALYZE finds in an archive of a million articles.
STATISTICS = (
    ("captures", "captures_by_redirect", "200000 2"),
    ("captures", "captures_to_front_page", "10000 2"),
)


@MIGRATIONS()
def m015_redirects(db: Database) -> None:
    """The column, its indexes, and the view."""
    for script in (REDIRECTS, GONE_VIEW):
        for statement in statements(script):
            db.execute(statement)
    db.conn.executemany("insert into sqlite_stat1 (tbl, idx, stat) values (?, ?, ?)", STATISTICS)
    db.execute("analyze sqlite_master")  # reads them
