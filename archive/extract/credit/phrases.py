"""The shapes of names: of persons, by their words; of bodies, by the words they contain."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING, Final

from archive.extract.credit.lexicon import ORGANIZATIONS, RANKS, Entry, Lexicon, lexicon
from archive.extract.credit.tokens import tokenize

if TYPE_CHECKING:
    from collections.abc import Sequence

    from archive.extract.credit.tokens import Token

_CONNECTORS: Final = frozenset(
    "of the and for de des du de la del della dell' di da do dos das der für van het voor & e y et "
    "und og och i im am à au aux la le les l' en a sobre el i u og w z ze na pri ve και της του των "
    "d' per in at та і".split()
)
ARTICLES: Final = frozenset(
    "the le la les der die das dem den des il lo gli el los las o os as het de du da do".split()
)
"""Small words that may stand in front of a party."""
_SUFFIXES: Final = frozenset({"jr", "sr", "ii", "iii", "iv"})
_STOP_KINDS: Final = frozenset(
    {"label", "remark", "courtesy", "agency", "platform", "licence", "title", "furniture", "place"}
)
_JOINTS: Final = frozenset("&-'’+")
_PREPOSITIONS: Final = frozenset("in at im am w na u en a on".split())
_MAX_NAME: Final = 5
_MAX_LOOKAHEAD: Final = 14
_WORD_KINDS: Final = (
    "word-agency",
    "word-state",
    "word-medium",
    "word-institution",
    "word-company",
    "word-unit",
)
_ENDING_KINDS: Final = ("ending-state", "ending-medium", "ending-agency")
_CJK_ENDINGS: Final = ("ending-cjk-agency", "ending-cjk-medium", "ending-cjk-state")
_MIN_STEM: Final = 3
_MAX_KATAKANA: Final = 14
_MAX_CJK: Final = 5
_HIRAGANA: Final = re.compile("[はがをにのでともへやたりてる]")


def _stops(lex: Lexicon, tokens: Sequence[Token], since: int, at: int) -> bool:
    entry = lex.match(tokens, at, _STOP_KINDS)
    if entry is not None and not _inside_name(entry, tokens, since, at):
        return True
    entry = lex.match(tokens, at, ORGANIZATIONS)
    if (
        entry is not None
        and (len(entry.words) > 1 or entry.exact)
        and at > since
        and (name(lex, tokens[since:at], tight=False))
    ):
        return True
    entry = lex.match(tokens, at, RANKS)
    return (
        entry is not None
        and tokens[at].kind == "word"
        and name_follows(lex, tokens, at + len(entry.words))
    )


def _inside_name(entry: Entry, tokens: Sequence[Token], since: int, at: int) -> bool:
    """Whether a one-word entry is only a word of a longer name: "Charles Rex Arbogast"."""
    if len(entry.words) > 1 or entry.exact or not tokens[at].capital:
        return False
    following = tokens[at + 1] if at + 1 < len(tokens) else None
    longer = following is not None and following.kind == "word" and following.capital
    if entry.kind == "agency":
        return longer and not tokens[at].text.isupper()
    # "Rescue Photo": a label may close the name of a service of two words.
    body = tokens[at].kind == "word" and not tokens[since].initial
    return body and entry.kind == "label" and at == since + 1 and following is None


def _is_name_word(lex: Lexicon, token: Token) -> bool:
    return token.kind in ("word", "cjk") and (token.capital or token.fold in _SUFFIXES)


def name_follows(lex: Lexicon, tokens: Sequence[Token], at: int) -> bool:
    """Whether a capitalised word that can open a name stands at ``at``, or a rank's bracket."""
    if at >= len(tokens):
        return False
    token = tokens[at]
    if token.kind == "mark":
        return (
            token.text == "("
            and at + 3 < len(tokens)
            and tokens[at + 2].text == ")"
            and (name_follows(lex, tokens, at + 3))
        )
    if lex.is_a("particle", token.fold) and at + 1 < len(tokens):
        return tokens[at + 1].capital
    return _is_name_word(lex, token)


def run(lex: Lexicon, tokens: Sequence[Token], at: int) -> int:
    """Give the end of the run of name words that begins at ``at``."""
    end = at
    while end < len(tokens) and end - at < _MAX_LOOKAHEAD:
        token = tokens[end]
        if end > at and _stops(lex, tokens, at, end):
            break
        if _is_name_word(lex, token):
            end += 1
            continue
        particle = lex.is_a("particle", token.fold) and token.kind == "word"
        if particle and _capital_after(lex, tokens, end) and (end > at or _opens(token)):
            end += 1
            continue
        break
    return end


