"""What people type to look for, as SQLite is asked for it: words in full text, and names."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

from archive.names.spellings import spellings

if TYPE_CHECKING:
    from collections.abc import Iterable

_TYPED = re.compile(r'"([^"]*)"?|([^\s"]+)')
_NO_TEXT = re.compile(r'[\x00"]')


def phrases(typed: str) -> list[str]:
    """The words of a line as typed; those in quotes stand side by side."""
    return [quoted or word for quoted, word in _TYPED.findall(typed) if quoted or word]


def expression(wanted: Iterable[str]) -> str:
    """An FTS5 query that finds what has all of some phrases, each in any of its spellings.

    It is a query whatever they are (https://sqlite.org/fts5.html#full_text_query_syntax).

    Args:
        wanted: phrases; one that ends in ``*`` is the beginning of one. Signs alone are passed
            over.
    """
    plain, others = [], []
    for phrase in wanted:
        text = _NO_TEXT.sub(" ", phrase.removesuffix("*"))
        if any(map(str.isalnum, text)):
            star = "*" if phrase.endswith("*") else ""
            ways = [f'"{way}"{star}' for way in spellings(text)]
            if len(ways) == 1:
                plain += ways
            else:
                others.append(f"({' OR '.join(ways)})")
    # AND alone would find nothing beside a word that the tokenizer takes for signs: side by side
    # FTS5 passes over it.
    return " AND ".join(filter(None, [" ".join(plain), *others])) or '""'


def named(table: str, key: str) -> str:
    """A query for the ids of those who go by a name, or, where nobody does, have it in theirs.

    Args:
        table: ``persons`` or ``organizations``.
        key: SQL for what spellings of the name share; nobody goes by an empty one.
    """
    whole = f"select id from {table} where name_key = {key}"  # noqa: S608 - names are our own
    return f"""{whole} and {key} != '' union all
    select id from {table}
    where {key} != '' and not exists ({whole}) and instr(name_key, {key}) > 0"""  # noqa: S608 - likewise
