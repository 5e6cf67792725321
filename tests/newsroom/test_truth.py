"""What ``expected.json`` says stands on the pages, and the photos it names are there."""

from __future__ import annotations

import io
import re
from typing import Any
from urllib.parse import urljoin, urlsplit

import pytest
from lxml import html
from PIL import Image

from tests.newsroom.plugin import RunningNewsroom, shared_newsroom
from tests.newsroom.stories import truth
from tests.newsroom.test_site import get

__all__ = ["shared_newsroom"]  # fixture

EXPECTED = truth("{{base}}")
ARTICLES: list[dict[str, Any]] = EXPECTED["articles"]
PATHS = [article["path"] for article in ARTICLES]
WIDEST, LARGEST = 1200, 40_000


def words(text: str) -> str:
    return " ".join(text.split())


def page_of(newsroom: RunningNewsroom, path: str) -> tuple[str, html.HtmlElement]:
    body = get(newsroom.url + path).body.decode()
    return body, html.fromstring(body)


def truth_of(newsroom: RunningNewsroom, path: str) -> dict[str, Any]:
    return next(article for article in newsroom.truth["articles"] if article["path"] == path)


def test_there_are_enough_and_they_differ() -> None:
    assert len(ARTICLES) >= 14
    assert len({article["markup"] for article in ARTICLES}) == len(ARTICLES)
    languages = {article["in_language"][:2] for article in ARTICLES}
    assert languages >= {"en", "fr", "de", "uk", "no"}


@pytest.mark.parametrize("path", PATHS)
def test_article(shared_newsroom: RunningNewsroom, path: str) -> None:
    article = truth_of(shared_newsroom, path)
    source, page = page_of(shared_newsroom, path)
    text = words(page.text_content())
    headings = [words(heading.text_content()) for heading in page.iter("h1")]
    assert headings == [article["headline"]]
    assert article["description"] in source
    assert all(name in source for name in article["authors"])
    assert all(keyword in source for keyword in article["keywords"])
    assert page.get("lang") == article["in_language"]
    start, end = text.index(article["body_starts"]), text.index(article["body_ends"])
    body = text[start : end + len(article["body_ends"])]
    assert len(body) > 800
    assert all(phrase in source for phrase in article["not_in_body"])
    assert page.xpath("//link[@rel='canonical']/@href") == [shared_newsroom.url + path]


@pytest.mark.parametrize("path", PATHS)
def test_photos(shared_newsroom: RunningNewsroom, path: str) -> None:
    article = truth_of(shared_newsroom, path)
    source, page = page_of(shared_newsroom, path)
    everything = words(page.text_content()) + source
    assert [photo["is_lead"] for photo in article["photos"]].count(True) == 1
    for photo in article["photos"]:
        assert photo["content_url"] == photo["urls"][0]
        assert photo["caption"] in everything
        assert len(photo["ranks"]) == len(photo["creators"])
        line = photo["credit_line"]
        assert (line is None) == (photo["rights"] is None)
        if line is not None:
            assert line in everything
            for part in (*photo["creators"], *filter(None, photo["ranks"])):
                assert part in line
            assert all(part in line for part in photo["organizations"])
        for url in photo["urls"]:
            answer = get(url)
            assert answer.headers["Content-Type"] == "image/jpeg"
            assert len(answer.body) <= LARGEST
            with Image.open(io.BytesIO(answer.body)) as image:
                image.load()
                assert image.width <= WIDEST
                assert image.width / image.height == pytest.approx(1.5, abs=0.01)


@pytest.mark.parametrize("path", PATHS)
def test_the_best_variant_is_the_largest(shared_newsroom: RunningNewsroom, path: str) -> None:
    for photo in truth_of(shared_newsroom, path)["photos"]:
        widths = []
        for url in photo["urls"]:
            with Image.open(io.BytesIO(get(url).body)) as image:
                widths.append(image.width)
        assert widths[0] == max(widths)


def test_the_article_pattern_tells_articles_from_the_rest(
    shared_newsroom: RunningNewsroom,
) -> None:
    pattern = re.compile(EXPECTED["article_pattern"])
    assert all(pattern.search(shared_newsroom.url + path) for path in PATHS)
    others = ["/", "/naval/", "/naval/page/2/", "/tag/raqa/", "/author/marc-delorme/", "/feed/"]
    others += [page["path"] for page in EXPECTED["other_pages"] if "soft 404" not in page["why"]]
    others += [urlsplit(p["urls"][0]).path for a in ARTICLES for p in a["photos"]]
    assert [path for path in others if pattern.search(shared_newsroom.url + path)] == []


def test_no_link_on_an_article_is_broken(shared_newsroom: RunningNewsroom) -> None:
    broken = set()
    for path in PATHS:
        _, page = page_of(shared_newsroom, path)
        for link in set(page.xpath("//a/@href | //img/@src | //link[@rel!='pingback']/@href")):
            url = urljoin(shared_newsroom.url + path, str(link))
            here = url.startswith(shared_newsroom.url + "/")
            if here and get(url).status >= 400:
                broken.add(url)
    assert broken == set()


def test_the_seed_s_caption_stands_there_with_both_apostrophes(
    shared_newsroom: RunningNewsroom,
) -> None:
    source, page = page_of(shared_newsroom, PATHS[0])
    alt = str(page.xpath("//div[contains(@class, 'wp-caption')]//img/@alt")[0])
    printed = page.xpath("//p[@class='wp-caption-text']")[0].text_content()
    assert "l'Otan" in alt
    assert "l\N{RIGHT SINGLE QUOTATION MARK}Otan" in printed
    assert alt.replace("'", "\N{RIGHT SINGLE QUOTATION MARK}") == printed
    count, article = source.index('share-count">0<'), source.index("wp-caption ")
    assert count < article < source.index("Les commentaires sont fermés.")