def _opens(token: Token) -> bool:
    return token.fold not in ("de", "du", "des", "y", "e", "la", "le", "el")


def _capital_after(lex: Lexicon, tokens: Sequence[Token], at: int) -> bool:
    for token in tokens[at + 1 : at + 4]:
        if token.kind == "word" and token.capital:
            return True
        if not lex.is_a("particle", token.fold):
            return False
    return False


def wide_run(lex: Lexicon, tokens: Sequence[Token], at: int) -> int:
    """Give the end of the run that may be a body's name: with numbers and small words inside."""
    end = last = at
    ordinal = tokens[at].kind == "word" and tokens[at].text[0].isdigit()
    while end < len(tokens) and end - at < _MAX_LOOKAHEAD:
        token = tokens[end]
        if end > at and _stops(lex, tokens, at, end) and not _closes_body(lex, tokens, at, end):
            break
        if token.kind == "mark":
            if token.text not in _JOINTS or end == at or (token.gap and token.text != "&"):
                break
        elif token.capital or token.kind == "number" or _keyword(lex, token):
            last = end + 1
        elif end == at or not (ordinal or token.fold in _CONNECTORS):
            break
        elif token.fold in _PREPOSITIONS and not organization_kind(lex, tokens[at:end]):
            break
        end += 1
    return last


def _closes_body(lex: Lexicon, tokens: Sequence[Token], at: int, end: int) -> bool:
    """Whether the stop word at ``end`` is the last word of a body's name ("… Public Affairs")."""
    entry = lex.match(tokens, end, frozenset({"title"}))
    return entry is not None and entry.words == ("public", "affairs") and end > at


def _keyword(lex: Lexicon, token: Token) -> str | None:
    if token.kind == "cjk":
        for kind in _CJK_ENDINGS:
            if any(token.text.endswith(e) and token.text != e for e in lex.sets[kind]):
                return kind.removeprefix("ending-cjk-")
        return None
    # "EU-Kommission", "US-Navy": the last part of a compound says what it is.
    last = token.fold.rpartition("-")[2]
    for kind in _WORD_KINDS:
        if lex.is_a(kind, token.fold) or (last != token.fold and lex.is_a(kind, last)):
            return kind.removeprefix("word-")
    for kind in _ENDING_KINDS:
        for ending in lex.sets[kind]:
            if token.fold.endswith(ending) and len(token.fold) >= len(ending) + _MIN_STEM:
                return kind.removeprefix("ending-")
    return None


def organization_kind(lex: Lexicon, tokens: Sequence[Token]) -> str | None:
    """Give the kind of body a phrase names, or None where none of its words says so."""
    if not tokens:
        return None
    found = {kind for t in tokens if t.kind != "mark" and (kind := _keyword(lex, t))}
    if not found or (
        len(tokens) == 1 and tokens[0].kind == "word" and not _one_word(lex, tokens[0])
    ):
        return None
    for kind in ("unit", "institution", "agency", "medium", "company"):
        if kind in found and "state" not in found:
            return kind
    return "unit" if "unit" in found else "state"


def _one_word(lex: Lexicon, token: Token) -> bool:
    """One word alone names a body only by its ending, or where it is no plain word."""
    return not lex.is_a("not-name", token.fold) and token.capital


def skip_articles(tokens: Sequence[Token], at: int, stop: int) -> int:
    """Step over small words in front of a body's name."""
    while at < stop - 1 and tokens[at].fold in _CONNECTORS and not tokens[at].capital:
        at += 1
    return at


def extend(lex: Lexicon, tokens: Sequence[Token], stop: int) -> int:
    """Give the end of a known body's name with the words that narrow it ("… Europe", "… Mali")."""
    if stop >= len(tokens) or not tokens[stop].capital or lex.match(tokens, stop):
        return stop
    end = wide_run(lex, tokens, stop)
    if organization_kind(lex, tokens[stop:end]) or end - stop == 1:
        return end
    return stop


