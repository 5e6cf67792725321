"""The visible text of a piece of a page, as a reader would copy it."""

from __future__ import annotations

import re
from functools import lru_cache
from html import unescape
from typing import TYPE_CHECKING, cast

if TYPE_CHECKING:
    from collections.abc import Collection, Iterator

    from lxml.etree import _Element

SILENT = frozenset(
    [
        "script",
        "style",
        "noscript",
        "template",
        "svg",
        "iframe",
        "select",
        "textarea",
        "head",
        "object",
        "math",
        "canvas",
        "datalist",
        "map",
        "progress",
        "meter",
        "button",
        "input",
        "video",
        "audio",
    ]
)
"""Elements whose content is no text of the page."""

BLOCKS = frozenset(
    [
        "address",
        "article",
        "aside",
        "blockquote",
        "body",
        "center",
        "dd",
        "details",
        "dialog",
        "div",
        "dl",
        "dt",
        "fieldset",
        "figcaption",
        "figure",
        "footer",
        "form",
        "h1",
        "h2",
        "h3",
        "h4",
        "h5",
        "h6",
        "header",
        "hr",
        "li",
        "main",
        "nav",
        "ol",
        "p",
        "pre",
        "section",
        "summary",
        "table",
        "tbody",
        "td",
        "tfoot",
        "th",
        "thead",
        "tr",
        "ul",
        "br",
    ]
)
"""Elements that begin a new line."""

_INVISIBLE = re.compile("[\u00ad\u200b\u200c\u2060\ufeff\u200e\u200f]+")
_FORBIDDEN = re.compile("[\x00-\x08\x0b\x0c\x0e-\x1f\ud800-\udfff\ufffe\uffff]")
_TAGS = re.compile(r"<[^<>]{1,400}>")
_LETTER_APOSTROPHE = "\u02bc"
"""The apostrophe that Unicode counts among the letters."""
_WORDS = re.compile(r"\w+")


def without_controls(text: str) -> str:
    """Text without the characters that XML forbids (XML 1.0, section 2.2), which trees refuse."""
    return _FORBIDDEN.sub("", text) if _FORBIDDEN.search(text) else text


def attributes_of(element: _Element) -> list[tuple[str, str]]:
    """An element's attributes; in a tree parsed from text all names and values are strings."""
    return cast("list[tuple[str, str]]", element.items())


def keys_of(element: _Element) -> list[str]:
    """Names of an element's attributes; likewise."""
    return cast("list[str]", element.keys())


def drop(element: _Element) -> None:
    """Take an element out of its tree, and leave the text behind it where it was."""
    parent = element.getparent()
    if parent is None:
        return
    tail = without_controls(element.tail or "")
    before = element.getprevious()
    if tail and before is not None:
        before.tail = without_controls(before.tail or "") + tail
    elif tail:
        parent.text = without_controls(parent.text or "") + tail
    parent.remove(element)


def squeeze(text: str) -> str:
    """Whitespace of all kinds to single spaces, invisible characters away, ends trimmed."""
    return " ".join((text if text.isascii() else _INVISIBLE.sub("", text)).split())


def plain(text: str) -> str:
    """`squeeze`, for text that should have had no mark-up and no entities (JSON, attributes)."""
    if "&" in text:
        text = unescape(text)
    return squeeze(_TAGS.sub(" ", text) if "<" in text else text)


@lru_cache(maxsize=4096)
def fold(text: str) -> str:
    """A key under which the same sentence, typeset differently, is the same: words alone."""
    return " ".join(_WORDS.findall(text.replace(_LETTER_APOSTROPHE, "'").casefold()))


def pieces(root: _Element, skip: Collection[_Element] = ()) -> Iterator[str]:
    r"""Text of an element in order, with a line break where a block begins or ends.

    Args:
        root: the element.
        skip: elements left out with all they hold.

    Yields:
        Text as it stands, and ``"\n"``.
    """
    stack: list[tuple[_Element, bool]] = [(root, False)]
    while stack:
        element, left = stack.pop()
        tag = element.tag
        if left:
            if tag in BLOCKS:
                yield "\n"
            if element is not root and element.tail:
                yield element.tail
            continue
        stack.append((element, True))
        if not isinstance(tag, str) or tag in SILENT or (skip and element in skip):
            continue
        if tag in BLOCKS:
            yield "\n"
        if element.text:
            yield element.text
        stack.extend((child, False) for child in reversed(element))


def lines_of(root: _Element, skip: Collection[_Element] = ()) -> list[str]:
    """The element's text, line by line, squeezed, without empty lines."""
    text = "".join(
        " ".join(piece.split("\n")) if piece != "\n" else piece for piece in pieces(root, skip)
    )
    return [line for line in map(squeeze, text.split("\n")) if line]


def text_of(root: _Element, skip: Collection[_Element] = ()) -> str:
    """The element's text on one line."""
    return " ".join(lines_of(root, skip))
