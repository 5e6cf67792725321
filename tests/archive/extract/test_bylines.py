"""Writers as many publishing systems name them, and nobody where nobody is named."""

import tomllib
from pathlib import Path
from typing import Any

import pytest

from archive.extract import extract
from tests.archive.extract.test_fragments import TEXT

BYLINES = tomllib.loads((Path(__file__).parent / "bylines.toml").read_text(encoding="utf-8"))[
    "byline"
]
PAGE = """<!DOCTYPE html><html lang="en"><head><meta charset="utf-8"><title>Exercise</title>{head}
</head><body><main><article><h1>An exercise goes ahead</h1>{html}
<div class="article-body">{opening}
{text}{text}{text}{text}</div></article>{end}</main></body></html>"""


@pytest.mark.parametrize("byline", BYLINES, ids=lambda byline: byline["name"])
def test_authors(byline: dict[str, Any]) -> None:
    html = PAGE.format(
        text=TEXT,
        head=byline.get("head", ""),
        html=byline.get("html", ""),
        opening=byline.get("opening", ""),
        end=byline.get("end", ""),
    )
    article = extract(html.encode(), "https://news.example/2024/05/an-exercise")
    assert list(article.authors) == byline["authors"]


@pytest.mark.parametrize(
    ("line", "author"),
    [
        ("홍길동 기자 &lt; hong@paper.example &gt;", "홍길동"),
        ("Text: Karin Holt", "Karin Holt"),
        ("By the way, more of this tomorrow", None),
        ("Photo: Karin Holt", None),
        ("Quelle: TSV Otterbach", None),
    ],
)
def test_a_line_right_behind_the_text(line: str, author: str | None) -> None:
    html = PAGE.format(text=TEXT, head="", html="", opening="", end="")
    html = html.replace("</div></article>", f"<p>{line}</p></div></article>")
    found = extract(html.encode(), "https://news.example/2024/05/an-exercise").authors
    assert found == ((author,) if author else ())
