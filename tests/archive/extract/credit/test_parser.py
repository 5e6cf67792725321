from __future__ import annotations

import time
from typing import Any

import pytest
from hypothesis import example, given, settings
from hypothesis import strategies as st

from archive.extract.credit import is_credit, parse_caption, parse_credit_line
from archive.model import Credit
from tests.archive.extract.credit.corpus import (
    CAPTIONS_ONLY,
    CASES,
    CREDIT_LINES,
    OTHER_LINES,
    expected,
)

PIECES = st.sampled_from(
    [
        *("Photo: ", "Foto von ", "(", ")", "[", "] ", "© ", " / ", "/", ", ", ". ", " | ", " - "),
        *("AP", "REUTERS", "dpa", "U.S. Navy photo by ", "Sgt. ", "Jane Holt", "J. R. Park"),
        *("Getty Images", "courtesy of ", "CC BY 3.0", "190214-F-AB123-1004", "VIRIN: ", "via "),
        *("soldiers march on", "The ship leaves port.", "사진=", "写真：", "新华社", "צילום: "),
        *("📷 ", "Image source, ", " Image caption, ", " [via X]", "A. ", "APA/", "l'UE", "\ufe0f"),
        *("Фото: ", "山田太郎", "\n", "\u200b", "()", "—", "All rights reserved.", "Read more"),
        *(" NO SALES", "; MANDATORY CREDIT", " Netherlands OUT", " FOR EDITORIAL USE ONLY - "),
    ]
)
TEXTS = st.one_of(st.text(max_size=200), st.lists(PIECES, max_size=12).map("".join))


@pytest.mark.parametrize("case", CASES, ids=lambda case: case["printed"][-60:])
def test_reads_what_is_printed(case: dict[str, Any]) -> None:
    assert parse_caption(case["printed"]) == expected(case)


@pytest.mark.parametrize("printed", CAPTIONS_ONLY)
def test_leaves_a_caption_that_only_looks_like_a_credit(printed: str) -> None:
    assert parse_caption(printed) == Credit(caption=printed)


@pytest.mark.parametrize("printed", ["© RIPRODUZIONE RISERVATA", "© All rights reserved"])
def test_a_reserve_of_rights_is_neither_caption_nor_credit(printed: str) -> None:
    assert parse_caption(printed) == Credit(caption=None)


@pytest.mark.parametrize("case", CASES, ids=lambda case: case["printed"][-60:])
def test_reads_a_marked_credit_as_it_reads_it_in_a_caption(case: dict[str, Any]) -> None:
    line = parse_credit_line(case["text"])
    answer = expected(case)
    assert line.caption is None
    assert line.text == answer.text
    assert line.creators == answer.creators
    assert line.organizations == answer.organizations


@pytest.mark.parametrize("line", CREDIT_LINES)
def test_knows_a_credit_that_stands_alone(line: str) -> None:
    assert is_credit(line)


@pytest.mark.parametrize("line", OTHER_LINES)
def test_takes_no_other_line_for_a_credit(line: str) -> None:
    assert not is_credit(line)


@pytest.mark.parametrize(
    "label", ["Photo: ", "Foto: ", "(Photo by ", "© ", "Crédit photo : ", "Fot. "]
)
def test_strips_the_label_of_a_marked_credit(label: str) -> None:
    credit = parse_credit_line(f"{label}Jane Holt/AFP")
    assert credit.text == "Jane Holt/AFP"
    assert credit.creators == ("Jane Holt",)


@pytest.mark.parametrize("text", ["", " ", "©", "Photo:", "()", "…", "\u200b"])
def test_a_text_without_words_gives_no_credit(text: str) -> None:
    assert parse_caption(text).text is None
    assert not is_credit(text)


@given(TEXTS)
@example("Photo: ")
@example("(((((((")
@example("© © ©")
@example("PHOTO㐀A*1S.")
@example("(()FOR EDITORIAL USE ONLY H JS)l")
@settings(max_examples=300, deadline=None)
def test_everything_found_is_a_span_of_what_was_printed(printed: str) -> None:
    credit = parse_caption(printed)
    for part in (credit.caption, credit.text, credit.identifier):
        assert part is None or (part and part in printed)
    inside = credit.text or ""
    for part in (*credit.creators, *credit.organizations, *filter(None, credit.ranks)):
        assert part
        assert part in inside
    assert len(credit.ranks) == len(credit.creators)
    assert (credit.rights is None) == (credit.text is None)


@given(TEXTS)
@settings(max_examples=200, deadline=None)
def test_caption_and_credit_do_not_overlap(printed: str) -> None:
    credit = parse_caption(printed)
    total = len(credit.caption or "") + len(credit.text or "")
    assert total <= len(printed)


@given(TEXTS)
@settings(max_examples=200, deadline=None)
def test_a_credit_line_is_a_span_and_reading_it_again_changes_nothing(text: str) -> None:
    credit = parse_credit_line(text)
    assert credit.caption is None
    assert credit.text is None or credit.text in text
    assert is_credit(text) in (True, False)


@pytest.mark.parametrize("case", CASES, ids=lambda case: case["printed"][-60:])
def test_what_is_left_of_a_caption_carries_no_credit(case: dict[str, Any]) -> None:
    left = parse_caption(case["printed"]).caption
    if left:
        assert parse_caption(left).text is None


@pytest.mark.parametrize(
    "unit",
    [
        "(",
        "Photo: ",
        "© ",
        "a / ",
        "Jane Holt, ",
        "A. ",
        "aA",
        "AP ",
        "(AP) ",
        "…",
        "사진",
        "U.S. ",
        "NO SALES ",
        "UK, ",
        "(editors note: ",
    ],
)
def test_a_very_long_caption_takes_no_longer_than_a_long_one(unit: str) -> None:
    printed = (unit * 100_000)[:100_000]
    parse_caption("x")
    start = time.process_time()
    parse_caption(printed)
    assert time.process_time() - start < 2.0


def test_reads_a_thousand_captions_in_seconds() -> None:
    printed = [case["printed"] for case in CASES]
    parse_caption(printed[0])
    start = time.process_time()
    for number in range(1000):
        parse_caption(printed[number % len(printed)])
    assert time.process_time() - start < 5.0
