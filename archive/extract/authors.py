"""Who wrote the story: names alone, without "By", without job titles."""

from __future__ import annotations

import re
from itertools import islice
from typing import TYPE_CHECKING, cast
from urllib.parse import urlsplit

from lxml import etree

from archive.extract import jsonvalues
from archive.extract.classes import load_vocabulary, roles
from archive.extract.credits import is_credit, names_body, parse_credit_line
from archive.extract.headline import titles_of
from archive.extract.pagejson import story_authors
from archive.extract.printed_dates import date_in_words
from archive.extract.text import fold, pieces, squeeze, text_of
from archive.extract.writers import (
    ADDRESS,
    LONGEST_NAME,
    MARKS,
    MOST_AUTHORS,
    begins_like_byline,
    is_full_name,
    is_job,
    is_name,
    is_titled,
    names_in,
)

if TYPE_CHECKING:
    from collections.abc import Collection, Iterable, Iterator, Sequence

    from lxml.etree import _Element

    from archive.extract.jsonld import LinkedData
    from archive.extract.page import Page
    from archive.extract.story import Story

_META = (
    "author",
    "article:author",
    "parsely-author",
    "sailthru.author",
    "dc.creator",
    "dcterms.creator",
    "byl",
    "cxenseparse:author",
    "article:author_name",
    "citation_author",
    "og:article:author",
    "twitter:data1",
    "vr:author",
    "news:author",
)
_LABELLED = {"twitter:data1": "twitter:label1"}
_MOST_BYLINES = 6
_MOST_PARTS = 20
"""Elements in a line that nothing calls a byline."""
_MOST_OPENING_LINES = 3
_DESCRIBING = 2
"""How often as long as a link's text a text about a writer is, at least."""
_AUTHORS = etree.XPath(
    "descendant::*[@itemprop='author' or @rel='author']"
    "[not(ancestor::figure or ancestor::*[contains(@itemtype, 'ImageObject')])]"
)
_NAMES = etree.XPath("descendant::*[@itemprop='name']")
_STROKE = re.compile(r"\s+[|•·/–—-]\s+")
_WEEKDAY = 15
"""Characters in front of a date, no more."""
_HOUR = re.compile(r"[\d\s:.,h-]*(?:(?:uhr|klo|kl|a\.?m|p\.?m)\b\.?[\d\s:.,-]*)?", re.IGNORECASE)
_MAIL = re.compile(r"[<＜(]?\s*[\w.+-]+@[\w-]+(?:\.[\w-]+)+\s*[>＞)]?")
_MOST_CLOSING_LINES = 3
_OF_PHOTO = frozenset({"caption", "credit"})
_ELSEWHERE = frozenset({"teaser", *_OF_PHOTO})
_ASIDE_ROLES = frozenset({"job", "chrome", "dateline", "button"})
_ENTRY = frozenset(
    {
        "a",
        "span",
        "div",
        "p",
        "address",
        "li",
        "strong",
        "em",
        "h3",
        "h4",
        "cite",
        "section",
        "header",
        "ul",
        "dd",
    }
)


def find_authors(page: Page, story: Story, data: LinkedData) -> tuple[str, ...]:
    """The writers' names, in printed order.

    Args:
        page: the page.
        story: where its story stands.
        data: its JSON-LD.
    """
    site = _site_names(page, data)
    printed = _people(_first_named(_bylines(story)), site)
    fallback: tuple[str, ...] = ()
    linked = (_linked(data, "author"), _linked(data, "creator"))
    for source in (*linked, _microdata(story), _meta(page)):
        names = names_in(source)
        if people := _people(names, site):
            return printed if _is_fuller(printed, people, site) else people
        fallback = fallback or names
    printed = printed or _people(names_in(_opening(story)), site)
    printed = printed or _people(names_in(_closing(story)), site)
    return printed or _people(names_in(_scripted(page, story, data)), site) or fallback


def _scripted(page: Page, story: Story, data: LinkedData) -> Iterator[str]:
    """Names in the page's own JSON, which takes long to read and so is asked last."""
    yield from story_authors(page, titles_of(page, story, data))


def _is_fuller(printed: Sequence[str], people: Sequence[str], site: set[str]) -> bool:
    """Whether data names only the first of several writers, or but an account, office or paper.

    Args:
        printed: names in the byline.
        people: names in data.
        site: names of the publication, folded.
    """
    if not printed or not all(map(is_full_name, printed)):
        return False
    return set(map(fold, people)) < set(map(fold, printed)) or all(
        (name.isalnum() and name.islower())
        or is_job(name)
        or names_body(name)
        or any(f" {text} " in f" {fold(name)} " for text in site)
        for name in people
    )


