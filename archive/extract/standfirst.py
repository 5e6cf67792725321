"""The paragraph between headline and text that says what the story is about."""

from __future__ import annotations

from typing import TYPE_CHECKING

from archive.extract.classes import is_hidden, roles
from archive.extract.text import text_of

if TYPE_CHECKING:
    from collections.abc import Iterator

    from lxml.etree import _Element

    from archive.extract.story import Story

_TAGS = ("p", "div", "h2", "h3", "section", "span", "strong", "header")
_SHORTEST = 40
_LONGEST = 900
_NOT_IT = frozenset(
    {"teaser", "chrome", "caption", "credit", "byline", "dateline", "author", "furniture"}
)
_FOREIGN_TAGS = frozenset({"figure", "figcaption", "nav", "aside", "form", "a", "button", "ul"})


def find_standfirst(story: Story) -> str | None:
    """The standfirst's text, where one stands between the headline and the body.

    Args:
        story: where the story stands.

    Returns:
        Its text on one line; None where there is none, or where it is the body's first paragraph.
    """
    if story.heading is None or story.body is None:
        return None
    for element in _between(story):
        named = "standfirst" in roles(element)
        if not named and element.tag != "p":
            continue
        if named and any("standfirst" in roles(inner) for inner in element.iterdescendants(*_TAGS)):
            continue  # a frame; what is in it comes next
        text = text_of(element)
        shortest = _SHORTEST if named else 2 * _SHORTEST
        if shortest <= len(text) <= _LONGEST and not _is_foreign(element, story):
            return text
    return None


def _between(story: Story) -> Iterator[_Element]:
    seen = False
    first = story.paragraphs[0] if story.paragraphs else None
    for element in story.scope.iter(
        story.heading_tag, *_TAGS, *([story.body.tag] if story.body is not None else [])
    ):
        if element is story.heading:
            seen = True
        elif seen and (element is story.body or element is first):
            return
        elif seen:
            yield element


def _is_foreign(element: _Element, story: Story) -> bool:
    if (
        element.find(".//time") is not None
        or element.find(".//img") is not None
        or is_hidden(element)
    ):
        return True
    node: _Element | None = element
    while node is not None and node is not story.scope:
        if node.tag in _FOREIGN_TAGS:
            return True
        said = roles(node)
        if not said.isdisjoint(_NOT_IT) and "standfirst" not in said:
            return True
        node = node.getparent()
    return False
