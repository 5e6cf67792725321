"""Photos as many publishing systems print them: caption and credit, from mark-up never seen."""

import tomllib
from pathlib import Path
from typing import Any

import pytest

from archive.extract import extract

FRAGMENTS = tomllib.loads((Path(__file__).parent / "fragments.toml").read_text(encoding="utf-8"))[
    "fragment"
]
TEXT = (
    "<p>The ministry confirmed on Tuesday that the exercise would go ahead as planned, in spite"
    " of the weather that had kept its aircraft on the ground for most of the week.</p>"
)
PAGE = """<!DOCTYPE html><html lang="en"><head><meta charset="utf-8"><title>An exercise</title>
<meta property="og:type" content="article"></head><body><header><img src="/logo.png" alt="Logo">
</header><main><article><h1>An exercise goes ahead in spite of the weather</h1>{top}
<div class="article-body">{text}{text}{inside}{text}{text}{text}{apart}</div></article></main>
<aside class="related"><a href="/x"><img src="/other.jpg" alt="Other story">Other story</a></aside>
<footer>Copyright 2024</footer></body></html>"""


@pytest.mark.parametrize("fragment", FRAGMENTS, ids=lambda fragment: fragment["name"])
def test_caption_and_credit(fragment: dict[str, Any]) -> None:
    top = fragment.get("place") == "top"
    html = PAGE.format(
        text=TEXT,
        top=fragment["html"] if top else "",
        inside="" if top else fragment["html"],
        apart=fragment.get("apart", ""),
    )
    photos = extract(html.encode(), "https://news.example/2024/05/an-exercise").photos
    assert len(photos) == fragment.get("photos", 1)
    for photo in photos:
        printed = (photo.caption or "", photo.credit_line or "")
        assert printed == (fragment["caption"], fragment["credit"])
