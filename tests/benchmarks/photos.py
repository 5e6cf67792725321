"""Photos as heavy as real ones, without end, and each one unlike all others.

To draw and to compress each would cost more than to crawl it. So a few are drawn, in tiles that
can be decoded each by itself, and those stand in another order under each name: a JPEG file may
have restart markers (ITU T.81, E.1.4), and what is behind one does not hang on what is before it.
"""

from __future__ import annotations

import random
import re
from io import BytesIO
from itertools import chain, cycle
from typing import TYPE_CHECKING, TypeVar

from PIL import Image

from tests.benchmarks.pages import NAMES
from tests.newsroom.stamp import app13, iim

if TYPE_CHECKING:
    from collections.abc import Iterator

T = TypeVar("T")

DRAWN = 24
"""Drawings that tiles are taken from."""
_SIZE = (1200, 800)
_TILES = 5
"""Each way."""
_BLOCK = 16
"""Pixels each way that are coded at once, where colours are half as fine (ITU T.81, A.2)."""
_BLOCKS, _LINES = (pixels // _BLOCK // _TILES for pixels in _SIZE)
_MARKERS = [bytes((0xFF, 0xD0 + number)) for number in range(8)]
_MARKER = re.compile(rb"\xff[\xd0-\xd7]")
_SCAN, _END = b"\xff\xda", b"\xff\xd9"


class Drawing:
    """Makes JPEG files of 1200 x 800 pixels and some 160 kB, with IPTC fields.

    Args:
        number: which of `DRAWN`.
    """

    def __init__(self, number: int) -> None:
        data = _drawn(number)
        scan = data.index(_SCAN) + 2
        begin = scan + int.from_bytes(data[scan : scan + 2])
        fields = {
            "by_line": NAMES[number % len(NAMES)],
            "credit": "Bundeswehr",
            "caption": "Convoy",
        }
        self._head = data[:2] + app13(iim(fields)) + data[2:begin]
        pieces = _MARKER.split(data[begin:].removesuffix(_END))
        self._tiles = [
            band[column::_TILES] for band in _parts(pieces, _LINES) for column in range(_TILES)
        ]

    def photo(self, name: str) -> bytes:
        """The file of this name; the same each time."""
        tiles = self._tiles.copy()
        random.Random(name).shuffle(tiles)
        lines = chain.from_iterable(zip(*band, strict=True) for band in _parts(tiles, 1))
        pieces = zip(chain.from_iterable(lines), cycle(_MARKERS))
        *scan, _ = chain.from_iterable(pieces)
        return b"".join((self._head, *scan, _END))


def _parts(pieces: list[T], lines: int) -> Iterator[list[T]]:
    """So many lines of tiles' pieces at a time."""
    step = lines * _TILES
    return (pieces[first : first + step] for first in range(0, len(pieces), step))


def _drawn(number: int) -> bytes:
    rng = random.Random(number)
    grain = Image.effect_noise(_SIZE, 22)
    light = Image.radial_gradient("L").resize(_SIZE).rotate(rng.randrange(360))
    shade = Image.linear_gradient("L").resize(_SIZE)
    picture = Image.merge("RGB", [Image.blend(base, grain, 0.2) for base in (light, shade, light)])
    file = BytesIO()
    picture.save(file, "JPEG", quality=86, subsampling="4:2:0", restart_marker_blocks=_BLOCKS)
    return file.getvalue()
