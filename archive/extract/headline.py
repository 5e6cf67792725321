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

_SEPARATOR = re.compile(r"\s+[|–—·•»-]\s+|\s*[|»]\s*")


def find_headline(page: Page, story: Story, data: LinkedData) -> str | None:
    """The headline, or None where the page has none.

    Args:
        page: the page.
        story: where its story stands.
        data: its JSON-LD.
    """
    printed = text_of(story.heading) if story.heading is not None else None
    said = [jsonvalues.text(data.article.get("headline")), jsonvalues.text(page.meta_first("og:title")), jsonvalues.text(page.meta_first("twitter:title")), _title(page)]
    if printed and any(_agrees(printed, other) for other in said if other):
        return printed
    return next((other for other in said if other), printed)


def _agrees(printed: str, other: str) -> bool:
    """Whether two titles share most words of the shorter."""
    ours, theirs = set(fold(printed).split()), set(fold(other).split())
    return bool(ours) and len(ours & theirs) * 2 >= min(len(ours), len(theirs))


def _title(page: Page) -> str | None:
    element = page.root.find(".//head/title")
    if element is None:
        element = page.root.find(".//title")
    text = plain(element.text or "") if element is not None else ""
    parts = [part for part in _SEPARATOR.split(text) if part]
    return max(parts, key=len) if parts else None
