"""One crawl from opening its WARC to its closing record."""

from __future__ import annotations

import logging
import platform
from dataclasses import dataclass
from datetime import UTC, datetime
from time import monotonic
from typing import TYPE_CHECKING

from scrapy.utils.defer import deferred_from_coro

from archive.archiver import Archiver, ArchiverSettings
from archive.warc import ArchiveUnwritableError
from crawler.cli import archive_dir
from crawler.health import NOT_STARTED, SHUTDOWN, silence
from crawler.identity import user_agent
from crawler.outcome import Outcome, judge
from crawler.recorder import attach
from crawler.report import expectations_of

if TYPE_CHECKING:
    from typing import Any, Self

    from scrapy.crawler import Crawler
    from scrapy.settings import BaseSettings

    from crawler.plan import Plan

logger = logging.getLogger(__name__)

UNWRITABLE = "archive_unwritable"
"""The finish reason of a crawl that could not write its archive any more."""


@dataclass(frozen=True, slots=True)
class Run:
    """The archive side of one crawl: opened before the first request, closed after the last item.

    It lives outside Scrapy's signals on purpose: an archive that cannot be opened must stop the
    crawl, and Scrapy swallows what its signal handlers raise.
    """

    crawler: Crawler
    plan: Plan
    archiver: Archiver
    started: float

    @classmethod
    def open(cls, crawler: Crawler, plan: Plan) -> Self:
        """Open the archive and attach it to the crawler.

        Raises:
            ArchiveUnwritableError: it cannot be written.
        """
        settings = crawler.settings
        archiver = Archiver(
            archive_dir(settings),
            site=plan.rules.name,
            warcinfo=_warcinfo(crawler, plan),
            settings=_archiver_settings(settings),
            on_failure=lambda error: _stop(crawler, error),
        )
        attach(crawler, archiver)
        return cls(crawler, plan, archiver, monotonic())

    def close(self, *, interrupted: bool = False) -> Outcome:
        """Weigh the crawl, write its closing record and close the archive.

        Called when the crawl has ended, or could not even start. May wait for the disk.

        Args:
            interrupted: whether a signal kept it from beginning, or from ending by itself.

        Raises:
            ArchiveUnwritableError: closing is what failed; the next crawl recovers the file.
        """
        stats = self._stats()
        # Scrapy gives a reason to what it could end itself; `start_time` is of what it has begun.
        begun = interrupted or "start_time" in stats
        stats = {"finish_reason": SHUTDOWN if begun else NOT_STARTED, **stats}
        silent = self._silence() if stats.get("finish_reason") == "finished" else None
        problem = self.archiver.failed
        outcome = judge(stats, unwritable=str(problem) if problem else None, silence=silent)
        finished = datetime.now(UTC).isoformat(timespec="milliseconds")
        self.archiver.close({"finished": finished, **outcome.fields()})
        return outcome

    def _stats(self) -> dict[str, Any]:
        try:
            return self.crawler.stats.get_stats()
        except RuntimeError:  # Scrapy's, where the crawler was never started
            return {}

    def _silence(self) -> str | None:
        """Why the site should have had something new, by its file and its own history."""
        site = getattr(self.crawler.spidercls, "site", None)
        name, now = self.plan.rules.name, datetime.now(UTC)
        future = self.archiver.submit(lambda index: index.site_history(name, now))
        try:
            return silence(future.result(), expectations_of(site), now)
        except ArchiveUnwritableError:
            return None  # weighs more, and is said by `close`

    def summary(self, outcome: Outcome) -> str:
        """The closing line."""
        return outcome.line(self.plan.rules.name, monotonic() - self.started)


def _stop(crawler: Crawler, error: ArchiveUnwritableError) -> None:
    """Close the spider, from the archiver's thread."""
    from twisted.internet import reactor  # noqa: PLC0415 - Scrapy chooses which one, later

    def stop() -> None:
        logger.critical("%s", error)
        deferred_from_coro(crawler.engine.close_spider_async(reason=UNWRITABLE))

    reactor.callFromThread(stop)


def _archiver_settings(settings: BaseSettings) -> ArchiverSettings:
    return ArchiverSettings(
        gzip_level=settings.getint("WARC_GZIP_LEVEL"),
        rollover_bytes=settings.getint("WARC_ROLLOVER_SIZE"),
        min_free_bytes=settings.getint("WARC_MIN_FREE_SPACE"),
    )


def _warcinfo(crawler: Crawler, plan: Plan) -> dict[str, str]:
    """Fields of the warcinfo record (WARC 1.1, section 6.2; DCMI terms); enough for a rebuild."""
    settings = crawler.settings
    contact = settings.get("CONTACT")
    agent = user_agent(contact or "")
    fields = {
        "software": f"{agent.split(' ')[0]} Python/{platform.python_version()}",
        "http-header-user-agent": agent,
        "robots": "obey" if settings.getbool("ROBOTSTXT_OBEY") else "ignore",
        "description": f"news of {plan.home}",
    }
    if contact:
        fields["operator"] = contact
    if plan.rules.article_pattern:
        fields["article-pattern"] = plan.rules.article_pattern
    return fields
