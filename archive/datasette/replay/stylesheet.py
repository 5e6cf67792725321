"""Style sheets: what they load is looked up in the archive, or not loaded.

What cannot be seen here (``url`` spelt with escapes, ``image-set`` of strings) stays as it is; the
Content-Security-Policy of every replayed document keeps it from going anywhere.
"""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

from archive.datasette.replay.addresses import absolute

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator

    Resolve = Callable[[str], str | None]

_STRING = r"\"(?:[^\"\\\n]|\\.)*\"|'(?:[^'\\\n]|\\.)*'"
# CSS Syntax Level 3, section 4: comments, strings and url() are tokens, and nothing in them is.
_TOKEN = re.compile(
    rf"""(?P<comment>/\*.*?(?:\*/|\Z))
    | @import\s*(?P<import>{_STRING})
    | url\(\s*(?:(?P<quoted>{_STRING})|(?P<bare>[^\"'()\s]*))\s*(?:\)|\Z)
    | (?P<string>{_STRING})""",
    re.VERBOSE | re.IGNORECASE | re.DOTALL,
)
_ESCAPE = re.compile(r"\\(?:([0-9a-fA-F]{1,6})\s?|\n|(.))", re.DOTALL)
NOWHERE = "about:invalid"
"""What CSS Values 4, section 4.5.3, gives for an address that leads nowhere."""


def loads(css: str, base: str) -> Iterator[str]:
    """The addresses that a style sheet loads, absolute."""
    for token in _TOKEN.finditer(css):
        address = _address(token, base)
        if address:
            yield address


def rewrite(css: str, base: str, resolve: Resolve) -> str:
    """A style sheet that loads from the archive alone.

    Args:
        css: the style sheet, or the declarations of a ``style`` attribute.
        base: what its addresses are relative to.
        resolve: gives the address in the archive for an absolute one; None where it has none.

    Returns:
        Text without ``<``, so that it can stand in a ``style`` element.
    """

    def replaced(token: re.Match[str]) -> str:
        if token["comment"] is not None:
            return " "
        if token["string"] is not None:
            return token[0]
        address = _address(token, base)
        found = (resolve(address) if address else None) or NOWHERE
        target = f'url("{found}")'
        return f"@import {target}" if token["import"] is not None else target

    return _TOKEN.sub(replaced, css).replace("<", r"\3c ")


def _address(token: re.Match[str], base: str) -> str | None:
    written = token["import"] or token["quoted"]
    written = written[1:-1] if written else token["bare"]
    return absolute(_ESCAPE.sub(_unescaped, written), base) if written else None


def _unescaped(match: re.Match[str]) -> str:
    """CSS Syntax Level 3, section 4.3.7."""
    if not match[1]:
        return match[2] or ""
    number = int(match[1], 16)
    return chr(number) if 0 < number < 0x110000 and not 0xD800 <= number < 0xE000 else "\ufffd"  # noqa: PLR2004 - Unicode's bounds
