"""Where a story's text ends, and where the main-text search is not believed."""

from __future__ import annotations

from itertools import islice

import pytest

from archive.extract import extract

STORY = [
    f"The frigate left the {place} on Thursday, the navy said, and will be away for months, for "
    "the first time in two years; nobody would say where it is bound, or when it will be back."
    for place in (
        "port",
        "yard",
        "pier",
        "bay",
        "fjord",
        "dock",
        "berth",
        "roads",
        "strait",
        "lock",
    )
]


def _body(html: str) -> list[str]:
    page = f"<html><body><article><h1>Frigate leaves the port</h1>{html}</article></body></html>"
    return (extract(page.encode(), "https://news.example/1").article_body or "").split("\n\n")


def _paragraphs(lines: list[str]) -> str:
    return "".join(f"<p>{line}</p>" for line in lines)


@pytest.mark.parametrize("longest", [0, 1, 2])
def test_a_text_in_blocks_of_which_the_main_text_search_takes_the_first(longest: int) -> None:
    lengths = [3, 3, 3]
    lengths[longest] = 4
    lines = iter(STORY)
    blocks = [list(islice(lines, length)) for length in lengths]
    html = "".join(f"<div class='article-content'>{_paragraphs(block)}</div>" for block in blocks)
    assert _body(html) == STORY


def test_a_text_in_boxes_with_advertising_between() -> None:
    def box(lines: list[str]) -> str:
        named = "<div class='grid--item body body__container article__body'>"
        beside = "<div class='grid--item grid__aside'><div class='ad'></div></div>"
        text = f"{named}<div class='inner'>{_paragraphs(lines)}</div></div>"
        return f"<div class='grid'>{text}{beside}</div>"

    assert _body(f"<div class='chunks'>{box(STORY[:4])}{box(STORY[4:])}</div>") == STORY


def test_what_readers_say_is_no_reason_to_doubt_a_text() -> None:
    said = "".join(
        f"<div class='x{number}'><div><b>A reader</b><p>It is the {number}th time that a frigate "
        "leaves, and nobody knows where it goes, which is how it should be with frigates.</p>"
        "</div></div>"
        for number in range(30, 50)
    )
    html = f"<div class='entry-content'>{_paragraphs(STORY[:4])}</div><div class='y'>{said}</div>"
    assert _body(html) == STORY[:4]
