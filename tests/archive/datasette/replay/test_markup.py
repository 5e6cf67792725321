"""Archived HTML: what may stay does, everything else goes, whatever the page tries."""

from __future__ import annotations

import time
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st
from lxml import html

from archive.datasette.replay import stylesheet
from archive.datasette.replay.markup import ATTRIBUTES, KEPT, Document
from tests.archive.datasette.hostile import PAGE, hostile

URL = "https://news.example/2026/story/"
STYLE = "/own.css"
EVIL = "https://evil.example"
ADDRESSES = {"href", "src"}
OWN = {"charset", "name", "content", "rel", "target", "media"}


def link(address: str) -> str:
    return f"/-/archived/index?url={address}"


def rendered(page: str | bytes, archived: dict[str, str] | None = None) -> str:
    data = page.encode() if isinstance(page, str) else page
    document = Document(data, URL, "text/html; charset=utf-8")

    def resolve(address: str) -> str | None:
        return (archived or {}).get(address)

    return document.render(resolve, link, STYLE)


def tree(page: str | bytes, archived: dict[str, str] | None = None) -> Any:  # noqa: ANN401 - lxml's stubs give xpath() no useful type
    return html.document_fromstring(rendered(page, archived))


def assert_harmless(shown: str) -> None:
    root = html.document_fromstring(shown)
    for element in root.iter():
        assert element.tag in {*KEPT, "meta"}, element.tag
        for name, value in element.attrib.items():
            assert name in ATTRIBUTES | ADDRESSES | OWN or str(name).startswith("aria-"), name
            if name in ADDRESSES:
                assert str(value).startswith(("/-/archived/", "/-/replay/", STYLE, "#")), value
        if element.tag == "meta":
            assert "http-equiv" not in element.attrib


def test_a_hostile_page_is_left_with_its_words() -> None:
    shown = rendered(hostile(PAGE, EVIL))
    assert_harmless(shown)
    root: Any = html.document_fromstring(shown)
    assert "The page that acts" in root.text_content()
    assert "The end of the page." in root.text_content()
    for value in root.xpath("//@*"):
        assert EVIL not in value.replace(f"/-/archived/index?url={EVIL}", ""), value
    for css in root.xpath("//style/text() | //@style"):
        assert not list(stylesheet.loads(css, URL)), css


@pytest.mark.parametrize("extra", ["", "<frameset>", "<plaintext>", "<noscript>", "<select>", "\0"])
def test_nor_does_it_help_to_begin_otherwise(extra: str) -> None:
    assert_harmless(rendered(extra.encode() + hostile(PAGE, EVIL)))


TAGS = st.sampled_from(
    [
        "a",
        "img",
        "svg",
        "style",
        "script",
        "p",
        "table",
        "math",
        "noscript",
        "template",
        "iframe",
        "title",
        "textarea",
        "x:y",
        "ol",
        "b",
    ]
)
BITS = st.one_of(
    TAGS.map("<{}>".format),
    TAGS.map("</{}>".format),
    TAGS.map(
        "<{} onclick=x href=javascript:x src='https://evil.example/' style=\"a:url(x)\">".format
    ),
    st.sampled_from(
        [
            "&#8;",
            "&#x1F",
            "&#0;",
            "&#xFFFF;",
            "<!--",
            "-->",
            "<![CDATA[",
            "]]>",
            "&lt;script&gt;",
            "<",
            ">",
            '"',
            "'",
            "\0",
            "é",
            "</",
        ]
    ),
    st.text(max_size=5),
)


@given(st.lists(BITS, max_size=25).map("".join))
def test_no_page_gets_anything_past(page: str) -> None:
    shown = rendered(page)
    assert_harmless(shown)
    assert_harmless(rendered(shown))


def test_links_lead_into_the_archive_and_leave_the_frame() -> None:
    root = tree('<a href="../other/?a=1#x">o</a> <a href="#part">p</a> <a name="part">here</a>')
    (out, inside, anchor) = root.xpath("//a")
    assert out.get("href") == "/-/archived/index?url=https://news.example/2026/other/?a=1"
    assert out.get("target") == "_top"
    assert (inside.get("href"), inside.get("target")) == ("#part", None)
    assert anchor.get("id") == "part"


