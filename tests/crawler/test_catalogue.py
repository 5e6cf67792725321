"""Sweeps every site file that comes with the project.

What each pattern must refuse is made from the site's own addresses: on every folder of its
examples stand the listings that content management systems put there.
"""

from __future__ import annotations

import re
import time
import tomllib
from collections import Counter
from functools import cache
from itertools import chain
from pathlib import Path
from typing import TYPE_CHECKING
from urllib.parse import urlsplit

import pytest

from crawler import prospect
from crawler.plan import plan_for_site
from crawler.sites import Catalogue
from settings import base
from tests.conftest import ROOT

if TYPE_CHECKING:
    from collections.abc import Iterator

    from crawler.sites import Site

PLACES = tomllib.loads((Path(prospect.__file__).parent / "places.toml").read_text("utf-8"))
CATALOGUE = Catalogue(base.SITES_DIR)
KINDS = {"news": 46, "armed-forces": 14, "ministry": 8, "alliance": 3, "agency": 3, "demo": 1}

# As WordPress, Drupal, Arc, AFPIMS and their like name them; two lengths of slug, for a pattern
# that tells articles by the number of their words must refuse the long ones too.
LISTINGS = [
    "",
    *(
        f"{kind}/{slug}"
        for kind in ("tag", "tags", "category", "categories", "topic", "author", "authors")
        for slug in ("navy", "us-navy", "ships-of-the-us-navy", "navy/page/2", "navy/feed")
    ),
    "page/2",
    "page/12",
    "feed",
    "feed/atom",
    "feed/rss",
    "rss",
    "rss.xml",
    "search",
    "search/navy",
]
AT_THE_ROOT = [
    "sitemap.xml",
    "sitemap_index.xml",
    "news-sitemap.xml",
    "post-sitemap12.xml",
    "sitemap-posttype-post.2026.xml",
    "SiteMap.aspx",
    "robots.txt",
    "wp-json",
    "wp-json/wp/v2/posts",
    "wp-login.php",
    "wp-content/uploads/2026/02/a-photo-of-a-ship.jpg",
    "about-us",
    "contact",
    "privacy-policy",
    "terms-and-conditions",
    "terms-of-use",
]
QUERIES = ["?s=navy", "?q=us+navy+ships", "?page=2", "?paged=2", "?feed=rss2", "?cat=12"]
# An archive of a year, a month or a day has pages and a feed, and no tags or authors.
BY_DATE = ["", "page/2", "feed"]
DATE = re.compile(r"/(?:19|20)\d{2}(?:[/-]\d{1,2}){0,2}/$")
MONTH = re.compile(r"/(?:19|20)\d{2}/\d{1,2}/$")
IDENTIFIER = re.compile(r"/\d{5,}/$")


@cache
def load(name: str) -> Site:
    return CATALOGUE.load(name)


def folders(url: str) -> Iterator[str]:
    """The folders an address lies in, from its host's root on, each with a closing slash."""
    parts = urlsplit(url)
    segments = parts.path.strip("/").split("/")[:-1]
    for number in range(len(segments) + 1):
        yield f"{parts.scheme}://{parts.netloc}/" + "".join(f"{s}/" for s in segments[:number])


def listings(site: Site) -> set[str]:
    """Addresses of the site that are no article."""
    urls = {site.home, *site.feeds, *site.sitemaps, *site.sections}
    urls.update(url.format(yyyy="2026", mm="02", dd="07") for url in site.archives)
    articles = [url for url in site.article_examples if urlsplit(url).path.strip("/")]
    for folder in {site.home.rstrip("/") + "/", *chain(*map(folders, articles))}:
        # An article's number may stand in a folder's place; what it is called comes after it.
        if IDENTIFIER.search(folder):
            continue
        tails = BY_DATE if DATE.search(folder) else LISTINGS
        if MONTH.search(folder):
            tails = [*tails, "14"]
        if urlsplit(folder).path == "/":
            tails = [*tails, *AT_THE_ROOT]
        urls.update(folder + tail for tail in tails)
        urls.update(f"{folder}{tail}/" for tail in tails if "." not in tail and tail)
        urls.update(folder + query for query in QUERIES)
        urls.add(folder.rstrip("/"))
    return urls


