"""Archived HTML made safe to look at: what may stay is listed, everything else goes.

This is one of two walls, and each alone keeps a hostile page from running scripts, sending forms
and asking for anything beyond this archive; the other is the Content-Security-Policy that the
document is served with. The frame that it is shown in has the sandbox of that policy once more.
"""

from __future__ import annotations

import re
import sys
from typing import TYPE_CHECKING, cast

from lxml import etree, html

from archive.datasette.replay import stylesheet
from archive.datasette.replay.addresses import absolute
from archive.extract.images import srcset
from archive.extract.page import decode

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Iterator

    from lxml.html import HtmlElement

    Resolve = Callable[[str], str | None]

KEPT = frozenset(
    """html head title body style link
    a abbr acronym address article aside b bdi bdo big blockquote br caption center cite code col
    colgroup data dd del details dfn div dl dt em figcaption figure font footer h1 h2 h3 h4 h5 h6
    header hgroup hr i img ins kbd label li main mark menu nav ol p picture pre q rp rt ruby s samp
    section small span strike strong sub summary sup table tbody td tfoot th thead time tr tt u ul
    var wbr audio video""".split()  # noqa: SIM905 - so many strings read worse as a list
)
REMOVED = (
    *("script", "template", "iframe", "frame", "frameset", "noframes", "object", "applet", "param"),
    *("base", "meta", "input", "select", "textarea", "option", "datalist", "canvas", "svg", "math"),
    *("noembed", "xmp", "plaintext", "listing"),
)
"""Goes with all that is in it. Elements in neither list go, and what is in them stays: libxml2
takes what follows a ``source``, ``track`` or ``embed`` to be inside it."""

ATTRIBUTES = frozenset(
    """class id lang dir title alt width height colspan rowspan headers scope datetime start type
    value reversed align valign bgcolor border cellpadding cellspacing color size face hidden role
    style open controls span nowrap""".split()  # noqa: SIM905 - likewise
)
PICTURES = ("src", "data-src", "data-lazy-src", "data-original", "data-lazy", "data-image")
SETS = ("srcset", "data-srcset", "data-lazy-srcset")
"""Where an ``img`` names its picture; pages that load pictures by script name it in ``data-*``."""

_NOT_TEXT = re.compile("[\x00-\x08\x0b\x0c\x0e-\x1f\ud800-\udfff\ufffe\uffff]")
_REFERENCE = re.compile(r"&#(?:x([0-9a-f]{1,8})|([0-9]{1,9}));?", re.IGNORECASE)
"""Characters that XML has not: lxml reads them, but does not let them be moved. And references."""
_LIMIT = 12_000_000
DOCTYPE = "<!DOCTYPE html>\n"


