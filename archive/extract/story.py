"""Where on the page the story stands.

The body's element is where the paragraphs are: long text without links, told by weight alone and
not by class names. The story's element is the smallest that holds both the headline and the body.
"""

from __future__ import annotations

import re
from dataclasses import dataclass
from functools import cached_property
from itertools import islice
from typing import TYPE_CHECKING

from lxml import etree
from lxml.html import fragment_fromstring

from archive.extract.classes import roles
from archive.extract.credits import parse_caption
from archive.extract.text import squeeze, text_of, without_controls

if TYPE_CHECKING:
    from collections.abc import Iterator

    from lxml.etree import _Element

    from archive.extract.page import Page

_LEAST_PARAGRAPH = 60
"""Characters that make a paragraph count."""
_GROWTH = 1.12
"""How much more text a parent must hold to be the body in its child's stead."""
_LINK_SHARE = 0.5
_CLIMB = 5
_REACH = 4
"""Levels looked up for a parent that holds more of the text."""
_ENOUGH = 250
"""Characters of paragraphs below which other elements are looked at too."""
_FOREIGN = frozenset({"teaser", "chrome", "author"})
_STOP_TAGS = frozenset({"article", "main", "body", "html"})
_MOST_CAPTION_PARAGRAPHS = 2
_OF_PICTURE = frozenset({"caption", "credit"})
_MOST_IN_FRAME = 4
_NEAR = 30
_SLACK = 20
_LONGEST_CAPTION = 500
_SYLLABLES = re.compile(r"[\u3040-\u30ff\u3400-\u9fff\uac00-\ud7a3]")
_own_text = etree.XPath("string()", smart_strings=False)


@dataclass(frozen=True)
class Story:
    """The part of the page that is this story.

    Attributes:
        scope: the smallest element with both headline and body.
        body: the element with the paragraphs; None where there are none.
        heading: the headline's element.
        paragraphs: the body's paragraphs, in order.
        core: of these, those in the element where they are densest, and in others of its name: no
            comments, no other stories.
        is_sure: whether most of what the page has in paragraphs stands in its scope.
        boxes: paragraphs by the element they stand in, where the text is in parts and each is
            called the story's text by its class.
    """

    scope: _Element
    body: _Element | None
    heading: _Element | None
    paragraphs: tuple[_Element, ...]
    core: tuple[_Element, ...]
    is_sure: bool
    boxes: tuple[tuple[_Element, ...], ...]

    @cached_property
    def texts(self) -> dict[_Element, str]:
        """Texts of the body's paragraphs; to be asked for while it is whole."""
        return {paragraph: text_of(paragraph) for paragraph in self.paragraphs}

    @property
    def heading_tag(self) -> str:
        """Name of the headline's element: ``h1``, where it has none of its own."""
        return "h1" if self.heading is None else str(self.heading.tag)


def graft_text(page: Page, html: str) -> None:
    """Hang a text that the page's scripts bring into the page's tree, where a browser would."""
    body = page.root.find("body")
    frame = page.root if body is None else body
    main = next(page.iter("main", "article"), frame)
    article = fragment_fromstring(without_controls(html), create_parent="article")
    main.append(article)


def find_story(page: Page, body: _Element | None = None) -> Story:
    """Find the story.

    Args:
        page: the page.
        body: the body's element where a site's rules name it.
    """
    weights = _paragraph_weights(page.root)
    densest = body
    if body is None:
        densest = _densest_element(weights)
        body = _grown(densest, weights) if densest is not None else None
    heading = page.heading
    root = page.root.find("body")
    whole = page.root if root is None else root
    scope = whole
    if body is not None and heading is not None:
        scope = _common_ancestor(heading, body)
    elif body is not None:
        scope = next((item for item in body.iterancestors("article", "main")), body)
    paragraphs = tuple(item for item in weights if body is not None and _is_in(item, body))
    core = tuple(item for item in paragraphs if densest is not None and _is_alike(item, densest))
    inside = sum(weight for item, weight in weights.items() if _is_in(item, scope))
    is_sure = 2 * inside > sum(weights.values())
    return Story(scope, body, heading, paragraphs, core, is_sure, _boxes(paragraphs, densest))


def _paragraph_weights(root: _Element) -> dict[_Element, int]:
    """Paragraphs and how much of a story's text each holds, in characters."""
    weights = {
        element: weight
        for element in root.iter("p")
        if (weight := _weight(element)) and not _is_caption(element)
    }
    if sum(weights.values()) < _ENOUGH:
        for element in root.iter("div", "td", "section", "span", "li", "article"):
            own = sum(len(text.strip()) for text in _direct_text(element))
            if own >= _LEAST_PARAGRAPH * 2 and _weight(element) and not _is_caption(element):
                weights[element] = own
    return weights


