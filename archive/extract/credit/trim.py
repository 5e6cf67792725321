"""Cuts: where labels end, sentences begin and brackets close; what is page furniture.

All functions take the whole text and offsets, and give offsets: nothing is copied or changed.
"""

from __future__ import annotations

import re
import unicodedata
from dataclasses import dataclass
from typing import TYPE_CHECKING, Final

from archive.extract.credit.lexicon import ORGANIZATIONS, lexicon
from archive.extract.credit.tokens import Token, tokenize

if TYPE_CHECKING:
    from collections.abc import Iterator

_PAIRS: Final = {
    ")": "(",
    "]": "[",
    "}": "{",
    "）": "（",
    "］": "［",
    "】": "【",
    "〕": "〔",
    "」": "「",
}
_BLANK: Final = frozenset("\u200b\u200c\u200d\u200e\u200f\u2060\ufeff\u00ad\xa0")
_LABEL: Final = frozenset({"label", "remark"})
_LABEL_OR_BY: Final = frozenset({"label", "remark", "by"})
COPYRIGHT: Final = ("©", "ⓒ", "Ⓒ", "(c)", "(C)")
_COLON: Final = frozenset(":：=＝")
_LINKS: Final = frozenset("/／-–—|>·•")
_ENDS: Final = frozenset(".!?。！？…;।")


def edges(text: str, begin: int, end: int) -> tuple[int, int]:
    """Give the span without blank and invisible characters at its ends."""
    while begin < end and (text[begin].isspace() or text[begin] in _BLANK):
        begin += 1
    while end > begin and (text[end - 1].isspace() or text[end - 1] in _BLANK):
        end -= 1
    return begin, end


def bare(text: str, begin: int, end: int) -> tuple[int, int]:
    """Give a credit's span without wrapping brackets, loose marks and a final full stop."""
    begin, end = edges(text, begin, end)
    while begin < end and text[begin] in '©ⓒ:=-–—/|,;.·•*"“”«»>＝：　)）］】]':
        begin, end = edges(text, begin + 1, end)
    while end > begin and text[end - 1] in ',;:-–—/|·•*"“”«»<':
        begin, end = edges(text, begin, end - 1)
    if end > begin and text[begin] in _PAIRS.values() and _wraps(text, begin, end):
        return bare(text, begin + 1, end - 1)
    while end > begin and text[end - 1] in _PAIRS and _PAIRS[text[end - 1]] not in text[begin:end]:
        begin, end = edges(text, begin, end - 1)
    if end > begin and text[end - 1] in ".。" and not _abbreviates(text, begin, end):
        return bare(text, begin, end - 1)
    return begin, end


def _wraps(text: str, begin: int, end: int) -> bool:
    depth = 0
    opening = text[begin]
    for at in range(begin, end):
        if text[at] == opening:
            depth += 1
        elif _PAIRS.get(text[at]) == opening:
            depth -= 1
            if depth == 0:
                return at == end - 1
    return False


def _abbreviates(text: str, begin: int, end: int) -> bool:
    tokens = tokenize(text[max(begin, end - 40) : end])
    if not tokens:
        return False
    last = tokens[-1]
    return last.initial or "." in last.text or last.fold in {"jr", "sr", "inc", "co", "corp", "ltd"}


def caption(text: str, begin: int, end: int) -> tuple[int, int]:
    """Give a caption's span without the marks that led over to the credit."""
    begin, end = edges(text, begin, end)
    while end > begin and text[end - 1] in "|/–—-•·([{（【［〔©ⓒ,":
        begin, end = edges(text, begin, end - 1)
    while begin < end and text[begin] in ")]}|/–—-•·:.,;）】］":
        begin, end = edges(text, begin + 1, end)
    while end - begin > 1 and text[begin : begin + 2] == "()":
        begin, end = edges(text, begin + 2, end)
    return begin, end


# ------------------------------------------------------------------ labels


@dataclass(frozen=True, slots=True)
class Label:
    """A label inside a text: where it starts, where the credit behind it starts.

    Attributes:
        sure: whether a colon or a word such as "by" follows it.
    """

    start: int
    stop: int
    sure: bool


