"""From bytes to the one tree that everything else reads.

A page is decoded and parsed once. Decoding follows the WHATWG Encoding Standard in what matters
for news pages: a byte order mark wins over the HTTP header, the header over ``meta``, and labels
mean what browsers take them to mean (``iso-8859-1`` is windows-1252).
"""

from __future__ import annotations

import codecs
import re
from dataclasses import dataclass
from functools import cached_property
from typing import TYPE_CHECKING, cast
from urllib.parse import urljoin

from lxml import etree
from lxml.html import HtmlElement, HTMLParser, document_fromstring

from archive.extract.errors import (
    EmptyPageError,
    NotHtmlError,
    PageTooDeepError,
    PageTooLargeError,
)
from archive.extract.text import fold, text_of, without_controls

if TYPE_CHECKING:
    from collections.abc import Iterator

MAX_BYTES = 12_000_000
"""Largest page read; the largest news pages in the wild have some 3 MB."""
MAX_ELEMENTS = 120_000
"""Most elements read; long live tickers have some 30 000."""

_BOMS = (
    (codecs.BOM_UTF8, "utf-8"),
    (codecs.BOM_UTF16_LE, "utf-16-le"),
    (codecs.BOM_UTF16_BE, "utf-16-be"),
)
_MAGIC = (
    b"%PDF",
    b"\xff\xd8\xff",
    b"\x89PNG",
    b"GIF8",
    b"PK\x03\x04",
    b"RIFF",
    b"\x1f\x8b",
    b"\x00\x00\x00",
)
_META_CHARSET = re.compile(
    rb"""<meta[^>]{0,300}?charset\s*=\s*["']?\s*([\w.:-]{2,40})""", re.IGNORECASE
)
_HEADER_CHARSET = re.compile(r"""charset\s*=\s*["']?\s*([\w.:-]{2,40})""", re.IGNORECASE)
_XML_ENCODING = re.compile(rb"""^\s*<\?xml[^>]{0,100}?encoding\s*=\s*["']([\w.:-]{2,40})["']""")
_SHORTEST_HEADLINE = 10
"""Characters, of a headline that no ``h1`` holds."""
_FEED = re.compile(
    r"^\s*(?:<\?xml[^>]*>\s*)?(?:<!--.{0,2000}?-->\s*)*<(?:rss|feed|urlset|sitemapindex|rdf:RDF|svg)\b",
    re.DOTALL,
)
_CONTROLS = bytes({*range(0x20)} - {*b"\t\n\r"})
_NO_CHARACTERS = "\ufffe\uffff"
_PRESCAN_BYTES = 4096
_PARSER_DEPTH = 256
"""Where libxml2 stops (``xmlParserMaxDepth``), and with it all that walks a tree by recursion."""
_FORMATTING = re.compile(
    r"</?(?:a|b|big|center|em|font|i|small|span|strike|strong|tt|u)\b[^<>]{0,2000}>", re.IGNORECASE
)
_COUNT = etree.XPath("count(descendant::*)")
# https://encoding.spec.whatwg.org/#names-and-labels
_UTF_16 = {"utf-16": "utf-16-le", "utf-16le": "utf-16-le", "utf-16be": "utf-16-be"}
"""Believed of a header, which needs no letter of the page to be read, where the page has octets of
zero; names of the Encoding Standard, by which "utf-16" is little-endian."""
_WEB_LABELS = {
    "iso-8859-1": "windows-1252",
    "iso8859-1": "windows-1252",
    "latin1": "windows-1252",
    "us-ascii": "windows-1252",
    "ascii": "windows-1252",
    "iso-8859-9": "windows-1254",
    "gb2312": "gb18030",
    "gbk": "gb18030",
    "shift_jis": "cp932",
    "shift-jis": "cp932",
    "sjis": "cp932",
    "x-sjis": "cp932",
    "euc-kr": "cp949",
    "ks_c_5601-1987": "cp949",
    "big5": "big5hkscs",
    "tis-620": "cp874",
}
_HTML_TYPES = ("html", "xml", "text/plain", "octet-stream")