def _people(names: Iterable[str], site: set[str]) -> tuple[str, ...]:
    """Names that are not the publication's, without its name behind them."""
    # "El Example" is the name of elexample.example.
    people = (name for name in names if site.isdisjoint({fold(name), _joined(name)}))
    return tuple(_without_site(name, site) for name in people)


def _joined(name: str) -> str:
    return fold(name).replace(" ", "")


def _without_site(name: str, site: set[str]) -> str:
    for text in sorted(site, key=len, reverse=True):
        words = len(text.split())
        parts = name.split()
        # A single word may be a family name.
        if words > 1 and len(parts) > words and fold(" ".join(parts[-words:])) == text:
            return " ".join(parts[:-words]).rstrip(MARKS)
    return name


def _site_names(page: Page, data: LinkedData) -> set[str]:
    """Names of the publication, folded: it is no writer where a writer is named too."""
    host = (urlsplit(page.url).hostname or "").removeprefix("www.")
    names = [
        *jsonvalues.names(data.resolve(data.article.get("publisher"))),
        page.meta_first("og:site_name") or "",
        host,
        host.split(".")[0],
    ]
    return {fold(name) for name in names} - {""}


def _linked(data: LinkedData, key: str) -> Iterator[str]:
    for value in data.resolved_list(data.article.get(key)):
        yield from jsonvalues.names(value)


def _microdata(story: Story) -> Iterator[str]:
    for element in cast("list[_Element]", _AUTHORS(story.scope)):
        if _is_elsewhere(element, story):
            continue
        inner = cast("list[_Element]", _NAMES(element))
        holder = inner[0] if inner else element
        yield holder.get("content") or text_of(holder)


def _is_elsewhere(element: _Element, story: Story) -> bool:
    """Whether an element stands in a hint at another story, or names a photo's author."""
    for ancestor in (element, *element.iterancestors()):
        if ancestor is story.scope or ancestor is story.body:
            return False
        said = roles(ancestor)
        if ancestor.tag in {"aside", "footer", "nav"} or not said.isdisjoint(_ELSEWHERE):
            return next(ancestor.iter("h1"), None) is None
    return False


def _meta(page: Page) -> Iterator[str]:
    for name in _META:
        values = page.meta.get(name, ())
        # Twitter's label says whether a writer follows.
        if name in _LABELLED and not begins_like_byline(page.meta_first(_LABELLED[name]) or ""):
            continue
        usable = [value for value in values if not ADDRESS.search(value)]
        if usable:
            yield from usable
            return


def _bylines(story: Story) -> Iterator[list[str]]:
    """Names in bylines: those above the text first, for elsewhere stand other stories' too."""
    above = dict.fromkeys(_above_text(story, *_ENTRY))
    yield from _named_bylines(above)
    yield list(_led_in(story))
    yield from _named_bylines(item for item in story.scope.iter(*_ENTRY) if item not in above)


def _named_bylines(elements: Iterable[_Element]) -> Iterator[list[str]]:
    """Of each element that calls itself a byline its links, or its text."""
    for element in elements:
        said = roles(element)
        if "byline" not in said or said & {"teaser", "caption", "credit", "chrome"}:
            continue
        if _is_of_photo(element):
            continue
        aside = _aside(element)
        links = [
            text
            for link in element.iter("a")
            if (text := text_of(link)) and not _is_described(link, text, aside)
        ]
        if links and len(links) <= MOST_AUTHORS and all(is_name(link) for link in links):
            yield links
        lines = _lines_of(element, aside)
        if sum(map(len, lines)) <= LONGEST_NAME * 3:
            yield lines


def _is_described(link: _Element, text: str, aside: Collection[_Element]) -> bool:
    """Whether a link asks to write, or stands in a longer text about a writer."""
    if (link.get("href") or "").startswith("mailto:") and any(map(str.islower, text.split())):
        return True  # "Send us an e-mail"
    above = (up for up in link.iterancestors() if up in aside)
    return any(len(text_of(up)) > _DESCRIBING * len(text) for up in above)


def _aside(byline: _Element) -> set[_Element]:
    """What of a byline describes its writers, or tells when and where."""
    return {
        element
        for element in byline.iterdescendants("*")
        if element.tag == "time"
        or not roles(element).isdisjoint(_ASIDE_ROLES)
        or (element.get("href") or "").startswith("mailto:")
    }


