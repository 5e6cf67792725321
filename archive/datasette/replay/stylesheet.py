"""Style sheets: what they load is looked up in the archive, or not loaded."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

from archive.datasette.replay.addresses import absolute

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator

    Resolve = Callable[[str], str | None]

# The end of the text closes a string as a quote does (CSS Syntax Level 3, section 4.3.5).
_STRING = r"\"(?:[^\"\\\n]|\\.)*(?:\"|\\?\Z)|'(?:[^'\\\n]|\\.)*(?:'|\\?\Z)"
_ESCAPED = r"\\(?:[0-9a-fA-F]{1,6}\s?|.)"
_COMMENT = r"/\*.*?(?:\*/|\Z)"
# CSS Syntax Level 3, section 4: in comments, strings and url() nothing else begins. Every way to
# load something is one of these; names spelt with escapes are read as what they may stand for.
_TOKEN = re.compile(
    rf"""(?P<comment>{_COMMENT})
    | (?P<name>(?<![\w-])@?[\w-]*(?:{_ESCAPED}[\w-]*)+\(?)
    | @import(?:\s|{_COMMENT})*(?P<import>{_STRING})
    | url\(\s*(?:(?P<quoted>{_STRING})|(?P<bare>[^\"'()\s\\]*))\s*(?:\)|\Z)
    | (?P<bad>url\([^)]*(?:\)|\Z))
    | (?<![\w-])(?P<function>(?:-[a-z]+-)?(?:image-set|image|cross-fade|src)\()
    | (?P<string>{_STRING})""",
    re.VERBOSE | re.IGNORECASE | re.DOTALL,
)
_ESCAPE = re.compile(r"\\(?:([0-9a-fA-F]{1,6})\s?|\n|\Z|(.))", re.DOTALL)
NOWHERE = "about:invalid"
"""What CSS Values 4, section 4.5.3, gives for an address that leads nowhere."""
_UNKNOWN = "unknown("
"""A function that no browser knows, so that the declaration is dropped."""


def loads(css: str, base: str) -> Iterator[str]:
    """The addresses that a style sheet loads, absolute."""
    for token in _TOKEN.finditer(css):
        address = _address(token, base)
        if address:
            yield address


def rewrite(css: str, base: str, resolve: Resolve) -> str:
    """A style sheet that loads from the archive alone.

    Functions that take addresses as plain strings (``image-set``) are dropped; style sheets that
    use them give a ``url`` beside them for older browsers.

    Args:
        css: the style sheet, or the declarations of a ``style`` attribute.
        base: what its addresses are relative to.
        resolve: gives the address in the archive for an absolute one; None where it has none.

    Returns:
        Text without ``</``, so that it can stand in a ``style`` element.
    """

    def replaced(token: re.Match[str]) -> str:
        match token.lastgroup:
            case "comment":
                return " "
            case "string":
                return token[0]
            case "function":
                return _UNKNOWN
            case "name":
                loading = token[0].startswith("@") or token[0].endswith("(")
                return _UNKNOWN if loading else token[0]
        address = _address(token, base)
        found = (resolve(address) if address else None) or NOWHERE
        target = f'url("{found}")'
        return f"@import {target}" if token["import"] is not None else target

    return _TOKEN.sub(replaced, css).replace("</", r"\3c /")


def _address(token: re.Match[str], base: str) -> str | None:
    string = token["import"] or token["quoted"]
    written = string[1:].removesuffix(string[0]) if string else token["bare"]
    return absolute(_ESCAPE.sub(_unescaped, written), base) if written else None


def _unescaped(match: re.Match[str]) -> str:
    """CSS Syntax Level 3, section 4.3.7."""
    if not match[1]:
        return match[2] or ""
    number = int(match[1], 16)
    return chr(number) if 0 < number < 0x110000 and not 0xD800 <= number < 0xE000 else "\ufffd"  # noqa: PLR2004 - Unicode's bounds
