"""How the cells of a table look: thumbnails, names, rights, links, moments.

Everything that comes from a page or a file is text: it is escaped, always, and only addresses
that begin with ``http://`` or ``https://`` become links.
"""

from __future__ import annotations

import json
import re
from datetime import datetime
from typing import TYPE_CHECKING, Any
from urllib.parse import quote, urlencode, urlsplit

from markupsafe import Markup

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping

    Cell = Callable[["Row", Any], Markup | None]

WEB_ADDRESS = re.compile(r"https?://[^\s\x00-\x1f\x7f]+", re.IGNORECASE)
NOTHING = Markup('<span class="none"></span>')
SHA256 = re.compile(r"[0-9a-f]{64}")

RIGHTS = {
    "us-government": "US government",
    "crown-or-other-government": "Crown or other government",
    "agency": "Agency",
    "company": "Company",
    "creative-commons-or-ogl": "Creative Commons or OGL",
    "courtesy-or-handout": "Courtesy or handout",
    "own-staff-or-freelance": "Own staff or freelance",
    "unknown": "Unknown",
}


class Row:
    """A row as Datasette hands it over, with the addresses of pages about it.

    Attributes:
        values: columns and values.
        base: Datasette's ``base_url`` and the database, e.g. ``/index``.
        root: Datasette's ``base_url``, e.g. ``/``.
    """

    def __init__(self, values: Mapping[str, Any], root: str, database: str) -> None:
        self.values = values
        self.root = root
        self.database = database
        self.base = f"{root}{quote(database, safe='')}"

    def get(self, column: str) -> str | None:
        """A column's text; None if the row has no such column, or no text in it."""
        value = self.values.get(column)
        return value if isinstance(value, str) else None

    def page(self, name: str, **parameters: str) -> str:
        """The address of a table or canned query with these parameters."""
        return f"{self.base}/{name}?{urlencode(parameters)}"

    def picture(self, sha256: str, kind: str) -> str:
        """The address of an archived photo (``original``) or its ``thumbnail``."""
        return f"{self.root}-/photos/{quote(self.database, safe='')}/{sha256}/{kind}"


def render(row: Row, column: str, value: object) -> Markup | None:
    """The cell's HTML; None where Datasette's own rendering is right."""
    if value is None or value == "":
        return None
    renderer = RENDERERS.get(column)
    return renderer(row, value) if renderer and isinstance(value, str) else None


def link(address: str, text: str, title: str = "") -> Markup:
    """A link to a page of strangers, or plain text where the address is not of the web."""
    if not WEB_ADDRESS.fullmatch(address):
        return Markup("<span>{}</span>").format(text)
    return Markup(
        '<a href="{}" rel="noopener noreferrer nofollow" referrerpolicy="no-referrer"{}>{}</a>'
    ).format(address, Markup(' title="{}"').format(title) if title else "", text)


def address(_row: Row, value: str) -> Markup:
    """An address, shortened in the middle to what tells it from others."""
    return Markup('<span class="address">{}</span>').format(link(value, shortened(value), value))


