"""SQL functions that the canned queries use: what all spellings of a name or number share."""

from __future__ import annotations

from typing import TYPE_CHECKING

from archive.likeness import same_identifier
from archive.names import organization, person_key

if TYPE_CHECKING:
    import sqlite3
    from collections.abc import Callable


def organization_key(name: str) -> str:
    """The key of the organization that goes by a name."""
    return organization(name).key


FUNCTIONS: dict[str, Callable[[str], str | None]] = {
    "person_key": person_key,
    "organization_key": organization_key,
    "image_number": same_identifier,
}


def register(connection: sqlite3.Connection) -> None:
    """Gives a connection our functions; each gives '' for what is no text, or only spaces."""
    for name, function in FUNCTIONS.items():
        connection.create_function(name, 1, _of_text(function), deterministic=True)


def _of_text(function: Callable[[str], str | None]) -> Callable[[object], str]:
    def called(value: object) -> str:
        return (function(value) or "") if isinstance(value, str) and value.strip() else ""

    return called
