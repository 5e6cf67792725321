"""Pages in the place of a story, served as if all was well: nothing here, consent, robots, log in.

A page is one only where no story's text stands; then by what its title or headline says, by the
mark-up of the systems that make such pages, or by the little it says at all. The words and marks
are data, in ``vocabulary/walls.toml``.
"""

from __future__ import annotations

import re
from dataclasses import dataclass
from functools import cache, cached_property
from typing import TYPE_CHECKING, get_args

from archive.extract.classes import load_vocabulary
from archive.extract.text import fold, plain, squeeze, text_of
from archive.model import Wall

if TYPE_CHECKING:
    from collections.abc import Iterator

    from archive.extract.page import Page
    from archive.extract.story import Story

_WALLS: tuple[Wall, ...] = get_args(Wall)
_PARTS = re.compile(r"\s+[|–—·•»:>-]\s+|\s*[|»]\s*")
_LITTLE_TEXT = 200
"""Characters of a story's text that are a story, where the page says that it is one."""
_MUCH_TEXT = 1200
"""Characters that no such page has, unless title and headline both say what it is."""
_WHOLE_LISTS = 6000
"""Characters of the teasers that a page without a story may offer instead."""
_SHORT_PAGE = 600
"""Characters of a whole page that say but one thing."""
_MENTIONS = 3
"""Times a page that asks for consent names what it asks consent to."""
_SCRIPT = 20_000
"""Characters of a script that are looked at."""
_BUTTONS = ("button", "a", "input", "span")
_LONGEST_LABEL = 60


@dataclass(frozen=True)
class _Words:
    """What pages of one kind say; texts folded.

    Attributes:
        phrases: a whole headline, or a whole part of the window's title.
        start: what one begins with.
        text: within a page that says hardly more.
        marks: within addresses, ids, class names and scripts.
    """

    phrases: frozenset[str]
    start: tuple[str, ...]
    text: tuple[str, ...]
    marks: tuple[str, ...]


def find_wall(page: Page, story: Story, *, claims_article: bool, is_dated: bool) -> Wall | None:
    """What kind of page stands where a story was to be; None for a story and for other pages.

    Args:
        page: the page.
        story: where its text stands.
        claims_article: whether it says that it is an article.
        is_dated: whether it says when it was published.
    """
    length = sum(map(len, story.texts.values()))
    if length > _WHOLE_LISTS:
        return None
    look = _Look(page)
    is_vouched = claims_article or is_dated
    most = _LITTLE_TEXT if is_vouched else _MUCH_TEXT
    for wall in _WALLS:
        said = look.says_so(wall)
        if not said:
            continue
        # A story under such a headline is a story yet, and so is one with a date: but a page
        # without a story may offer dated teasers of others.
        lists = said == "twice" and (not is_vouched or (look.is_unlisted and not claims_article))
        enough = length <= most or lists
        if enough and (wall != "consent-wall" or look.can_be_accepted):
            return wall
    if length > _LITTLE_TEXT or is_vouched:
        return None if is_vouched or not look.asks_for_consent else "consent-wall"
    if marked := look.is_marked():
        return marked
    # Search engines are kept from such pages, but from some stories too.
    return "error-page" if look.is_unlisted else None


class _Look:
    """One page, as far as walls are told by it."""

    def __init__(self, page: Page) -> None:
        self._page = page

    def says_so(self, wall: Wall) -> str | None:
        """How often title and headline say that this is such a page: None, once, twice."""
        words = _words()[wall]
        if wall == "soft-404" and self._is_classed:
            return "twice"
        said = [
            any(part in words.phrases or f"{part} ".startswith(words.start) for part in parts)
            for parts in (self._heading, self._title)
        ]
        return "twice" if all(said) else "once" if any(said) else None

    def is_marked(self) -> Wall | None:
        """The kind of a page without a story that is made by a system for such pages."""
        for wall in _WALLS:
            words = _words()[wall]
            if any(mark in place for mark in words.marks for place in self._places):
                return wall
            if len(self._text) <= _SHORT_PAGE and any(text in self._text for text in words.text):
                return wall
        return None

    @property
    def is_unlisted(self) -> bool:
        """Whether search engines are not to show the page."""
        return "noindex" in (self._page.meta_first("robots") or "").lower()

    @property
    def asks_for_consent(self) -> bool:
        """Whether consent is what a page is about, and can be given there."""
        subjects = _consent()[0]
        about = " ".join(self._heading) or " ".join(self._title[:1])
        if not any(subject in about for subject in subjects) or not self.can_be_accepted:
            return False
        return sum(self._text.count(subject) for subject in subjects) >= _MENTIONS

    @cached_property
    def can_be_accepted(self) -> bool:
        """Whether something on the page is there to say yes with."""
        accept = _consent()[1]
        for element in self._page.iter(*_BUTTONS):
            label = element.get("value") if element.tag == "input" else None
            label = label or squeeze("".join(element.itertext())[: 4 * _LONGEST_LABEL])
            if len(label) <= _LONGEST_LABEL and fold(label) in accept:
                return True
        return False

    @cached_property
    def _heading(self) -> list[str]:
        heading = self._page.heading
        return [fold(text_of(heading))] if heading is not None else []

    @cached_property
    def _title(self) -> list[str]:
        window = self._page.root.find(".//title")
        title = plain(window.text or "") if window is not None else ""
        return [fold(title), *(fold(part) for part in _PARTS.split(title))] if title else []

    @cached_property
    def _text(self) -> str:
        body = self._page.root.find("body")
        return fold(text_of(self._page.root if body is None else body))

    @cached_property
    def _is_classed(self) -> bool:
        classes = frozenset(load_vocabulary("walls")["soft-404"]["classes"])
        bodies = (self._page.root, self._page.root.find("body"))
        return any(
            not classes.isdisjoint((element.get("class") or "").lower().split())
            for element in bodies
            if element is not None
        )

    @cached_property
    def _places(self) -> list[str]:
        """Where marks stand: addresses, ids, class names, scripts."""
        return [place.lower() for place in self._read_places()]

    def _read_places(self) -> Iterator[str]:
        for element in self._page.iter("script", "iframe", "form", "div", "main", "section"):
            for name in ("src", "action", "id", "class"):
                if value := element.get(name):
                    yield value
            if element.tag == "script" and element.text:
                yield element.text[:_SCRIPT]


@cache
def _words() -> dict[Wall, _Words]:
    lists = load_vocabulary("walls")
    return {
        wall: _Words(
            frozenset(map(fold, lists[wall].get("phrases", ()))),
            tuple(fold(start) + " " for start in lists[wall].get("start", ())),
            tuple(map(fold, lists[wall].get("text", ()))),
            tuple(lists[wall].get("marks", ())),
        )
        for wall in _WALLS
    }


@cache
def _consent() -> tuple[tuple[str, ...], frozenset[str]]:
    """What consent pages are about, and what is on the button that gives it."""
    lists = load_vocabulary("walls")["consent-wall"]
    return tuple(map(fold, lists["subject"])), frozenset(map(fold, lists["accept"]))
