"""What narrows a body's name: whose it is, which one, where ("… of Utopia", "… 29", "… Europe")."""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

from archive.extract.credit.bodies import ARTICLES, is_of, is_plain, is_year, kind_of, run
from archive.extract.credit.lexicon import ORGANIZATIONS, lexicon
from archive.extract.credit.names import is_cjk_term

if TYPE_CHECKING:
    from collections.abc import Sequence

    from archive.extract.credit.tokens import Token

_LONGEST_NUMBER: Final = 3
"""Digits, no more: four are a year."""
_LONGEST_STATE: Final = 5
_IN: Final = frozenset({"по", "у", "в"})
_REGIONS: Final = frozenset(
    {"области", "краю", "республике", "району", "округу", "області", "районі", "краї"}
)
"""The part of Russia or Ukraine that an office is for."""
_STATES: Final = frozenset({"рф", "рк", "rp", "чр", "čr", "sr", "rs"})
_REPUBLIC: Final = frozenset({"республики", "республіки", "rzeczypospolitej", "republiky"})
"""Whose an office is where no "of" says so."""
_POSTS: Final = frozenset(
    {"embassy", "consulate", "delegation", "mission", "ambassade", "embajada", "botschaft"}
)
_WHERE: Final = frozenset({"in", "to", "en", "à", "a"})
"""Where a country is represented."""
_PEOPLE: Final = frozenset(
    {"soldiers", "sailors", "marines", "airmen", "troops", "members", "crew"}
)


def extend(tokens: Sequence[Token], stop: int) -> int:
    """Give the end of a known body's name with the words that narrow it ("… Europe", "… Mali")."""
    if stop == len(tokens):
        return stop
    if tokens[stop].kind == "cjk" and not is_cjk_term(tokens[stop]):
        return stop  # "海上自衛隊の協力で"
    end = _past_owner(tokens, stop)
    if end > stop or not tokens[stop].capital or lexicon().match(tokens, stop):
        return end
    end = run(tokens, stop)
    if end - stop == 1 and _is_people(tokens[stop]):
        return stop
    numbered = end > stop and tokens[end - 1].kind == "number" and not is_year(tokens[end - 1])
    return end if end - stop == 1 or numbered or kind_of(tokens[stop:end]) else stop


def _is_people(token: Token) -> bool:
    """Whether the word names members of a force, the caption's own: "U.S. Navy Sailors"."""
    return token.fold in _PEOPLE


def _past_owner(tokens: Sequence[Token], at: int) -> int:
    """Give the end of what says whose body it is, or which one; ``at`` where nothing does."""
    behind = tokens[at + 1 :]
    if behind and is_of(tokens[at]):
        end = _past_state(tokens, at + 1)
        if end > at + 1 and (end == len(tokens) or tokens[end].kind == "mark"):
            return end  # "Fuerzas Armadas del Ecuador", "… of the Republic of Utopia"
        return at + 2 if is_plain(behind[0]) else at  # "Ministry of Defence of Ukraine"
    if at and tokens[at - 1].fold in _POSTS and tokens[at].fold in _WHERE:
        return _past_state(tokens, at + 1)  # "U.S. Embassy in Utopia", "EU Delegation to Utopia"
    if tokens[at].fold in _REPUBLIC and behind and behind[0].capital:
        return at + 2  # "Администрация Президента Республики Утопия"
    return at + 1 if _is_owner(tokens, at) else past_region(tokens, at)


def _is_owner(tokens: Sequence[Token], at: int) -> bool:
    """Whether one word says it: "Armée tchèque", "Kancelaria Prezydenta RP", "SDIS 29"."""
    token = tokens[at]
    state = token.fold in _STATES and token.text.isupper()
    return state or lexicon().is_a("nation", token.fold) or _numbers(tokens, at)


def past_region(tokens: Sequence[Token], at: int) -> int:
    """Give the end of where an office is: "ГУ МЧС по Иркутской области", "ГУ ДСНС у Києві"."""
    place = tokens[at + 1 : at + 3]
    if tokens[at].fold not in _IN or not place or not place[0].capital:
        return at
    if len(place) > 1 and place[1].fold in _REGIONS:
        return at + 3
    closed = len(place) == 1 or place[1].kind == "mark"
    platform = lexicon().match(tokens, at + 1, ORGANIZATIONS) is not None  # "МВД в Telegram"
    return at + 2 if closed and not platform else at


def _numbers(tokens: Sequence[Token], at: int) -> bool:
    """Whether a short number ends a body's name, and no day follows: "SDIS 29"."""
    token, closed = tokens[at], at + 1 == len(tokens) or tokens[at + 1].kind == "mark"
    return token.kind == "number" and len(token.text) <= _LONGEST_NUMBER and closed


def _past_state(tokens: Sequence[Token], at: int) -> int:
    """Give the end of a state's name: few capitalised words, small ones before and between."""
    end = at
    for index in range(at, min(len(tokens), at + _LONGEST_STATE)):
        token = tokens[index]
        if token.kind == "word" and token.capital:
            end = index + 1
        elif token.fold not in ARTICLES and not is_of(token):
            break
    return end
