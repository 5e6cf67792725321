"""Cuts at the ends of spans: blanks, wrapping brackets, marks that only part caption and credit.

All functions take the whole text and offsets and give offsets: nothing is copied or changed.
"""

from __future__ import annotations

from typing import Final

from archive.extract.credit.tokens import INVISIBLE, tokenize

Span = tuple[int, int]
"""Start and end offset in the whole text."""

BRACKETS: Final = dict(zip(")]}）］】〕>〉", "([{（［【〔<〈", strict=True))
OPENING: Final = frozenset(BRACKETS.values())
_BLANK: Final = INVISIBLE | {"\u00ad", "\xa0"}
COLONS: Final = frozenset(":：=＝՝፡፦៖")
"""What stands behind a label: colons, signs of equality; Armenian and Amharic have their own."""
FULL_STOPS: Final = frozenset(".。।॥۔։።")
_BEFORE_CREDIT: Final = COLONS | frozenset('©ⓒ-–—/|,;.·•*"“”«»>，、；،؛　)）］】]')
_BEHIND_CREDIT: Final = frozenset(',;:-–—/|·•*"“”«»<_،؛')
_BEFORE_CAPTION: Final = FULL_STOPS | frozenset(")]}|/–—-•·:,;،）】］")
_BEHIND_CAPTION: Final = frozenset("|/–—―−-•·([{（【［〔<〈©ⓒ,،=＝")
_BEHIND_BRACKET: Final = FULL_STOPS | frozenset(",;،*\"”’'")
_JOINTS: Final = frozenset("-–—|/·•")
_ABBREVIATED: Final = frozenset({"jr", "sr", "inc", "co", "corp", "ltd"})
QUOTATION: Final = {"»": "«", "”": "“„", "“": "„", '"': '"'}
"""What closes a quotation, and what opens it."""
_NUMBERED: Final = 2
"""A number, and what kind of number it is."""
_QUOTES: Final = "\"”»’')]"


def blanks(text: str, begin: int, end: int) -> Span:
    """Give the span without blank and invisible characters at its ends."""
    while begin < end and (text[begin].isspace() or text[begin] in _BLANK):
        begin += 1
    while end > begin and (text[end - 1].isspace() or text[end - 1] in _BLANK):
        end -= 1
    return begin, end


def without_joint(text: str, begin: int, end: int) -> int:
    """Give the span's end without a mark, a blank before it, that led to a lost neighbour."""
    last = end - 1
    parted = last > begin and text[last] in _JOINTS and text[last - 1].isspace()
    return blanks(text, begin, last)[1] if parted else end


def credit(text: str, begin: int, end: int) -> Span:
    """Give a credit's span without wrapping brackets, loose marks and a final full stop."""
    before = (-1, -1)
    while (begin, end) != before:
        before = begin, end
        begin, end = blanks(text, begin, end)
        while begin < end and (size := _opening_marks(text, begin, end)):
            begin, end = blanks(text, begin + size, end)
        while end > begin and text[end - 1] in _BEHIND_CREDIT and not _quotes(text, begin, end):
            begin, end = blanks(text, begin, end - 1)
        if begin < end and text[begin] in OPENING and closing(text, begin, end) == end - 1:
            begin, end = begin + 1, end - 1
        elif end > begin and _is_stray(text, begin, end):
            end -= 1
    return begin, end


def _opening_marks(text: str, begin: int, end: int) -> int:
    """How many characters in front of a credit are no part of it: a mark, or "(c)"."""
    if text[begin : begin + 3].lower() == "(c)" and begin + 3 < end:
        return 3
    if _opens_quotation(text, begin, end):
        return 0
    return int(text[begin] in _BEFORE_CREDIT or _is_open(text, begin, end))


def _quotes(text: str, begin: int, end: int) -> bool:
    """Whether the last character closes a quotation inside the span: "… pour « Le Monde »"."""
    opening = QUOTATION.get(text[end - 1], "")
    return any(text.find(mark, begin + 1, end - 1) > begin for mark in opening)


def _opens_quotation(text: str, begin: int, end: int) -> bool:
    """Whether the first character opens a quotation that more follows: "«Le Monde» / Name"."""
    closes = closing_quotes(text[begin])
    return any(text.find(mark, begin + 1, end - 1) > begin for mark in closes)


