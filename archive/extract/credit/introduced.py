"""Credits that a label introduces at the end of a caption, with what may stand in front of it."""

from __future__ import annotations

from itertools import chain
from typing import TYPE_CHECKING, Final

from archive.extract.credit import edges, evidence
from archive.extract.credit.found import LONGEST, WINDOW, Found, bracketed, cut
from archive.extract.credit.grammar import read
from archive.extract.credit.labels import labels, past_label
from archive.extract.credit.lexicon import AGENCY, PRESS, lexicon
from archive.extract.credit.sentences import (
    glued_labels,
    seams,
    sentence_starts,
    small_labels,
)
from archive.extract.credit.signs import last_sign
from archive.extract.credit.tokens import tokenize

if TYPE_CHECKING:
    from collections.abc import Iterator

    from archive.extract.credit.reading import Reading
    from archive.extract.credit.wording import Label

_REACH: Final = 40
"""Characters in front of a label in which a party is looked for."""
_LONGEST_DESK: Final = 4
"""Letters of a newspaper's initials."""
_LONGEST_NAMED: Final = 80
"""Characters of a name and the noun behind it, no more."""


def labelled(text: str, begin: int, end: int) -> Iterator[Found]:
    """What follows the last label: "… Photo: Name/Agency"."""
    best = None
    found = labels(text, max(begin, end - WINDOW), end)
    if inside := _label_inside(text, begin, end, found):
        yield inside
        return
    for label in reversed(found):
        if label.start == _opening(text, begin, end) or end - label.stop > LONGEST:
            continue
        if _is_inside(label, text, begin, end):
            continue
        desk = next(
            filter(None, (place(text, begin, label.start) for place in _BEFORE_LABEL)), None
        )
        if desk is not None:
            reading = read(text[desk:end])
            if reading.creators and reading.organizations and not reading.loose:
                best = cut(text, (begin, desk), (desk, end), reading)
                break
        reading = read(text[label.stop : end])
        if best and not _goes_on(text[label.stop : end], reading, best.reading):
            break
        if _follows(label, reading, text[label.stop : end]):
            caption = (begin, _before_date(text, begin, label.start))
            best = cut(text, caption, (label.stop, end), reading)
    if best:
        yield best


def _before_date(text: str, begin: int, start: int) -> int:
    """Give where a bracket opens that holds a day and a label, else where the label begins.

    "… in the capital. (November 8, 2014 - Source: Name/AGENCY)"
    """
    opening = edges.open_bracket(text, max(begin, start - _REACH), start)
    inside = tokenize(text[opening + 1 : start]) if opening is not None else []
    words = lexicon()
    dated = all(t.kind in ("mark", "number") or words.is_a("month", t.fold) for t in inside)
    return opening if opening is not None and inside and dated else start


def _is_inside(label: Label, text: str, begin: int, end: int) -> bool:
    """Whether a label opens a bracket behind which the caption goes on."""
    at = edges.blanks(text, begin, label.start)[1] - 1
    close = edges.closing(text, at, end) if at >= begin and text[at] in edges.OPENING else None
    return close is not None and any(c.isalpha() for c in text[close:end])


def _label_inside(text: str, begin: int, end: int, found: list[Label]) -> Found | None:
    """Give what the last bracket holds if a body opens it: "(example.com/Photo by Name)"."""
    span = edges.last_bracket(text, max(begin, end - WINDOW), end)
    if span is None or not any(_opening(text, *span) < one.start < span[1] for one in found):
        return None
    whole = next(bracketed(text, begin, span, edges.caption(text, begin, span[0])), None)
    if whole is None or whole.reading.loose:
        return None
    opened = past_label(text, span[0] + 1, span[1] - 1) is not None  # "(© EBC, Montage: Name)"
    named = whole.reading.organizations or "courtesy" in whole.reading.signs
    return whole if opened or named else None


def _desk(text: str, begin: int, start: int) -> int | None:
    """Give where a newspaper's initials open a sentence right before a label: "ST PHOTO: Name"."""
    tokens = tokenize(text[max(begin, start - _REACH) : start])
    if not tokens:
        return None
    before, desk = tokens[-2:-1], tokens[-1]
    if not text[start : start + 2].isupper() and lexicon().match([desk], 0, AGENCY) is None:
        return None
    short = desk.kind == "word" and desk.text.isupper() and 1 < len(desk.text) <= _LONGEST_DESK
    opens = not before or before[0].dot or before[0].text in '!?)”"'
    return max(begin, start - _REACH) + desk.start if short and opens and not desk.dot else None