@dataclass(frozen=True)
class Page:
    """One parsed page.

    Attributes:
        url: the address it was read from.
        base_url: what its relative addresses are relative to.
        root: the ``html`` element; changed only by the body extraction, which comes last.
    """

    url: str
    base_url: str
    root: HtmlElement

    def iter(self, *tags: str) -> Iterator[HtmlElement]:
        """Elements of these tags, in document order."""
        return cast("Iterator[HtmlElement]", self.root.iter(*tags))

    @cached_property
    def meta(self) -> dict[str, list[str]]:
        """``content`` of ``meta`` elements by lower-case ``name``, ``property`` or ``itemprop``."""
        found: dict[str, list[str]] = {}
        for element in self.root.iter("meta"):
            content = (element.get("content") or "").strip()
            if not content:
                continue
            for attribute in ("property", "name", "itemprop"):
                if key := element.get(attribute):
                    found.setdefault(key.strip().lower(), []).append(content)
        return found

    def meta_first(self, *names: str) -> str | None:
        """The first non-empty ``meta`` content among these names, in their order."""
        return next((self.meta[name][0] for name in names if name in self.meta), None)

    @cached_property
    def heading(self) -> HtmlElement | None:
        """The element that most likely is the headline.

        The longest of the first few ``h1``; without one, the ``h2`` or ``h3`` that says what the
        page is called.
        """
        candidates = []
        for number, element in enumerate(self.root.iter("h1")):
            if number == 6:  # noqa: PLR2004 -- later ones belong to other stories
                break
            words = len(text_of(element).split())
            candidates.append((min(words, 4), -number, element))
        best = max(candidates, key=lambda item: item[:2], default=None)
        return best[2] if best and best[0] else self._named_heading()

    def _named_heading(self) -> HtmlElement | None:
        window = self.root.find(".//head/title")
        names = (self.meta_first("og:title"), window.text if window is not None else None)
        titles = [title for name in names if (title := fold(name or ""))]
        for element in self.root.iter("h2", "h3"):
            text = fold(text_of(element))
            if len(text) >= _SHORTEST_HEADLINE and any(
                f"{title} ".startswith(f"{text} ") for title in titles
            ):
                return element
        return None


def parse_page(html: bytes, url: str, content_type: str | None = None) -> Page:
    """Parse a page.

    Args:
        html: the bytes, as served (content coding removed).
        url: the address they were read from.
        content_type: value of the HTTP header, for its charset.

    Returns:
        The page; its tree has at least a ``body``.

    Raises:
        NotHtmlError: if it is something else.
        EmptyPageError: if there is nothing in it.
        PageTooLargeError: if it is larger than `MAX_BYTES`.
        PageTooDeepError: if it is nested deeper than the parser goes.
    """
    if len(html) > MAX_BYTES:
        raise PageTooLargeError(url, f"{len(html)} bytes, the limit is {MAX_BYTES}")
    if not html.strip():
        raise EmptyPageError(url, "no bytes")
    media_type = (content_type or "").split(";")[0].strip().lower()
    if media_type and not any(kind in media_type for kind in _HTML_TYPES):
        raise NotHtmlError(url, f"the server calls it {media_type}")
    if html.startswith(_MAGIC):
        raise NotHtmlError(url, f"begins with {html[:4]!r}")
    text = decode(html, content_type)
    if "<" not in text:
        raise NotHtmlError(url, "has no mark-up")
    if _FEED.match(text[:5000]):
        raise NotHtmlError(url, "a feed, sitemap or drawing")
    root = _tree(text, url)
    if root.find("body") is None or not _has_content(root):
        raise EmptyPageError(url, "no words and no pictures")
    return Page(url=url, base_url=_base_url(root, url), root=root)


def decode(html: bytes, content_type: str | None = None) -> str:
    """Bytes to text: byte order mark, HTTP header, ``meta``, then what the bytes look like.

    Never raises: what cannot be decoded becomes U+FFFD.
    """
    for mark, encoding in _BOMS:
        if html.startswith(mark):
            return html[len(mark) :].decode(encoding, "replace")
    for label in _labels(html, content_type):
        try:
            return html.decode(label)
        except (UnicodeDecodeError, LookupError):
            continue
    try:
        return html.decode("utf-8")
    except UnicodeDecodeError:
        # A page cut off inside a character, or with a few stray bytes, is still UTF-8.
        text = html.decode("utf-8", "replace")
        broken = text.count("\ufffd")
        if broken * 4 <= sum(char > "\x7f" for char in text) - broken:
            return text
    label = next(_labels(html, content_type), "windows-1252")
    try:
        return html.decode("windows-1252" if label == "utf-8" else label, "replace")
    except LookupError:
        return html.decode("windows-1252", "replace")


