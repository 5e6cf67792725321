"""What the printed words of a credit say of the right to reprint: the first sign that holds."""

from __future__ import annotations

from typing import TYPE_CHECKING

from archive.extract.credit.lexicon import lexicon
from archive.extract.credit.tokens import tokenize

if TYPE_CHECKING:
    from archive.extract.credit.grammar import Reading
    from archive.model import Rights


def rights_of(reading: Reading) -> Rights:
    """Judge a reading, from its words alone.

    The order: handed out; an open licence; an agency or stock service; a medium; a United States
    body or rank; another state's body or rank; a maker; nothing of these. Platforms never decide.
    """
    kinds = reading.kinds()
    unit = _unit_side(reading) if "unit" in kinds else None
    ranks = {c.rank_kind for c in reading.creators}
    if "courtesy" in reading.signs:
        return "courtesy-or-handout"
    if "licence" in reading.signs:
        return "creative-commons-or-ogl"
    if "agency" in kinds:
        return "agency"
    if "medium" in kinds:
        return "own-staff-or-freelance"
    if "us" in kinds or unit == "us" or "rank-us" in ranks:
        return "us-government"
    if kinds & {"state"} or unit or "rank-state" in ranks or "crown" in reading.signs:
        return "crown-or-other-government"
    if "company" in kinds:
        return "company"
    return "unknown"


def _unit_side(reading: Reading) -> str:
    """Say whose a unit is: by country words, else by the service's way to write ranks."""
    words = lexicon()
    text = " ".join(o.name for o in reading.organizations)
    folds = [t.fold for t in tokenize(text)]
    grams = {" ".join(folds[i : i + n]) for n in (1, 2, 3) for i in range(len(folds))}
    if grams & words.sets["country-state"]:
        return "state"
    if grams & words.sets["country-us"]:
        return "us"
    ranks = {c.rank_kind for c in reading.creators}
    if "rank-state" in ranks:
        return "state"
    if "rank-us" in ranks or any(c.rank_dotted for c in reading.creators):
        return "us"
    return "us" if not any(c.rank for c in reading.creators) else "state"