def _before_slash(text: str, begin: int, start: int) -> int | None:
    """Give where a publisher stands that a slash ties to a label: "Radio Belmare/Ph. Name"."""
    if text[start - 1 : start] != "/":
        return None
    opening = max(sentence_starts(text, max(begin, start - _REACH), start), default=start)
    named = _names_publishers(text[opening : start - 1])
    return opening if named and opening < start else None


def _behind_sign(text: str, begin: int, start: int) -> int | None:
    """Give where a © and its holder stand right before a label: "© AGENCY Foto: Name"."""
    window = max(begin, start - _REACH)
    at = last_sign(text, window, start)
    if at < window:
        return None
    holder = past_label(text, at, start) or start
    reading = read(text[holder:start], whole=True)
    return holder if "agency" in reading.kinds() and not reading.loose else None


_BEFORE_LABEL: Final = (_desk, _before_slash, _behind_sign)
"""What of a credit may stand in front of its label."""


def _names_publishers(text: str) -> bool:
    """Whether a text names agencies or media, and nothing else."""
    reading = read(text, whole=True)
    return not (reading.loose or reading.creators) and PRESS.issuperset(reading.kinds() or {""})


def _follows(label: Label, reading: Reading, tail: str) -> bool:
    """Whether a reading is good enough behind such a label."""
    if label.weak:
        named = reading.creators or any(
            body.known or body.kind in evidence.NAMED for body in reading.organizations
        )
        return bool(named) and not (reading.loose or any(sentence_starts(tail, 0, len(tail))))
    if label.sure and evidence.reads_as_labelled(reading):
        return True
    opens = label.sure and evidence.opens_as_credit(reading, tail)
    return opens or (reading.parties > 0 and not reading.loose)


def _opening(text: str, begin: int, end: int) -> int:
    """Give where the text's first word stands, behind a bracket that may open it."""
    while begin < end and (text[begin] in edges.OPENING or text[begin].isspace()):
        begin += 1
    return begin


def _goes_on(tail: str, longer: Reading, reading: Reading) -> bool:
    """Whether an earlier label begins the same credit: "Photo: Name / Map: AGENCY"."""
    more = not longer.loose and longer.parties == reading.parties + 1
    return more and not any(sentence_starts(tail, 0, len(tail)))


def _ends_label(text: str, start: int, stop: int) -> bool:
    """Whether a colon ends a label, or what some print for one: "Credit...", "Image source, "."""
    marked = not edges.COLONS.isdisjoint(text[start:stop])
    return marked or text.startswith(",", stop) or text.startswith(("...", "…"), stop - 1)


def glued_label(text: str, begin: int, end: int) -> Iterator[Found]:
    """A label that lost the white space before it: "… the riflePhoto: Name"."""
    window = max(begin, end - LONGEST)
    glued = (seams, glued_labels, small_labels)
    for start in chain.from_iterable(find(text, window, end) for find in glued):
        behind = past_label(text, start, end)
        if behind is None or not _ends_label(text, start, behind):
            continue
        reading = read(text[behind:end], whole=True)
        if reading.parties and not reading.loose:
            said = text[start:behind].rstrip(" .:")
            before = text[begin:start].removesuffix(said)  # "… was found.CreditCredit...Name"
            yield cut(text, (begin, begin + len(before)), (behind, end), reading)


def named_first(text: str, begin: int, end: int) -> Iterator[Found]:
    """A credit at the front whose noun stands behind its name: "Jono Holto nuotr. Kariai …"."""
    tokens = tokenize(text[begin : min(end, begin + _LONGEST_NAMED)])
    nouns = (at for at, t in enumerate(tokens) if at and lexicon().is_a("noun-behind", t.fold))
    at = next(nouns, 0)
    if at == 0:
        return
    start, stop = begin + tokens[at].start, begin + tokens[at].end
    reading = read(text[begin:start], whole=True)
    behind = text[stop:end].lstrip(" .\n")
    sentence = any(sentence_starts(text, begin, start))
    apart = (not behind or behind[0].isupper()) and not sentence
    if apart and reading.parties and not reading.loose:
        yield cut(text, (stop, end), (begin, stop), reading)
