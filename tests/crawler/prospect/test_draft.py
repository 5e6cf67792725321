from __future__ import annotations

import re
import tomllib
from datetime import UTC, datetime, timedelta
from typing import TYPE_CHECKING

import pytest

from crawler.prospect.draft import (
    Findings,
    FoundFeed,
    FoundSitemap,
    NoArticlesError,
    draft_site,
)
from crawler.prospect.feedfacts import FeedFacts
from crawler.prospect.frontpage import FrontPage
from crawler.prospect.report import describe_site
from crawler.prospect.sitefile import file_name, render, write_site
from crawler.sites import SiteFileError, read_site

if TYPE_CHECKING:
    from pathlib import Path

from crawler.prospect.cms import SYSTEMS

HOST = "https://www.herald.example"
NOW = datetime(2026, 3, 14, 12, tzinfo=UTC)
WORDPRESS = next(cms for cms in SYSTEMS if cms.name == "WordPress")
ARTICLES = tuple(f"{HOST}/2026/03/a-ship-number-{n}-comes-home/" for n in range(8))
FACTS = FeedFacts("Herald feed", "fr", tuple(NOW - timedelta(days=n) for n in range(8)))
FEED = FoundFeed(f"{HOST}/feed/", ARTICLES, FACTS)
HOME = FrontPage(
    url=f"{HOST}/",
    name="Harbour Herald",
    language="en",
    cms=WORDPRESS,
    feeds=(f"{HOST}/feed/",),
    sitemaps=(),
    sections=(f"{HOST}/naval/", f"{HOST}/2026/03/a-ship-of-the-navigation/"),
    links=(*ARTICLES, f"{HOST}/about/"),
)


def test_what_was_found_becomes_a_site_and_guesses_are_marked() -> None:
    sitemap = FoundSitemap(f"{HOST}/sitemap_index.xml", {f"{HOST}/post-sitemap.xml": ARTICLES})
    findings = Findings(HOME, (FEED,), (sitemap,), f"{HOST}/wp-json/", ARTICLES[:2])
    site = draft_site(findings, NOW).site
    assert (site.name, site.languages, site.kind) == ("Harbour Herald", ["en", "fr"], "news")
    assert site.feeds == [FEED.url]
    assert site.sitemaps == [sitemap.url]
    assert site.wp_json == f"{HOST}/wp-json/"
    assert site.sections == [f"{HOST}/naval/"]  # and no article that the navigation leads to
    assert site.archives == [f"{HOST}/{{yyyy}}/{{mm}}/"]
    assert site.min_articles_per_week == 2.0
    assert site.unconfirmed == [
        "country", "kind", "time_zone", "sections", "archives", "min_articles_per_week"
    ]  # fmt: skip
    assert "WordPress" in site.notes


def test_without_lists_the_front_page_is_where_articles_are_found() -> None:
    site = draft_site(Findings(HOME)).site
    assert site.sections == [HOME.url, f"{HOST}/naval/"]
    assert site.feeds == site.sitemaps == []
    assert all(map(re.compile(site.article_pattern).search, ARTICLES))
    assert "may be articles'" in site.notes


def test_sitemaps_of_other_pages_teach_nothing() -> None:
    topics = tuple(f"{HOST}/all-about-ships-and-boats-{n}/" for n in range(9))
    maps = {f"{HOST}/category-sitemap.xml": topics, f"{HOST}/post-sitemap.xml": ARTICLES}
    findings = Findings(HOME, sitemaps=(FoundSitemap(f"{HOST}/sitemap.xml", maps),))
    regex = re.compile(draft_site(findings).site.article_pattern)
    assert all(map(regex.search, ARTICLES))
    assert not any(map(regex.search, topics))


def test_lists_of_other_sites_are_no_lists_of_this_one() -> None:
    away = FoundFeed("https://feeds.example/x", ("https://other.example/2026/03/a-ship-sails/",))
    site = draft_site(Findings(HOME, (away, FEED))).site
    assert site.feeds == [FEED.url]
    with pytest.raises(NoArticlesError, match="1 links lead to other hosts"):
        draft_site(Findings(FrontPage(HOME.url, "", None, None, (), (), (), ()), (away,)))


