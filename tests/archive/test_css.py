"""CSS is read as browsers read it, and in a time as long as it is."""

from __future__ import annotations

import time

import pytest
from hypothesis import given
from hypothesis import strategies as st

from archive.css import tokens
from archive.datasette.replay.stylesheet import loads
from archive.extract.requisites import stylesheet_requisites
from tests.archive.slow_styles import STYLES

BASE = "https://news.example/css/site.css"


@pytest.mark.parametrize(
    ("css", "expected"),
    [
        ("a{b:url(c.png)}", [("url", "c.png")]),
        (r"a{b:\75 RL( 'c.png' )}", [("url", "c.png")]),
        (r"a{b:u\72l(with\ space\2e png)}", [("url", "with space.png")]),
        (r"@\69mport/**/'a.css';'b.css'", [("import", "a.css")]),
        ("@import url(a.css) layer(x) url(b)", [("import", "a.css"), ("url", "b")]),
        ("@import;'no.css'", []),
        ("@import 'no\n.css'", []),
        ("@namespace a url(b); c{d:url(e)}", [("namespace", "b"), ("url", "e")]),
        ("@namespace{}c{d:url(e)}", [("url", "e")]),
        ("a{b:-webkit-image-set('c' 1x)}", [("function", "")]),
        ("a{b:no-image-set('c' 1x) my-url(c) \xe9url(c) curl(c)}", []),
        ("a{b:#url(c) 1url(c) 1e3url(c) 1-url(c) 2\\75rl(c)}", []),
        ("1.url(a) +url(b) <!--url(c)", [("url", "a"), ("url", "b"), ("url", "c")]),
        ("url(a b) url('c' d) url(e\"f)", [("bad", ""), ("bad", ""), ("bad", "")]),
        (r"url(a b\)url(c)) url(d)", [("bad", ""), ("url", "d")]),
        ("'url(a)\r\nurl(b)", [("url", "b")]),
        ("'url(a)\\\r\nurl(b)", []),
        (r"url('\110000\0\d800\61')", [("url", "\ufffd\ufffd\ufffda")]),
        ("/*/url(a)/*/url(b)", [("url", "b")]),
    ],
)
def test_what_loads(css: str, expected: list[tuple[str, str]]) -> None:
    nothing = {"comment", "string", "other"}
    found = [(token.kind, token.address) for token in tokens(css) if token.kind not in nothing]
    assert found == expected


@pytest.mark.parametrize(
    ("css", "whole"),
    [
        ("url(a)", True),
        ("url(a", False),
        ("url('a'", False),
        ("url('a", False),
        ("@import 'a'", True),
        ("@import 'a", False),
        (r"@import 'a\'", False),
        ("@import 'a\\", False),
    ],
)
def test_an_address_that_the_end_of_the_text_ends_is_not_whole(css: str, whole: bool) -> None:  # noqa: FBT001 - expected
    *_, last = tokens(css)
    assert last.address.startswith("a")
    assert last.whole is whole


PIECES = st.sampled_from(
    ["url(", ")", '"', "'", "/*", "*/", "@import", " ", "\\", "\n", "\r", "\f", "</style>", "a.png",
     "/b", ";", "{", "}", "u\\72l(", "\\22", "\xe9", "\0", "#", "1", "-", "<!--", "image-set("]
)  # fmt: skip
STYLESHEETS = st.lists(PIECES, max_size=20).map("".join)


@given(STYLESHEETS)
def test_nothing_gets_lost(css: str) -> None:
    lines = css.replace("\r\n", "\n").replace("\r", "\n").replace("\f", "\n")
    assert "".join(token.text for token in tokens(css)) == lines.replace("\0", "\ufffd")


@given(STYLESHEETS)
def test_the_crawler_fetches_what_the_replay_loads(css: str) -> None:
    css += "\n\n)*/"  # closes what is open, so that no address is in doubt
    fetched = {requisite.url for requisite in stylesheet_requisites(css.encode(), BASE)}
    loaded = set(loads(css, BASE))
    # They quote some characters otherwise, so that only this can be compared: whether anything is
    # found besides the style sheet itself, which is what a fragment alone leads to.
    assert bool(fetched - {BASE}) == bool(loaded - {BASE})


@pytest.mark.parametrize("css", STYLES.values(), ids=STYLES.keys())
def test_a_style_sheet_made_to_be_slow_is_not(css: str) -> None:
    began = time.process_time()
    for _ in tokens(css):
        pass
    assert time.process_time() - began < 1
