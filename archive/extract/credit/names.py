"""The shape of persons' names: two to five capitalised words, initials and particles."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING, Final

from archive.extract.credit.lexicon import RANKS, lexicon
from archive.extract.credit.tokens import tokenize
from archive.extract.credit.words import (
    FOR,
    LOOKAHEAD,
    SUFFIXES,
    SURNAMES,
    body_begins,
    is_name_word,
    stops,
)

if TYPE_CHECKING:
    from collections.abc import Sequence

    from archive.extract.credit.tokens import Token

_FEWEST: Final = 2
"""A given name and a surname."""
_MOST: Final = 5
_KATAKANA: Final = 14
"""Most characters of a foreign name written in kana."""
_HAN: Final = 5
"""Most characters of a Chinese, Japanese or Korean name."""
_DOTTED: Final = 20
"""Most characters of a foreign name whose parts a dot joins in Chinese."""
_DOTS: Final = frozenset("·‧")
_HAN_TERM: Final = 8
"""An unknown word of more Chinese characters is a clause."""
_HAN_ONLY: Final = re.compile("[\u4e00-\u9fff]+")
_INFLECTION: Final = re.compile("[はがをにのでともへやたりてる的是這这們们]")
_SYLLABLES: Final = re.compile("[A-Z][a-z]{1,4}-[a-z]{1,5}|[A-Z]{2,5}-[A-Z]{1,5}")
"""A Korean given name in Latin letters: "Se-won", "JI-HYE"."""
_SHORT_SURNAME: Final = 3
_OF_THINGS: Final = frozenset(
    {"de", "du", "da", "do", "la", "le", "di", "des", "der"}
    | {"vom", "zum", "zur", "dos", "das", "del", "della"}
)
"""Particles that nouns have between them more often than names: "Würde des Lebens"."""
_ARTICLES: Final = frozenset({"A"})
"""Capital letters with which a sentence begins, too, where no full stop follows."""
_AND: Final = frozenset({"e", "y"})
_NO_OPENING: Final = frozenset({"de", "du", "des", "y", "e", "la", "le", "el"})
"""Particles with which no printed name begins in lower case."""


def run(tokens: Sequence[Token], at: int) -> int:
    """Give the end of the run of name words that begins at ``at``; ``at`` where there is none."""
    end = at
    while end < len(tokens) and end - at < LOOKAHEAD:
        token = tokens[end]
        if not (is_name_word(token) or _is_particle(tokens, at, end)):
            break
        if _writing(token) != _writing(tokens[at]):
            break  # "UN Photo/Jane Holt جنود …": no name is printed in two scripts
        if end > at and (stops(tokens, at, end) or _body_behind_name(tokens, at, end)):
            break
        if end > at + 1 and is_for_client(tokens, at, end):
            break
        if end > at and token.site and tokens[end - 1].dot:
            break  # "Jane Holt. Example.com"
        end += 1
    return end


def _writing(token: Token) -> tuple[bool, bool]:
    """Tell scripts with capitals, others with words, and those without either apart."""
    return token.kind == "cjk", token.caseless


def _body_behind_name(tokens: Sequence[Token], since: int, at: int) -> bool:
    return body_begins(tokens, at) and bool(name(tokens[since:at]))


def is_for_client(tokens: Sequence[Token], since: int, at: int) -> bool:
    """Whether a word ties the name before it to a client: "JANE HOLT POUR « LE MONDE »"."""
    return tokens[at].fold in FOR and at + 1 < len(tokens) and bool(name(tokens[since:at]))


def _is_particle(tokens: Sequence[Token], since: int, at: int) -> bool:
    """Whether a small word is a part of a name: a capitalised word must follow soon."""
    words = lexicon()
    if not words.is_a("particle", tokens[at].fold) or _joins_names(tokens, since, at):
        return False
    if at == since and tokens[at].fold in _NO_OPENING:
        return False
    for token in tokens[at + 1 : at + 4]:
        if token.kind == "word" and token.capital:
            return True
        if not words.is_a("particle", token.fold):
            return False
    return False


def _joins_names(tokens: Sequence[Token], since: int, at: int) -> bool:
    """Whether "e" stands between two persons: "Ana Rossi e Ugo Verdi", not "José Lima e Silva"."""
    given = tokens[at + 1 : at + 2]
    known = bool(given) and lexicon().is_a("given-name", given[0].fold)
    pair = at - since >= _FEWEST and len(tokens) > at + _FEWEST and tokens[at + _FEWEST].capital
    return tokens[at].text in _AND and known and pair


def name(tokens: Sequence[Token], *, tight: bool = False) -> int:
    """Give how many tokens from the first make a person's name; 0 where they do not.

    Args:
        tokens: a `run`.
        tight: take no more words than a name needs; else a name takes them all.
    """
    if tokens and tokens[0].kind == "cjk":
        text = "".join(t.text for t in tokens)
        plain = lexicon().is_a("not-name", text) or lexicon().is_a("place", text)
        return len(tokens) if _is_cjk_name(text) and not plain else 0
    size, count, sure = _measure(tokens, tight=tight)
    whole = tight or size == len(tokens) or _is_post_nominal(tokens, size)
    return size if whole and sure and _FEWEST <= count <= _MOST else 0


def _measure(tokens: Sequence[Token], *, tight: bool) -> tuple[int, int, bool]:
    """Give tokens and words of the name, and whether one word is surely a name's."""
    words = lexicon()
    size = count = 0
    sure = False
    for index, token in enumerate(tokens):
        if any(c.isdigit() for c in token.text):
            return 0, 0, False
        if not token.capital and token.fold not in SUFFIXES:
            continue
        full = not token.initial and token.fold not in SUFFIXES
        particle = count and words.is_a("particle", token.fold)
        if full and not particle and _is_no_name(token) and not _is_surname(tokens, index):
            break
        complete = tight and full and not tokens[size - 1].initial  # "Jane M. Holt"
        if count >= _FEWEST and (complete or _is_post_nominal(tokens, index)):
            break
        if tight and count and token.text in _ARTICLES and not token.dot:
            break
        size, count = index + 1, count + 1
        sure = sure or token.initial or (full and not words.is_a("maybe-name", token.fold))
    while tight and count > _FEWEST and tokens[size - 1].initial and not tokens[size - 1].dot:
        # "Jane Holt A soldier …": the letter is the caption's first word.
        size, count = size - 1, count - 1
    return size, count, sure


