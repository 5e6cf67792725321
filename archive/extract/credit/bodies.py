"""The shape of bodies' names: phrases that hold a word such as "Ministry" or end as one does."""

from __future__ import annotations

import re
from functools import lru_cache
from itertools import pairwise
from typing import TYPE_CHECKING, Final

from archive.extract.credit.lexicon import TITLE, endings, lexicon
from archive.extract.credit.names import is_for_client, is_only_given, name
from archive.extract.credit.words import LOOKAHEAD, SURNAMES, body_begins, stops

if TYPE_CHECKING:
    from collections.abc import Sequence

    from archive.extract.credit.tokens import Token

ARTICLES: Final = frozenset(
    {
        "the",
        "le",
        "la",
        "les",
        "der",
        "die",
        "das",
        "dem",
        "den",
        "des",
        "il",
        "lo",
        "gli",
        "el",
    }
    | {"los", "las", "o", "os", "as", "het", "de", "du", "da", "do"}
)
"""Small words that may stand in front of a party."""
_CONNECTORS: Final = ARTICLES | frozenset(
    {
        "of",
        "and",
        "for",
        "della",
        "dell'",
        "di",
        "dos",
        "das",
        "für",
        "van",
        "voor",
        "&",
        "e",
        "y",
    }
    | {
        "et",
        "und",
        "og",
        "och",
        "i",
        "im",
        "am",
        "à",
        "au",
        "aux",
        "l'",
        "en",
        "a",
        "sobre",
        "u",
    }
    | {
        "w",
        "z",
        "ze",
        "na",
        "pri",
        "ve",
        "και",
        "της",
        "του",
        "των",
        "d'",
        "per",
        "in",
        "at",
    }
    | {"tinh", "huyen", "thanh", "pho"}  # Vietnamese, without its accents
    | {"та", "і", "del", "dei", "degli", "delle", "dello", "al"}
)
"""Small words that may stand inside a body's name."""
_OPENING: Final = (ARTICLES | {"a", "an", "un", "une", "una", "ein", "eine"}) - {"de", "da", "do"}
"""Articles that open a sentence; those left out stand in titles: "La Voz De Belmare"."""
ON: Final = frozenset(
    {"on", "sur", "auf", "op", "på", "pa", "en", "su", "no", "na", "via", "в", "у"}
)
"""Small words between an account and its platform."""
_OF: Final = frozenset(
    {"of", "de", "der", "du", "del", "della", "da", "do", "von", "al", "a", "ale"}
)
_PREPOSITIONS: Final = frozenset({"in", "at", "im", "am", "w", "na", "u", "en", "a", "on"})
"""Of these, the ones that need a body's word before them ("Embassy in Kyiv")."""
_ELIDED: Final = frozenset({"l", "d", "dell", "all", "nell", "sull", "L", "D"})
_JOINTS: Final = frozenset({"&", "-", "'", "’", "+"})
_WORDS: Final = (
    "word-agency",
    "word-state",
    "word-medium",
    "word-institution",
    "word-company",
    "word-unit",
)
_ENDINGS: Final = ("ending-state", "ending-medium", "ending-agency", "ending-institution")
_CJK_ENDINGS: Final = tuple(
    f"ending-cjk-{kind}" for kind in ("agency", "medium", "state", "company", "institution")
)
_IN_CLAUSE: Final = re.compile(
    "(?:[있한했었았였된됐린왔졌난친는준온든]다|에서|에게|들[이은을의]|하[고는며여]|[열올내]린)$"
    "|(?:[てで]い[るた]|ます|ました|です|した|する|され[るた])$|^[をにはがへ]"
)
"""How Korean words end in a clause: "국방부 청사에서 … 행진하고 있다" is no ministry's name;
and how Japanese ones do, or begin."""
_VERBS: Final = frozenset(
    {"review", "reviews", "record", "records", "register", "monitor", "monitors", "post", "posts"}
    | {"watch", "report", "reports", "express"}
)
"""English words of bodies' names that are verbs where they are written small."""
_YEAR: Final = 4
"""Digits of one."""
_SAID_BY_TWO: Final = frozenset({"medium", "institution"})
"""Kinds that two words together say more surely than one of them says another."""
_HAN_NAME: Final = 3
"""Characters of a Chinese name: a surname, and two more."""
_NAME: Final = 2
_VICE: Final = frozenset({"vice", "prime", "primer", "premier", "deputy", "first"})
_HOLDER: Final = 2
"""Words of who heads an office: "Vice President"."""
_SHORT_FORM: Final = 2
"""Letters of a legal form that may be a word of a name."""
_SHORTEST_STEM: Final = 3
"""Letters before an ending: "Bundeswehr", but not "Wehr"."""


