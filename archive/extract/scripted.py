"""Values that a script writes in JavaScript's own notation, which JSON's reader refuses.

Keys without quotation marks, strings in single ones, ``void 0``; and the function in which Nuxt 2
packs a page's state, called with whatever the state holds more than once::

    window.__NUXT__=(function(a,b){b.title=a;return {article:b}}("A headline",{}))

Nothing is run: what is more than notation is no value.
"""

from __future__ import annotations

import json
import re
from dataclasses import dataclass, field
from typing import Any, NamedTuple

from archive.extract.jsonvalues import MAX_DEPTH

_TOKEN = re.compile(
    r"""\s*+(?:
      (?P<string>"(?:[^"\\]++|\\.)*+"|'(?:[^'\\]++|\\.)*+')
    | (?P<number>-?(?:\d{1,400}\.?\d{0,400}|\.\d{1,400})(?:[eE][+-]?\d{1,3})?)(?![\w$])
    | (?P<word>!0|!1|void\s0|[A-Za-z_$][\w$]*+)
    | (?P<mark>[][{}(),:.;=])
    )""",
    re.VERBOSE | re.DOTALL,
)
_CONSTANTS = {
    "true": True,
    "!0": True,
    "false": False,
    "!1": False,
    "null": None,
    "undefined": None,
    "void 0": None,
}
_CALL = re.compile(r"__NUXT__\s*=\s*\(?\s*function\s*\((?P<names>[\w$,\s]*)\)\s*\{")
_OPENING = re.compile(r"\s*(?=[\[{])")
# Each begins with a character of its own, so that a search passes over what lies between.
_VALUE = re.compile(r"=\s*(?=[\[{])|JSON\.parse\(\s*(?=[\"'])")
_TARGET_ENDS = re.compile(r"[\w$\])\"']")
_ESCAPED = re.compile(r'\\(x[0-9a-fA-F]{2}|.)|"', re.DOTALL)
_SHOWN = 40
_MOST_ITEMS = 1000
_MOST_TOKENS = 200_000
"""Far more than the state of a page has."""


class NotationError(ValueError):
    """What stands there is no value, or more of one than is read."""


class _Token(NamedTuple):
    kind: str
    text: str


