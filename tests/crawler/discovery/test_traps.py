from __future__ import annotations

from datetime import UTC, datetime

import pytest
from hypothesis import given
from hypothesis import strategies as st

from crawler.discovery import trap
from crawler.discovery.traps import is_page_of, page_number
from crawler.sites import Catalogue
from tests.conftest import SITE_FILE

HOME = "https://herald.example"
NOW = datetime(2026, 3, 14, tzinfo=UTC)


@pytest.mark.parametrize(
    ("path", "words"),
    [
        ("/" + "a" * 2048, "longer"),
        ("/a" * 21, "deeper"),
        ("/news/news/news/story", "repeats"),
        ("/a/b/a/b/a/b", "repeats"),
        ("/search?a=1&b=2&c=3&d=4&e=5&f=6&g=7&h=8&i=9", "9 fields"),
        ("/list?sort=1&sort=2&sort=3", "3 fields"),
        ("/events/?tribe-bar-date=2026-04-01", "calendar"),
        ("/events/?ical=1", "calendar"),
        ("/calendar/", "calendar"),
        ("/calendar/2031-05/", "calendar"),
        ("/kalender/2027/06/", "calendar"),
    ],
)
def test_traps(path: str, words: str) -> None:
    assert words in (trap(HOME + path, now=NOW) or "")


@pytest.mark.parametrize(
    "path",
    [
        "/2026/03/frigate/",
        "/a/a/b/b/c",
        "/2026/2026/x",
        "/calendar/2026/03/fleet-week-opens",
        "/navy-calendar-girls",
        "/?p=123&lang=en&preview=no",
        "/agendas-of-nato/",
    ],
)
def test_no_traps(path: str) -> None:
    assert trap(HOME + path, now=NOW) is None


def test_no_example_of_the_catalogue_is_a_trap() -> None:
    sites = Catalogue(SITE_FILE.parent).all().values()
    urls = [url for site in sites for url in (*site.article_examples, *site.sections, *site.feeds)]
    assert len(urls) > 100
    assert [url for url in urls if trap(url, now=NOW)] == []


@given(st.text(max_size=200))
def test_any_path_is_judged(path: str) -> None:
    assert isinstance(trap(f"{HOME}/{path}", now=NOW), str | None)


@pytest.mark.parametrize(
    ("path", "number"),
    [
        ("/naval/page/2/", 2),
        ("/naval/page-3", 3),
        ("/naval/?page=14&sort=x", 14),
        ("/naval?paged=2", 2),
        ("/naval/", None),
        ("/page/one", None),
        ("/pages/2", None),
    ],
)
def test_which_page_of_a_listing(path: str, number: int | None) -> None:
    assert page_number(HOME + path) == number


def test_the_next_page_is_of_the_same_listing() -> None:
    assert is_page_of(f"{HOME}/naval/page/2/", f"{HOME}/naval/", 2)
    assert is_page_of(f"{HOME}/naval?sort=x&page=3", f"{HOME}/naval?sort=x&page=2", 3)
    assert not is_page_of(f"{HOME}/air/page/2/", f"{HOME}/naval/", 2)
    assert not is_page_of(f"{HOME}/naval/page/3/", f"{HOME}/naval/", 2)
    assert not is_page_of(f"{HOME}/naval?sort=y&page=2", f"{HOME}/naval?sort=x", 2)