def test_where_nothing_was_found_it_is_said_what_was_tried() -> None:
    home = FrontPage(HOME.url, "", None, None, (), (), (), ())
    tried = ((f"{HOST}/feed/", "HTTP 404"), (f"{HOST}/rss", "HTTP 404"), (f"{HOST}/x", "no feed"))
    with pytest.raises(NoArticlesError) as caught:
        draft_site(Findings(home, tried=tried))
    message = str(caught.value)
    assert HOME.url in message
    assert f"HTTP 404: {HOST}/feed/, {HOST}/rss; no feed: {HOST}/x" in message
    assert "\n" not in message


@pytest.mark.parametrize(
    ("host", "kind"),
    [("www.army.mil", "armed-forces"), ("www.nato.int", "alliance"), ("www.war.gov", "ministry"),
     ("www.defense.gouv.fr", "ministry"), ("www.gov.uk", "ministry"), ("www.mod.go.jp", "news"),
     ("armytimes.com", "news")],
)  # fmt: skip
def test_the_host_says_who_publishes(host: str, kind: str) -> None:
    home = FrontPage(f"https://{host}/", "X", "en", None, (), (), (), ())
    links = tuple(f"https://{host}/2026/03/14/ship-{n}-comes-home/" for n in range(3))
    site = draft_site(Findings(home, (FoundFeed(f"https://{host}/rss", links),))).site
    assert site.kind == kind


def test_articles_on_a_second_host_make_it_one_of_the_sites() -> None:
    other = tuple(url.replace("www.", "minister.") for url in ARTICLES)
    site = draft_site(Findings(HOME, (FEED, FoundFeed(f"{HOST}/m.xml", other)))).site
    assert site.domains == ["minister.herald.example"]


def test_a_site_file_is_written_as_people_write_it_and_can_be_read(tmp_path: Path) -> None:
    draft = draft_site(Findings(HOME, (FEED,)), NOW)
    path = tmp_path / "sites" / "herald.toml"
    write_site(draft.site, path)
    assert read_site(path) == draft.site
    text = path.read_text(encoding="utf-8")
    assert f"article_pattern = '{draft.site.article_pattern}'\n" in text
    assert text.startswith('name = "Harbour Herald"\nhome = ')
    assert "photos_expected = true\n" in text
    assert "delay" not in text
    assert text.endswith("\n")
    assert [file.name for file in path.parent.iterdir()] == ["herald.toml"]


def test_a_file_that_could_not_be_read_again_is_not_written(tmp_path: Path) -> None:
    site = draft_site(Findings(HOME, (FEED,)), NOW).site
    broken = type(site)(
        **{f: getattr(site, f) for f in site.__struct_fields__} | {"country": "XYZ"}
    )
    path = tmp_path / "herald.toml"
    path.write_text("old", encoding="utf-8")
    with pytest.raises(SiteFileError, match="country"):
        write_site(broken, path)
    assert path.read_text(encoding="utf-8") == "old"
    assert len(list(tmp_path.iterdir())) == 1


def test_names_with_quotes_and_line_breaks_stay_what_they_are() -> None:
    site = draft_site(Findings(HOME, (FEED,)), NOW).site
    odd = type(site)(
        **{f: getattr(site, f) for f in site.__struct_fields__}
        | {"name": 'The "Herald"\\ \u2028 \n of Kyjiw’s', "article_pattern": "^'\\d+$"}
    )
    read = tomllib.loads(render(odd))
    assert read["name"] == odd.name
    assert read["article_pattern"] == odd.article_pattern


@pytest.mark.parametrize(
    ("url", "name"),
    [("https://www.defensenews.com/", "defensenews-com"), ("http://127.0.0.1:8045/", "127-0-0-1"),
     ("https://news.usni.org", "news-usni-org"), ("https://xn--mnchen-3ya.de/", "xn-mnchen-3ya-de"),
     ("http://[::1]:80/", "1")],
)  # fmt: skip
def test_a_file_is_called_as_its_host_is(url: str, name: str) -> None:
    assert file_name(url) == name


def test_what_was_found_is_said_and_what_is_a_guess() -> None:
    text = describe_site(draft_site(Findings(HOME, (FEED,)), NOW))
    assert text.startswith("Harbour Herald: https://www.herald.example/\n")
    assert "country    US (a guess)" in text
    assert f"feed       {FEED.url}" in text
    assert "expected   2 a week (a guess)" in text
