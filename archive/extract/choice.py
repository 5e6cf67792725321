"""One caption and one credit out of what the sources say, in one order (see `photos`)."""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING

from archive.extract.assembly import fuller
from archive.extract.credits import parse_caption, parse_credit_line
from archive.extract.lines import is_captioned
from archive.extract.text import fold
from archive.model import Claim, Credit

if TYPE_CHECKING:
    from collections.abc import Collection, Sequence

    from archive.extract.assembly import Printed

_ORDER = ("attribute", "json-ld", "page-json")


def choose(
    printed: Printed, claims: Sequence[Claim], alt: str | None, shared: Collection[str] = ()
) -> tuple[str | None, Credit | None]:
    """The caption and the credit to show.

    Args:
        printed: what is printed with the photo.
        claims: every source.
        alt: the ``alt`` text.
        shared: folded texts that belong to the story, and fill captions in data for want of one.

    Returns:
        The caption without its credit, and the credit; None where no source has one.
    """
    caption, credit = printed.caption, printed.credit
    rest = [claim for source in _ORDER for claim in claims if claim.source == source]
    for claim in rest:
        told = _told(claim)
        if credit is None and told.text:
            credit = told
        if caption is None and fold(told.caption or "") not in {fold(alt or ""), *shared}:
            caption = told.caption
    if alt and (credit is None or caption is None):
        parsed = parse_caption(alt)
        if parsed.text and parsed.caption:
            # Who writes the credit there writes the whole caption there.
            credit = credit or parsed
            caption = caption or parsed.caption
    if caption and credit and fold(caption) == fold(credit.text or ""):
        caption = None
    return caption, credit


def _told(claim: Claim) -> Credit:
    """A claim's caption and credit, taken apart."""
    credit: Credit | None = None
    names = " / ".join(claim.creators)
    if claim.credit_text and not claim.caption and is_captioned(claim.credit_text):
        return parse_caption(claim.credit_text)
    for text in (claim.credit_text, names, claim.copyright_notice):
        if text:
            credit = parse_credit_line(text)
            if credit.text:
                break
    if not claim.caption:
        return credit or Credit()
    parsed = parse_caption(claim.caption)
    if credit is None or credit.text is None:
        return parsed
    if parsed.text is None:
        return replace(credit, caption=claim.caption)
    best = fuller(parsed, credit, claim.caption)
    if best is None and parsed.creators and parsed.rights != "unknown":
        # What stands behind the caption itself is about this picture; the field beside it may
        # name who put it up.
        best = parsed
    return replace(best or credit, caption=parsed.caption if best else claim.caption)
