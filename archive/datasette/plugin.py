"""Datasette plugin: our metadata, cells with thumbnails, photos out of the WARC files.

Loaded with ``--plugins-dir``; Datasette 0.65's hooks
(https://docs.datasette.io/en/stable/plugin_hooks.html).
"""

from __future__ import annotations

import asyncio
from concurrent.futures import ThreadPoolExecutor
from functools import lru_cache
from pathlib import Path
from typing import TYPE_CHECKING, Any

from datasette import (  # type: ignore[import-untyped]  # Datasette 0.65 has no types
    Response,
    handle_exception,
)
from pluggy import HookimplMarker

from archive.datasette import pages
from archive.datasette.cells import Row, render
from archive.datasette.columns import TABLES
from archive.datasette.counting import CountedDatabase
from archive.datasette.errors import PictureError, PictureTypeError
from archive.datasette.facets import KeptFacet
from archive.datasette.filters import narrowed
from archive.datasette.functions import register
from archive.datasette.metadata import DATABASE, METADATA
from archive.datasette.pages.search import SITES
from archive.datasette.pictures import PLACES, Picture, read_picture, thumbnail
from archive.datasette.questions import QUESTIONS
from archive.datasette.records import Place
from archive.datasette.rights import RIGHTS

if TYPE_CHECKING:
    import sqlite3
    from collections.abc import Awaitable, Callable, Mapping

    from datasette.app import Datasette  # type: ignore[import-untyped]  # likewise
    from datasette.filters import FilterArguments  # type: ignore[import-untyped]  # likewise
    from datasette.utils.asgi import Request  # type: ignore[import-untyped]  # likewise
    from markupsafe import Markup

    Maker = Callable[[Path, tuple[Place, ...], str], Picture]

hookimpl = HookimplMarker("datasette")

DECODERS = ThreadPoolExecutor(max_workers=2, thread_name_prefix="photos")
"""Large photos take memory: so many are decoded at once."""

SAFETY = {
    # What strangers sent must not act, whatever a browser takes it for.
    "Content-Security-Policy": "sandbox; default-src 'none'",
    "X-Content-Type-Options": "nosniff",
    "Cross-Origin-Resource-Policy": "same-origin",
    "Referrer-Policy": "no-referrer",
}
HELD = f"""select
    (select count(*) from articles) as articles,
    (select count(*) from ({SITES})) as sites,
    (select count(*) from shown_uses) as photos"""  # noqa: S608 - every part of it is ours

LATEST = """select photos.content_url as photo_url, photos.sha256, photo_uses.caption,
    photo_uses.credit_line, shown_uses.site
from (
    select photo_id, photo_use_id, site from shown_uses order by published_at desc limit 200
) as shown_uses
join photos on photos.id = shown_uses.photo_id and photos.sha256 is not null
join photo_uses on photo_uses.id = shown_uses.photo_use_id
    and photo_uses.credit_line is not null
limit 8"""

FREQUENT = "select name, uses from organizations where uses > 0 order by uses desc limit 12"

FOR_GOOD = {"Cache-Control": "private, max-age=31536000, immutable"}
"""The address names the bytes by their digest: they cannot change."""


@hookimpl
def startup(datasette: Datasette) -> None:
    """Sets what there is no setting for in 0.65.

    Datasette prints every page that is not there with all its variables, wherever rich is
    installed; and where no traceback is at hand (a path that no route matches) rich raises, so that
    404 becomes 500.
    """
    handle_exception.rich = None
    if DATABASE in datasette.databases:
        CountedDatabase.replace(datasette, DATABASE)


@hookimpl
def prepare_connection(conn: sqlite3.Connection) -> None:
    """The functions that our canned queries use."""
    register(conn)


@hookimpl
def register_facet_classes() -> list[type[KeptFacet]]:
    """Facets beside Datasette's own."""
    return [KeptFacet]


@hookimpl
def get_metadata() -> dict[str, Any]:
    """Titles, descriptions, facets, canned queries."""
    return METADATA


@hookimpl
def render_cell(
    row: Mapping[str, Any], value: object, column: str, database: str, datasette: Datasette
) -> Markup | None:
    """Thumbnails, names, rights, links, moments."""
    values = {name: row[name] for name in row.keys()}  # noqa: SIM118 - sqlite3.Row iterates over values
    return render(Row(values, datasette.setting("base_url"), database), column, value)


@hookimpl
def filters_from_request(request: Request, table: str) -> FilterArguments:
    """Rows of a view by an address, through an index."""
    return narrowed(request, table)