def _lines_of(byline: _Element, aside: set[_Element] | None = None) -> list[str]:
    """A byline's lines, without what stands aside in it; apart what is printed apart."""
    text = ""
    for piece in pieces(byline, _aside(byline) if aside is None else aside):
        # Two elements without so much as a space between them are two boxes on the page.
        glued = text[-1:].isalnum() and piece[:1].isalnum()
        text += ("\n" if glued else "") + (piece if piece == "\n" else " ".join(piece.split("\n")))
    return [line for line in map(squeeze, text.split("\n")) if line]


def _first_named(candidates: Iterable[list[str]]) -> tuple[str, ...]:
    """Names of the first candidate that has any."""
    for _, lines in zip(range(_MOST_BYLINES), candidates, strict=False):
        if names := names_in(lines):
            # Beside a full name, a single word is a section or a button, and a job a job.
            full = [name for name in names if is_full_name(name) and not is_job(name)]
            full = [name for name in full if not names_body(name)] or full  # "BBC Scotland"
            return tuple(full) or names
    return ()


def _led_in(story: Story) -> Iterator[str]:
    """A short line above the text that begins with "By", or ends with a reporter's title."""
    for element in _above_text(story, "p", "div", "span", "address", "li", "td"):
        if next(islice(element.iterdescendants(), _MOST_PARTS, None), None) is not None:
            continue
        lines = _lines_of(element)
        if sum(map(len, lines)) <= LONGEST_NAME * 2:
            if (linked := _linked_first(element)) is not None:
                yield linked
                return
            fields = [field for line in lines for field in _STROKE.split(line)]
            for field in map(_behind_date, fields):
                if begins_like_byline(field) or is_titled(field):
                    yield field
                    return


def _linked_first(line: _Element) -> str | None:
    """The name that a link right behind "By" has, whatever else is linked in the line: a unit."""
    link = next(line.iterchildren("a"), None)
    led = squeeze(line.text or "")
    if link is None or link.getprevious() is not None or not led or not begins_like_byline(led):
        return None
    name = text_of(link)
    return name if is_full_name(name) and is_name(name) else None


def _behind_date(line: str) -> str:
    """A line without the day and hour it begins with: "Friday, 3 May 2024, 10:15 By Jane Doe"."""
    date = date_in_words().search(line) if any(map(str.isdigit, line)) else None
    if date is None or date.start() > _WEEKDAY:
        return line
    rest = _HOUR.match(line, date.end())
    return line[rest.end() :] if rest else line


def _opening(story: Story) -> Iterator[str]:
    """A body that opens with a line of nothing but names."""
    if story.body is None:
        return
    for _, element in zip(range(_MOST_OPENING_LINES), story.body.iter("p"), strict=False):
        text = " ".join(_lines_of(element))
        if text and len(text) <= LONGEST_NAME and is_credit(text):
            creators = parse_credit_line(text).creators
            if creators and element not in story.paragraphs and not _is_of_photo(element):
                # What stands behind the slash of a photo's credit is its agency; here, a colleague.
                several = [squeeze(name) for name in text.split("/")]
                yield from several if all(map(is_full_name, several)) else creators
                return


def _closing(story: Story) -> Iterator[str]:
    """A line right behind the text that ends with a reporter's title, or is labelled.

    "홍길동 기자 <hong@…>", "Text: Jane Doe"
    """
    if not story.paragraphs:
        return
    behind = islice(story.paragraphs[-1].itersiblings("*"), _MOST_CLOSING_LINES)
    for element in behind:
        text = _MAIL.sub("", " ".join(_lines_of(element))).rstrip(MARKS)
        labelled = fold(text.partition(":")[0]) in load_vocabulary("authors")["closing"]
        if text and len(text) <= LONGEST_NAME and (labelled or is_titled(text)):
            yield text
            return


def _above_text(story: Story, *tags: str) -> Iterator[_Element]:
    """Elements between the headline and the first paragraph, without what belongs to photos."""
    first = story.paragraphs[0] if story.paragraphs else None
    seen = story.heading is None
    for element in story.scope.iter(
        story.heading_tag, *tags, *([first.tag] if first is not None else [])
    ):
        if element is first:
            return
        if element is story.heading:
            seen = True
        elif seen and element.tag in tags and not _is_of_photo(element):
            yield element


def _is_of_photo(element: _Element) -> bool:
    in_figure = next(element.iterancestors("figure"), None) is not None
    return in_figure or not roles(element).isdisjoint(_OF_PHOTO)
