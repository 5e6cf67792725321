"""A credit found in a caption; and what a bracket must hold to be one, wherever it stands."""

from __future__ import annotations

import re
from dataclasses import dataclass
from typing import TYPE_CHECKING, Final

from archive.extract.credit import edges, evidence
from archive.extract.credit.evidence import is_about_the_scene, shows_a_thing
from archive.extract.credit.grammar import read
from archive.extract.credit.labels import past_label
from archive.extract.credit.sentences import ends_sentence
from archive.extract.credit.words import TAKEN

if TYPE_CHECKING:
    from collections.abc import Iterator

    from archive.extract.credit.edges import Span
    from archive.extract.credit.reading import Reading

WINDOW: Final = 700
"""Only so many characters at each end of a caption are looked at."""
_YEAR: Final = re.compile(r", (?:19|20)\d\d$")
_REGION: Final = 2
"""Letters of a state's abbreviation."""
LONGEST: Final = 300
"""No credit has more characters than this."""


@dataclass(frozen=True, slots=True)
class Found:
    """A credit and the caption around it, as spans of the text.

    Attributes:
        credit: the credit, without label and brackets.
        caption: what is left.
        reading: how the grammar read the credit.
    """

    credit: Span
    caption: Span
    reading: Reading


def cut(text: str, caption: Span, credit: Span, reading: Reading) -> Found:
    """Give a credit and its caption without the brackets and marks around and between them."""
    return Found(edges.credit(text, *credit), edges.caption(text, *caption), reading)


def _is_party(reading: Reading, text: str) -> bool:
    return evidence.is_known_body(reading) or evidence.is_surely_person(reading, text)


def _is_region(text: str, begin: int, bracket: Span) -> bool:
    """Whether two capitals behind a name say where a place is: "em Belmare (RN)"."""
    inner = text[bracket[0] + 1 : bracket[1] - 1]
    before = text[begin : bracket[0]].split()
    return len(inner) == _REGION and inner.isupper() and before[-1:] != [] and before[-1].istitle()


def _stands_alone(reading: Reading) -> bool:
    return evidence.stands_alone(reading) or evidence.is_one_body(reading)


def _is_of_a_thing(reading: Reading, text: str, begin: int, bracket: Span) -> bool:
    """Whether a body in brackets is whose picture of a thing it is, and no name written short."""
    if not evidence.is_public_body(reading) or evidence.is_expansion(text, begin, bracket):
        return False
    # Other bodies behind a place may be where it is: "a plant in Ohio (Belmare Tank Plant)".
    made = reading.kinds() == {"company"} and is_about_the_scene(text, begin, bracket[0])
    return made or shows_a_thing(text, begin, bracket[0])


def is_described(tail: str) -> bool:
    """Whether a bracket at the end names nobody: where one stands, an age, a party."""
    span = edges.last_bracket(tail, 0, len(tail))
    if span is None or span[0] == 0:
        return False
    inner = read(tail[span[0] + 1 : span[1] - 1])
    told = inner.signs - {"noise", "remark"}
    return not (inner.creators or told or inner.knows_body())


def bracketed(text: str, begin: int, bracket: Span, caption: Span) -> Iterator[Found]:
    """Give what a bracket holds, where it is a credit."""
    start, end = bracket[0] + 1, bracket[1] - 1
    if end - start > LONGEST:
        return
    behind = past_label(text, start, end)
    start = start if behind is None else behind
    reading = read(text[start:end])
    if behind is None and _YEAR.search(text, start, end) and not reading.organizations:
        return  # "“The Example” (Jane Holt, 2019)" is whose work it is
    good = (
        (behind is not None and evidence.reads_as_labelled(reading))
        or (behind is not None and evidence.opens_as_credit(reading, text[start:end]))
        or (evidence.is_strong(reading) and not evidence.is_expansion(text, begin, bracket))
        or evidence.is_ranked(reading)
        or evidence.is_staffs(reading, text[start:end])
        or evidence.is_signed(reading, text[start:end])
        or (text.endswith(TAKEN, start, end) and bool(reading.creators) and not reading.loose)
        or (_stands_alone(reading) and ends_sentence(text, begin, bracket[0]))
        or _is_of_a_thing(reading, text, begin, bracket)
        or (
            _is_party(reading, text[start:end])
            and is_about_the_scene(text, begin, bracket[0])
            and not _is_region(text, begin, bracket)
        )
    )
    if good:
        yield Found(edges.credit(text, start, end), caption, reading)
    elif handed := evidence.handed_on(reading, text[start:end]):
        yield Found(edges.credit(text, start, end), caption, handed)
