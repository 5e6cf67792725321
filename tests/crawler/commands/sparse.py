"""``python`` in an environment where nothing but a file's requirements, and theirs, is installed.

``python sparse.py REQUIREMENTS -m MODULE [WORD…]``: what else is installed
cannot be imported.
"""

from __future__ import annotations

import re
import runpy
import sys
from importlib.abc import MetaPathFinder
from importlib.metadata import distribution, packages_distributions
from pathlib import Path
from typing import TYPE_CHECKING

from packaging.requirements import Requirement

if TYPE_CHECKING:
    from collections.abc import Iterable, Sequence
    from types import ModuleType

OWN = "archive"
"""Lies in the snapshot itself."""


class Sparse(MetaPathFinder):
    """Refuses modules of other distributions than those named."""

    def __init__(self, installed: set[str]) -> None:
        self._refused = {
            module
            for module, names in packages_distributions().items()
            if module != OWN and installed.isdisjoint(map(normal, names))
        }

    def find_spec(
        self,
        fullname: str,
        path: Sequence[str] | None = None,  # noqa: ARG002 - as Python calls it
        target: ModuleType | None = None,  # noqa: ARG002 - likewise
    ) -> None:
        if fullname.partition(".")[0] in self._refused:
            message = f"No module named {fullname!r} among the requirements"
            raise ModuleNotFoundError(message, name=fullname)


def normal(name: str) -> str:
    """A distribution's name as names are compared (PEP 503)."""
    return re.sub(r"[-_.]+", "-", name).lower()


def with_theirs(requirements: Iterable[str]) -> set[str]:
    """Names of distributions, and of all that they require in turn."""
    found: set[str] = set()
    left = [Requirement(line) for line in requirements]
    while left:
        one = left.pop()
        if normal(one.name) in found or (one.marker and not one.marker.evaluate({"extra": ""})):
            continue
        found.add(normal(one.name))
        left += map(Requirement, distribution(one.name).requires or ())
    return found


if __name__ == "__main__":
    requirements, _, name, *words = sys.argv[1:]
    sys.meta_path.insert(0, Sparse(with_theirs(Path(requirements).read_text().splitlines())))
    sys.argv = [name, *words]
    runpy.run_module(name, run_name="__main__", alter_sys=True)
