"""Broken and hostile mark-up: a sensible result or a clear error, and never a hang."""

import time
from pathlib import Path

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from archive.extract import ExtractionError, extract, to_dict

URL = "https://news.example/2024/story"
FIXTURES = Path(__file__).parent / "fixtures"
PAGES = [path.read_bytes() for path in sorted(FIXTURES.glob("*/page.html"))]
SCRAPS = [
    b"<figure>",
    b"</figure>",
    b"<figcaption>",
    b"</div>",
    b"<div class='credit'>",
    b"<img src='",
    b"<img srcset='x 1w, ,, y 2x'>",
    b'<img data-src="javascript:x">',
    b"<!--",
    b"]]>",
    b"<p><p>",
    b"\x00",
    b"&#1;",
    b"\xff\xfe",
    b"&#xFFFFFFFF;",
    b'<script type="application/ld+json">{"@graph":[{"@id":"a"}',
    b"</script>",
    b"<table><td>",
    b"<svg><title>",
    b"<noscript>",
    b"<a href='http://[bad'>",
    b"<template>",
]


@st.composite
def broken_pages(draw: st.DrawFn) -> bytes:
    html = draw(st.sampled_from(PAGES))
    for _ in range(draw(st.integers(1, 6))):
        at = draw(st.integers(0, len(html)))
        cut = draw(st.integers(0, 400))
        html = html[:at] + draw(st.sampled_from(SCRAPS) | st.binary(max_size=12)) + html[at + cut :]
    return html


@settings(max_examples=60, deadline=None, suppress_health_check=[HealthCheck.too_slow])
@given(broken_pages())
def test_broken_page(html: bytes) -> None:
    try:
        article = extract(html, URL)
    except ExtractionError:
        return
    to_dict(article)
    for photo in article.photos:
        assert photo.content_url.startswith(("http://", "https://"))
        assert not any(char.isspace() for url in photo.urls for char in url)
        assert photo.caption != ""
        assert photo.credit_line != ""


def framed(middle: bytes) -> bytes:
    text = b"<p>" + b"The ministry said on Monday that the ship had left. " * 4 + b"</p>"
    return (
        b"<html><body><h1>A headline</h1><article>" + text * 3 + middle + text * 3 + b"</article>"
    )


@pytest.mark.parametrize(
    "middle",
    [
        b"<figure><img src=/a-long-name.jpg><figcaption>" + b"(Photo: a " * 10_000 + b"</figure>",
        b"<figure><img src=/a-long-name.jpg><figcaption>" + b"(" * 100_000 + b"</figure>",
        b"<figure>" + b"".join(b"<img src=/photo-%d.jpg>" % n for n in range(3000)) + b"</figure>",
        b"<img srcset='" + b"a" * 500_000 + b"'>",
        b"<script type='application/ld+json'>" + b"[" * 200_000 + b"</script>",
        b"<script type='application/ld+json'>{'a':" + b"9" * 200_000 + b"}</script>",
        b"<script>caption = " + b"[{a = " * 20_000 + b"</script>",
        b'<script>self.__next_f.push([1,"caption 1:{\\"a\\":'
        + b'\\"$1\\",' * 20_000
        + b'"])</script>',
        b"<script id=__NUXT_DATA__ type='application/json'>["
        + b",".join(b"[" + b"%d," % n * 99 + b"%d]" % n for n in range(1, 12))
        + b',{"caption":12},"a caption"]</script>',
        b"<div class='" + b"photo-credit " * 20_000 + b"'>x</div>",
    ],
    ids=[
        "caption",
        "brackets",
        "pictures",
        "srcset",
        "deep",
        "number",
        "script",
        "flight",
        "nuxt",
        "class",
    ],
)
def test_costly_page(middle: bytes) -> None:
    start = time.process_time()
    article = extract(framed(middle), URL)
    assert article.article_body
    assert time.process_time() - start < 10


def test_frames_with_names_that_nobody_may_give() -> None:
    paragraph = "<p>The ministry said on Tuesday that the squadron would stay on the ground.</p>"
    html = f'<html><body><a!doctype x"y="1"><article><h1>Grounded</h1>{paragraph * 12}</article>'
    assert "squadron" in (extract(html.encode(), "https://news.example/1").article_body or "")