def shortened(value: str, limit: int = 48) -> str:
    """An address without scheme and ``www.``; what lies between host and end is cut if long."""
    try:
        parts = urlsplit(value)
        host = parts.hostname or ""
    except ValueError:  # urlsplit refuses some hosts, e.g. an unclosed IPv6 bracket
        return value[:limit]
    rest = value.split("://", 1)[-1].partition("/")[2].rstrip("/")
    short = f"{host.removeprefix('www.')}/{rest}".rstrip("/") if host else value
    if len(short) <= limit:
        return short
    tail = short[-(limit - len(host) - 2) :] if len(host) < limit - 12 else short[-limit // 2 :]
    return f"{host.removeprefix('www.')}/…{tail}"


def photo(row: Row, value: str) -> Markup:
    """A thumbnail that opens the archived photo, the address it came from, its credits' sources."""
    sha256 = row.get("sha256")
    if sha256 is None or not SHA256.fullmatch(sha256):
        picture = Markup('<span class="picture missing">not archived</span>')
    else:
        alt = row.get("alt") or row.get("caption") or ""
        picture = Markup(
            '<a class="picture" href="{}"><img src="{}" alt="{}" loading="lazy"'
            ' decoding="async"></a>'
        ).format(row.picture(sha256, "original"), row.picture(sha256, "thumbnail"), alt[:300])
    sources = Markup('<a class="sources" href="{}">every source</a>').format(
        row.page("credit_sources", photo_url=value)
    )
    return Markup("{}{}{}").format(picture, address(row, value), sources)


def headline(row: Row, value: str) -> Markup | None:
    """The headline, linked to the article on its site."""
    target = row.get("article_url") or row.get("url")
    return None if target is None else link(target, value)


def strings(value: str) -> list[str | None] | None:
    """The strings of a JSON array; None if it is something else."""
    try:
        items = json.loads(value)
    except ValueError:
        return None
    if not isinstance(items, list) or not all(isinstance(i, str | None) for i in items):
        return None
    return items


def names(row: Row, value: str) -> Markup | None:
    """Photographers, each with the rank and linked to their other pictures."""
    creators = strings(value)
    if creators is None:
        return None
    ranks = strings(row.get("ranks") or "[]") or []
    ranks += [None] * (len(creators) - len(ranks))
    return _list(
        Markup('<a href="{}">{}{}</a>').format(
            row.page("photos_by_creator", creator=name),
            Markup('<span class="rank">{}</span> ').format(rank) if rank else "",
            name,
        )
        for name, rank in zip(creators, ranks, strict=False)
        if name
    )


def organizations(row: Row, value: str) -> Markup | None:
    """Organizations, each linked to its pictures."""
    items = strings(value)
    if items is None:
        return None
    return _list(
        Markup('<a href="{}">{}</a>').format(
            row.page("photos_by_organization", organization=name), name
        )
        for name in items
        if name
    )


def plain_list(_row: Row, value: str) -> Markup | None:
    """Any other list of strings."""
    items = strings(value)
    return None if items is None else _list(Markup("{}").format(item) for item in items if item)


def _list(items: Any) -> Markup:  # noqa: ANN401 - an iterable of Markup, or of anything escaped
    shown = Markup("").join(Markup("<li>{}</li>").format(item) for item in items)
    return Markup('<ul class="names">{}</ul>').format(shown) if shown else NOTHING


def rights(row: Row, value: str) -> Markup:
    """What may be done with it, in words, linked to others of the kind."""
    return Markup('<a class="rights rights-{}" href="{}">{}</a>').format(
        value if value in RIGHTS else "unknown",
        row.page("photos_by_rights", rights=value, site=""),
        RIGHTS.get(value, value),
    )


def identifier(row: Row, value: str) -> Markup:
    """An image number, linked to every use of the picture."""
    return Markup('<a class="code" href="{}">{}</a>').format(
        row.page("where_used", picture=value), value
    )


def digest(row: Row, value: str) -> Markup | None:
    """The start of a file's digest, linked to every use of the file."""
    if not SHA256.fullmatch(value):
        return None
    return Markup('<a class="code" title="sha256 {}" href="{}">{}…</a>').format(
        value, row.page("where_used", picture=value), value[:12]
    )


def moment(_row: Row, value: str) -> Markup | None:
    """A moment to the minute, in its own offset; the whole on hovering."""
    try:
        date = datetime.fromisoformat(value)
    except ValueError:
        return None
    zone = "" if date.tzinfo is None else value[-6:] if date.utcoffset() else "UTC"
    return Markup('<time datetime="{}" title="{}">{} <small>{}</small></time>').format(
        value, value, f"{date:%Y-%m-%d %H:%M}", zone
    )


RENDERERS: dict[str, Cell] = {
    "photo_url": photo,
    "content_url": photo,
    **dict.fromkeys(
        (
            "article_url",
            "url",
            "target_uri",
            "license",
            "acquire_license_page",
            "embedded_web_statement",
            "embedded_licensor_url",
        ),
        address,
    ),
    "headline": headline,
    "creators": names,
    "organizations": organizations,
    **dict.fromkeys(
        ("ranks", "authors", "keywords", "urls", "embedded_creators"),
        plain_list,
    ),
    "rights": rights,
    "identifier": identifier,
    "embedded_identifier": identifier,
    "sha256": digest,
    **dict.fromkeys(
        (
            "date_published",
            "date_modified",
            "captured_at",
            "first_captured_at",
            "last_captured_at",
            "started_at",
            "finished_at",
        ),
        moment,
    ),
}
"""What renders a column, by its name: tables, views and queries name them alike."""
