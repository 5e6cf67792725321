"""Where sentences begin and end in a caption, and where two texts were glued together."""

from __future__ import annotations

import re
import unicodedata
from itertools import pairwise
from typing import TYPE_CHECKING, Final

from archive.extract.credit.edges import COLONS, FULL_STOPS, OPENING, without_quotes
from archive.extract.credit.lexicon import LABEL, ORGANIZATIONS, PRESS, RANKS, lexicon
from archive.extract.credit.tokens import Token, fold, is_small, tokenize
from archive.extract.credit.words import SLASHES

if TYPE_CHECKING:
    from collections.abc import Iterator

ENDS: Final = FULL_STOPS | frozenset("!?！？؟…;")
_CLOSING: Final = frozenset('"”»)’:')
WIDE_CLOSING: Final = frozenset("）」』】》〉")
"""Marks that close in Chinese and Japanese; Korean has those of Latin letters."""
_LEADS: Final = frozenset({"label", "remark", "courtesy", "noise"})
_LONGEST_MEDIUM: Final = 4
_YEAR_END: Final = re.compile(r"(?<!\d)(?:19|20)\d\d$")
_YEAR: Final = 5
"""Characters in which a year, and that no digit stands before it, can be seen."""
_SMALL_LABEL: Final = re.compile(
    r"(?<=[.!?)”\"])(?=[^\W\d_A-Z][^\W\d_]{2,11}\s?:\s)"
    r"|(?<=[^\W\d_])(?=(?:foto|photo|fotó|фото|bild|beeld|kuva)s?\s?:)"
)
_MAY_PART: Final = re.compile(
    r"""(?<=[a-z.)"])[A-Z]|(?<=\d\d\d\d)[A-Z]|(?<=[^\x00-\x7f])[\w\W]|[^\x00-\x7f]"""
)
"""Where two words may meet without a space; between two ASCII letters only at a capital."""
_LONGEST_RANK: Final = 5
_LONGEST_ORDINAL: Final = 2
_LONGEST_GLUED: Final = 2
"""Words of a label that has lost the white space before it."""
_SHORTEST_GLUED: Final = 4
"""Letters of the word before such a label: "عکس" is one, "برعکس" and "بالصورة" have none."""
_SHORTEST_WORD: Final = 3
"""Letters before a capital inside a word that is two ("BazánArmada"), not one ("iStock")."""


def ends_sentence(text: str, begin: int, end: int) -> bool:
    """Whether the span ends with a sentence, or is empty."""
    begin, end = without_quotes(text, begin, end)
    return begin == end or text[end - 1] in ENDS


def sentence_starts(text: str, begin: int, end: int) -> Iterator[int]:
    """Give where sentences surely start inside the span, the first excepted."""
    return (start for start, sure in starts(text, begin, end) if sure)


def starts(text: str, begin: int, end: int) -> Iterator[tuple[int, bool]]:
    """Give where sentences start or may start, the first excepted, and whether it is sure.

    Behind an abbreviation ("Johnstown, Pa.") or an initial ("vitamin C.") it is not.
    """
    tokens = tokenize(text[begin:end])
    for index, (before, token) in enumerate(pairwise(tokens)):
        if before.text in SLASHES and index and tokens[index - 1].text in ENDS and not before.gap:
            yield begin + token.start, True  # "…하고 있다./홍길동 기자"
            continue
        apart = token.gap or token.kind == "cjk" or (before.text in ENDS and token.text == "（")
        if before.text == ":" and index and _leads_on(tokens, index - 1):
            continue
        if before.text == ")" and _is_behind_rank(tokens, index):
            continue
        if apart and _is_stop(before, token) and token.text[0] not in ".,;:)":
            listed = before.text == ";" or _is_ordinal(tokens, index)
            yield begin + token.start, not listed
        elif _may_start(tokens, index):
            yield begin + token.start, False


def _is_behind_rank(tokens: list[Token], close: int) -> bool:
    """Whether a bracket says of a rank that its holder has retired: "le général (2S) Jean Holt"."""
    opening = close - 2
    if opening < 1 or tokens[opening].text != "(":
        return False
    return lexicon().match([tokens[opening - 1]], 0, RANKS) is not None


def _is_ordinal(tokens: list[Token], at: int) -> bool:
    """Whether a number's full stop may say which one, as in much of Europe: "3. Flotylla".

    Behind a capitalised word it is a day or a door: "July 4. Jane Holt".
    """
    number = tokens[at]
    short = number.kind == "number" and len(number.text) <= _LONGEST_ORDINAL
    return short and at > 0 and (at == 1 or not tokens[at - 1].capital)


