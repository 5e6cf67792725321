"""What a picture's hash would be if its edges were cut elsewhere.

The waves of a part of a picture follow from those of the whole: a wave of the whole, seen through
the window, is so much of each wave of the window. So one matrix for what is cut across and one for
what is cut down turn a hash into the window's. Where one copy has lost up to 5 % at an edge, the
window in it that shows what the other's inner part shows is off by up to 5 % either way.

Waves as arrays are (down, across), `SIDE` each way, and as strong as they are in the picture.
"""

from __future__ import annotations

from functools import lru_cache
from itertools import chain
from typing import TYPE_CHECKING, Any, Final

import numpy as np

from archive.likeness.waves import MIDDLE, SIDE, WAVES

if TYPE_CHECKING:
    from collections.abc import Iterable, Sequence

    import numpy.typing as npt

    Floats = npt.NDArray[np.floating[Any]]
    Integers = npt.NDArray[np.int64]

INSET: Final = 0.05
"""What the inner part leaves out at every edge, as a share of width or height."""
_MOVES: Final = (-0.05, -0.025, 0.0, 0.025, 0.05)
"""How far off each edge is looked for; halfway between two of these either still fits."""
_LEAST_CORRELATION: Final = 0.9
"""Of two windows' waves: what copies come to and other pictures do not
(``python -m tests.benchmarks.bench_likeness``)."""
_FINEST_COMPARED: Final = 12
"""Finer waves (down and across together) differ where a window's edges do not quite fit."""

_LOW: Final = 8
"""Waves each way that windows are told apart by."""
_FIRST_BITS: Final = 24
"""Of a key: the coarsest waves, which a copy has to have alike to be found."""
_LAST_BITS: Final = 38
"""Of a key: finer waves, most of which a copy has alike."""
_MOST_UNLIKE: Final = 10
"""Of those bits: copies come to 10, nearly all of them to 5, where other pictures differ in 19."""
RUN: Final = 1 << _LAST_BITS
"""How many keys have their first bits in common."""
_SAMPLES: Final = 256
_SIDEWARDS: Final = 2.5
"""How much more a wave down counts in the order of a key: a cut at a side leaves it as it is."""

_DOWN, _ACROSS = np.array(WAVES).T
_FINENESS: Final = np.hypot(_DOWN, _ACROSS).astype(np.float32)
_COMPARED: Final = np.flatnonzero(_DOWN + _ACROSS <= _FINEST_COMPARED)


def _seen_through(start: float, stop: float) -> Floats:
    """How much of each wave of the whole (columns) there is in each of a window (rows)."""
    middles = (np.arange(_SAMPLES) + 0.5) / _SAMPLES
    numbers = np.arange(SIDE)[:, None]
    window = np.cos(np.pi * numbers * middles)
    whole = np.cos(np.pi * numbers * (start + (stop - start) * middles))
    strength = np.where(numbers, 2, 1) / _SAMPLES
    return (strength * window @ whole.T).astype(np.float32)


_EDGES: Final = np.stack(
    [
        _seen_through(INSET + before, 1 - INSET - after)  # left and right, or top and bottom
        for before in _MOVES
        for after in _MOVES
    ]
)
_INNER: Final = len(_EDGES) // 2
_LOW_EDGES: Final = _EDGES[:, :_LOW].reshape(-1, SIDE)
_LOW_EDGES_ACROSS: Final = np.ascontiguousarray(_LOW_EDGES.T)
_LOW_FINENESS: Final = np.hypot(*np.indices((_LOW, _LOW))).astype(np.float32).ravel()[1:]

_MOSTLY_ACROSS: Final = sorted(
    ((down, across) for down in range(_LOW) for across in range(_LOW)),
    key=lambda wave: (_SIDEWARDS * wave[0] + wave[1], wave),
)[1 : 1 + _FIRST_BITS + _LAST_BITS]


def _places() -> Floats:
    """What each low wave (rows) that begins bright adds to the parts of keys (columns).

    These are the first and the last bits of the key of waves mostly across, then of waves mostly
    down.
    """
    places = np.zeros((_LOW, _LOW, 4))
    for number, (mostly, less) in enumerate(_MOSTLY_ACROSS):
        # The lowest waves first: what differs in the finer ones alone is near in the index.
        is_last, value = int(number >= _FIRST_BITS), 2.0 ** (_FIRST_BITS - 1 - number)
        value *= RUN if is_last else 1
        places[mostly, less, is_last] = places[less, mostly, 2 + is_last] = value
    return places.reshape(-1, 4)


_PLACES: Final = _places()
_MOSTLY_DOWN: Final = 1 << (_FIRST_BITS + _LAST_BITS)
"""The bit that tells the keys of waves mostly down from those of waves mostly across."""


def hash_of(waves: Floats) -> bytes | None:
    """The hash of a picture that has these waves; None where there are none."""
    # Coarse waves are stronger in proportion, in photos; so each octet says as much as any other.
    strengths = waves[_DOWN, _ACROSS] * _FINENESS
    strongest = np.abs(strengths).max()
    if not strongest:
        return None
    octets = np.rint(strengths * (MIDDLE - 1) / strongest) + MIDDLE
    return bytes(octets.astype(np.uint8))