def _is_caption(paragraph: _Element) -> bool:
    """Whether a paragraph belongs to a picture: it, or what is next around it, says so."""
    if not roles(paragraph).isdisjoint(_OF_PICTURE) or _is_under_picture(paragraph):
        return True
    for ancestor in islice(paragraph.iterancestors(), _REACH):
        if ancestor.tag in {"figure", "figcaption"}:
            return True
        found = roles(ancestor)
        if "body" in found or ancestor.tag in _STOP_TAGS:
            return False
        if not found.isdisjoint(_OF_PICTURE) or "gallery" in found:
            return True
        if "picture" in found and next(ancestor.iter("img", "amp-img"), None) is not None:
            return (
                len(list(islice(ancestor.iter("p"), _MOST_CAPTION_PARAGRAPHS + 1)))
                <= _MOST_CAPTION_PARAGRAPHS
            )
    return False


def _is_under_picture(paragraph: _Element) -> bool:
    """Whether a text with a credit at its end has a frame with a picture to itself."""
    frame = paragraph.getparent()
    if (
        frame is None
        or frame.tag in _STOP_TAGS
        or len(frame) > _MOST_IN_FRAME
        or not any(item.tag in {"img", "amp-img"} for item in islice(frame.iter("*"), _NEAR))
        or "body" in roles(frame)
    ):
        return False
    text = str(_own_text(paragraph)).strip()
    alone = len(str(_own_text(frame)).strip()) <= len(text) + _SLACK
    return alone and len(text) <= _LONGEST_CAPTION and parse_caption(squeeze(text)).text is not None


def _direct_text(element: _Element) -> Iterator[str]:
    if element.text:
        yield element.text
    for child in element:
        if child.tail:
            yield child.tail


def _weight(element: _Element) -> int:
    text = str(_own_text(element))
    length = len(text.strip())
    if not text.isascii():
        # An ideograph or a syllable of Hangul says what two letters and more do elsewhere.
        length += len(_SYLLABLES.findall(text))
    if length < _LEAST_PARAGRAPH:
        return 0
    links = sum(len(str(_own_text(link))) for link in element.iter("a"))
    return 0 if links > _LINK_SHARE * length else length


def _densest_element(weights: dict[_Element, int]) -> _Element | None:
    """The element that has the most of the paragraphs nearest to it."""
    near: dict[_Element, float] = {}
    for paragraph, weight in weights.items():
        share = 1.0
        for ancestor in islice(paragraph.iterancestors(), _CLIMB):
            near[ancestor] = near.get(ancestor, 0) + weight * share
            share /= 2
    candidates = [element for element in near if not _is_foreign(element)] or list(near)
    return max(candidates, key=lambda element: near[element], default=None)


def _grown(body: _Element, weights: dict[_Element, int]) -> _Element:
    """The element that holds the paragraphs, and little else: one that others stand beside."""
    total: dict[_Element, int] = {}
    for paragraph, weight in weights.items():
        for ancestor in paragraph.iterancestors():
            total[ancestor] = total.get(ancestor, 0) + weight
    while body.tag not in _STOP_TAGS:
        above = (
            item
            for item in islice(body.iterancestors(), _REACH)
            if item.tag not in {"body", "html"}
        )
        grown = next(
            (
                item
                for item in above
                if total[item] > _GROWTH * total[body] and not _is_foreign(item)
            ),
            None,
        )
        if grown is None:
            break
        body = grown
    return body


def _is_foreign(element: _Element) -> bool:
    if element.tag in {"nav", "footer", "aside", "form", "figcaption", "noscript"}:
        return True
    return bool(roles(element) & _FOREIGN) and "body" not in roles(element)


def _is_in(element: _Element, frame: _Element) -> bool:
    return element is frame or any(item is frame for item in element.iterancestors())


def _boxes(
    paragraphs: tuple[_Element, ...], densest: _Element | None
) -> tuple[tuple[_Element, ...], ...]:
    """Paragraphs by the part of the text they stand in; nothing where it has one or no name."""
    if densest is None:
        return ()
    near = islice((densest, *densest.iterancestors()), _REACH)
    named = next((item for item in near if item.get("class") and "body" in roles(item)), None)
    if named is None:
        return ()
    names = named.get("class")
    parts: dict[_Element, list[_Element]] = {}
    for paragraph in paragraphs:
        alike = (item for item in paragraph.iterancestors(named.tag) if item.get("class") == names)
        if (part := next(alike, None)) is not None:
            parts.setdefault(part, []).append(paragraph)
    return tuple(map(tuple, parts.values())) if len(parts) > 1 else ()


def _is_alike(element: _Element, frame: _Element) -> bool:
    """Whether an element is in a frame, or in another of its tag and class: a text in parts."""
    names = frame.get("class")
    return _is_in(element, frame) or any(
        item.get("class") == names for item in element.iterancestors(frame.tag)
    )


def _common_ancestor(one: _Element, other: _Element) -> _Element:
    above = {one, *one.iterancestors()}
    if other in above:
        return other
    return next(item for item in other.iterancestors() if item in above)
