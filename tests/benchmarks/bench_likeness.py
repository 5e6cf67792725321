"""Which copies of a picture are found, and which other pictures are taken for it.

``python -m tests.benchmarks.bench_likeness [--pictures 60]``

Pictures are generated (`tests.archive.likeness.pictures`). A copy counts as found where the index
would link it: by its keys first, then bit by bit. Every copy is compared with every other picture
too: that is where false links would come from.
"""

from __future__ import annotations

import argparse
import sys
from itertools import combinations
from typing import TYPE_CHECKING

from archive.intake import PIXEL_FORMATS
from archive.likeness import SHARED, Print, alike, likeness_keys
from archive.likeness.hashing import perceptual_hashes
from tests.archive.likeness.pictures import cut, encoded, scene

if TYPE_CHECKING:
    from collections.abc import Callable

    from PIL import Image

    Change = Callable[[Image.Image], tuple[Image.Image, int]]


def cropped(left: float, top: float, right: float, bottom: float) -> Change:
    """Cuts shares off the edges."""
    return lambda picture: (cut(picture, left, top, right, bottom), 85)


CHANGES: dict[str, Change] = {
    "a quarter of the size": lambda picture: (picture.resize((300, 200)), 85),
    "quality 30": lambda picture: (picture, 30),
    **{f"{n} % off every edge": cropped(*[n / 100] * 4) for n in (1, 2, 3, 4, 5)},
    **{f"{n} % off the left": cropped(n / 100, 0, 0, 0) for n in (2, 3, 5)},
    **{f"{n} % off the top": cropped(0, n / 100, 0, 0) for n in (2, 3, 5)},
    **{f"{n} % off a corner": cropped(n / 100, n / 100, 0, 0) for n in (1, 2, 3, 4, 5)},
}


def print_of(picture: Image.Image, quality: int = 90) -> Print:
    """What the index keeps of a picture."""
    return Print.of(
        perceptual_hashes(encoded(picture, quality=quality), PIXEL_FORMATS), *picture.size
    )


def linked(one: Print, other: Print) -> bool:
    """Whether the index would link them."""
    return len(likeness_keys(one) & likeness_keys(other)) >= SHARED and alike(one, other)


def main() -> int:
    """Prints the shares; 1 where pictures are linked that are not the same."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--pictures", type=int, default=60)
    count = parser.parse_args().pictures
    pictures = [scene(seed) for seed in range(count)]
    originals = [print_of(picture) for picture in pictures]
    false = sum(linked(one, other) for one, other in combinations(originals, 2))
    compared = count * (count - 1) // 2
    for name, change in CHANGES.items():
        copies = [print_of(*change(picture)) for picture in pictures]
        found = sum(map(linked, originals, copies))
        false += sum(
            linked(one, copy)
            for number, one in enumerate(originals)
            for other, copy in enumerate(copies)
            if number != other
        )
        compared += count * (count - 1)
        sys.stdout.write(f"{found / count:6.0%} found: {name}\n")
    sys.stdout.write(f"{false} of {compared:,} pairs of different pictures linked\n")
    return 1 if false else 0


if __name__ == "__main__":
    sys.exit(main())
