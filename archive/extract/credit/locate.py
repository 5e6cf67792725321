"""Finds where in a printed caption the credit stands.

Each stage looks at one place where credits are printed; what stands there is taken when the
grammar reads it well enough for that place. The surest places come first. Only the two ends of
a text are looked at, so that a caption of any length takes the same time.
"""

from __future__ import annotations

import re
from typing import TYPE_CHECKING, Final

from archive.extract.credit import fronts, introduced, runs, tails
from archive.extract.credit.evidence import MOST_ASIDE, tells_office
from archive.extract.credit.trim import (
    with_holder,
    with_initials,
    with_labelled,
    without_date,
    without_instructions,
    without_label,
    without_tail,
    without_via,
)

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator

    from archive.extract.credit.found import Found

_ADVERTISED: Final = re.compile(
    r"[$€£]\s?\d|\d\s?[€£](?!\w)|(?<![\w-])\+?\d{2,4}-\d{3,5}-\d{3,6}(?![\w-])"
)
"""What something costs, and where to call, is told in advertising, and in no credit."""
_LOGO: Final = re.compile(r"\W*logos?\b", re.IGNORECASE)
"""What a sign belongs to is told behind it: "Logo of Example News"."""
_MARKED: Final = frozenset("([:：=©ⓒ)/")
"""Marks in front of a credit; a name behind "Logo of" has none."""
_STAGES: Final[tuple[Callable[[str, int, int], Iterator[Found]], ...]] = (
    fronts.captioned,
    fronts.labelled_whole,
    fronts.barred,
    tails.in_brackets,
    tails.in_open_bracket,
    introduced.labelled,
    fronts.unlabelled_whole,
    tails.in_bracket,
    introduced.glued_label,
    tails.behind_copyright,
    tails.last_sentence,
    tails.taken,
    runs.tied,
    tails.glued,
    tails.separated,
    fronts.wire_line,
    fronts.bracket,
    fronts.labelled,
    introduced.named_first,
    fronts.unlabelled,
    runs.run_on,
    runs.shouted,
    fronts.inner_bracket,
    fronts.inner_label,
)


def _is_credible(found: Found) -> bool:
    """Whether something is left of a credit, and no sentence's end is taken for a remark on it."""
    return found.credit[0] < found.credit[1] and found.reading.aside <= MOST_ASIDE


def locate(text: str, begin: int, end: int) -> Found | None:
    """Find the credit in ``text[begin:end]``; None where the text carries none."""
    candidates = (found for stage in _STAGES for found in stage(text, begin, end))
    found = next((found for found in candidates if _is_credible(found)), None)
    if found is None or _ADVERTISED.search(text, *found.credit):
        return None
    if found.credit[0] == begin and tells_office(found.reading, text[slice(*found.credit)]):
        return None
    if _LOGO.match(text, begin, end) and text[begin : found.credit[0]].rstrip()[-1:] not in _MARKED:
        return None
    for mend in (
        with_initials,
        with_labelled,
        with_holder,
        without_via,
        without_date,
        without_tail,
        without_label,
        without_instructions,
    ):
        found = mend(text, found)
    # Nothing is left of a bracket that tells editors something, and no more.
    return found if found.credit[0] < found.credit[1] else None
