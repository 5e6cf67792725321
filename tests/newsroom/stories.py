"""What the site has published: the pages in ``pages/`` and the truth about them."""

from __future__ import annotations

import json
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path
from typing import Any

HERE = Path(__file__).parent
PAGES = HERE / "pages"
BASE = "{{base}}"


@dataclass(frozen=True)
class Story:
    """One article, as the site's lists, feeds and sitemaps know it.

    ``html`` and the addresses hold ``{{base}}`` where the server's address belongs.
    """

    path: str
    headline: str
    html: str
    date_published: datetime
    date_modified: datetime
    section: str = "world"
    language: str = "en"
    description: str = ""
    authors: tuple[str, ...] = ()
    keywords: tuple[str, ...] = ()
    photo: str | None = None
    thumbnail: str | None = None
    codings: frozenset[str] = frozenset()


@dataclass(frozen=True)
class Page:
    """A page that is no article of its own: an AMP twin, a soft 404, a photo's own page."""

    path: str
    html: str
    codings: frozenset[str] = frozenset()


def truth(base_url: str) -> dict[str, Any]:
    """All of ``expected.json``, with the server's address filled in."""
    text = (HERE / "expected.json").read_text(encoding="utf-8")
    expected: dict[str, Any] = json.loads(text.replace(BASE, base_url))
    return expected


def read_stories() -> dict[str, Story]:
    """Every article of ``expected.json``, by path, in the order of publication."""
    articles = sorted(truth(BASE)["articles"], key=lambda article: article["date_published"])
    return {article["path"]: _story(article) for article in articles}


def read_pages() -> dict[str, Page]:
    """Every other page of ``expected.json``, by path."""
    return {
        page["path"]: Page(page["path"], _html(page["file"]), frozenset(page.get("codings", ())))
        for page in truth(BASE)["other_pages"]
    }


def _story(article: dict[str, Any]) -> Story:
    photos = article["photos"]
    published = datetime.fromisoformat(article["date_published"])
    modified = article["date_modified"]
    return Story(
        path=article["path"],
        headline=article["headline"],
        html=_html(article["file"]),
        date_published=published,
        date_modified=datetime.fromisoformat(modified) if modified else published,
        section=article["desk"],
        language=article["in_language"],
        description=article["description"] or "",
        authors=tuple(article["authors"]),
        keywords=tuple(article["keywords"]),
        photo=photos[0]["content_url"] if photos else None,
        thumbnail=photos[0]["urls"][-1] if photos else None,
        codings=frozenset(article.get("codings", ())),
    )


def _html(name: str) -> str:
    return (PAGES / name).read_text(encoding="utf-8")
