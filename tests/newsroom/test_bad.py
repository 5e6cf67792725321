"""What goes wrong below ``/bad/`` goes wrong as it says."""

from __future__ import annotations

import http.client

import pytest

from tests.loopback import LoopbackServer
from tests.newsroom import Newsroom, bad
from tests.newsroom.plugin import RunningNewsroom, shared_newsroom
from tests.newsroom.test_site import get, links

__all__ = ["shared_newsroom"]  # fixture

STATUS = {
    "/bad/forbidden/": 403,
    "/bad/unavailable/": 503,
    "/bad/gone/": 410,
    "/bad/loop/": 302,
    "/bad/loop/self/": 302,
    "/bad/to-javascript/": 302,
    "/bad/nothing-here/": 404,
}


@pytest.mark.parametrize(("path", "status"), STATUS.items())
def test_status(shared_newsroom: RunningNewsroom, path: str, status: int) -> None:
    assert get(shared_newsroom.url + path).status == status


def test_the_folder_links_all_of_it_and_nothing_else_links_the_folder(
    shared_newsroom: RunningNewsroom,
) -> None:
    index = links(get(shared_newsroom.url + "/bad/").body)
    assert {shared_newsroom.url + path for path in bad.PATHS} <= set(index)
    assert any(link.startswith("javascript:") for link in index)
    assert any("\n" in link for link in index)
    for path in ("/", "/news/", "/sitemap_index.xml", "/page-sitemap.xml", "/feed/"):
        assert b"/bad/" not in get(shared_newsroom.url + path).body


def test_a_page_of_50_megabytes(shared_newsroom: RunningNewsroom) -> None:
    answer = get(shared_newsroom.url + "/bad/large/")
    assert len(answer.body) == int(answer.headers["Content-Length"])
    assert 49_000_000 < len(answer.body) <= bad.LARGE + 10_000


def test_pages_that_are_none(shared_newsroom: RunningNewsroom) -> None:
    pdf = get(shared_newsroom.url + "/bad/pdf-as-html/")
    assert pdf.body.startswith(b"%PDF")
    assert pdf.headers["Content-Type"].startswith("text/html")
    assert get(shared_newsroom.url + "/bad/empty/").body == b""
    assert get(shared_newsroom.url + "/bad/photos/error-page.jpg").body.startswith(b"<!DOCTYPE")


def test_wrong_charset(shared_newsroom: RunningNewsroom) -> None:
    answer = get(shared_newsroom.url + "/bad/wrong-charset/")
    assert "utf-8" in answer.headers["Content-Type"]
    assert "Sørvåg".encode("cp1252") in answer.body


def test_hangs_up(shared_newsroom: RunningNewsroom) -> None:
    with pytest.raises(http.client.IncompleteRead):
        get(shared_newsroom.url + "/bad/hangs-up/")
    with pytest.raises((http.client.HTTPException, OSError)):
        get(shared_newsroom.url + "/bad/resets/")


def test_slow(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(bad, "SLOW_SECONDS", 0.2)
    with LoopbackServer(Newsroom().respond) as server:
        assert b"late April" in get(server.url + "/bad/slow/").body
