"""Which copies of a picture are found, which other pictures are taken for it, and what it costs.

``python -m tests.benchmarks.bench_likeness [--pictures 60]``

Pictures are generated (`tests.archive.likeness.pictures`). A copy counts as found where the index
would link it: by its keys first, then wave by wave. Every copy is compared with every other picture
too: that is where false links would come from. Pictures of one scene with something else in front
are other pictures, the nearest there are: how many are linked is printed, too.

CPU time is of all that is read from a photo's file (`archive.intake.photo_facts`).
"""

from __future__ import annotations

import argparse
import sys
import time
from itertools import combinations
from typing import TYPE_CHECKING, NamedTuple, Self

from archive.intake import PIXEL_FORMATS, photo_facts
from archive.likeness.compare import Print, alike, likeness_keys, near_keys, sought_runs
from archive.likeness.hashing import perceptual_hashes
from tests.archive.likeness.pictures import coloured, cut, encoded, restaged, scene

if TYPE_CHECKING:
    from collections.abc import Callable

    from PIL import Image

    Change = Callable[[Image.Image], tuple[Image.Image, int]]

SIZES = ((640, 427), (1024, 683), (1536, 1024), (2048, 1365))
QUALITY = 45
"""These pictures are busier than photos; so they are as many bytes as those at their quality."""
ROUNDS = 5


def cropped(*shares: float) -> Change:
    """Cuts shares off the left, the top, the right and the bottom."""
    return lambda picture: (cut(picture, *shares), 85)


def scaled(width: int) -> Change:
    """Makes it this wide."""
    return lambda picture: (picture.resize((width, width * picture.height // picture.width)), 85)


CUTS = {
    "every edge": (1, 1, 1, 1),
    "the left": (1, 0, 0, 0),
    "the top": (0, 1, 0, 0),
    "the right": (0, 0, 1, 0),
    "the bottom": (0, 0, 0, 1),
    "both sides": (1, 0, 1, 0),
    "top and bottom": (0, 1, 0, 1),
    "the upper left corner": (1, 1, 0, 0),
    "the upper right corner": (0, 1, 1, 0),
    "the lower left corner": (1, 0, 0, 1),
    "the lower right corner": (0, 0, 1, 1),
}

CHANGES: dict[str, Change] = {
    **{f"{width} pixels wide": scaled(width) for width in (160, 300, 1800)},
    "quality 30": lambda picture: (picture, 30),
    **{
        f"{percent} % off {edges}": cropped(*(percent / 100 * edge for edge in where))
        for edges, where in CUTS.items()
        for percent in (1, 3, 5)
    },
}
SHARES = (0.05, 0.1, 0.2, 0.3)


class Known(NamedTuple):
    """A picture as the index has it."""

    print: Print
    stored: frozenset[int]
    runs: list[int]

    @classmethod
    def of(cls, picture: Image.Image, quality: int = 90) -> Self:
        """What the index keeps of a picture, and asks for."""
        hashes = perceptual_hashes(encoded(picture, quality=quality), PIXEL_FORMATS)
        made = Print.of(hashes, *picture.size)
        return cls(made, likeness_keys(made), sought_runs(made))


def linked(one: Known, other: Known) -> bool:
    """Whether the index would link them."""
    return bool(near_keys(one.print, other.stored)) and alike(one.print, other.print)


def cost(data: bytes) -> float:
    """Milliseconds of CPU for one file, the least of some rounds."""
    least = float("inf")
    for _ in range(ROUNDS):
        begin = time.process_time()
        for _ in range(10):
            photo_facts(data)
        least = min(least, time.process_time() - begin)
    return least * 100


def print_costs() -> None:
    """What files of usual sizes cost."""
    photo_facts(encoded(scene(0)))  # loads what it needs
    for size in SIZES:
        for kind in ("baseline", "progressive"):
            picture = coloured(1, size)
            data = encoded(picture, quality=QUALITY, progressive=kind == "progressive")
            dimensions = f"{size[0]}x{size[1]} {kind} JPEG, {len(data) // 1000} kB"
            sys.stdout.write(f"{cost(data):6.2f} ms of CPU: {dimensions}\n")


def main() -> int:
    """Prints the shares; 1 where pictures are linked that are not the same."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--pictures", type=int, default=60)
    count = parser.parse_args().pictures
    print_costs()
    pictures = [scene(seed) for seed in range(count)]
    originals = [Known.of(picture) for picture in pictures]
    false = sum(linked(one, other) for one, other in combinations(originals, 2))
    compared = count * (count - 1) // 2
    for name, change in CHANGES.items():
        copies = [Known.of(*change(picture)) for picture in pictures]
        found = sum(map(linked, originals, copies))
        false += sum(
            linked(one, copy)
            for number, one in enumerate(originals)
            for other, copy in enumerate(copies)
            if number != other
        )
        compared += count * (count - 1)
        sys.stdout.write(f"{found / count:6.0%} found: {name}\n")
    for share in SHARES:
        others = [Known.of(restaged(picture, seed, share)) for seed, picture in enumerate(pictures)]
        near = sum(map(linked, originals, others)) / count
        sys.stdout.write(f"{near:6.0%} taken for it: with another {share:.0%} in front\n")
    keys = sum(len(one.stored) for one in originals) / count
    runs = sum(len(one.runs) for one in originals) / count
    sys.stdout.write(f"{keys:6.1f} keys stored and {runs:.0f} runs looked up for each picture\n")
    sys.stdout.write(f"{false} of {compared:,} pairs of different pictures linked\n")
    return 1 if false else 0


if __name__ == "__main__":
    sys.exit(main())
