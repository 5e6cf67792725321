"""``scrapy addsite URL``: look at a site, write its file, try it."""

from __future__ import annotations

import asyncio
import contextlib
import logging
import re
from pathlib import Path
from typing import TYPE_CHECKING, cast

from scrapy import signals
from scrapy.crawler import AsyncCrawlerProcess
from twisted.internet.error import ReactorNotRunning

from archive.model import SiteRules
from archive.warc import ArchiveUnwritableError
from crawler.cli import (
    CrawlingCommand,
    Exit,
    archive_dir,
    fail,
    reader_may_leave,
    refuse_unknown_options,
)
from crawler.errand import Errand, check_settings
from crawler.items import ArticleItem
from crawler.lock import SiteLockedError, site_lock
from crawler.logs import install_log
from crawler.plan import ArgumentError, Plan, plan_for_url
from crawler.prospect.draft import Draft, NoArticlesError, draft_site
from crawler.prospect.report import describe_article, describe_site
from crawler.prospect.sitefile import file_name, write_site
from crawler.run import Run
from crawler.sites import Catalogue, SiteFileError
from crawler.spiders.news import NewsSpider
from crawler.spiders.prospect import ProspectError, ProspectSpider

if TYPE_CHECKING:
    import argparse

    from scrapy import Spider
    from scrapy.crawler import Crawler
    from scrapy.settings import BaseSettings
    from twisted.internet.base import ReactorBase

    from archive.model import Article
    from crawler.outcome import Outcome

_TRIAL_ARTICLES = 5
_NAME = re.compile(r"[a-z0-9]+(?:-[a-z0-9]+)*")


class StoppedError(Exception):
    """A signal came before the look at the site had ended."""


class Command(CrawlingCommand):
    """Finds out where a site announces its articles and what their addresses look like."""

    def syntax(self) -> str:
        """Shown by ``scrapy addsite -h``."""
        return "[options] URL"

    def short_desc(self) -> str:
        """Shown by ``scrapy``."""
        return "Look at a site, write its file and try it on a few articles"

    def add_options(self, parser: argparse.ArgumentParser) -> None:
        """Scrapy's options and ours."""
        super().add_options(parser)
        parser.add_argument("--name", help="the file's name, without .toml (default: the host)")
        parser.add_argument("--force", action="store_true", help="replace the file if it exists")
        parser.add_argument(
            "--no-trial", dest="trial", action="store_false", help="write the file, crawl nothing"
        )

    def process_options(self, args: list[str], opts: argparse.Namespace) -> None:
        """Scrapy's; what was found is said on stdout, and no log beside it unless asked for."""
        assert self.settings is not None
        self.settings.set("LOG_LEVEL", "ERROR", priority="project")
        super().process_options(args, opts)

    def run(self, args: list[str], opts: argparse.Namespace) -> None:
        """Look, write, try; leaves with the contract's exit codes."""
        assert self.settings is not None
        refuse_unknown_options(args)
        if len(args) != 1:
            fail("name one URL, the front page of a site")
        plan = _plan(args[0], opts.name, self.settings)
        path = Path(self.settings["SITES_DIR"]) / f"{plan.rules.name}.toml"
        if path.exists() and not opts.force:
            fail(f"{path} exists (--force replaces it, --name gives another name)")
        if opts.name is None and (known := _known_as(path.parent, plan)) not in {None, path.stem}:
            fail(f"{plan.home} is on the host of the site {known} (--name adds another one)")
        if not isinstance(self.crawler_process, AsyncCrawlerProcess):
            fail("`scrapy addsite` needs Scrapy's asyncio reactor (setting TWISTED_REACTOR)")
        install_log(self.settings)
        # What does not answer is part of what is found, and is said where it matters.
        logging.getLogger("scrapy.downloadermiddlewares.retry").setLevel(logging.CRITICAL)
        addition = _Addition(self.crawler_process, plan, path, trial=opts.trial)
        try:
            with site_lock(archive_dir(self.settings) / "jobs", plan.rules.name):
                self.exitcode = addition.run()
        except SiteLockedError as error:
            fail(str(error), Exit.LOCKED)
        except (ProspectError, NoArticlesError, StoppedError) as error:
            fail(f"{error}; no file was written", Exit.INCOMPLETE)
        except SiteFileError as error:
            fail(str(error))
        except ArchiveUnwritableError as error:
            fail(str(error), Exit.UNWRITABLE)
        except OSError as error:
            fail(f"cannot be written: {error}", Exit.UNWRITABLE)


