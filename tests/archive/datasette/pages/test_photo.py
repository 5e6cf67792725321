"""What a VIRIN says, and how claims about a photo are put together."""

from __future__ import annotations

from datetime import date
from typing import TYPE_CHECKING, Any

import pytest
from lxml import html

from archive.datasette.pages.photo import CLAIMED, merged, other_credits, virin
from archive.index import Index
from tests.archive.datasette.conftest import asking
from tests.archive.datasette.newsstand import Archive, add_photo, article, landscape, stories

if TYPE_CHECKING:
    from pathlib import Path


@pytest.mark.parametrize(
    ("number", "service", "day"),
    [
        ("260312-N-WD219-1044", "Navy", date(2026, 3, 12)),
        ("260304-Z-KT448-1042", "National Guard", date(2026, 3, 4)),
        ("161026-D-SK590-005-US", "Department of Defense", date(2016, 10, 26)),
        ("20240503-A-AB123-1001", "Army", date(2024, 5, 3)),
        ("269999-X-AB123-0001", "Space Force", None),
        ("260312-Q-WD219-1044", "unknown", date(2026, 3, 12)),
    ],
)
def test_a_virin_taken_apart(number: str, service: str, day: date | None) -> None:
    found = virin(number)
    assert found is not None
    assert (found.service, found.day and found.day.date()) == (service, day)
    assert found.search.startswith(f"https://www.dvidshub.net/search/?q={number}&")


@pytest.mark.parametrize(
    "number", [None, "", "IS2016-0012-03", "260312-N-WD219", "x260312-N-WD219-1"]
)
def test_other_numbers_are_no_virins(number: str | None) -> None:
    assert virin(number) is None


def claim(source: str, article: str | None, *, chosen: int = 0, **said: str) -> dict[str, object]:
    empty = dict.fromkeys(CLAIMED)
    return {**empty, "source": source, "chosen": chosen, "article_url": article, **said}


def test_the_same_claim_of_several_articles_is_shown_once() -> None:
    claims = [
        claim("json-ld", "https://a/", text="AFP", creators="[]"),
        claim("printed", "https://a/", text="Photo AFP", chosen=1),
        claim("json-ld", "https://b/", text="AFP", ranks="[null]"),
        claim("embedded", None, text="AFP"),
    ]
    rows = merged(claims, [{"alt": "A ship", "article_url": "https://a/"}])
    assert [(row["label"], row["chosen"], row["articles"]) for row in rows] == [
        ("Printed with the photo", 1, ["https://a/"]),
        ("JSON-LD of the page", 0, ["https://a/", "https://b/"]),
        ("In the file (IPTC, XMP, EXIF)", 0, []),
        ("Alt text", 0, ["https://a/"]),
    ]


def test_other_credits_are_named_once() -> None:
    uses = [{"credit_line": line} for line in ("AFP", None, "Navy", "AFP")]
    assert other_credits({"credit_line": "Navy"}, uses) == ["AFP"]


def test_other_files_that_its_address_gave_are_named(tmp_path: Path) -> None:
    archive, photo_url = Archive(tmp_path, []), "https://news.example/lead.jpg"
    stored = [archive.store(photo_url, landscape(seed), "image/jpeg") for seed in (1, 1, 2)]
    page = archive.store("https://news.example/story/", b"<html>page</html>", "text/html")
    story = article(stories()[0], page.target_uri, photo_url)
    with Index.open(tmp_path / "index.db") as index:
        index.add_captures(None, archive.refs)
        index.add_article(story, page.record_id, site="news")
        add_photo(index, stored[-1], landscape(2), None)
    with asking(tmp_path) as get:
        shown: Any = html.fromstring(get("/-/photo/index", url=photo_url).text)
        (other,) = shown.xpath("//dt[.='Other files here']/following-sibling::dd[1]/a/@href")
        assert get(f"{other}/content").content == landscape(1)
