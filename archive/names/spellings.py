"""Other spellings of words that are looked for: with ``ł`` where ``l`` was typed, and without.

SQLite's tokenizer (``unicode61 remove_diacritics 2``) folds case and accents, and so ``ó`` to
``o``; but a letter that Unicode does not decompose stays what it is
(https://sqlite.org/fts5.html#unicode61_tokenizer). Who looks for ``Zolc`` or ``Gross`` wants to
find ``Żółć`` and ``Groß`` all the same.
"""

from __future__ import annotations

from itertools import combinations, islice
from typing import TYPE_CHECKING, Final

from archive.names.folding import LETTERS, plain

if TYPE_CHECKING:
    from collections.abc import Iterator

MOST: Final = 16
"""Spellings that are looked for: each costs a look into every segment of full text."""
ALPHABETS: Final = ("ß", "ł", "øæ", "đ", "ðþæ", "ı", "œ")
"""Letters that stand side by side in one language: a word is never spelled with those of two."""


def spellings(phrase: str) -> list[str]:
    """A word, or several side by side, in small letters and all spellings, the nearest first.

    At most `MOST`; accents are left to the tokenizer.
    """
    found = [(0, "")]
    for word in phrase.split():
        ways = dict.fromkeys((word.lower(), *islice(_spellings(plain(word)), MOST - 1)))
        longer = [
            (far + step, f"{before} {way}".strip())
            for far, before in found
            for step, way in enumerate(ways)
        ]
        found = sorted(longer)[:MOST]
    return [spelled for _, spelled in found]


def _spellings(word: str) -> Iterator[str]:
    """A folded word, then with one letter put back, with two of one alphabet, and so on."""
    yield word
    places = [list(_places(word, alphabet)) for alphabet in ALPHABETS]
    for number in range(1, max(map(len, places)) + 1):
        for found in places:
            for chosen in combinations(found, number):
                yield _spelled(word, chosen)


def _places(word: str, alphabet: str) -> Iterator[tuple[int, str]]:
    """Where letters of an alphabet may have stood, and which."""
    for letter in alphabet:
        place = word.find(LETTERS[letter])
        while place >= 0:
            yield place, letter
            place = word.find(LETTERS[letter], place + len(LETTERS[letter]))


def _spelled(word: str, letters: tuple[tuple[int, str], ...]) -> str:
    for place, letter in sorted(letters, reverse=True):
        word = word[:place] + letter + word[place + len(LETTERS[letter]) :]
    return word