def run(tokens: Sequence[Token], at: int) -> int:
    """Give the end of the phrase at ``at`` that may be a body's name, small words included."""
    if is_year(tokens[at]):
        return at
    end = last = at
    ordinal = _is_ordinal(tokens, at)
    while end < len(tokens) and end - at < LOOKAHEAD:
        token = tokens[end]
        if end > at and (_ends_before(tokens, at, end) or _leads_on(token)):
            break
        if is_for_client(tokens, at, end) and token.fold != "of" and not kind_of(tokens[at:end]):
            break  # "Jane Holt for The Example"
        if token.kind == "mark":
            if end == at or not _is_joint(token):
                break
        elif token.capital or token.kind == "number" or _speaks(token) or _is_elided(token):
            last = end + 1
        elif end > at and _pair(tokens[end - 1], token):
            last = end + 1  # "Cảnh sát biển": Vietnamese writes only the first syllable large
        elif end == at or not (ordinal or _connects(tokens, at, end)):
            break
        end += 1
    return last


def _speaks(token: Token) -> bool:
    """Whether a word speaks of a body, and is no verb of a sentence: "… and Marsh review the …"."""
    return bool(keyword(token)) and token.text not in _VERBS


def _is_ordinal(tokens: Sequence[Token], at: int) -> bool:
    """Whether an ordinal opens a unit's name, its words in lower case: "93-тя …", "43. pluk"."""
    number, behind = tokens[at], tokens[at + 1 : at + 2]
    dotted = number.dot and bool(behind) and behind[0].gap and behind[0].kind == "word"
    return number.text[0].isdigit() and (number.kind == "word" or dotted)


def shortest(tokens: Sequence[Token], at: int, stop: int) -> int:
    """Give where a body's name ends before the sentence that follows it without any mark.

    That is where a word that no name has follows a body's word ("… Staff Office Japanese jets"),
    any word what ends a publisher's name ("… The Belmare Chronicle Flowers lie"), or an article in
    capitals anything.
    """
    for index in range(at + 1, stop):
        token, last = tokens[index], keyword(tokens[index - 1])
        owned = tokens[index - 1].fold.endswith("'s")
        behind = bool(last) and (is_plain(token) or last == "medium")
        if token.capital and (token.fold in _OPENING or (behind and not (owned or keyword(token)))):
            return index
    return stop


def is_plain(token: Token) -> bool:
    """Whether a capitalised word is no part of a name: a people, a state, a plain word."""
    return token.capital and lexicon().is_a("not-name", token.fold)


def is_of(token: Token) -> bool:
    """Whether the token is a small "of" between a name and a place."""
    return token.fold in _OF


def is_year(token: Token) -> bool:
    """Whether the token is a year of four digits."""
    return token.kind == "number" and len(token.text) == _YEAR


def _ends_before(tokens: Sequence[Token], since: int, at: int) -> bool:
    if body_begins(tokens, at) and name(tokens[since:at]):
        return True
    if stops(tokens, since, at):
        # "… Public Affairs" closes a unit's name, though it is a job title too.
        entry = lexicon().match(tokens, at, TITLE)
        office = at + 1 < len(tokens) and tokens[at + 1].capital and keyword(tokens[at + 1])
        inside = tokens[at].capital and tokens[at].kind == "word" and bool(office)
        if _is_office_of(tokens[since:at]) and (_is_holder(tokens, at) or is_of(tokens[at - 1])):
            return False
        return not inside and (entry is None or entry.words != ("public", "affairs"))
    return False