def closing_quotes(opening: str) -> str:
    """Give the marks that close a quotation which the mark opens; none where it opens none."""
    return "".join(close for close, opens in QUOTATION.items() if opening in opens)


def _is_open(text: str, begin: int, end: int) -> bool:
    """Whether the first character opens a bracket that never closes."""
    return text[begin] in OPENING and closing(text, begin, end) is None


def _is_stray(text: str, begin: int, end: int) -> bool:
    """Whether the last character closes a bracket that never opened, or is a mere full stop."""
    last = text[end - 1]
    if last in BRACKETS:
        return text.count(last, begin, end) > text.count(BRACKETS[last], begin, end)
    return last in FULL_STOPS and (last != "." or not _abbreviates(text, begin, end))


def _abbreviates(text: str, begin: int, end: int) -> bool:
    tokens = tokenize(text[max(begin, end - 40) : end])
    if not tokens or tokens[-1].kind != "word":
        return False
    last = tokens[-1]
    return last.initial or ("." in last.text and not last.site) or last.fold in _ABBREVIATED


def caption(text: str, begin: int, end: int) -> Span:
    """Give a caption's span without the marks that led over to the credit."""
    begin, end = blanks(text, begin, end)
    while end > begin and text[end - 1] in _BEHIND_CAPTION:
        begin, end = blanks(text, begin, end - 1)
    while begin < end and (text[begin] in _BEFORE_CAPTION or text.startswith("()", begin, end)):
        begin, end = blanks(text, begin + (2 if text[begin] == "(" else 1), end)
    return begin, end


def longer(text: str, sides: tuple[Span, Span]) -> Span:
    """Give the longer side of a credit that stands inside a caption: a caption is one span.

    A remark in brackets, a number or the end of a sentence is not it, however long.
    """
    best = max(sides, key=lambda side: (not _is_remark(text, *side), side[1] - side[0]))
    return caption(text, *best)


def _is_remark(text: str, begin: int, end: int) -> bool:
    """Whether a span is one bracket, a number ("230504-N-AB123-1001"), ", the rest", or nothing."""
    begin, end = blanks(text, begin, end)
    words = text[begin:end].split()
    numbered = any(c.isdigit() for c in text[begin:end]) and len(words) <= _NUMBERED
    bracketed = first_bracket(text, begin, end) == (begin, end)
    return not words or numbered or bracketed or text[begin] in ",;"


def closing(text: str, begin: int, end: int) -> int | None:
    """Give where the bracket that opens at ``begin`` closes before ``end``."""
    depth = 0
    for at in range(begin, end):
        if text[at] == text[begin]:
            depth += 1
        elif BRACKETS.get(text[at]) == text[begin]:
            depth -= 1
            if depth == 0:
                return at
    return None


def first_bracket(text: str, begin: int, end: int) -> Span | None:
    """Give the bracket that opens the span; None without one."""
    if begin >= end or text[begin] not in OPENING:
        return None
    close = closing(text, begin, end)
    return None if close is None else (begin, close + 1)


def last_bracket(text: str, begin: int, end: int) -> Span | None:
    """Give the balanced bracket that ends the span, final marks aside; None without one."""
    stop = end
    while stop > begin and (text[stop - 1] in _BEHIND_BRACKET or text[stop - 1].isspace()):
        stop -= 1
    if stop == begin or text[stop - 1] not in BRACKETS:
        return None
    depth = 0
    for at in range(stop - 1, begin - 1, -1):
        if text[at] == text[stop - 1]:
            depth += 1
        elif text[at] == BRACKETS[text[stop - 1]]:
            depth -= 1
            if depth == 0:
                return at, stop
    return None


def open_bracket(text: str, begin: int, end: int) -> int | None:
    """Give where the last bracket opens that nothing closes; None without one."""
    depth = dict.fromkeys(OPENING, 0)
    for at in range(end - 1, begin - 1, -1):
        if text[at] in BRACKETS:
            depth[BRACKETS[text[at]]] += 1
        elif text[at] in OPENING:
            if depth[text[at]] == 0:
                return at
            depth[text[at]] -= 1
    return None


def without_quotes(text: str, begin: int, end: int) -> Span:
    """Give the span without blanks, and closing quotes and brackets at its end."""
    begin, end = blanks(text, begin, end)
    while end > begin and text[end - 1] in _QUOTES:
        end -= 1
    return begin, end
