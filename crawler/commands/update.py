"""``scrapy update``: archive what is new on all sites that are due."""

from __future__ import annotations

from datetime import UTC, datetime
from time import monotonic
from typing import TYPE_CHECKING

from scrapy.crawler import AsyncCrawlerProcess

from archive.index import ArchiveIndexError, Index
from crawler.cli import (
    CrawlingCommand,
    Exit,
    archive_dir,
    fail,
    reader_may_leave,
    refuse_unknown_options,
)
from crawler.due import due_at, pace_of
from crawler.errand import Errand
from crawler.logs import install_log
from crawler.manners.hours import closed_now
from crawler.ping import HealthCheck
from crawler.plan import ArgumentError
from crawler.report import expectations_of
from crawler.sites import Catalogue, SiteFileError
from crawler.update import Result, Update

if TYPE_CHECKING:
    import argparse
    from collections.abc import Callable, Iterable

    from crawler.due import Pace
    from crawler.sites import Site

_NEVER = datetime.min.replace(tzinfo=UTC)


class Command(CrawlingCommand):
    """Crawls the sites that are due, or those named, several at a time."""

    def syntax(self) -> str:
        """Shown by ``scrapy update -h``."""
        return "[options] [SITE…]"

    def short_desc(self) -> str:
        """Shown by ``scrapy``."""
        return "Archive what is new on all sites that are due, or on those named"

    def run(self, args: list[str], opts: argparse.Namespace) -> None:  # noqa: ARG002 - Scrapy's signature
        """Crawl them; leaves with the contract's exit codes, the worst of all sites."""
        assert self.settings is not None
        refuse_unknown_options(args)
        install_log(self.settings)
        started = monotonic()
        results: list[Result] = []

        def tell(result: Result) -> None:
            with reader_may_leave():
                print(result.line)

        sites = self._sites(args, results)
        for broken in results:
            tell(broken)
        try:
            health_check = HealthCheck.of(self.settings)
        except ArgumentError as error:
            fail(str(error))
        together = not health_check.is_for_each_site
        if together:
            health_check.start()
        try:
            chosen = self._chosen(sites, named=bool(args))
        except ArchiveIndexError as error:
            if together:
                health_check.finish(Exit.UNWRITABLE)
            fail(str(error), Exit.UNWRITABLE)
        if chosen:
            results += self._crawl(chosen, health_check, tell)
        self.exitcode = worst(result.code for result in results)
        with reader_may_leave():
            print(total(results, len(sites) - len(chosen), monotonic() - started))
        if together:
            health_check.finish(Exit(self.exitcode))

    # ------------------------------------------------------------------ which

    def _sites(self, named: list[str], results: list[Result]) -> dict[str, Site]:
        """The site files that can be used; the bundled demonstration only where it is named."""
        assert self.settings is not None
        catalogue = Catalogue(self.settings["SITES_DIR"])
        try:
            names = catalogue.names()
        except SiteFileError as error:
            fail(str(error))
        for name in named:
            if name not in names:
                fail(f"no site {name!r} in {catalogue.folder} (`scrapy list` shows them)")
        sites = {}
        for name in dict.fromkeys(named or names):
            try:
                site = catalogue.load(name)
            except SiteFileError as error:
                results.append(Result(name, Exit.INCOMPLETE, f"{name}: not crawled - {error}", {}))
            else:
                if named or site.kind != "demo":
                    sites[name] = site
        return sites

    def _chosen(self, sites: dict[str, Site], *, named: bool) -> list[Errand]:
        """Those whose time has come, the longest overdue first.

        Raises:
            ArchiveIndexError: the index cannot be written.
        """
        assert self.settings is not None
        assert self.crawler_process is not None
        try:
            pace = pace_of(self.settings)
            if named:
                due = {name: _NEVER for name, site in sites.items() if self._is_open(name, site)}
            else:
                due = self._due(sites, pace)
            names = sorted(due, key=lambda name: (due[name], name))
            return [Errand.of(self.crawler_process, name) for name in names]
        except (ValueError, ArgumentError) as error:
            fail(str(error))

    def _is_open(self, name: str, site: Site) -> bool:
        """Whether a site that was named may be crawled at this hour; says so where it may not."""
        assert self.settings is not None
        if closed := closed_now(site, self.settings):
            with reader_may_leave():
                print(f"{name}: nothing asked - {closed}")
        return not closed

    def _due(self, sites: dict[str, Site], pace: Pace) -> dict[str, datetime]:
        assert self.settings is not None
        due, now = {}, datetime.now(UTC)
        # Opened to be written: so it is made, brought up to date, or found to be unwritable, before
        # anything is crawled.
        with Index.open(archive_dir(self.settings) / "index.db") as index:
            for name, site in sites.items():
                history = index.site_history(name, now)
                moment = due_at(history, expectations_of(site), pace) or _NEVER
                if moment <= now and not closed_now(site, self.settings):
                    due[name] = moment
        return due

    # ------------------------------------------------------------------ crawling

    def _crawl(
        self,
        chosen: list[Errand],
        health_check: HealthCheck,
        tell: Callable[[Result], None],
    ) -> list[Result]:
        assert self.settings is not None
        concurrency = self.settings.getint("UPDATE_CONCURRENCY")
        if not isinstance(self.crawler_process, AsyncCrawlerProcess):
            fail("`scrapy update` needs Scrapy's asyncio reactor (setting TWISTED_REACTOR)")
        folder = archive_dir(self.settings)
        update = Update(self.crawler_process, folder, concurrency, health_check, tell)
        return update.run(chosen)


def worst(codes: Iterable[Exit]) -> Exit:
    """The exit code of many crawls: the archive first, then what is incomplete.

    A site that another process crawls is in good hands; only where that is true of all is it told.
    """
    found = list(codes)
    for code in (Exit.UNWRITABLE, Exit.USAGE, Exit.INCOMPLETE):
        if code in found:
            return code
    return Exit.LOCKED if found and set(found) == {Exit.LOCKED} else Exit.DONE


def total(results: list[Result], not_due: int, seconds: float) -> str:
    """The last line: all sites together."""
    crawled = [result.counts for result in results if result.counts]
    if not results:
        return f"update: nothing is due ({not_due} sites)"
    words = [f"{len(crawled)} site{'' if len(crawled) == 1 else 's'} crawled"]
    for code, said in (
        (Exit.LOCKED, "skipped"),
        (Exit.INCOMPLETE, "incomplete"),
        (Exit.UNWRITABLE, "not written"),
    ):
        if number := sum(result.code == code for result in results):
            words.append(f"{number} {said}")
    words += [f"{not_due} not due"] if not_due else []
    sums = {
        name: sum(counts[name] for counts in crawled)
        for name in ("articles_new", "photos", "requests", "bytes")
    }
    got = f"{sums['articles_new']} articles, {sums['photos']} photos; {sums['requests']} requests"
    return f"update: {', '.join(words)}; {got}, {sums['bytes'] / 1e6:.1f} MB, {seconds:.0f} s"
