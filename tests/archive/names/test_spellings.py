from __future__ import annotations

import sqlite3
from contextlib import closing

import pytest
from hypothesis import given
from hypothesis import strategies as st

from archive.names.folding import LETTERS, plain
from archive.names.spellings import ALPHABETS, MOST, spellings

TOKENIZER = '"unicode61 remove_diacritics 2"'


@pytest.mark.parametrize(
    ("typed", "printed"),
    [
        ("Gross", "groß"),
        ("Groß", "gross"),
        ("STRASSE", "straße"),
        ("wladyslawowo", "władysławowo"),
        ("Vinterøvelsen", "vinterovelsen"),
        ("vinterovelsen", "vinterøvelsen"),
        ("aeroe", "ærøe"),
        ("Sudurnes", "suðurnes"),
        ("Kirikkale", "kırıkkale"),
        ("chef d'oeuvre", "chef d'œuvre"),
        ("grosse wrzesnia zlota", "große wrzesnia złota"),
    ],
)
def test_other_spellings(typed: str, printed: str) -> None:
    assert printed in spellings(typed)


def test_a_word_without_such_letters_is_itself() -> None:
    assert spellings("NAVY") == ["navy"]
    assert spellings("Żar") == ["żar"]


def test_alphabets_have_each_letter_that_the_tokenizer_leaves() -> None:
    with closing(sqlite3.connect(":memory:")) as database:
        database.execute(f"create virtual table texts using fts5(text, tokenize={TOKENIZER})")
        database.executemany("insert into texts values (?)", [(f"x{one}x",) for one in LETTERS])
        for letter, folded in LETTERS.items():
            found = database.execute("select text from texts where texts match ?", (f"x{folded}x",))
            there = (f"x{letter}x",) in found.fetchall()
            assert there != (letter in "".join(ALPHABETS)), letter


@given(st.text("abdehilnostzßłøæđðþıœ ABSŁØÆ", max_size=300))
def test_few_spellings_of_one_text(phrase: str) -> None:
    ways = spellings(phrase)
    assert len(set(ways)) == len(ways) <= MOST
    words = " ".join(plain(phrase).split())
    assert {plain(way) for way in ways} <= {words}
    assert not words or ways[0] == " ".join(phrase.lower().split())
