"""What is printed with a photo: its caption and its credit, from the mark-up around it.

The block around the photo grows from the picture outwards until it would take in another photo,
a paragraph of the story or the headline. In it, an element named for captions or credits is
believed first; unmarked lines come after; the block's next neighbours last.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from archive.extract import attributes
from archive.extract.assembly import Printed, assemble
from archive.extract.boxes import is_writers_page
from archive.extract.classes import roles
from archive.extract.credits import parse_caption
from archive.extract.lines import Line, LineReader, is_sure_credit
from archive.extract.surroundings import (
    LEVELS,
    Surroundings,
    is_set_apart,
    neighbours,
    shared_caption,
)
from archive.extract.text import fold, text_of
from archive.extract.writers import begins_like_byline

if TYPE_CHECKING:
    from collections.abc import Iterable

    from lxml.etree import _Element

    from archive.extract.images import Picture
    from archive.extract.selectors import Selectors

_LONGEST_BLOCK = 1500
"""Characters of text; a larger block holds more than a caption."""
_LONGEST_UNMARKED = 600
_LONGEST_FRAME = 300
_SHORTEST_ALT = 20
_MOST_PARTS = 20
_NO_NEIGHBOUR = frozenset({"byline", "dateline", "author", "chrome", "teaser", "body"})
_LONGEST_NEIGHBOUR = 700
_INLINE_WRAPPERS = frozenset({"picture", "a", "span", "noscript", "amp-img", "img", "button"})


def read_printed(picture: Picture, around: Surroundings) -> Printed:
    """The caption and credit printed with a picture.

    Args:
        picture: a picture of the story.
        around: what its block may not take in.

    Returns:
        What was found; empty, but never None.
    """
    blocks = list(_blocks(picture.element, around))
    reader = LineReader(
        skip={picture.element},
        alt=fold(picture.alt) if picture.alt and len(picture.alt) > _SHORTEST_ALT else "",
    )
    for block in blocks:
        reader.read(block, trusted=_is_frame(block))
        reader.skip.add(block)
        if reader.lines:
            so_far = assemble(reader.lines)
            if so_far.caption and so_far.credit:
                break
    lines = [line for line in reader.lines if line.kind or _is_short(reader.lines)]
    frames = [block for block in blocks if block.tag not in _INLINE_WRAPPERS and _is_frame(block)]
    used = list(frames)
    printed = assemble(lines)
    if not printed.credit or not printed.caption:
        for neighbour in neighbours(blocks[-1] if blocks else picture.element, around):
            more = _neighbour_lines(neighbour, picture.alt, printed, around)
            if more:
                lines += more
                used.append(neighbour)
                printed = assemble(lines)
    if not printed and (shared := shared_caption(picture.element, around)) is not None:
        printed = assemble(LineReader().read(shared))
        used.append(shared)
    printed.elements = used
    if frames and not (printed.caption and printed.credit):
        printed.told = attributes.told_inside(frames[-1])
        # A name for the caption says as much on an attribute as on an element.
        printed.marked = printed.marked or bool(printed.told and printed.told.caption)
    return printed


def selected_printed(picture: Picture, around: Surroundings, site: Selectors) -> Printed:
    """The caption and credit that a site's own selectors name, nearest to the picture.

    Args:
        picture: a picture of the story.
        around: other photos, whose captions are not this one's.
        site: the site's selectors; without ``caption`` and ``credit`` nothing is found.
    """
    lines: list[Line] = []
    elements: list[_Element] = []
    for kind in ("caption", "credit"):
        if site.has(kind) and (found := _nearest(picture.element, around, site, kind)):
            elements += found
            lines += [
                Line(text_of(element), kind, marked=True) for element in found if text_of(element)
            ]
    printed = assemble(lines)
    printed.elements = elements
    return printed


def _nearest(element: _Element, around: Surroundings, site: Selectors, kind: str) -> list[_Element]:
    own = around.groups.get(element, set())
    for _, ancestor in zip(range(LEVELS), element.iterancestors(), strict=False):
        if around.groups.get(ancestor, own) - own:
            return []
        if found := site.inside(ancestor, kind):
            return found
    return []


def _blocks(element: _Element, around: Surroundings) -> Iterable[_Element]:
    """Ancestors of a picture that hold no other photo and none of the story's text, inner first."""
    own = around.groups.get(element, set())
    for level, ancestor in enumerate(element.iterancestors()):
        if level >= LEVELS or ancestor in around.solid or ancestor.tag in {"body", "html", "main"}:
            return
        if around.groups.get(ancestor, own) - own:
            return
        if "body" in roles(ancestor) and ancestor.tag != "figure":
            return
        if ancestor.tag in {"picture", "noscript"}:
            continue
        if (
            len(str(ancestor.xpath("string()", smart_strings=False))) > _LONGEST_BLOCK * 3
            and len(text_of(ancestor)) > _LONGEST_BLOCK
        ):
            return
        yield ancestor