@dataclass
class Reader:
    """Reads values of one script.

    Attributes:
        source: the script.
        position: where the next token begins.
        left: tokens that may still be read; a script may begin many values that never end.
        blanks: where the value of a name belongs: what holds it, its key or index, the name.
    """

    source: str
    position: int = 0
    left: int = _MOST_TOKENS
    blanks: list[tuple[Any, Any, str]] = field(default_factory=list)

    def value(self, depth: int = 0) -> Any:  # noqa: ANN401 -- any of JSON's six types
        """The value at the position, which moves behind it; None for what only a program knows.

        Raises:
            NotationError: there is no value.
        """
        holder: list[Any] = [None]
        self._put(holder, 0, depth)
        return holder[0]

    def _put(self, holder: Any, key: Any, depth: int) -> None:  # noqa: ANN401 -- list or dict
        """Read a value into its place."""
        kind, text = self._next()
        if kind == "string":
            holder[key] = _unquoted(text)
        elif kind == "number":
            holder[key] = float(text) if set(text) & set(".eE") else int(text)
        elif kind == "word":
            self._name(holder, key, text, depth)
        elif text == "[" and depth < MAX_DEPTH:
            holder[key] = self._items("]", depth + 1)
        elif text == "{" and depth < MAX_DEPTH:
            holder[key] = self._members(depth + 1)
        else:
            raise self._error()

    def _name(self, holder: Any, key: Any, text: str, depth: int) -> None:  # noqa: ANN401
        """A constant, a parameter, or a call: ``new Date("…")`` is the text it is made of."""
        holder[key] = _CONSTANTS.get(text)
        if text in _CONSTANTS:
            return
        parts = [text]
        while parts[-1] == "new" or self._skips("."):
            parts.append(self._next().text)
        if depth < MAX_DEPTH and self._skips("("):
            given = self._items(")", depth + 1)
            first = given[0] if len(given) == 1 else None
            if parts == ["Array"] and isinstance(first, int):
                holder[key] = [None] * min(first, _MOST_ITEMS)
            elif isinstance(first, str):
                holder[key] = first
        elif len(parts) == 1:
            self.blanks.append((holder, key, text))

    def _items(self, close: str, depth: int) -> list[Any]:
        found: list[Any] = []
        while not self._skips(close):
            found.append(None)
            self._put(found, len(found) - 1, depth)
            if not self._skips(","):
                self._expect(close)
                break
        return found

    def _members(self, depth: int) -> dict[str, Any]:
        found: dict[str, Any] = {}
        while not self._skips("}"):
            kind, text = self._next()
            if kind == "mark":
                raise self._error()
            name = _unquoted(text) if kind == "string" else text
            self._expect(":")
            self._put(found, name, depth)
            if not self._skips(","):
                self._expect("}")
                break
        return found

    def call(self, names: list[str]) -> Any:  # noqa: ANN401 -- any of JSON's six types
        """What a function gives back, read from behind its brace to the end of its call.

        Args:
            names: its parameters.

        Raises:
            NotationError: the function does more than to set members and give something back.
        """
        settings = []
        while (word := self._next()).text != "return":
            settings.append(self._setting(word))
        body = self.value()
        self._skips(";")
        self._expect("}")
        self._skips(")")
        self._expect("(")
        given = dict(zip(names, self._items(")", 1), strict=False))
        for holder, key, name in self.blanks:
            holder[key] = given.get(name)
        for name, member, value in settings:
            target = given.get(name)
            if isinstance(target, dict):
                target[str(member)] = value[0]
            elif isinstance(target, list) and isinstance(member, int) and member < len(target):
                target[member] = value[0]
        return body if isinstance(body, dict) else None

    def _setting(self, word: _Token) -> tuple[str, str | int, list[Any]]:
        """``b.title=a;``: the parameter, its member, and a list that holds the value."""
        if word.kind != "word":
            raise self._error()
        if self._skips("."):
            member: str | int = self._next().text
        else:
            self._expect("[")
            kind, text = self._next()
            member = int(text) if kind == "number" and text.isdigit() else _unquoted(text)
            self._expect("]")
        self._expect("=")
        value: list[Any] = [None]
        self._put(value, 0, 1)
        self._skips(";")
        return word.text, member, value

    def _next(self) -> _Token:
        match = _TOKEN.match(self.source, self.position)
        self.left -= 1
        if match is None or self.left < 0:
            raise self._error()
        self.position = match.end()
        kind = str(match.lastgroup)
        return _Token(kind, match[kind])

    def _skips(self, mark: str) -> bool:
        """Whether a mark follows, which is stepped over."""
        match = _TOKEN.match(self.source, self.position)
        if match is None or match["mark"] != mark:
            return False
        self.position = match.end()
        return True

    def _expect(self, mark: str) -> None:
        if not self._skips(mark):
            raise self._error()

    def _error(self) -> NotationError:
        return NotationError(self.source[self.position : self.position + _SHOWN])


def next_value(source: str, position: int) -> int | None:
    """Where the next value begins that a script opens with, assigns, or parses.

    Args:
        source: the script.
        position: from where on; of an assignment the target, too, must stand behind it.

    Returns:
        The value's first character; None where no other follows.
    """
    if not position and (opening := _OPENING.match(source)):
        return opening.end()
    for match in _VALUE.finditer(source, position):
        at = match.start()
        if source[at] == "=":
            while at > position and source[at - 1].isspace():
                at -= 1
            if at == position or not _TARGET_ENDS.match(source, at - 1):
                continue
        return match.end()
    return None


def nuxt_state(source: str) -> Any:  # noqa: ANN401 -- any of JSON's six types
    """What Nuxt 2's function gives back; None where a script holds none that can be read.

    Args:
        source: the script.
    """
    start = _CALL.search(source)
    if start is None:
        return None
    names = [name.strip() for name in start["names"].split(",")]
    try:
        return Reader(source, start.end()).call(names)
    except NotationError:
        return None


def _unquoted(text: str) -> str:
    """A string without its quotation marks and escapes."""
    inner = text[1:-1] if text[:1] in "\"'" else text
    if "\\" not in inner:
        return inner
    try:
        return str(json.loads(f'"{_ESCAPED.sub(_as_in_json, inner)}"', strict=False))
    except ValueError:
        return inner


def _as_in_json(match: re.Match[str]) -> str:
    """An escape as JSON has it (RFC 8259, section 7); JavaScript has more, and leaves out more."""
    escaped = match[1]
    if escaped is None:
        return '\\"'
    if len(escaped) > 1:
        return f"\\u00{escaped[1:]}"
    return match[0] if escaped in 'bfnrtu"\\/' else escaped
