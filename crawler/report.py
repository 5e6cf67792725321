"""What is known of each site, gathered: its file, its past, its health, when it is due."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from archive.index import Index, SiteHistory, SiteTotals
from crawler.due import due_at
from crawler.health import (
    NEWEST,
    Expectations,
    Health,
    Verdict,
    failing_lists,
    health_of,
    judged,
)
from crawler.lock import is_locked
from crawler.outcome import SAID
from crawler.sites import Catalogue, Site, SiteFileError, UnknownSiteError

if TYPE_CHECKING:
    from collections.abc import Iterator
    from datetime import datetime
    from pathlib import Path

    from archive.index import CrawlSummary
    from crawler.due import Pace
    from crawler.health import DeadList

UNKNOWN = "(unknown)"
"""What stands for captures and articles of no named site."""
_ERRORS = ("failed", "problems", "broken")
_NOTED = (
    "gone", "walls", "broken", "redirect_loops", "traps", "cut_off", "forbidden", "refused",
)  # fmt: skip
"""What a crawl came upon, besides what it took."""


@dataclass(frozen=True, slots=True)
class SiteReport:
    """One site.

    Attributes:
        name: its name, or `UNKNOWN`.
        site: its file; None where it has none, or one that cannot be used.
        history: its past.
        totals: what there is of it.
        health: the verdict.
        due_at: when it is to be crawled next; None for at once, or for a site without a file.
    """

    name: str
    site: Site | None
    history: SiteHistory
    totals: SiteTotals
    health: Health
    due_at: datetime | None

    @property
    def last_crawl(self) -> CrawlSummary | None:
        """The latest, also where it still runs."""
        return self.history.crawls[0] if self.history.crawls else None

    @property
    def last_run(self) -> CrawlSummary | None:
        """The latest crawl that came to its end."""
        return next(iter(judged(self.history.crawls)), None)

    @property
    def errors(self) -> int:
        """Downloads that failed, captures that could not be read, lists that were none."""
        return sum(self.last_run.count(name) for name in _ERRORS) if self.last_run else 0

    @property
    def failing_lists(self) -> dict[str, DeadList]:
        """Feeds, sitemaps and sections that did not work when last asked for."""
        return failing_lists(self.history.crawls)


def expectations_of(site: Site | None) -> Expectations:
    """What a site file expects of its site."""
    if site is None:
        return Expectations()
    return Expectations(site.min_articles_per_week, site.photos_expected)


def noted(crawl: CrawlSummary) -> dict[str, int]:
    """What a crawl came upon and how often, in words; without what it did not."""
    return {SAID.get(name, name): crawl.count(name) for name in _NOTED if crawl.count(name)}


class Reports:
    """Makes them from an archive and a catalogue.

    Args:
        archive_dir: the archive; it need not exist.
        catalogue: the site files.
        pace: bounds of the time between two crawls.
        now: with offset.
    """

    def __init__(self, archive_dir: Path, catalogue: Catalogue, pace: Pace, now: datetime) -> None:
        self._archive_dir = archive_dir
        self._catalogue = catalogue
        self._pace = pace
        self._now = now

    def all(self) -> Iterator[SiteReport]:
        """Of every site that has a file or a past, by name.

        Raises:
            SiteFileError: there is no catalogue.
            ArchiveIndexError: the index cannot be read.
        """
        names = self._catalogue.names()
        path = self._archive_dir / "index.db"
        if not path.exists():
            yield from (self._report(name, SiteHistory(name), []) for name in names)
            return
        with Index.open(path, read_only=True) as index:
            known = index.site_names()
            totals = index.site_totals()
            for name in [
                *sorted({*names, *filter(None, known)}),
                *([None] if None in known else []),
            ]:
                history = index.site_history(name, self._now)
                newest = index.newest_articles(name, NEWEST)
                yield self._report(name, history, newest, totals.get(name, SiteTotals()))

    def _report(
        self,
        name: str | None,
        history: SiteHistory,
        newest: list[tuple[int, int]],
        totals: SiteTotals = SiteTotals(),  # noqa: B008 - frozen
    ) -> SiteReport:
        site, broken = self._file(name)
        expectations = expectations_of(site)
        running = name is not None and is_locked(self._archive_dir / "jobs", name)
        health = health_of(history, newest, expectations, self._now, running=running)
        if broken:
            health = Health(Verdict.FAILING, broken)
        due = due_at(history, expectations, self._pace) if site else None
        return SiteReport(name or UNKNOWN, site, history, totals, health, due)

    def _file(self, name: str | None) -> tuple[Site | None, str | None]:
        """A site's file, or what is wrong with it."""
        try:
            return (self._catalogue.load(name), None) if name else (None, None)
        except UnknownSiteError:
            return None, None
        except SiteFileError as error:
            return None, str(error)