def _is_frame(block: _Element) -> bool:
    """Whether a block frames one picture, so that whatever is printed in it is about it."""
    if block.tag in {"figure", "figcaption", "a", "span", "picture"} or not roles(block).isdisjoint(
        {"picture", "caption", "gallery"}
    ):
        return next(block.iter("h1", "time", "form"), None) is None
    text = text_of(block)
    return (
        len(text) <= _LONGEST_FRAME
        and next(block.iter("h1", "h2", "h3", "time", "ul", "form", "button"), None) is None
    )


def _is_short(lines: list[Line]) -> bool:
    return sum(len(line.text) for line in lines if not line.kind) <= _LONGEST_UNMARKED


def _neighbour_lines(
    element: _Element, alt: str | None, printed: Printed, around: Surroundings
) -> list[Line]:
    """Lines of a neighbour, if it says that it belongs to the photo, or reads as if it did."""
    said = roles(element)
    if len(element) > _MOST_PARTS or not said.isdisjoint(_NO_NEIGHBOUR):
        return []
    text = text_of(element)
    if not text or len(text) > _LONGEST_NEIGHBOUR:
        return []
    named = not said.isdisjoint({"caption", "credit"}) or _holds_named(element, around)
    if any(map(_is_byline, element.iterdescendants("*") if named else element.iter("*"))):
        return []
    if named:
        return LineReader().read(element)
    if any(map(is_writers_page, element.iter("a"))):
        return []
    return _unmarked_lines(element, text, alt, printed, around)


def _unmarked_lines(
    element: _Element, text: str, alt: str | None, printed: Printed, around: Surroundings
) -> list[Line]:
    """A neighbour that nothing names, if it reads like a credit or a caption."""
    if not printed.credit and is_sure_credit(text) and not begins_like_byline(text):
        return [Line(text, "credit")]
    if not printed.caption and (
        _is_caption(element, text, alt)
        or (not printed and element not in around.solid and _closes_with_credit(text))
    ):
        return [Line(text, "caption")]
    return []


def _holds_named(element: _Element, around: Surroundings) -> bool:
    """Whether an element outside the story's text holds one named for captions, and no byline."""
    if element in around.solid:
        return False
    inner = list(element.iterdescendants("*"))
    return any("caption" in roles(item) for item in inner) and not any(map(_is_byline, inner))


def _is_byline(element: _Element) -> bool:
    said = roles(element)
    return element.tag == "time" or (
        not said.isdisjoint({"byline", "dateline"}) and said.isdisjoint({"caption", "credit"})
    )


def _closes_with_credit(text: str) -> bool:
    """Whether a short text is a caption and its credit, and so no part of a story."""
    parsed = parse_caption(text)
    return len(text) <= _LONGEST_FRAME and bool(parsed.text and parsed.caption)


def _is_caption(element: _Element, text: str, alt: str | None) -> bool:
    """Whether an unmarked neighbour is a caption: it repeats the ``alt``, or is set like one."""
    if alt and len(alt) > _SHORTEST_ALT and fold(text).startswith(fold(alt)):
        return True
    return is_set_apart(element) and parse_caption(text).text is not None
