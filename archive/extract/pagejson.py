"""Photos in a page's own data: the state that its scripts start from.

Next.js (``__NEXT_DATA__`` and the flight rows of the app router), Nuxt, Arc's
``Fusion.globalContent``, Apollo's cache, WordPress's REST objects and home-made state differ in
everything but this: a photo is an object with an address that looks like a picture's, and beside
it keys that speak of a caption or a credit. So nothing here knows a system by name but for the
ways of packing JSON: plain, in JavaScript's own notation, flight rows, and Nuxt's flat list.
"""

from __future__ import annotations

import json
import re
from dataclasses import dataclass, field, replace
from itertools import islice
from typing import TYPE_CHECKING, Any

from archive.extract import jsonvalues
from archive.extract.jsonphotos import is_link, photo_of, plain_key, tells
from archive.extract.scripted import NotationError, Reader, next_value, nuxt_state
from archive.extract.text import fold

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Mapping

    from archive.extract.described import Described
    from archive.extract.page import Page

_MAX_SCRIPT = 3_000_000
_MAX_TOTAL = 6_000_000
_MAX_ASSIGNMENTS = 40
_FLIGHT = re.compile(r'self\.__next_f\.push\(\[1,\s*("(?:[^"\\]++|\\.)*+")\s*\]\)')
_FLIGHT_ROW = re.compile(r"([0-9a-f]+):(T[0-9a-f]+,|[A-Z]*)")
_SCRIPT_TYPES = ("", "json", "javascript", "module")

_MAX_ITEMS = 200
_DEEPEST = 12
"""Entries of a list, and levels, that are read of Nuxt's payload."""
_SHORTEST_STORY = 500
_LEAST_PARAGRAPHS = 2
"""Characters and paragraphs that a piece of mark-up has at least to be a story's text."""
_TITLE_KEYS = frozenset(
    {
        "headline",
        "headlines",
        "title",
        "heading",
        "name",
        "titel",
        "titre",
        "titulo",
        "titolo",
        "tittel",
        "rubrik",
        "subject",
    }
)
_AUTHOR_KEYS = (
    "authors",
    "author",
    "byline",
    "bylines",
    "writers",
    "contributors",
    "creator",
    "credits",
)
_NAME_KEYS = ("name", "displayname", "fullname")
_MOST_AUTHORS = 20
_NEAR_THE_TOP = 20
_TEXT_KEYS = ("content", "text", "html", "value", "body")
_LEAST_STORY = 4
"""Keys that an object has which is a whole story, and not a link to one."""
_LONGEST_TITLE = 500
_RELATED = re.compile(r"relat|recommend|latest|popular|trending|sidebar|teaser|more", re.IGNORECASE)


@dataclass(frozen=True)
class Scripts:
    """What the page's own JSON says of photos.

    Attributes:
        photos: every photo with a caption or a credit; marked as the story's where the object
            that bears the story's title holds it.
        series: those that stand in a list of nothing but photos, list by list.
    """

    photos: list[Described] = field(default_factory=list)
    series: list[list[Described]] = field(default_factory=list)


def read_scripts(page: Page, titles: Iterable[str | None] = ()) -> Scripts:
    """Photos that the page's own JSON describes, with captions or credits.

    Args:
        page: the page.
        titles: what the story is called.
    """
    found = Scripts()
    titles = {fold(title) for title in titles if title} - {""}
    for value in _values(page):
        nodes = list(jsonvalues.objects(value))
        table = _references(nodes)
        story = _story_objects(nodes, titles, table)
        photos: dict[int, Described] = {}
        for node in nodes:
            if (item := photo_of(node, page.base_url)) is not None:
                photos[id(node)] = replace(item, in_story=id(node) in story)
        found.photos.extend(photos.values())
        if len(photos) > 1:
            found.series.extend(_series(value, nodes, photos, table))
    return found


