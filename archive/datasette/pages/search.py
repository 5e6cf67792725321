"""The search page: articles, captions and credits, best first, with what was found in its place."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING, Any

from datasette import Response  # type: ignore[import-untyped]  # 0.65 has no types
from markupsafe import Markup, escape

from archive.datasette.access import OWN_PAGE, Access
from archive.datasette.functions import search_words
from archive.datasette.pages.looks import looks
from archive.datasette.questions import RANKED
from archive.datasette.rights import RIGHTS

if TYPE_CHECKING:
    from datasette.app import Datasette  # type: ignore[import-untyped]  # likewise
    from datasette.utils.asgi import Request  # type: ignore[import-untyped]  # likewise

PER_PAGE = 20
OPEN, CLOSE = "\x02", "\x03"
"""Put around what was found: characters that no text has, since those of a tag would be escaped."""

ARTICLES = f"""with found (id, relevance) as materialized (
    select id, relevance from (
        select articles.id, bm25(articles_fts, 8.0, 4.0, 1.0, 4.0) as relevance
        from articles_fts
        join articles on articles.id = articles_fts.rowid
        where articles_fts match :words
            and (:site = '' or articles.site = :site)
            and (:since = '' or articles.date_published >= :since)
            and (:until = '' or substr(articles.date_published, 1, length(:until)) <= :until)
        order by articles_fts.rowid desc limit {RANKED}
    )
    order by relevance, id desc limit :limit offset :offset
)
select articles.url, articles.headline, articles.site, articles.date_published,
    highlight(articles_fts, 0, :open, :close) as shown_headline,
    snippet(articles_fts, -1, :open, :close, '…', 36) as found
from found
join articles_fts on articles_fts.rowid = found.id
join articles on articles.id = found.id
where articles_fts match :words
order by found.relevance, found.id desc"""  # noqa: S608 - every part of it is ours

PHOTOS = f"""with found (id, relevance) as materialized (
    select id, relevance from (
        select shown_uses.photo_use_id as id,
            bm25(photo_uses_fts, 2.0, 4.0, 6.0, 3.0, 1.0) as relevance
        from photo_uses_fts
        join shown_uses on shown_uses.photo_use_id = photo_uses_fts.rowid
        where photo_uses_fts match :words
            and (:site = '' or shown_uses.site = :site)
            and (:rights = '' or shown_uses.rights = :rights)
            and (:since = '' or shown_uses.date_published >= :since)
            and (:until = '' or substr(shown_uses.date_published, 1, length(:until)) <= :until)
        order by photo_uses_fts.rowid desc limit {RANKED}
    )
    order by relevance, id desc limit :limit offset :offset
)
select photos.content_url as photo_url, photos.sha256, photo_uses.alt, photo_uses.rights,
    highlight(photo_uses_fts, 0, :open, :close) as caption,
    highlight(photo_uses_fts, 1, :open, :close) as credit_line,
    articles.url as article_url, articles.headline, articles.site, articles.date_published
from found
join photo_uses_fts on photo_uses_fts.rowid = found.id
join photo_uses on photo_uses.id = found.id
join shown_uses on shown_uses.photo_use_id = found.id
join articles on articles.id = shown_uses.article_id
join photos on photos.id = photo_uses.photo_id
where photo_uses_fts match :words
order by found.relevance, found.id desc"""  # noqa: S608 - likewise

SITES = """with recursive sites (site) as (
    select min(site) from articles
    union all
    select (select min(site) from articles where site > sites.site) from sites
    where sites.site is not null
)
select site from sites where site is not null"""
"""Steps from one to the next in the index; `distinct` would go through every article."""

DAY = re.compile(r"[0-9]{4}(?:-[0-9]{2}(?:-[0-9]{2})?)?")
"""A day, month or year: the beginning of ``date_published``, which has the site's own clock."""


async def show(datasette: Datasette, request: Request) -> Response:
    """The search page for ``?q=``, and ``in=articles`` or ``in=photos`` for more of one kind."""
    access = Access(datasette, request)
    await access.check()
    query = access.argument("q")[:500]
    kind = access.argument("in")
    page = access.number("page", 1)
    filters = {
        "site": access.argument("site"),
        "rights": access.argument("rights"),
        "since": _day(access.argument("since")),
        "until": _day(access.argument("until")),
    }
    found: dict[str, list[dict[str, Any]]] = {"photos": [], "articles": []}
    if query:
        limits = {"limit": PER_PAGE + 1, "offset": PER_PAGE * (page - 1)}
        asked = {"words": search_words(query), "open": OPEN, "close": CLOSE, **filters, **limits}
        if kind != "articles":
            found["photos"] = await access.rows(PHOTOS, **asked)
        if kind != "photos" and not filters["rights"]:
            found["articles"] = await access.rows(ARTICLES, **asked)
    variables = {
        "query": query,
        "kind": kind if kind in found else "",
        "page": page,
        "filters": filters,
        "sites": [row["site"] for row in await access.rows(SITES)],
        "kinds_of_rights": RIGHTS,
        "more": {name for name, rows in found.items() if len(rows) > PER_PAGE},
        "photos": found["photos"][:PER_PAGE],
        "articles": found["articles"][:PER_PAGE],
        "marked": marked,
        **looks(access),
    }
    html = await datasette.render_template("search.html", variables, request=request)
    return Response.html(html, headers=OWN_PAGE)


def marked(text: str | None) -> Markup:
    """A text with what was found in it marked; all else in it is text."""
    shown = str(escape(text or ""))
    opened = shown.count(OPEN)
    shown = shown.replace(OPEN, "<mark>").replace(CLOSE, "</mark>")
    missing = max(opened - shown.count("</mark>"), 0)
    return Markup(shown + "</mark>" * missing)  # noqa: S704 - escaped above


def _day(text: str) -> str:
    return text if DAY.fullmatch(text) else ""
