"""The three questions that can be asked of a printed text."""

from __future__ import annotations

from typing import Final

from archive.extract.credit import furniture, trim
from archive.extract.credit.grammar import Reading, read
from archive.extract.credit.identifiers import find_identifier
from archive.extract.credit.locate import locate
from archive.extract.credit.phrases import is_person
from archive.extract.credit.rights import rights_of
from archive.model import Credit

_LONGEST_LINE: Final = 400
_LONGEST_UNMARKED: Final = 160
_MOST_ASIDE: Final = 6
"""More words than this behind a dash make a sentence of it."""


def _credit(text: str, credit: tuple[int, int], caption: str | None, reading: Reading) -> Credit:
    return Credit(
        caption=caption or None,
        text=text[credit[0] : credit[1]],
        creators=tuple(c.name for c in reading.creators),
        ranks=tuple(c.rank for c in reading.creators),
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
    begin, stop = trim.edges(printed, 0, len(printed))
    end = furniture.tail(printed, begin, stop)
    found = locate(printed, begin, end) if begin < end else None
    if found is None or found.credit[0] >= found.credit[1]:
        return Credit(caption=printed[begin:end] or None)
    reading = found.reading
    if reading.identifier is None:
        number = find_identifier(printed[max(0, stop - 700) : stop]) or find_identifier(
            printed[:200]
        )
        reading.identifier = number.group() if number else None
    caption = printed[found.caption[0] : found.caption[1]]
    return _credit(printed, found.credit, caption, reading)


def parse_credit_line(text: str) -> Credit:
    """Read a text that is known to be a credit, such as an element marked as one.

    Args:
        text: the credit, with or without label and brackets.

    Returns:
        The credit; its caption is None. Without a word in it, an empty `Credit`.
    """
    begin, end = trim.edges(text, 0, len(text))
    end = furniture.tail(text, begin, end)
    begin, end = trim.bare(text, begin, end)
    start = trim.past_label(text, begin, end)
    if start is None:
        start = begin
    credit = trim.bare(text, start, end)
    if credit[0] >= credit[1]:
        return Credit()
    reading = read(text[credit[0] : min(credit[1], credit[0] + _LONGEST_LINE)])
    return _credit(text, credit, None, reading)


def is_credit(text: str) -> bool:
    """Say whether a short text that nothing marks, standing alone, is a credit.

    Precision goes first: a section name, a date, a button, a sentence are none.
    """
    begin, end = trim.edges(text, 0, len(text))
    if begin >= end or end - begin > _LONGEST_UNMARKED:
        return False
    start = trim.past_label(text, begin, end)
    reading = read(text[begin if start is None else start : end])
    if reading.loose or reading.aside > _MOST_ASIDE or any(trim.sentence_starts(text, begin, end)):
        return False
    if not (reading.parties or reading.signs & {"courtesy", "licence"}):
        return False
    if start is not None:
        return True
    kinds = reading.kinds()
    if kinds & {"agency"} or reading.signs & {"licence", "service-photo", "courtesy", "copyright"}:
        return True
    if kinds & {"medium", "us", "state", "company", "unit", "platform"}:
        return bool(reading.creators)
    return len(reading.creators) == 1 and not reading.organizations and is_person(text[begin:end])
