"""Photos are named as a crawler asks for them."""

import pytest
from hypothesis import given
from hypothesis import strategies as st
from w3lib.url import safe_url_string

from archive.extract import extract
from archive.extract.addresses import absolute
from tests.archive.extract.test_fragments import PAGE, TEXT

BASE = "https://news.example/2024/story"


@pytest.mark.parametrize(
    ("written", "named"),
    [
        ("/img/a.jpg#top", "https://news.example/img/a.jpg"),
        ("/img/a b.jpg", "https://news.example/img/a%20b.jpg"),
        ("/img/å.jpg?t=ö", "https://news.example/img/%C3%A5.jpg?t=%C3%B6"),
        ("/img/a%20b.jpg?x=%7e", "https://news.example/img/a%20b.jpg?x=%7e"),
        ("//cdn.example/[1].jpg|2", "https://cdn.example/%5B1%5D.jpg%7C2"),
        ("  /img/a.jpg ", "https://news.example/img/a.jpg"),
    ],
)
def test_addresses_are_percent_encoded(written: str, named: str) -> None:
    assert absolute(written, BASE) == named


@given(st.text(min_size=1, max_size=30))
def test_an_address_is_what_a_crawler_makes_of_it(path: str) -> None:
    address = absolute(f"https://news.example/img/{path}.jpg", BASE)
    if address is not None:
        assert address.isascii()
        assert "#" not in address
        assert safe_url_string(address) == address


@pytest.mark.parametrize("written", ["//a convoy on the quay. (us army)/1.jpg", "https:///1.jpg"])
def test_what_has_no_host_is_no_address(written: str) -> None:
    assert absolute(written, BASE) is None


def test_every_address_of_a_photo_is() -> None:
    figure = '<figure><img src="/img/große 1.jpg" srcset="/img/große-640x480.jpg 640w"></figure>'
    html = PAGE.format(apart="", text=TEXT, top="", inside=figure)
    [photo] = extract(html.encode(), BASE).photos
    assert photo.content_url == "https://news.example/img/gro%C3%9Fe%201.jpg"
    assert all(safe_url_string(url) == url for url in photo.urls)
