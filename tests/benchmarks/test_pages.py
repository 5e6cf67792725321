"""Made-up pages have the shape that their module says they have, and a story that can be read."""

from __future__ import annotations

import statistics
from typing import TYPE_CHECKING

import pytest
from lxml.html import document_fromstring

from archive.extract import extract
from tests.benchmarks import around, pages

if TYPE_CHECKING:
    from lxml.html import HtmlElement

COUNT = 30


@pytest.fixture(scope="module")
def made() -> list[tuple[str, HtmlElement]]:
    texts = [pages.page(number).replace(pages.PLACE, str(number)) for number in range(COUNT)]
    return [(text, document_fromstring(text)) for text in texts]


@pytest.mark.parametrize(
    ("tag", "least", "most"),
    [("*", 800, 1100), ("a", 130, 210), ("img", 12, 28), ("div", 150, 250), ("li", 80, 140)],
)
def test_so_many_elements_in_the_middle(
    made: list[tuple[str, HtmlElement]], tag: str, least: int, most: int
) -> None:
    counts = sorted(sum(1 for _ in root.iter(tag)) for _, root in made)
    assert least < statistics.median(counts) < most
    assert 3 * counts[COUNT // 10] < 2 * counts[-COUNT // 10]  # short pages and long ones


def test_as_heavy_and_as_deep_as_said(made: list[tuple[str, HtmlElement]]) -> None:
    assert 180_000 < statistics.median(len(text) for text, _ in made) < 290_000
    depths = [
        statistics.mean(sum(1 for _ in element.iterancestors()) + 1 for element in root.iter("*"))
        for _, root in made
    ]
    assert 9 < statistics.median(depths) < 13


def test_the_story_can_be_read_and_is_always_the_same() -> None:
    for number in range(4):
        assert pages.page(number) == pages.page(number)
        text = pages.page(number).replace(pages.PLACE, str(number))
        article = extract(text.encode(), f"{around.HOME}/2026/{number}/a")
        story = pages.story(number)
        assert article.headline == story.headline.replace(pages.PLACE, str(number))
        assert story.paragraphs[0] in (article.article_body or "")
        photos = [photo.content_url for photo in article.photos]
        assert photos == [story.photo.replace(pages.PLACE, str(number))]


def test_the_text_of_a_brief_ends_where_other_briefs_begin() -> None:
    text = pages.page(3).replace(pages.PLACE, "3")
    body = extract(text.encode(), f"{around.HOME}/2026/3/a").article_body or ""
    paragraphs = pages.story(3).paragraphs
    assert body.endswith(paragraphs[-1])
    assert len(body.split("\n\n")) <= len(paragraphs) + 1  # who wrote it, and when
