"""What an element's class names say it is; the words are data, in ``vocabulary/classes.toml``."""

from __future__ import annotations

import re
import tomllib
from functools import cache, lru_cache
from importlib.resources import files
from typing import TYPE_CHECKING, Any

from archive.extract.text import keys_of

if TYPE_CHECKING:
    from lxml.etree import _Element

_ATTRIBUTES = frozenset(
    {
        "class",
        "id",
        "itemprop",
        "data-testid",
        "data-test-id",
        "data-component",
        "data-qa",
        "data-type",
        "data-module",
        "role",
    }
)
_WORD = re.compile(r"[a-z]+[0-9]*|[A-Z]+(?![a-z])[0-9]*|[A-Z][a-z]*[0-9]*|[0-9]+")
_SEPARATORS = re.compile(r"[^A-Za-z0-9]+")
_SHORTEST_WORD = 3
"""Characters a name's words have on average, at least, when people chose them."""
_LONGEST_PHRASE = 3
_IN_BODY = frozenset({"picture", "caption", "credit"})
_MAX_NAMES = 400
"""Characters of class names looked at; utility frameworks put thousands on one element."""


@cache
def load_vocabulary(name: str) -> dict[str, Any]:
    """One of the package's word lists.

    Args:
        name: file name below ``vocabulary/``, without ``.toml``.
    """
    source = files("archive.extract").joinpath("vocabulary", f"{name}.toml")
    return tomllib.loads(source.read_text(encoding="utf-8"))


@cache
def _phrases() -> tuple[dict[str, frozenset[str]], tuple[tuple[str, str], ...]]:
    """Phrase to roles; and (part of a word, role) for names glued together."""
    roles: dict[str, set[str]] = {}
    within: list[tuple[str, str]] = []
    for role, lists in load_vocabulary("classes").items():
        for phrase in lists["words"]:
            roles.setdefault(phrase, set()).add(role)
        within.extend((part, role) for part in lists.get("within", ()))
    return {phrase: frozenset(found) for phrase, found in roles.items()}, tuple(within)


@lru_cache(maxsize=65536)
def roles_of_name(name: str) -> frozenset[str]:
    """Roles that one class name, id or test id speaks of.

    Args:
        name: one name, e.g. ``ArticleImage__photo-credit``.

    Returns:
        Sections of ``vocabulary/classes.toml`` it falls under.
    """
    phrases, within = _phrases()
    words = [word.lower() for segment in _SEPARATORS.split(name) for word in _words(segment)]
    found: set[str] = set()
    for start in range(len(words)):
        for length in range(1, _LONGEST_PHRASE + 1):
            if start + length <= len(words):
                found |= phrases.get(" ".join(words[start : start + length]), frozenset())
    for word in words:
        found.update(role for part, role in within if part in word)
    if not found.isdisjoint(_IN_BODY):
        found.discard("body")  # "article-body-image": the image in the body
    return frozenset(found)


def _words(segment: str) -> list[str]:
    """Words of one part of a name; none where it is a hash that a build tool made (``kDCiBY``)."""
    words = _WORD.findall(segment)
    return [] if len(words) > 2 and len(segment) < _SHORTEST_WORD * len(words) else words  # noqa: PLR2004 -- "adSlot" is no hash


@lru_cache(maxsize=65536)
def _roles_of_names(names: str) -> frozenset[str]:
    return frozenset().union(*map(roles_of_name, names[:_MAX_NAMES].split()))


def roles(element: _Element) -> frozenset[str]:
    """What the element's own names say it is.

    Args:
        element: any element.

    Returns:
        Sections of ``vocabulary/classes.toml``; empty where its names say nothing.
    """
    names = [element.get(key) or "" for key in keys_of(element) if key in _ATTRIBUTES]
    return _roles_of_names(" ".join(names)) if names else frozenset()


def is_undisplayed(element: _Element) -> bool:
    """Whether the element's own attributes take it off the screen."""
    if element.get("hidden") is not None:
        return True
    style = element.get("style")
    return bool(style and "none" in style and "display:none" in style.replace(" ", "").lower())


def is_hidden(element: _Element) -> bool:
    """Whether a reader with a screen does not see the element, by its attributes and names."""
    return is_undisplayed(element) or "hidden" in roles(element)
