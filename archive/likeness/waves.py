"""The waves that a picture is hashed by: which, in what order, and how they are written.

A hash has one octet for each of the 135 lowest frequencies of the picture's discrete cosine
transform, in hexadecimal digits: 128 and above is a wave that begins bright. PDQ and ImageHash's
``phash`` keep the signs of the same numbers alone; with their strengths, what the picture's hash
would be if its edges were cut elsewhere follows from the hash (`archive.likeness.windows`).
"""

from __future__ import annotations

from typing import Final

SIDE: Final = 16
"""Frequencies in each direction, from 0."""

WAVES: Final = tuple(
    sorted(
        ((down, across) for down in range(SIDE) for across in range(SIDE - down)),
        key=lambda wave: (sum(wave), wave),
    )
)[1:]
"""As (down, across), the lowest first, without (0, 0), the brightness."""

MIDDLE: Final = 128
"""The octet of a wave that is not there."""
