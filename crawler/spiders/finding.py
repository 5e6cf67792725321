"""Reads what announces articles: feeds, sitemaps, listings, a WordPress API."""

from __future__ import annotations

import asyncio
from datetime import datetime, timedelta
from http import HTTPStatus
from typing import TYPE_CHECKING, Any

from scrapy import Request
from scrapy.http import HtmlResponse
from scrapy.spidermiddlewares.httperror import HttpError

from archive.warc import ArchiveUnwritableError
from crawler import discovery
from crawler.conditional import CONDITIONAL
from crawler.manners.errors import (
    HostGivenUpError,
    NotAskedError,
    RobotsUnreachableError,
    is_forbidden,
)
from crawler.outcome import FAILED_LIST
from crawler.redirects import RedirectLoopError
from crawler.spiders.parts import content_type_of
from crawler.spiders.taking import TakingSpider

if TYPE_CHECKING:
    from collections.abc import AsyncIterator, Callable, Iterator

    from scrapy.http import Response
    from scrapy.robotstxt import RobotParser
    from twisted.python.failure import Failure

    from crawler.discovery import Lead
    from crawler.items import ArticleItem, PhotoItem, ProblemItem

# Discovery goes first, so that a stopped crawl knows what it has missed.
_DISCOVERY = 20
_MOMENT = timedelta(microseconds=1)
_NESTING = 5
"""Sitemap indexes below one another; the protocol has none below another."""
_MAX_SITEMAPS_OF_THE_PAST = 50_000
"""As many as one index may name."""

# Requests that came to nothing through a fault of the server's, not by a rule of ours.
_FAULTS = (HostGivenUpError, RedirectLoopError, RobotsUnreachableError)
_NO_PAGE = frozenset((HTTPStatus.BAD_REQUEST, HTTPStatus.NOT_FOUND, HTTPStatus.GONE))


