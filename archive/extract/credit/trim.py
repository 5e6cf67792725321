"""Corrects where a credit that was found begins and ends."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING, Final

from archive.extract.credit import edges, furniture
from archive.extract.credit.found import Found
from archive.extract.credit.grammar import read
from archive.extract.credit.instructions import instructions_start
from archive.extract.credit.labels import label_at_end, labels, only_noun
from archive.extract.credit.names import has_given_name
from archive.extract.credit.sentences import sentence_starts
from archive.extract.credit.signs import sign_length
from archive.extract.credit.tokens import tokenize

if TYPE_CHECKING:
    from archive.extract.credit.edges import Span
    from archive.extract.credit.reading import Reading

_GLUED: Final = re.compile(r"(?<=[^\W_A-Z][.!?])[^\W\d_a-z]\.$")
"""An initial that lost the blank before it: "… in 2019.J. | Holt/AP"."""
_DATED: Final = re.compile(
    r"\s*[(\[]\s*(?:[^\W\d_][\w .'’/-]{1,40},\s*\d{1,2}\.\s?\d{1,2}\.\s?(?:19|20)?\d\d"
    r"|(?:publi|posted|veröff|pubbl|public)\w*\b[^()\[\]]{0,30})\s*[)\]]?$",
    re.IGNORECASE,
)
_REACH: Final = 24
"""Characters in front of a credit in which initials are looked for."""
_LONGEST_LABELLED: Final = 40
_LONGEST_HOLDER: Final = 60
_FEW: Final = 2
"""Words behind a label that a credit's own mark cut off."""
_THANKS: Final = frozenset({"via", "h/t", "hat"})


def with_initials(text: str, found: Found) -> Found:
    """Take initials that the caption kept, whose full stop is no sentence's: "… A. | Holt/AP".

    In front of a given name a letter is the caption's last word ("vitamin C. Jane Holt").
    """
    start, end = found.credit
    begin, stop = found.caption
    before = found.reading
    apart = stop <= start < end and not text[stop:start].strip()
    window = max(begin, stop - _REACH)
    glued = _GLUED.search(text, window, stop)
    if not apart or (_opens_with_given(before, text[start:end]) and not glued):
        return found
    first = glued.start() if glued else start
    for token in [] if glued else reversed(tokenize(text[window:stop])):
        if not (token.initial and token.dot):
            break
        first = window + token.start
    if first in (begin, start) or text[begin:first].rstrip().endswith(","):
        return found  # "Example, S.C. Name": a state
    reading = read(text[first:end])
    if reading.loose or reading.parties != before.parties or not reading.creators:
        return found
    return Found((first, end), edges.caption(text, begin, first), reading)


def _opens_with_given(reading: Reading, credit: str) -> bool:
    """Whether a credit begins with a whole name, or with no name at all."""
    first = [c.name for c in reading.creators] + [o.name for o in reading.organizations]
    return has_given_name(credit) or not any(credit.startswith(name) for name in first)


def with_labelled(text: str, found: Found) -> Found:
    """Take what the caption kept behind a label: "… Foto: someone | EBC"."""
    start, end = found.credit
    begin, stop = found.caption
    if not begin < stop <= start < end:
        return found
    window = max(begin, stop - _LONGEST_LABELLED)
    label = next((one for one in reversed(labels(text, window, stop)) if one.sure), None)
    if label is None or edges.COLONS.isdisjoint(text[label.start : label.stop]):
        return found
    kept = tokenize(text[label.stop : stop])
    if not 0 < sum(token.kind == "word" for token in kept) <= _FEW or any(t.dot for t in kept):
        return found
    credit = edges.credit(text, label.stop, end)
    return Found(credit, edges.caption(text, begin, label.start), read(text[slice(*credit)]))


def with_holder(text: str, found: Found) -> Found:
    """Take a sentence in front that tells whose it is: "… © Crown copyright. Photo: Jane Holt"."""
    start, end = found.credit
    begin, stop = found.caption
    if not begin < stop <= start < end:
        return found
    window = max(begin, stop - _LONGEST_HOLDER)
    for first in sentence_starts(text, window, stop):
        held = read(text[first:stop])
        told = "crown" in held.signs or (held.parties > 0 and sign_length(text, first, stop) > 0)
        if told and not held.loose:
            span = edges.credit(text, first, end)
            whole = read(text[slice(*span)])
            caption = edges.caption(text, begin, first)
            return found if whole.loose else Found(span, caption, whole)
    return found


def without_via(text: str, found: Found) -> Found:
    """Drop a bracket that thanks whoever passed the picture on: "Name, Service. [via Somebody]"."""
    begin, end = found.credit
    span = edges.last_bracket(text, begin, end) or _open_bracket(text, begin, end)
    if span is None or span[0] <= begin:
        return found
    words = tokenize(text[span[0] + 1 : end])
    stop = edges.blanks(text, begin, span[0])[1]
    if not words or words[0].fold not in _THANKS or text[stop - 1] != ".":
        return found
    reading = read(text[begin:stop])
    if reading.loose or not reading.parties:
        return found
    return Found(edges.credit(text, begin, stop), found.caption, reading)


def without_tail(text: str, found: Found) -> Found:
    """Drop what reserves rights, and page furniture, at the end of a credit in brackets."""
    begin, end = found.credit
    stop = furniture.tail(text, begin, end)
    if stop == end:
        return found
    span = edges.credit(text, begin, stop)
    return Found(span, found.caption, read(text[slice(*span)]))


def without_date(text: str, found: Found) -> Found:
    """Drop a bracket that tells where and when it was: "Jane Holt / AP (Bern, 25. 10. 2023)"."""
    begin, end = found.credit
    dated = _DATED.search(text, begin, end)
    if dated is None or dated.start() <= begin:
        return found
    span = edges.credit(text, begin, dated.start())
    reading = read(text[slice(*span)])
    return found if reading.loose else Found(span, found.caption, reading)


def without_label(text: str, found: Found) -> Found:
    """Drop a label between the caption and a bracket that holds the credit: "… Photo: (X)"."""
    begin, end = found.caption
    start = label_at_end(text, begin, end)
    if text.endswith(".", begin, end) and only_noun(text[start:end]) == "remark":
        return found  # "… in the wood. Kuvituskuva. | Name": what kind of picture it is
    if not begin <= start < end <= found.credit[0]:
        return found
    return Found(found.credit, edges.caption(text, begin, start), found.reading)


def without_instructions(text: str, found: Found) -> Found:
    """Drop what is told to editors between the caption and a credit behind it."""
    begin, end = found.caption
    start = instructions_start(text, begin, end)
    if not begin < start < end:
        return found
    return Found(found.credit, edges.caption(text, begin, start), found.reading)


def _open_bracket(text: str, begin: int, end: int) -> Span | None:
    """Give the last bracket that opens in the span, closed or not."""
    at = max(text.rfind(mark, begin, end) for mark in "[(")
    return (at, end) if at >= begin else None
