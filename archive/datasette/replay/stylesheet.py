"""Style sheets: what they load is looked up in the archive, or not loaded."""

from __future__ import annotations

from typing import TYPE_CHECKING

from archive.css import tokens
from archive.datasette.replay.addresses import absolute

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator

    from archive.css import Token

    Resolve = Callable[[str], str | None]

NOWHERE = "about:invalid"
"""What CSS Values 4, section 4.5.3, gives for an address that leads nowhere."""
_UNKNOWN = "unknown("
"""A function that no browser knows, so that the declaration is dropped."""


def loads(css: str, base: str) -> Iterator[str]:
    """The addresses that a style sheet loads, absolute."""
    for token in tokens(css):
        address = _loaded(token, base)
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

    def replaced(token: Token) -> str:
        match token.kind:
            case "comment":
                return " "
            case "function":
                return _UNKNOWN
            case "import" | "url" | "bad":
                address = _loaded(token, base)
                found = (resolve(address) if address else None) or NOWHERE
                # A string may follow its "@import" without a space, a url not.
                return f'{" " if token.kind == "import" else ""}url("{found}")'
        return token.text

    return "".join(map(replaced, tokens(css))).replace("</", r"\3c /")


def _loaded(token: Token, base: str) -> str | None:
    if token.kind not in {"import", "url"}:
        return None
    return absolute(token.address, base)
