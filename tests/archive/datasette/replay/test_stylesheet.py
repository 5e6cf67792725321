"""Style sheets load from the archive, or not at all."""

from __future__ import annotations

import re
import time

import pytest
from hypothesis import example, given
from hypothesis import strategies as st

from archive.datasette.replay.stylesheet import NOWHERE, loads, rewrite
from tests.archive.slow_styles import STYLES


def nowhere(_: str) -> None:
    """An archive that has nothing."""


BASE = "https://news.example/css/site.css"


@pytest.mark.parametrize(
    ("css", "address"),
    [
        ("p{background:url(a.png)}", "https://news.example/css/a.png"),
        ("p{background:URL( 'a.png' )}", "https://news.example/css/a.png"),
        ('@import "b.css";', "https://news.example/css/b.css"),
        ("@import url(b.css) print;", "https://news.example/css/b.css"),
        (r'p{background:url("\61 .png")}', "https://news.example/css/a.png"),
        ("@font-face{src:url(//cdn.example/f.woff2)}", "https://cdn.example/f.woff2"),
    ],
)
def test_what_is_loaded(css: str, address: str) -> None:
    assert list(loads(css, BASE)) == [address]
    assert '"/here"' in rewrite(css, BASE, lambda found: "/here" if found == address else None)
    assert NOWHERE in rewrite(css, BASE, nowhere)


@pytest.mark.parametrize(
    "css", ["/* url(a.png) */", 'p{content:"url(a.png)"}', "p{content:'@import \"x\"'}", "p{}"]
)
def test_comments_and_strings_load_nothing(css: str) -> None:
    assert list(loads(css, BASE)) == []


@pytest.mark.parametrize(
    "address", ["javascript:x", "data:image/svg+xml,<svg onload=x>", "x:", "https://[::1"]
)
def test_other_schemes_lead_nowhere(address: str) -> None:
    assert NOWHERE in rewrite(f"p{{background:url('{address}')}}", BASE, lambda _: "/here")


@pytest.mark.parametrize(
    "css",
    [
        r"p{background:u\72l(https://evil.example/)}",
        r"p{background:\75rl(https://evil.example/)}",
        r"p{background:url(\68ttps://evil.example/)}",
        r"@\69mport 'https://evil.example/';",
        "@import/**/'https://evil.example/';",
        "p{background:url(https://evil.example/ x)}",
        "p{background:url('https://evil.example/)}",
        "p{background:image-set('https://evil.example/' 1x)}",
        "p{background:-webkit-image-set('https://evil.example/' 1x)}",
        "p{background:src('https://evil.example/')}",
        r"p{a:\" ; background:url(https://evil.example/) \"}",
    ],
)
def test_what_is_spelt_oddly_leads_nowhere(css: str) -> None:
    out = rewrite(css, BASE, nowhere)
    assert "evil.example" not in out or not re.search(r"url\(|import|src\(|image-set\(", out), out


def test_names_with_escapes_stay() -> None:
    css = r".md\:flex{width:calc(1px*2)} @media (400px<=width<900px){a{color:red}}"
    assert rewrite(css, BASE, nowhere) == css


@pytest.mark.parametrize(
    "css",
    [
        "p{a:'\f;background:url(https://evil.example/)}",
        "p{a:'\r;background:url(https://evil.example/)}",
        "<!--url(https://evil.example/)",
    ],
)
def test_what_only_seems_to_be_in_a_string_or_a_name_leads_nowhere(css: str) -> None:
    assert list(loads(css, BASE)) == ["https://evil.example/"]
    assert "evil.example" not in rewrite(css, BASE, nowhere)


def test_a_namespace_loads_nothing_and_stays() -> None:
    css = "@namespace svg url(http://www.w3.org/2000/svg);"
    assert list(loads(css, BASE)) == []
    assert rewrite(css, BASE, nowhere) == css


@pytest.mark.parametrize("css", STYLES.values(), ids=STYLES.keys())
def test_long_nonsense_does_not_take_long(css: str) -> None:
    started = time.process_time()
    assert isinstance(rewrite(css, BASE, nowhere), str)
    assert time.process_time() - started < 2


PIECES = st.sampled_from(
    ["url(", ")", '"', "'", "/*", "*/", "@import", " ", "\\", "\n", "</style>", "https://e.example/",
     "a.png", ";", "{", "}", "u\\72l(", "\\22", "é", "\0"]
)  # fmt: skip


@pytest.mark.parametrize("start", ['@import"', "@import '", "p{background:url('", '@import url("'])
@pytest.mark.parametrize("end", ["", "\\"])
def test_the_end_of_the_text_closes_a_string(start: str, end: str) -> None:
    css = f"{start}https://evil.example/{end}"
    assert list(loads(css, BASE)) == ["https://evil.example/"]
    assert "evil.example" not in rewrite(css, BASE, nowhere)


@example('@import"url(')
@given(st.lists(PIECES, max_size=20).map("".join))
def test_nothing_seen_as_an_address_stays(css: str) -> None:
    out = rewrite(css, BASE, nowhere)
    assert "</" not in out
    assert list(loads(out, BASE)) == []
