"""Pages that say there is no story: served as if all was well, though the story has gone.

The words and class names are data, in ``vocabulary/missing.toml``.
"""

from __future__ import annotations

import re
from functools import cache
from typing import TYPE_CHECKING

from archive.extract.classes import load_vocabulary
from archive.extract.text import fold, plain, text_of

if TYPE_CHECKING:
    from archive.extract.page import Page
    from archive.extract.story import Story

_PARTS = re.compile(r"\s+[|–—·•»:>-]\s+|\s*[|»]\s*")
_MUCH_TEXT = 1200
"""Characters of a body that no error page has, whatever its title."""
_LITTLE_TEXT = 200


def is_error_page(page: Page, story: Story, *, claims_article: bool) -> bool:
    """Whether a page stands where a story has gone, or never was ("soft 404").

    Args:
        page: the page.
        story: where its text stands.
        claims_article: whether it says that it is an article.
    """
    if _is_classed(page) or _is_titled(page):
        # A story on a page that was not found is a story yet.
        return not _is_longer(story, _LITTLE_TEXT if claims_article else _MUCH_TEXT)
    # Search engines are kept from such pages, but from some stories too.
    robots = (page.meta_first("robots") or "").lower()
    return "noindex" in robots and not claims_article and not _is_longer(story, _LITTLE_TEXT)


def _is_longer(story: Story, length: int) -> bool:
    return sum(len(text_of(paragraph)) for paragraph in story.paragraphs) > length


@cache
def _words() -> tuple[frozenset[str], tuple[str, ...], frozenset[str]]:
    words = load_vocabulary("missing")
    return (
        frozenset(map(fold, words["phrases"])),
        tuple(fold(start) + " " for start in words["start"]),
        frozenset(words["classes"]),
    )


def _is_classed(page: Page) -> bool:
    classes = _words()[2]
    bodies = (page.root, page.root.find("body"))
    return any(
        not classes.isdisjoint((element.get("class") or "").lower().split())
        for element in bodies
        if element is not None
    )


def _is_titled(page: Page) -> bool:
    phrases, starts, _ = _words()
    window = page.root.find(".//title")
    title = plain(window.text or "") if window is not None else ""
    heading = text_of(page.heading) if page.heading is not None else ""
    parts = [fold(part) for part in (heading, *_PARTS.split(title))]
    return any(part in phrases or f"{part} ".startswith(starts) for part in parts)
