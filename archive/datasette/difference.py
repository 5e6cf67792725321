"""What changed between two texts, word by word, for reading.

Paragraphs are matched first, then words within those that changed: words of a moved paragraph
should not be scattered over the text, and the time stays near what the changes take.
"""

from __future__ import annotations

import re
from collections import Counter
from difflib import SequenceMatcher
from typing import TYPE_CHECKING, Literal, NamedTuple

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

Kind = Literal["same", "added", "removed"]

_WORD = re.compile(r"\w+\s*|[^\w\s]\s*|\s+")
"""A word or sign, with the space behind it: spaces by themselves would match each other."""
_FINE = re.compile(r"\w+|\s+|[^\w\s]")
_PARAGRAPH = re.compile(r"\n\s*\n")
_MOST_PAIRS = 200_000
"""Pairs of equal words in two paragraphs. Comparing takes some multiple of their number; texts with
more, which only repetition makes, are shown as one removed and one added."""
_NEAR = 8
"""Paragraphs further on that may be the new wording of one."""
_ALIKE = 0.35
"""Below this share of common words two paragraphs are shown whole, one after the other."""
_SHORT = 1
"""Words that stay between two changes, but so few that reading goes easier without the break."""


class Piece(NamedTuple):
    """A stretch of text, and what became of it."""

    kind: Kind
    text: str


Paragraph = tuple[Piece, ...]


def paragraphs(old: str | None, new: str | None) -> list[Paragraph]:
    """Both texts in one, paragraph by paragraph.

    Args:
        old: paragraphs separated by empty lines; None for no text.
        new: likewise.

    Returns:
        Pieces of each paragraph; what is not added is the old text, what is not removed the new.
    """
    before, after = _split(old), _split(new)
    if _pairs(before, after) > _MOST_PAIRS:
        return [*_each("removed", before), *_each("added", after)]
    found: list[Paragraph] = []
    matcher = SequenceMatcher(None, before, after, autojunk=False)
    for operation, a, b, c, d in matcher.get_opcodes():
        if operation == "equal":
            found += [(Piece("same", text),) for text in before[a:b]]
        else:
            found += _changed(before[a:b], after[c:d])
    return found


def words(old: str, new: str) -> Paragraph:
    """Two versions of one paragraph, or headline, in one."""
    before, after = _WORD.findall(old), _WORD.findall(new)
    if not before or not after or _pairs(before, after) > _MOST_PAIRS:
        return _whole(old, new)
    matcher = SequenceMatcher(None, before, after, autojunk=False)
    if matcher.ratio() < _ALIKE:
        return _whole(old, new)
    return tuple(_joined(_operations(matcher, before, after)))


def changed(pieces: Sequence[Piece]) -> bool:
    """Whether anything was added or removed."""
    return any(piece.kind != "same" for piece in pieces)


def _split(text: str | None) -> list[str]:
    return [part.strip() for part in _PARAGRAPH.split(text or "") if part.strip()]


def _each(kind: Kind, texts: list[str]) -> Iterator[Paragraph]:
    return ((Piece(kind, text),) for text in texts)


def _whole(old: str, new: str) -> Paragraph:
    if old == new:
        return (Piece("same", old),) if old else ()
    both = (Piece("removed", old), Piece("added", new))
    return tuple(piece for piece in both if piece.text)


def _changed(before: list[str], after: list[str]) -> Iterator[Paragraph]:
    """Changed paragraphs: each old one beside the new one that is most like it, in order."""
    position = 0
    for text in before:
        partner = _partner(text, after[position:])
        if partner is None:
            yield (Piece("removed", text),)
            continue
        yield from ((Piece("added", extra),) for extra in after[position : position + partner])
        position += partner
        yield words(text, after[position])
        position += 1
    yield from ((Piece("added", extra),) for extra in after[position:])


def _partner(text: str, candidates: list[str]) -> int | None:
    """Which of the next few paragraphs is the new wording of this one."""
    own = Counter(_WORD.findall(text))
    best, likeness = None, _ALIKE
    for number, candidate in enumerate(candidates[:_NEAR]):
        other = Counter(_WORD.findall(candidate))
        common = 2 * (own & other).total() / max(own.total() + other.total(), 1)
        if common > likeness:
            best, likeness = number, common
    return best


def _pairs(before: Sequence[str], after: Sequence[str]) -> int:
    """How many pairs of equal words two texts have."""
    own, other = Counter(before), Counter(after)
    return sum(number * other[word] for word, number in own.items())


def _operations(
    matcher: SequenceMatcher[str], before: list[str], after: list[str]
) -> Iterator[tuple[str, str]]:
    """Pairs of old and new text; equal where nothing changed."""
    for _, a, b, c, d in matcher.get_opcodes():
        yield "".join(before[a:b]), "".join(after[c:d])


def _joined(pairs: Iterator[tuple[str, str]]) -> Iterator[Piece]:
    """Changes as pieces, those that only a word or a space keeps apart taken together."""
    stretches: list[tuple[str, str]] = []
    for old, new in pairs:
        short = old == new and len(_WORD.findall(old)) <= _SHORT
        if stretches and not _same(stretches[-1]) and (short or old != new):
            stretches[-1] = (stretches[-1][0] + old, stretches[-1][1] + new)
        else:
            stretches.append((old, new))
    carried = ""  # from the end of a change to the text behind it
    for old, new in stretches:
        if old == new:
            yield Piece("same", carried + old)
            carried = ""
            continue
        if carried:
            yield Piece("same", carried)
        tail = _common_end(old, new)
        if old[: len(old) - tail]:
            yield Piece("removed", old[: len(old) - tail])
        if new[: len(new) - tail]:
            yield Piece("added", new[: len(new) - tail])
        carried = old[len(old) - tail :]
    if carried:
        yield Piece("same", carried)


def _same(pair: tuple[str, str]) -> bool:
    return pair[0] == pair[1]


def _common_end(old: str, new: str) -> int:
    """Length of the words and spaces at the end of both."""
    a, b = _FINE.findall(old), _FINE.findall(new)
    length = 0
    for one, other in zip(reversed(a), reversed(b), strict=False):
        if one != other:
            break
        length += len(one)
    return length
