"""The story's headline: what is printed above it, checked against what data calls it."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

from archive.extract import jsonvalues
from archive.extract.text import fold, plain, text_of

if TYPE_CHECKING:
    from archive.extract.jsonld import LinkedData
    from archive.extract.page import Page
    from archive.extract.story import Story

_SEPARATOR = re.compile(r"(\s+[|–—·•»-]\s+|\s*[|»]\s*)")
_CUT = ("…", "...")
_NEAR_THE_LIMIT = 100
_LONG_ENOUGH = 20
"""Characters: of a headline cut near Google's limit of 110, and of one long enough to tell by."""


def find_headline(page: Page, story: Story, data: LinkedData) -> str | None:
    """The headline, or None where the page has none.

    What the publisher declares as the headline comes first: JSON-LD, then ``og:title`` without
    the site's name; then what is printed, then the window's title. A declared headline that was
    cut short gives way to the printed one.

    Args:
        page: the page.
        story: where its story stands.
        data: its JSON-LD.
    """
    printed = text_of(story.heading) if story.heading is not None else None
    declared = jsonvalues.text(data.article.get("headline"))
    shared = jsonvalues.text(page.meta_first("og:title", "twitter:title"))
    known = {fold(text) for text in (printed, declared) if text}
    for text in (declared, _without_site(shared, known, page) if shared else None):
        if text:
            return printed if printed and _is_cut(text, printed) else text
    return printed or _window_title(page)


def _is_cut(text: str, printed: str) -> bool:
    """Whether a headline is the beginning of the printed one (Google asks for 110 characters)."""
    start = fold(text.removesuffix("…").removesuffix("..."))
    return (
        (text.endswith(_CUT) or len(text) >= _NEAR_THE_LIMIT)
        and len(start) > _LONG_ENOUGH
        and fold(printed).startswith(start)
    )


def _without_site(title: str, known: set[str], page: Page) -> str:
    """A shared title without the site's name behind it."""
    site = fold(page.meta_first("og:site_name") or "")
    parts = _SEPARATOR.split(title)
    while len(parts) > 2:  # noqa: PLR2004 -- words, separator, words
        rest = "".join(parts[:-2])
        if fold(parts[-1]) != site and fold(rest) not in known:
            break
        parts = parts[:-2]
    return "".join(parts)


def _window_title(page: Page) -> str | None:
    element = page.root.find(".//head/title")
    if element is None:
        element = page.root.find(".//title")
    text = plain(element.text or "") if element is not None else ""
    return _without_site(text, set(), page) or None
