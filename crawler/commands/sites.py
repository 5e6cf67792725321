"""``scrapy sites``: the sites, what each gave, and whether it is healthy."""

from __future__ import annotations

import sys
from datetime import UTC, datetime
from typing import TYPE_CHECKING

from rich.console import Console
from rich.table import Table

from archive.index import ArchiveIndexError, Index, SiteSummary
from crawler.cli import Exit, ProjectCommand, archive_dir, fail, refuse_unknown_options
from crawler.sites import Catalogue, SiteFileError

if TYPE_CHECKING:
    import argparse
    from pathlib import Path

_WIDE = 160
_STYLES = {"healthy": "green", "running": "cyan", "never crawled": "dim"}


class Command(ProjectCommand):
    """A table of all site files, and of sites that were crawled without one."""

    def short_desc(self) -> str:
        """Shown by ``scrapy``."""
        return "List the sites: last crawl, what it got, health"

    def run(self, args: list[str], opts: argparse.Namespace) -> None:  # noqa: ARG002 - Scrapy's signature
        """Print the table."""
        refuse_unknown_options(args)
        if args:
            fail(f"takes no argument {args[0]!r}")
        assert self.settings is not None
        try:
            names = Catalogue(self.settings["SITES_DIR"]).names()
            summaries = _summaries(archive_dir(self.settings) / "index.db")
        except (SiteFileError, ArchiveIndexError) as error:
            fail(str(error))
        by_name = {name: SiteSummary(name) for name in names} | {
            summary.site or "(unknown)": summary for summary in summaries
        }
        # A pipe has no width of its own; 80 columns would cut the last ones off.
        console = Console(width=None if sys.stdout.isatty() else _WIDE)
        console.print(_table(by_name))


def _summaries(path: Path) -> list[SiteSummary]:
    if not path.exists():
        return []
    with Index.open(path, read_only=True) as index:
        return index.site_summaries()


def _table(sites: dict[str, SiteSummary]) -> Table:
    table = Table(box=None, header_style="bold", pad_edge=False)
    table.add_column("site", no_wrap=True)
    table.add_column("last crawl", no_wrap=True)
    for name in ("articles", "photos", "credited", "problems"):
        table.add_column(name, justify="right")
    table.add_column("health")
    for name, site in sites.items():
        health = verdict(site)
        share = f"{site.photos_with_credit / site.photos:.0%}" if site.photos else ""
        table.add_row(
            name,
            _ago(site.last_started_at),
            str(site.articles or ""),
            str(site.photos or ""),
            share,
            str(site.problems or ""),
            f"[{_STYLES.get(health, 'red')}]{health}[/]",
        )
    return table


def verdict(site: SiteSummary) -> str:
    """A site's health in a word or two, from its last crawl."""
    if site.last_started_at is None:
        return "never crawled"
    if site.exit_code is None:
        return "running or cut off"
    if site.exit_code == Exit.DONE:
        return "healthy"
    return f"failing: exit {site.exit_code} ({site.finish_reason})"


def _ago(moment: datetime | None) -> str:
    if moment is None:
        return ""
    seconds = int((datetime.now(UTC) - moment).total_seconds())
    for unit, size in (("d", 86400), ("h", 3600), ("min", 60)):
        if seconds >= size:
            return f"{seconds // size} {unit} ago"
    return "just now"
