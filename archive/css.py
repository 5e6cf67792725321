"""CSS as tokens: what a style sheet loads, and all between that loads nothing.

Read once from front to back, so that it takes as long as the text is, whoever wrote it: no pattern
here goes back over what it has passed.
"""

from __future__ import annotations

import re
from typing import TYPE_CHECKING, Literal, NamedTuple

if TYPE_CHECKING:
    from collections.abc import Iterator

Kind = Literal["comment", "string", "import", "url", "bad", "namespace", "function", "other"]

# CSS Syntax Level 3, section 4.2: what names are made of, and how characters are escaped.
_ESCAPED = r"\\(?:[0-9a-f]{1,6}+[ \t\n]?+|[^0-9a-f\n]|\Z)"
_IN_NAME = rf"(?:[-\w\x80-\U0010ffff]++|{_ESCAPED})*+"
_NAME = rf"(?>(?:--|-?+(?:[a-z_\x80-\U0010ffff]|{_ESCAPED})){_IN_NAME})"
# Section 4.3.5: a quote, the end of a line or the end of the text ends a string.
_STRING = r"""(?P<quote>["'])(?P<quoted>(?:[^"'\\\n]++|\\(?:.|\Z)|(?!(?P=quote))["'])*+)
    (?P<closed>(?P=quote)?+)"""
_FLAGS = re.VERBOSE | re.IGNORECASE | re.DOTALL | re.ASCII

_TOKEN = re.compile(
    rf"""(?P<comment>/\*.*?(?:\*/|\Z))
    | (?P<string>{_STRING})
    | @(?P<rule>{_NAME})
    | (?P<function>{_NAME})\(
    # What is behind "#" or a digit belongs to it: neither "#url(" nor "2url(" is a url.
    | (?P<other>(?:[\s;:,{{}})]++ | [\#\d]{_IN_NAME} | {_NAME}(?!\() | <!--
        | (?!["'] | /\* | @?{_NAME}).)++)""",
    _FLAGS,
)
# Section 4.3.6; with a string in it, a url is a function (section 4.3.4).
_URL = re.compile(
    rf"""[ \t\n]*+(?:{_STRING}
        | (?P<bare>(?:[^"'()\\\x00-\x20\x7f]++|{_ESCAPED})*+))[ \t\n]*+(?P<end>\)|\Z)""",
    _FLAGS,
)
# Section 4.3.14. Of strings in a url that is none no more is known than of what else is in it.
_REMNANTS = re.compile(r"(?:[^)\\]++|\\(?:.|\Z))*+\)?+", re.DOTALL)
_LOADING = re.compile(r"(?:-[a-z]+-)?(?:image-set|image|cross-fade|src)")
"""Functions that load what strings in them name (CSS Images 4, CSS Values 4)."""
_ESCAPE = re.compile(r"\\(?:([0-9a-fA-F]{1,6})[ \t\n]?|\n|\Z|(.))", re.DOTALL)
_LINE_ENDS = re.compile(r"\r\n?|\f")
_PRELUDE_ENDS = re.compile("[;{}]")


class Token(NamedTuple):
    """A piece of a style sheet.

    Attributes:
        kind: ``import`` is the string or url that an ``@import`` loads, ``url`` any other that is
            loaded, ``bad`` a url that is none, ``namespace`` one that only names, ``function``
            the beginning of one that loads what strings in it name.
        text: as written.
        address: of ``import``, ``url`` and ``namespace``, without escapes; "" of others.
        whole: False for an address that the end of the text ends, as in one that was cut.
    """

    kind: Kind
    text: str
    address: str = ""
    whole: bool = True


def tokens(css: str) -> Iterator[Token]:
    """What a style sheet, or a ``style`` attribute, consists of.

    The texts, joined, are the style sheet with its line ends and NULs replaced (CSS Syntax
    Level 3, section 3.3).
    """
    css = _LINE_ENDS.sub("\n", css).replace("\0", "\ufffd")
    rule, at = "", 0
    while at < len(css):
        match = _TOKEN.match(css, at)
        assert match is not None  # "other" is what the others are not
        token = _token(match, rule)
        yield token
        if match["rule"]:
            rule = _unescaped(match["rule"]).lower()
        elif rule and _ends_prelude(token):
            rule = ""
        at += len(token.text)


def _token(match: re.Match[str], rule: str) -> Token:
    text = match[0]
    match match.lastgroup:
        case "comment":
            return Token("comment", text)
        case "string":
            cut = not match["closed"] and match.end() == len(match.string)
            if rule == "import" and (match["closed"] or cut):  # else a line has ended it
                return Token("import", text, _unescaped(match["quoted"]), not cut)
            return Token("string", text)
        case "function":
            name = _unescaped(match["function"]).lower()
            if name == "url":
                return _url(match, rule)
            return Token("function" if _LOADING.fullmatch(name) else "other", text)
    return Token("other", text)


def _url(opening: re.Match[str], rule: str) -> Token:
    """A url from its opening bracket on."""
    css, start, inside = opening.string, opening.start(), opening.end()
    match = _URL.match(css, inside)
    if match is None:
        remnants = _REMNANTS.match(css, inside)
        assert remnants is not None  # it matches nothing, too
        return Token("bad", css[start : remnants.end()])
    kind: Kind = "import" if rule == "import" else "namespace" if rule == "namespace" else "url"
    written = match["bare"] if match["quote"] is None else match["quoted"]
    return Token(kind, css[start : match.end()], _unescaped(written), bool(match["end"]))


def _ends_prelude(token: Token) -> bool:
    """Whether an at-rule is at its end, or past the one place where an address may stand."""
    if token.kind == "other":
        return _PRELUDE_ENDS.search(token.text) is not None
    return token.kind != "comment"


def _unescaped(written: str) -> str:
    """CSS Syntax Level 3, section 4.3.7."""
    return _ESCAPE.sub(_character, written) if "\\" in written else written


def _character(match: re.Match[str]) -> str:
    if match[1] is None:
        return match[2] or ""
    number = int(match[1], 16)
    lawful = 0 < number < 0x110000 and not 0xD800 <= number < 0xE000  # noqa: PLR2004 - Unicode's bounds
    return chr(number) if lawful else "\N{REPLACEMENT CHARACTER}"
