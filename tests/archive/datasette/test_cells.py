"""Cells: what strangers wrote stays text, and only addresses of the web become links."""

from __future__ import annotations

import json
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st
from lxml import html

from archive.datasette.cells import RENDERERS, Row, render, shortened

NASTY = st.sampled_from(
    [
        "javascript:alert(1)",
        "JaVaScRiPt:alert(1)",
        "data:text/html,<script>alert(1)</script>",
        'https://x.example/" onmouseover="alert(1)',
        "https://x.example/'><script>alert(1)</script>",
        "https://[::1",
        "https://",
        "//x.example",
        "ftp://x.example/",
        "http://x.example/\nSet-Cookie:",
        '["<b>x</b>"]',
        '[1, null, {"a": 2}]',
        '{"a": "b"}',
        "[[[",
        "9999-99-99",
        "2026-03-01T08:00:00+02:00",
        "0" * 64,
    ]
)
ANYTHING = st.one_of(NASTY, st.text(max_size=80), st.lists(st.text(max_size=9)).map(json.dumps))


def row(**values: object) -> Row:
    return Row(values, "/", "index")


def tree(markup: str | None) -> Any:  # noqa: ANN401 - lxml's stubs give xpath() no useful type
    assert markup is not None
    return html.fragment_fromstring(str(markup), create_parent=True)


@given(st.sampled_from(sorted(RENDERERS)), ANYTHING, ANYTHING, ANYTHING, ANYTHING)
def test_nothing_in_a_cell_can_act(
    column: str, value: str, caption: str, ranks: str, address: str
) -> None:
    shown = render(
        row(caption=caption, ranks=ranks, article_url=address, url=address, sha256="0" * 64),
        column,
        value,
    )
    if shown is None:  # Datasette shows it, escaped
        return
    cell = tree(shown)
    allowed = {"div", "a", "img", "span", "ul", "li", "time", "small"}
    own = ("/index/", "/-/photos/", "/-/photo/", "/-/article/", "/-/archived/")
    assert {element.tag for element in cell.iter()} <= allowed
    attributes = {name for element in cell.iter() for name in element.attrib}
    assert attributes <= {
        "alt", "class", "datetime", "decoding", "href", "loading", "referrerpolicy", "rel", "src",
        "title",
    }  # fmt: skip
    for target in cell.xpath("//@href | //@src"):
        assert target.lower().startswith(("http://", "https://", *own))


@pytest.mark.parametrize("value", [None, "", 5, 2.5, b"bytes", {"value": 1, "label": "x"}])
def test_what_is_no_text_is_left_to_datasette(value: object) -> None:
    for column in RENDERERS:
        assert render(row(), column, value) is None


def test_names_stand_with_their_ranks() -> None:
    cell = tree(
        render(row(ranks='["Sgt.", null]'), "creators", '["Jane Doe", "Tom O\'Hara", null, ""]')
    )
    assert [item.text_content() for item in cell.xpath("//li")] == ["Sgt. Jane Doe", "Tom O'Hara"]
    assert cell.xpath("//a/@href")[0] == "/index/photos_by_creator?creator=Jane+Doe"


def test_a_photo_is_shown_and_leads_to_its_page() -> None:
    cell = tree(render(row(sha256="a" * 64, caption='A "tank"'), "photo_url", "https://p/x.jpg"))
    assert cell.xpath("//img/@src") == [f"/-/photos/index/{'a' * 64}/thumbnail"]
    assert cell.xpath("//img/@alt") == ['A "tank"']
    assert cell.xpath("//a/@href")[0] == "/-/photo/index?url=https%3A%2F%2Fp%2Fx.jpg"
    assert "not archived" in tree(render(row(), "photo_url", "https://p/x.jpg")).text_content()


@pytest.mark.parametrize(
    ("value", "shown"),
    [
        ("2026-03-01T08:00:00.000001+00:00", "2026-03-01 08:00 UTC"),
        ("2026-03-01T08:00:59-05:00", "2026-03-01 08:00 -05:00"),
        ("2026-03-01T08:00:00", "2026-03-01 08:00 "),
    ],
)
def test_moments(value: str, shown: str) -> None:
    assert tree(render(row(), "captured_at", value)).text_content() == shown


@pytest.mark.parametrize(
    ("value", "short"),
    [
        ("https://www.news.example/a/", "news.example/a"),
        ("https://news.example", "news.example"),
        ("https://news.example/" + "a" * 80 + "/end.jpg", "news.example/…" + "a" * 26 + "/end.jpg"),
        ("no address", "no address"),
    ],
)
def test_shortened_addresses(value: str, short: str) -> None:
    assert shortened(value) == short


@given(st.text())
def test_any_address_can_be_shortened(value: str) -> None:
    assert isinstance(shortened(value), str)


def test_a_captured_address_leads_to_the_capture() -> None:
    place = {"warc_filename": {"value": "a.warc.gz", "label": "a.warc.gz"}, "warc_offset": 7}
    for column, value in (
        ("target_uri", "https://p/"),
        ("captured_at", "2026-03-01T08:00:00+00:00"),
    ):
        cell = tree(render(row(**place), column, value))
        target = "/-/archived/index?warc_filename=a.warc.gz&warc_offset=7"
        assert cell.xpath("//a/@href")[0] == target
    assert tree(render(row(), "target_uri", "https://p/")).xpath("//a/@href") == ["https://p/"]