@hookimpl
def extra_css_urls(datasette: Datasette) -> list[str]:
    """Our style sheets."""
    return [datasette.urls.path(f"/archive-static/{name}.css") for name in ("archive", "pages")]


@hookimpl
def menu_links(datasette: Datasette) -> list[dict[str, str]]:
    """The ways to what people look for, from everywhere."""
    if DATABASE not in datasette.databases:
        return []
    row = Row({}, datasette.setting("base_url"), DATABASE)
    return [
        {"href": f"{row.base}/photo_credits", "label": "Photos and credits"},
        {"href": row.search(), "label": "Search"},
        {"href": f"{row.base}/credit_disagreements", "label": "Credited differently"},
        {"href": f"{row.base}/gone_articles", "label": "Articles that have gone"},
        {"href": row.growth, "label": "What the archive holds"},
    ]


@hookimpl
def extra_template_vars(
    template: str, database: str | None, table: str | None, datasette: Datasette
) -> Callable[[], Awaitable[dict[str, Any]]]:
    """For Datasette's own pages: addresses of ours, and what stands beside their rows."""

    async def variables() -> dict[str, Any]:
        if DATABASE not in datasette.databases or database not in {None, DATABASE}:
            return {}
        found: dict[str, Any] = {
            "archive_row": Row({}, datasette.setting("base_url"), DATABASE),
            "rights_kinds": RIGHTS,
            "questions": QUESTIONS,
            "tables_kinds": TABLES,
        }
        source = datasette.get_database(DATABASE)
        if template == "index.html":
            found["held"] = dict((await source.execute(HELD)).first())
            found["latest"] = [dict(row) for row in (await source.execute(LATEST)).rows]
        elif template == "table.html" and table == "photo_credits":
            found["frequent"] = [dict(row) for row in (await source.execute(FREQUENT)).rows]
        return found

    return variables


@hookimpl
def register_routes() -> list[tuple[str, Any]]:
    """Pages about photos and articles, archived pages, and photos by the digest of their bytes."""
    database = "(?P<database>[^/]+)"
    photo = rf"/-/photos/{database}/(?P<sha256>[0-9a-f]{{64}})"
    capture = rf"/-/replay/{database}/(?P<id>[0-9]{{1,18}})"
    return [
        (f"{photo}/original$", original),
        (f"{photo}/thumbnail$", small),
        (f"/-/photo/{database}$", pages.photo.show),
        (f"/-/article/{database}$", pages.article.show),
        (f"{capture}$", pages.replay.around),
        (f"{capture}/content$", pages.replay.content),
        (f"{capture}/file$", pages.replay.file),
        (f"/-/archived/{database}$", pages.replay.find),
        (f"/-/search/{database}$", pages.search.show),
        (f"/-/growth/{database}$", pages.growth.show),
        (f"/-/feed/{database}$", pages.feed.show),
    ]


async def original(datasette: Datasette, request: Request) -> Response:
    """An archived photo, byte for byte."""
    return await _answer(datasette, request, whole)


async def small(datasette: Datasette, request: Request) -> Response:
    """A thumbnail of an archived photo."""
    return await _answer(datasette, request, reduced)


def whole(folder: Path, places: tuple[Place, ...], sha256: str) -> Picture:
    """The photo itself."""
    return read_picture(folder, places, sha256)


@lru_cache(maxsize=256)
def reduced(folder: Path, places: tuple[Place, ...], sha256: str) -> Picture:
    """The photo's thumbnail; some 10 kB each, kept for the next page view."""
    return thumbnail(read_picture(folder, places, sha256), sha256)


async def _answer(datasette: Datasette, request: Request, make: Maker) -> Response:
    name, sha256 = request.url_vars["database"], request.url_vars["sha256"]
    try:
        database = datasette.get_database(name)
    except KeyError:
        return Response.text(f"no database {name}", status=404, headers=SAFETY)
    allowed = await datasette.permission_allowed(request.actor, "view-database", name, default=True)
    if not allowed:
        return Response.text("not allowed", status=403, headers=SAFETY)
    found = await database.execute(PLACES, {"sha256": sha256})
    places = tuple(Place(*row) for row in found.rows)
    folder = Path(database.path).parent / "warc"
    try:
        loop = asyncio.get_running_loop()
        picture = await loop.run_in_executor(DECODERS, make, folder, places, sha256)
    except PictureError as error:
        status = 415 if isinstance(error, PictureTypeError) else 404
        return Response.text(str(error), status=status, headers=SAFETY)
    return Response(picture.data, headers={**SAFETY, **FOR_GOOD}, content_type=picture.media_type)