def _references(nodes: Iterable[dict[str, Any]]) -> Mapping[str, Any]:
    """Apollo's cache, a flat table of objects that name each other (``{"__ref": "Image:1"}``)."""
    # It stands at the top of what a script assigns, or a few levels down in Next's page data.
    for node in islice(nodes, _NEAR_THE_TOP):
        if "ROOT_QUERY" in node:
            return node
    return {}


def _followed(node: Any, table: Mapping[str, Any]) -> Any:  # noqa: ANN401
    """What an object refers to, if it is but a reference; else itself."""
    name = node.get("__ref") if table and isinstance(node, dict) else None
    return table.get(name, node) if isinstance(name, str) else node


def _series(
    value: Any,  # noqa: ANN401
    nodes: Iterable[dict[str, Any]],
    photos: Mapping[int, Described],
    table: Mapping[str, Any],
) -> Iterator[list[Described]]:
    def is_photo(item: Any) -> bool:  # noqa: ANN401
        node = _followed(item, table)
        return isinstance(node, dict) and id(node) in photos and not is_link(node)

    lists = [value] if isinstance(value, list) else []
    for node in nodes:
        lists += [item for item in node.values() if isinstance(item, list) and len(item) > 1]
    for items in lists:
        if all(map(is_photo, items)):
            yield [photos[id(_followed(item, table))] for item in items]


def _story_objects(
    nodes: Iterable[dict[str, Any]], titles: set[str], table: Mapping[str, Any]
) -> set[int]:
    """Identities of the objects inside the one that bears the story's title.

    What that object keeps under names like "related" belongs to other stories.
    """
    node = next(_stories(nodes, titles), None)
    if node is None:
        return set()
    own = {key: item for key, item in node.items() if not _RELATED.search(key)}
    inside = list(jsonvalues.objects(own))
    referred = (_followed(inner, table) for inner in inside)
    return {id(node), *map(id, inside), *map(id, referred)}


def _stories(nodes: Iterable[dict[str, Any]], titles: set[str]) -> Iterator[dict[str, Any]]:
    """Objects that bear the story's title."""
    for node in nodes:
        if len(node) < _LEAST_STORY or _TITLE_KEYS.isdisjoint(map(plain_key, node)):
            continue
        keys = {plain_key(key): item for key, item in node.items()}
        if any(_title_of(keys.get(name)) in titles for name in _TITLE_KEYS):
            yield node


def _title_of(value: Any) -> str:  # noqa: ANN401
    if isinstance(value, dict):
        value = value.get("basic") or value.get("rendered") or value.get("default")
    return fold(value) if isinstance(value, str) and len(value) < _LONGEST_TITLE else "-"


def story_authors(page: Page, titles: Iterable[str | None]) -> list[str]:
    """Names that the object with the story's title gives as its writers', as they stand there.

    Args:
        page: the page.
        titles: what the story is called.
    """
    wanted = {fold(title) for title in titles if title} - {""}
    for value in _values(page, telling=False):
        nodes = list(jsonvalues.objects(value))
        table = _references(nodes)
        for node in _stories(nodes, wanted):
            keys = {plain_key(key): item for key, item in node.items()}
            for key in _AUTHOR_KEYS:
                if names := _names(keys.get(key), table):
                    return names
    return []


def _names(value: Any, table: Mapping[str, Any]) -> list[str]:  # noqa: ANN401
    """Names in a value that is a name, an object with one, or a list of those."""
    if isinstance(value, dict) and "by" in value:
        value = value["by"]  # Arc's "credits"
    found: list[str] = []
    for item in (value if isinstance(value, list) else [value])[:_MOST_AUTHORS]:
        node = _followed(item, table)
        if isinstance(node, dict):
            keys = {plain_key(key): text for key, text in node.items() if isinstance(text, str)}
            parts = " ".join(filter(None, (keys.get("firstname"), keys.get("lastname"))))
            node = next((keys[key] for key in _NAME_KEYS if keys.get(key)), parts)
        if isinstance(node, str) and node:
            found.append(node)
    return found


