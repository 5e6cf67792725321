"""The story's text: paragraphs, without captions, credits and what stands around a story.

trafilatura finds the main text on the same tree, after everything known to be no text of the
story has been taken out of it. The tree is changed here: photos must have been found before.
"""

from __future__ import annotations

import re
from copy import copy
from typing import TYPE_CHECKING

from lxml.etree import strip_elements

from archive.extract.classes import roles
from archive.extract.furniture import is_body_furniture
from archive.extract.lines import is_sure_credit
from archive.extract.paragraphs import read_paragraphs
from archive.extract.standfirst import find_standfirst
from archive.extract.text import (
    attributes_of,
    drop,
    fold,
    lines_of,
    squeeze,
    without_controls,
)

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator

    from lxml.etree import _Element

    from archive.extract.page import Page
    from archive.extract.photos import PhotoSet
    from archive.extract.story import Story

_LITTLE = 250
_LITTLE_SHARE = 0.75
"""A main text is doubted when it is shorter than this many characters, or this share of what the
story's densest paragraphs make together."""
_SHORTEST_PIECE = 2
_OPENING_LINES = 3
_SHORTEST_SENTENCE = 80
_NAME = re.compile(r"[a-z_][a-z0-9_.-]*", re.IGNORECASE)
_NEVER_TEXT = ("style", "svg", "aside", "footer", "nav", "picture", "img", "source")
_STOPS = ".!?…。！？:"
_CLOSING = " \"'”’»)]"
_REMOVED_ROLES = frozenset({"teaser", "furniture"})
_LONGEST_CREDIT = 120


def extract_body(
    page: Page,
    story: Story,
    photos: PhotoSet,
    headline: str | None,
    description: str | None = None,
) -> str | None:
    """The story's paragraphs, a blank line between them.

    Args:
        page: the page; its tree is changed.
        story: where the story stands.
        photos: the story's photos, whose captions are no part of it.
        headline: which is not repeated.
        description: likewise, where it stands above the text as its standfirst.

    Returns:
        The text, or None where there is none.
    """
    known = {fold(text) for text in (headline, description) if text}
    standfirst = find_standfirst(story)
    if standfirst and fold(standfirst) in known:
        standfirst = None
    sure = {*story.core, *(paragraph for box in story.boxes for paragraph in box)}
    expected = sum(len(story.texts[paragraph]) for paragraph in sure)
    boxes = [{fold(story.texts[paragraph]) for paragraph in box} for box in story.boxes]
    _remove(photos.elements)
    _remove(_foreign_elements(story))
    own, links = (
        read_paragraphs(story.body, story.paragraphs) if story.body is not None else ([], [])
    )
    text = _main_text(page, story, expected)
    elsewhere = set(map(fold, links))
    found = [line for line in text.split("\n") if fold(line.removeprefix("- ")) not in elsewhere]
    if len(text) < expected * _LITTLE_SHARE:
        found = _with_lost(found, own, boxes)
    merged = _with_standfirst(merge(_from_opening(found, own, known), own), standfirst)
    return "\n\n".join(_clean(merged, photos, headline)) or None


def _with_lost(found: list[str], own: list[str], boxes: list[set[str]]) -> list[str]:
    """Lines of the main text, and behind them the parts of the text that the search passed over.

    Args:
        found: lines of the main text.
        own: lines of the body's element.
        boxes: the folded paragraphs of each part, where the text is in parts.
    """
    keys = set(map(fold, found))
    lost = set[str]().union(*(box for box in boxes if keys.isdisjoint(box)))
    return found + [line for line in own if fold(line) in lost]


def _from_opening(found: list[str], own: list[str], known: set[str]) -> list[str]:
    """Lines of the main text without what stands over the story: section, headline, description.

    Args:
        found: lines of the main text.
        own: lines of the body's element.
        known: what is told of the story elsewhere, folded.
    """
    keys = set(map(fold, own))
    first = next((number for number, line in enumerate(found) if fold(line) in keys), 0)
    above = [line for line in found[:first] if _is_sentence(line) and fold(line) not in known]
    return above + found[first:]


def _main_text(page: Page, story: Story, expected: int) -> str:
    """The main text that trafilatura finds; its slower comparison of methods where it finds little.

    Args:
        page: the page.
        story: where it stands; for a sure one, what is around it is not looked at.
        expected: characters of the paragraphs that are surely its own.
    """
    # Loading it takes 0.4 s, which commands that read no page should not have to wait for.
    from trafilatura import bare_extraction  # noqa: PLC0415 -- see above

    _lighten(page.root)
    is_sure = story.is_sure and expected >= _LITTLE
    likely = _alone(story.scope) if is_sure else page.root
    text = ""
    for root, fast in ((likely, True), (page.root, False)):
        document = bare_extraction(root, url=page.url, include_comments=False, fast=fast)
        found = document.text if document is not None and not isinstance(document, dict) else None
        text = max(text, found or "", key=len)
        if len(text) >= max(_LITTLE, expected * _LITTLE_SHARE):
            break
    return text


