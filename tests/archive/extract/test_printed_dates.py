"""Dates that are written for people alone."""

from datetime import UTC, datetime

import pytest

from archive.extract import extract
from archive.extract.page import parse_page
from archive.extract.printed_dates import find_printed_date, read_date
from archive.extract.story import find_story
from tests.archive.extract.test_fragments import TEXT

PAGE = """<!DOCTYPE html><html lang="{language}"><head><title>An exercise</title></head><body>
<main><article>{above}<h1>An exercise goes ahead in spite of the weather</h1>{below}
<div>{text}{text}{text}{text}<p>It had last been held on 6 June 2011.</p></div></article></main>
<aside><span class="date">1 January 2020</span></aside></body></html>"""


def _published(below: str = "", above: str = "", language: str = "en") -> datetime | None:
    html = PAGE.format(below=below, above=above, language=language, text=TEXT)
    return extract(html.encode(), "https://news.example/exercise").date_published


@pytest.mark.parametrize(
    "text",
    [
        "Norhaven, 12 March 2024",
        "March 12, 2024",
        "Mar. 12th, 2024",
        "lunes 12 de marzo de 2024",
        "mardi 12 mars 2024",
        "12. März 2024",
        "12 marzo 2024",
        "12 марта 2024 г.",
        "12 березня 2024",
        "Τρίτη, 12 Μαρτίου 2024",
        "12 marca 2024",
        "12. března 2024",
        "12 Mart 2024",
        "2024年3月12日",
        "2024년 3월 12일",
        "2024.03.12",
        "12/03/2024",
        "12.3.2024",
        "12º de março de 2024",
        "12 ΜΑΡΤΙΟΥ 2024",
        "12 במרץ 2024",
        "２０２４年３月１２日",
        "2024. március 12.",
        "2024 m. kovo 12 d.",
        "2024. gada 12. marts",
        "令和6年3月12日",
        "中華民國113年3月12日",
    ],
)
def test_dates_in_many_languages(text: str) -> None:
    assert read_date(text) == datetime(2024, 3, 12, tzinfo=UTC).replace(tzinfo=None)


@pytest.mark.parametrize(
    ("text", "month"), [("12 ARALIK 2024", 12), ("12 KASIM 2024", 11), ("12 EKİM 2024", 10)]
)
def test_turkish_capitals(text: str, month: int) -> None:
    assert read_date(text) == datetime(2024, month, 12, tzinfo=UTC).replace(tzinfo=None)


def test_the_first_of_two_dates_however_it_is_written() -> None:
    found = read_date("Published 2024-05-03, updated 4 May 2024")
    assert found is not None
    assert found.day == 3


@pytest.mark.parametrize("text", ["", "12 march", "31 February 2024", "1/2", "99.99.2024"])
def test_what_is_no_date(text: str) -> None:
    assert read_date(text) is None


@pytest.mark.parametrize(
    ("text", "is_american", "expected"),
    [
        ("04/12/2024", True, (4, 12)),
        ("04/12/2024", False, (12, 4)),
        ("04/30/2024", None, (4, 30)),
    ],
)
def test_month_and_day_by_the_country(
    *, text: str, is_american: bool | None, expected: tuple[int, int]
) -> None:
    found = read_date(text, is_american=is_american)
    assert found is not None
    assert (found.month, found.day) == expected


def test_a_date_that_can_be_read_both_ways_is_none() -> None:
    assert read_date("04/12/2024", is_american=None) is None


@pytest.mark.parametrize(
    ("text", "hour", "minute"),
    [
        ("May 3, 2024 at 10:15 p.m.", 22, 15),
        ("May 3, 2024 3:30 PM", 15, 30),
        ("May 3, 2024 12:05 AM", 0, 5),
        ("3. Mai 2024, 9.30 Uhr", 9, 30),
        ("2024. 5. 3. 오후 3:10", 15, 10),
        ("2024年5月3日 午後3時10分", 15, 10),
        ("2024年5月3日 10時15分", 10, 15),
        ("3 May 2024 | 45:10", 0, 0),
    ],
)
def test_the_hour_behind_a_date(text: str, hour: int, minute: int) -> None:
    found = read_date(text)
    assert found is not None
    assert (found.hour, found.minute) == (hour, minute)


def test_a_line_above_the_text() -> None:
    line = "<p>By Jane Doe | 3 May 2024</p>"
    assert _published(line) == datetime(2024, 5, 3, tzinfo=UTC)


def test_a_dateline_above_the_headline() -> None:
    line = '<p class="fecha">lunes 8 de abril de 2024</p>'
    assert _published(above=line, language="es") == datetime(2024, 4, 8, tzinfo=UTC)


def test_a_day_s_heading_before_the_story() -> None:
    line = '<div><h2 class="date-header">Thursday, 20 March 2014</h2><div class="post">'
    html = PAGE.format(below="", above="", language="en", text=TEXT)
    html = html.replace("<article>", f"{line}<article>").replace(
        "</article>", "</article></div></div>"
    )
    found = extract(html.encode(), "https://news.example/exercise").date_published
    assert found == datetime(2014, 3, 20, tzinfo=UTC)


def test_the_date_of_a_change_gives_way() -> None:
    lines = "<p>Updated 5 May 2024</p><p>Published 3 May 2024</p>"
    assert _published(lines) == datetime(2024, 5, 3, tzinfo=UTC)


def test_neither_a_date_in_the_text_nor_beside_it() -> None:
    html = PAGE.format(below="", above="", language="en", text=TEXT)
    page = parse_page(html.encode(), "https://news.example/exercise")
    assert find_printed_date(find_story(page), "en") is None