def story_html(page: Page) -> str | None:
    """The story's text where scripts bring it: the longest piece of mark-up with paragraphs.

    Args:
        page: a page whose own mark-up has no text.

    Returns:
        Mark-up, or None where there is no such piece.
    """
    best = ""
    for value in _values(page, telling=False):
        for text in (*_strings(value), *_paragraphs(value)):
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


def _paragraphs(value: Any) -> Iterator[str]:  # noqa: ANN401
    """Mark-up of texts that are cut into a list of objects, one for each paragraph."""
    for node in jsonvalues.objects(value):
        for items in node.values():
            if isinstance(items, list) and len(items) > _LEAST_PARAGRAPHS:
                texts = (_paragraph(item) for item in items if isinstance(item, dict))
                yield "".join(f"<p>{text}</p>" for text in texts if text)


def _paragraph(node: dict[str, Any]) -> str | None:
    kind = next((node[key] for key in ("type", "_type", "__typename", "kind") if key in node), None)
    if not isinstance(kind, str) or not kind.lower().endswith(("text", "paragraph")):
        return None
    return next((node[key] for key in _TEXT_KEYS if isinstance(node.get(key), str)), None)


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
        if telling and not tells(source):
            continue
        budget -= len(source)
        if budget < 0:
            return
        if script.get("id") == "__NUXT_DATA__":
            yield _nuxt(jsonvalues.loads(source))
        elif "json" in kind:
            yield jsonvalues.loads(source)
        else:
            yield from _assigned(source)
    if flight:
        yield from _flight_rows("".join(flight)[:_MAX_TOTAL], telling=telling)


def _assigned(source: str) -> Iterator[Any]:
    """Values that a script assigns: ``window.x = {…}``, ``= JSON.parse("…")``, Nuxt 2's state."""
    if "__NUXT__" in source and (state := nuxt_state(source)) is not None:
        yield state
        return
    decoder = json.JSONDecoder(strict=False)
    reader = Reader(source)
    position = tries = 0
    while tries < _MAX_ASSIGNMENTS and (begin := next_value(source, position)) is not None:
        tries += 1
        position = reader.position = begin
        try:
            value, position = decoder.raw_decode(source, position)
        except (ValueError, RecursionError):
            try:
                value, position = reader.value(), reader.position
            except NotationError:
                position = begin + 1  # it may be a block of statements, with values in it
                continue
        yield jsonvalues.loads(value) if isinstance(value, str) else value


def _flight_rows(source: str, *, telling: bool) -> Iterator[Any]:
    """Rows of React's flight format, references between rows followed once each."""
    parts = (jsonvalues.loads(part) for part in _FLIGHT.findall(source))
    text = "".join(part for part in parts if isinstance(part, str))
    if telling and not tells(text):
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


def _nuxt(value: Any) -> Any:  # noqa: ANN401
    """Nuxt's payload, a flat list in which numbers name other entries (devalue), put together."""
    return _Payload(value).entry(0, frozenset(), 0) if isinstance(value, list) else None


@dataclass
class _Payload:
    """Entries that name each other, and how many of them may still be put in: all can hold all."""

    flat: list[Any]
    left: int = jsonvalues.MAX_NODES

    def entry(self, number: Any, above: frozenset[int], depth: int) -> Any:  # noqa: ANN401
        """The entry of a number, without what would hold itself."""
        is_number = isinstance(number, int) and not isinstance(number, bool)
        if not is_number or not 0 <= number < len(self.flat) or number in above:
            return None
        self.left -= 1
        if self.left < 0 or depth > _DEEPEST:
            return None
        node, inside = self.flat[number], above | {number}
        if isinstance(node, dict):
            return {key: self.entry(item, inside, depth + 1) for key, item in node.items()}
        if not isinstance(node, list):
            return node
        if len(node) == 2 and isinstance(node[0], str):  # noqa: PLR2004 -- ["Reactive", 1]
            return self.entry(node[1], inside, depth + 1)
        return [self.entry(item, inside, depth + 1) for item in node[:_MAX_ITEMS] if self.left > 0]
