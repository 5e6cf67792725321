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

from archive.datasette.changes import in_words
from archive.datasette.rights import RIGHTS

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping

    Cell = Callable[["Row", Any], Markup | None]

WEB_ADDRESS = re.compile(r"https?://[^\s\x00-\x1f\x7f]+", re.IGNORECASE)
NOTHING = Markup('<span class="none"></span>')
SHA256 = re.compile(r"[0-9a-f]{64}")


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
        if isinstance(value, dict):  # a foreign key, as Datasette expands it
            value = value.get("value")
        return value if isinstance(value, str) else None

    def page(self, name: str, **parameters: str) -> str:
        """The address of a table or canned query with these parameters."""
        path = f"{self.base}/{name}"
        return f"{path}?{urlencode(parameters)}" if parameters else path

    def photo(self, content_url: str) -> str:
        """The address of the page about a photo."""
        return self._own("photo", url=content_url)

    def article(self, url: str, **parameters: object) -> str:
        """The address of the page about an article."""
        return self._own("article", url=url, **parameters)

    def search(self, **parameters: str) -> str:
        """The address of the search page."""
        return self._own("search", **parameters)

    def archived(self, url: str, at: str) -> str:
        """The address that leads to the capture of ``url`` nearest to a moment."""
        return self._own("archived", url=url, at=at)

    def record(self, warc_filename: str, warc_offset: int) -> str:
        """The address that leads to the capture at a place in a WARC file."""
        return self._own("archived", warc_filename=warc_filename, warc_offset=str(warc_offset))

    def replay(self, capture: int, part: str = "") -> str:
        """The address of a capture as it was; ``/content`` is the bare page."""
        return f"{self.root}-/replay/{quote(self.database, safe='')}/{capture}{part}"

    def feed(self, **parameters: str) -> str:
        """The address of an Atom feed of new photos."""
        return self._own("feed", **parameters)

    @property
    def growth(self) -> str:
        """The address of the page about what the archive holds, and how it grows."""
        return self._own("growth")

    def _own(self, kind: str, **parameters: object) -> str:
        path = f"{self.root}-/{kind}/{quote(self.database, safe='')}"
        return f"{path}?{urlencode(parameters)}" if parameters else path

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


def long_text(_row: Row, value: str) -> Markup:
    """A text that tables show the beginning of, and a row's own page all of."""
    return Markup('<div class="long">{}</div>').format(value)


def photo(row: Row, value: str) -> Markup:
    """A thumbnail that leads to the page about the photo, and the address it came from."""
    sha256 = row.get("sha256")
    if sha256 is None or not SHA256.fullmatch(sha256):
        picture = Markup('<a class="picture missing" href="{}">not archived</a>').format(
            row.photo(value)
        )
    else:
        alt = row.get("alt") or row.get("caption") or ""
        picture = Markup(
            '<a class="picture" href="{}"><img src="{}" alt="{}" loading="lazy"'
            ' decoding="async"></a>'
        ).format(row.photo(value), row.picture(sha256, "thumbnail"), alt[:300])
    return Markup("{}{}").format(picture, address(row, value))


def article(row: Row, value: str) -> Markup:
    """An article's address: its page here, and the way to the site."""
    return Markup('<span class="address"><a href="{}" title="{}">{}</a> {}</span>').format(
        row.article(value), value, shortened(value), link(value, "↗", "on the site")
    )


def capture(row: Row, value: str) -> Markup:
    """A captured address, leading to what was captured."""
    filename, offset = row.get("warc_filename"), row.values.get("warc_offset")
    if filename is None or not isinstance(offset, int):
        return address(row, value)
    return Markup('<span class="address"><a href="{}" title="{}">{}</a> {}</span>').format(
        row.record(filename, offset), value, shortened(value), link(value, "↗", "on the site")
    )


def headline(row: Row, value: str) -> Markup | None:
    """The headline, linked to the page about the article."""
    target = row.get("article_url") or row.get("url")
    return (
        None if target is None else Markup('<a href="{}">{}</a>').format(row.article(target), value)
    )


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


def one_name(row: Row, value: str) -> Markup:
    """A photographer, linked to the pictures."""
    return Markup('<a href="{}">{}</a>').format(row.page("photos_by_creator", creator=value), value)


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


def changes(_row: Row, value: str) -> Markup | None:
    """What changed since the version before, in words."""
    items = strings(value)
    return None if items is None else _list(in_words(item for item in items if item))


def plain_list(_row: Row, value: str) -> Markup | None:
    """Any other list of strings."""
    items = strings(value)
    return None if items is None else _list(Markup("{}").format(item) for item in items if item)


def lines(_row: Row, value: str) -> Markup | None:
    """A list of credits, one below the other."""
    items = strings(value)
    if items is None:
        return None
    shown = Markup("").join(Markup("<li>{}</li>").format(item) for item in items if item)
    return Markup('<ul class="lines">{}</ul>').format(shown) if shown else NOTHING


def _list(items: Any) -> Markup:  # noqa: ANN401 - an iterable of Markup, or of anything escaped
    shown = Markup("").join(Markup("<li>{}</li>").format(item) for item in items)
    return Markup('<ul class="names">{}</ul>').format(shown) if shown else NOTHING


def rights(row: Row, value: str) -> Markup:
    """What may be done with it, in words, linked to others of the kind."""
    return Markup('<a class="rights rights-{}" href="{}">{}</a>').format(
        value if value in RIGHTS else "unknown",
        row.page("photos_by_rights", rights=value, site=""),
        RIGHTS[value].label if value in RIGHTS else value,
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


def captured(row: Row, value: str) -> Markup | None:
    """When a record was captured, leading to it where the row says where it lies."""
    shown = moment(row, value)
    filename, offset = row.get("warc_filename"), row.values.get("warc_offset")
    if shown is None or filename is None or not isinstance(offset, int):
        return shown
    return Markup('<a href="{}">{}</a>').format(row.record(filename, offset), shown)


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
            "license",
            "acquire_license_page",
            "embedded_web_statement",
            "embedded_licensor_url",
        ),
        address,
    ),
    **dict.fromkeys(("article_body", "warcinfo", "summary"), long_text),
    "article_url": article,
    "url": article,
    "target_uri": capture,
    "headline": headline,
    "creator": one_name,
    "credit_lines": lines,
    "sites": plain_list,
    "changes": changes,
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
    "captured_at": captured,
    **dict.fromkeys(
        (
            "date_published",
            "date_modified",
            "published_at",
            "latest",
            "changed_at",
            "first_captured_at",
            "last_captured_at",
            "last_seen_at",
            "gone_since",
            "started_at",
            "finished_at",
        ),
        moment,
    ),
}
"""What renders a column, by its name: tables, views and queries name them alike."""
