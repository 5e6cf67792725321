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

_CJK: Final = (
    "\u3005\u3040-\u30ff\u3400-\u4dbf\u4e00-\u9fff\uf900-\ufaff\uac00-\ud7af\U00020000-\U0003ffff"
)
_HAN: Final = "\u4e00-\u9fff\U00020000-\U0003ffff"
_HEBREW: Final = "\u0590-\u05ff"
_ARABIC: Final = (
    "\u0610-\u061a\u0620-\u0669\u066e-\u06d3\u06d5-\u06ff\u0750-\u077f\u08a0-\u08ff"
    "\ufb50-\ufdff\ufe70-\ufefc"
)
"""Letters, vowel signs and digits; no word goes on in other letters: "صورةReuters"."""
INVISIBLE: Final = frozenset("\u061c\u2060\ufe0e\ufe0f\ufeff").union(
    *(map(chr, range(first, last + 1)) for first, last in ((0x200B, 0x200F), (0x202A, 0x202E))),
    map(chr, range(0x2066, 0x206A)),
)
"""Joiners, marks of direction, and what picks a form of the sign before it ("©\ufe0f")."""
_UNSEEN: Final = "".join(sorted(INVISIBLE))
_CAMERAS: Final = "\U0001f3a5\U0001f4f7-\U0001f4f9"
"""Pictures of cameras stand for the word "photo": a token that the lexicon has as a label."""
_MARKED: Final = (
    "\u0300-\u036f\u0900-\u0963\u0966-\u0dff\u0e31-\u0e4e\u0eb1-\u0ece\u102b-\u103e\u17b4-\u17d3"
)
"""Vowel signs and tone marks: part of a word, though Python's ``\\w`` leaves them out."""
_LETTER: Final = rf"(?:[^\W_{_CJK}{_HEBREW}{_ARABIC}]|[{_MARKED}])"
_JOINERS: Final = "\u200c\u200d"
"""Inside words of Persian and of Indian languages, where they only choose how letters look."""
_FIRST_CASELESS: Final = "\u0590"
"""Behind Latin, Greek, Cyrillic and Armenian letters."""
_GEORGIAN: Final = ("\u10d0", "\u10ff")
"""First and last letter of a script that Unicode gives capitals, which nobody prints in text."""
_DOMAIN: Final = "(?:com|net|org|info|eu|mil|gov|int|[a-z]{2}|ру|рф|укр|бел|ком)"
_TOKEN: Final = re.compile(
    rf"""
      (?P<cjk>[{_CJK}]+(?:(?<=[{_HAN}])[·‧](?=[{_HAN}])[{_CJK}]+)*)  # 阿里·哈桑: one name
    | (?P<camera>[{_CAMERAS}]\ufe0f?)
    | (?P<hebrew>[{_HEBREW}]+(?:["'״׳\u05be-][{_HEBREW}]+)*)
    | (?P<site>{_LETTER}+(?:[.-]{_LETTER}+){{0,3}}\.(?:{_DOMAIN}|Ru|Com|Net|Org))(?!\w)
    | (?P<letters>(?:(?!\d){_LETTER}\.){{2,}}|U\.S(?![\w.]))
    | (?P<number>\d+)(?![\w-])
    | (?P<initials>(?:[{_ARABIC}]\.)+[{_ARABIC}](?![{_ARABIC}]))
    | (?P<arabic>[{_ARABIC}]+(?:['’{_JOINERS}]+[{_ARABIC}]+)*)
    | (?P<word>{_LETTER}+(?:['’`‐‑{_JOINERS}-]{_LETTER}+)*)
    | (?P<mark>[^\w\s{_UNSEEN}]|_)
    """,
    re.VERBOSE,
)
_WORDS: Final = frozenset({"word", "arabic"})
_MOST_INITIALS: Final = 3
_PLAIN: Final = str.maketrans(
    {"’": "'", "`": "'", "‘": "'", "‐": "-", "‑": "-", "״": '"', "׳": "'"}
    # Letters that Arabic, Persian and Urdu keyboards have different signs for.
    | {"ی": "ي", "ک": "ك", "ہ": "ه"}
)
_LETTERS_WITHOUT_MARKS: Final = str.maketrans(
    {"ı": "i", "ł": "l", "ø": "o", "đ": "d", "ð": "d", "æ": "ae", "œ": "oe", "ς": "σ"}
)
_MARKS: Final = re.compile(
    f"[\u0300-\u036f\u0591-\u05c7\u0640\u064b-\u065f\u0670\u093c\u0a3c{_JOINERS}]"
)
"""Accents, points, vowel signs; dots that Hindi and Punjabi print or leave out; what lengthens."""


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
        return self.kind in ("word", "cjk") and not is_small(self.text)

    @property
    def caseless(self) -> bool:
        """Whether the word belongs to a script without capitals, the Chinese ones aside."""
        return self.kind == "word" and is_caseless(self.text[0])

    @property
    def site(self) -> bool:
        """Whether the word is the address of a web site: ``example.com``."""
        return "." in self.text[1:-1] and self.text[-1].islower() and not self.initial

    @property
    def initial(self) -> bool:
        """Whether the word is one or two initials: ``N.``, ``J``, ``J.R.``."""
        letters = self.text.replace(".", "")
        if self.kind != "word" or not letters.isupper():
            return False
        return len(letters) == 1 or ("." in self.text and len(letters) <= _MOST_INITIALS)


def is_small(text: str) -> bool:
    """Whether a text begins with a small letter of a script that prints capitals too."""
    return text[:1].islower() and not _is_georgian(text[0])


def is_caseless(letter: str) -> bool:
    """Whether a letter belongs to a script that prints no capitals."""
    if letter < _FIRST_CASELESS:
        return False
    return _is_georgian(letter) or (letter.isalpha() and letter.lower() == letter.upper())


def _is_georgian(letter: str) -> bool:
    return _GEORGIAN[0] <= letter <= _GEORGIAN[1]


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
        elif group in _WORDS and not (piece.isalpha() or any(c.isalpha() for c in piece)):
            kind = "number"
        elif group in ("cjk", "number"):
            kind = group  # type: ignore[assignment]  # two members of Kind, by the test above
        else:
            kind = "word"
        dot = kind in ("word", "number") and (piece.endswith(".") or text.startswith(".", stop))
        reach = stop + 1 if dot and not piece.endswith(".") else stop
        before = text[start - 1 : start]
        gap = not before or before.isspace() or (before in INVISIBLE and _has_gap(text, start))
        tokens.append(Token(start, reach, piece, fold(piece), kind, dot, gap))
        end = reach
    return tuple(tokens)


def _has_gap(text: str, at: int) -> bool:
    """Whether the text begins at ``at``, or white space stands right before it."""
    while at and text[at - 1] in INVISIBLE:
        at -= 1
    return at == 0 or text[at - 1].isspace()
