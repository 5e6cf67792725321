"""The questions that can be asked of a printed text."""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

from archive.extract.credit import edges, furniture
from archive.extract.credit.evidence import (
    MOST_ASIDE,
    SIGNS,
    handed_on,
    is_known_body,
    is_licensed,
    names_person,
    reads_as_labelled,
    take_holder,
)
from archive.extract.credit.found import WINDOW
from archive.extract.credit.grammar import read
from archive.extract.credit.identifiers import find_identifier
from archive.extract.credit.instructions import instructions_start
from archive.extract.credit.labels import label_at_end, opens_capture, past_label
from archive.extract.credit.lexicon import RANKS, TITLE, lexicon
from archive.extract.credit.locate import locate
from archive.extract.credit.names import is_person
from archive.extract.credit.reserved import forget_reserved
from archive.extract.credit.rights import rights_of
from archive.extract.credit.sentences import sentence_starts
from archive.extract.credit.tokens import tokenize
from archive.model import Credit

if TYPE_CHECKING:
    from archive.extract.credit.edges import Span
    from archive.extract.credit.reading import Reading

_LONGEST_LINE: Final = 1000
_LONGEST_UNMARKED: Final = 160
_LONGEST_JOB: Final = 5
"""Words; in a caption that tells what happens, a job tells of whom."""
_SIGNS: Final = SIGNS | {"licence", "copyright"}
_TYING: Final = "/|,"
"""Marks between a person and a body that no list of given names is needed for."""
_TOGETHER: Final = frozenset({"medium", "us", "state", "company", "unit", "platform"})
"""Bodies that, standing alone, may be a topic: they need a person beside them."""


def _credit(text: str, span: Span, caption: str | None, reading: Reading) -> Credit:
    forget_reserved(reading, text)
    line = text[span[0] : span[1]]
    ranks = (c.rank.text if c.rank else None for c in reading.creators)
    return Credit(
        caption=caption or None,
        text=line,
        creators=tuple(c.name for c in reading.creators),
        # The full stop behind a rank that ends the line may have been taken for a sentence's.
        ranks=tuple(rank if rank is None or rank in line else rank.rstrip(".") for rank in ranks),
        organizations=tuple(o.name for o in reading.organizations),
        identifier=reading.identifier,
        rights=rights_of(reading),
    )


def parse_caption(printed: str) -> Credit:
    """Split a printed caption into caption and credit, and read the credit.

    Args:
        printed: the caption as printed, of any length, in any language.

    Returns:
        The caption and the credit, both spans of ``printed``; where there is no credit, only
        the caption.
    """
    begin, stop = edges.blanks(printed, 0, len(printed))
    end = edges.without_joint(printed, begin, furniture.tail(printed, begin, stop))
    begin = furniture.head(printed, begin, end)
    found = locate(printed, begin, end) if begin < end else None
    if found is None:
        left = printed[begin:end]
        # Of "© All rights reserved" the sign alone is left.
        says = left == printed or any(map(str.isalnum, left))
        return Credit(caption=left if left and says else None)
    if found.reading.identifier is None:
        ends = (printed[max(0, stop - WINDOW) : stop], printed[:WINDOW])
        number = next((m for part in ends if (m := find_identifier(part))), None)
        found.reading.identifier = number.group() if number else None
    return _credit(printed, found.credit, printed[slice(*found.caption)], found.reading)


def may_be_credit(text: str) -> bool:
    """Say whether all of a text may be a credit as captions carry one.

    Most lines of a page may not, as their first words tell: few have to be read whole.
    """
    begin, end = edges.blanks(text, 0, len(text))
    if begin == end:
        return False
    if text[begin] in edges.OPENING or not read(text[begin:end], whole=True).loose:
        return True
    if past_label(text, begin, end) is not None or opens_capture(text, begin, end):
        return True
    stop = furniture.tail(text, begin, end)
    return stop < end and not read(text[begin:stop], whole=True).loose


