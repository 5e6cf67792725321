"""What is typed, asked of a real full-text table."""

from __future__ import annotations

import sqlite3
from contextlib import closing
from typing import TYPE_CHECKING

import pytest
from hypothesis import given
from hypothesis import strategies as st

from archive.matching import expression, phrases

if TYPE_CHECKING:
    from collections.abc import Iterator

TEXTS = [
    "Groß ist die Freude im Hafen",
    "Żółć i duma na nabrzeżu",
    "Vinterøvelsen er over",
    "Crews train with 12 boats",
]


@pytest.fixture(scope="module")
def database() -> Iterator[sqlite3.Connection]:
    with closing(sqlite3.connect(":memory:")) as database:
        tokenize = 'tokenize="unicode61 remove_diacritics 2"'
        database.execute(f"create virtual table texts using fts5(text, {tokenize})")
        database.executemany("insert into texts values (?)", [(text,) for text in TEXTS])
        yield database


def found(database: sqlite3.Connection, query: str) -> list[str]:
    sql = "select highlight(texts, 0, '[', ']') from texts where texts match ?"
    return [text for (text,) in database.execute(sql, (query,))]


@pytest.mark.parametrize(
    ("typed", "shown"),
    [
        ("gross", "[Groß] ist die Freude im Hafen"),
        ("GROSS freude", "[Groß] ist die [Freude] im Hafen"),
        ("Zolc", "[Żółć] i duma na nabrzeżu"),
        ('"zolc i duma"', "[Żółć i duma] na nabrzeżu"),
        ("duma - zolc", "[Żółć] i [duma] na nabrzeżu"),
        ("vinterovelsen over", "[Vinterøvelsen] er [over]"),
        ("TRAIN 12", "Crews [train] with [12] boats"),
    ],
)
def test_what_is_found(database: sqlite3.Connection, typed: str, shown: str) -> None:
    assert found(database, expression(phrases(typed))) == [shown]


@pytest.mark.parametrize("typed", ["", " ", '"', '""', "gross boats", '"freude gross"', "-", "*"])
def test_what_is_not_found(database: sqlite3.Connection, typed: str) -> None:
    assert found(database, expression(phrases(typed))) == []


def test_beginnings_of_words(database: sqlite3.Connection) -> None:
    assert found(database, expression(["vintero*"])) == ["[Vinterøvelsen] er over"]
    assert found(database, expression(["*"])) == []


def test_words_in_quotes_stand_side_by_side() -> None:
    assert phrases('one "two three"four "five six') == ["one", "two three", "four", "five six"]


@given(st.text(st.sampled_from('gros ß"*()+-:^\0,{}ANDORT\U0001e900\ue000'), max_size=60))
def test_any_text_is_a_query(database: sqlite3.Connection, typed: str) -> None:
    found(database, expression(phrases(typed)))
    found(database, expression([typed]))