def _alone(element: _Element) -> _Element:
    """A copy of a page with nothing in it but this element and the frames it stands in.

    trafilatura goes by the names of frames too; it takes as long as there are elements.
    """
    page = copy(element)
    page.tail = None
    for ancestor in element.iterancestors():
        # Broken mark-up makes names that the parser lets pass, and that nobody else may give.
        frame = ancestor.makeelement(ancestor.tag if _NAME.fullmatch(ancestor.tag) else "div")
        for name, value in attributes_of(ancestor):
            if _NAME.fullmatch(name):
                frame.set(name, without_controls(value))
        frame.append(page)
        page = frame
    return page


def _lighten(root: _Element) -> None:
    """Take out half of a page that never is the story's text.

    trafilatura would not take it either, but copies the tree four times and searches it ten times.
    Its last resort is a text in JSON-LD, which therefore stays.
    """
    strip_elements(root, *_NEVER_TEXT, with_tail=False)
    for script in list(root.iter("script")):
        if script.get("type") != "application/ld+json":
            drop(script)


def _with_standfirst(lines: list[str], standfirst: str | None) -> list[str]:
    """The text under its standfirst, unless it begins with it anyway."""
    if standfirst is None or not lines:
        return lines
    key = fold(standfirst)
    opening = fold(" ".join(lines[:_OPENING_LINES]))
    return lines if key in opening or (opening and opening in key) else [standfirst, *lines]


def merge(found: list[str], own: list[str]) -> list[str]:
    """Mend one reading of a text by another: lines torn to pieces, and gaps between known lines.

    Args:
        found: lines of the main-text search, which knows better where the text begins and ends.
        own: lines of the body's element, which has all of them in order.

    Returns:
        ``found``, with torn lines whole again, and with the lines that ``own`` has between two
        lines of ``found``.
    """
    keys = [fold(line) for line in own]
    places: dict[str, list[int]] = {}
    for number, key in enumerate(keys):
        places.setdefault(key, []).append(number)
    merged: list[tuple[int | None, str]] = []
    used: set[int] = set()
    for line in found:
        key = fold(line)
        if not key:
            continue
        same = places.get(key)
        place = (same.pop(0) if len(same) > 1 else same[0]) if same else None
        if place is None and len(key) >= _SHORTEST_PIECE:
            place = next((number for number, whole in enumerate(keys) if key in whole), None)
        if place is None:
            merged.append((None, line))
        elif place not in used:
            used.add(place)
            merged.append((place, own[place]))
    return _with_gaps_filled(merged, own, used)


def _with_gaps_filled(
    merged: list[tuple[int | None, str]], own: list[str], used: set[int]
) -> list[str]:
    first = next((place for place, _ in merged if place is not None), 0)
    opening = [line for line in own[:first] if _is_sentence(line)]
    result: list[str] = opening if len(opening) <= _OPENING_LINES else []
    last: int | None = None
    for place, line in merged:
        if place is not None:
            if last is not None and last < place:
                gap = (own[number] for number in range(last + 1, place) if number not in used)
                result.extend(line for line in gap if _is_sentence(line))
            last = place
        result.append(line)
    return result


def _is_sentence(line: str) -> bool:
    return len(line) >= _SHORTEST_SENTENCE and line.rstrip(_CLOSING)[-1:] in _STOPS


def body_of(element: _Element, photos: PhotoSet, headline: str | None) -> str | None:
    """The text of the element that a site's rules name as the body."""
    _remove(photos.elements)
    return "\n\n".join(_clean(lines_of(element), photos, headline)) or None


def _remove(elements: Iterable[_Element]) -> None:
    for element in elements:
        drop(element)


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
    around_forms = {above for form in story.body.iter("form") for above in form.iterancestors()}
    return [
        element
        for element in story.body.iter("div", "section", "aside", "ul", "p", "span")
        if element not in needed
        and (element in around_forms or not roles(element).isdisjoint(_REMOVED_ROLES))
    ]


def _clean(lines: Iterable[str], photos: PhotoSet, headline: str | None) -> Iterator[str]:
    printed = {fold(text) for text in photos.texts}
    for photo in photos.photos:
        printed.update(
            fold(text)
            for text in (
                photo.caption,
                photo.credit_line,
                photo.alt,
                _glued(photo.caption, photo.credit_line),
            )
            if text
        )
    printed.discard("")
    title = fold(headline or "")
    first = True
    for line in lines:
        text = squeeze(line).removeprefix("- ").strip()
        key = fold(text)
        if not key or key in printed or is_body_furniture(text) or (first and key == title):
            continue
        if len(text) <= _LONGEST_CREDIT and text[-1] not in _STOPS and is_sure_credit(text):
            continue
        first = False
        yield text


def _glued(caption: str | None, credit: str | None) -> str | None:
    return f"{caption} {credit}" if caption and credit else None
