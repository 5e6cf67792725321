"""Which printed names are one organization's: ``organizations.toml``, read once, on first use."""

from __future__ import annotations

import tomllib
import zlib
from functools import cache, lru_cache
from importlib.resources import files
from typing import Final, NamedTuple

from archive.names.folding import folded

_SOURCE: Final = files("archive.names").joinpath("organizations.toml").read_bytes()
_ARTICLES: Final = ("the ", "le ", "la ", "les ")

NAMES_VERSION: Final = zlib.crc32(_SOURCE) & 0x7FFFFFFF
"""Changes whenever the data file does; an index made with another version is brought up to date."""


class Organization(NamedTuple):
    """One organization.

    Attributes:
        key: what all its names lead to.
        name: the name to show; None where the data file does not know it, and the printed one is
            as good as any.
    """

    key: str
    name: str | None


class OrganizationsError(ValueError):
    """The data file says two things of one name."""

    def __init__(self, name: str, one: str, other: str) -> None:
        super().__init__(f"organizations.toml: {name!r} is both {one!r} and {other!r}")


@lru_cache(maxsize=65536)
def organization(name: str) -> Organization:
    """The organization that goes by this printed name."""
    key = _key(name)
    known = _names().get(key)
    return Organization(_key(known), known) if known else Organization(key, None)


def _key(name: str) -> str:
    """A name folded, without an article in front."""
    key = folded(name)
    for article in _ARTICLES:
        if key.startswith(article):
            return key.removeprefix(article)
    return key


@cache
def _names() -> dict[str, str]:
    """Folded names, each with the name its organization is shown by.

    Raises:
        OrganizationsError: two entries share a name.
    """
    names: dict[str, str] = {}
    for shown, spellings in tomllib.loads(_SOURCE.decode())["organizations"].items():
        for spelling in (shown, *spellings):
            key = _key(spelling)
            if names.setdefault(key, shown) != shown:
                raise OrganizationsError(spelling, shown, names[key])
    return names
