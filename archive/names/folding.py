"""Folds a printed name to what spellings of it share: no case, accents, full stops or quotes."""

from __future__ import annotations

import re
import unicodedata
from functools import lru_cache
from typing import Final

_MARKS: Final = re.compile("[\u0300-\u036f]")
"""Combining Diacritical Marks alone: those of other scripts (dakuten, vowel signs) are letters."""
LETTERS: Final = {
    "ß": "ss",
    "ł": "l",
    "ø": "o",
    "đ": "d",
    "ð": "d",
    "ı": "i",
    "æ": "ae",
    "œ": "oe",
    "þ": "th",
    "ς": "σ",
}
"""Letters with a stroke, ligatures and the like: Unicode has no decomposition for them."""
_TABLE: Final = str.maketrans(LETTERS)
_QUOTES: Final = re.compile("['’‘`´ʼʹ\"“”״׳]")
_APART: Final = re.compile(r"[\W_]+")
_INITIALS: Final = re.compile(r"\b\w(?: \w\b)+")


def plain(text: str) -> str:
    """A text in small letters, those of `LETTERS` folded; all else, accents too, as it was."""
    return text.lower().translate(_TABLE)


@lru_cache(maxsize=65536)
def folded(name: str) -> str:
    """A name as words of letters and digits, separated by single spaces.

    ``U.S. Army``, ``US Army`` and ``u. s. army`` are one; so are ``Jané O’Neil`` and
    ``JANE ONEIL``. A name of punctuation alone is kept as it is, without case.
    """
    letters = unicodedata.normalize("NFKD", name).casefold().translate(_TABLE)
    letters = unicodedata.normalize("NFC", _MARKS.sub("", letters))
    words = _APART.sub(" ", _QUOTES.sub("", letters)).strip()
    joined = _INITIALS.sub(lambda run: run[0].replace(" ", ""), words)
    return joined or " ".join(name.casefold().split())


def better_spelling(one: str, other: str) -> str:
    """Which of two spellings of one name to show; does not depend on their order.

    Mixed case before capitals or small letters alone, accents before none; then the shorter one,
    then the first by code points.
    """
    return min(one, other, key=_rank)


def _rank(name: str) -> tuple[bool, int, int, str]:
    accents = sum(not letter.isascii() for letter in name)
    return (name in (name.upper(), name.lower()), -accents, len(name), name)
