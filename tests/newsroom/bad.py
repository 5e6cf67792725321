"""What goes wrong on the web, below ``/bad/``.

Nothing on the rest of the site links here; ``/bad/`` links all of it.
"""

from __future__ import annotations

import struct
import zlib
from typing import TYPE_CHECKING

from tests.loopback import Close, Pause
from tests.newsroom.stories import BASE, HERE
from tests.newsroom.wire import HTML, Resource, answer, head, redirect

if TYPE_CHECKING:
    from collections.abc import Callable
    from datetime import datetime

    from tests.loopback import Reply, Request

FOLDER = HERE / "bad"
LARGE = 50_000_000
NESTED = 200_000
SLOW_SECONDS = 30.0
_PDF = (
    b"%PDF-1.4\n1 0 obj<</Type/Catalog/Pages 2 0 R>>endobj 2 0 obj<</Type/Pages/Kids[]/Count 0>>"
    b"endobj\ntrailer<</Root 1 0 R>>\n%%EOF\n"
)
_TORN = b"\xff\xd8\xff\xe0\x00\x10JFIF\x00\x01\x01"
_FILES = {
    "/bad/broken-markup/": ("broken_markup.html", HTML),
    "/bad/no-such-charset/": ("article.html", "text/html; charset=klingon"),
    "/bad/not-a-photo/": ("not_a_photo.html", HTML),
    "/bad/odd-links/": ("odd_links.html", HTML),
    "/bad/photos/error-page.jpg": ("article.html", "image/jpeg"),
}
_STATUS = {"/bad/forbidden/": 403, "/bad/unavailable/": 503, "/bad/gone/": 410}
_LOOPS = {
    "/bad/loop/": "/bad/loop/again/",
    "/bad/loop/again/": "/bad/loop/",
    "/bad/loop/self/": "/bad/loop/self/",
}
_LOCATIONS = {
    "/bad/to-javascript/": "javascript:alert(1)",
    "/bad/to-nowhere/": "http://no-such-host.invalid/",
    "/bad/to-not-a-url/": "http://[broken/",
}


def respond(request: Request, path: str, base: str, now: datetime) -> Reply:
    """The reply to a request below ``/bad/``; ``path`` is unquoted."""
    if path in _LOOPS:
        return redirect(base + _LOOPS[path], now, 302)
    if path in _LOCATIONS:
        return redirect(_LOCATIONS[path], now, 302)
    if path in _STATUS:
        headers = (("Retry-After", "1"),) if _STATUS[path] == 503 else ()
        return answer(request, Resource(b"<h1>No</h1>", HTML, _STATUS[path], headers=headers), now)
    if (reply := _by_hand(path, base)) is not None:
        return reply
    resource = _resource(path, base)
    return answer(request, resource or Resource(b"<h1>Not found</h1>", HTML, 404), now)


def _by_hand(path: str, base: str) -> Reply | None:
    """Replies that no well-behaved server gives."""
    html = [("Content-Type", HTML)]
    match path:
        case "/bad/large/":
            start, end = _article(base).split(b"<!-- more -->")
            line = b"<p>" + b"The convoy went on, ship after ship after ship. " * 200 + b"</p>\n"
            times = LARGE // len(line)
            length = len(start) + len(end) + times * len(line)
            large = head(200, [*html, ("Content-Length", str(length))])
            return [large + start, *([line] * times), end]
        case "/bad/slow/":
            start, end = _article(base).split(b"<!-- more -->")
            slow = head(200, [*html, ("Content-Length", str(len(start) + len(end)))])
            return [slow + start, Pause(SLOW_SECONDS), end]
        case "/bad/hangs-up/":
            page = _article(base)
            torn = head(200, [*html, ("Content-Length", str(2 * len(page)))])
            return [torn + page, Close()]
        case "/bad/resets/":
            return [head(200, html)[:20], Close(reset=True)]
        case "/bad/not-gzip/":
            page = _article(base)
            wrong = ("Content-Encoding", "gzip"), ("Content-Length", str(len(page)))
            return head(200, [*html, *wrong]) + page
    return None


def _resource(path: str, base: str) -> Resource | None:
    if path in _FILES:
        name, kind = _FILES[path]
        return Resource(_file(name, base), kind)
    make = _MADE.get(path)
    return make(base) if make is not None else None


def _index(base: str) -> Resource:
    links = "".join(f'<li><a href="{base}{path}">{path}</a></li>\n' for path in PATHS)
    return Resource(_file("index.html", base).replace(b"{{links}}", links.encode()))


def _wrong_charset(base: str) -> Resource:
    latin = _article(base).decode().encode("cp1252", "xmlcharrefreplace")
    return Resource(latin, "text/html; charset=utf-8")


def _nested(base: str) -> Resource:
    start, end = _article(base).split(b"<!-- more -->")
    return Resource(start + b"<div>" * NESTED + b"<p>deep</p>" + end)


_MADE: dict[str, Callable[[str], Resource]] = {
    "/bad/": _index,
    "/bad/pdf-as-html/": lambda _: Resource(_PDF, HTML),
    "/bad/report.pdf": lambda _: Resource(_PDF, "application/pdf"),
    "/bad/empty/": lambda _: Resource(b""),
    "/bad/wrong-charset/": _wrong_charset,
    "/bad/nested/": _nested,
    "/bad/photos/empty.jpg": lambda _: Resource(b"", "image/jpeg"),
    "/bad/photos/torn.jpg": lambda _: Resource(_TORN, "image/jpeg"),
    "/bad/photos/bomb.png": lambda _: Resource(bomb(), "image/png"),
}


_BY_HAND = ("/bad/large/", "/bad/slow/", "/bad/hangs-up/", "/bad/resets/", "/bad/not-gzip/")
PATHS = tuple(
    path for path in (*_FILES, *_STATUS, *_LOOPS, *_LOCATIONS, *_BY_HAND, *_MADE) if path != "/bad/"
)
"""Every address of this folder but the page that links them."""


def bomb(width: int = 60_000, height: int = 60_000) -> bytes:
    """A PNG of a few bytes that says it is 3.6 gigapixels."""
    return b"\x89PNG\r\n\x1a\n" + b"".join(
        struct.pack(">I", len(data)) + kind + data + struct.pack(">I", zlib.crc32(kind + data))
        for kind, data in (
            (b"IHDR", struct.pack(">IIBBBBB", width, height, 8, 0, 0, 0, 0)),
            (b"IDAT", zlib.compress(b"\0" * 1000)),
            (b"IEND", b""),
        )
    )


def _article(base: str) -> bytes:
    return _file("article.html", base)


def _file(name: str, base: str) -> bytes:
    return (FOLDER / name).read_bytes().replace(BASE.encode(), base.encode())
