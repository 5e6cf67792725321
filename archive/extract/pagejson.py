"""Photos in a page's own data: the state that its scripts start from.

Next.js (``__NEXT_DATA__`` and the flight rows of the app router), Nuxt, Arc's
``Fusion.globalContent``, Apollo's cache, WordPress's REST objects and home-made state differ in
everything but this: a photo is an object with an address that looks like a picture's, and beside
it keys that speak of a caption or a credit. So nothing here knows a system by name but for the
three ways of packing JSON: plain, flight rows, and Nuxt's flat list.
"""

from __future__ import annotations

import json
import re
from dataclasses import replace
from functools import lru_cache
from typing import TYPE_CHECKING, Any, cast

from lxml import etree

from archive.extract import jsonvalues
from archive.extract.addresses import PICTURE_SUFFIX, absolute
from archive.extract.credits import parse_caption
from archive.extract.described import Described
from archive.extract.text import attributes_of, fold
from archive.model import Claim

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator

    from lxml.etree import _Element

    from archive.extract.page import Page

_MAX_SCRIPT = 3_000_000
_MAX_TOTAL = 6_000_000
_MAX_ASSIGNMENTS = 40
# Endings, so that "caption" and "imageCaption" are both found by plain search, which is fast.
_TELLING = ("aption", "redit", "opyright", "hotographer", "egend", "ttribution")
_ASSIGNMENT = re.compile(r"[\w$\])\"']\s*=\s*(?=[\[{])|JSON\.parse\(\s*(?=[\"'])|^\s*(?=[\[{])")
_FLIGHT = re.compile(r'self\.__next_f\.push\(\[1,\s*("(?:[^"\\]|\\.)*")\s*\]\)')
_FLIGHT_ROW = re.compile(r"([0-9a-f]+):(T[0-9a-f]+,|[A-Z]*)")
_SCRIPT_TYPES = ("", "json", "javascript", "module")

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
_LISTS = etree.XPath("descendant::*[@*[starts-with(., '[{')]]")
_LINK_KEYS = frozenset({"link", "permalink", "headline", "target"})
"""Keys of what leads to another story."""
_KEY_JUNK = re.compile(r"[^a-z]")
_MAX_URLS = 40
_SHORTEST_STORY = 500
_LEAST_PARAGRAPHS = 2
"""Characters and paragraphs that a piece of mark-up has at least to be a story's text."""
_LONGEST_ADDRESS = 2000
_TITLE_KEYS = ("headline", "headlines", "title", "name")
_LEAST_STORY = 4
"""Keys that an object has which is a whole story, and not a link to one."""
_LONGEST_TITLE = 500
_RELATED = re.compile(r"relat|recommend|latest|popular|trending|sidebar|teaser|more", re.IGNORECASE)


def images(page: Page, titles: Iterable[str | None] = ()) -> list[Described]:
    """Photos that the page's own JSON describes, with captions or credits.

    Args:
        page: the page.
        titles: what the story is called; the object of that name is the story's, and the photos
            in it are marked so.
    """
    found: list[Described] = []
    titles = {fold(title) for title in titles if title} - {""}
    for value in _values(page):
        story = _story_objects(value, titles)
        for node in jsonvalues.objects(value):
            item = _described(node, page.base_url)
            if item is not None:
                found.append(replace(item, in_story=id(node) in story))
    return found


def galleries(scope: _Element, base: str) -> list[Described]:
    """Photos listed in an attribute, for a slideshow's script or a web component.

    Args:
        scope: the story's element.
        base: the address that others are relative to.
    """
    found: list[Described] = []
    for element in cast("list[_Element]", _LISTS(scope)):
        for _, value in attributes_of(element):
            if not value.startswith("[{") or len(value) > _MAX_SCRIPT or not _tells(value):
                continue
            for node in jsonvalues.loads(value) or ():
                if not isinstance(node, dict) or not _LINK_KEYS.isdisjoint(node):
                    continue
                item = _described(node, base)
                if item is not None:
                    found.append(replace(item, in_story=True))
    return found[:_MAX_URLS]


def _story_objects(value: Any, titles: set[str]) -> set[int]:  # noqa: ANN401 -- a JSON value
    """Identities of the objects inside the one that bears the story's title.

    What that object keeps under names like "related" belongs to other stories.
    """
    for node in jsonvalues.objects(value):
        if len(node) < _LEAST_STORY:
            continue
        keys = {_plain_key(key): item for key, item in node.items()}
        if any(_title_of(keys.get(name)) in titles for name in _TITLE_KEYS):
            own = {key: item for key, item in node.items() if not _RELATED.search(key)}
            return {id(node), *(id(inner) for inner in jsonvalues.objects(own))}
    return set()


@lru_cache(maxsize=8192)
def _plain_key(key: str) -> str:
    """A key as it is compared: ``image_caption`` and ``imageCaption`` are the same."""
    return _KEY_JUNK.sub("", key.lower())


def _title_of(value: Any) -> str:  # noqa: ANN401
    if isinstance(value, dict):
        value = value.get("basic") or value.get("rendered") or value.get("default")
    return fold(value) if isinstance(value, str) and len(value) < _LONGEST_TITLE else "-"


