"""What a page needs to look as it did: stylesheets, scripts, icons, images, fonts.

Pure functions of bytes and address, as all of extraction is. What scripts fetch when they run is
not seen, and audio, video and frames are no part of it.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Literal
from urllib.parse import urljoin, urlsplit

from w3lib.url import safe_url_string

from archive.css import tokens
from archive.extract.images import srcset
from archive.extract.page import parse_page

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator

    from lxml.html import HtmlElement

    from archive.extract.page import Page

Kind = Literal["stylesheet", "script", "image", "other"]

MAX_CSS = 4 * 2**20
"""Characters of a stylesheet, of a ``style`` element or attribute that are read."""

_MAX_URL = 4000
_ORDER: tuple[Kind, ...] = ("stylesheet", "script", "other", "image")
_PRELOADED: dict[str, Kind] = {"style": "stylesheet", "script": "script", "image": "image"}
_LINKED = frozenset({"icon", "apple-touch-icon", "apple-touch-icon-precomposed", "mask-icon"})
_SOURCES = ("src", "data-src", "data-lazy-src", "data-original", "poster", "background")
_SOURCE_SETS = ("srcset", "data-srcset", "data-lazy-srcset", "imagesrcset")
_NO_IMAGE = frozenset({"script", "iframe", "frame", "embed", "audio", "track"})
_MEDIA = frozenset({"video", "audio"})


@dataclass(frozen=True, slots=True)
class Requisite:
    """One thing a page or stylesheet names.

    Attributes:
        url: absolute, http or https, percent-encoded, without fragment.
        kind: what the page takes it for; ``other`` for icons, fonts, and what CSS names.
    """

    url: str
    kind: Kind


def page_requisites(html: bytes, url: str, content_type: str | None = None) -> list[Requisite]:
    """What a page names, each address once: stylesheets first, images last.

    Of a ``srcset`` every candidate counts: which one a reader's browser takes depends on its
    window, and for one that is not there it shows nothing (HTML Standard, section 4.8.4).

    Args:
        html: the page, content coding removed.
        url: its address.
        content_type: the header's value, for the charset.

    Raises:
        ExtractionError: the bytes are no page that can be read.
    """
    page = parse_page(html, url, content_type)
    found = sorted(_named(page), key=lambda item: _ORDER.index(item[1]))
    return _requisites(found, page.base_url)


def stylesheet_requisites(css: bytes, url: str) -> list[Requisite]:
    """What a stylesheet imports and shows, fonts included, each address once.

    Args:
        css: the stylesheet, content coding removed.
        url: its address.
    """
    return _requisites(_in_css(css[:MAX_CSS].decode("utf-8", "replace")), url)


def _requisites(found: Iterable[tuple[str, Kind]], base: str) -> list[Requisite]:
    requisites: dict[str, Requisite] = {}
    for reference, kind in dict.fromkeys(found):
        url = _absolute(reference, base)
        if url is not None:
            requisites.setdefault(url, Requisite(url, kind))
    return list(requisites.values())


def _named(page: Page) -> Iterator[tuple[str, Kind]]:
    for element in page.root.iter():
        tag = element.tag
        if not isinstance(tag, str):
            continue  # a comment
        if style := element.get("style"):
            yield from _in_css(style)
        if tag == "link":
            yield from _linked(element)
        elif tag == "style":
            yield from _in_css(element.text or "")
        elif tag == "script":
            yield element.get("src") or "", "script"
        else:
            yield from _pictured(element, tag)


def _linked(element: HtmlElement) -> Iterator[tuple[str, Kind]]:
    """HTML Standard, section 4.6.7."""
    rel = set((element.get("rel") or "").lower().split())
    href = element.get("href") or ""
    if "stylesheet" in rel:
        yield href, "stylesheet"
    elif rel & _LINKED:
        yield href, "other"
    elif "modulepreload" in rel:
        yield href, "script"
    elif "preload" in rel:
        what = (element.get("as") or "").strip().lower()
        if what == "font" or what in _PRELOADED:
            yield href, _PRELOADED.get(what, "other")
        for name in _SOURCE_SETS:
            yield from ((url, "image") for url, _ in srcset(element.get(name)))


def _pictured(element: HtmlElement, tag: str) -> Iterator[tuple[str, Kind]]:
    parent = element.getparent()
    media = tag in _MEDIA or (tag == "source" and parent is not None and parent.tag in _MEDIA)
    if tag in _NO_IMAGE:
        return
    for name in _SOURCES:
        if (value := element.get(name)) and (name == "poster" or not media):
            yield value, "image"
    for name in _SOURCE_SETS:
        yield from ((url, "image") for url, _ in srcset(element.get(name)))
    if tag in {"image", "use"}:  # of SVG
        yield element.get("href") or element.get("xlink:href") or "", "image"


def _in_css(css: str) -> Iterator[tuple[str, Kind]]:
    for token in tokens(css[:MAX_CSS]):
        if token.whole and token.kind == "import":
            yield token.address, "stylesheet"
        elif token.whole and token.kind == "url":
            yield token.address, "other"


def _absolute(reference: str, base: str) -> str | None:
    """A reference as an address to fetch; None where it is none."""
    reference = reference.strip()
    if not reference or reference.startswith("#") or len(reference) > _MAX_URL:
        return None
    try:
        parts = urlsplit(urljoin(base, reference))
        _ = parts.port  # raises where it is no number
    except ValueError:
        return None
    if parts.scheme not in {"http", "https"} or not parts.hostname or "@" in parts.netloc:
        return None
    if any(character.isspace() for character in parts.netloc):
        return None
    return safe_url_string(parts._replace(fragment="").geturl())
