"""New photos as an Atom feed (RFC 4287): a photographer's, an organization's, a site's, or all."""

from __future__ import annotations

import re
from datetime import UTC, datetime
from typing import TYPE_CHECKING, Any

from datasette import Response  # type: ignore[import-untyped]  # 0.65 has no types
from lxml import etree
from markupsafe import Markup

from archive.datasette.access import Access
from archive.datasette.cells import SHA256, WEB_ADDRESS, strings
from archive.datasette.errors import NoFeedError
from archive.datasette.questions import CHOSEN, by_party
from archive.datasette.rights import RIGHTS

if TYPE_CHECKING:
    from collections.abc import Callable

    from datasette.app import Datasette  # type: ignore[import-untyped]  # likewise
    from datasette.utils.asgi import Request  # type: ignore[import-untyped]  # likewise
    from lxml.etree import _Element

    Absolute = Callable[[str], str]

ATOM = "http://www.w3.org/2005/Atom"
MEDIA_TYPE = "application/atom+xml; charset=utf-8"
SAFETY = {
    "X-Content-Type-Options": "nosniff",
    "Content-Security-Policy": "sandbox; default-src 'none'",
}
NAMESPACE: dict[Any, str] = {None: ATOM}
MOST = 50

BY_PERSON = by_party("person", "captured_at", MOST)
BY_ORGANIZATION = by_party("organization", "captured_at", MOST)
# Each way of asking has an index of its own to begin at: a site of long ago has its photos behind
# a million others. The newest of a part are those published last.
NEWEST = f"""with chosen (photo_use_id) as (
    select * from (
        select photo_use_id from shown_uses
        where :site = '' and :rights = '' order by captured_at desc limit {MOST})
    union all select * from (
        select photo_use_id from shown_uses indexed by shown_uses_by_site
        where :site != '' and :rights = '' and site = :site
        order by date_published desc limit {MOST})
    union all select * from (
        select photo_use_id from shown_uses indexed by shown_uses_by_site_rights
        where :site != '' and :rights != '' and site = :site and rights = :rights
        order by published_at desc limit {MOST})
    union all select * from (
        select photo_use_id from shown_uses indexed by shown_uses_by_rights
        where :site = '' and :rights != '' and rights = :rights
        order by published_at desc limit {MOST})
)
{CHOSEN.format(order="captured_at")}"""  # noqa: S608 - every part of it is ours

NARROWED = ("creator", "organization", "site", "rights", "q")
"""What pages of ours are narrowed by: a feed that passed over one would have other photos."""

_NOT_XML = re.compile("[\x00-\x08\x0b\x0c\x0e-\x1f\x7f-\x9f\ufffe\uffff\ud800-\udfff]")
"""Characters that XML 1.0, section 2.2, has no way to write, or discourages."""


async def show(datasette: Datasette, request: Request) -> Response:
    """The feed of ``?creator=``, ``?organization=``, or ``?site=`` and ``?rights=``; else of all.

    Raises:
        NoFeedError: it is asked for in another way.
    """
    access = Access(datasette, request)
    await access.check()
    asked = {name: value for name in NARROWED if (value := access.argument(name))}
    if asked.keys() == {"creator"}:
        rows = await access.rows(BY_PERSON, **asked)
        page = access.row.page("photos_by_creator", **asked)
    elif asked.keys() == {"organization"}:
        rows = await access.rows(BY_ORGANIZATION, **asked)
        page = access.row.page("photos_by_organization", **asked)
    elif asked.keys() <= {"site", "rights"}:
        rows = await access.rows(NEWEST, **{"site": "", "rights": "", **asked})
        page = access.row.page("photo_credits", **asked)
    else:
        raise NoFeedError(asked)

    def absolute(path: str) -> str:
        return str(datasette.absolute_url(request, path))

    about = ", ".join(RIGHTS[value].label if value in RIGHTS else value for value in asked.values())
    feed = etree.Element(f"{{{ATOM}}}feed", nsmap=NAMESPACE)
    address = absolute(access.row.feed(**asked))
    _add(feed, "id", address)
    _add(feed, "title", f"New photos: {about}" if about else "New photos")
    _add(feed, "updated", max((row["captured_at"] for row in rows), default=_now()))
    _add(feed, "link", rel="self", type="application/atom+xml", href=address)
    _add(feed, "link", rel="alternate", type="text/html", href=absolute(page))
    _add(feed, "generator", "Defense news archive")
    seen = set()
    for row in rows:
        if row["photo_url"] not in seen and WEB_ADDRESS.fullmatch(row["photo_url"]):
            seen.add(row["photo_url"])
            _add_entry(feed, row, access, absolute)
    body = etree.tostring(feed, encoding="utf-8", xml_declaration=True)
    return Response(body, headers=SAFETY, content_type=MEDIA_TYPE)


def _add_entry(feed: _Element, row: dict[str, Any], access: Access, absolute: Absolute) -> None:
    """A photo, at its newest use."""
    entry = etree.SubElement(feed, f"{{{ATOM}}}entry")
    _add(entry, "id", row["photo_url"])
    title = row["caption"] or row["credit_line"] or row["headline"] or row["photo_url"]
    _add(entry, "title", title)
    _add(entry, "updated", row["captured_at"] or _now())
    if row["date_published"]:
        _add(entry, "published", row["date_published"])
    named = strings(row["creators"]) or strings(row["organizations"]) or []
    for name in filter(None, named or ["unknown"]):
        _add(_add(entry, "author"), "name", name)
    page = absolute(access.row.photo(row["photo_url"]))
    _add(entry, "link", rel="alternate", type="text/html", href=page)
    kind = RIGHTS.get(row["rights"])
    _add(entry, "rights", f"{kind.label}: {row['credit_line']}" if kind else "No credit")
    _add(entry, "content", _html(row, access, absolute), type="html")


def _add(parent: _Element, name: str, text: str | None = None, **attributes: str) -> _Element:
    """An element in the feed's namespace; characters that XML cannot hold are left out."""
    element = etree.SubElement(parent, f"{{{ATOM}}}{name}", attributes)
    element.text = None if text is None else _NOT_XML.sub("", text)
    return element


def _html(row: dict[str, Any], access: Access, absolute: Absolute) -> str:
    """What a feed reader shows; everything that a page wrote is escaped in it."""
    picture = Markup()
    if row["sha256"] and SHA256.fullmatch(row["sha256"]):
        source = absolute(access.row.picture(row["sha256"], "thumbnail"))
        picture = Markup('<p><img src="{}" alt=""></p>').format(source)
    article = absolute(access.row.article(row["article_url"]))
    return str(
        picture
        + Markup("<p>{}</p><p><b>{}</b></p>").format(row["caption"] or "", row["credit_line"] or "")
        + Markup('<p>In <a href="{}">{}</a>, {}</p>').format(
            article, row["headline"] or row["article_url"], row["site"] or ""
        )
    )


def _now() -> str:
    return datetime.now(UTC).isoformat(timespec="seconds")