def _may_start(tokens: list[Token], at: int) -> bool:
    """Whether the word behind ``at`` may start a sentence, though ``at`` only abbreviates."""
    before, token = tokens[at], tokens[at + 1]
    if not (before.dot and token.gap and token.capital):
        return False
    if token.initial and lexicon().match(tokens, at + 1, ORGANIZATIONS) is None:
        return False  # but "… Belmare, Pa. U.S. Army photo by …"
    entry = lexicon().match(tokens, at)
    # Not inside "U.S. Navy", nor behind a rank.
    return entry is None or (len(entry.words) == 1 and entry.kind not in RANKS)


def _leads_on(tokens: list[Token], at: int) -> bool:
    """Whether the words before a colon lead to what follows: "Courtesy:", "ABC News: Name"."""
    words = lexicon()
    if words.match(tokens, at, _LEADS) is not None:
        return True
    for start in range(max(0, at - _LONGEST_MEDIUM), at + 1):
        entry = words.match(tokens, start, PRESS)
        stop = start + len(entry.words) if entry else start
        opens = start == 0 or tokens[start - 1].text in OPENING
        branch = opens and all(token.capital for token in tokens[stop : at + 1])
        if entry is not None and (stop == at + 1 or branch):
            return True
    return False


def _is_stop(before: Token, token: Token) -> bool:
    if before.kind == "mark":
        opens = token.gap and not is_small(token.text)
        if before.text == ";" and is_small(token.text):
            return False
        return before.text in ENDS or (before.text in _CLOSING and opens)
    letter = len(before.text) == 1 and before.text.isalpha()  # "Stabsfeldwebel a. D."
    abbreviated = letter or before.initial or ("." in before.text and not before.site)
    return before.dot and not (abbreviated or _abbreviates(before, token))


def _abbreviates(before: Token, token: Token) -> bool:
    """Whether a full stop shortens a word: one that is known for it, a rank before a name."""
    words = lexicon()
    if words.is_a("abbreviation", before.fold):
        return True
    rank = len(before.text) <= _LONGEST_RANK and before.text.islower() and token.capital
    return rank and words.match([before], 0, RANKS) is not None


def seams(text: str, begin: int, end: int) -> Iterator[int]:
    """Give where two words have lost the space between them, the last first.

    That is where a capital follows a small letter or a closing mark, or the script changes.
    """
    for found in reversed(list(_MAY_PART.finditer(text, begin + 1, end))):
        at = found.start()
        one, two = text[at - 1], text[at]
        capital = two.isupper() and text[max(begin, at - _SHORTEST_WORD) : at].isalpha()
        closed = two.isupper() and at - 2 >= begin and _closes(text[at - 2])
        year = two.isupper() and _YEAR_END.search(text, max(begin, at - _YEAR), at) is not None
        if (
            (one.islower() and capital)
            or year
            or (one in '.)”"' and closed)
            or (one in WIDE_CLOSING and two.isascii() and two.isupper())
            or (one.isalpha() and two.isalpha() and _script(one) != _script(two))
        ):
            yield at


def _closes(character: str) -> bool:
    """Whether a character may end a caption in front of its full stop, and is no initial."""
    return character.islower() or character.isdigit()


def small_labels(text: str, begin: int, end: int) -> Iterator[int]:
    """Give where a label in small letters and its colon may begin that lost the blank before it.

    Behind a sentence ("… wurde gelöscht.bild: Name"), or behind a word where it is a label's noun
    in any case ("… do dahafoto: Name").
    """
    yield from (found.start() for found in _SMALL_LABEL.finditer(text, begin + 1, end))


def glued_labels(text: str, begin: int, end: int) -> Iterator[int]:
    """Give where a label and its colon begin inside a word of a script without capitals.

    Nothing else shows where the caption's last word ends: "…সকালেছবি: Name", "…سورياصورة من: Name".
    """
    tokens = tokenize(text[begin:end])
    for colon, mark in enumerate(tokens):
        if mark.text not in COLONS:
            continue
        for first in range(max(0, colon - _LONGEST_GLUED), colon):
            word = tokens[first]
            cuts = range(_SHORTEST_GLUED, len(word.text)) if word.caseless else ()
            for cut in cuts:
                rest = word.text[cut:]
                piece = word._replace(text=rest, fold=fold(rest))
                entry = lexicon().match([piece, *tokens[first + 1 : colon + 1]], 0, LABEL)
                if entry and first + len(entry.words) >= colon:
                    yield begin + word.start + cut


def _script(letter: str) -> str:
    name = "LATIN" if letter.isascii() else unicodedata.name(letter, "?").split(" ", 1)[0]
    return "CJK" if name in ("HIRAGANA", "KATAKANA") else name
