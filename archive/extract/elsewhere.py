"""A caption or a credit that stands apart from its picture, and is the only one of its kind.

Systems set the lead picture behind the headline, its caption under the headline, and its credit
where the story's date is, or under the text: "Bild: Jane Holt".
"""

from __future__ import annotations

import re
from functools import cache
from typing import TYPE_CHECKING

from archive.extract.classes import is_hidden, load_vocabulary, roles, roles_of_name
from archive.extract.credits import is_credit, is_label, parse_credit_line
from archive.extract.lines import is_sure_credit
from archive.extract.places import FOREIGN
from archive.extract.surroundings import is_named_caption
from archive.extract.text import fold, squeeze, text_of
from archive.extract.writers import begins_like_byline

if TYPE_CHECKING:
    from collections.abc import Collection, Iterator

    from lxml.etree import _Element

    from archive.extract.places import Places
    from archive.extract.story import Story

_LONGEST_LABEL = 30
_LONGEST_CREDIT = 120
_YEAR = re.compile(r"(?<!\d)(?:19|20)\d\d(?!\d)")
"""Of a page's own copyright, not of a photographer's, most often."""


@cache
def _label() -> re.Pattern[str]:
    """A label, as what parts it from the name shows: "Bild:", "Featured image via", "Fot. "."""
    words = load_vocabulary("furniture")
    ties = "|".join(map(re.escape, words["label_ties"]))
    short = "|".join(map(re.escape, words["short_photo_labels"]))
    return re.compile(
        rf"((?:{short})(?=\.\s)|[^:：=]{{2,{_LONGEST_LABEL}}}?(?=[:：=]|\s(?:{ties})\s))",
        re.IGNORECASE,
    )


@cache
def _several() -> frozenset[str]:
    """Words for more than one picture."""
    return frozenset(load_vocabulary("furniture")["several_photos"])


def lone_caption(story: Story, pictures: Collection[_Element]) -> _Element | None:
    """The one caption between headline and text, where one picture stands above the text.

    Some pages have it twice, for wide and for narrow screens.

    Args:
        story: where its story stands.
        pictures: the story's pictures.
    """
    first = story.paragraphs[0] if story.paragraphs else None
    shown = 0
    is_below = False
    found: list[_Element] = []
    for element in story.scope.iter("*"):
        if element is first:
            break
        shown += element in pictures
        is_below = is_below or element is story.heading
        if not is_below:
            continue
        if is_named_caption(element) and not any(up in found for up in element.iterancestors()):
            found.append(element)
    texts = [fold(text_of(element)) for element in found]
    alike = all(text.endswith(texts[0]) for text in texts)
    return found[0] if first is not None and shown == 1 and texts and alike else None


def lone_credit(
    story: Story, places: Places, used: Collection[_Element]
) -> tuple[list[_Element], str] | None:
    """The one credit of a photo that stands by itself in the story's element.

    Args:
        story: where its story stands.
        places: which places are the story's.
        used: elements that hold what was read with the photos beside them.

    Returns:
        The elements with nothing else in them, and the text; None where there is none, or several
        that differ.
    """
    found: dict[str, tuple[list[_Element], str]] = {}
    for element, text in _credits(story.scope):
        above = (element, *element.iterancestors())
        beside = any(up in used or up.tag == "blockquote" for up in above)
        if not (beside or places.is_foreign(element, FOREIGN) or begins_like_byline(text)):
            elements, _ = found.setdefault(fold(text), ([], text))
            elements += [element] if text_of(element) == text else []
    return next(iter(found.values())) if len(found) == 1 else None


def is_of_several(credit: str) -> bool:
    """Whether a credit with its label says that it is of several photos: "Fotos: Jane Holt"."""
    label = _label().match(credit)
    return label is not None and _last_word(label[1]) in _several()


def _credits(scope: _Element) -> Iterator[tuple[_Element, str]]:
    """Texts that stand in an element named for a photo's credit, or begin with its label."""
    for element in scope.iter("*"):
        parent = element.getparent()
        opening = (element.text or "").strip()
        if opening and (labelled := _labelled(element, parent, opening)):
            yield labelled
        elif "credit" in roles(element) and not is_hidden(element):
            text = text_of(element)
            if 0 < len(text) <= _LONGEST_CREDIT and _is_credit_in(element, text):
                yield element, text
        tail = (element.tail or "").strip()
        if tail and parent is not None and _is_labelled(tail) and _is_short(text := squeeze(tail)):
            yield parent, text


def _labelled(
    element: _Element, parent: _Element | None, opening: str
) -> tuple[_Element, str] | None:
    """A label and what it labels: behind it, or beside the element that has nothing else in it."""
    text = ""
    holder = parent if parent is not None else element
    if _is_labelled(opening):
        holder = holder if is_label(opening) else element
        text = text_of(holder)
    elif len(opening) <= _LONGEST_LABEL and _is_picture(opening) and is_label(f"{opening}:"):
        beside = element.getnext() if len(element) == 0 else None
        value = text_of(beside) if beside is not None else ""
        text = f"{opening}: {value}" if _names_creator(value) else ""
    return (holder, text) if text and _is_short(text) else None


def _is_short(text: str) -> bool:
    return len(text) <= _LONGEST_CREDIT and is_sure_credit(text)


def _is_credit_in(element: _Element, text: str) -> bool:
    """Whether what stands in an element named for credits is a photo's.

    What has another name than "credit", and none for pictures, may be the story's source, its
    licence, an agency.
    """
    if "picture" in roles(element) or "credit" in (element.get("class") or ""):
        return is_credit(text) and not _YEAR.search(text)
    return is_sure_credit(text) and _names_creator(text) and not _YEAR.search(text)


def _is_labelled(opening: str) -> bool:
    """Whether a text begins with a label for a picture: "Bild: …", "Featured image via …"."""
    label = _label().match(opening)
    return label is not None and _is_picture(label[1])


def _is_picture(label: str) -> bool:
    words = load_vocabulary("furniture")
    last = _last_word(label)
    named = last in words["one_photo"] or last in words["short_photo_labels"]
    return named or last in _several() or "picture" in roles_of_name(label)


def _last_word(text: str) -> str:
    return text.lower().split()[-1] if text.split() else ""


def _names_creator(text: str) -> bool:
    """Whether a text is a credit by itself, and names a person."""
    return is_credit(text) and bool(parse_credit_line(text).creators)
