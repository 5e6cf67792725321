"""Makes a site's file of what was found on it."""

from __future__ import annotations

import re
from dataclasses import dataclass, field
from typing import TYPE_CHECKING
from urllib.parse import urljoin, urlsplit

from msgspec import structs

from crawler.prospect.feedfacts import FeedFacts, least_per_week
from crawler.prospect.frontpage import owns, site_host
from crawler.prospect.pattern import Learned, NoPatternError, learn
from crawler.prospect.place import guess_place
from crawler.prospect.shape import is_dated
from crawler.sites import Site

if TYPE_CHECKING:
    from collections.abc import Iterable
    from datetime import datetime
    from typing import Literal

    from crawler.prospect.frontpage import FrontPage

    Kind = Literal["news", "ministry", "armed-forces", "alliance", "agency", "demo"]

OF_NO_ARTICLES = re.compile(
    r"(?:pages?|categor|tags?|taxonom|author|image|video|product|user|event|static|attachment|"
    r"misc|local|addl)[^/]*$",
    re.IGNORECASE,
)
"""How sitemaps are called that name other pages than articles."""

_MAX_LISTS = 6
_ENOUGH = 1000
_MINISTRY = re.compile(r"(?:^|\.)(?:gov|gouv|gob|gub|govt|gc|mod|mil)(?:\.[a-z]{2})?$")


class NoArticlesError(Exception):
    """Nothing was found that a crawl could start from; the message says what was tried."""


@dataclass(frozen=True, slots=True)
class FoundFeed:
    """A feed that answered: its address, its links, newest first, and what else it says."""

    url: str
    links: tuple[str, ...]
    facts: FeedFacts = field(default_factory=FeedFacts)


@dataclass(frozen=True, slots=True)
class FoundSitemap:
    """A sitemap that answered, or an index with some of its sitemaps.

    Attributes:
        url: of the sitemap or the index.
        pages: addresses it names, by the sitemap that names them.
    """

    url: str
    pages: dict[str, tuple[str, ...]] = field(default_factory=dict)

    @property
    def all_pages(self) -> list[str]:
        """Addresses, whichever sitemap of an index names them."""
        return [page for pages in self.pages.values() for page in pages]


@dataclass(frozen=True, slots=True)
class Findings:
    """What a look at a site brought.

    Attributes:
        home: its front page.
        feeds: feeds that answered.
        sitemaps: sitemaps that answered.
        wp_json: root of its WordPress interface, where that answered.
        posts: links that the interface gave.
        tried: what did not answer, or was not what it should be: address and why.
    """

    home: FrontPage
    feeds: tuple[FoundFeed, ...] = ()
    sitemaps: tuple[FoundSitemap, ...] = ()
    wp_json: str | None = None
    posts: tuple[str, ...] = ()
    tried: tuple[tuple[str, str], ...] = ()


@dataclass(frozen=True, slots=True)
class Draft:
    """A site file in the making, and how its pattern was learned."""

    site: Site
    learned: Learned


def draft_site(findings: Findings, now: datetime | None = None) -> Draft:
    """What a site file should say.

    What is guessed, or was seen but not asked for, is named under ``unconfirmed``.

    Args:
        findings: of the site.
        now: the present moment.

    Raises:
        NoArticlesError: no articles, or none whose addresses could be told from other pages'.
    """
    home = findings.home
    learned = _learn(findings)
    feeds = [feed.url for feed in findings.feeds if _names_own(home, feed.links)]
    sitemaps = [s.url for s in findings.sitemaps if _names_own(home, s.all_pages)]
    facts = [feed.facts for feed in findings.feeds if feed.url in feeds]
    languages = _languages(home, facts)
    moments = [moment for fact in facts for moment in fact.moments]
    place = guess_place(site_host(home.url), languages[0], moments)
    site = Site(
        name=_name(home, facts),
        home=home.url,
        country=place.country,
        languages=languages,
        kind=_kind(site_host(home.url)),
        time_zone=place.time_zone,
        domains=_domains(home, learned),
        feeds=feeds[:_MAX_LISTS],
        sitemaps=sitemaps[:_MAX_LISTS],
        sections=_sections(home, learned, alone=not (feeds or sitemaps)),
        archives=_archives(home, learned),
        wp_json=findings.wp_json,
        article_pattern=learned.pattern,
        article_examples=list(learned.examples),
        min_articles_per_week=_least(facts, now),
        notes=_notes(home, learned),
    )
    return Draft(structs.replace(site, unconfirmed=_unconfirmed(site)), learned)


