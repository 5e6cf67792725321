"""One photo, however often it is shown: its occurrences taken together."""

from __future__ import annotations

from dataclasses import dataclass, field, replace
from typing import TYPE_CHECKING

from archive.extract.addresses import photo_ids, photo_name, width_of
from archive.extract.assembly import Printed
from archive.extract.images import ASSUMED_WIDTH, with_originals
from archive.extract.text import fold
from archive.likeness.variants import photo_key

if TYPE_CHECKING:
    from archive.extract.described import Described
    from archive.extract.images import Picture


@dataclass
class Found:
    """A photo of the story while it is put together.

    Attributes:
        pictures: its occurrences in the mark-up, in document order.
        printed: what is printed with it.
        described: what data on the page says of it.
        is_lead: whether data calls it the main photo.
    """

    pictures: list[Picture] = field(default_factory=list)
    printed: Printed = field(default_factory=Printed)
    described: list[Described] = field(default_factory=list)
    is_lead: bool = False

    @property
    def is_credited(self) -> bool:
        """Whether what is printed with it, or data, credits it."""
        return bool(self.printed.credit) or any(one.claim.credit_text for one in self.described)

    @property
    def all_urls(self) -> tuple[str, ...]:
        """Every variant, best first."""
        widths: dict[str, int] = {}
        for picture in self.pictures:
            for url in picture.urls:
                widths[url] = max(picture.widths[url], widths.get(url, 0))
        keys = set(map(photo_key, widths))
        for item in self.described:
            for url in item.urls:
                # Data may name another photo of the same number; the same path is the same photo.
                if not keys or photo_key(url) in keys:
                    widths.setdefault(url, width_of(url) or ASSUMED_WIDTH)
        widths = with_originals(widths)
        return tuple(sorted(widths, key=lambda url: -widths[url]))


def grouped(chosen: list[Picture]) -> list[Found]:
    """Occurrences of one photo taken together: same key, or a stand-in beside the real one."""
    found: list[Found] = []
    by_key: dict[str, Found] = {}
    for picture in chosen:
        home = next((by_key[key] for key in sorted(picture.keys) if key in by_key), None)
        if home is None:
            home = Found()
            found.append(home)
        home.pictures.append(picture)
        for key in picture.keys:
            by_key.setdefault(key, home)
    return found


def agree(one: Printed, other: Printed) -> bool:
    """Whether two texts printed with one photo may be of one use: the same, or one incomplete."""
    ours, theirs = set(fold(one.caption or "").split()), set(fold(other.caption or "").split())
    return not ours or not theirs or 2 * len(ours & theirs) >= min(len(ours), len(theirs))


def better(one: Printed, other: Printed) -> Printed:
    """The fuller of two, with the elements and texts of both."""
    gains = bool(other.credit) > bool(one.credit) and bool(other.caption) >= bool(one.caption)
    best, rest = (other, one) if gains or (other and not one) else (one, other)
    return replace(best, elements=best.elements + rest.elements, texts=best.texts + rest.texts)


def without_doubles(found: list[Found]) -> list[Found]:
    """One entry where two are the same photo by identifier and neither contradicts the other."""
    kept: list[Found] = []
    for item in found:
        twin = next((other for other in kept if _same(item, other)), None)
        if twin is None:
            kept.append(item)
            continue
        twin.pictures += item.pictures
        if item.printed and not twin.printed:
            twin.printed = item.printed
        twin.described += [one for one in item.described if one not in twin.described]
    return kept


def _same(one: Found, other: Found) -> bool:
    if _is_one_file(one, other):
        return True
    ours = {found for url in one.all_urls for found in photo_ids(url)}
    theirs = {found for url in other.all_urls for found in photo_ids(url)}
    if not ours or ours != theirs:
        return False
    captions = {fold(item.printed.caption) for item in (one, other) if item.printed.caption}
    return len(captions) < 2  # noqa: PLR2004 -- two captions are two uses


def _is_one_file(one: Found, other: Found) -> bool:
    """Whether one file, from two folders of a site, is printed with one caption."""
    caption = fold(one.printed.caption or "")
    if not caption or caption != fold(other.printed.caption or ""):
        return False
    names = [{photo_name(url) for url in item.all_urls} - {""} for item in (one, other)]
    return not names[0].isdisjoint(names[1])
