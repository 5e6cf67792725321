"""The article page: what changed between two versions, whatever they begin with."""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING

import pytest
from lxml import html

from archive.index import Index
from archive.model import Article
from tests.archive.datasette.conftest import asking
from tests.archive.datasette.newsstand import CRAWL, START, Archive

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator
    from pathlib import Path

    import httpx

    Get = Callable[..., httpx.Response]

URL = "https://news.example/minister/"
FIRST = Article(
    url=URL,
    canonical_url=URL,
    headline="Minister stays",
    description="[]",
    authors=("Robin Vale",),
    article_body="The minister said so.",
)
SECOND = replace(
    FIRST,
    headline="[Update] Minister resigns",
    description="[Video] She leaves today.",
    authors=("Robin Vale", "[Staff]"),
)


@pytest.fixture(scope="module")
def get(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Get]:
    folder: Path = tmp_path_factory.mktemp("versions")
    archive = Archive(folder, [])
    with Index.open(folder / "index.db") as index:
        crawl = index.start_crawl(CRAWL, "news", START, {})
        for version in (FIRST, SECOND):
            page = archive.store(URL, b"<html>page</html>", "text/html")
            index.add_captures(crawl, [page])
            index.add_article(version, page.record_id, site="news")
    with asking(folder) as ask:
        yield ask


def test_what_begins_with_a_bracket_is_compared_as_text(get: Get) -> None:
    response = get("/-/article/index", **{"url": URL, "from": "1", "to": "2"})
    assert response.status_code == 200, response.text
    tree = html.fromstring(response.text)
    assert {ins.text for ins in tree.iter("ins")} >= {SECOND.headline, SECOND.description}
    assert {gone.text for gone in tree.iter("del")} >= {FIRST.headline, FIRST.description}
    assert "[Staff]" in response.text
    assert "[&#34;Robin" not in response.text
