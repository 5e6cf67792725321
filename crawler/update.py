"""Crawls many sites in one process, several at a time."""

from __future__ import annotations

import asyncio
import contextlib
import logging
from collections import deque
from dataclasses import dataclass
from typing import TYPE_CHECKING, cast

from scrapy.utils.defer import deferred_from_coro
from twisted.internet.error import ReactorNotRunning

from archive.warc import ArchiveUnwritableError
from crawler.cli import Exit
from crawler.extensions.reading import Workers
from crawler.health import SHUTDOWN
from crawler.lock import SiteLockedError, site_lock
from crawler.run import Run

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Mapping
    from pathlib import Path

    from scrapy.crawler import AsyncCrawlerProcess, Crawler
    from twisted.internet.base import ReactorBase
    from twisted.internet.defer import Deferred

    from crawler.errand import Errand
    from crawler.outcome import Outcome
    from crawler.ping import HealthCheck

logger = logging.getLogger(__name__)

_PATIENCE = 60.0
"""Seconds that crawls may take to end after a signal, before their archives are closed as they
are."""


@dataclass(frozen=True, slots=True)
class Result:
    """What came of one errand.

    Attributes:
        site: the site's name.
        code: the exit code that `scrapy crawl` would have had.
        line: one line for a person.
        counts: what the crawl did, by name; empty where there was none.
    """

    site: str
    code: Exit
    line: str
    counts: Mapping[str, int]


class Update:
    """Runs errands, each with its own lock, WARC file and archiver, and workers for all together.

    A site that fails stops no other. An archive that cannot be written stops all, and so does a
    signal; what has begun then ends in order.

    Args:
        process: not started.
        archive_dir: the archive.
        concurrency: errands at one time.
        health_check: told of each site, where it has a check for each.
        tell: called with each result, as it comes.
    """

    def __init__(
        self,
        process: AsyncCrawlerProcess,
        archive_dir: Path,
        concurrency: int,
        health_check: HealthCheck,
        tell: Callable[[Result], None],
    ) -> None:
        self._process = process
        self._archive_dir = archive_dir
        self._concurrency = concurrency
        self._health_check = health_check
        self._tell = tell
        self._waiting: deque[Errand] = deque()
        self._open: dict[str, Run] = {}
        self._results: list[Result] = []
        self._stopping = False
        self._main: asyncio.Task[None] | None = None

    def run(self, errands: Iterable[Errand]) -> list[Result]:
        """Run them to their end, or until a signal; the reactor runs as long."""
        self._waiting.extend(errands)
        workers = Workers.borrow(self._process.settings)
        self._main = asyncio.get_event_loop().create_task(self._work_all())
        _reactor().addSystemEventTrigger("before", "shutdown", self._wind_up)
        try:
            self._process.start(stop_after_crawl=False)
        finally:
            self._close_what_is_left()
            workers.give_back()
        if self._main.done() and not self._main.cancelled():
            self._main.result()  # raises what was not expected, and is nobody's to handle
        return self._results

    def _close_what_is_left(self) -> None:
        """Keep what is there of crawls that did not end in time."""
        for site, run in list(self._open.items()):
            try:
                self._finish(site, run)
            except ArchiveUnwritableError as error:
                self._add(_unwritable(site, error))

    # ------------------------------------------------------------------ in the reactor

    async def _work_all(self) -> None:
        try:
            await asyncio.gather(*(self._work() for _ in range(self._concurrency)))
        finally:
            with contextlib.suppress(ReactorNotRunning):  # a signal has stopped it
                _reactor().stop()

    async def _work(self) -> None:
        """One after another, as long as there are some."""
        while self._waiting and not self._stopping:
            errand = self._waiting.popleft()
            try:
                with site_lock(self._archive_dir / "jobs", errand.site):
                    await self._crawl(errand)
            except SiteLockedError as error:
                self._add(Result(errand.site, Exit.LOCKED, f"{errand.site}: skipped, {error}", {}))
            except (ArchiveUnwritableError, OSError) as error:
                self._add(_unwritable(errand.site, error))
                await self._stop()

    async def _crawl(self, errand: Errand) -> None:
        crawler = self._process.create_crawler(errand.spidercls)
        run = await asyncio.to_thread(Run.open, crawler, errand.plan)
        self._open[errand.site] = run
        if self._health_check.is_for_each_site:
            await asyncio.to_thread(self._health_check.start, errand.site)
        if not self._stopping:
            await self._to_its_end(crawler, errand.site)
        outcome = await asyncio.to_thread(self._finish, errand.site, run)
        if outcome.finish_reason == SHUTDOWN:
            self._stopping = True
        if outcome.code == Exit.UNWRITABLE:
            await self._stop()

    async def _to_its_end(self, crawler: Crawler, site: str) -> None:
        try:
            await self._process.crawl(crawler)
        except Exception:
            # Of a component, while Scrapy put the crawl together; the outcome says that much.
            logger.exception("%s: the crawl could not start", site)

    def _finish(self, site: str, run: Run) -> Outcome:
        """Close the archive of a crawl that has ended, and say how it went.

        Raises:
            ArchiveUnwritableError: closing is what failed.
        """
        del self._open[site]
        outcome = run.close(interrupted=self._stopping)
        self._add(Result(site, outcome.code, run.summary(outcome), outcome.counts))
        if self._health_check.is_for_each_site:
            self._health_check.finish(outcome.code, site)
        return outcome

    def _add(self, result: Result) -> None:
        self._results.append(result)
        self._tell(result)

    # ------------------------------------------------------------------ stopping

    async def _stop(self) -> None:
        """Begin nothing more, and end in order what has begun."""
        self._stopping = True
        await self._process.stop()

    def _wind_up(self) -> Deferred[None]:
        """Before the reactor stops: let every crawl end, for a while."""
        return deferred_from_coro(self._ended())

    async def _ended(self) -> None:
        self._stopping = True
        loop = asyncio.get_running_loop()
        deadline = loop.time() + _PATIENCE
        assert self._main is not None
        while not self._main.done() and loop.time() < deadline:
            # Again and again: a crawl that was only being put together could not be stopped yet.
            await self._process.stop()
            await asyncio.wait([self._main], timeout=0.5)
        self._main.cancel()


def _reactor() -> ReactorBase:
    from twisted.internet import reactor  # noqa: PLC0415 - Scrapy chooses which one, later

    # Its stub has the interface's methods without their `self`.
    return cast("ReactorBase", reactor)


def _unwritable(site: str, error: Exception) -> Result:
    words = " ".join(str(error).split())
    return Result(site, Exit.UNWRITABLE, f"{site}: the archive cannot be written: {words}", {})
