"""Which of a page's pictures are the story's."""

import tomllib
from pathlib import Path

import pytest

from archive.extract import extract
from tests.archive.extract.test_fragments import TEXT

PAGES = tomllib.loads((Path(__file__).parent / "belonging.toml").read_text(encoding="utf-8"))[
    "page"
]
PAGE = """<!DOCTYPE html><html lang="en"><head><meta charset="utf-8"><title>Exercise</title>{head}
</head><body><header><a href="/"><img src="/img/logo.png" alt="The News"></a></header>
<main><article><h1>An exercise goes ahead</h1>{top}
<div class="article-body">{text}{text}{inside}{text}{text}</div>{end}</article></main>{outside}
<footer><img src="/img/partner.png" alt="Partner"></footer></body></html>"""
PLACES = ("head", "top", "inside", "end", "outside")


@pytest.mark.parametrize("page", PAGES, ids=lambda page: page["name"])
def test_photos(page: dict[str, str]) -> None:
    assert page.keys() <= {"name", "photos", *PLACES}
    html = PAGE.format(text=TEXT, **{place: page.get(place, "") for place in PLACES})
    article = extract(html.encode(), "https://news.example/2024/05/an-exercise")
    names = [photo.content_url.rsplit("/", 1)[-1] for photo in article.photos]
    assert names == list(page["photos"])


def test_photos_between_short_paragraphs_of_ideographs() -> None:
    """A Japanese paragraph of forty characters says as much as an English one of eighty."""
    short = "<p>海軍基地は九年前に閉鎖され、造船所の仕事の三分の一が同時に消えた。</p>"
    long = short.replace(
        "。", "。夜明け前から古い防波堤に集まった数百人の住民がその様子を見守った。"
    )
    photo = '<div><img src="/img/ship.jpg"><div>港に入る艦</div></div>'
    inside = 4 * long + short + photo
    html = PAGE.format(
        text=short, **{place: inside if place == "inside" else "" for place in PLACES}
    )
    article = extract(html.encode(), "https://news.example/2024/05/an-exercise")
    assert [photo.caption for photo in article.photos] == ["港に入る艦"]


def test_a_frame_that_offers_to_read_more_holds_the_story() -> None:
    photo = '<div class="wp-caption"><img src="/img/ship.jpg"><p>A ship.</p></div>'
    more = '<p>See <a href="/2024/other">another story</a>.</p>'
    framed = f'<div id="read-more-selector">{3 * TEXT}{photo}{3 * TEXT}{more}</div>'
    html = PAGE.format(text="", **dict.fromkeys(PLACES, "") | {"inside": framed})
    article = extract(html.encode(), "https://news.example/2024/05/an-exercise")
    assert [photo.caption for photo in article.photos] == ["A ship."]
