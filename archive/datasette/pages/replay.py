"""The archived page as it was: a frame around it that says when and where, and the page itself."""

from __future__ import annotations

import asyncio
import json
import re
from concurrent.futures import ThreadPoolExecutor
from datetime import UTC, datetime
from typing import TYPE_CHECKING, Any, NamedTuple

from datasette import Response  # type: ignore[import-untyped]  # 0.65 has no types
from PIL import Image

from archive.datasette.access import OWN_PAGE, Access
from archive.datasette.errors import NoCaptureError
from archive.datasette.pages.looks import looks
from archive.datasette.pictures import picture_type
from archive.datasette.records import Place, record_at
from archive.datasette.replay import stylesheet
from archive.datasette.replay.markup import Document
from archive.datasette.replay.nearest import ANY, NEAREST, VARIANTS, nearest
from archive.extract.page import decode
from archive.warc import WarcError

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable
    from pathlib import Path

    from datasette.app import Datasette  # type: ignore[import-untyped]  # likewise
    from datasette.utils.asgi import Request  # type: ignore[import-untyped]  # likewise

READERS = ThreadPoolExecutor(max_workers=2, thread_name_prefix="replay")
"""Parsing a page takes some 50 ms of processor time; Datasette goes on answering meanwhile."""

SANDBOX = "allow-top-navigation-by-user-activation"
"""All that the page may do: follow a link when it is clicked, which leaves the frame."""

ARCHIVED = {
    "Content-Security-Policy": (
        f"sandbox {SANDBOX}; default-src 'none'; img-src 'self'; media-src 'self'; "
        # The page's own styles may load what the others may: from here, or nothing.
        "font-src 'self'; style-src 'self' 'unsafe-inline'; "
        "form-action 'none'; base-uri 'none'; frame-ancestors 'self'"
    ),
    "X-Content-Type-Options": "nosniff",
    "Referrer-Policy": "no-referrer",
    "X-Robots-Tag": "noindex, nofollow",
    "Cache-Control": "private, no-cache",
}
HTML = frozenset({"text/html", "application/xhtml+xml"})
PASSED = frozenset(
    [
        *("audio/aac", "audio/mpeg", "audio/ogg", "audio/wav", "audio/webm"),
        *("font/otf", "font/ttf", "font/woff", "font/woff2"),
        *("video/mp4", "video/ogg", "video/webm"),
    ]
)
"""Media types that are sent as they came; besides these only pages, pictures and style sheets."""
TEXT_PLAIN = "text/plain; charset=utf-8"
_NOT_IN_NAMES = re.compile(r"[^A-Za-z0-9._-]+")
TEXT = ("text/", "json", "xml", "javascript")

CAPTURE = "select * from captures where id = :id"
PLACES = """select warc_filename, warc_offset from captures
where id = :id and record_type in ('response', 'resource')
union all
select original.warc_filename, original.warc_offset from captures
join captures as original on original.payload_digest = captures.payload_digest
where captures.id = :id and captures.record_type = 'revisit'
    and original.record_type in ('response', 'resource') and original.truncated is null
limit 8"""
"""Where the bytes of a capture may lie: in its own record, or, where that is a revisit, in another
with the same payload."""

AROUND = """select
    (select id from captures where target_uri = :uri and captured_at < :at
        order by captured_at desc limit 1) as earlier,
    (select id from captures where target_uri = :uri and captured_at > :at
        order by captured_at limit 1) as later,
    (select count(*) from captures where target_uri = :uri) as number"""

READ_AS = """select articles.url, articles.headline, articles.site from page_captures
join article_versions on article_versions.id = page_captures.version_id
join articles on articles.id = article_versions.article_id
where page_captures.capture_id = :id"""

BY_PLACE = """select id from captures
where warc_filename = :warc_filename and warc_offset = :warc_offset"""


class Found(NamedTuple):
    """What a record holds.

    Attributes:
        data: the payload, content coding removed.
        content_type: value of the HTTP field, None without one.
        head: the HTTP head as text.
        redirect: where it leads, absolute; None where it is no redirect.
    """

    data: bytes
    content_type: str | None
    head: str
    redirect: str | None


class Answer(NamedTuple):
    """What is sent to the frame."""

    body: str | bytes
    content_type: str


async def around(datasette: Datasette, request: Request) -> Response:
    """The page around an archived one: when and where it was captured, and what came of it."""
    access = Access(datasette, request)
    await access.check()
    capture = await _capture(access, request.url_vars["id"])
    uri, at = capture["target_uri"], capture["captured_at"]
    places = [Place(capture["warc_filename"], capture["warc_offset"])]
    found = await _in_thread(_read, access.folder, places)
    variables = {
        "capture": capture,
        "others": await access.first(AROUND, uri=uri, at=at),
        "article": await access.first(READ_AS, id=capture["id"]),
        "leads_to": found.redirect if found else None,
        "head": found.head if found else "",
        "sandbox": SANDBOX,
        **looks(access),
    }
    html = await datasette.render_template("replay.html", variables, request=request)
    return Response.html(html, headers=OWN_PAGE)


async def content(datasette: Datasette, request: Request) -> Response:
    """The archived page itself, or what it loads; safe wherever it is opened."""
    access = Access(datasette, request)
    await access.check()
    capture = await _capture(access, request.url_vars["id"])
    found = await _found(access, capture)
    if found is None:
        reason = f"no WARC file here has the record of {capture['target_uri']}"
        return Response.text(reason, status=404, headers=ARCHIVED)
    answer = await _answer(access, capture, found)
    return Response(answer.body, headers=ARCHIVED, content_type=answer.content_type)


