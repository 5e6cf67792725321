"""Finds articles: reads feeds, sitemaps and listings, and decides which pages to ask for."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta
from http import HTTPStatus
from typing import TYPE_CHECKING, Any

from scrapy import Request
from scrapy.http import HtmlResponse

from archive.intake import may_be_article
from crawler import discovery
from crawler.conditional import CONDITIONAL
from crawler.spiders.parts import PartsSpider, content_type_of

if TYPE_CHECKING:
    from collections.abc import AsyncIterator, Callable, Iterable, Iterator

    from scrapy.http import Response
    from scrapy.robotstxt import RobotParser

    from archive.index import Index
    from crawler.discovery import Lead
    from crawler.items import ArticleItem, PhotoItem, ProblemItem

# Discovery goes first, so that a stopped crawl knows what it has missed; pages come last, behind
# the parts of those that came before them.
_DISCOVERY, _PAGE = 20, 0

_GONE = frozenset({HTTPStatus.NOT_FOUND, HTTPStatus.GONE})
# Feeds go on naming pages that were taken down; asking once a day is often enough.
_GONE_FOR = timedelta(days=1)


class FindingSpider(PartsSpider):
    """Asks for what announces articles, and for those articles that are wanted."""

    since: datetime | None

    def __init__(self, name: str | None = None) -> None:
        super().__init__(name)
        self._found: set[str] = set()

    def lists(self) -> Iterator[Request]:
        """Feeds, sitemaps and sections of the plan."""
        for url in self.plan.feeds:
            yield self._discover(url, self.parse_feed)
        for url in self.plan.sitemaps:
            yield self._discover(url, self.parse_sitemap)
        for url in self.plan.sections:
            yield self._discover(url, self.parse_section)

    def robots_parsed(self, robotparser: RobotParser, request: Request) -> None:
        """Follow the sitemaps that the site's robots.txt names (sitemaps.org, "Informing")."""
        # Scrapy's parser does not hand the Sitemap lines on; Protego below it does.
        rules = getattr(robotparser, "rp", None)
        if rules is None or not self.plan.owns(request.url):
            return
        for url in rules.sitemaps:
            if self.plan.owns(url):
                self.crawler.engine.crawl(self._discover(url, self.parse_sitemap))

    async def parse_feed(self, response: Response) -> AsyncIterator[Request]:
        """The entries of a feed."""
        content_type = content_type_of(response) or ""
        try:
            leads = discovery.read_feed(response.body, response.url, content_type)
        except discovery.FeedError as error:
            self._broken(error)
            return
        for request in await self._follow(leads):
            yield request

    async def parse_sitemap(self, response: Response) -> AsyncIterator[Request]:
        """The pages and further sitemaps of a sitemap."""
        try:
            sitemaps, pages = discovery.read_sitemap(response.body, response.url)
        except discovery.SitemapError as error:
            self._broken(error)
            return
        for lead in self._recent(sitemaps):
            yield self._discover(lead.url, self.parse_sitemap)
        for request in await self._follow(self._recent(pages)):
            yield request

    async def parse_section(
        self, response: Response
    ) -> AsyncIterator[Request | ArticleItem | PhotoItem | ProblemItem]:
        """The links of a page, the pages after it while they bring something new, and itself."""
        if isinstance(response, HtmlResponse):
            if self.plan.discover and response.meta.get("page", 1) == 1:
                for url in discovery.feed_links(response):
                    yield self._discover(url, self.parse_feed)
            requests = await self._follow(discovery.page_links(response))
            for request in requests:
                yield request
            page = response.meta.get("page", 1)
            if requests and page < self.settings.getint("MAX_SECTION_PAGES"):
                for url in discovery.next_links(response):
                    yield self._discover(url, self.parse_section, page=page + 1)
        async for result in self.parse_page(response):
            yield result

    def _discover(self, url: str, callback: Callable[..., Any], **meta: object) -> Request:
        meta[CONDITIONAL] = True
        return Request(url, callback, errback=self.failed, priority=_DISCOVERY, meta=meta)

    def _recent(self, leads: Iterable[Lead]) -> Iterator[Lead]:
        for lead in leads:
            if lead.date is None or self.since is None or lead.date >= self.since:
                yield lead

    async def _follow(self, leads: Iterable[Lead]) -> list[Request]:
        """Requests for those leads that may be articles of this site and are not archived yet."""
        urls = []
        for lead in leads:
            url = lead.url
            if url not in self._found and self.plan.owns(url):
                self._found.add(url)
                if may_be_article(url, self.plan.rules):
                    urls.append(url)
        self.count("found", len(urls))
        new = (
            await self._ask(lambda index: [url for url in urls if not _is_known(index, url)])
            if urls
            else []
        )
        limit = self.settings.getint("MAX_ARTICLES")
        if limit:
            new = new[: max(0, limit - self._counted("new"))]
        self.count("new", len(new))
        return [self.page_request(url) for url in new]

    def page_request(self, url: str, *, again: bool = False) -> Request:
        """Asks for a page; ``again`` where the archive has it, only if it has changed since."""
        meta = {CONDITIONAL: again}
        return Request(url, self.parse_page, errback=self.failed, priority=_PAGE, meta=meta)

    # ------------------------------------------------------------------ counts

    def _broken(self, error: Exception) -> None:
        self.count("broken")
        self.logger.warning("%s", error)

    def _counted(self, what: str) -> int:
        return int(self.crawler.stats.get_value(f"archive/{what}", 0))


def _is_known(index: Index, url: str) -> bool:
    """Whether the archive has the page, or was told a short while ago that there is none."""
    if index.seen(url):
        return True
    captures = index.captures_of(url)
    recent = captures and datetime.now(UTC) - captures[0].date < _GONE_FOR
    return bool(recent) and captures[0].status in _GONE