def _plan(url: str, name: str | None, settings: BaseSettings) -> Plan:
    """What the look starts from: the address alone, and the site's name; the settings checked."""
    url = url if "://" in url else f"https://{url}"
    try:
        check_settings(settings)
        home = plan_for_url(url)
    except (ArgumentError, ValueError) as error:
        fail(str(error))
    name = name if name is not None else file_name(home.home)
    if not _NAME.fullmatch(name) or name == NewsSpider.name:
        fail(f"--name {name!r}: lower-case letters, digits and hyphens, and not 'news'")
    return Plan(rules=SiteRules(name=name, domains=home.rules.domains), home=home.home)


def _known_as(folder: Path, plan: Plan) -> str | None:
    """The site that already has this host, if there is one."""
    catalogue = Catalogue(folder)
    try:
        names = catalogue.names() if folder.is_dir() else []
    except SiteFileError as error:
        fail(str(error))
    for name in names:
        # A file that cannot be read is its own trouble, and said where that site is crawled.
        with contextlib.suppress(SiteFileError):
            if set(plan.rules.domains) & set(catalogue.load(name).rules(name).domains):
                return name
    return None


class _Addition:
    """The look at a site, its file, and the trial, one after the other in one reactor.

    Args:
        process: not started.
        plan: where the site is, and its name.
        path: of the file to be.
        trial: whether some articles are crawled by it.
    """

    def __init__(
        self, process: AsyncCrawlerProcess, plan: Plan, path: Path, *, trial: bool
    ) -> None:
        self._process = process
        self._plan = plan
        self._path = path
        self._trial = trial
        self._open: Run | None = None

    def run(self) -> Exit:
        """Do it all.

        Raises:
            ProspectError: there is no site.
            NoArticlesError: nothing on it could be told to be an article.
            StoppedError: by a signal.
            SiteFileError: the file could not be made.
            ArchiveUnwritableError: the archive, that is.
            OSError: the file cannot be written.
        """
        work = asyncio.get_event_loop().create_task(self._work())
        try:
            self._process.start(stop_after_crawl=False)
        finally:
            if self._open is not None:
                self._finish(self._open)
        if not work.done():
            message = f"{self._plan.home}: stopped by a signal"
            raise StoppedError(message)
        return work.result()

    async def _work(self) -> Exit:
        try:
            draft = await self._look()
            write_site(draft.site, self._path)
            with reader_may_leave():
                print(describe_site(draft))
                print(f"written: {self._path}; what is unconfirmed there is for you to look over")
            return await self._try() if self._trial else Exit.DONE
        finally:
            with contextlib.suppress(ReactorNotRunning):  # a signal has stopped it
                _reactor().stop()

    async def _look(self) -> Draft:
        crawler = self._process.create_crawler(ProspectSpider)
        run = self._open = Run.open(crawler, self._plan)
        try:
            await self._process.crawl(crawler, plan=self._plan)
            draft = _drafted(crawler)
            found = draft.learned.taken or len(draft.site.article_examples)
            crawler.stats.set_value("archive/found", found)
        finally:
            self._finish(run)
        return draft

    async def _try(self) -> Exit:
        """Crawl a few articles as ``scrapy crawl`` would."""
        errand = Errand.of(self._process, self._plan.rules.name)
        crawler = self._process.create_crawler(errand.spidercls)
        crawler.settings.set("MAX_ARTICLES", _TRIAL_ARTICLES, priority="cmdline")
        seen: list[Article] = []

        def take(item: object) -> None:
            if isinstance(item, ArticleItem):
                seen.append(item.article)

        crawler.signals.connect(take, signal=signals.item_scraped, weak=False)
        run = self._open = Run.open(crawler, errand.plan)
        try:
            await self._process.crawl(crawler)
        finally:
            outcome = self._finish(run)
        with reader_may_leave():
            print("trial:")
            for article in seen:
                print(describe_article(article))
            print(run.summary(outcome))
        return outcome.code

    def _finish(self, run: Run) -> Outcome:
        self._open = None
        return run.close()


def _drafted(crawler: Crawler) -> Draft:
    spider = cast("ProspectSpider | None", crawler.spider)
    stopped = _stopped(crawler.spider, crawler)
    if spider is None or stopped:
        message = f"stopped ({stopped or 'the crawl could not start: the log says why'})"
        raise StoppedError(message)
    if spider.problem is not None:
        raise spider.problem
    assert spider.findings is not None
    return draft_site(spider.findings)


def _stopped(spider: Spider | None, crawler: Crawler) -> str:
    """Why the crawl ended before its time; ``""`` where it did not."""
    reason = str(crawler.stats.get_value("finish_reason", "")) if spider else ""
    return "" if reason == "finished" else reason


def _reactor() -> ReactorBase:
    from twisted.internet import reactor  # noqa: PLC0415 - Scrapy chooses which one, later

    # Its stub has the interface's methods without their `self`.
    return cast("ReactorBase", reactor)
