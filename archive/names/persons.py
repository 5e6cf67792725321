"""Which printed names are one person's."""

from __future__ import annotations

import tomllib
from functools import cache, lru_cache
from importlib.resources import files
from typing import Final

from archive.names.folding import folded

_GENERATIONS: Final = frozenset({"jr", "sr", "ii", "iii", "iv", "md", "phd", "usn", "usmc", "ret"})
"""What follows a comma without being a given name."""


@lru_cache(maxsize=65536)
def person_key(name: str) -> str:
    """What spellings of one person's name share.

    Case, accents and full stops are folded, ranks in front are taken off, and ``Doe, Jane`` (as
    IPTC By-lines have it) is turned round. Middle initials stay: a ``John A. Smith`` and a
    ``John B. Smith`` serve side by side.
    """
    family, comma, given = name.partition(",")
    if comma and given.strip() and "," not in given and folded(given) not in _GENERATIONS:
        name = f"{given} {family}"
    words = folded(name).split(" ")
    while len(words) > 2:  # noqa: PLR2004 - a given name and a family name remain
        rank = next((n for n in range(5, 0, -1) if _is_rank(words[:n]) and len(words) >= n + 2), 0)
        if not rank:
            break
        words = words[rank:]
    return " ".join(words)


def _is_rank(words: list[str]) -> bool:
    return " ".join(words) in _ranks()


@cache
def _ranks() -> frozenset[str]:
    source = files("archive.names").joinpath("ranks.toml").read_text(encoding="utf-8")
    return frozenset(folded(rank) for rank in tomllib.loads(source)["ranks"])
