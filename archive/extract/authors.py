"""Who wrote the story: names alone, without "By", without job titles."""

from __future__ import annotations

import re
from functools import cache
from typing import TYPE_CHECKING

from archive.extract import jsonvalues
from archive.extract.classes import load_vocabulary, roles
from archive.extract.text import fold, plain, squeeze, text_of

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator

    from lxml.etree import _Element

    from archive.extract.jsonld import LinkedData
    from archive.extract.page import Page
    from archive.extract.story import Story

_META = ("author", "article:author", "parsely-author", "sailthru.author", "dc.creator", "dcterms.creator", "byl", "cxenseparse:author",
         "article:author_name", "citation_author", "og:article:author", "twitter:data1", "vr:author", "news:author")
_LABELLED = {"twitter:data1": "twitter:label1"}
_LONGEST_NAME = 60
_MOST_WORDS = 6
_MOST_AUTHORS = 12
_ADDRESS = re.compile(r"https?://|www\.|@|\.(?:com|org|net|html?)\b", re.IGNORECASE)
_MICRODATA = ".//*[@itemprop='author' or @rel='author'][not(ancestor::figure or ancestor::*[contains(@itemtype, 'ImageObject')])]"
_ASIDE = re.compile(r"\s*\([^()]*\)?\s*$")
_ENTRY = frozenset({"a", "span", "div", "p", "address", "li", "strong", "em", "h3", "h4", "cite", "section", "header", "ul", "dd"})


@cache
def _patterns() -> tuple[re.Pattern[str], re.Pattern[str], frozenset[str]]:
    words = load_vocabulary("authors")
    lead = "|".join(re.escape(item) for item in sorted(words["lead_in"], key=len, reverse=True))
    joint = "|".join(re.escape(item) for item in sorted(words["conjunctions"], key=len, reverse=True))
    return (
        re.compile(rf"^(?:{lead})(?=[\s:：]|$)[\s:：]*", re.IGNORECASE),
        re.compile(rf"\s*(?:[;|•·\n]|,(?!\s*(?:jr|sr|ii+|ph\.?d|m\.?d)\b)|(?<=\s)(?:{joint})(?=\s)|\s/\s|&|、|，)\s*", re.IGNORECASE),
        frozenset(fold(item) for item in words["not_names"]),
    )


def find_authors(page: Page, story: Story, data: LinkedData) -> tuple[str, ...]:
    """The writers' names, in printed order.

    Args:
        page: the page.
        story: where its story stands.
        data: its JSON-LD.
    """
    publisher = {fold(name) for name in jsonvalues.names(data.resolve(data.article.get("publisher")))}
    sources = (_linked(data), _microdata(story), _meta(page), _bylines(story))
    fallback: tuple[str, ...] = ()
    for source in sources:
        names = _clean(source)
        people = tuple(name for name in names if fold(name) not in publisher)
        if people:
            return people
        fallback = fallback or names
    return fallback


def _linked(data: LinkedData) -> Iterator[str]:
    for key in ("author", "creator"):
        found = False
        for value in data.resolved_list(data.article.get(key)):
            for name in jsonvalues.names(value):
                found = True
                yield name
        if found:
            return


def _microdata(story: Story) -> Iterator[str]:
    for element in story.scope.xpath(_MICRODATA):
        inner = element.xpath(".//*[@itemprop='name']")
        yield (inner[0].get("content") if inner else element.get("content")) or text_of(inner[0] if inner else element)


def _meta(page: Page) -> Iterator[str]:
    for name in _META:
        values = page.meta.get(name, ())
        if name in _LABELLED and not _clean_label(page.meta_first(_LABELLED[name])):
            continue
        usable = [value for value in values if not _ADDRESS.search(value)]
        if usable:
            yield from usable
            return


def _clean_label(label: str | None) -> bool:
    """Whether Twitter's label says that a writer follows."""
    return bool(label) and _patterns()[0].match(label or "") is not None


def _bylines(story: Story) -> Iterator[str]:
    for element in story.scope.iter(*_ENTRY):
        said = roles(element)
        if "byline" not in said or said & {"teaser", "caption", "credit", "chrome"}:
            continue
        links = [text for link in element.iter("a") if (text := text_of(link))]
        text = text_of(element)
        if links and len(links) <= _MOST_AUTHORS and all(_is_name(link) for link in links):
            yield from links
            return
        if text and len(text) <= _LONGEST_NAME * 2:
            yield text
            return


def _clean(values: Iterable[str]) -> tuple[str, ...]:
    lead, joint, _ = _patterns()
    names: dict[str, str] = {}
    for value in values:
        text = lead.sub("", plain(value))
        for part in joint.split(text):
            name = squeeze(lead.sub("", _ASIDE.sub("", part))).strip(" .,:;-–—|()[]")
            if _is_name(name):
                names.setdefault(fold(name), name)
    return tuple(names.values())[:_MOST_AUTHORS]


def _is_name(text: str) -> bool:
    key = fold(text)
    if not key or key in _patterns()[2] or len(text) > _LONGEST_NAME or len(text.split()) > _MOST_WORDS:
        return False
    return not _ADDRESS.search(text) and not any(char.isdigit() for char in text) or len(key) > 2 and key.isalnum()  # noqa: PLR2004 -- one-word handles may hold a digit


def begins_like_byline(text: str) -> bool:
    """Whether a line begins as bylines do ("By …", "Von …")."""
    return _patterns()[0].match(text) is not None


def byline_elements(story: Story) -> list[_Element]:
    """Elements of the story's scope that name its writers, for leaving them out of the body."""
    return [element for element in story.scope.iter("div", "p", "span", "address", "section") if "byline" in roles(element) and len(text_of(element)) <= _LONGEST_NAME * 3]
