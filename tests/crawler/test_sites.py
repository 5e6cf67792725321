from __future__ import annotations

import re
from typing import TYPE_CHECKING

import pytest

from crawler.sites import Catalogue, SiteFileError, UnknownSiteError, read_site

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


def test_what_is_unconfirmed_is_a_key_or_an_address_of_the_file(tmp_path: Path) -> None:
    entries = ["feeds", "https://www.herald.example/feed/", "time_zone"]
    site = read_site(write(tmp_path, GOOD + f"unconfirmed = {entries}\n"))
    assert site.unconfirmed == entries


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
        (('/feed/"', '/2026/feed/"'), "takes what lists articles"),
        (("feeds =", 'archives = ["https://x.example/{mm}/"]\nfeeds ='), "{yyyy}"),
        (("feeds =", 'archives = ["https://x.example/{yyyy}/{mm}/{day}"]\nfeeds ='), "{dd}"),
        (("feeds =", 'unconfirmed = ["sitemaps"]\nfeeds ='), "neither a key of this file"),
        (("feeds =", 'unconfirmed = ["https://x.example/"]\nfeeds ='), "nor an address"),
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
