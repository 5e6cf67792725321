from __future__ import annotations

import pytest
from hypothesis import example, given
from hypothesis import strategies as st
from scrapy import Request

from archive.warc.build import capture_uri
from crawler.discovery import is_twin, page_key
from crawler.discovery.lead import clean_url

STORY = "https://herald.example/2026/03/frigate"


@pytest.mark.parametrize(
    "url",
    [
        "http://herald.example/2026/03/frigate",
        "https://herald.example/2026/03/frigate/",
        "https://herald.example:443/2026/03/frigate",
        "https://www.herald.example/2026/03/frigate/",
        "https://m.herald.example/2026/03/frigate",
        "https://mobile.herald.example/2026/03/frigate",
        "https://amp.herald.example/2026/03/frigate",
        "https://WWW.Herald.Example./2026/03/frigate",
        "https://herald.example//2026/03/./x/../frigate",
        "https://herald.example/2026/03/frigate/amp/",
        "https://herald.example/amp/2026/03/frigate",
        "https://herald.example/2026/03/frigate.amp",
        "https://herald.example/2026/03/frigate?amp=1",
        "https://herald.example/2026/03/frigate?amp",
        "https://herald.example/2026/03/frigate/?outputType=amp",
        "https://herald.example/2026/03/frigate?utm_source=rss&fbclid=a1#comments",
        "https://herald.example/2026/03/frigate?replytocom=512#respond",
        "https://herald.example/2026/03/frigate;jsessionid=0A1B2C?PHPSESSID=x",
        "https://herald.example/2026/03/frigate?sid=0123456789abcdef0123",
        "https://herald.example/2026/03/%66rigate",
    ],
)
def test_one_article_is_one_article(url: str) -> None:
    assert page_key(url) == page_key(STORY)


@pytest.mark.parametrize(
    ("one", "other"),
    [
        (STORY, STORY + "-2"),
        (STORY, STORY.upper().replace("HTTPS", "https")),
        (STORY, "https://herald.example/frigate"),
        (STORY, "https://news.herald.example/2026/03/frigate"),
        (STORY, "https://herald.example:8443/2026/03/frigate"),
        ("https://h.example/article.php?sid=12", "https://h.example/article.php?sid=13"),
        ("https://h.example/?p=1", "https://h.example/?p=2"),
        ("https://h.example/a%2Fb", "https://h.example/a/b"),
        ("https://h.example/?q=a%26b", "https://h.example/?q=a&b"),
        ("https://h.example/?a%3Db", "https://h.example/?a=b"),
        ("https://h.example/amp", "https://h.example/"),
        ("https://h.example/list?output=xml", "https://h.example/list"),
        # The name of a country's domain below a domain that is a twin's name.
        ("https://m.example/a", "https://example/a"),
    ],
)
def test_two_pages_stay_two(one: str, other: str) -> None:
    assert page_key(one) != page_key(other)


def test_order_and_coding_do_not_count() -> None:
    assert page_key("https://h.example/s?b=2&a=%20x") == page_key("https://h.example/s?a= x&b=2")
    composed, decomposed = "https://h.example/übung", "https://h.example/u\u0308bung"
    assert page_key(composed) == page_key(decomposed) == page_key("https://h.example/%c3%bcbung")
    assert page_key("https://bücher.example/a") == page_key("https://xn--bcher-kva.example/a")


@pytest.mark.parametrize(
    ("url", "twin"),
    [
        (STORY, False),
        ("https://www.herald.example/a", False),
        ("https://m.herald.example/a", True),
        ("https://herald.example/a/amp", True),
        ("https://herald.example/a?outputType=amp", True),
        ("https://herald.example/a?output=print", False),
        ("http://[", False),
    ],
)
def test_twins_are_known(url: str, twin: bool) -> None:  # noqa: FBT001 - a table
    assert is_twin(url) is twin


LABELS = st.sampled_from(["www", "m", "amp", "mobile", "herald", "example", "Ü", "xn--a", ""])
SEGMENTS = st.sampled_from(
    ["", ".", "..", "%2e", "amp", "AMP", "amp.html", "a.amp", ".amp.html", "a.amp.amp", "%2F", "ü",
     "%FF", "%zz", "a b", "%C3%BC", "u%CC%88", ";jsessionid=1", "%3Bjsessionid=1", "2026"]
)  # fmt: skip
FIELDS = st.sampled_from(
    ["", "a=1", "b=2&a=3", "utm_x=1", "utm%5Fx=1", "amp", "amp=", "output=amp", "=", "=1",
     "%3D=%3D", "a=%26", "sid=0123456789abcdef", "PHPSESSID=1", "a+b=+", "?", "%"]
)  # fmt: skip


@st.composite
def addresses(draw: st.DrawFn) -> str:
    host = ".".join(draw(st.lists(LABELS, max_size=4)))
    port = draw(st.sampled_from(["", ":80", ":443", ":8045", ":", ":x"]))
    path = "/".join(draw(st.lists(SEGMENTS | st.text(max_size=5), max_size=5)))
    query = "&".join(draw(st.lists(FIELDS | st.text(max_size=5), max_size=4)))
    scheme = draw(st.sampled_from(["http://", "https://", "HTTP://", "//", ""]))
    return f"{scheme}{host}{port}/{path}?{query}"


@given(addresses() | st.text(max_size=40))
@example("https://h.example/a/%2e%2e/amp/%2E")
@example("https://h.example/a.amp/amp")
@example("https://h.example/\ud800")
@example("http://m..Ü./")
def test_the_key_of_a_key_is_the_key(url: str) -> None:
    key = page_key(url)
    assert page_key(key) == key


@given(addresses())
def test_what_is_captured_has_the_key_of_what_was_asked_for(url: str) -> None:
    cleaned = clean_url(url, "https://base.example/")
    if cleaned:
        assert page_key(capture_uri(Request(cleaned).url)) == page_key(cleaned)
