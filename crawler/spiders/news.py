"""The one spider: it finds articles, has them read, and asks for their photos."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta
from http import HTTPStatus
from inspect import signature
from typing import TYPE_CHECKING, Any, ClassVar, Self

from scrapy import signals
from scrapy.http import HtmlResponse

from archive.extract import ExtractionError, is_article
from archive.intake import not_an_article, reads_as_page, wall_at, wall_problem, with_robots
from crawler.archived import FLAG
from crawler.cli import archive_dir
from crawler.conditional import CONDITIONAL
from crawler.discovery import page_links
from crawler.due import pace_of, resting_lists
from crawler.extensions.reading import reading_of
from crawler.items import ArticleItem, PhotoItem, ProblemItem
from crawler.outcome import RESTING_LIST
from crawler.plan import ArgumentError, Plan, plan_for_site, plan_for_url
from crawler.recorder import archiver_of
from crawler.revisits import Schedule, due_pages
from crawler.spiders.finding import FindingSpider
from crawler.spiders.parts import content_type_of, media_type_of
from crawler.unfinished import unread_pages, unread_photos

if TYPE_CHECKING:
    from collections.abc import AsyncIterator

    from scrapy import Request
    from scrapy.crawler import Crawler
    from scrapy.http import Response
    from scrapy.settings import BaseSettings

    from crawler.sites import Site


class NewsSpider(FindingSpider):
    """Archives what is new on one site: pages first, then the photos of each.

    ``scrapy crawl news`` takes the arguments of `plan_for_url`; a spider of a site file takes its
    plan from there, and as arguments ``since``, ``until`` and ``requisites`` alone.
    """

    name = "news"
    site: ClassVar[Site | None] = None

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
        spider.window = spider.plan.window(timedelta(days) if days else None)
        if spider.plan.discover:
            crawler.signals.connect(spider.robots_parsed, signal=signals.robots_parsed)
        return spider

    # ------------------------------------------------------------------ beginning

    async def start(self) -> AsyncIterator[Request | ArticleItem | PhotoItem | ProblemItem]:
        """What an earlier crawl left unread, then feeds, sitemaps and sections of the plan."""
        archiver, rules = archiver_of(self.crawler), self.plan.rules
        warc_dir = archive_dir(self.settings) / "warc"
        async for response in unread_pages(archiver, warc_dir, rules):
            async for result in self.parse_page(response):
                yield result
        async for response in unread_photos(archiver, warc_dir, rules):
            async for result in self.parse_photo(response):
                yield result
        if self.requisites != "none":
            for url in await self._ask(lambda index: index.missing_photos(rules.name)):
                yield self.photo_request(url)
            for url in await self._ask(lambda index: index.unasked_reprints(rules.name)):
                yield self.photo_request(url, again=True)
        await self._visit_again()
        resting = await self._resting()
        for request in self.lists():
            if request.url in resting:
                self.crawler.stats.set_value(RESTING_LIST + request.url, resting[request.url])
            else:
                yield request

    async def _resting(self) -> dict[str, str]:
        """Lists that have not worked for long, unless there is nothing else to start from."""
        now, plan = datetime.now(UTC), self.plan
        history = await self._ask(lambda index: index.site_history(plan.rules.name, now))
        resting = resting_lists(history.crawls, now, pace_of(self.settings))
        awake = {*plan.feeds, *plan.sitemaps, *plan.sections} - resting.keys()
        return resting if awake or plan.wp_json else {}

    async def _visit_again(self) -> None:
        """Pages that are due, behind those that are new."""
        schedule = Schedule.of(self.settings.getlist("REVISIT_SCHEDULE"))
        limit, now = self.settings.getint("MAX_REVISITS"), datetime.now(UTC)
        rules = self.plan.rules
        due = await self._ask(lambda index: due_pages(index, rules, schedule, now, limit))
        self.count("due", len(due))
        self.take_again(due)

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
            if response.status == HTTPStatus.OK and (wall := wall_at(response.url, rules)):
                yield ProblemItem(wall_problem(response.url, wall), response.meta["capture"], wall)
            return
        if response.meta.get(CONDITIONAL) and FLAG in response.flags:
            self.count("unchanged_pages")  # its archived answer was read when it came
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
                yield ProblemItem(problem, capture, article.wall)
            return
        robots = [field.decode("latin-1") for field in response.headers.getlist("X-Robots-Tag")]
        photos = await self.photos_of(article)
        yield ArticleItem(with_robots(article, robots), rules.name, capture)
        async for part in self.parts_of(photos, response):
            yield part
        hops = response.meta.get("hops", 0)
        if hops < self.plan.link_depth and isinstance(response, HtmlResponse):
            await self.take(page_links(response), hops=hops + 1)
