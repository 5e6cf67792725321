"""Whether two pictures look alike, and how to find those that may.

Bounds, for two photos' hashes of 256 bits (three windows each, `archive.likeness.hashing`):

- of one shape (proportions equal within 1 %): alike up to `SAME_SHAPE` bits apart in any two
  windows. 31 is what PDQ's authors recommend; different pictures are some 128 apart.
- one cut off against the other (proportions differ by 1 % to 12 %): up to `CUT`. Which pairs come
  that near by chance seldom differ in proportions by just a few per cent too.

A photo is looked up by `likeness_keys`: runs of 16 low bits, six of the whole picture and three of
each inner window. Two photos are compared only if they share two. So pairs always find each other
of whose bits in the runs so few differ that two runs stay whole (the pigeonhole principle: up to
4 bits of the whole pictures' 96); scaled and recompressed copies differ in 4 of all 256 at most.
Measured over crops, of a hundred pairs all are found at up to 4 % off every edge and 82 at 5 %, 90
at 3 % off one edge, and 62 to 86 at 5 % off one. A picture cut at a corner without a change of
proportions, turned or mirrored is not found.
"""

from __future__ import annotations

import math
from typing import TYPE_CHECKING, Final, NamedTuple

if TYPE_CHECKING:
    from collections.abc import Iterable

SAME_SHAPE: Final = 31
CUT: Final = 64
SHARED: Final = 2
"""Keys that two photos have in common, so that they are compared."""

_SHAPE_TOLERANCE: Final = 0.01
_MOST_CUT: Final = 0.12
_SIDE: Final = 16
_BITS: Final = _SIDE * _SIDE

# Frequencies as (down, across), the lowest first; (0, 0) is the brightness, the same in all.
_DIAGONAL: Final = sorted(
    ((down, across) for down in range(_SIDE) for across in range(_SIDE)),
    key=lambda place: (sum(place), place),
)[1:]
_ACROSS: Final = [(down, across) for down in (0, 1) for across in range(1, 9)]
_FLAT: Final = [(0, across) for across in range(1, 13)] + [(1, across) for across in range(1, 5)]
_RUNS: Final = (
    _DIAGONAL[:16],
    _DIAGONAL[16:32],
    # Cut at a side, what lies down stays as it is; cut at the top, what lies across.
    _ACROSS,
    _FLAT,
    [(down, across) for across, down in _ACROSS],
    [(down, across) for across, down in _FLAT],
)
_SHIFTS: Final = tuple(
    tuple(_BITS - 1 - (down * _SIDE + across) for down, across in run) for run in _RUNS
)
_WHOLE: Final = (0, 1, 2, 3, 4, 5)
_INNER: Final = (0, 2, 4)
"""Runs that windows are looked up by. More of the inner ones find a few crops more, but each run is
a page of the database to be written for every photo."""


class Print(NamedTuple):
    """What a picture is recognized by.

    Attributes:
        hashes: perceptual hashes, one for each window.
        width: in pixels.
        height: in pixels.
    """

    hashes: tuple[int, ...]
    width: int
    height: int

    @classmethod
    def of(cls, hashes: Iterable[str], width: int | None, height: int | None) -> Print:
        """From hashes in hexadecimal digits; without a size it is like nothing."""
        known = width and height
        return cls(tuple(int(h, 16) for h in hashes) if known else (), width or 1, height or 1)


def likeness_keys(print_: Print) -> set[int]:
    """The numbers a picture is looked up by, below 2 ** 19; like pictures share `SHARED`."""
    return {
        number << 16 | _run(one, _SHIFTS[number])
        for window, one in enumerate(print_.hashes)
        for number in (_INNER if window else _WHOLE)
    }


def alike(one: Print, other: Print) -> bool:
    """Whether two pictures are so near that they are the same one."""
    limit = _limit(one, other)
    return limit > 0 and any(
        (mine ^ theirs).bit_count() <= limit for mine in one.hashes for theirs in other.hashes
    )


def _limit(one: Print, other: Print) -> int:
    """How many bits may differ, going by the proportions; 0 where they rule it out."""
    shape = math.log(one.width / one.height)
    other_shape = math.log(other.width / other.height)
    # Some files are stored lying down, with a note to turn them: the hashes heed it.
    difference = min(abs(shape - other_shape), abs(shape + other_shape))
    if difference <= _SHAPE_TOLERANCE:
        return SAME_SHAPE
    return CUT if difference <= _MOST_CUT else 0


def _run(bits: int, shifts: tuple[int, ...]) -> int:
    run = 0
    for shift in shifts:
        run = run << 1 | (bits >> shift & 1)
    return run
