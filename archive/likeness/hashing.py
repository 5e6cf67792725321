"""The perceptual hash of an image file.

The hash is of the kind that Facebook's PDQ made known
(https://github.com/facebook/ThreatExchange/tree/main/hashing/pdq): the lowest frequencies of the
discrete cosine transform of a small grey copy. PDQ and ImageHash's ``phash`` keep nothing but their
signs, which cannot tell what another cut of the picture would give. Here the frequencies themselves
are kept, an octet each (`archive.likeness.windows`), so that one hash does for all cuts.
"""

from __future__ import annotations

import io
import warnings
from typing import TYPE_CHECKING, Any, Final

import numpy as np
from PIL import Image, ImageOps

from archive.likeness.waves import SIDE
from archive.likeness.windows import hash_of

if TYPE_CHECKING:
    import numpy.typing as npt

_PIXELS: Final = 64
"""Of the small copy, in each direction, as in PDQ."""
_TRANSPARENT: Final = ("RGBA", "LA", "PA", "P")
_MOST_PIXELS: Final = 80_000_000
_LEAST_SIDE: Final = 64
"""Smaller pictures are icons and counters."""
_LEAST_CONTRAST: Final = 5.0
"""Standard deviation of brightness, of 255, that the waves must make: below it they are noise
(blank pages, fog)."""

_UNREADABLE: Final = (
    OSError,
    SyntaxError,
    ValueError,
    TypeError,
    EOFError,
    ArithmeticError,
    LookupError,
    RuntimeError,
    MemoryError,
    Image.DecompressionBombError,
)
"""What Pillow raises on damaged files, in practice."""


def _cosines() -> npt.NDArray[np.floating[Any]]:
    """The matrix of the orthonormal discrete cosine transform (DCT-II), its lowest rows."""
    middles = (np.arange(_PIXELS) + 0.5) / _PIXELS
    waves: npt.NDArray[np.floating[Any]] = np.cos(np.pi * np.arange(SIDE)[:, None] * middles)
    waves *= np.sqrt(2 / _PIXELS)
    waves[0] /= np.sqrt(2)
    return waves.astype(np.float32)


_COSINES: Final = _cosines()


def perceptual_hashes(data: bytes, formats: tuple[str, ...]) -> tuple[str, ...]:
    """A file's hash, in hexadecimal digits, two for each of `archive.likeness.waves.WAVES`.

    Empty where nothing can be told by it: broken, huge, tiny or blank pictures.

    Args:
        data: the file.
        formats: Pillow's names of the formats to try.
    """
    try:
        with warnings.catch_warnings():
            warnings.simplefilter("ignore")  # of damaged metadata, which is not read here
            small = _small(data, formats)
    except _UNREADABLE:
        return ()
    if small is None:
        return ()
    waves = _COSINES @ np.asarray(small, np.float32) @ _COSINES.T
    waves[0, 0] = 0  # the brightness
    if np.linalg.norm(waves) / _PIXELS < _LEAST_CONTRAST:
        return ()
    made = hash_of(waves)
    return (made.hex(),) if made else ()


def _small(data: bytes, formats: tuple[str, ...]) -> Image.Image | None:
    """A small upright grey copy, what is transparent on white; None if it is no photo's size."""
    side = (_PIXELS, _PIXELS)
    with Image.open(io.BytesIO(data), formats=formats) as image:
        width, height = image.size
        if width * height > _MOST_PIXELS or min(width, height) < _LEAST_SIDE:
            return None
        # A JPEG decoder scales down to this or a little more for a fraction of the cost; and
        # brightness is all that counts: it then leaves the colours alone.
        image.draft("L", side)
        upright = ImageOps.exif_transpose(image)
        whole = upright.convert("RGBA" if upright.mode in _TRANSPARENT else "L")
    # Means of blocks down to a size that a better filter costs little at.
    blocks = (max(1, whole.width // (2 * _PIXELS)), max(1, whole.height // (2 * _PIXELS)))
    small = whole.reduce(blocks).resize(side, Image.Resampling.LANCZOS)
    if small.mode == "L":
        return small
    flat = Image.new("L", side, "white")
    flat.paste(small.convert("L"), mask=small)
    return flat