def test_there_are_as_many_sites_of_each_kind_as_we_say() -> None:
    sites = {name: load(name) for name in CATALOGUE.names()}
    assert len(sites) == sum(KINDS.values()) == 75
    assert Counter(site.kind for site in sites.values()) == KINDS
    readme = (ROOT / "README.md").read_text(encoding="utf-8")
    assert f"`settings/sites/` has {len(sites) - KINDS['demo']} real ones" in readme
    names = Counter(site.name for site in sites.values())
    assert max(names.values()) == 1


@pytest.mark.parametrize("name", CATALOGUE.names())
def test_a_pattern_takes_articles_and_no_listing(name: str) -> None:
    site = load(name)
    assert site.article_examples
    assert site.article_pattern.removeprefix("(?i)").startswith("^http")
    assert site.article_pattern.endswith("$")
    pattern = re.compile(site.article_pattern)
    for url in site.article_examples:
        assert pattern.search(url), url
    refused = listings(site)
    assert len(refused) > 100
    assert [url for url in sorted(refused) if pattern.search(url)] == []


@pytest.mark.parametrize("name", CATALOGUE.names())
def test_a_pattern_takes_an_article_however_it_is_linked(name: str) -> None:
    """By http or https, with www. or not: links of feeds and sitemaps differ from the pages'."""
    site = load(name)
    pattern = re.compile(site.article_pattern)
    for url in site.article_examples:
        for other in (url.replace("https://", "http://"), re.sub("^http:", "https:", url)):
            assert pattern.search(other) or site.kind == "demo", other
        # WordPress and Drupal redirect between both; a file's name has no closing slash.
        path = urlsplit(url).path
        if path.endswith("/"):
            assert pattern.search(url.rstrip("/")), url


@pytest.mark.parametrize("name", CATALOGUE.names())
def test_articles_lie_on_the_sites_own_hosts(name: str) -> None:
    site = load(name)
    plan = plan_for_site(name, site)
    for url in [site.home, *site.sections, *site.archives, *site.article_examples]:
        assert plan.owns(url), url
    # A host that no example is on may be a slip of the pen; nothing would be taken from it.
    hosts = {urlsplit(url).netloc.removeprefix("www.") for url in site.article_examples}
    assert set(site.domains) <= hosts
    assert not {url for url in site.sections if url in site.feeds + site.sitemaps}
    for urls in (site.feeds, site.sitemaps, site.sections, site.archives, site.article_examples):
        assert len(set(urls)) == len(urls)


@pytest.mark.parametrize("name", [n for n in CATALOGUE.names() if load(n).kind != "demo"])
def test_a_sites_clock_is_its_countrys(name: str) -> None:
    site = load(name)
    assert site.time_zone in PLACES[site.country]["zones"]


@pytest.mark.parametrize("name", CATALOGUE.names())
def test_each_file_says_what_to_expect(name: str) -> None:
    site = load(name)
    assert site.notes
    if site.kind != "demo":
        assert site.min_articles_per_week
        assert "min_articles_per_week" in site.unconfirmed
        assert (site.delay or base.DOWNLOAD_DELAY) >= 2


def test_no_article_is_two_sites() -> None:
    patterns = {name: re.compile(load(name).article_pattern) for name in CATALOGUE.names()}
    for name in patterns:
        for url in load(name).article_examples:
            assert [other for other, p in patterns.items() if p.search(url)] == [name]


@pytest.mark.parametrize("name", CATALOGUE.names())
def test_a_pattern_answers_at_once_whatever_the_address(name: str) -> None:
    """No address of a hostile page may hold the crawler up (catastrophic backtracking)."""
    site = load(name)
    pattern = re.compile(site.article_pattern)
    began = time.process_time()
    for example in site.article_examples[:1]:
        for folder in folders(example):
            for unit in ("a-", "a/", "1/", "-", "a", "a-1/", "%e2", "-/", "2026/02/", "&PRID=1"):
                pattern.search(folder + unit * 500 + "!")
                pattern.search(folder + unit * 500 + "/feed")
    assert time.process_time() - began < 1
