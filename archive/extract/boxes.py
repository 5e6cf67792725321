"""What an element in a photo's block is: formatting, a label, a button, a frame for both."""

from __future__ import annotations

from typing import TYPE_CHECKING

from archive.extract.classes import is_hidden, roles, roles_of_name
from archive.extract.furniture import is_counter, is_date, is_hint, is_photo_furniture
from archive.extract.text import squeeze, text_of

if TYPE_CHECKING:
    from lxml.etree import _Element

_FOREIGN = frozenset({"chrome", "icon", "byline", "dateline"})
_WRITERS = frozenset(
    {"author", "authors", "autor", "autoren", "autores", "auteur", "auteurs", "autore", "autori"}
    | {
        "columnist",
        "contributor",
        "contributors",
        "journalist",
        "reporter",
        "redakteur",
        "skribent",
    }
)
"""Parts of the addresses of writers' pages."""
_SENTENCE_ENDS = frozenset(".。…")


def is_bare(element: _Element) -> bool:
    """Whether an element is mere formatting: no children, no names, nothing hidden."""
    return len(element) == 0 and not roles(element) and not is_hidden(element)


def is_glued_label(element: _Element) -> bool:
    """Whether formatting holds only a label, and what it labels follows with no space between."""
    text = squeeze(element.text or "")
    if len(element) or not text[-1:].isalpha() or not is_photo_furniture(text):
        return False
    after = element.getnext()
    behind = element.tail or (str(after.xpath("string()")) if after is not None else "")
    return behind[:1].isupper()


def is_beside_point(element: _Element) -> bool:
    """Whether formatting sets apart what is no part of a caption: a counter, a link to more."""
    text = squeeze(element.text or "")
    if len(element) or not text:
        return False
    if is_counter(text):
        return True
    if is_date(text) and _goes_on(element):
        return False
    return is_photo_furniture(text) and (element.tag == "a" or is_hint(text))


def _goes_on(element: _Element) -> bool:
    """Whether words lead to an element without a stop: "in Kiel on <b>14 November</b>"."""
    previous, parent = element.getprevious(), element.getparent()
    holder = parent.text if previous is None and parent is not None else None
    before = (holder if previous is None else previous.tail) or ""
    return before.rstrip()[-1:].isalnum() or before.rstrip().endswith(",")


def is_button(element: _Element) -> bool:
    """Whether an element asks the reader to do something: a button, an advertiser's link."""
    if element.get("role") == "button":
        # A caption that unfolds at a click is a sentence; what a button says is none.
        return text_of(element)[-1:] not in _SENTENCE_ENDS
    return element.tag == "a" and (
        "sponsored" in (element.get("rel") or "").lower().split() or "button" in roles(element)
    )


def is_writers_page(element: _Element) -> bool:
    """Whether an element is a link to the page of somebody who writes for the site."""
    href = element.get("href") if element.tag == "a" else None
    return href is not None and not _WRITERS.isdisjoint(href.casefold().split("/"))


def is_caption_with_credit(element: _Element, said: frozenset[str]) -> bool:
    """Whether one of an element's names speaks of a caption alone, and another of the credit."""
    if "caption" not in said:
        return False
    names = [*(element.get("class") or "").split(), element.get("itemprop") or ""]
    return any({"caption", "credit"} & roles_of_name(name) == {"caption"} for name in names)


def is_foreign(element: _Element, said: frozenset[str]) -> bool:
    """Whether an element in a photo's block has nothing to do with the photo."""
    if "teaser" in said and _has_link(element):
        return True
    if "picture" in said:
        said -= {"chrome"}  # "image-footer": the foot of the photo, not of the page
    return not said.isdisjoint(_FOREIGN) and next(element.iter("figcaption"), None) is None


def _has_link(element: _Element) -> bool:
    return next((True for link in element.iter("a") if link.get("href")), False)


def holds_caption(element: _Element) -> bool:
    """Whether a caption stands inside, so that the element is a frame for both."""
    said = roles(element)
    if "caption" in said and "credit" in said:
        # "caption-credit", "image-credit-caption": a frame if its children are told apart.
        return any(
            "credit" in roles(child) or "caption" in roles(child)
            for child in element.iterdescendants()
        )
    return any(
        child.tag == "figcaption"
        or ("caption" in (inner := roles(child)) and "credit" not in inner)
        for child in element.iterdescendants("*")
    )
