"""Whether a place on the page is the story's, by the names of what stands around it."""

from __future__ import annotations

from collections import Counter
from dataclasses import dataclass, field
from functools import cached_property
from typing import TYPE_CHECKING
from urllib.parse import urljoin, urlsplit

from archive.extract.addresses import PICTURE_SUFFIX
from archive.extract.classes import roles

if TYPE_CHECKING:
    from lxml.etree import _Element

    from archive.extract.page import Page
    from archive.extract.story import Story

_PAGE_TAGS = frozenset({"body", "html"})
_FOREIGN_TAGS = frozenset({"nav", "footer", "form"})
_OF_STORY = frozenset({"body", "caption"})
_LEAST_FRAMED, _FRAMED_SHARE = 5, 0.8
"""Paragraphs that a frame of the story's text holds: so many, and this share of all."""
FOREIGN = frozenset({"chrome", "author"})
"""Roles of what is no part of a story."""
FOREIGN_TO_NAMED = frozenset({"author"})
"""A picture that data calls the story's is so in a side column, too."""


@dataclass(frozen=True)
class Places:
    """Tells the story's places from those of the page's frame, of its writer, of other stories.

    Attributes:
        page: the page.
        story: where its story stands.
    """

    page: Page
    story: Story
    _known: dict[tuple[_Element, frozenset[str]], bool] = field(default_factory=dict)

    @cached_property
    def frames(self) -> frozenset[_Element]:
        """The body's element, all that hold it or the headline, or nearly all paragraphs."""
        own = [item for item in (self.story.heading, self.story.body) if item is not None]
        above = (item for element in own for item in element.iterancestors())
        held = Counter(item for each in self.story.paragraphs for item in each.iterancestors())
        least = max(_LEAST_FRAMED, _FRAMED_SHARE * len(self.story.paragraphs))
        return frozenset((*above, *own, *(item for item, count in held.items() if count >= least)))

    def is_foreign(self, element: _Element, foreign: frozenset[str] = FOREIGN_TO_NAMED) -> bool:
        """Whether a picture, or what it stands in short of the story, is something else's.

        Args:
            element: the picture's.
            foreign: roles that say so.
        """
        said = roles(element)
        if "picture" in said:
            said -= {"chrome"}  # "img-share": a picture that can be shared
        return self._judge(element, said, foreign)

    def _judge(self, element: _Element, said: frozenset[str], foreign: frozenset[str]) -> bool:
        # What holds the story's own text belongs to it, whatever its name.
        if element.tag in _PAGE_TAGS or element in self.frames:
            return False
        if element.tag in _FOREIGN_TAGS or (element.tag == "article" and self._is_card(element)):
            return True
        if said.isdisjoint(_OF_STORY) and (
            not said.isdisjoint(foreign)
            or ("teaser" in said and "gallery" not in said and self._holds_other_link(element))
        ):
            return True
        parent = element.getparent()
        if parent is None:
            return False
        if (parent, foreign) not in self._known:
            self._known[parent, foreign] = self._judge(parent, roles(parent), foreign)
        return self._known[parent, foreign]

    def _is_card(self, element: _Element) -> bool:
        """Whether an article inside the story's is a card: its headline is a link to another."""
        headings = element.iter("h2", "h3", "h4", "h5")
        told = next(element.iter("figcaption"), None) is not None
        return not told and any(map(self._holds_other_link, headings))

    def _holds_other_link(self, element: _Element) -> bool:
        """Whether an element links to another page: only then does a teaser tease."""
        return any(self.is_other_page(link.get("href") or "#") for link in element.iter("a"))

    def is_other_page(self, href: str) -> bool:
        """Whether a link leads to another page, and not to a picture or a part of this one."""
        if href.startswith(("#", "javascript:")) or PICTURE_SUFFIX.search(
            href.split("?", maxsplit=1)[0]
        ):
            return False
        try:
            path = urlsplit(urljoin(self.page.base_url, href.strip())).path
            own = urlsplit(self.page.url).path.rstrip("/")
        except ValueError:
            return False
        return path.rstrip("/") != own and not path.startswith(own + "/")
