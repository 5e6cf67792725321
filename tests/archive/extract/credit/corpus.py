"""Reads the captions that the tests of this package share."""

from __future__ import annotations

import tomllib
from pathlib import Path
from typing import Any

from archive.model import Credit

_DOCUMENT: dict[str, Any] = tomllib.loads(
    Path(__file__).with_name("captions.toml").read_text(encoding="utf-8")
)
CASES: list[dict[str, Any]] = _DOCUMENT["case"]
CAPTIONS_ONLY: list[str] = _DOCUMENT["captions"]["only"]
CREDIT_LINES: list[str] = _DOCUMENT["lines"]["credits"]
OTHER_LINES: list[str] = _DOCUMENT["lines"]["others"]


def expected(case: dict[str, Any]) -> Credit:
    """The answer to a case."""
    creators = tuple(case.get("creators", ()))
    ranks = tuple(rank or None for rank in case.get("ranks", ())) or (None,) * len(creators)
    return Credit(
        caption=case.get("caption"),
        text=case["text"],
        creators=creators,
        ranks=ranks,
        organizations=tuple(case.get("organizations", ())),
        identifier=case.get("identifier"),
        rights=case["rights"],
    )