class FindingSpider(TakingSpider):
    """Asks for lists of articles, and hands on the leads in them.

    What bounds it, beside robots.txt and the allowance of a day: sitemaps that were read are not
    read twice, nor deeper than five, nor more than MAX_SITEMAPS of them; a listing is followed for
    MAX_SECTION_PAGES pages (MAX_ARCHIVE_PAGES in a crawl of past time), and no further than pages
    name an article that earlier ones did not; no address that `crawler.discovery.trap` knows.
    """

    def __init__(self, name: str | None = None) -> None:
        super().__init__(name)
        self._sitemaps: set[str] = set()
        self._walked: dict[str, set[str]] = {}

    def lists(self) -> Iterator[Request]:
        """Requests for what the plan starts from."""
        plan, window = self.plan, self.window
        for url in plan.feeds:
            yield self._discover(url, self.parse_feed)
        for url in plan.sitemaps:
            yield from self._sitemap_requests([discovery.Lead(url)], 1)
        if plan.wp_json:
            yield self._discover(discovery.posts_url(plan.wp_json, window), self.parse_posts)
        sections = [*plan.sections, *([plan.home] if plan.discover else [])]
        for url in dict.fromkeys(sections):
            yield self._discover(url, self.parse_section)
        if window.past and window.since:
            now = datetime.now(window.since.tzinfo)
            last = min(window.until - _MOMENT, now) if window.until else now
            for template in plan.archives:
                for url in discovery.archive_pages(template, window.since.date(), last.date()):
                    yield self._discover(url, self.parse_section, may_be_missing=True)

    def robots_parsed(self, robotparser: RobotParser, request: Request) -> None:
        """Follow the sitemaps that the site's robots.txt names (sitemaps.org, "Informing")."""
        # Scrapy's parser does not hand the Sitemap lines on; Protego below it does.
        rules = getattr(robotparser, "rp", None)
        if rules is None or not self.plan.owns(request.url):
            return
        leads = [discovery.Lead(url) for url in rules.sitemaps if self.plan.owns(url)]
        assert self.crawler.engine is not None
        for found in self._sitemap_requests(leads, 1):
            self.crawler.engine.crawl(found)

    # ------------------------------------------------------------------ feeds

    async def parse_feed(self, response: Response) -> AsyncIterator[Request]:
        """The entries of a feed; where there is a page instead, the feeds that it announces."""
        try:
            leads = await self._entries(response)
        except discovery.FeedError as error:
            self._broken(response, error)
            if isinstance(response, HtmlResponse) and not response.meta.get("instead"):
                for url in discovery.feed_links(response):
                    yield self._discover(url, self.parse_feed, instead=True)
            return
        await self.take(discovery.without_stamps(leads))

    async def _entries(self, response: Response) -> list[Lead]:
        content_type = content_type_of(response) or ""
        return await asyncio.to_thread(
            discovery.read_feed, response.body, response.url, content_type
        )

    # ------------------------------------------------------------------ sitemaps

    async def parse_sitemap(self, response: Response) -> AsyncIterator[Request]:
        """The pages and further sitemaps of a sitemap; a feed will do as one, says the protocol."""
        try:
            found = await asyncio.to_thread(
                discovery.read_sitemap, response.body, response.url, self.window
            )
        except discovery.SitemapError as error:
            try:
                leads = await self._entries(response)
            except discovery.FeedError:
                self._broken(response, error)
                return
            found = discovery.Sitemap(pages=[lead for lead in leads if self.window.takes(lead)])
        self.count("other_times", found.outside)
        if found.cut:
            self._cut_off(f"{response.url} has more entries than are read")
        for request in self._sitemap_requests(found.sitemaps, response.meta.get("nesting", 1) + 1):
            yield request
        await self.take(discovery.without_stamps(found.pages))

    def _sitemap_requests(self, leads: list[Lead], nesting: int) -> Iterator[Request]:
        fresh = {discovery.page_key(lead.url): lead for lead in leads}
        fresh = {key: lead for key, lead in fresh.items() if key not in self._sitemaps}
        if not fresh:
            return
        if nesting > _NESTING:
            self._cut_off(f"sitemaps deeper than {_NESTING}, such as {leads[0].url}")
            return
        limit = self.settings.getint("MAX_SITEMAPS")
        room = (_MAX_SITEMAPS_OF_THE_PAST if self.window.past else limit) - len(self._sitemaps)
        if len(fresh) > room:
            self._cut_off(f"{len(fresh) - room} sitemaps, such as {leads[0].url}")
        for lead in discovery.most_promising(list(fresh.values()), room):
            self._sitemaps.add(discovery.page_key(lead.url))
            yield self._discover(lead.url, self.parse_sitemap, nesting=nesting)

    # ------------------------------------------------------------------ WordPress

    async def parse_posts(self, response: Response) -> AsyncIterator[Request]:
        """The posts of one page of the API, and the page after it while there is one to be read."""
        try:
            leads = discovery.read_posts(response.body, response.url)
        except discovery.PostsError as error:
            self._broken(response, error)
            return
        taken = await self.take(discovery.without_stamps(leads))
        page = response.meta.get("page", 1)
        goes_on = self.window.past or (taken.wanted and page < self._pages())
        if goes_on and len(leads) == discovery.PER_PAGE:
            assert self.plan.wp_json is not None
            url = discovery.posts_url(self.plan.wp_json, self.window, page + 1)
            # An answer of exactly a hundred is followed by an error, in WordPress.
            yield self._discover(url, self.parse_posts, page=page + 1, may_be_missing=True)

    # ------------------------------------------------------------------ listings

    async def parse_section(
        self, response: Response
    ) -> AsyncIterator[Request | ArticleItem | PhotoItem | ProblemItem]:
        """The links of a page, the page after it, and itself."""
        if isinstance(response, HtmlResponse):
            if self.plan.discover and response.meta.get("page", 1) == 1:
                for url in discovery.feed_links(response):
                    yield self._discover(url, self.parse_feed)
                sitemaps = [discovery.Lead(url) for url in discovery.sitemap_links(response)]
                for request in self._sitemap_requests(sitemaps, 1):
                    yield request
            for request in await self._listed(response):
                yield request
        async for result in self.parse_page(response):
            yield result

    async def _listed(self, response: HtmlResponse) -> list[Request]:
        """Takes what a listing names; the requests for what continues it, if that is worth it.

        In every crawl a page has to name an article that no earlier page of the listing named: the
        last page again, or every page alike, ends it. In everyday crawls one of them has to be
        wanted; in one of past time, one may be of that time, since listings go back in it.
        """
        leads = discovery.page_links(response)
        taken = await self.take(leads)
        listing, page = response.meta.get("listing", response.url), response.meta.get("page", 1)
        walked = self._walked.setdefault(listing, set())
        unmet = taken.keys - walked
        walked |= unmet
        worth = taken.wanted
        if self.window.past:
            over = {discovery.page_key(x.url) for x in leads if self.window.is_over(x)}
            worth = len(unmet - over)
        following = [url for url in discovery.next_links(response) if self.plan.owns(url)]
        if not (unmet and worth and following):
            return []
        if page >= self._pages():
            self._cut_off(f"{listing} goes on after {page} pages")
            return []
        if traps := [url for url in following if discovery.trap(url)]:
            self.count("traps", len(traps))
        return [
            self._discover(url, self.parse_section, page=page + 1, listing=listing)
            for url in following
            if url not in traps
        ]

    def _pages(self) -> int:
        name = "MAX_ARCHIVE_PAGES" if self.window.past else "MAX_SECTION_PAGES"
        return self.settings.getint(name)

    # ------------------------------------------------------------------ requests and failures

    def _discover(self, url: str, callback: Callable[..., Any], **meta: object) -> Request:
        meta[CONDITIONAL] = True
        return Request(url, callback, errback=self._list_failed, priority=_DISCOVERY, meta=meta)

    def _list_failed(self, failure: Failure) -> None:
        request: Request = failure.request  # type: ignore[attr-defined]  # Scrapy sets it
        if isinstance(failure.value, HttpError):
            status = failure.value.response.status
            if request.meta.get("may_be_missing") and status in _NO_PAGE:
                self.logger.debug("no such list: %s", request.url)
                return
            self._note(request, f"HTTP {status}")
        elif isinstance(failure.value, _FAULTS) or not (
            isinstance(failure.value, (NotAskedError, ArchiveUnwritableError))
            or is_forbidden(failure.value)
        ):
            self._note(request, str(failure.value) or type(failure.value).__name__)
        self.failed(failure)

    def _broken(self, response: Response, error: Exception) -> None:
        self.count("broken")
        self.logger.warning("%s", error)
        assert response.request is not None
        self._note(response.request, str(error))

    def _note(self, request: Request, problem: str) -> None:
        """Say what is wrong with a list under the address that the plan has for it."""
        assert self.crawler.stats is not None
        first = [*request.meta.get("redirect_urls", []), request.url][0]
        self.crawler.stats.set_value(FAILED_LIST + first, problem)

    def _cut_off(self, what: str) -> None:
        self.count("cut_off")
        self.logger.warning("left out: %s", what)
