"""Printed text as tokens with spans: the ground that the credit grammar stands on.

A token never loses its place in the text, so that whatever the grammar finds is a span of what
was printed.
"""

from __future__ import annotations

import re
import unicodedata
from functools import lru_cache
from typing import Final, Literal, NamedTuple

Kind = Literal["word", "number", "cjk", "mark"]

_CJK: Final = "\u3005\u3040-\u30ff\u3400-\u4dbf\u4e00-\u9fff\uf900-\ufaff\uac00-\ud7af"
_HAN: Final = "\u4e00-\u9fff"
_HEBREW: Final = "\u0590-\u05ff"
_CAMERAS: Final = "\U0001f3a5\U0001f4f7-\U0001f4f9"
"""Pictures of cameras stand for the word "photo": a token that the lexicon has as a label."""
_MARKED: Final = (
    "\u0300-\u036f\u0900-\u0963\u0966-\u0dff\u0e31-\u0e4e\u0eb1-\u0ece\u102b-\u103e\u17b4-\u17d3"
)
"""Vowel signs and tone marks: part of a word, though Python's ``\\w`` leaves them out."""
_LETTER: Final = rf"(?:[^\W_{_CJK}{_HEBREW}]|[{_MARKED}])"
_DOMAIN: Final = "(?:com|net|org|info|eu|mil|gov|int|[a-z]{2})"
_TOKEN: Final = re.compile(
    rf"""
      (?P<cjk>[{_CJK}]+(?:(?<=[{_HAN}])[·‧](?=[{_HAN}])[{_CJK}]+)*)  # 阿里·哈桑: one name
    | (?P<camera>[{_CAMERAS}]\ufe0f?)
    | (?P<hebrew>[{_HEBREW}]+(?:["'״׳\u05be-][{_HEBREW}]+)*)
    | (?P<site>{_LETTER}+(?:[.-]{_LETTER}+){{0,3}}\.{_DOMAIN})(?!\w)
    | (?P<letters>(?:(?!\d){_LETTER}\.){{2,}}|U\.S(?![\w.]))
    | (?P<number>\d+)(?![\w-])
    | (?P<word>{_LETTER}+(?:['’`‐‑-]{_LETTER}+)*)
    | (?P<mark>[^\w\s]|_)
    """,
    re.VERBOSE,
)
_MOST_INITIALS: Final = 3
_PLAIN: Final = str.maketrans(
    {"’": "'", "`": "'", "‘": "'", "‐": "-", "‑": "-", "״": '"', "׳": "'"}
)
_LETTERS_WITHOUT_MARKS: Final = str.maketrans(
    {"ı": "i", "ł": "l", "ø": "o", "đ": "d", "ð": "d", "æ": "ae", "œ": "oe", "ς": "σ"}
)
_MARKS: Final = re.compile("[\u0300-\u036f\u0591-\u05c7]")


class Token(NamedTuple):
    """One word, number, run of CJK characters or punctuation mark.

    Attributes:
        start: offset of the first character in the text.
        end: offset past the last character, the full stop of an abbreviation included.
        text: the characters, without that full stop.
        fold: the form dictionaries are asked for (`fold`).
        kind: what sort of token it is.
        dot: whether a full stop is attached.
        gap: whether white space, or the start of the text, stands before it.
    """

    start: int
    end: int
    text: str
    fold: str
    kind: Kind
    dot: bool
    gap: bool

    @property
    def capital(self) -> bool:
        """Whether the word begins with a capital, or belongs to a script that has none."""
        return self.kind in ("word", "cjk") and not self.text[0].islower()

    @property
    def initial(self) -> bool:
        """Whether the word is one or two initials: ``N.``, ``J``, ``J.R.``."""
        letters = self.text.replace(".", "")
        if self.kind != "word" or not letters.isupper():
            return False
        return len(letters) == 1 or ("." in self.text and len(letters) <= _MOST_INITIALS)


@lru_cache(maxsize=16384)
def fold(text: str) -> str:
    """Give the form in which words are compared: without case, accents and full stops."""
    if text.isascii():
        return text.lower().replace(".", "").replace("`", "'")
    plain = unicodedata.normalize("NFKC", text).casefold().translate(_PLAIN)
    bare = _MARKS.sub("", unicodedata.normalize("NFD", plain))
    return unicodedata.normalize("NFC", bare).translate(_LETTERS_WITHOUT_MARKS).replace(".", "")


def tokenize(text: str) -> list[Token]:
    """Split ``text`` into tokens; white space is only remembered as a gap."""
    return list(_tokenize(text))


# The stages that look for a credit ask for the same end of a caption again and again.
@lru_cache(maxsize=32)
def _tokenize(text: str) -> tuple[Token, ...]:
    tokens: list[Token] = []
    end = -1
    for match in _TOKEN.finditer(text):
        group = match.lastgroup
        start, stop = match.span()
        if start < end:
            continue
        piece = match.group()
        if group == "mark":
            kind: Kind = "mark"
        elif group == "word" and not (piece.isalpha() or any(c.isalpha() for c in piece)):
            kind = "number"
        elif group in ("cjk", "number"):
            kind = group  # type: ignore[assignment]  # two members of Kind, by the test above
        else:
            kind = "word"
        dot = kind in ("word", "number") and (piece.endswith(".") or text.startswith(".", stop))
        reach = stop + 1 if dot and not piece.endswith(".") else stop
        gap = start == 0 or text[start - 1].isspace()
        tokens.append(Token(start, reach, piece, fold(piece), kind, dot, gap))
        end = reach
    return tuple(tokens)
