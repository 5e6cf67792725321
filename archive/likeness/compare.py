"""Whether two pictures are the same one, and how to find those that may be.

A picture is looked up by two keys, `likeness_keys`: what its inner part (without 5 % at every edge)
is like, the coarse waves first. The index is asked for all keys that begin as the inner part of a
cut or uncut copy would, `sought_runs`: some two hundred runs of keys for 625 ways to cut. So a copy
is found by one look-up of each, however many photos there are, and few keys are written. What
begins alike by chance differs further on: `near_keys` tells, from the keys alone.

Two are the same picture if each finds the other by its keys, and if the inner part of each is, wave
by wave, what a part of the other is (`archive.likeness.windows`). Which is so or not whichever of
them came first.

``python -m tests.benchmarks.bench_likeness`` shows how many copies are found. Copies cut by more
than 5 % at an edge, turned or mirrored are not.
"""

from __future__ import annotations

import math
from itertools import islice
from typing import TYPE_CHECKING, Final, NamedTuple, TypeVar

from archive.likeness import windows
from archive.likeness.waves import WAVES
from archive.likeness.windows import RUN

__all__ = ["RUN", "Print", "alike", "alike_among", "likeness_keys", "near_keys", "sought_runs"]

if TYPE_CHECKING:
    from collections.abc import Iterable

T = TypeVar("T")

_AT_ONCE: Final = 16
"""Pictures that are compared in one go."""
_MOST_CUT: Final = 0.12
"""How far the proportions of one picture may differ: as those of one cut by 5 % at two sides."""


class Print(NamedTuple):
    """What a picture is recognized by.

    Attributes:
        waves: its perceptual hash, one octet for each of `archive.likeness.waves.WAVES`; empty
            where there is none.
        width: in pixels.
        height: in pixels.
    """

    waves: bytes
    width: int
    height: int

    @classmethod
    def of(cls, hashes: Iterable[str], width: int | None, height: int | None) -> Print:
        """From hashes in hexadecimal digits; without a size, or a hash of today, like nothing.

        Earlier versions wrote several hashes of 64 digits for each picture.
        """
        known = width and height
        digits = (one for one in hashes if known and len(one) == 2 * len(WAVES))
        return cls(bytes.fromhex(next(digits, "")), width or 1, height or 1)


def likeness_keys(print_: Print) -> frozenset[int]:
    """The keys a picture is looked up by, of 63 bits; none without a hash."""
    return windows.inner_keys(print_.waves) if print_.waves else frozenset()


def sought_runs(print_: Print) -> list[int]:
    """The first of each `RUN` of keys among which those of copies are, cut or not."""
    return windows.beginnings(print_.waves) if print_.waves else []


def near_keys(print_: Print, found: Iterable[int]) -> set[int]:
    """Which of the keys in those runs may be those of copies."""
    return windows.near_keys(print_.waves, found) if print_.waves else set()


def alike(one: Print, other: Print) -> bool:
    """Whether two pictures are so near that they are the same one."""
    return bool(alike_among(one, [(None, other)]))


def alike_among(one: Print, others: Iterable[tuple[T, Print]]) -> set[T]:
    """Which of others are so near to a picture that they are the same one.

    Args:
        one: the picture.
        others: each with what it is known by; several may be known by the same.

    Returns:
        What those are known by that are the same picture.
    """
    found: set[T] = set()
    # Looked at when each is asked for: a picture that is found needs no further comparison.
    left = (pair for pair in others if pair[0] not in found and _may_be_alike(one, pair[1]))
    while some := list(islice(left, _AT_ONCE)):
        shown = windows.which_shows(one.waves, [other.waves for _, other in some])
        for (known_by, other), is_shown in zip(some, shown, strict=True):
            if known_by in found or not is_shown:  # found by one of these sixteen, as copies are
                continue
            if windows.which_shows(other.waves, [one.waves])[0]:
                found.add(known_by)
    return found


def _may_be_alike(one: Print, other: Print) -> bool:
    return bool(one.waves and other.waves) and _proportionate(one, other)


def _proportionate(one: Print, other: Print) -> bool:
    shape = math.log(one.width / one.height)
    other_shape = math.log(other.width / other.height)
    # Some files are stored lying down, with a note to turn them: the hashes heed it.
    return min(abs(shape - other_shape), abs(shape + other_shape)) <= _MOST_CUT
