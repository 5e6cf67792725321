"""What the printed words of a credit say of the right to reprint: the first sign that holds."""

from __future__ import annotations

from typing import TYPE_CHECKING, Literal

from archive.extract.credit.lexicon import lexicon
from archive.extract.credit.tokens import tokenize

if TYPE_CHECKING:
    from archive.extract.credit.reading import Reading
    from archive.model import Rights


def rights_of(reading: Reading) -> Rights:
    """Judge a reading, from its words alone; platforms never decide."""
    kinds = reading.kinds()
    unit = _side_of_unit(reading) if "unit" in kinds or _is_shared(reading) else None
    known_state = any(o.kind == "state" and o.known for o in reading.organizations)
    guard = "state" in kinds and not known_state and _is_american(reading)
    ranks = _rank_kinds(reading)
    ours = "us" in kinds or unit == "us" or "rank-us" in ranks or guard
    theirs = "state" in kinds or unit == "state" or "rank-state" in ranks
    signs: tuple[tuple[bool, Rights], ...] = (
        ("courtesy" in reading.signs, "courtesy-or-handout"),
        ("licence" in reading.signs, "creative-commons-or-ogl"),
        ("agency" in kinds, "agency"),
        (_is_published(reading), "own-staff-or-freelance"),
        (ours, "us-government"),
        (theirs or "crown" in reading.signs, "crown-or-other-government"),
        ("company" in kinds, "company"),
    )
    return next((rights for holds, rights in signs if holds), "unknown")


def _is_published(reading: Reading) -> bool:
    """Whether a medium is named; one that only its place shows yields to a known service."""
    media = [body for body in reading.organizations if body.kind == "medium"]
    services = any(body.known and body.kind in ("us", "state") for body in reading.organizations)
    return any(body.known or not services for body in media)


def _is_shared(reading: Reading) -> bool:
    """Whether forces of several countries have the one service's name ("Marine"): ranks decide."""
    names = [body.name for body in reading.organizations]
    shared = len(names) == 1 and lexicon().is_a("word-shared", names[0].casefold())
    return shared and bool(_rank_kinds(reading))


def _rank_kinds(reading: Reading) -> set[str]:
    return {c.rank.kind for c in reading.creators if c.rank}


def _is_american(reading: Reading) -> bool:
    """Whether country words say so, and none says otherwise: "Georgia Army National Guard"."""
    sets, phrases = lexicon().sets, _phrases(reading)
    return bool(phrases & sets["country-us"]) and not phrases & sets["country-state"]


def _phrases(reading: Reading) -> set[str]:
    """One to three words that stand together in the bodies' names."""
    folds = [t.fold for t in tokenize(" ".join(o.name for o in reading.organizations))]
    return {" ".join(folds[at : at + n]) for n in (1, 2, 3) for at in range(len(folds))}


def _side_of_unit(reading: Reading) -> Literal["us", "state"]:
    """Say whose a unit is: by country words, by the ranks, by the way ranks are written.

    United States forces abbreviate ranks with a full stop ("Sgt."), the Commonwealth without.
    """
    sets, phrases = lexicon().sets, _phrases(reading)
    kinds = _rank_kinds(reading)
    ranks = [c.rank for c in reading.creators if c.rank]
    if phrases & sets["country-state"]:
        return "state"
    if phrases & sets["country-us"] or "rank-us" in kinds:
        return "us"
    if "rank-state" in kinds:
        return "state"
    return "us" if not ranks or any(r.dotted for r in ranks) else "state"