def _is_office_of(words: Sequence[Token]) -> bool:
    """Whether words open an office's name, behind which its holder stands: "Office of the Vice"."""
    first = next((at for at, word in enumerate(words) if is_of(word)), 0)
    if not first or not (keyword(words[first - 1]) or kind_of(words[:first])):
        return False
    behind = [word for word in words[first:] if word.fold not in _CONNECTORS]
    return len(behind) <= _HOLDER


def holder_follows(tokens: Sequence[Token], at: int) -> bool:
    """Whether "of" or "of the" leads to who heads an office: "Press Office of the | President"."""
    if not 1 < at < len(tokens):
        return False
    article = tokens[at - 1].fold in ARTICLES
    return is_of(tokens[at - 1 - article]) and _is_holder(tokens, at)


def _is_holder(tokens: Sequence[Token], at: int) -> bool:
    last = at + 1 if tokens[at].fold in _VICE and at + 1 < len(tokens) else at
    word = tokens[last]
    return word.kind == "word" and lexicon().is_a("office", word.fold)


def _leads_on(token: Token) -> bool:
    """Whether a small word goes on with the sentence, in scripts that tell it by nothing else."""
    return token.caseless and lexicon().is_a("leads-to-name", token.fold)


def _is_elided(token: Token) -> bool:
    """Whether a small word has lost its vowel to a capitalised one: "l'UE", "d'Ukraine"."""
    article, mark, word = token.text.replace("’", "'").partition("'")
    return bool(mark) and article in _ELIDED and word[:1].isupper()


def _is_joint(token: Token) -> bool:
    return token.text in _JOINTS and (not token.gap or token.text == "&")


def _connects(tokens: Sequence[Token], since: int, at: int) -> bool:
    fold = tokens[at].fold
    if lexicon().is_a("given-name", tokens[since].fold) and name(tokens[since:at]):
        # "Jane Holt of the Example"
        return False
    if fold in _PREPOSITIONS:
        return kind_of(tokens[since:at]) is not None
    return fold in _CONNECTORS


def keyword(token: Token) -> str | None:
    """Give the kind of body that a word speaks of."""
    return _cjk_keyword(token.text) if token.kind == "cjk" else _word_keyword(token.fold)


@lru_cache(maxsize=4096)
def _cjk_keyword(text: str) -> str | None:
    if _is_han_name(text):
        return None
    if text.startswith(endings("opening-cjk-medium")):
        return "medium"
    for kind in _CJK_ENDINGS:
        if any(text.endswith(e) and text != e for e in lexicon().sets[kind]):
            return kind.removeprefix("ending-cjk-")
    return None


def _is_han_name(text: str) -> bool:
    """Whether "army" ends a given name: "李建军", not "韩国军"."""
    named = len(text) == _HAN_NAME and text[-1] in "军軍" and lexicon().is_a("surname", text[0])
    return named and not lexicon().is_a("not-name", text[:-1])


@lru_cache(maxsize=16384)
def _word_keyword(fold: str) -> str | None:
    words = lexicon()
    # "EU-Kommission": the last part of a compound says what it is; so does "d'imagerie".
    fold = fold.removesuffix("'s")
    last = fold.rpartition("-")[2].rpartition("'")[2]
    for kind in _WORDS:
        if words.is_a(kind, fold) or (last != fold and words.is_a(kind, last)):
            return kind.removeprefix("word-")
    for kind in _ENDINGS:
        if fold[_SHORTEST_STEM:].endswith(endings(kind)):
            return kind.removeprefix("ending-")
    return None


def _pair(one: Token, two: Token) -> str | None:
    """Give the kind of body that two words together speak of ("public affairs")."""
    words = f"{one.fold} {two.fold}"
    kind = next((k for k in _WORDS if lexicon().is_a(k, words)), None)
    return kind.removeprefix("word-") if kind else None


