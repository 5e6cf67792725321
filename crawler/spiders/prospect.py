"""Looks at a site that has no file yet: what answers there, and what it names."""

from __future__ import annotations

import asyncio
import socket
from http import HTTPStatus
from typing import TYPE_CHECKING, Any, Self
from urllib.parse import urljoin, urlsplit

from scrapy import Request, Spider, signals
from scrapy.exceptions import (
    CannotResolveHostError,
    DownloadConnectionRefusedError,
    DownloadTimeoutError,
)
from scrapy.http import HtmlResponse

from crawler import discovery
from crawler.manners.errors import is_forbidden
from crawler.prospect.draft import OF_NO_ARTICLES, Findings, FoundFeed, FoundSitemap
from crawler.prospect.feedfacts import read_facts
from crawler.prospect.frontpage import FrontPage, owns, read_front_page
from crawler.spiders.parts import content_type_of

if TYPE_CHECKING:
    from collections.abc import AsyncIterator, Iterable, Sequence

    from scrapy.crawler import Crawler
    from scrapy.http import Response
    from scrapy.robotstxt import RobotParser

    from crawler.plan import Plan

_FEEDS = ("feed/", "rss.xml", "rss", "feed.xml", "atom.xml", "index.xml")
_SITEMAPS = ("sitemap_index.xml", "sitemap.xml", "news-sitemap.xml", "sitemap-index.xml")
_MAX_ANNOUNCED = 8
"""Feeds, or sitemaps, that the site itself names and that are asked for."""
_MAX_PARTS = 4
"""Sitemaps of one index that are read: enough to see what articles are called."""
_PAGES = 1000
"""Addresses that are taken from one sitemap."""


class ProspectError(Exception):
    """There is no site to look at; the message is one line and names the address."""


