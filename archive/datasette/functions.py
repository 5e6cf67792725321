"""SQL functions that the canned queries use: for words to search, and for names and numbers."""

from __future__ import annotations

from typing import TYPE_CHECKING

from archive.likeness import same_identifier
from archive.matching import expression, phrases
from archive.names import organization, person_key

if TYPE_CHECKING:
    import sqlite3
    from collections.abc import Callable


def organization_key(name: str) -> str:
    """The key of the organization that goes by a name."""
    return organization(name).key


def search_words(text: object) -> str:
    """What a person typed, as an FTS5 query that finds all of the words; any text makes one."""
    # Of a star nothing is made here: what begins with one letter is more than a page can rank.
    return expression(word.rstrip("*") for word in phrases(text)) if isinstance(text, str) else '""'


FUNCTIONS: dict[str, Callable[[str], str | None]] = {
    "person_key": person_key,
    "organization_key": organization_key,
    "image_number": same_identifier,
}


def register(connection: sqlite3.Connection) -> None:
    """Gives a connection our functions; keys of what is no text, or only spaces, are ''."""
    connection.create_function("search_words", 1, search_words, deterministic=True)
    for name, function in FUNCTIONS.items():
        connection.create_function(name, 1, _of_text(function), deterministic=True)


def _of_text(function: Callable[[str], str | None]) -> Callable[[object], str]:
    def called(value: object) -> str:
        return (function(value) or "") if isinstance(value, str) and value.strip() else ""

    return called
