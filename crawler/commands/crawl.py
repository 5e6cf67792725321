"""``scrapy crawl SITE``: archive what is new on one site."""

from __future__ import annotations

from typing import TYPE_CHECKING

from scrapy.commands import BaseRunSpiderCommand

from archive.warc import ArchiveUnwritableError
from crawler.cli import (
    CrawlingCommand,
    Exit,
    archive_dir,
    fail,
    reader_may_leave,
    refuse_unknown_options,
)
from crawler.errand import Errand
from crawler.lock import SiteLockedError, site_lock
from crawler.logs import install_log
from crawler.manners.hours import closed_now
from crawler.ping import HealthCheck
from crawler.plan import ArgumentError
from crawler.run import Run
from crawler.sites import SiteFileError

if TYPE_CHECKING:
    import argparse


class Command(CrawlingCommand, BaseRunSpiderCommand):
    """Scrapy's command, with the archive opened around it and an exit code that tells."""

    def syntax(self) -> str:
        """Shown by ``scrapy crawl -h``."""
        return "[options] SITE | news -a url=URL"

    def short_desc(self) -> str:
        """Shown by ``scrapy``."""
        return "Archive what is new on a site"

    def run(self, args: list[str], opts: argparse.Namespace) -> None:
        """Crawl; leaves with the contract's exit codes."""
        assert self.settings is not None
        refuse_unknown_options(args)
        if len(args) != 1:
            fail("name one site, or `news -a url=URL`; `scrapy list` shows the sites")
        install_log(self.settings)
        errand, health_check = self._errand(args[0], opts.spargs), self._health_check()
        if closed := closed_now(errand.spidercls.site, self.settings):
            with reader_may_leave():
                print(f"{errand.site}: nothing asked - {closed}")
            health_check.finish(Exit.DONE, errand.site)
            return
        folder = archive_dir(self.settings)
        try:
            with site_lock(folder / "jobs", errand.site):
                health_check.start(errand.site)
                self._crawl(errand, opts.spargs)
        except SiteLockedError as error:
            fail(str(error), Exit.LOCKED)  # the other crawl tells how it went
        except (ArchiveUnwritableError, OSError) as error:
            health_check.finish(Exit.UNWRITABLE, errand.site)
            words = "" if isinstance(error, ArchiveUnwritableError) else "the archive: "
            fail(f"{words}{error}", Exit.UNWRITABLE)
        health_check.finish(Exit(self.exitcode), errand.site)

    def _errand(self, name: str, arguments: dict[str, str]) -> Errand:
        assert self.crawler_process is not None
        try:
            return Errand.of(self.crawler_process, name, arguments)
        except KeyError as error:
            fail(str(error.args[0]))
        except (SiteFileError, ArgumentError, ValueError) as error:
            fail(str(error))

    def _health_check(self) -> HealthCheck:
        assert self.settings is not None
        try:
            return HealthCheck.of(self.settings)
        except ArgumentError as error:
            fail(str(error))

    def _crawl(self, errand: Errand, arguments: dict[str, str]) -> None:
        assert self.crawler_process is not None
        crawler = self._create_crawler(errand.spidercls)
        run = Run.open(crawler, errand.plan)
        try:
            self.crawler_process.crawl(crawler, **arguments)
            self.crawler_process.start()
        finally:
            outcome = run.close()
        with reader_may_leave():
            print(run.summary(outcome))
        self.exitcode = outcome.code
