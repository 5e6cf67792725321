"""The one spider: it finds articles, has them read, and asks for their photos."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta
from http import HTTPStatus
from inspect import signature
from typing import TYPE_CHECKING, Any, ClassVar, Self

from scrapy import Request, signals
from scrapy.http import HtmlResponse

from archive.extract import ExtractionError, is_article
from archive.intake import may_be_article, not_an_article, reads_as_page
from crawler import discovery
from crawler.cli import archive_dir
from crawler.conditional import CONDITIONAL
from crawler.extensions.reading import reading_of
from crawler.items import ArticleItem, PhotoItem, ProblemItem
from crawler.plan import ArgumentError, Plan, plan_for_site, plan_for_url
from crawler.recorder import archiver_of
from crawler.spiders.parts import PartsSpider, content_type_of, media_type_of
from crawler.unfinished import unread_pages, unread_photos

if TYPE_CHECKING:
    from collections.abc import AsyncIterator, Callable, Iterable, Iterator

    from scrapy.crawler import Crawler
    from scrapy.http import Response
    from scrapy.robotstxt import RobotParser
    from scrapy.settings import BaseSettings

    from archive.index import Index
    from crawler.discovery import Lead
    from crawler.sites import Site

# Discovery goes first, so that a stopped crawl knows what it has missed; pages come last, behind
# the parts of those that came before them.
_DISCOVERY, _PAGE = 20, 0

_GONE = frozenset({HTTPStatus.NOT_FOUND, HTTPStatus.GONE})
# Feeds go on naming pages that were taken down; asking once a day is often enough.
_GONE_FOR = timedelta(days=1)


class NewsSpider(PartsSpider):
    """Archives what is new on one site: pages first, then the photos of each.

    ``scrapy crawl news`` takes the arguments of `plan_for_url`; a spider of a site file takes its
    plan from there, and as arguments ``since`` and ``requisites`` alone.
    """

    name = "news"
    site: ClassVar[Site | None] = None

    since: datetime | None

    def __init__(self, name: str | None = None) -> None:
        super().__init__(name)
        self._found: set[str] = set()

    @classmethod
    def plan_from(cls, arguments: dict[str, str]) -> Plan:
        """The plan for these ``-a`` arguments.

        Raises:
            ArgumentError: one is unknown or cannot be used.
        """
        made_by = plan_for_site if cls.site else plan_for_url
        known = set(signature(made_by).parameters) - {"name", "site"}
        if unknown := sorted(set(arguments) - known):
            message = f"no argument {unknown[0]!r}; {cls.name} takes {', '.join(sorted(known))}"
            raise ArgumentError(message)
        if cls.site:
            return plan_for_site(cls.name, cls.site, **arguments)
        return plan_for_url(**arguments)

    @classmethod
    def update_settings(cls, settings: BaseSettings) -> None:
        """A site's own delay and languages."""
        super().update_settings(settings)
        if cls.site is None:
            return
        if cls.site.delay is not None:
            settings.set("DOWNLOAD_DELAY", cls.site.delay, priority="spider")
        headers = settings.getdict("DEFAULT_REQUEST_HEADERS")
        headers["Accept-Language"] = ", ".join([*cls.site.languages, "*;q=0.5"])
        settings.set("DEFAULT_REQUEST_HEADERS", headers, priority="spider")

    @classmethod
    def from_crawler(cls, crawler: Crawler, *args: Any, **kwargs: Any) -> Self:  # noqa: ANN401 - Scrapy's own signature
        """Scrapy's constructor; the arguments have become a plan by then."""
        spider = super().from_crawler(crawler, *args)
        spider.plan = cls.plan_from(kwargs)
        spider.requisites = spider.plan.requisites_or(crawler.settings["PAGE_REQUISITES"])
        days = crawler.settings.getint("SITEMAP_MAX_AGE_DAYS")
        spider.since = spider.plan.since or (datetime.now(UTC) - timedelta(days) if days else None)
        if spider.plan.discover:
            crawler.signals.connect(spider.robots_parsed, signal=signals.robots_parsed)
        return spider

    # ------------------------------------------------------------------ discovery

    async def start(self) -> AsyncIterator[Request | ArticleItem | PhotoItem | ProblemItem]:
        """What an earlier crawl left unread, then feeds, sitemaps and sections of the plan."""
        archiver, rules = archiver_of(self.crawler), self.plan.rules
        warc_dir = archive_dir(self.settings) / "warc"
        async for response in unread_pages(archiver, warc_dir, rules):
            async for result in self.parse_page(response):
                yield result
        async for response in unread_photos(archiver, warc_dir, rules):
            for photo in self.parse_photo(response):
                yield photo
        if self.requisites != "none":
            for url in await self._ask(lambda index: index.missing_photos(rules.name)):
                yield self.photo_request(url)
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
        return [Request(url, self.parse_page, errback=self.failed, priority=_PAGE) for url in new]

    # ------------------------------------------------------------------ articles

    async def parse_page(
        self, response: Response
    ) -> AsyncIterator[Request | ArticleItem | PhotoItem | ProblemItem]:
        """An article, if the page is one, and what it needs besides."""
        rules = self.plan.rules
        content_type = content_type_of(response)
        media_type = media_type_of(content_type)
        if response.status != HTTPStatus.OK or not reads_as_page(response.url, media_type, rules):
            self.count("other_pages")
            return
        self.count("pages")
        capture = response.meta["capture"]
        reading = reading_of(self.crawler)
        try:
            article = await reading.read(response.body, response.url, content_type, rules)
        except ExtractionError as error:
            self.logger.warning("cannot be read as an article: %s", error)
            self.count("problems")
            yield ProblemItem(str(error), capture)
            return
        if not is_article(article, rules):
            self.count("other_pages")
            if problem := not_an_article(article, rules):
                self.logger.warning("%s", problem)
                yield ProblemItem(problem, capture)
            return
        yield ArticleItem(article, rules.name, capture)
        async for part in self.parts_of(article, response):
            yield part

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