def _label_at(tokens: list[Token], at: int, offset: int, text: str) -> Label | None:
    """Read a label at token ``at``: its words, then a colon, a word like "by", or nothing."""
    words = lexicon()
    index, sure, nouns = at, False, 0
    while index < len(tokens):
        token = tokens[index]
        if token.kind == "mark":
            if not nouns or token.text not in _COLON | _LINKS:
                break
            colon = token.text in _COLON
            index += 1
            if colon:
                sure = True
            if colon or token.text in _LINKS:
                if index < len(tokens) and words.match(tokens, index, _LABEL):
                    continue
                break
            break
        entry = words.match(tokens, index, _LABEL_OR_BY | {"courtesy", "noise"})
        rival = words.match(tokens, index, ORGANIZATIONS)
        if entry and rival and len(rival.words) > len(entry.words):
            break
        if entry is None or entry.kind in ("courtesy",):
            break
        if entry.kind == "noise" and (nouns or entry.words[0] not in _ADJECTIVES):
            break
        if entry.kind == "by":
            if not nouns and entry.words[0] not in ("by",):
                break
            if entry.words[0] in _BY:
                sure = True
            elif not sure:
                break
            else:
                break
        if entry.kind == "remark" and _label_follows(tokens, index + len(entry.words)):
            return None
        if entry.kind in _LABEL:
            nouns += 1
        index += len(entry.words)
        if index and tokens[index - 1].kind == "cjk" and nouns:
            sure = sure or (index < len(tokens) and tokens[index].text in _COLON | _LINKS)
        if entry.kind == "by":
            if index < len(tokens) and tokens[index].text in _COLON:
                index += 1
            break
    if index == at or (not nouns and not sure) or index >= len(tokens):
        return None
    if tokens[index].text in _PAIRS:
        return None
    if nouns and _courtesy_follows(tokens, index):
        if not sure:
            return Label(offset + tokens[at].start, offset + tokens[at].start, sure=True)
    start, stop = offset + tokens[at].start, offset + tokens[index].start
    return Label(start, stop, sure)


_BY: Final = frozenset(
    "by par von vom door por af av autor od przez від от taken shot fotografiert di".split()
)
_ADJECTIVES: Final = frozenset(
    {"official", "all", "file", "top", "cover", "lead", "feature", "main", "stock", "archive"}
)


def _label_follows(tokens: list[Token], at: int) -> bool:
    """Whether a label proper stands there: then "Archivbild" before it is the caption's remark."""
    return at < len(tokens) and lexicon().match(tokens, at, frozenset({"label"})) is not None


def _courtesy_follows(tokens: list[Token], at: int) -> bool:
    return at < len(tokens) and lexicon().match(tokens, at, frozenset({"courtesy"})) is not None


def past_label(text: str, begin: int, end: int) -> int | None:
    """Give where the credit starts behind a label or © that opens the span; None without one."""
    begin, end = edges(text, begin, end)
    piece = text[begin : min(end, begin + 200)]
    if piece.startswith(COPYRIGHT):
        begin += 3 if piece[0] == "(" else 1
        inner = past_label(text, begin, end)
        return begin if inner is None else inner
    tokens = lexicon().split(tokenize(piece))
    label = _label_at(tokens, 0, begin, text) if tokens else None
    return label.stop if label else None


def labels(text: str, begin: int, end: int) -> list[Label]:
    """Give the labels inside the span that stand where a label may: at a boundary."""
    tokens = tokenize(text[begin:end])
    words = lexicon()
    found: list[Label] = []
    for index, token in enumerate(tokens):
        if token.kind == "mark":
            continue
        parts = words.split([token]) if token.kind == "cjk" else [token]
        entry = (
            words.match(tokens, index, _LABEL_OR_BY)
            if token.kind != "cjk"
            else (words.match(parts, 0, _LABEL))
        )
        if entry is None:
            continue
        line = words.split(tokens[index : index + 12])
        label = _label_at(line, 0, begin, text)
        if label is None or not _at_boundary(tokens, index, sure=label.sure, text=text[begin:end]):
            continue
        if entry.kind == "by" and not _after_stop(tokens, index):
            continue
        if found and label.start < found[-1].stop:
            continue
        found.append(label)
    return found


