"""Small readers of values in JSON of strangers: any shape is possible, none may hurt."""

from __future__ import annotations

import json
import re
from typing import TYPE_CHECKING, Any

from archive.extract.text import plain

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator

MAX_DEPTH = 60
MAX_NODES = 400_000
_LONGEST_NUMBER = 400
_TRAILING_COMMA = re.compile(r",(\s*[}\]])")
_CONTAINERS = (dict, list)


def _number(text: str) -> int | None:
    # int() of a number of a million digits takes quadratic time, and Python refuses it anyway.
    return int(text) if len(text) < _LONGEST_NUMBER else None


def loads(text: str) -> Any | None:  # noqa: ANN401 -- JSON is any of six types
    """A JSON text's value; None where it cannot be read.

    Control characters inside strings and trailing commas, common in hand-made JSON-LD, are
    forgiven.
    """
    text = text.strip().removesuffix(";")
    for attempt in (text, None):
        if attempt is None:
            attempt = _TRAILING_COMMA.sub(r"\1", text)  # noqa: PLW2901 -- made only when needed
        try:
            return json.loads(attempt, strict=False, parse_int=_number)
        except ValueError:
            continue
        except RecursionError:
            return None
    return None


def objects(value: Any) -> Iterator[dict[str, Any]]:  # noqa: ANN401
    """Every object in a JSON value, in document order, outer before inner.

    Each once: a script's state may hold one in several places, or in itself. Bounded by `MAX_DEPTH`
    levels and `MAX_NODES` values, so that a JSON bomb costs little.
    """
    stack: list[tuple[Any, int]] = [(value, 0)]
    seen: set[int] = set()
    while stack and len(seen) < MAX_NODES:
        node, depth = stack.pop()
        if id(node) in seen:
            continue
        seen.add(id(node))
        if isinstance(node, dict):
            yield node
            children: Iterable[Any] = node.values()
        elif isinstance(node, list):
            children = node
        else:
            continue
        if depth < MAX_DEPTH:
            inner = [(child, depth + 1) for child in children if isinstance(child, _CONTAINERS)]
            stack.extend(reversed(inner))


def text(value: Any) -> str | None:  # noqa: ANN401
    """A string's text, squeezed and without mark-up; None for anything else or nothing."""
    while isinstance(value, list) and len(value) == 1:
        value = value[0]
    if isinstance(value, dict):
        value = next(
            (
                value[key]
                for key in ("@value", "rendered", "text", "content", "name", "value")
                if isinstance(value.get(key), str)
            ),
            None,
        )
    if not isinstance(value, str):
        return None
    return plain(value) or None


def names(value: Any) -> list[str]:  # noqa: ANN401
    """Names in a value that is a name, an object with a ``name``, or a list of those."""
    found: list[str] = []
    for item in value if isinstance(value, list) else [value]:
        name = _name(item) if isinstance(item, dict) else item
        if isinstance(name, list):
            found.extend(plain(part) for part in name if isinstance(part, str))
        elif isinstance(name, str):
            found.append(plain(name))
    return [name for name in dict.fromkeys(found) if name]


def _name(node: dict[str, Any]) -> Any:  # noqa: ANN401
    """A person's or organization's name; schema.org also allows it in two parts."""
    parts = [part for key in ("givenName", "familyName") if isinstance(part := node.get(key), str)]
    return node.get("name") or " ".join(parts)


def types(node: dict[str, Any]) -> set[str]:
    """An object's ``@type``, without the vocabulary's address."""
    value = node.get("@type")
    found = value if isinstance(value, list) else [value]
    return {item.rsplit("/", 1)[-1] for item in found if isinstance(item, str)}