class Document:
    """One archived page.

    Args:
        data: the page, content coding removed.
        url: the address it was captured from.
        content_type: value of its Content-Type, for the charset; None if it has none.
    """

    def __init__(self, data: bytes, url: str, content_type: str | None) -> None:
        text = _text(decode(data[:_LIMIT], content_type))
        parser = html.HTMLParser(encoding="utf-8", remove_comments=True, remove_pis=True)
        try:
            self._root = html.document_fromstring(text.encode("utf-8", "replace"), parser=parser)
        except (etree.ParserError, etree.XMLSyntaxError):  # nothing in it that could be parsed
            self._root = html.document_fromstring("<html><body></body></html>")
        self._doctype = DOCTYPE if "<!doctype" in text[:2000].lower() else ""
        self._base = _base(self._root, url)
        _give_pictures_their_sources(self._root)
        self._viewport = _viewport(self._root)
        etree.strip_elements(self._root, *REMOVED, with_tail=False)
        unknown = {element.tag for element in self._root.iterdescendants()} - KEPT
        etree.strip_tags(self._root, *unknown)

    def loads(self) -> Iterator[str]:
        """Absolute addresses of all that the page would load."""
        for element in self._root.iter("img", "audio", "video"):
            yield from self._pictures(element)
        for element in self._root.iter("link"):
            yield from self._stylesheet(element)
        for element in self._root.iter("style"):
            yield from stylesheet.loads(element.text or "", self._base)
        for element in self._root.iter():
            yield from stylesheet.loads(element.get("style") or "", self._base)

    def render(self, resolve: Resolve, link: Callable[[str], str], style: str) -> str:
        """The page, loading from the archive alone.

        Args:
            resolve: gives the address in the archive for an absolute one; None where it has none.
            link: gives the address that a link to an absolute one leads to.
            style: address of a style sheet that goes before the page's own.
        """
        for element in list(self._root.iter()):
            self._finish(element, resolve, link)
        self._complete_head(style)
        return self._doctype + cast(
            "str", html.tostring(self._root, encoding="unicode", doctype=None)
        )

    def _finish(self, element: HtmlElement, resolve: Resolve, link: Callable[[str], str]) -> None:
        """Set what an element loads and leads to, and drop every attribute not listed."""
        match element.tag:
            case "a":
                given = self._target(element, link)
            case "img" | "audio" | "video":
                given = _loaded("src", map(resolve, self._pictures(element)))
            case "link":
                given = _loaded("href", map(resolve, self._stylesheet(element)))
                given["rel"] = "stylesheet"
            case _:
                given = {}
        if element.tag == "link" and "href" not in given:
            element.drop_tree()
            return
        if element.tag in {"audio", "video"} and "src" not in given:
            element.drop_tag()
            return
        if element.tag == "style":
            element.text = stylesheet.rewrite(element.text or "", self._base, resolve)
        given.update(_kept(element))
        if "style" in given:
            given["style"] = stylesheet.rewrite(given["style"], self._base, resolve)
        for name in list(element.attrib):
            del element.attrib[name]
        element.attrib.update(given)

    def _target(self, element: HtmlElement, link: Callable[[str], str]) -> dict[str, str]:
        href = (element.get("href") or "").strip()
        name = {"id": element.get("name")} if element.get("name") and not element.get("id") else {}
        if href.startswith("#"):
            return {**name, "href": href}
        address = absolute(href, self._base)
        if not href or address is None:
            return name
        return {**name, "href": link(address), "target": "_top", "rel": "noreferrer nofollow"}

    def _pictures(self, element: HtmlElement) -> list[str]:
        """What an element may show, best first."""
        written = [element.get(name) or "" for name in PICTURES]
        for name in SETS:
            written += [address for address, _ in srcset(element.get(name))]
        found = (absolute(address, self._base) for address in written if address)
        return list(dict.fromkeys(filter(None, found)))

    def _stylesheet(self, element: HtmlElement) -> list[str]:
        """The address of a style sheet, if the ``link`` is to one."""
        if "stylesheet" not in (element.get("rel") or "").lower().split():
            return []
        address = absolute(element.get("href") or "", self._base)
        return [address] if address else []

    def _complete_head(self, style: str) -> None:
        head = self._root.find("head")
        if head is None:
            head = etree.SubElement(self._root, "head")
            self._root.insert(0, head)
        head.insert(0, html.Element("meta", charset="utf-8"))
        head.insert(1, html.Element("meta", name="viewport", content=self._viewport))
        head.insert(2, html.Element("link", rel="stylesheet", href=style))


def _text(page: str) -> str:
    """The page without characters, or references to them, that XML has not."""

    def kept(reference: re.Match[str]) -> str:
        number = int(reference[1], 16) if reference[1] else int(reference[2])
        whole = number > sys.maxunicode or _NOT_TEXT.fullmatch(chr(number)) is None
        return reference[0] if whole else ""

    return _REFERENCE.sub(kept, _NOT_TEXT.sub(" ", page))


def _loaded(name: str, found: Iterable[str | None]) -> dict[str, str]:
    """The attribute with the first address that the archive has; nothing where it has none."""
    first = next(filter(None, found), None)
    return {} if first is None else {name: first}


def _kept(element: HtmlElement) -> dict[str, str]:
    """The attributes that may stay as they are."""
    dropped = {"type", "title"} if element.tag in {"style", "link"} else frozenset()
    allowed = ATTRIBUTES | {"media"} if element.tag in {"style", "link"} else ATTRIBUTES
    return {
        str(name): str(value)
        for name, value in element.attrib.items()
        if (name in allowed or str(name).startswith("aria-")) and name not in dropped
    }


def _base(root: HtmlElement, url: str) -> str:
    element = root.find(".//base[@href]")
    found = None if element is None else absolute(element.get("href") or "", url)
    return found or url


def _viewport(root: HtmlElement) -> str:
    """How wide a phone shows the page: as it says; without a word, as wide as a desk."""
    for element in root.iter("meta"):
        if (element.get("name") or "").lower() == "viewport":
            return element.get("content") or ""
    return "width=980"


def _give_pictures_their_sources(root: HtmlElement) -> None:
    """Tell each ``img``, ``audio`` and ``video`` what the ``source`` elements with it name."""
    for source in root.iter("source"):
        parent = source.getparent()
        while parent is not None and parent.tag not in {"picture", "audio", "video"}:
            parent = parent.getparent()  # libxml2 nests what it does not know to be void
        if parent is None:
            continue
        shown = parent.find(".//img") if parent.tag == "picture" else parent
        if shown is None:
            continue
        named = (source.get(name) or "" for name in (*SETS, *PICTURES))
        shown.set("data-srcset", ", ".join(filter(None, (shown.get("data-srcset"), *named))))
