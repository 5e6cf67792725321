import json

import pytest

from archive.extract import (
    EmptyPageError,
    ExtractionError,
    NotHtmlError,
    PageTooDeepError,
    PageTooLargeError,
    extract,
)
from archive.extract.page import MAX_BYTES, decode, parse_page
from archive.extract.text import text_of

URL = "https://news.example/a"


@pytest.mark.parametrize(
    ("html", "error"),
    [
        (b"", EmptyPageError),
        (b" \n\t ", EmptyPageError),
        (b"<html><body></body></html>", EmptyPageError),
        (b"%PDF-1.7 <p>", NotHtmlError),
        (b"\xff\xd8\xff\xe0 JFIF", NotHtmlError),
        (b'{"a": 1}', NotHtmlError),
        (b'<?xml version="1.0"?><rss><channel/></rss>', NotHtmlError),
        (b"<div>" * 300 + b"deep", PageTooDeepError),
        (b"<p>x</p>" * (MAX_BYTES // 8 + 1), PageTooLargeError),
        (b"<html><body>" + b"<i></i>" * 130_000, PageTooLargeError),
    ],
)
def test_what_is_no_page_says_so_with_its_address(
    html: bytes, error: type[ExtractionError]
) -> None:
    with pytest.raises(error, match=r"https://news\.example/a"):
        parse_page(html, URL)


def test_media_type_of_the_server_counts() -> None:
    with pytest.raises(NotHtmlError, match="image/jpeg"):
        parse_page(b"<p>words</p>", URL, "image/jpeg")


def test_formatting_never_closed_is_no_depth() -> None:
    page = parse_page(b"<html><body>" + b"<b><i>words " * 400, URL)
    assert text_of(page.root).count("words") == 400


@pytest.mark.parametrize(
    ("html", "header"),
    [
        ("Čeština".encode("windows-1250"), "text/html; charset=windows-1250"),
        ('<meta charset="koi8-r">Čeština'.replace("Čeština", "Крым").encode("koi8-r"), None),
        ("\ufeffКрым".encode("utf-8"), "text/html; charset=iso-8859-1"),
        ("\ufeffКрым".encode("utf-16-le"), None),
        ("<p>Крым".encode("utf-16-le"), "text/html; charset=UTF-16"),
        ("<p>Крым".encode("utf-16-be"), "text/html; charset=utf-16be"),
        ("<p>Крым".encode(), "text/html; charset=utf-16"),
        ("Крым".encode(), None),
        ("Крым".encode(), "text/html; charset=no-such-charset"),
    ],
)
def test_charset(html: bytes, header: str | None) -> None:
    assert decode(html, header).rsplit(">", 1)[-1] in {"Čeština", "Крым"}


def test_latin_1_means_what_browsers_take_it_to_mean() -> None:
    assert decode(b"\x93quoted\x94", "text/html; charset=ISO-8859-1") == "“quoted”"


def test_stray_bytes_do_not_change_the_charset_of_a_page() -> None:
    text = "Überschrift über alles, größer und schöner. " * 20
    assert decode(text.encode() + b"\xff").startswith(text)


def test_pictures_behind_void_source_elements_are_no_children_of_them() -> None:
    page = parse_page(b"<picture><source srcset=a><source srcset=b><img src=c></picture>words", URL)
    image = page.root.find(".//img")
    assert image is not None
    parent = image.getparent()
    assert parent is not None
    assert parent.tag == "picture"


def test_base_element_and_page_read_from_a_file() -> None:
    assert parse_page(b'<base href="/b/"><p>w', URL).base_url == "https://news.example/b/"
    html = b'<link rel="canonical" href="https://news.example/own"><p>w'
    assert parse_page(html, "file:///tmp/x.html").base_url == "https://news.example/own"


@pytest.mark.parametrize("script", ["Fusion.globalContent=%s;", "{let page;window.content=%s}"])
def test_a_text_that_scripts_bring_paragraph_by_paragraph(script: str) -> None:
    """Arc's content elements, rendered in the browser; in a script that opens with a block, too."""
    words = [
        f"The {number}th squadron stays on the ground for the summer. " * 3 for number in range(4)
    ]
    parts = [{"type": "text", "content": text} for text in words]
    state = json.dumps({"headlines": {"basic": "Grounded"}, "content_elements": parts})
    html = f"<html><body><main></main><script>{script % state}</script></body></html>"
    body = extract(html.encode(), "https://news.example/1").article_body
    assert body is not None
    assert body.split("\n\n") == [text.strip() for text in words]
