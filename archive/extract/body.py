"""The story's text: paragraphs, without captions, credits and what stands around a story.

trafilatura finds the main text on the same tree, after everything known to be no text of the
story has been taken out of it. The tree is changed here: photos must have been found before.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from trafilatura import bare_extraction

from archive.extract.classes import roles
from archive.extract.credit import is_credit
from archive.extract.furniture import is_body_furniture
from archive.extract.text import fold, lines_of, squeeze

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator

    from lxml.etree import _Element

    from archive.extract.page import Page
    from archive.extract.photos import PhotoSet
    from archive.extract.story import Story

_LONGEST_FURNITURE = 300
_REMOVED_ROLES = frozenset({"teaser", "furniture"})
_LONGEST_CREDIT = 120


def extract_body(page: Page, story: Story, photos: PhotoSet, headline: str | None) -> str | None:
    """The story's paragraphs, a blank line between them.

    Args:
        page: the page; its tree is changed.
        story: where the story stands.
        photos: the story's photos, whose captions are no part of it.
        headline: which is not repeated.

    Returns:
        The text, or None where there is none.
    """
    _remove(photos.elements)
    _remove(_foreign_elements(story))
    document = bare_extraction(page.root, url=page.url, include_comments=False, include_tables=True)
    text = document.text if document is not None and not isinstance(document, dict) else None
    paragraphs = list(_clean((text or "").split("\n"), photos, headline))
    return "\n\n".join(paragraphs) or None


def body_of(element: _Element, photos: PhotoSet, headline: str | None) -> str | None:
    """The text of the element that a site's rules name as the body."""
    _remove(photos.elements)
    return "\n\n".join(_clean(lines_of(element), photos, headline)) or None


def _remove(elements: Iterable[_Element]) -> None:
    for element in elements:
        parent = element.getparent()
        if parent is not None:
            element.drop_tree()


def _foreign_elements(story: Story) -> list[_Element]:
    """Small elements inside the story that its paragraphs do not need."""
    if story.body is None:
        return []
    needed = set()
    for paragraph in story.paragraphs:
        node: _Element | None = paragraph
        while node is not None and node not in needed:
            needed.add(node)
            node = node.getparent()
    return [
        element
        for element in story.body.iter("div", "section", "aside", "ul", "p", "span")
        if element not in needed and not roles(element).isdisjoint(_REMOVED_ROLES)
    ]


def _clean(lines: Iterable[str], photos: PhotoSet, headline: str | None) -> Iterator[str]:
    printed = {fold(text) for text in photos.texts}
    for photo in photos.photos:
        printed.update(fold(text) for text in (photo.caption, photo.credit_line, photo.alt, _glued(photo.caption, photo.credit_line)) if text)
    printed.discard("")
    title = fold(headline or "")
    first = True
    for line in lines:
        text = squeeze(line).removeprefix("- ").strip()
        key = fold(text)
        if not key or key in printed or is_body_furniture(text) or (first and key == title):
            continue
        if len(text) <= _LONGEST_CREDIT and is_credit(text):
            continue
        first = False
        yield text


def _glued(caption: str | None, credit: str | None) -> str | None:
    return f"{caption} {credit}" if caption and credit else None
