"""What attributes of a picture, and of the elements right around it, say of the photo."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

from archive.extract import jsonvalues
from archive.extract.credits import parse_caption
from archive.extract.text import attributes_of, plain
from archive.model import Claim

if TYPE_CHECKING:
    from collections.abc import Iterator

    from lxml.etree import _Element

_LEVELS = 3
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
_FLAGS = frozenset({"true", "false", "0", "1", "none", "null", "yes", "no", "undefined"})


def claim_of(element: _Element) -> Claim | None:
    """Caption and credit in ``data-*`` attributes, or in ``title`` where it names a credit.

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
    title = plain((element.get("title") or "")[:_LONGEST])
    if title and not credit:
        parsed = parse_caption(title)
        if parsed.text:
            credit, caption = parsed.text, caption or parsed.caption
    if not caption and not credit:
        return None
    return Claim("attribute", caption=caption, credit_text=credit)


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
