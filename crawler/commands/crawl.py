"""``scrapy crawl SITE``: archive what is new on one site."""

from __future__ import annotations

import sys
from typing import TYPE_CHECKING, Any, ClassVar

from scrapy.commands import BaseRunSpiderCommand

from archive.warc import ArchiveUnwritableError
from crawler.cli import Exit, archive_dir, fail, refuse_unknown_options
from crawler.lock import SiteLockedError, site_lock
from crawler.logs import OWN_HANDLER, install_log
from crawler.manners.hours import closed_now
from crawler.ping import HealthCheck, PingAddressError
from crawler.plan import ArgumentError
from crawler.revisits import Schedule
from crawler.run import Run
from crawler.sites import SiteFileError
from crawler.spiders.news import NewsSpider

if TYPE_CHECKING:
    import argparse

    from crawler.plan import Plan


class Command(BaseRunSpiderCommand):
    """Scrapy's command, with the archive opened around it and an exit code that tells."""

    requires_project = True
    default_settings: ClassVar[dict[str, Any]] = OWN_HANDLER

    def syntax(self) -> str:
        """Shown by ``scrapy crawl -h``."""
        return "[options] SITE | news -a url=URL"

    def short_desc(self) -> str:
        """Shown by ``scrapy``."""
        return "Archive what is new on a site"

    def add_options(self, parser: argparse.ArgumentParser) -> None:
        """Scrapy's options, with our way to fail."""
        super().add_options(parser)
        parser.error = fail  # type: ignore[method-assign]  # argparse offers no other way

    def process_options(self, args: list[str], opts: argparse.Namespace) -> None:
        """Scrapy's; a terminal gets progress instead of a log, unless it asks for one."""
        assert self.settings is not None
        if sys.stderr.isatty():
            self.settings.set("LOG_LEVEL", "WARNING", priority="project")
        super().process_options(args, opts)

    def run(self, args: list[str], opts: argparse.Namespace) -> None:
        """Crawl; leaves with the contract's exit codes."""
        assert self.settings is not None
        refuse_unknown_options(args)
        if len(args) != 1:
            fail("name one site, or `news -a url=URL`; `scrapy list` shows the sites")
        install_log(self.settings)
        spidercls, plan = self._spider(args[0], opts.spargs)
        if closed := closed_now(spidercls.site, self.settings):
            print(f"{plan.rules.name}: nothing asked - {closed}")
            return
        folder = archive_dir(self.settings)
        try:
            with site_lock(folder / "jobs", plan.rules.name):
                self._crawl(spidercls, plan, opts.spargs)
        except SiteLockedError as error:
            fail(str(error), Exit.LOCKED)
        except ArchiveUnwritableError as error:
            fail(str(error), Exit.UNWRITABLE)
        except OSError as error:
            fail(f"the archive cannot be written: {error}", Exit.UNWRITABLE)

    def _spider(self, name: str, arguments: dict[str, str]) -> tuple[type[NewsSpider], Plan]:
        assert self.crawler_process is not None
        try:
            spidercls = self.crawler_process.spider_loader.load(name)
            assert issubclass(spidercls, NewsSpider)  # SiteSpiderLoader knows no other kind
            plan = spidercls.plan_from(arguments)
            plan.requisites_or(self.crawler_process.settings["PAGE_REQUISITES"])
            Schedule.of(self.crawler_process.settings.getlist("REVISIT_SCHEDULE"))
        except KeyError as error:
            fail(str(error.args[0]))
        except (SiteFileError, ArgumentError) as error:
            fail(str(error))
        return spidercls, plan

    def _crawl(self, spidercls: type[NewsSpider], plan: Plan, arguments: dict[str, str]) -> None:
        assert self.crawler_process is not None
        assert self.settings is not None
        try:
            health_check = HealthCheck.of(self.settings)
        except PingAddressError as error:
            fail(str(error))
        site = plan.rules.name
        health_check.start(site)
        code = Exit.UNWRITABLE
        try:
            crawler = self._create_crawler(spidercls)
            run = Run.open(crawler, plan)
            try:
                self.crawler_process.crawl(crawler, **arguments)
                self.crawler_process.start()
            finally:
                outcome = run.close()
            code = outcome.code
        finally:
            health_check.finish(code, site)
        print(run.summary(outcome))
        self.exitcode = code
