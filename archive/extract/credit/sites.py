"""Web sites that credits name: who runs a site."""

from __future__ import annotations

from functools import cache
from typing import TYPE_CHECKING, Final

from archive.extract.credit.lexicon import PRESS, endings, lexicon
from archive.extract.credit.tokens import tokenize

if TYPE_CHECKING:
    from archive.extract.credit.reading import Organization
    from archive.extract.credit.tokens import Token

_STATES: Final = frozenset(
    {"gov", "gob", "gouv", "govt", "president", "primeminister", "government", "kremlin"}
    | {"parliament", "difesa", "interno"}
)
"""Domains that states keep for themselves, and what sites of their offices are called."""
_SECOND_LEVEL: Final = frozenset({"co", "com"})
_PAIR: Final = 2
_STEM: Final = 3
"""Letters in front of what a medium's name ends with: "flits|nieuws.nl"."""


def site_kind(token: Token) -> str:
    """Say what runs a web site, from its domains, or as the name of an agency or a medium."""
    parts = token.text.lower().removeprefix("www.").split(".")
    if parts[-1] == "mil":
        return "us"
    if not _STATES.isdisjoint(parts) or (parts[0] == "mil" and len(parts) == _PAIR):
        return "state"
    plain = len(parts) == _PAIR or (len(parts) > _PAIR and parts[1] in _SECOND_LEVEL)
    if not plain:
        return "unnamed"
    named = _sites().get(parts[0])
    return named or ("medium" if parts[0][_STEM:].endswith(endings("ending-medium")) else "unnamed")


@cache
def _sites() -> dict[str, str]:
    """Names of agencies and media, as web sites write them, to their kinds."""
    entries = (entry for bucket in lexicon().phrases.values() for entry in bucket)
    return {"".join(e.words): e.kind for e in entries if e.kind in PRESS}


def is_unknown_site(body: Organization) -> bool:
    """Whether a body is a web site of which nothing tells who runs it."""
    return body.kind == "unnamed" and all(token.site for token in tokenize(body.name))