class ProspectSpider(Spider):
    """Asks for the front page, and for what feeds, sitemaps and interfaces it may have.

    It asks for one thing after the other and for no article. What the site names itself goes
    first; only where that is nothing are the usual addresses tried. It has no name of its own, so
    that it is no spider of ``scrapy list``.

    Attributes:
        findings: what it found; None until it has ended well.
        problem: what it failed of; None otherwise.
    """

    plan: Plan

    def __init__(self, name: str) -> None:
        super().__init__(name)
        self.findings: Findings | None = None
        self.problem: Exception | None = None
        self._in_robots: list[str] = []
        self._tried: list[tuple[str, str]] = []

    @classmethod
    def from_crawler(cls, crawler: Crawler, *args: Any, **kwargs: Any) -> Self:  # noqa: ANN401 - Scrapy's own signature
        """Scrapy's constructor; ``plan`` says where the site is."""
        plan: Plan = kwargs["plan"]
        spider = super().from_crawler(crawler, plan.rules.name, *args)
        spider.plan = plan
        crawler.signals.connect(spider.robots_parsed, signal=signals.robots_parsed)
        return spider

    async def start(self) -> AsyncIterator[Any]:
        """Look; nothing is yielded, for there are no items and no callbacks."""
        try:
            self.findings = await self._look()
        except Exception as error:  # noqa: BLE001 - the command says it, whatever it is
            self.problem = error
        return
        yield

    def robots_parsed(self, robotparser: RobotParser, request: Request) -> None:
        """Keep the sitemaps that robots.txt names (sitemaps.org, "Informing search engines")."""
        rules = getattr(robotparser, "rp", None)
        if rules is not None:
            self._in_robots += [urljoin(request.url, url) for url in rules.sitemaps]

    async def _look(self) -> Findings:
        home = await self._front_page()
        # The front page may have turned out to be on another host; that one's count.
        named = [*(url for url in self._in_robots if owns(home.url, url)), *home.sitemaps]
        cms_feeds, cms_sitemaps = (home.cms.feeds, home.cms.sitemaps) if home.cms else ((), ())
        feeds = await self._feeds(home.feeds) or await self._feeds(
            _below(home.url, [*cms_feeds, *_FEEDS]), enough=1
        )
        sitemaps = await self._sitemaps(named) or await self._sitemaps(
            _below(home.url, [*cms_sitemaps, *_SITEMAPS]), enough=1
        )
        wp_json, posts = await self._wordpress(home)
        return Findings(home, tuple(feeds), tuple(sitemaps), wp_json, posts, tuple(self._tried))

    # ------------------------------------------------------------------ what may be there

    async def _front_page(self) -> FrontPage:
        url = self.plan.home
        response = await self._get(url)
        if response is None:
            # robots.txt is asked for first, and its error says less.
            known = await asyncio.to_thread(_is_known, urlsplit(url).hostname or "")
            message = f"{url}: {self._tried[-1][1] if known else 'no such host'}"
            raise ProspectError(message)
        if response.status != HTTPStatus.OK:
            message = f"{url}: HTTP {response.status}"
            raise ProspectError(message)
        if not isinstance(response, HtmlResponse):
            kind = content_type_of(response) or "of no type"
            message = f"{response.url} is not HTML ({kind})"
            raise ProspectError(message)
        return await asyncio.to_thread(read_front_page, response)

    async def _feeds(self, urls: Iterable[str], enough: int = _MAX_ANNOUNCED) -> list[FoundFeed]:
        found: dict[str, FoundFeed] = {}
        for url in list(dict.fromkeys(urls))[:_MAX_ANNOUNCED]:
            response = await self._get(url)
            if response is None or not self._answered(response):
                continue
            try:
                feed = await asyncio.to_thread(_read_feed, response)
            except discovery.FeedError:
                self._tried.append((url, "no feed"))
                continue
            if feed.links:
                found.setdefault(feed.url, feed)
            else:
                self._tried.append((url, "a feed without entries"))
            if len(found) >= enough:
                break
        return list(found.values())

    async def _sitemaps(
        self, urls: Iterable[str], enough: int = _MAX_ANNOUNCED
    ) -> list[FoundSitemap]:
        found: dict[str, FoundSitemap] = {}
        for url in list(dict.fromkeys(urls))[:_MAX_ANNOUNCED]:
            if sitemap := await self._sitemap(url):
                found.setdefault(sitemap.url, sitemap)
            if len(found) >= enough:
                break
        return list(found.values())

    async def _sitemap(self, url: str) -> FoundSitemap | None:
        """One sitemap, or an index with those of its sitemaps that name articles by their name."""
        top = await self._read_sitemap(url)
        if top is None:
            return None
        pages = {url: _newest(top.pages)} if top.pages else {}
        parts = [
            lead for lead in top.sitemaps if not OF_NO_ARTICLES.search(urlsplit(lead.url).path)
        ]
        for part in _newest(parts)[:_MAX_PARTS]:
            if read := await self._read_sitemap(part):
                pages[part] = _newest(read.pages)
        return FoundSitemap(url, pages)

    async def _read_sitemap(self, url: str) -> discovery.Sitemap | None:
        response = await self._get(url)
        if response is None or not self._answered(response):
            return None
        try:
            return await asyncio.to_thread(discovery.read_sitemap, response.body, response.url)
        except discovery.SitemapError:
            self._tried.append((url, "no sitemap"))
            return None

    async def _wordpress(self, home: FrontPage) -> tuple[str | None, tuple[str, ...]]:
        """The root of the site's WordPress interface, and the links of its newest posts."""
        if home.cms is None or home.cms.name != "WordPress":
            return None, ()
        for root in _below(home.url, ["wp-json/"]):
            response = await self._get(discovery.posts_url(root, discovery.Window()))
            if response is None or not self._answered(response):
                continue
            try:
                posts = discovery.read_posts(response.body, response.url)
            except discovery.PostsError:
                self._tried.append((response.url, "no list of posts"))
                continue
            return root, tuple(lead.url for lead in posts)
        return None, ()

    # ------------------------------------------------------------------ asking

    async def _get(self, url: str) -> Response | None:
        """A response of any status; None where there was none, which is then among the tried."""
        assert self.crawler.engine is not None
        try:
            return await self.crawler.engine.download_async(Request(url, dont_filter=True))
        except Exception as error:  # noqa: BLE001 - whatever it is, there was no answer
            self._tried.append((url, _reason(error)))
            return None

    def _answered(self, response: Response) -> bool:
        if response.status != HTTPStatus.OK:
            self._tried.append((response.url, f"HTTP {response.status}"))
        return response.status == HTTPStatus.OK


def _is_known(host: str) -> bool:
    try:
        socket.getaddrinfo(host, None)
    except (OSError, UnicodeError):
        return False
    return True


def _below(home: str, paths: Sequence[str]) -> list[str]:
    """Addresses in the front page's folder and at its host's root."""
    is_file = "." in urlsplit(home).path.rpartition("/")[2]
    folder = urljoin(home, ".") if is_file or home.endswith("/") else home + "/"
    places = (folder, urljoin(home, "/"))
    return list(dict.fromkeys(urljoin(place, path) for path in paths for place in places))


def _read_feed(response: Response) -> FoundFeed:
    leads = discovery.read_feed(response.body, response.url, content_type_of(response) or "")
    links = tuple(lead.url for lead in leads)
    return FoundFeed(response.url, links, read_facts(response.body, response.url))


def _newest(leads: Iterable[discovery.Lead]) -> tuple[str, ...]:
    dated = sorted(leads, key=lambda lead: lead.date.timestamp() if lead.date else 0, reverse=True)
    return tuple(lead.url for lead in dated[:_PAGES])


def _reason(error: Exception) -> str:
    match error:
        case CannotResolveHostError():
            return "no such host"
        case DownloadConnectionRefusedError():
            return "nothing answers there"
        case DownloadTimeoutError():
            return "no answer in time"
        case _ if is_forbidden(error):
            return "robots.txt forbids it"
        case _:
            return " ".join(str(error).split()) or type(error).__name__
