"""Perceptual hashes of an image file.

The hash is ImageHash's ``phash`` of 256 bits: the signs, against their median, of the lowest
16 x 16 frequencies of a small grey copy, the idea that Facebook's PDQ made known
(https://github.com/facebook/ThreatExchange/tree/main/hashing/pdq). PDQ itself has no Linux wheel
for Python, so it would need a compiler at every installation.

A hash hardly moves when a picture is scaled or compressed again, but it moves with a crop. So
each file gets three, of windows that leave out more and more at all four edges: where one site
has cut a few per cent off, one of its windows is one of the other's.
"""

from __future__ import annotations

import io
import warnings
from typing import Final

import imagehash
from PIL import Image, ImageOps, ImageStat

INSETS: Final = (0.0, 0.022, 0.045)
"""What each window leaves out at every edge, as a share of width and height."""

_SIDE: Final = 16
"""Frequencies in each direction: 256 bits."""
_SMALL: Final = (256, 256)
"""JPEG decoders scale down to twice this or less for a fraction of the cost."""
_PIXELS: Final = 64
"""What ``phash`` scales a picture to, in each direction."""
_TRANSPARENT: Final = ("RGBA", "LA", "PA", "P")
_MOST_PIXELS: Final = 80_000_000
_LEAST_SIDE: Final = 64
"""Smaller pictures are icons and counters."""
_LEAST_CONTRAST: Final = 6.0
"""Standard deviation of brightness, of 255: below it the signs are noise (blank pages, fog)."""

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


def perceptual_hashes(data: bytes, formats: tuple[str, ...]) -> tuple[str, ...]:
    """A file's hashes, one for each of `INSETS`: 64 hexadecimal digits each.

    Empty where nothing can be told by them: broken, huge, tiny or blank pictures.

    Args:
        data: the file.
        formats: Pillow's names of the formats to try.
    """
    try:
        with warnings.catch_warnings():
            warnings.simplefilter("ignore")  # of damaged metadata, which is not read here
            grey = _grey(data, formats)
    except _UNREADABLE:
        return ()
    if grey is None or ImageStat.Stat(grey).stddev[0] < _LEAST_CONTRAST:
        return ()
    return tuple(str(imagehash.phash(_window(grey, inset), hash_size=_SIDE)) for inset in INSETS)


def _grey(data: bytes, formats: tuple[str, ...]) -> Image.Image | None:
    """A small upright grey copy, what is transparent on white; None if it is no photo's size."""
    with Image.open(io.BytesIO(data), formats=formats) as image:
        width, height = image.size
        if width * height > _MOST_PIXELS or min(width, height) < _LEAST_SIDE:
            return None
        # Brightness is all that counts: a JPEG decoder then leaves the colours alone.
        image.draft("L", _SMALL)
        upright = ImageOps.exif_transpose(image)
        if upright.mode not in _TRANSPARENT:
            upright = upright.convert("L")
        upright.thumbnail((_SMALL[0] * 2, _SMALL[1] * 2), Image.Resampling.BOX, reducing_gap=None)
        if upright.mode in _TRANSPARENT:
            layer = upright.convert("RGBA")
            flat = Image.new("RGB", layer.size, "white")
            flat.paste(layer, mask=layer)
            upright = flat
        return upright.convert("L")


def _window(image: Image.Image, inset: float) -> Image.Image:
    """The picture without its edges, at the size of the hash."""
    width, height = image.size
    box = (width * inset, height * inset, width * (1 - inset), height * (1 - inset))
    return image.resize((_PIXELS, _PIXELS), Image.Resampling.LANCZOS, box=box)
