"""The one spider: it finds articles, has them read, and asks for their photos."""

from __future__ import annotations

import asyncio
from datetime import UTC, datetime, timedelta
from http import HTTPStatus
from inspect import signature
from typing import TYPE_CHECKING, Any, ClassVar, Self, TypeVar

from scrapy import Request, Spider, signals
from scrapy.exceptions import CloseSpider, IgnoreRequest
from scrapy.http import HtmlResponse
from scrapy.spidermiddlewares.httperror import HttpError

from archive.extract import ExtractionError, is_article
from archive.intake import may_be_article, reads_as_page
from archive.warc import ArchiveUnwritableError
from crawler import discovery
from crawler.cli import archive_dir
from crawler.conditional import CONDITIONAL
from crawler.extensions.reading import reading_of
from crawler.items import ArticleItem, PhotoItem, ProblemItem
from crawler.plan import ArgumentError, Plan, plan_for_site, plan_for_url
from crawler.recorder import archiver_of
from crawler.run import UNWRITABLE
from crawler.unfinished import unread_pages

if TYPE_CHECKING:
    from collections.abc import AsyncIterator, Callable, Iterable, Iterator

    from scrapy.crawler import Crawler
    from scrapy.http import Response
    from scrapy.robotstxt import RobotParser
    from scrapy.settings import BaseSettings
    from twisted.python.failure import Failure

    from archive.index import Index
    from crawler.discovery import Lead
    from crawler.sites import Site

T = TypeVar("T")

# Discovery goes first, so that a stopped crawl knows what it has missed; then photos, so that
# an article is whole before the next one begins.
_DISCOVERY, _PHOTO, _PAGE = 20, 10, 0

_GONE = frozenset({HTTPStatus.NOT_FOUND, HTTPStatus.GONE})
# Feeds go on naming pages that were taken down; asking once a day is often enough.
_GONE_FOR = timedelta(days=1)


class NewsSpider(Spider):
    """Archives what is new on one site: pages first, then the photos of each.

    ``scrapy crawl news`` takes the arguments of `plan_for_url`; a spider of a site file takes its
    plan from there, and ``since`` alone as an argument.
    """

    name = "news"
    site: ClassVar[Site | None] = None

    plan: Plan
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
        known = {"since"} if cls.site else set(signature(plan_for_url).parameters)
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
        days = crawler.settings.getint("SITEMAP_MAX_AGE_DAYS")
        spider.since = spider.plan.since or (datetime.now(UTC) - timedelta(days) if days else None)
        if spider.plan.discover:
            crawler.signals.connect(spider.robots_parsed, signal=signals.robots_parsed)
        return spider

    # ------------------------------------------------------------------ discovery

    async def start(self) -> AsyncIterator[Request | ArticleItem | ProblemItem]:
        """What an earlier crawl left unread, then feeds, sitemaps and sections of the plan."""
        archiver, site = archiver_of(self.crawler), self.plan.rules.name
        async for response in unread_pages(archiver, archive_dir(self.settings) / "warc", site):
            async for result in self.parse_page(response):
                yield result
        for url in await self._ask(lambda index: index.missing_photos(site)):
            yield self._photo_request(url)
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
        content_type = _content_type(response) or ""
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
    ) -> AsyncIterator[Request | ArticleItem | ProblemItem]:
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
        self._count("found", len(urls))
        new = (
            await self._ask(lambda index: [url for url in urls if not _is_known(index, url)])
            if urls
            else []
        )
        limit = self.settings.getint("MAX_ARTICLES")
        if limit:
            new = new[: max(0, limit - self._counted("new"))]
        self._count("new", len(new))
        return [Request(url, self.parse_page, errback=self.failed, priority=_PAGE) for url in new]

    # ------------------------------------------------------------------ articles

    async def parse_page(
        self, response: Response
    ) -> AsyncIterator[Request | ArticleItem | ProblemItem]:
        """An article, if the page is one, and requests for its photos."""
        rules = self.plan.rules
        content_type = _content_type(response)
        media_type = content_type.partition(";")[0].strip().lower() if content_type else None
        if response.status != HTTPStatus.OK or not reads_as_page(response.url, media_type, rules):
            self._count("other_pages")
            return
        self._count("pages")
        capture = response.meta["capture"]
        reading = reading_of(self.crawler)
        try:
            article = await reading.read(response.body, response.url, content_type, rules)
        except ExtractionError as error:
            self.logger.warning("cannot be read as an article: %s", error)
            self._count("problems")
            yield ProblemItem(str(error), capture)
            return
        if not is_article(article, rules):
            self._count("other_pages")
            return
        yield ArticleItem(article, rules.name, capture)
        urls = [photo.content_url for photo in article.photos]
        missing = await self._ask(lambda index: [u for u in urls if not index.photo_is_stored(u)])
        for url in missing:
            yield self._photo_request(url, article.url)

    def _photo_request(self, url: str, referer: str | None = None) -> Request:
        headers = {"Accept": "image/*,*/*;q=0.5"} | ({"Referer": referer} if referer else {})
        return Request(
            url,
            self.parse_photo,
            errback=self.failed,
            priority=_PHOTO,
            headers=headers,
            meta={"content_url": url},
        )

    def parse_photo(self, response: Response) -> Iterator[PhotoItem]:
        """The bytes of a photo."""
        yield PhotoItem(response.meta["content_url"], response.body, response.meta["capture"])

    # ------------------------------------------------------------------ failures and counts

    def failed(self, failure: Failure) -> None:
        """Count and say a download that did not work; what came of it is in the WARC."""
        request: Request = failure.request  # type: ignore[attr-defined]  # Scrapy sets it
        if isinstance(failure.value, IgnoreRequest) and not isinstance(failure.value, HttpError):
            self._count("forbidden")
            self.logger.info("not fetched: %s: %s", request.url, failure.value)
            return
        reason = " ".join(str(failure.value).split()) or type(failure.value).__name__
        what = "failed"
        if isinstance(failure.value, HttpError):
            reason = f"HTTP {failure.value.response.status}"
            what = "gone" if failure.value.response.status in _GONE else "failed"
        self._count(what)
        self.logger.warning("%s: %s: %s", what, request.url, reason)

    def _broken(self, error: Exception) -> None:
        self._count("broken")
        self.logger.warning("%s", error)

    def _count(self, what: str, number: int = 1) -> None:
        self.crawler.stats.inc_value(f"archive/{what}", number)

    def _counted(self, what: str) -> int:
        return int(self.crawler.stats.get_value(f"archive/{what}", 0))

    async def _ask(self, question: Callable[[Index], T]) -> T:
        try:
            return await asyncio.wrap_future(archiver_of(self.crawler).submit(question))
        except ArchiveUnwritableError as error:
            raise CloseSpider(UNWRITABLE) from error


def _content_type(response: Response) -> str | None:
    value = response.headers.get("Content-Type")
    return value.decode("latin-1") if value else None


def _is_known(index: Index, url: str) -> bool:
    """Whether the archive has the page, or was told a short while ago that there is none."""
    if index.seen(url):
        return True
    captures = index.captures_of(url)
    recent = captures and datetime.now(UTC) - captures[0].date < _GONE_FOR
    return bool(recent) and captures[0].status in _GONE
