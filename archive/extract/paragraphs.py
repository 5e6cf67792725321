"""The story's paragraphs as they stand in the element that holds them."""

from __future__ import annotations

from typing import TYPE_CHECKING

from archive.extract.classes import is_undisplayed, roles
from archive.extract.text import BLOCKS, SILENT, squeeze

if TYPE_CHECKING:
    from lxml.etree import _Element

_SKIPPED_TAGS = frozenset(
    {
        "figure",
        "figcaption",
        "nav",
        "footer",
        "form",
        "aside",
        "h1",
        "picture",
        "address",
        "label",
        "dialog",
        "menu",
    }
)
_SKIPPED_ROLES = frozenset(
    {"caption", "credit", "chrome", "furniture", "byline", "dateline", "gallery", "hidden"}
)
_LINK_SHARE = 0.8


class _Reader:
    """Walks a body and gathers its lines, with how much of each is link text."""

    def __init__(self, needed: set[_Element]) -> None:
        self.needed = needed
        self.lines: list[str] = []
        self.links: list[str] = []
        self._text: list[str] = []
        self._linked = 0

    def walk(self, element: _Element, *, in_link: bool) -> None:
        tag = element.tag
        if not isinstance(tag, str) or tag in SILENT or self._is_foreign(element):
            return
        block = tag in BLOCKS and tag != "br"
        if block or tag == "br":
            self.flush()
        in_link = in_link or tag == "a"
        self._add(element.text, in_link=in_link)
        for child in element:
            self.walk(child, in_link=in_link)
            self._add(child.tail, in_link=in_link)
        if block:
            self.flush()

    def _is_foreign(self, element: _Element) -> bool:
        if element in self.needed:
            return False
        if element.tag in _SKIPPED_TAGS:
            return True
        said = roles(element)
        if not said.isdisjoint(_SKIPPED_ROLES) or is_undisplayed(element):
            return True
        return "teaser" in said and next(element.iter("a"), None) is not None

    def _add(self, text: str | None, *, in_link: bool) -> None:
        if text:
            self._text.append(text)
            if in_link:
                self._linked += len(text.strip())

    def flush(self) -> None:
        if not self._text:
            return
        line = squeeze("".join(self._text))
        linked = self._linked
        self._text, self._linked = [], 0
        if line:
            (self.lines if linked <= _LINK_SHARE * len(line) else self.links).append(line)


def read_paragraphs(
    body: _Element, paragraphs: tuple[_Element, ...]
) -> tuple[list[str], list[str]]:
    """Lines of the story's text, and lines that only lead elsewhere.

    Args:
        body: the element that holds the text.
        paragraphs: its paragraphs; elements around them are never left out for their names.

    Returns:
        The text's lines; and lines that are nothing but a link.
    """
    needed: set[_Element] = set()
    for paragraph in paragraphs:
        node: _Element | None = paragraph
        while node is not None and node not in needed:
            needed.add(node)
            node = node.getparent()
    reader = _Reader(needed)
    reader.walk(body, in_link=False)
    reader.flush()
    return reader.lines, reader.links
