"""Credits at the end of a caption: where most are printed. Each function is one place."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING, Final

from archive.extract.credit import edges, evidence
from archive.extract.credit.found import LONGEST, WINDOW, Found, bracketed
from archive.extract.credit.grammar import read
from archive.extract.credit.labels import COPYRIGHT, labels, past_label
from archive.extract.credit.sentences import seams, sentence_starts, starts

if TYPE_CHECKING:
    from collections.abc import Iterator

    from archive.extract.credit.reading import Reading

_SEPARATOR: Final = re.compile(r"\s+[|/–—•·-]\s+|\s*\|\s*|\n+\s*|\s{3,}")
_GLUED: Final = frozenset({"agency", "us", "state", "medium"})


def _tail(text: str, caption: edges.Span, credit: edges.Span, reading: Reading) -> Found:
    return Found(edges.credit(text, *credit), edges.caption(text, *caption), reading)


def labelled(text: str, begin: int, end: int) -> Iterator[Found]:
    """What follows the last label: "… Photo: Name/Agency"."""
    best = None
    for label in reversed(labels(text, max(begin, end - WINDOW), end)):
        if label.start == begin or end - label.stop > LONGEST:
            continue
        reading = read(text[label.stop : end])
        if best and not _goes_on(reading, best.reading):
            break
        surely = label.sure and (
            evidence.reads_as_labelled(reading)
            or evidence.opens_as_credit(reading, text[label.stop : end])
        )
        if surely or (reading.parties and not reading.loose):
            best = _tail(text, (begin, label.start), (label.stop, end), reading)
    if best:
        yield best


def _goes_on(longer: Reading, reading: Reading) -> bool:
    """Whether an earlier label begins the same credit: "Photo: Name / Map: AGENCY"."""
    return not longer.loose and longer.parties == reading.parties + 1


def in_bracket(text: str, begin: int, end: int) -> Iterator[Found]:
    """What the last bracket holds: "… (U.S. Army photo by Sgt. Name)"."""
    span = edges.last_bracket(text, max(begin, end - WINDOW), end)
    if span:
        yield from bracketed(text, begin, span, edges.caption(text, begin, span[0]))


def behind_copyright(text: str, begin: int, end: int) -> Iterator[Found]:
    """What the last © introduces; a name may stand before it: "Name ©Medium"."""
    window = max(begin, end - WINDOW)
    at = max(text.rfind(sign, window, end) for sign in COPYRIGHT)
    if at <= begin or end - at > LONGEST:
        return
    start = past_label(text, at, end) or at
    reading = read(text[start:end])
    if not evidence.reads_as_labelled(reading):
        return
    before = max(sentence_starts(text, window, at), default=begin)
    if before > begin:
        longer = read(text[before:end])
        more = len(longer.creators) == len(reading.creators) + 1
        same = {o.name for o in longer.organizations} <= {o.name for o in reading.organizations}
        party = evidence.is_strong(longer) or evidence.is_ranked(longer)
        few = len(longer.creators) <= len(reading.creators) + 1
        if not longer.loose and few and ((more and same) or party):
            yield _tail(text, (begin, before), (before, end), longer)
    yield _tail(text, (begin, at), (start, end), reading)


def last_sentence(text: str, begin: int, end: int) -> Iterator[Found]:
    """The last sentence, where it is no sentence: "… Name/AGENCY", "… Name Surname"."""
    found = list(starts(text, max(begin, end - WINDOW), end))
    last = max((at for at, (_, sure) in enumerate(found) if sure), default=0)
    for start, sure in found[last:]:
        tail = text[start:end]
        if len(tail) > LONGEST:
            continue
        reading = read(tail)
        strong = evidence.is_strong(reading) and (sure or evidence.is_licensed(reading))
        if strong or (sure and _is_party(reading, tail)):
            yield _tail(text, (begin, start), (start, end), reading)


def _is_party(reading: Reading, tail: str) -> bool:
    if evidence.is_ranked(reading) or evidence.is_plain_name(reading, tail):
        return True
    return evidence.is_one_body(reading) and not tail.endswith(".")


def separated(text: str, begin: int, end: int) -> Iterator[Found]:
    """What stands behind a dash, a bar, a slash or a line break: "… / AFP", "… | Name"."""
    for match in _SEPARATOR.finditer(text, max(begin, end - WINDOW), end):
        start = match.end()
        if match.start() <= begin or end - start > LONGEST:
            continue
        reading = read(text[start:end])
        party = bool(reading.creators) or bool(reading.kinds() & evidence.NAMED)
        bar = "|" in match.group() or "/" in match.group()
        if evidence.is_strong(reading) or (bar and party and not reading.loose):
            yield _tail(text, (begin, match.start()), (start, end), reading)


def glued(text: str, begin: int, end: int) -> Iterator[Found]:
    """A credit that lost the white space before it: "… el puertoArmada"."""
    for start in seams(text, max(begin, end - LONGEST), end):
        reading = read(text[start:end])
        if reading.kinds() & _GLUED and not reading.loose:
            yield _tail(text, (begin, start), (start, end), reading)
