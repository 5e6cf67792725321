"""Small things that names of persons and of bodies share: where a run of name words ends."""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

from archive.extract.credit.lexicon import ORGANIZATIONS, RANKS, Entry, lexicon

if TYPE_CHECKING:
    from collections.abc import Sequence

    from archive.extract.credit.tokens import Token

SUFFIXES: Final = frozenset({"jr", "sr", "ii", "iii", "iv", "ml", "jnr", "snr"})
SURNAMES: Final = frozenset({"Sa", "Sá", "Lê", "LÊ", "Đỗ", "ĐỖ", "Bíró"})
"""Words that would mean something else in other letters: "sa", "SA", "le", "do"."""
SLASHES: Final = frozenset("/／")
DASHES: Final = frozenset("-–—")
TAKEN: Final = ("摄", "攝", "撮影", "摄影", "攝影")
"""What Chinese and Japanese captions end with, behind the photographer's name: "taken"."""
LOOKAHEAD: Final = 14
"""No name has more words than this."""
FOR: Final = frozenset({"for", "of", "für", "fur", "pour", "para", "per", "voor"})
"""Words that tie a person to a client."""
_CITY: Final = 2
"""Words behind a place up to what a paper is: "Kansas | City Star"."""
_STOPS: Final = frozenset(
    {
        "label",
        "remark",
        "courtesy",
        "agency",
        "platform",
        "licence",
        "title",
        "furniture",
        "caption",
        "place",
    }
)


def is_name_word(token: Token) -> bool:
    """Whether the word may stand in a name: a capital, a script without case, "Jr."."""
    return token.kind in ("word", "cjk") and (token.capital or token.fold in SUFFIXES)


def name_follows(tokens: Sequence[Token], at: int) -> bool:
    """Whether a word that can open a name stands at ``at``, a rank's bracket stepped over."""
    if at >= len(tokens):
        return False
    token = tokens[at]
    if token.kind == "mark":
        bracket = token.text == "(" and at + 3 < len(tokens) and tokens[at + 2].text == ")"
        return bracket and name_follows(tokens, at + 3)
    if lexicon().is_a("particle", token.fold) and at + 1 < len(tokens):
        return tokens[at + 1].capital
    return is_name_word(token)


def stops(tokens: Sequence[Token], since: int, at: int) -> bool:
    """Whether the word at ``at`` is the lexicon's, and ends the run that began at ``since``."""
    if _is_parted(tokens, at):
        return True
    words = lexicon()
    entry = words.match(tokens, at, _STOPS)
    if entry is not None and not (
        _is_word_of_name(entry, tokens, since, at) or _is_place_of_body(entry, tokens, at)
    ):
        return True
    entry = words.match(tokens, at, RANKS)
    return (
        entry is not None
        and tokens[at].kind == "word"
        and name_follows(tokens, at + len(entry.words))
    )


def _is_parted(tokens: Sequence[Token], at: int) -> bool:
    """Whether the lexicon parted a word from the one before it: "ABC7-|Jane Holt"."""
    before, token = tokens[at - 1], tokens[at]
    return not (token.gap or before.dot) and token.kind == before.kind == "word"


def is_plain_word(token: Token) -> bool:
    """Whether what some agency is called is a plain word here: "The Belmare Reporter"."""
    shouted = token.text.isupper() and not token.caseless
    return token.kind == "word" and not shouted and lexicon().is_a("not-name", token.fold)


def body_begins(tokens: Sequence[Token], at: int) -> bool:
    """Whether an unmistakable body begins at ``at``: several words, or a short name in capitals."""
    entry = lexicon().match(tokens, at, ORGANIZATIONS)
    return entry is not None and (len(entry.words) > 1 or entry.exact)


def _is_place_of_body(entry: Entry, tokens: Sequence[Token], at: int) -> bool:
    """Whether a place is a paper's or a broadcaster's: "The Kansas City Star"."""
    if entry.kind != "place":
        return False
    behind = at + len(entry.words)
    for token in tokens[behind : behind + _CITY]:
        if not token.capital:
            return False
        if token.fold == "star" or lexicon().is_a("word-medium", token.fold):
            return True
    return False


def _is_word_of_name(entry: Entry, tokens: Sequence[Token], since: int, at: int) -> bool:
    """Whether an entry of one word is only a part here: "Charles Rex Arbogast", "Rescue Photo"."""
    if len(entry.words) > 1 or entry.exact or not tokens[at].capital:
        return False
    following = tokens[at + 1] if at + 1 < len(tokens) else None
    if entry.kind == "agency":
        if is_plain_word(tokens[at]):
            return True  # "البحرية الفرنسية", but "(الفرنسية)" for the agency
        longer = following is not None and following.kind == "word" and following.capital
        return longer and not tokens[at].text.isupper()
    closed = following is None or following.text in SLASHES
    shouted = tokens[since].text.isupper() and not tokens[at].text.isupper()  # "EBC Photo"
    second = at == since + 1 and following is None and not (tokens[since].initial or shouted)
    if entry.kind == "label" and lexicon().is_a("maybe-name", tokens[at].fold):
        # "Luis Fuentes Marín"; but "Luis Fuente: EFE"
        return at > since and (following is None or closed or following.capital)
    return second and entry.kind == "label" and tokens[at].kind == "word"