@lru_cache(maxsize=256)
def inner_keys(of: bytes) -> frozenset[int]:
    """Keys of what a picture's inner part is like: two of 63 bits."""
    return frozenset(_keys(_inner(of)).tolist())


def beginnings(of: bytes) -> list[int]:
    """Where the runs of keys begin in which those of copies are, however they were cut."""
    begun = _window_keys(of) & -RUN
    first: list[int] = begun[np.flatnonzero(np.diff(begun, prepend=-1))].tolist()
    return first


def near_keys(of: bytes, found: Iterable[int]) -> set[int]:
    """Which keys are so near to that of a window that they may be those of copies."""
    keys = _window_keys(of)
    asked = sorted(set(found))
    starts = np.searchsorted(keys, [key & -RUN for key in asked])
    ends = np.searchsorted(keys, [key | RUN - 1 for key in asked], side="right")
    return {
        key
        for key, start, end in zip(asked, starts.tolist(), ends.tolist(), strict=True)
        if start < end and np.bitwise_count(keys[start:end] ^ key).min() <= _MOST_UNLIKE
    }


def which_shows(one: bytes, others: Sequence[bytes]) -> list[bool]:
    """Of each of the others, whether a window of the one shows what its inner part shows.

    They are compared at once: a large archive has dozens that share a key by chance.
    """
    if not others:
        return []
    near_to_one = near_keys(one, chain.from_iterable(map(inner_keys, others)))
    near = [number for number, other in enumerate(others) if inner_keys(other) & near_to_one]
    shown = [False] * len(others)
    if not near:
        return shown
    waves = np.stack([_waves(others[number]) for number in near])
    low = np.concatenate([_inner(others[number]) for number in near])
    inner = _levelled(low[:, 1:] * _LOW_FINENESS)
    windows = _levelled_windows(one)
    # Each by itself: BLAS shares out one large product to threads that wait for each other.
    best = [int(np.argmax(np.einsum("ij,j", windows, row))) for row in inner]
    down, across = np.divmod(best, len(_EDGES))
    found = _compared(_EDGES[down] @ _waves(one) @ _EDGES[across].transpose(0, 2, 1))
    sought = _compared(_EDGES[_INNER] @ waves @ _EDGES[_INNER].T)
    correlations = np.einsum("ij,ij->i", found, sought)
    for number, correlation in zip(near, correlations.tolist(), strict=True):
        shown[number] = correlation >= _LEAST_CORRELATION
    return shown


@lru_cache(maxsize=16)
def _waves(of: bytes) -> Floats:
    waves = np.zeros((SIDE, SIDE), np.float32)
    waves[_DOWN, _ACROSS] = (np.frombuffer(of, np.uint8) - np.float32(MIDDLE)) / _FINENESS
    return waves


def _inner(of: bytes) -> Floats:
    """The low waves of the inner part, as a row."""
    edges = _EDGES[_INNER, :_LOW]
    return (edges @ _waves(of) @ edges.T).reshape(1, -1)


@lru_cache(maxsize=16)
def _windows(of: bytes) -> Floats:
    """The low waves of all windows: a row for each pair of edges down, and each across."""
    edges = len(_EDGES)
    # A product for each pair of edges down: one large one would be shared out to threads that wait
    # for each other longer than it takes (OpenBLAS, on arrays as small as this).
    seen = (_LOW_EDGES @ _waves(of)).reshape(edges, _LOW, SIDE) @ _LOW_EDGES_ACROSS
    return (
        seen.reshape(edges, _LOW, edges, _LOW)
        .transpose(0, 2, 1, 3)
        .reshape(edges * edges, _LOW * _LOW)
    )


@lru_cache(maxsize=4)
def _levelled_windows(of: bytes) -> Floats:
    return _levelled(_windows(of)[:, 1:] * _LOW_FINENESS)


def _compared(seen: Floats) -> Floats:
    """All that is compared of windows' waves: a row for each."""
    return _levelled((seen[:, _DOWN, _ACROSS] * _FINENESS)[:, _COMPARED])


def _levelled(strengths: Floats) -> Floats:
    """Vectors of length 1, in which no few waves (a bright sky) outweigh the others."""
    most = np.abs(strengths).mean(axis=-1, keepdims=True)
    levelled = np.clip(strengths, -most, most)
    length: Floats = np.linalg.norm(levelled, axis=-1, keepdims=True)
    return levelled / np.maximum(length, np.finfo(np.float32).tiny)


@lru_cache(maxsize=16)
def _window_keys(of: bytes) -> Integers:
    """The keys of all windows, in order."""
    return np.sort(_keys(_windows(of)))


def _keys(windows: Floats) -> Integers:
    """Both keys of each window, from their low waves."""
    is_bright = (windows > 0).astype(np.float64)  # a product of these is exact, and the fastest
    first, last, first_down, last_down = (is_bright @ _PLACES).astype(np.int64).T
    return np.concatenate([first * RUN + last, _MOSTLY_DOWN + first_down * RUN + last_down])
