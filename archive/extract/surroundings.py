"""What stands around a photo: which blocks are its own, and what is next to them."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from archive.extract.classes import roles

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping

    from lxml.etree import _Element

    from archive.extract.images import Picture
    from archive.extract.story import Story

LEVELS = 9
"""How far up a photo's blocks may lie."""
_NEIGHBOURS = 2


@dataclass
class Surroundings:
    """What the blocks around photos may not take in.

    Attributes:
        groups: for each element, the numbers of the photos beneath it.
        solid: elements that hold a paragraph of the story, or its headline.
    """

    groups: Mapping[_Element, set[int]]
    solid: set[_Element]

    @classmethod
    def of(cls, numbered: Iterable[tuple[int, Picture]], story: Story) -> Surroundings:
        """Take note of these photos (number, picture) and of the story's text."""
        groups: dict[_Element, set[int]] = {}
        for number, picture in numbered:
            for element in (picture.element, *picture.element.iterancestors()):
                groups.setdefault(element, set()).add(number)
        solid: set[_Element] = set()
        for element in (*story.paragraphs, *([story.heading] if story.heading is not None else [])):
            node: _Element | None = element
            while node is not None and node not in solid:
                solid.add(node)
                node = node.getparent()
        solid.add(story.scope)
        return cls(groups, solid)


def shared_caption(element: _Element, around: Surroundings) -> _Element | None:
    """The one caption of a group of photos that have none of their own.

    Args:
        element: the picture of one of them.
        around: where the others stand.
    """
    own = around.groups.get(element, set())
    for _, ancestor in zip(range(LEVELS), element.iterancestors(), strict=False):
        if ancestor in around.solid or ancestor.tag in {"body", "html", "main"}:
            return None
        if not around.groups.get(ancestor, own) - own:
            continue
        found = [item for item in ancestor.iterdescendants("*") if is_named_caption(item)]
        outer = [item for item in found if not any(up in found for up in item.iterancestors())]
        if outer:
            alone = len(outer) == 1 and outer[0].getparent() is ancestor
            return outer[0] if alone and not around.groups.get(outer[0]) else None
    return None


def is_named_caption(element: _Element) -> bool:
    """Whether the mark-up calls an element a caption."""
    return element.tag == "figcaption" or "caption" in roles(element)


def neighbours(block: _Element, around: Surroundings) -> Iterable[_Element]:
    """The elements right after a photo's block.

    Args:
        block: the photo's outermost block, or its picture.
        around: other photos, at which its neighbourhood ends.
    """
    while (parent := block.getparent()) is not None and parent.tag in {"picture", "noscript"}:
        block = parent
    found = 0
    for sibling in block.itersiblings():
        if not isinstance(sibling.tag, str) or sibling.tag in {"script", "style", "noscript", "br"}:
            continue
        if (
            found == _NEIGHBOURS
            or around.groups.get(sibling)
            or sibling.tag in {"h1", "h2", "h3"}
            or holds_quotation(sibling)
            or (sibling.tag == "figure" and next(sibling.iter("img"), None) is not None)
        ):
            return
        found += 1
        yield sibling


def holds_quotation(element: _Element) -> bool:
    """Whether an element shows what somebody else said: a quotation, a post of a network."""
    return element.tag == "blockquote" or next(element.iter("blockquote"), None) is not None


def is_set_apart(element: _Element) -> bool:
    """Whether a paragraph is set apart from the story's text: italic, small, centred.

    Args:
        element: the paragraph.
    """
    inner = element
    while len(inner) == 1 and not (inner.text or "").strip() and not (inner[0].tail or "").strip():
        inner = inner[0]
        if inner.tag in {"em", "i", "small", "center", "figcaption", "cite"}:
            return True
    style = (element.get("style") or "").lower()
    return (
        element.tag in {"em", "i", "small", "center"}
        or element.get("align") == "center"
        or "center" in style
        or "italic" in style
    )