def parse_credit_line(text: str) -> Credit:
    """Read a text that is known to be a credit, such as an element marked as one.

    Args:
        text: the credit, with or without label and brackets.

    Returns:
        The credit; its caption is None. Without a word in it, or with more characters than any
        credit has, an empty `Credit`.
    """
    begin, end = edges.blanks(text, 0, len(text))
    if end - begin > _LONGEST_LINE:
        return Credit()
    begin, end = edges.credit(text, begin, furniture.tail(text, begin, end))
    start = past_label(text, begin, end, marked=True)
    span = edges.credit(text, begin if start is None else start, end)
    if span[0] >= span[1]:
        return Credit()
    reading = read(text[slice(*span)])
    reading = handed_on(reading, text[slice(*span)]) or reading
    if not reading.parties:
        take_holder(reading, text[slice(*span)])
    return _credit(text, span, None, reading)


def is_credit(text: str) -> bool:
    """Say whether a short text that nothing marks, standing alone, is a credit.

    Precision goes first: a section name, a date, a button, a sentence are none.
    """
    begin, end = edges.blanks(text, 0, len(text))
    end = edges.blanks(text, begin, instructions_start(text, begin, end))[1]
    if not 0 < end - begin <= _LONGEST_UNMARKED:
        return False
    bracket = edges.first_bracket(text, begin, end)
    if bracket == (begin, end):
        begin, end = edges.blanks(text, begin + 1, end - 1)
    start = past_label(text, begin, end)
    from_here = begin if start is None else start
    if any(sentence_starts(text, from_here, end)):
        return False
    reading = read(text[from_here:end], whole=True)
    if reading.loose or reading.aside > MOST_ASIDE or not reads_as_labelled(reading):
        return False
    if start is not None or is_licensed(reading) or reading.signs & _SIGNS:
        return True
    if reading.kinds() & _TOGETHER:
        # "Setting Reasonable Expectations for Monitoring" is a heading.
        sure = any(mark in text for mark in _TYING) or any(
            body.known and body.kind != "platform" for body in reading.organizations
        )
        return bool(reading.creators) and (sure or names_person(reading))
    alone = len(reading.creators) == 1 and not reading.organizations
    return alone and is_person(text[begin:end])


def find_instructions(text: str) -> str | None:
    """Give what an agency tells editors behind a caption or a credit, as printed.

    IPTC Photo Metadata calls it Instructions: "RESTRICTED TO EDITORIAL USE - NO MARKETING". It may
    stand behind the credit's bracket, in it, or in front of it.
    """
    begin, end = edges.blanks(text, 0, len(text))
    spans = [(begin, end)]
    if bracket := edges.last_bracket(text, begin, end):
        spans += [(bracket[0] + 1, bracket[1] - 1), (begin, bracket[0])]
    for span in spans:
        first, last = edges.blanks(text, *span)
        told = edges.credit(text, instructions_start(text, first, last), last)
        if told[0] < told[1]:
            return text[slice(*told)]
    return None


def names_party(text: str) -> bool:
    """Say whether a text names persons or bodies, known or not, and says nothing else of them."""
    reading = read(text, whole=True)
    return reading.parties > 0 and not reading.loose and not reading.aside


def names_body(text: str) -> bool:
    """Say whether a text is the name of one body that the lexicon knows."""
    return is_known_body(read(text, whole=True))


def names_job(text: str) -> bool:
    """Say whether a few words tell what somebody is, as under a portrait: "Chief of staff"."""
    tokens = lexicon().split(tokenize(text))
    if len(tokens) > _LONGEST_JOB:
        return False
    return any(lexicon().match(tokens, at, TITLE | RANKS) for at in range(len(tokens)))


def is_label(text: str) -> bool:
    """Say whether a text is a label and its colon, with nobody behind it ("Foto:")."""
    begin, end = edges.blanks(text, 0, len(text))
    return begin < end and label_at_end(text, begin, end) == begin


def is_labelled(text: str) -> bool:
    """Say whether a text opens with a label or ©: what follows is a credit and no caption."""
    begin, end = edges.blanks(text, 0, len(text))
    if begin < end and text[begin] in edges.OPENING:
        begin += 1
    return past_label(text, begin, end) is not None
