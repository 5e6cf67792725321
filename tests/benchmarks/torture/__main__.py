"""Runs all points; exit code 1 when anything was lost or broken."""

from __future__ import annotations

import argparse
import random
import sys

from tests.benchmarks import torture
from tests.benchmarks.torture.archiver import archiver_points
from tests.benchmarks.torture.crawls import crawl_points
from tests.benchmarks.torture.left import say


def main() -> int:
    parser = argparse.ArgumentParser(
        prog="python -m tests.benchmarks.torture", description=torture.__doc__
    )
    parser.add_argument("--crawls", type=int, default=200, help="crawls to kill")
    parser.add_argument("--points", type=int, default=200, help="archivers to kill")
    parser.add_argument("--seed", type=int, default=random.randrange(2**32))
    parser.add_argument("--checker", help="a command that checks one WARC")
    options = parser.parse_args()
    rng = random.Random(options.seed)
    faults = crawl_points(options.crawls, rng, options.checker)
    faults += archiver_points(options.points, rng, options.checker)
    for fault in faults:
        say(fault)
    say(f"seed {options.seed}: {'FAILED' if faults else 'nothing lost, nothing broken'}")
    return 1 if faults else 0


if __name__ == "__main__":
    sys.exit(main())
