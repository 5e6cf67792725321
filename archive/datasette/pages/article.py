"""The page about one article: its text, its photos, its versions and what changed between them."""

from __future__ import annotations

import asyncio
import json
from typing import TYPE_CHECKING, Any

from datasette import Response  # type: ignore[import-untyped]  # 0.65 has no types

from archive.datasette.access import OWN_PAGE, Access
from archive.datasette.changes import in_words
from archive.datasette.difference import changed, paragraphs, words
from archive.datasette.errors import NoArticleError
from archive.datasette.pages.looks import looks

if TYPE_CHECKING:
    from datasette.app import Datasette  # type: ignore[import-untyped]  # likewise
    from datasette.utils.asgi import Request  # type: ignore[import-untyped]  # likewise

    from archive.datasette.difference import Paragraph

ARTICLE = """select * from articles where url in (:url, rtrim(:url, '/'), rtrim(:url, '/') || '/')
order by url = :url desc limit 1"""
"""People leave out the last slash, or add one."""

VERSIONS = """select article_versions.*,
    (select count(*) from page_captures where version_id = article_versions.id) as captures
from article_versions
where article_id = :id
order by first_captured_at, id"""

PHOTOS = """select photo_uses.*, photos.content_url as photo_url, photos.sha256
from photo_uses join photos on photos.id = photo_uses.photo_id
where photo_uses.version_id = :id
order by photo_uses.position"""

GONE = "select last_seen_at, gone_since, capture_id from gone_articles where article_id = :id"

LINES = {
    "headline": "Headline",
    "description": "Summary",
    "authors": "Authors",
    "date_published": "Published",
    "section": "Section",
}
"""Besides text and photos, what is compared."""
LISTS = frozenset({"authors"})
"""Those of `LINES` that are JSON arrays. A headline may begin with a bracket, too."""


async def show(datasette: Datasette, request: Request) -> Response:
    """The page about the article at ``?url=``.

    ``version`` is the version shown, counted from 1; ``from`` and ``to`` name two to compare.
    """
    access = Access(datasette, request)
    await access.check()
    article = await access.first(ARTICLE, url=access.argument("url"))
    versions = [] if article is None else await access.rows(VERSIONS, id=article["id"])
    if article is None or not versions:
        raise NoArticleError(access.argument("url"))
    current = 1 + next(
        (place for place, row in enumerate(versions) if row["id"] == article["version_id"]),
        len(versions) - 1,
    )
    number = min(access.number("version", current), len(versions))
    version = versions[number - 1]
    old, new = (min(access.number(name, 0), len(versions)) for name in ("from", "to"))
    difference = None
    if old and new and old != new:
        difference = await _difference(access, versions[old - 1], versions[new - 1])
    variables = {
        "article": article,
        "version": version,
        "number": number,
        "current": current,
        "versions": [{**row, "kinds": in_words(json.loads(row["changes"]))} for row in versions],
        "gone": await access.first(GONE, id=article["id"]),
        "photos": await access.rows(PHOTOS, id=version["id"]),
        "text": [part for part in (version["article_body"] or "").split("\n\n") if part.strip()],
        "compared": (old, new),
        "difference": difference,
        **looks(access),
    }
    html = await datasette.render_template("article.html", variables, request=request)
    return Response.html(html, headers=OWN_PAGE)


async def _difference(
    access: Access, old: dict[str, Any], new: dict[str, Any]
) -> dict[str, list[Paragraph]]:
    """What changed, by part of the article; parts without a change are left out."""
    before = await access.rows(PHOTOS, id=old["id"])
    after = await access.rows(PHOTOS, id=new["id"])
    found = {
        label: [words(_line(name, old[name]), _line(name, new[name]))]
        for name, label in LINES.items()
        if old[name] != new[name]
    }
    loop = asyncio.get_running_loop()
    found["Text"] = await loop.run_in_executor(
        None, paragraphs, old["article_body"], new["article_body"]
    )
    found["Photos"] = paragraphs(_photos(before), _photos(after))
    return {
        label: parts for label, parts in found.items() if any(changed(pieces) for pieces in parts)
    }


def _line(name: str, value: str | None) -> str:
    """A field as text; a list as its items."""
    if value is None:
        return ""
    if name in LISTS:
        return ", ".join(item for item in json.loads(value) if item)
    return value


def _photos(uses: list[dict[str, Any]]) -> str:
    """A photo is a paragraph: its caption and credit, and its address where it has neither."""
    return "\n\n".join(
        " — ".join(filter(None, (use["caption"], use["credit_line"]))).replace("\n", " ")
        or use["photo_url"]
        for use in uses
    )