def name(lex: Lexicon, tokens: Sequence[Token], *, tight: bool) -> int:
    """Give how many tokens from the first make a person's name; 0 where they do not.

    Args:
        lex: the lexicon.
        tokens: a `run`.
        tight: take no more words than a name needs.
    """
    count = size = 0
    sure = 0
    for index, token in enumerate(tokens):
        particle = not token.capital
        if lex.is_a("not-name", token.fold) and not token.initial and not particle:
            break
        if not particle:
            if index and count >= 2 and _is_post_nominal(tokens, index):
                break
            full = not token.initial and token.fold not in _SUFFIXES
            if tight and count >= 2 and full:  # noqa: PLR2004 - given name and surname
                break
            count += 1
            size = index + 1
            sure += token.initial or (full and not lex.is_a("maybe-name", token.fold))
    while tight and count > 2 and tokens[size - 1].initial and not tokens[size - 1].dot:  # noqa: PLR2004
        # "Jane Holt A soldier …": the letter is the caption's first word.
        size, count = size - 1, count - 1
    if tokens and tokens[0].kind == "cjk":
        return size if _cjk_name(tokens[:size]) else 0
    whole = size == len(tokens) or tight or _is_post_nominal(tokens, size)
    if not whole or count > _MAX_NAME or count < 2:  # noqa: PLR2004 - given name and surname
        return 0
    return size if sure else 0


def _is_post_nominal(tokens: Sequence[Token], at: int) -> bool:
    """Whether capitals behind a name in lower case are a corps or an honour: "Jane Holt RLC"."""
    text = tokens[at].text
    shouted = text.isupper() and len(text) > 1 and not tokens[at].initial
    return shouted and tokens[at].fold not in _SUFFIXES and not tokens[0].text.isupper()


def _cjk_name(tokens: Sequence[Token]) -> bool:
    """Two to four characters of Chinese or Korean, kana without inflection: "山田太郎", "홍길동"."""
    text = "".join(t.text for t in tokens)
    if not text or _HIRAGANA.search(text):
        return False
    if "\u30a0" <= text[0] <= "\u30ff":
        return len(text) <= _MAX_KATAKANA
    return 2 <= len(text) <= _MAX_CJK  # noqa: PLR2004 - surname and given name


def is_cjk_body(token: Token) -> bool:
    """Whether an unknown run of characters is short and uninflected enough for a name."""
    return len(token.text) <= _MAX_KATAKANA and not _HIRAGANA.search(token.text)


def is_site(token: Token) -> bool:
    """Whether the token is the address of a web site: "example.com"."""
    return "." in token.text[1:-1] and token.text[-1].islower() and not token.initial


def site_kind(token: Token) -> str:
    """Say what runs a web site, from its top level domain."""
    if token.fold.endswith("mil"):
        return "us"
    return "state" if token.text.endswith(".gov") or ".gov." in token.text else "unnamed"


def is_person(text: str) -> bool:
    """Whether a text is a person's name beyond doubt: a known given name, initials, a particle."""
    lex = lexicon()
    tokens = tokenize(text)
    if not tokens or tokens[-1].text in "!?:" or (tokens[-1].dot and not tokens[-1].initial):
        return False
    first = tokens[0].fold
    if lex.is_a("given-name", first) or lex.is_a("given-name", first.split("-")[0]):
        return True
    inner = tokens[1:-1]
    return any(t.initial and t.dot for t in tokens) or any(
        lex.is_a("particle", t.fold) and not lex.is_a("maybe-name", t.fold) for t in inner
    )


def rank_kind(lex: Lexicon, tokens: Sequence[Token], at: int, size: int, kind: str) -> str:
    """Say whose rank is printed: a lower-case spelling that only one list has decides."""
    if kind == "rank-us":
        return kind
    printed = " ".join(t.text for t in tokens[at : at + size]).replace(".", "")
    words = tuple(t.fold for t in tokens[at : at + size])
    entries = [e for e in lex.phrases[words[0]] if e.words == words and e.kind in RANKS]
    kinds = {e.kind for e in entries}
    if len(kinds) == 1:
        return kind
    if "rank-us" in kinds and any(e.kind == "rank-us" and printed in e.spellings for e in entries):
        return "rank-us" if "rank" not in kinds else "rank"
    exact = {e.kind for e in entries if printed in e.spellings}
    return "rank-state" if exact == {"rank-state"} and printed.islower() else "rank"


def name_text(text: str, tokens: Sequence[Token]) -> str:
    """Give the printed name, without a full stop that ends no abbreviation."""
    last = tokens[-1]
    keeps = last.initial or last.fold in _SUFFIXES
    return text[tokens[0].start : last.end if keeps else last.start + len(last.text)]


def organization_text(text: str, tokens: Sequence[Token]) -> str:
    """Give the printed name of a body, without a full stop that ends no abbreviation."""
    last = tokens[-1]
    keeps = "." in last.text or last.fold in {"inc", "co", "corp", "ltd"}
    return text[tokens[0].start : last.end if keeps else last.start + len(last.text)]