def _after_stop(tokens: list[Token], index: int) -> bool:
    if index == 0:
        return True
    before = tokens[index - 1]
    return before.dot or (before.kind == "mark" and before.text in _ENDS)


def _at_boundary(tokens: list[Token], index: int, *, sure: bool, text: str) -> bool:
    """A label stands behind a stop, a mark or a line break; with a colon, anywhere if capitalised."""
    if index == 0:
        return True
    before, token = tokens[index - 1], tokens[index]
    if before.kind == "mark" and before.text not in "'’\",":
        return True
    if before.dot or "\n" in text[before.end : token.start]:
        return True
    colon = any(t.text in _COLON for t in tokens[index + 1 : index + 4])
    if sure and colon and (before.text == "," or not token.text[0].islower()):
        return True
    return sure and token.text[0].isupper() and not before.capital


# ------------------------------------------------------------------ brackets and sentences


def last_bracket(text: str, begin: int, end: int) -> tuple[int, int] | None:
    """Give the balanced bracket that ends the span, final stops aside; None without one."""
    stop = end
    while stop > begin and (text[stop - 1] in ".。,;*\"”’'" or text[stop - 1].isspace()):
        stop -= 1
    if stop == begin or text[stop - 1] not in _PAIRS:
        return None
    closing = text[stop - 1]
    depth = 0
    for at in range(stop - 1, begin - 1, -1):
        if text[at] == closing:
            depth += 1
        elif text[at] == _PAIRS[closing]:
            depth -= 1
            if depth == 0:
                return at, stop
    return None


def first_bracket(text: str, begin: int, end: int) -> tuple[int, int] | None:
    """Give the balanced bracket that opens the span; None without one."""
    if begin >= end or text[begin] not in _PAIRS.values():
        return None
    depth = 0
    for at in range(begin, end):
        if text[at] == text[begin]:
            depth += 1
        elif _PAIRS.get(text[at]) == text[begin]:
            depth -= 1
            if depth == 0:
                return begin, at + 1
    return None


def ends_sentence(text: str, begin: int, end: int) -> bool:
    """Whether the span ends with a sentence, or is empty."""
    begin, end = edges(text, begin, end)
    while end > begin and text[end - 1] in "\"”»’')]":
        end -= 1
    return begin == end or text[end - 1] in _ENDS


def sentence_starts(text: str, begin: int, end: int) -> Iterator[int]:
    """Give where sentences start inside the span, the first excepted."""
    return (start for start, sure in starts(text, begin, end) if sure)


def starts(text: str, begin: int, end: int) -> Iterator[tuple[int, bool]]:
    """Give where sentences start or may start, the first excepted, and whether it is sure.

    Behind an abbreviation ("Johnstown, Pa.") or an initial ("vitamin C.") it is not.
    """
    words = lexicon()
    tokens = tokenize(text[begin:end])
    for before, token in zip(tokens, tokens[1:], strict=False):
        stop = before.dot and not (
            before.initial or words.is_a("abbreviation", before.fold) or "." in before.text
        )
        mark = before.kind == "mark" and (
            before.text in _ENDS or (before.text in '"”»)’:' and token.gap)
        )
        if (stop or mark) and (token.gap or token.kind == "cjk") and token.text[0] not in ".,;:)":
            yield begin + token.start, True
        elif before.dot and token.gap and token.capital and not token.initial:
            yield begin + token.start, False


def seams(text: str, begin: int, end: int) -> Iterator[int]:
    """Give where two words have lost the space between them: a lower case letter or a stop
    before a capital, or two scripts."""
    for at in range(end - 1, begin, -1):
        one, two = text[at - 1], text[at]
        if one.islower() and two.isupper() and text[max(begin, at - 3) : at].isalpha():
            yield at
        elif one in '.)”"' and two.isupper() and at - 2 >= begin and text[at - 2].islower():
            yield at
        elif one.isalpha() and two.isalpha() and _script(one) != _script(two):
            yield at


def _script(letter: str) -> str:
    if letter.isascii():
        return "LATIN"
    return unicodedata.name(letter, "?").split(" ", 1)[0]
