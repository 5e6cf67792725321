"""Pages in the mark-up that news sites use, each with what must be read from it."""

import json
from pathlib import Path

import pytest

from archive.extract import extract
from archive.model import Article

FIXTURES = Path(__file__).parent / "fixtures"
URL = "https://news.example/2024/story"


def summary(article: Article) -> dict[str, object]:
    return {
        "canonical_url": article.canonical_url,
        "headline": article.headline,
        "authors": list(article.authors),
        "date_published": article.date_published and article.date_published.isoformat(),
        "in_language": article.in_language,
        "body": (article.article_body or "").split("\n\n"),
        "photos": [
            {
                "urls": list(photo.urls),
                "caption": photo.caption,
                "credit_line": photo.credit_line,
                "is_lead": photo.is_lead,
                "sources": [claim.source for claim in photo.claims],
            }
            for photo in article.photos
        ],
    }


@pytest.mark.parametrize("pattern", sorted(path.name for path in FIXTURES.iterdir()))
def test_pattern(pattern: str) -> None:
    folder = FIXTURES / pattern
    article = extract((folder / "page.html").read_bytes(), URL)
    assert summary(article) == json.loads((folder / "expected.json").read_text(encoding="utf-8"))


@pytest.mark.parametrize("pattern", sorted(path.name for path in FIXTURES.iterdir()))
def test_best_variant_is_named_and_credits_agree(pattern: str) -> None:
    article = extract((FIXTURES / pattern / "page.html").read_bytes(), URL)
    for position, photo in enumerate(article.photos):
        assert photo.position == position
        assert photo.content_url == photo.urls[0]
        assert photo.credit_line == (photo.credit.text if photo.credit else None)
        for text in (photo.caption, photo.credit_line):
            assert text is None or text not in (article.article_body or "")


def test_seed_mark_up_keeps_captions_counts_and_closing_line_out_of_the_body() -> None:
    article = extract((FIXTURES / "wordpress_classic" / "page.html").read_bytes(), URL)
    [photo] = article.photos
    assert photo.caption is not None
    assert photo.caption.endswith("le 1er mai 2024.")
    assert photo.credit is not None
    assert photo.credit.creators == ("Carla Reyes",)
    body = (article.article_body or "").split("\n\n")
    assert "0" not in body
    assert not any("commentaires" in line or "appareillage" in line for line in body)


def test_identifier_is_kept_though_neither_caption_nor_credit_has_it() -> None:
    article = extract((FIXTURES / "defense_department" / "page.html").read_bytes(), URL)
    [photo] = article.photos
    assert photo.credit is not None
    assert photo.credit.identifier == "240116-F-AB123-1001"
    assert "VIRIN" not in (photo.credit_line or "") + (photo.caption or "")
