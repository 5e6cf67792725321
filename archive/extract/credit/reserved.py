"""Tells "DR", droits réservés, from the Danish broadcaster of the same name."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING, Final

if TYPE_CHECKING:
    from archive.extract.credit.reading import Reading

_DANISH: Final = re.compile(r"[æøå]|\bfoto", re.IGNORECASE)
"""Letters and the label that French captions do not have."""
_RESERVED: Final = frozenset({"DR", "D.R.", "D.R"})


def forget_reserved(reading: Reading, printed: str) -> None:
    """Take "DR" for no body, where nothing in ``printed`` is Danish: it names no one."""
    if not _DANISH.search(printed):
        bodies = reading.organizations
        bodies[:] = [body for body in bodies if body.name not in _RESERVED]
