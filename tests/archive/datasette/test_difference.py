"""What changed between two texts: every word of both, once, in order."""

from __future__ import annotations

import time

from hypothesis import given
from hypothesis import strategies as st

from archive.datasette.difference import Piece, changed, paragraphs, words

SENTENCE = st.lists(
    st.sampled_from(
        [
            "the",
            "ship",
            "sails",
            ",",
            "“",
            "again",
            "”",
            "12",
            "three",
            "Зброя",
            "mer",
            "&",
            "<b>",
            ".",
        ]
    ),
    max_size=14,
).map(" ".join)
TEXT = st.lists(SENTENCE, max_size=6).map("\n\n".join)


def said(kinds: set[str], pieces: tuple[Piece, ...]) -> str:
    return "".join(piece.text for piece in pieces if piece.kind in kinds)


@given(SENTENCE, SENTENCE)
def test_both_sides_can_be_read_off(old: str, new: str) -> None:
    pieces = words(old, new)
    assert said({"same", "removed"}, pieces) == old
    assert said({"same", "added"}, pieces) == new
    assert changed(pieces) == (old != new)


@given(TEXT, TEXT)
def test_so_they_can_of_whole_articles(old: str, new: str) -> None:
    found = paragraphs(old, new)

    def parts(text: str) -> list[str]:
        return [part.strip() for part in text.split("\n\n") if part.strip()]

    before = [said({"same", "removed"}, pieces) for pieces in found]
    after = [said({"same", "added"}, pieces) for pieces in found]
    assert [part for part in before if part] == parts(old)
    assert [part for part in after if part] == parts(new)


def test_only_the_changed_words_are_marked() -> None:
    old = "The ship was extended twice as she went."
    pieces = words(old, old.replace("twice", "three times"))
    assert pieces == (
        Piece("same", "The ship was extended "),
        Piece("removed", "twice"),
        Piece("added", "three times"),
        Piece("same", " as she went."),
    )


def test_changes_that_a_short_word_keeps_apart_are_read_as_one() -> None:
    pieces = words("It was rebuilt and relaunched in May.", "It was scrapped and replaced in May.")
    assert [piece.text for piece in pieces if piece.kind == "removed"] == ["rebuilt and relaunched"]
    assert [piece.text for piece in pieces if piece.kind == "added"] == ["scrapped and replaced"]


def test_a_paragraph_put_in_leaves_the_others_alone() -> None:
    found = paragraphs("One is here.\n\nThree is here.", "One is here.\n\nTwo!\n\nThree is here.")
    assert [changed(pieces) for pieces in found] == [False, True, False]


def test_a_rewritten_paragraph_stands_whole_beside_the_old_one() -> None:
    assert words("Nothing in common here", "Quite another thing entirely, sailors said") == (
        Piece("removed", "Nothing in common here"),
        Piece("added", "Quite another thing entirely, sailors said"),
    )


def test_nothing_against_something() -> None:
    assert paragraphs(None, None) == []
    assert paragraphs(None, "A text.") == [(Piece("added", "A text."),)]
    assert paragraphs("A text.", None) == [(Piece("removed", "A text."),)]


def test_long_and_repetitive_texts_do_not_take_long() -> None:
    old = "\n\n".join("a b " * 900 for _ in range(40))
    new = "\n\n".join("b a " * 900 for _ in range(40))
    started = time.process_time()
    paragraphs(old, new)
    paragraphs("x " * 60_000, "y " * 60_000)
    assert time.process_time() - started < 10