def kind_of(tokens: Sequence[Token]) -> str | None:
    """Give the kind of body a phrase names, or None where none of its words says so."""
    found = {
        kind
        for at, t in enumerate(tokens)
        if t.kind != "mark" and (kind := keyword(t)) and not _is_name_here(tokens, at)
    }
    pairs = {kind for one, two in pairwise(tokens) if (kind := _pair(one, two))}
    found |= pairs
    if _is_firms_group(tokens):
        found = {"company"}
    if not found or (len(tokens) == 1 and not _names_alone(tokens[0])) or _is_surname(tokens):
        return None
    if any(_IN_CLAUSE.search(t.text) for t in tokens if t.kind == "cjk"):
        return None
    if "state" not in found:
        if len(pairs) == 1 and pairs <= _SAID_BY_TWO:
            return pairs.pop()  # "Belmare Media Group" is no group of soldiers
        for kind in ("unit", "institution", "agency", "medium"):
            if kind in found:
                return kind
        return "company"
    return "unit" if "unit" in found else "state"


def _is_firms_group(tokens: Sequence[Token]) -> bool:
    """Whether a name and "Group" are a firm: a group of soldiers is numbered or says more."""
    if len(tokens) != _NAME or tokens[1].text != "Group":
        return False
    return tokens[0].kind == "word" and tokens[0].text.isalpha() and not keyword(tokens[0])


def _is_name_here(tokens: Sequence[Token], at: int) -> bool:
    """Whether a short legal form is a part of a name: "Joana Sá", "ABDOUL AG HOLTAN"."""
    if tokens[at].text in SURNAMES:
        return True
    short = len(tokens[at].text) <= _SHORT_FORM and lexicon().is_a("word-company", tokens[at].fold)
    inner = 0 < at < len(tokens) - 1 and tokens[at + 1].kind == "word"
    return short and inner and all(t.text.isupper() for t in tokens)


def _is_surname(tokens: Sequence[Token]) -> bool:
    """Whether the body's word is a surname behind a given name: "Lorenzo Marina"."""
    words = lexicon()
    first, last = tokens[0].fold, tokens[-1].fold
    plain = words.is_a("nation", last) or words.is_a("not-name", last)
    short = words.is_a("maybe-name", last) or _only_ends_so(last)
    if len(tokens) != _NAME or tokens[-1].text.islower():
        return False
    # "Marina Holt" is a person, and "Marina italiana" none.
    person = words.is_a("given-name", first) and not (plain or keyword(tokens[-1]))
    return (short and is_only_given(first)) or person


def ends_as_body(tokens: Sequence[Token]) -> bool:
    """Whether no word is one of bodies' own; one may end as such words do: "Gruppenbild"."""
    folds = (part for token in tokens for part in (token.fold, token.fold.rpartition("-")[2]))
    return all(map(_only_ends_so, folds))


def _only_ends_so(fold: str) -> bool:
    """Whether a body's word is none of its own, and only ends as such words do: "Amstruppe"."""
    return not any(lexicon().is_a(kind, fold) for kind in _WORDS)


def _names_alone(token: Token) -> bool:
    """Whether a body's word may be a whole name: not where it is a plain word ("Navy")."""
    return token.kind == "cjk" or (token.capital and not lexicon().is_a("not-name", token.fold))


def skip_articles(tokens: Sequence[Token], at: int, stop: int) -> int:
    """Step over small words in front of a body's name."""
    while at < stop - 1 and tokens[at].fold in _CONNECTORS and not tokens[at].capital:
        at += 1
    return at


def body_text(text: str, tokens: Sequence[Token]) -> str:
    """Give the printed name of a body, without an elided article or a mere full stop."""
    first, last = tokens[0], tokens[-1]
    elided = _is_elided(first) and first.text[0].islower()  # "L'Équipe" is a name
    article = first.text.replace("’", "'").find("'") + 1 if elided else 0
    keeps = ("." in last.text and not last.site) or last.fold in {"inc", "co", "corp", "ltd"}
    return text[first.start + article : last.end if keeps else last.start + len(last.text)]