async def file(datasette: Datasette, request: Request) -> Response:
    """What was archived, as a file to be saved: nothing that a browser would open."""
    access = Access(datasette, request)
    await access.check()
    capture = await _capture(access, request.url_vars["id"])
    found = await _found(access, capture)
    if found is None:
        raise NoCaptureError(str(capture["id"]))
    name = _NOT_IN_NAMES.sub("_", capture["target_uri"].rstrip("/").rpartition("/")[2])[-80:]
    headers = {**ARCHIVED, "Content-Disposition": f'attachment; filename="{name or "file"}"'}
    return Response(found.data, headers=headers, content_type="application/octet-stream")


async def find(datasette: Datasette, request: Request) -> Response:
    """Leads to the capture of an address nearest to a moment, or of a place in a WARC file."""
    access = Access(datasette, request)
    await access.check()
    url, at = access.argument("url"), access.argument("at")
    if not url:
        place = {
            "warc_filename": access.argument("warc_filename"),
            "warc_offset": access.number("warc_offset", 0),
        }
        row = await access.first(BY_PLACE, **place)
        if row is None:
            raise NoCaptureError(str(place))
        return Response.redirect(access.row.replay(row["id"]))
    try:
        moment = datetime.fromisoformat(at).astimezone(UTC)
    except (ValueError, OverflowError):  # in UTC its year may be 0 or 10000
        moment = datetime.now(UTC)
    at = moment.isoformat()
    rows = await access.rows(ANY, urls=json.dumps([url]), at=at)
    found = nearest(rows, at)
    if url in found:
        return Response.redirect(access.row.replay(found[url]))
    variables = {"url": url, **looks(access)}
    html = await datasette.render_template("not_archived.html", variables, request=request)
    return Response.html(html, status=404, headers=OWN_PAGE)


async def _capture(access: Access, number: str) -> dict[str, Any]:
    capture = await access.first(CAPTURE, id=int(number))
    if capture is None:
        raise NoCaptureError(number)
    return capture


async def _found(access: Access, capture: dict[str, Any]) -> Found | None:
    """What a capture holds; a revisit holds what its original does."""
    rows = await access.rows(PLACES, id=capture["id"])
    found: Found | None = await _in_thread(_read, access.folder, [Place(**row) for row in rows])
    return found


async def _in_thread(work: Callable[..., Any], *arguments: object) -> Any:  # noqa: ANN401 - whatever the work gives
    return await asyncio.get_running_loop().run_in_executor(READERS, work, *arguments)


def _read(folder: Path, places: Iterable[Place]) -> Found | None:
    """What the first readable of these records holds."""
    for place in places:
        record = record_at(folder, place)
        if record is None:
            continue
        named = record.http.values(b"content-type") if record.http else []
        kind = named[0].decode("latin-1") if named else record.content_type
        try:
            return Found(record.content, kind, record.head.decode("latin-1"), record.redirect)
        except WarcError:
            continue  # coded otherwise than it says; a later record may do better
    return None


async def _answer(access: Access, capture: dict[str, Any], found: Found) -> Answer:
    kind = (found.content_type or "").partition(";")[0].strip().lower()
    try:
        picture = await _in_thread(picture_type, found.data)
    except Image.DecompressionBombError:
        picture = None
    if picture:
        return Answer(found.data, picture)  # whatever the server called it
    if kind in HTML:
        return await _page(access, capture, found)
    if kind == "text/css":
        return await _stylesheet(access, capture, found)
    if kind in PASSED:
        return Answer(found.data, kind)
    if not kind or any(part in kind for part in TEXT):
        return Answer(decode(found.data, found.content_type), TEXT_PLAIN)
    size = f"{len(found.data):,} bytes of {kind}"
    return Answer(f"Not shown: {size}. It can be saved from the bar above.", TEXT_PLAIN)


async def _page(access: Access, capture: dict[str, Any], found: Found) -> Answer:
    uri, at = capture["target_uri"], capture["captured_at"]
    document = await _in_thread(Document, found.data, uri, found.content_type)
    variants = {row["url"]: row["id"] for row in await access.rows(VARIANTS, id=capture["id"])}
    addresses = await _in_thread(lambda: list(document.loads()))
    resolve = await _resolver(access, addresses, at, variants)
    html = await _in_thread(
        document.render,
        resolve,
        lambda address: access.row.archived(address, at),
        f"{access.row.root}archive-static/replay.css",
    )
    return Answer(html, "text/html; charset=utf-8")


async def _stylesheet(access: Access, capture: dict[str, Any], found: Found) -> Answer:
    uri, at = capture["target_uri"], capture["captured_at"]
    css = await _in_thread(decode, found.data, found.content_type)
    addresses = await _in_thread(lambda: list(stylesheet.loads(css, uri)))
    resolve = await _resolver(access, addresses, at, {})
    return Answer(
        await _in_thread(stylesheet.rewrite, css, uri, resolve), "text/css; charset=utf-8"
    )


async def _resolver(
    access: Access, addresses: Iterable[str], at: str, variants: dict[str, int]
) -> Callable[[str], str | None]:
    """Gives the address in the archive for each of these that it has."""
    urls = list(dict.fromkeys(addresses))
    rows = await access.rows(NEAREST, urls=json.dumps(urls), at=at)
    known = {**variants, **nearest(rows, at)}

    def resolve(address: str) -> str | None:
        number = known.get(address)
        return None if number is None else access.row.replay(number, "/content")

    return resolve
