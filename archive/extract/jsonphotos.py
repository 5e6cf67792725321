"""A photo as an object of JSON, whatever system wrote it.

Systems agree on this alone: a photo is an object with an address that looks like a picture's, and
beside it keys that speak of a caption or a credit.
"""

from __future__ import annotations

import re
from dataclasses import replace
from functools import lru_cache
from typing import TYPE_CHECKING, Any, cast

from lxml import etree

from archive.extract import jsonvalues
from archive.extract.addresses import PICTURE_SUFFIX, absolute
from archive.extract.credits import parse_caption
from archive.extract.described import Described
from archive.extract.text import attributes_of
from archive.model import Claim

if TYPE_CHECKING:
    from collections.abc import Iterator

    from lxml.etree import _Element

_LISTS = etree.XPath("descendant::*[@*[starts-with(., '[{')]]")
_LINK_KEYS = frozenset({"link", "permalink", "headline", "target", "slug"})
"""Keys of what leads to another story."""
# Endings, so that "caption" and "imageCaption" are both found by plain search, which is fast.
_TELLING = ("aption", "redit", "opyright", "hotographer", "egend", "ttribution")
_STORY_KEYS = frozenset({"headlines", "contentelements", "articlebody", "storybody", "bodyhtml"})
"""Keys of a whole story, whose credits are its writers' and whose addresses its photos'."""
_KEY_JUNK = re.compile(r"[^a-z]")
_LONGEST_LIST = 3_000_000
_MAX_URLS = 40
_LONGEST_ADDRESS = 2000
_CAPTION_KEYS = (
    "caption",
    "captiontext",
    "captionhtml",
    "imagecaption",
    "photocaption",
    "legend",
    "legende",
    "bildunterschrift",
    "cutline",
    "subtitle",
)
_DESCRIPTION_KEYS = ("description",)
_CREDIT_KEYS = (
    "credit",
    "creditline",
    "credittext",
    "credits",
    "imagecredit",
    "photocredit",
    "copyright",
    "copyrightholder",
    "copyrightnotice",
    "copyrighttext",
    "attribution",
    "photographer",
    "photographername",
    "vanitycredits",
    "agency",
    "rights",
)
_SOURCE_KEYS = ("imagesource", "photosource", "bildquelle", "source")
"""Keys that speak of a credit where what they hold reads like one."""
_PERSON_KEYS = ("photographer", "photographername", "creator", "author", "byline", "by")
_TELLING_KEYS = frozenset((*_CAPTION_KEYS, *_CREDIT_KEYS))
_URL_KEYS = frozenset(
    [
        "url",
        "src",
        "href",
        "sourceurl",
        "contenturl",
        "originalurl",
        "imageurl",
        "uri",
        "path",
        "file",
        "fullurl",
        "image",
        "original",
        "full",
    ]
)


def tells(source: str) -> bool:
    """Whether a text mentions what photos have; most do not, and need not be read."""
    return any(word in source for word in _TELLING)


@lru_cache(maxsize=8192)
def plain_key(key: str) -> str:
    """A key as it is compared: ``image_caption`` and ``imageCaption`` are the same."""
    return _KEY_JUNK.sub("", key.lower())


def is_link(node: dict[str, Any]) -> bool:
    """Whether an object leads to a story, so that its photo is a teaser's."""
    return not _LINK_KEYS.isdisjoint(node)


def galleries(scope: _Element, base: str) -> list[Described]:
    """Photos listed in an attribute, for a slideshow's script or a web component.

    Args:
        scope: the story's element.
        base: the address that others are relative to.
    """
    found: list[Described] = []
    for element in cast("list[_Element]", _LISTS(scope)):
        for _, value in attributes_of(element):
            if not value.startswith("[{") or len(value) > _LONGEST_LIST or not tells(value):
                continue
            for node in jsonvalues.loads(value) or ():
                if not isinstance(node, dict) or is_link(node):
                    continue
                item = photo_of(node, base)
                if item is not None:
                    found.append(replace(item, in_story=True))
    return found[:_MAX_URLS]


def photo_of(node: dict[str, Any], base: str) -> Described | None:
    """The photo that an object is.

    Args:
        node: any object of JSON.
        base: the address that others are relative to.

    Returns:
        The photo with what is said of it; None where the object is no photo, or says nothing.
    """
    # Most objects are no photos; that is told by their keys alone, and soon.
    if _TELLING_KEYS.isdisjoint(map(plain_key, node)):
        return None
    keys = {plain_key(key): value for key, value in node.items() if isinstance(key, str) and value}
    if _TELLING_KEYS.isdisjoint(keys) or not _STORY_KEYS.isdisjoint(keys):
        return None
    urls = tuple(dict.fromkeys(_urls(node, base, depth=3)))[:_MAX_URLS]
    if not urls:
        return None
    caption = next(
        (
            found
            for key in (*_CAPTION_KEYS, *_DESCRIPTION_KEYS)
            if (found := jsonvalues.text(keys.get(key)))
        ),
        None,
    )
    people, credit = _credit(keys)
    if not (caption or credit or people):
        return None
    return Described(
        urls, Claim("page-json", caption=caption, credit_text=credit, creators=tuple(people))
    )


def _credit(keys: dict[str, Any]) -> tuple[list[str], str | None]:
    """Creators and the credit's text, from whatever shape they have."""
    people: list[str] = []
    credit: str | None = None
    for key in _CREDIT_KEYS:
        value = keys.get(key)
        if isinstance(value, dict) and ("by" in value or "affiliation" in value):
            people += jsonvalues.names(value.get("by") or [])
            credit = credit or "; ".join(jsonvalues.names(value.get("affiliation") or [])) or None
        elif isinstance(value, list):
            credit = credit or "; ".join(jsonvalues.names(value)) or None
        elif key not in _PERSON_KEYS:
            credit = credit or jsonvalues.text(value)
    for key in _SOURCE_KEYS:
        text = jsonvalues.text(keys.get(key)) if not credit else None
        if text and (parsed := parse_caption(text)).text and parsed.caption is None:
            credit = text
    for key in _PERSON_KEYS:
        if not people and keys.get(key):
            people = jsonvalues.names(keys[key])
    return people, credit


def _urls(node: Any, base: str, depth: int) -> Iterator[str]:  # noqa: ANN401
    """Picture addresses in an object and a little below it, not in photos inside it."""
    if not isinstance(node, dict):
        return
    for key, value in node.items():
        name = plain_key(key) if isinstance(key, str) else ""
        if isinstance(value, str):
            if (
                len(value) < _LONGEST_ADDRESS
                and (
                    PICTURE_SUFFIX.search(value) or (name in _URL_KEYS and value.startswith("http"))
                )
                and " " not in value.strip()
            ):
                url = absolute(value, base)
                if url and (
                    PICTURE_SUFFIX.search(url) or "image" in url or "photo" in url or "/img" in url
                ):
                    yield url
        elif depth and isinstance(value, dict):
            yield from _urls(value, base, depth - 1)
        elif depth and isinstance(value, list):
            for item in value[:_MAX_URLS]:
                yield from _urls(item, base, depth - 1)
