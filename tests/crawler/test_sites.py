from __future__ import annotations

import re
from typing import TYPE_CHECKING

import pytest

from crawler.sites import Catalogue, SiteFileError, UnknownSiteError, read_site
from settings import base

if TYPE_CHECKING:
    from pathlib import Path

GOOD = """
name = "Harbour Herald"
home = "https://www.herald.example/"
country = "FR"
languages = ["fr", "en"]
kind = "news"
time_zone = "Europe/Paris"
feeds = ["https://www.herald.example/feed/"]
article_pattern = '^https?://(?:www\\.)?herald\\.example/\\d{4}/[^/]+/$'
article_examples = ["https://www.herald.example/2026/a-b-c/"]
"""
CATALOGUE = Catalogue(base.SITES_DIR)
LISTINGS = ["", "tag/navy/", "category/air/", "author/jane-doe/", "page/2/", "feed/", "tags/x/",
            "category/air/page/3/", "wp-json/", "?s=navy"]  # fmt: skip


def write(folder: Path, text: str, name: str = "herald.toml") -> Path:
    path = folder / name
    path.write_text(text, encoding="utf-8")
    return path


def test_a_good_file_becomes_rules(tmp_path: Path) -> None:
    rules = read_site(write(tmp_path, GOOD)).rules("herald")
    assert rules.name == "herald"
    assert rules.domains == ("herald.example",)
    assert rules.language == "fr"
    assert rules.article_regex
    assert rules.article_regex.search("https://herald.example/2026/x/")


@pytest.mark.parametrize(
    ("change", "words"),
    [
        (("kind =", "kinds ="), "kinds"),
        (('kind = "news"', ""), "missing key 'kind'"),
        (('"news"', '"blog"'), "kind"),
        (("[^/]+/$", "[^/+/$"), "article_pattern"),
        (('languages = ["fr", "en"]', 'languages = "fr"'), "languages"),
        (("Europe/Paris", "Europe/Pariss"), "time_zone"),
        (("2026/a-b-c", "a-b-c"), "does not accept its example"),
        (("https://www.herald.example/feed/", "javascript:x"), "feeds"),
        (('feeds = ["https://www.herald.example/feed/"]', ""), "feeds, sitemaps or sections"),
        (("^https?", ".*|^https?"), "takes the home page"),
        (('country = "FR"', 'country = "France"'), "country"),
        (('name = "Harbour', 'name "Harbour'), "line 2"),
    ],
)
def test_a_bad_file_is_one_line_naming_file_and_key(
    tmp_path: Path, change: tuple[str, str], words: str
) -> None:
    path = write(tmp_path, GOOD.replace(*change, 1))
    with pytest.raises(SiteFileError) as caught:
        read_site(path)
    message = str(caught.value)
    assert str(path) in message
    assert words in message
    assert "\n" not in message


def test_bytes_that_are_no_utf8_are_refused(tmp_path: Path) -> None:
    path = tmp_path / "herald.toml"
    path.write_bytes(GOOD.replace("Harbour", "Ha\xe4rbour").encode("latin-1"))
    with pytest.raises(SiteFileError, match=re.escape(str(path))):
        read_site(path)


@pytest.mark.parametrize("name", ["none", "../herald", "Herald", ""])
def test_an_unknown_site_is_said(tmp_path: Path, name: str) -> None:
    write(tmp_path, GOOD)
    with pytest.raises(UnknownSiteError):
        Catalogue(tmp_path).load(name)


def test_a_file_with_a_wrong_name_is_said(tmp_path: Path) -> None:
    write(tmp_path, GOOD, "My Site.toml")
    with pytest.raises(SiteFileError, match="lower-case"):
        Catalogue(tmp_path).names()


@pytest.mark.parametrize("name", CATALOGUE.names())
def test_our_own_files_accept_articles_and_refuse_listings(name: str) -> None:
    site = CATALOGUE.load(name)
    assert site.article_examples
    pattern = re.compile(site.article_pattern)
    for path in LISTINGS:
        assert not pattern.search(site.home.rstrip("/") + "/" + path), path
    for url in [*site.feeds, *site.sitemaps, *site.sections]:
        assert not pattern.search(url), url
