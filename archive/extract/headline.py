"""The story's headline: what is printed above it, checked against what data calls it."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING
from urllib.parse import urlsplit

from archive.extract import jsonvalues
from archive.extract.text import fold, plain, text_of

if TYPE_CHECKING:
    from archive.extract.jsonld import LinkedData
    from archive.extract.page import Page
    from archive.extract.story import Story

_SEPARATOR = re.compile(r"(\s+[|–—·•»:-]\s+|\s*[|»ㅣ：]\s*)")
_CUT = ("…", "...")
_NEAR_THE_LIMIT = 100
_LONG_ENOUGH = 20
"""Characters: of a headline cut near Google's limit of 110, and of one long enough to tell by."""
_LONG_WORD = 4
_COMMON_WORDS = 2
"""Characters of a word that tells a subject, and how many such words two headlines share."""


def find_headline(page: Page, story: Story, data: LinkedData) -> str | None:
    """The headline, or None where the page has none.

    What the publisher declares as the headline comes first: JSON-LD, then ``og:title`` without
    the site's name; then what is printed, then the window's title. A declared headline that was
    cut short gives way to the printed one, and one written for search engines to the one that
    is shared (see `_is_written_apart`).

    Args:
        page: the page.
        story: where its story stands.
        data: its JSON-LD.
    """
    names = _site_names(page, data)
    printed = text_of(story.heading) if story.heading is not None else None
    declared = jsonvalues.text(data.article.get("headline"))
    known = {fold(text) for text in (printed, declared) if text}
    shared, card = (
        _without_site(jsonvalues.text(page.meta_first(*name)) or "", known, names)
        for name in (("og:title", "twitter:title"), ("twitter:title",))
    )
    declared = _without_site(declared or "", known, names)
    window = _window_title(page, known, names)
    if _is_written_apart(shared, declared, (printed, window), card):
        return shared
    for text in filter(None, (declared, shared)):
        return printed if printed and _is_cut(text, printed) else text
    return printed or window


def titles_of(page: Page, story: Story, data: LinkedData) -> tuple[str | None, ...]:
    """What the story is called: in JSON-LD, in ``og:title``, in print; None where it is not."""
    printed = text_of(story.heading) if story.heading is not None else None
    return jsonvalues.text(data.article.get("headline")), page.meta_first("og:title"), printed


def _is_written_apart(
    shared: str, declared: str, others: tuple[str | None, ...], card: str
) -> bool:
    """Whether the shared title is the editors' headline, and the others are one made for search.

    Systems fill heading, window title and JSON-LD from the one field that search engines are to
    see, unless the editors write none; what stands in ``og:title`` alone was written for readers.
    Not so where Twitter's card sides with the rest, where one is but a part of the other, or
    where it tells of something else, as a template's does.

    Args:
        shared: ``og:title``.
        declared: the JSON-LD headline.
        others: what is printed, and the window's title.
        card: ``twitter:title``; empty where there is none.
    """
    ours, theirs = fold(shared), fold(declared)
    if {theirs} != {fold(text or "") for text in others} or (card and fold(card) != ours):
        return False
    if ours in theirs or theirs in ours:
        return False
    common = set(ours.split()) & set(theirs.split())
    return sum(len(word) >= _LONG_WORD for word in common) >= _COMMON_WORDS


def _is_cut(text: str, printed: str) -> bool:
    """Whether a headline is the beginning of the printed one (Google asks for 110 characters)."""
    start = fold(text.removesuffix("…").removesuffix("..."))
    return (
        (text.endswith(_CUT) or len(text) >= _NEAR_THE_LIMIT)
        and len(start) > _LONG_ENOUGH
        and fold(printed).startswith(start)
    )


def _site_names(page: Page, data: LinkedData) -> frozenset[str]:
    """What the site calls itself, folded: its name, its publisher's, its host's."""
    host = (urlsplit(page.url).hostname or "").removeprefix("www.")
    names = (
        page.meta_first("og:site_name", "application-name", "twitter:site") or "",
        *jsonvalues.names(data.resolve(data.article.get("publisher"))),
        host,
        host.split(".")[0],
    )
    return frozenset(map(fold, names)) - {""}


def _without_site(title: str, known: set[str], names: frozenset[str]) -> str:
    """A title without the site's name, and what stands between them, behind it.

    Args:
        title: the title.
        known: the headline as it stands elsewhere, folded.
        names: of the site, folded.
    """
    parts = _SEPARATOR.split(title)
    while len(parts) > 2:  # noqa: PLR2004 -- words, separator, words
        rest = "".join(parts[:-2])
        last = fold(parts[-1])
        if not last or (last not in names and fold(rest) not in known):
            break  # "… « gravity »" ends with a mark that parts names elsewhere
        parts = parts[:-2]
    return "".join(parts)


def _window_title(page: Page, known: set[str], names: frozenset[str]) -> str | None:
    element = page.root.find(".//head/title")
    if element is None:
        element = page.root.find(".//title")
    text = plain(element.text or "") if element is not None else ""
    return _without_site(text, known, names) or None
