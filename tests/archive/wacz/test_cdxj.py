from __future__ import annotations

import gzip
import json

import pytest
from hypothesis import given
from hypothesis import strategies as st

from archive.wacz.cdxj import url_key, zipped


@pytest.mark.parametrize(
    ("url", "key"),
    [
        ("http://www2.Herald.example:80/A/b/?b=2&a=1", "example,herald)/a/b?a=1&b=2"),
        ("https://herald.example:8443/", "example,herald:8443)/"),
        ("https://herald.example", "example,herald)/"),
        ("http://127.0.0.1:8045/feed/", "1,0,0,127:8045)/feed"),
        ("http://h.example/a//b/../c/./", "example,h)/a/c"),
        ("http://h.example/%C3%A9A?X=%20y", "example,h)/%c3%a9a?x=%20y"),
        ("http://h.example/i?url=%2Fmedia%252Fa.jpg&w=640", "example,h)/i?url=/media/a.jpg&w=640"),
        ("http://h.example/a?b=100%", "example,h)/a?b=100%25"),
        ("http://h.example/x?a=1&PHPSESSID=0123456789abcdef0123456789abcdef", "example,h)/x?&a=1"),
        ("http://h.example/a?", "example,h)/a"),
        ("urn:uuid:1", "urn:uuid:1"),
        ("http://[broken/", "http://[broken/"),
    ],
)
def test_keys_are_those_that_replay_tools_make(url: str, key: str) -> None:
    assert url_key(url) == key


@given(st.text(max_size=60))
def test_any_path_has_a_key_without_spaces(path: str) -> None:
    key = url_key("http://h.example/" + path)
    assert key.startswith("example,h)/")
    assert not any(character.isspace() for character in key)


def test_a_zipped_index_is_found_by_its_table() -> None:
    lines = sorted(b'example,h)/%d 20260101000000 {"url": "x"}' % number for number in range(2500))
    data, table = zipped(lines, "index.cdx.gz")
    head, *blocks = table.splitlines()
    assert json.loads(head.removeprefix(b"!meta 0 ")) == {
        "format": "cdxj-gzip-1.0",
        "filename": "index.cdx.gz",
    }
    found: list[bytes] = []
    for block in blocks:
        key, _, place = block.partition(b" {")
        where = json.loads(b"{" + place)
        piece = data[where["offset"] : where["offset"] + where["length"]]
        here = gzip.decompress(piece).splitlines()
        assert here[0].startswith(key)
        found += here
    assert found == lines
    assert len(blocks) == 3
    assert zipped([], "index.cdx.gz")[0] == b""
