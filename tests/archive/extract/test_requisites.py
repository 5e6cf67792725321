from __future__ import annotations

import time

import pytest
from hypothesis import given
from hypothesis import strategies as st

from archive.extract import ExtractionError
from archive.extract.requisites import MAX_CSS, page_requisites, stylesheet_requisites
from tests.archive.slow_styles import STYLES

URL = "https://herald.example/2026/story/"
PAGE = b"""<!doctype html><html><head>
<link rel="stylesheet" href="/main.css#x"><link rel="alternate stylesheet" href="/night.css">
<link rel="shortcut icon" href="/favicon.ico"><link rel="apple-touch-icon" href="touch.png">
<link rel="preload" as="font" href="/f/body.woff2"><link rel="preload" as="fetch" href="/api.json">
<link rel="canonical" href="/canonical"><link rel="modulepreload" href="/app.mjs">
<style>@import 'print.css' print; .a { background: URL( "bg.png" ) }</style>
<script src="//cdn.example/lib.js"></script><script>var u = "url(no.png)";</script>
</head><body style="background-image:url(body.jpg)">
<picture><source srcset="/a.avif 1x, /a2.avif 2x"><img src="/a.jpg" alt=""></picture>
<img src="data:image/gif;base64,R0lGODlhAQABAAAAACH5BAEKAAEALAAAAAABAAEAAAICTAEAOw=="
 data-src="lazy.jpg" srcset="/s.jpg 400w, /l.jpg 1200w">
<video src="/film.mp4" poster="/poster.jpg"><source src="/film.webm"></video>
<iframe src="/frame.html"></iframe><a href="/linked.jpg">no part of the page</a>
<svg><use href="/sprite.svg#logo"/></svg><noscript><img src="/noscript.jpg"></noscript>
<img src="javascript:alert(1)"><img src="http://[broken/x.png"><img src="ftp://h.example/x.png">
</body></html>"""


def test_all_that_a_page_shows_and_nothing_else() -> None:
    found = [
        (requisite.url.removeprefix("https://herald.example/"), requisite.kind)
        for requisite in page_requisites(PAGE, URL, "text/html")
    ]
    assert found == [
        ("main.css", "stylesheet"),
        ("night.css", "stylesheet"),
        ("2026/story/print.css", "stylesheet"),
        ("app.mjs", "script"),
        ("https://cdn.example/lib.js", "script"),
        ("favicon.ico", "other"),
        ("2026/story/touch.png", "other"),
        ("f/body.woff2", "other"),
        ("2026/story/bg.png", "other"),
        ("2026/story/body.jpg", "other"),
        ("a.avif", "image"),
        ("a2.avif", "image"),
        ("a.jpg", "image"),
        ("2026/story/lazy.jpg", "image"),
        ("s.jpg", "image"),
        ("l.jpg", "image"),
        ("poster.jpg", "image"),
        ("sprite.svg", "image"),
        ("noscript.jpg", "image"),
    ]


def test_a_base_element_counts() -> None:
    page = b'<html><head><base href="https://cdn.example/x/"></head><body><img src="a.png"></body>'
    assert [r.url for r in page_requisites(page, URL)] == ["https://cdn.example/x/a.png"]


def test_what_is_no_page_says_so() -> None:
    with pytest.raises(ExtractionError):
        page_requisites(b"%PDF-1.7", URL)


@pytest.mark.parametrize(
    ("css", "expected"),
    [
        ("@import url('a.css');", [("a.css", "stylesheet")]),
        ('@import "a.css" screen;b{c:url(d.png)}', [("a.css", "stylesheet"), ("d.png", "other")]),
        ("@IMPORT\n  url( a.css ) layer(x);", [("a.css", "stylesheet")]),
        ("@import /* 'no.css' */ 'a.css'; a{b:url(c)}", [("a.css", "stylesheet"), ("c", "other")]),
        ('@charset "x.png"; @namespace url(http://ns.example/);', []),
        (
            "@font-face{src:url(a.woff2) format('woff2'),url('a.woff')}",
            [("a.woff2", "other"), ("a.woff", "other")],
        ),
        ("/* url(no.png) */ a{b:url(yes.png)}", [("yes.png", "other")]),
        ("a::after{content:'url(no.png)'}", []),
        (r"a{b:url(with\ space.png)}", [("with%20space.png", "other")]),
        (r"a{b:url('\61 .png')}", [("a.png", "other")]),
        ("a{b:url(data:image/png;base64,AAAA)} c{d:url(#id)}", []),
        ("a{b:url(unclosed.png", []),
        ("a{b:url('two\nlines.png')} c{d:url(e.png)}", [("e.png", "other")]),
        ("\ufeffa{b:url(Ünï.png)}", [("%C3%9Cn%C3%AF.png", "other")]),
        ("/* never closed url(no.png)", []),
    ],
)
def test_stylesheets(css: str, expected: list[tuple[str, str]]) -> None:
    found = stylesheet_requisites(css.encode(), "https://h.example/css/main.css")
    assert [(r.url.removeprefix("https://h.example/css/"), r.kind) for r in found] == expected


@given(st.text(alphabet="@importurl('\");\\/* \nabc\0\ud7ff", max_size=200))
def test_any_stylesheet_gives_addresses_or_nothing(css: str) -> None:
    for requisite in stylesheet_requisites(css.encode(), "https://h.example/"):
        assert requisite.url.startswith(("http://", "https://"))
        assert requisite.url.isprintable()


@pytest.mark.parametrize(
    "piece", ['url("', "url(", "/*", "'", "url(   ", "@import ", "\\", "url('\\\n"]
)
def test_a_stylesheet_made_to_be_slow_is_not(piece: str) -> None:
    css = (piece * (MAX_CSS // len(piece))).encode()
    began = time.process_time()
    stylesheet_requisites(css, "https://h.example/")
    stylesheet_requisites(b"a{b:url(" + b" " * MAX_CSS, "https://h.example/")
    assert time.process_time() - began < 5


@pytest.mark.parametrize("css", STYLES.values(), ids=STYLES.keys())
def test_styles_in_a_page_made_to_be_slow_are_not(css: str) -> None:
    attribute = css.replace('"', "&quot;")
    page = f'<style>{css}</style><p style="{attribute}">Text</p>'.encode()
    began = time.process_time()
    page_requisites(page, URL)
    stylesheet_requisites(css.encode(), URL)
    assert time.process_time() - began < 2
