"""A caption or a credit that stands apart from its picture, and is the only one of its kind.

Systems set the lead picture behind the headline, its caption under the headline, and its credit
where the story's date is, or under the text: "Bild: Jane Holt".
"""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

from archive.extract.classes import is_hidden, roles, roles_of_name
from archive.extract.credits import is_credit, is_label, parse_credit_line
from archive.extract.lines import is_sure_credit
from archive.extract.places import FOREIGN
from archive.extract.text import fold, squeeze, text_of
from archive.extract.writers import begins_like_byline

if TYPE_CHECKING:
    from collections.abc import Collection, Iterator

    from lxml.etree import _Element

    from archive.extract.places import Places
    from archive.extract.story import Story

_LONGEST_LABEL = 30
_LONGEST_CREDIT = 120
_LABEL = re.compile(r"([^:]{3,30}?)(?::|\s(?:via|by|von|par|por|di|av|af|door)\s)")
_SEVERAL = frozenset(
    {
        *("photos", "photo(s)", "images", "pictures", "fotos", "foto(s)", "foto's", "bilder"),
        *("fotografías", "imágenes", "fotografias", "imagens", "fotografie", "immagini"),
        *("zdjęcia", "billeder", "kuvat", "снимки", "фотографии", "фотографії"),
    }
)
_YEAR = re.compile(r"(?<!\d)(?:19|20)\d\d(?!\d)")
"""Of a page's own copyright, not of a photographer's, most often."""


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
        if _is_named_caption(element) and not any(up in found for up in element.iterancestors()):
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
        beside = any(up in used for up in (element, *element.iterancestors()))
        if not (beside or places.is_foreign(element, FOREIGN) or begins_like_byline(text)):
            elements, _ = found.setdefault(fold(text), ([], text))
            elements += [element] if text_of(element) == text else []
    return next(iter(found.values())) if len(found) == 1 else None


def is_of_several(credit: str) -> bool:
    """Whether a credit with its label says that it is of several photos: "Fotos: Jane Holt"."""
    label = _LABEL.match(credit)
    return label is not None and _last_word(label[1]) in _SEVERAL


def _credits(scope: _Element) -> Iterator[tuple[_Element, str]]:
    """Texts that stand in an element named for a photo's credit, or begin with its label."""
    for element in scope.iter("*"):
        parent = element.getparent()
        if _is_label_cell(element):
            beside = element.getnext()
            if beside is not None and parent is not None and _names_creator(text_of(beside)):
                yield from _if_sure(parent, f"{text_of(element)}: {text_of(beside)}")
        elif _is_labelled(opening := (element.text or "").lstrip()):
            # Where the label has an element of its own, what it labels is beside it.
            alone = parent is not None and is_label(opening.rstrip())
            holder = parent if alone and parent is not None else element
            yield from _if_sure(holder, text_of(holder))
        elif "credit" in (said := roles(element)) and not is_hidden(element):
            text = text_of(element)
            named = "picture" in said or "credit" in (element.get("class") or "")
            # What has another name for credits may be the story's source, its licence, an agency.
            likely = is_credit(text) if named else is_sure_credit(text) and _names_creator(text)
            if 0 < len(text) <= _LONGEST_CREDIT and likely and not _YEAR.search(text):
                yield element, text
        if element.tail and parent is not None and _is_labelled(element.tail.lstrip()):
            yield from _if_sure(parent, squeeze(element.tail))


def _if_sure(element: _Element, text: str) -> Iterator[tuple[_Element, str]]:
    if len(text) <= _LONGEST_CREDIT and is_sure_credit(text):
        yield element, text


def _is_labelled(opening: str) -> bool:
    """Whether a text begins with a label for a picture: "Bild: …", "Featured image via …"."""
    label = _LABEL.match(opening)
    return label is not None and _is_picture(label[1])


def _is_picture(label: str) -> bool:
    return "picture" in roles_of_name(label) or _last_word(label) in _SEVERAL


def _last_word(text: str) -> str:
    return text.lower().split()[-1] if text.split() else ""


def _is_label_cell(element: _Element) -> bool:
    """Whether an element is a word for pictures, beside one that says whose: "Foto(s)"."""
    text = (element.text or "").strip()
    return (
        len(element) == 0
        and 0 < len(text) <= _LONGEST_LABEL
        and _is_picture(text)
        and is_label(f"{text}:")
    )


def _names_creator(text: str) -> bool:
    """Whether a text is a credit by itself, and names a person."""
    return is_credit(text) and bool(parse_credit_line(text).creators)


def _is_named_caption(element: _Element) -> bool:
    return element.tag == "figcaption" or "caption" in roles(element)
