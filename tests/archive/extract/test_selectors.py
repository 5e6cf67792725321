"""What a site's own selectors change, where a page's mark-up says nothing."""

from __future__ import annotations

import pytest

from archive.extract import extract
from archive.extract.errors import SelectorError
from archive.model import SiteRules

URL = "https://news.example/2026/11/convoy/"
SENTENCE = "The convoy of three supply ships reached the port on Tuesday behind an icebreaker. "
PAGE = f"""<!doctype html><html lang="en"><head><title>Convoy</title></head><body><h1>Convoy</h1>
<div class="q1"><p>{SENTENCE * 4}</p><p class="q2">Win a cruise: {SENTENCE}</p><p>{SENTENCE * 3}</p>
<div class="q3"><img src="/photos/ice-convoy.jpg" width="1200" height="800">
<i>Ships in the ice.</i><b>Ada Berg/Navy News</b></div></div>
<div class="q4"><p>{SENTENCE * 9}</p></div></body></html>""".encode()


def rules(**selectors: str) -> SiteRules:
    return SiteRules("news", ("news.example",), selectors=selectors)


def test_the_body_is_what_they_name_without_what_they_remove() -> None:
    article = extract(PAGE, URL, rules=rules(body=".q1", remove=".q2, .q3"))
    assert article.article_body == f"{(SENTENCE * 4).strip()}\n\n{(SENTENCE * 3).strip()}"


def test_photos_captions_and_credits_are_where_they_say() -> None:
    article = extract(PAGE, URL, rules=rules(photo=".q3", caption=".q3 i", credit=".q3 b"))
    (photo,) = article.photos
    assert photo.content_url == "https://news.example/photos/ice-convoy.jpg"
    assert photo.caption == "Ships in the ice."
    assert photo.credit_line == "Ada Berg/Navy News"


def test_one_that_cannot_be_read_is_named() -> None:
    with pytest.raises(SelectorError, match=r"selector photo = 'div\[\['"):
        extract(PAGE, URL, rules=rules(photo="div[["))