def _unconfirmed(site: Site) -> list[str]:
    """What is a guess, or was seen and not asked for."""
    always = ["country", "kind", "time_zone"]
    where_said = ["sections", "archives", "min_articles_per_week"]
    return always + [key for key in where_said if getattr(site, key)]


def _learn(findings: Findings) -> Learned:
    home = findings.home
    announced = [*findings.posts, *(url for feed in findings.feeds for url in feed.links)]
    sure = [url for url in announced if owns(home.url, url)]
    listed = [
        url
        for sitemap in findings.sitemaps
        for name, pages in sitemap.pages.items()
        if not OF_NO_ARTICLES.search(urlsplit(name).path)
        for url in pages
        if owns(home.url, url)
    ]
    likely = listed[:_ENOUGH] or ([] if sure else list(home.links))
    lists = [feed.url for feed in findings.feeds] + [sitemap.url for sitemap in findings.sitemaps]
    # A navigation may lead to an article of the day, too.
    sections = [url for url in home.sections if url not in sure and not is_dated(url)]
    try:
        return learn(sure, likely, [home.url, *sections, *home.feeds, *lists])
    except NoPatternError as error:
        away = f"; {len(announced)} links lead to other hosts" if announced and not sure else ""
        message = f"no articles found on {home.url}: {error}{away}{_tried(findings)}"
        raise NoArticlesError(message) from error


def _tried(findings: Findings) -> str:
    """What was asked for in vain, by what came of it."""
    by_reason: dict[str, list[str]] = {}
    for url, reason in findings.tried:
        by_reason.setdefault(reason, []).append(url)
    return "".join(f"; {reason}: {', '.join(urls)}" for reason, urls in by_reason.items())


def _names_own(home: FrontPage, links: Iterable[str]) -> bool:
    """Whether a list names pages of the site; one that names none yet may do so tomorrow."""
    links = list(links)
    return not links or any(owns(home.url, link) for link in links)


def _sections(home: FrontPage, learned: Learned, *, alone: bool) -> list[str]:
    """Pages that list articles; the front page, too, where nothing else does."""
    regex = re.compile(learned.pattern)
    sections = [url for url in home.sections if not regex.search(url)]
    return list(dict.fromkeys([home.url, *sections])) if alone else sections


def _languages(home: FrontPage, facts: list[FeedFacts]) -> list[str]:
    said = [home.language, *(fact.language for fact in facts)]
    return list(dict.fromkeys(language for language in said if language)) or ["en"]


def _least(facts: list[FeedFacts], now: datetime | None) -> float | None:
    return max((n for fact in facts if (n := least_per_week(fact.moments, now))), default=None)


def _archives(home: FrontPage, learned: Learned) -> list[str]:
    if not (learned.by_month and home.cms and home.cms.name == "WordPress"):
        return []
    return [urljoin(home.url, "/{yyyy}/{mm}/")]


def _domains(home: FrontPage, learned: Learned) -> list[str]:
    names = [urlsplit(f"//{host}").hostname or "" for host in learned.hosts]
    return [name for name in dict.fromkeys(names) if name and name != site_host(home.url)]


def _name(home: FrontPage, facts: list[FeedFacts]) -> str:
    return home.name or next((fact.title for fact in facts if fact.title), site_host(home.url))


def _kind(host: str) -> Kind:
    if host.endswith(".mil"):
        return "armed-forces"
    if host.endswith(".int"):
        return "alliance"
    return "ministry" if _MINISTRY.search(host) else "news"


def _notes(home: FrontPage, learned: Learned) -> str:
    cms = f"{home.cms.name}. " if home.cms else ""
    total = learned.taken + len(learned.left)
    if not total:
        return f"{cms}The pattern was learned from links that may be articles'."
    return f"{cms}The pattern was learned from {total} links to articles and takes {learned.taken}."