@pytest.mark.parametrize(
    "address",
    ["javascript:x", "JAVASCRIPT:x", " java\nscript:x", "data:text/html,x", "mailto:a@b.example",
     "ftp://x.example/", "https://[::1", "x" * 5000, "blob:https://x.example/1"],
)  # fmt: skip
def test_links_to_what_is_no_web_page_lead_nowhere(address: str) -> None:
    root = tree(f'<a href="{address}">text</a>')
    assert root.xpath("//a/@href") == []
    assert root.text_content().strip() == "text"


def test_pictures_come_from_the_archive_or_not_at_all() -> None:
    archived = {"https://news.example/p-1024.jpg": "/-/replay/index/7/content"}
    root = tree(
        '<img src="/p.jpg" srcset="/p-300.jpg 300w, /p-1024.jpg 1024w" alt="a ship">'
        '<img src="data:image/gif;base64,R0lG" data-src="/p-1024.jpg">'
        '<picture><source srcset="/p-1024.jpg 2x"><img src="/q.jpg"></picture>'
        '<img src="/r.jpg" alt="not here">',
        archived,
    )
    assert root.xpath("//img/@src") == ["/-/replay/index/7/content"] * 3
    assert root.xpath("//img/@alt") == ["a ship", "not here"]
    assert not root.xpath("//@srcset | //source")


def test_what_a_page_loads_is_asked_for() -> None:
    page = (
        '<base href="/deep/"><link rel="stylesheet" href="s.css"><style>p{background:url(b.png)}'
        '</style><p style="background:url(c.png)"><img src="i.png"><video src="v.mp4"></video>'
    )
    document = Document(page.encode(), URL, None)
    base = "https://news.example/deep"
    assert set(document.loads()) == {
        f"{base}/{name}" for name in ("s.css", "b.png", "c.png", "i.png", "v.mp4")
    }


def test_style_sheets_stay_where_they_are_archived() -> None:
    page = (
        '<link rel="STYLESHEET alternate" title="x" media="print" href="/a.css">'
        '<link rel="stylesheet" href="/b.css"><link rel="canonical" href="/a.css">'
    )
    root = tree(page, {"https://news.example/a.css": "/-/replay/index/3/content"})
    own, kept = root.xpath("//link")
    assert own.get("href") == STYLE
    assert dict(kept.attrib) == {
        "rel": "stylesheet", "media": "print", "href": "/-/replay/index/3/content",
    }  # fmt: skip


def test_the_page_keeps_its_words_and_looks() -> None:
    shown = rendered(
        "<!DOCTYPE html><html lang=fr><title>Été &amp; hiver</title><body class=a><p style='color:"
        "red'>« Alizé » &lt;b&gt;</p><noscript><b>sans</b></noscript><custom-tag>x</custom-tag>"
    )
    assert shown.startswith('<!DOCTYPE html>\n<html lang="fr">')
    root: Any = html.document_fromstring(shown)
    assert root.findtext(".//title") == "Été & hiver"
    assert root.xpath("//p/@style") == ["color:red"]
    assert root.findtext(".//p") == "« Alizé » <b>"
    assert "sansx" in root.text_content()


def test_a_phone_shows_the_page_as_wide_as_the_page_says() -> None:
    assert tree("<p>x").xpath("//meta[@name='viewport']/@content") == ["width=980"]
    wide = tree('<meta name="Viewport" content="width=device-width"><p>x')
    assert wide.xpath("//meta[@name='viewport']/@content") == ["width=device-width"]


@pytest.mark.parametrize(
    "page",
    [b"", b" ", b"\0\0", b"<", b"<!doctype html>", b"\xff\xfe", b"<div>" * 100_000, b"<a" * 9999],
)
def test_broken_pages_are_shown_as_far_as_they_go(page: bytes) -> None:
    assert "<body>" in rendered(page) or "<body/>" in rendered(page)


def test_the_charset_of_the_header_counts() -> None:
    document = Document("<p>Crédit".encode("latin-1"), URL, "text/html; charset=iso-8859-1")
    assert "Crédit" in document.render(lambda _: None, link, STYLE)


def test_elements_of_no_kind_are_taken_off_in_a_time_as_long_as_there_are_many() -> None:
    started = time.process_time()
    page = tree("<x-one>a<x-two>b</x-two></x-one>" * 50_000)
    assert page.text_content().count("ab") == 50_000
    assert not page.xpath("//*[starts-with(name(), 'x-')]")
    assert time.process_time() - started < 5