def story_html(page: Page) -> str | None:
    """The story's text where scripts bring it: the longest piece of mark-up with paragraphs.

    Args:
        page: a page whose own mark-up has no text.

    Returns:
        Mark-up, or None where there is no such piece.
    """
    best = ""
    for value in _values(page, telling=False):
        for text in _strings(value):
            if (
                len(text) > max(len(best), _SHORTEST_STORY)
                and text.count("<p") >= _LEAST_PARAGRAPHS
            ):
                best = text
    return best or None


def _strings(value: Any) -> Iterator[str]:  # noqa: ANN401 -- a JSON value
    if isinstance(value, str):
        yield value
    elif isinstance(value, list):
        yield from (item for item in value if isinstance(item, str))
    for node in jsonvalues.objects(value):
        for item in node.values():
            if isinstance(item, str):
                yield item


def _values(page: Page, *, telling: bool = True) -> Iterator[Any]:
    """JSON values in the page's scripts; of ``telling`` ones alone, that mention captions."""
    budget = _MAX_TOTAL
    flight: list[str] = []
    for script in page.iter("script"):
        source = script.text
        kind = (script.get("type") or "").lower()
        if (
            not source
            or len(source) > _MAX_SCRIPT
            or "ld+json" in kind
            or not kind.endswith(_SCRIPT_TYPES)
        ):
            continue
        if "self.__next_f.push" in source[:200]:
            flight.append(source)
            continue
        if telling and not _tells(source):
            continue
        budget -= len(source)
        if budget < 0:
            return
        if script.get("id") == "__NUXT_DATA__":
            yield from _nuxt(jsonvalues.loads(source))
        elif "json" in kind:
            yield jsonvalues.loads(source)
        else:
            yield from _assigned(source)
    if flight:
        yield from _flight_rows("".join(flight)[:_MAX_TOTAL], telling=telling)


def _tells(source: str) -> bool:
    """Whether a script mentions what photos have; most do not, and need not be read."""
    return any(word in source for word in _TELLING)


def _assigned(source: str) -> Iterator[Any]:
    """JSON values that a script assigns: ``window.x = {…}``, ``= JSON.parse("…")``."""
    decoder = json.JSONDecoder(strict=False)
    position = tries = 0
    while tries < _MAX_ASSIGNMENTS and (match := _ASSIGNMENT.search(source, position)):
        tries += 1
        position = match.end()
        try:
            value, position = decoder.raw_decode(source, position)
        except (ValueError, RecursionError):
            continue
        yield jsonvalues.loads(value) if isinstance(value, str) else value


def _flight_rows(source: str, *, telling: bool) -> Iterator[Any]:
    """Rows of React's flight format, references between rows followed once each."""
    parts = (jsonvalues.loads(part) for part in _FLIGHT.findall(source))
    text = "".join(part for part in parts if isinstance(part, str))
    if telling and not _tells(text):
        return
    decoder = json.JSONDecoder(strict=False)
    rows: dict[str, Any] = {}
    position = 0
    while position < len(text):
        match = _FLIGHT_ROW.match(text, position)
        if match is None:
            position = _next_line(text, position)
            continue
        name, kind = match.groups()
        position = match.end()
        if kind.endswith(","):
            # The length counts UTF-8 octets.
            length = int(kind[1:-1], 16)
            octets = text[position : position + length].encode("utf-8", "replace")[:length]
            rows[name] = octets.decode("utf-8", "ignore")
            position += len(rows[name])
            continue
        try:
            rows[name], position = decoder.raw_decode(text, position)
        except (ValueError, RecursionError):
            position = _next_line(text, position)
    yield [_linked(row, rows) for row in rows.values()]


def _next_line(text: str, position: int) -> int:
    end = text.find("\n", position)
    return len(text) if end < 0 else end + 1


def _linked(row: Any, rows: dict[str, Any]) -> Any:  # noqa: ANN401
    """A row whose objects' ``$12`` strings are replaced by the rows they name, one step deep."""
    if not isinstance(row, dict):
        return row
    return {
        key: rows.get(value[1:], value) if isinstance(value, str) and value[:1] == "$" else value
        for key, value in row.items()
    }


def _nuxt(value: Any) -> Iterator[Any]:  # noqa: ANN401
    """Objects of Nuxt's payload: a flat list in which numbers name other entries (devalue)."""
    if not isinstance(value, list):
        return
    for node in value:
        if isinstance(node, dict) and any(_plain_key(key) in _TELLING_KEYS for key in node):
            yield _revived(node, value, 3)


def _revived(node: Any, flat: list[Any], depth: int) -> Any:  # noqa: ANN401
    def entry(item: Any) -> Any:  # noqa: ANN401
        if isinstance(item, int) and not isinstance(item, bool) and 0 <= item < len(flat):
            return _revived(flat[item], flat, depth - 1)
        return None

    if depth == 0 or not isinstance(node, dict | list):
        return None if isinstance(node, dict | list) else node
    if isinstance(node, list):
        wrapped = len(node) == 2 and isinstance(node[0], str)  # noqa: PLR2004 -- ["Reactive", 1]
        return entry(node[1]) if wrapped else [entry(item) for item in node[:_MAX_URLS]]
    return {key: entry(item) for key, item in node.items()}


def _described(node: dict[str, Any], base: str) -> Described | None:
    """The photo that an object is, if it is one."""
    keys = {_plain_key(key): value for key, value in node.items() if isinstance(key, str) and value}
    if _TELLING_KEYS.isdisjoint(keys):
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
        name = _plain_key(key) if isinstance(key, str) else ""
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
