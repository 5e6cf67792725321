"""What attributes of a picture, and of the elements right around it, say of the photo."""

from __future__ import annotations

import re
from itertools import islice
from typing import TYPE_CHECKING

from archive.extract import jsonvalues
from archive.extract.credits import is_credit, names_party, parse_caption
from archive.extract.furniture import trim_photo_furniture
from archive.extract.text import attributes_of, plain, text_of
from archive.model import Claim

if TYPE_CHECKING:
    from collections.abc import Iterator

    from lxml.etree import _Element

_LEVELS = 3
_MOST_PARTS = 60
_LONGEST_CREDIT = 220
_TOOLTIPS = ("title", "aria-label", "data-tooltip", "data-title", "data-original-title")
_TITLES = frozenset({"title", "data-title"})
_AUTHORS = frozenset({"data-author", "data-source", "data-photo-author"})
_LONGEST = 3000
_CAPTION = re.compile(
    r"caption|legend|bildunterschrift|sub-?html|image-?desc|photo-?desc|data-desc", re.IGNORECASE
)
_CREDIT = re.compile(
    r"credit|copyright|photographer|fotograf|bildquelle|image-?source|photo-?source|attribution",
    re.IGNORECASE,
)
_JSON_CAPTION = ("caption", "legend", "description")
_JSON_CREDIT = ("credit", "credits", "copyright", "photographer", "creditText", "source")
_NO_TEXT = ("http", "/", "#", ".", "{", "[")
_FLAGS = frozenset({"true", "false", "0", "1", "none", "null", "yes", "no", "undefined"})


def claim_of(element: _Element) -> Claim | None:
    """Caption and credit in ``data-*`` attributes, or in a label where it names a credit.

    Args:
        element: the picture's element.

    Returns:
        A claim, or None where no attribute says anything.
    """
    caption: str | None = None
    credit: str | None = None
    for name, value in _attributes(element):
        if _CREDIT.search(name):
            credit = credit or value
        elif _CAPTION.search(name):
            caption = caption or value
    for title in () if credit else _labels(element):
        parsed = parse_caption(title)
        if parsed.text:
            credit, caption = parsed.text, caption or parsed.caption
            break
    if not caption and not credit:
        return None
    return Claim("attribute", caption=caption, credit_text=credit)


def _labels(element: _Element) -> Iterator[str]:
    """What is said of a picture to the mouse, and to readers' software; of its button, too."""
    holder = element.getparent()
    around = [holder] if holder is not None and holder.tag in {"a", "button"} else []
    for item in (element, *around):
        for name in ("title", "aria-label"):
            text = plain((item.get(name) or "")[:_LONGEST])
            if text:
                yield trim_photo_furniture(text)


def told_inside(block: _Element) -> Claim | None:
    """Caption and credit in attributes of the elements beneath a photo's block.

    Attributes named for them are believed; of a tooltip only what is a credit and nothing else,
    by itself or behind the element's text ("Foto", "©") as its label.

    Args:
        block: an element that holds one photo and what belongs to it.
    """
    caption: str | None = None
    credit: str | None = None
    for element in islice(block.iterdescendants("*"), _MOST_PARTS):
        for name, value in attributes_of(element):
            text = plain(value) if value and len(value) <= _LONGEST else ""
            if text and text.lower() not in _FLAGS and not text.startswith(_NO_TEXT):
                caption = caption or _caption_in(element, name, text)
                credit = credit or _credit_in(element, name, text)
    return Claim("attribute", caption=caption, credit_text=credit) if caption or credit else None


def _caption_in(element: _Element, name: str, text: str) -> str | None:
    """The caption that an attribute is; a title is one where its credit stands in or beside it."""
    if name in _TITLES:
        whole = parse_caption(text)
        told = whole.caption if whole.text else any(map(element.get, _AUTHORS))
        return text if told else None
    named = name.startswith("data-") and _CAPTION.search(name) and not _CREDIT.search(name)
    return text if named and " " in text else None


def _credit_in(element: _Element, name: str, text: str) -> str | None:
    if name in _TOOLTIPS:
        return _tooltip(element, text)
    named = name in _AUTHORS or (name.startswith("data-") and _CREDIT.search(name))
    short = named and len(text) <= _LONGEST_CREDIT
    return text if short and (is_credit(text) or names_party(text)) else None


def _tooltip(element: _Element, text: str) -> str | None:
    if len(text) > _LONGEST_CREDIT or element.tag in {"img", "a"}:
        return None
    for line in (text, f"{text_of(element)}: {text}"):
        parsed = parse_caption(line)
        if parsed.text and parsed.caption is None:
            return parsed.text
    return None


def _attributes(element: _Element) -> Iterator[tuple[str, str]]:
    """Named texts on the picture and the elements around it, inner first."""
    node: _Element | None = element
    for _ in range(_LEVELS + 1):
        if node is None or node.tag in {"article", "section", "body", "main"}:
            return
        for name, value in attributes_of(node):
            if (
                name in {"class", "id", "style", "src", "srcset", "href"}
                or not value
                or len(value) > _LONGEST
            ):
                continue
            if value[0] == "{" and "data" in name:
                yield from _json_texts(value)
            elif (
                (text := plain(value))
                and text.lower() not in _FLAGS
                and not text.startswith(("http", "/", "#", "."))
            ):
                yield name, text
        node = node.getparent()


def _json_texts(value: str) -> Iterator[tuple[str, str]]:
    for node in jsonvalues.objects(jsonvalues.loads(value)):
        for key in (*_JSON_CAPTION, *_JSON_CREDIT):
            if text := jsonvalues.text(node.get(key)):
                yield ("credit" if key in _JSON_CREDIT else "caption"), text
