"""Finds what an agency tells editors behind a caption or a credit: "NO SALES", "Netherlands OUT".

It belongs to neither; its words would else be taken for names. IPTC Photo Metadata has a field of
its own for it, Instructions. The words are in ``data/instructions.toml``.
"""

from __future__ import annotations

import re
from functools import cache, lru_cache
from itertools import chain
from typing import Final

from archive.extract.credit.lexicon import lexicon

_WINDOW: Final = 900
"""Characters that the longest are printed with; what stands before them is not searched."""
_OUT: Final = re.compile(r" out\b(?! of)")
_MARKS: Final = "/|,;*+–—=- \t\n\xa0"
"""What parts instructions from the text before them."""
_QUOTING: Final = ":\"“„«‘'"
_MOST: Final = 12
"""Instructions, and places, that follow one another."""
_BETWEEN: Final = r"[\s/|,;:.*+–—=\"“”'-]+"
_AFTER: Final = r"[\s/|,;:.*+–—=\"“”'-]*$"


def instructions_start(text: str, begin: int, end: int) -> int:
    """Give where instructions begin that go on to the end of the text; the end where none do."""
    if not _instructs(text):
        return end
    window = max(begin, end - _WINDOW)
    # Both patterns end with "$", which matches where the search ends.
    told = (m for m in _told().finditer(text, window, end) if _begins(text, begin, m))
    runs = (m for m in _runs().finditer(text, window, end) if _is_told(m))
    found = next((m for m in chain(told, runs) if not _is_quoted(text, begin, m)), None)
    return begin + len(text[begin : found.start()].rstrip(_MARKS)) if found else end


# All stages ask about parts of the same caption, and few captions have any of the phrases.
@lru_cache(maxsize=4)
def _instructs(text: str) -> bool:
    said = " ".join(text[-2 * _WINDOW :].lower().split())
    return any(phrase in said for phrase in _phrases()) or _OUT.search(said) is not None


@cache
def _phrases() -> tuple[str, ...]:
    kinds = ("instruction-all", "instruction-aside", "instruction")
    return tuple({one.lower() for kind in kinds for one in lexicon().said[kind]})


def _begins(text: str, begin: int, found: re.Match[str]) -> bool:
    """Whether words begin something of their own: with a capital, or behind a mark."""
    before = text[begin : found.start()].rstrip()[-1:]
    return not found.group()[0].islower() or not before.isalnum()


def _is_quoted(text: str, begin: int, found: re.Match[str]) -> bool:
    """Whether the caption itself tells what is written somewhere: "The sign says: …"."""
    return text[begin : found.start()].rstrip()[-1:] in set(_QUOTING)


def _is_told(run: re.Match[str]) -> bool:
    """Whether such words are told to editors, not readers: capitals, or several, or in brackets."""
    said = run["words"]
    apart = run["more"] is not None or run["bracket"] is not None
    return apart or said.isupper() or said.endswith("OUT")


@cache
def _told() -> re.Pattern[str]:
    """What is told to editors with all behind it: within its bracket, or up to the end.

    A bracket at the very end is a credit's, unless it holds instructions itself; one that closes
    and never opened is that of the credit these stand in.
    """
    first, alone = _any_of("instruction-all"), _clause()
    aside = rf"(?:{first}|{_any_of('instruction-aside')})"
    behind = rf"(?:[^()]|\([^()]*\)(?!\s*$)|\(\s*{alone}\s*\)\s*$)*"
    return re.compile(
        rf"[(\[]\s*{aside}(?!\w)[^()\[\]]*[)\]]{_AFTER}|(?<!\w){first}(?!\w){behind}$",
        re.IGNORECASE,
    )


@cache
def _runs() -> re.Pattern[str]:
    """One of the shorter ones or several up to the end."""
    clause = _clause()
    return re.compile(
        rf"(?P<bracket>[(\[]\s*)?(?<!\w)(?P<words>{clause}(?P<more>{_BETWEEN}{clause}){{0,{_MOST}}})"
        rf"(?(bracket)\s*[)\]]){_AFTER}",
        re.IGNORECASE,
    )


def _clause() -> str:
    outlet = _any_of("instruction-out")
    listed = rf"{outlet}(?:(?:\s*(?:,|/|&|and|or|-|–)\s*|\s+){outlet}){{0,{_MOST}}}"
    return rf"(?:{_any_of('instruction')}|{listed}\s+OUT)(?!\w)"


def _any_of(kind: str) -> str:
    """A pattern for the phrases of a kind, with any blanks between their words."""
    longest_first = sorted(lexicon().said[kind], key=len, reverse=True)
    phrases = (r"\s+".join(map(re.escape, one.split())) for one in longest_first)
    return f"(?:{'|'.join(phrases)})"