def _labels(html: bytes, content_type: str | None) -> Iterator[str]:
    """Encodings the page is said to have, most trusted first, as Python names them."""
    said = []
    head = html[:_PRESCAN_BYTES]
    if content_type and (match := _HEADER_CHARSET.search(content_type)):
        if match[1].lower() in _UTF_16 and b"\0" in head:
            yield _UTF_16[match[1].lower()]
        said.append(match[1])
    if found := _XML_ENCODING.search(head) or _META_CHARSET.search(head):
        said.append(found[1].decode("ascii", "replace"))
    for label in said:
        name = label.lower()
        # A page that could be read as far as its meta element is not UTF-16.
        yield "utf-8" if name.startswith("utf-16") else _WEB_LABELS.get(name, name)


def _tree(text: str, url: str) -> HtmlElement:
    root, too_deep = _parse(text, url)
    if too_deep:
        # Formatting that is opened again and again and never closed; the text is all there.
        root, too_deep = _parse(_FORMATTING.sub("", text), url)
    if too_deep:
        raise PageTooDeepError(url, f"nested deeper than {_PARSER_DEPTH} elements")
    elements = int(cast("float", _COUNT(root)))
    if elements > MAX_ELEMENTS:
        raise PageTooLargeError(url, f"{elements} elements, the limit is {MAX_ELEMENTS}")
    _hoist(root)
    return root


def _parse(text: str, url: str) -> tuple[HtmlElement, bool]:
    """The tree, and whether the parser gave up on its depth."""
    parser = HTMLParser(encoding="utf-8", remove_comments=True, remove_pis=True)
    # Its own look-up asks Python for each element's class; here all are of one.
    parser.set_element_class_lookup(etree.ElementDefaultClassLookup(element=HtmlElement))
    try:
        root = document_fromstring(_encoded(text), parser=parser)
    except (etree.ParserError, etree.XMLSyntaxError) as error:
        raise EmptyPageError(url, f"nothing in it can be parsed ({error})") from error
    limits = etree.ErrorTypes.ERR_RESOURCE_LIMIT
    return root, any(entry.type == limits for entry in parser.error_log)


def _encoded(text: str) -> bytes:
    """UTF-8, without the characters that XML forbids (XML 1.0, section 2.2), which trees refuse."""
    for character in _NO_CHARACTERS:
        text = text.replace(character, "")
    return text.encode("utf-8", "replace").translate(None, _CONTROLS)


def _hoist(root: HtmlElement) -> None:
    """Empty what HTML calls void elements; libxml2 nests what follows in those it does not know."""
    for element in list(root.iter("source", "track", "wbr")):
        if len(element) or element.text:
            _empty(element)


def _empty(element: HtmlElement) -> None:
    """Move what is inside an element right behind it."""
    parent = element.getparent()
    if parent is None:
        return
    at = parent.index(element) + 1
    tail, text = element.tail or "", element.text or ""
    element.tail, element.text = without_controls(text) or None, None
    children = list(element)
    for child in reversed(children):
        parent.insert(at, child)
    last = children[-1] if children else element
    last.tail = without_controls((last.tail or "") + tail) or None


def _has_content(root: HtmlElement) -> bool:
    words = any(
        text.strip() for text in root.itertext("body", "p", "div", "h1", "title", "span", "td")
    )
    # A frame alone is what some checks for robots are.
    return words or any(root.find(f".//{tag}") is not None for tag in ("img", "script", "iframe"))


def _base_url(root: HtmlElement, url: str) -> str:
    """What relative addresses are relative to; for a page read from a file, its own address."""
    base = url
    if not url.startswith(("http://", "https://")):
        links = (
            link.get("href") or "" for link in root.iter("link") if link.get("rel") == "canonical"
        )
        base = next((link for link in links if link.startswith(("http://", "https://"))), url)
    element = root.find(".//base[@href]")
    if element is None:
        return base
    try:
        return urljoin(base, (element.get("href") or "").strip()) or base
    except ValueError:
        return base