def _is_no_name(token: Token) -> bool:
    return lexicon().is_a("not-name", token.fold) and token.text not in SURNAMES


def _is_surname(tokens: Sequence[Token], at: int) -> bool:
    """Whether a short word, whatever it means elsewhere, stands before a Korean given name."""
    following = tokens[at + 1].text if at + 1 < len(tokens) else ""
    return len(tokens[at].text) <= _SHORT_SURNAME and _SYLLABLES.fullmatch(following) is not None


def _is_post_nominal(tokens: Sequence[Token], at: int) -> bool:
    """Whether capitals behind a name in lower case are a corps or an honour: "Jane Holt RLC"."""
    token = tokens[at]
    shouted = token.text.isupper() and len(token.text) > 1 and not token.initial
    return shouted and token.fold not in SUFFIXES and not tokens[0].text.isupper()


def _is_cjk_name(text: str) -> bool:
    if _INFLECTION.search(text):
        return False
    if "\u30a0" <= text[0] <= "\u30ff":
        return len(text) <= _KATAKANA
    if not _DOTS.isdisjoint(text):
        return len(text) <= _DOTTED
    return _FEWEST <= len(text) <= _HAN


def is_cjk_term(token: Token) -> bool:
    """Whether an unknown run of characters is short and uninflected enough to be a name."""
    longest = _HAN_TERM if _HAN_ONLY.fullmatch(token.text) else _KATAKANA
    return len(token.text) <= longest and not _INFLECTION.search(token.text)


def is_only_given(word: str) -> bool:
    """Whether a folded word is a given name, and no plain word besides."""
    words = lexicon()
    return words.is_a("given-name", word) and not words.is_a("maybe-name", word)


def has_given_name(text: str) -> bool:
    """Whether a text begins with a given name, or the first part of one ("Jean-Marc")."""
    words, tokens = lexicon(), tokenize(text)
    first = tokens[0].fold if tokens else ""
    return words.is_a("given-name", first) or words.is_a("given-name", first.partition("-")[0])


def is_person(text: str) -> bool:
    """Whether a text is a person's name beyond doubt: a known given name, initials, a particle."""
    words = lexicon()
    tokens = tokenize(text)
    if not tokens or tokens[-1].text in "!?:" or (tokens[-1].dot and not tokens[-1].initial):
        return False
    if has_given_name(text):
        return True
    return any(t.initial and t.dot for t in tokens) or any(
        words.is_a("particle", t.fold)
        and not words.is_a("maybe-name", t.fold)
        and t.fold not in _OF_THINGS
        for t in tokens[1:-1]
    )


def rank_kind(tokens: Sequence[Token]) -> str:
    """Say whose rank is printed.

    A spelling that several lists share says nothing, unless it is in lower case and only other
    countries' lists write it so ("sergeant").
    """
    words = tuple(t.fold for t in tokens)
    printed = " ".join(t.text for t in tokens).replace(".", "")
    entries = [e for e in lexicon().phrases[words[0]] if e.words == words and e.kind in RANKS]
    kinds = {e.kind for e in entries}
    if len(kinds) == 1:
        return kinds.pop()
    if "rank" not in kinds and any(e.kind == "rank-us" and printed in e.spellings for e in entries):
        return "rank-us"
    exact = {e.kind for e in entries if printed in e.spellings}
    return "rank-state" if exact == {"rank-state"} and printed.islower() else "rank"


def name_text(text: str, tokens: Sequence[Token]) -> str:
    """Give the printed name, without a full stop that ends no abbreviation."""
    last = tokens[-1]
    keeps = last.initial or last.fold in SUFFIXES
    return text[tokens[0].start : last.end if keeps else last.start + len(last.text)]
