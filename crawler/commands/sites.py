"""``scrapy sites``: the sites, what each gave, and whether it is healthy."""

from __future__ import annotations

import json
from datetime import UTC, datetime, timedelta
from typing import TYPE_CHECKING, Any

from rich.markup import escape
from rich.table import Table

from archive.index import ArchiveIndexError
from crawler.cli import (
    ProjectCommand,
    archive_dir,
    fail,
    reader_may_leave,
    refuse_unknown_options,
    tables,
)
from crawler.due import pace_of
from crawler.health import Verdict
from crawler.plan import ArgumentError
from crawler.report import Reports, SiteReport, noted
from crawler.sites import Catalogue, SiteFileError

if TYPE_CHECKING:
    import argparse

    from rich.console import Console

_INLINE = 120
"""Columns from which reasons fit beside the verdict; below, they follow the table."""
_CRAWLS = 10
_WEEKS = 10
_STYLES = {
    Verdict.HEALTHY: "green",
    Verdict.RUNNING: "cyan",
    Verdict.NEVER_CRAWLED: "dim",
    Verdict.QUIET: "yellow",
}


class Command(ProjectCommand):
    """A table of all sites that have a file or a past; one site in detail; or JSON lines."""

    def syntax(self) -> str:
        """Shown by ``scrapy sites -h``."""
        return "[--json] [SITE…]"

    def short_desc(self) -> str:
        """Shown by ``scrapy``."""
        return "List the sites: last crawl, what it got, health"

    def add_options(self, parser: argparse.ArgumentParser) -> None:
        """Scrapy's options and ours."""
        super().add_options(parser)
        parser.add_argument("--json", action="store_true", help="one JSON line for each site")

    @reader_may_leave()
    def run(self, args: list[str], opts: argparse.Namespace) -> None:
        """Print them."""
        refuse_unknown_options(args)
        assert self.settings is not None
        now = datetime.now(UTC)
        try:
            pace = pace_of(self.settings)
            catalogue = Catalogue(self.settings["SITES_DIR"])
            found = {
                r.name: r for r in Reports(archive_dir(self.settings), catalogue, pace, now).all()
            }
        except (SiteFileError, ArchiveIndexError, ArgumentError, ValueError) as error:
            fail(str(error))
        for name in args:
            if name not in found:
                fail(f"no site {name!r}: it has no file and was never crawled")
        reports = [found[name] for name in args] if args else list(found.values())
        console = tables()
        if opts.json:
            for report in reports:
                print(json.dumps(as_json(report), ensure_ascii=False))
        elif args:
            for report in reports:
                print_detail(console, report, now)
        else:
            print_table(console, reports, now)


def as_json(report: SiteReport) -> dict[str, Any]:
    """One site; unknown is None."""
    last, run, totals = report.last_crawl, report.last_run, report.totals
    return {
        "site": report.name,
        "verdict": str(report.health.verdict),
        "why": report.health.why or None,
        "last_crawl_at": last.started_at.isoformat() if last else None,
        "finished_at": last.finished_at.isoformat() if last and last.finished_at else None,
        "exit_code": last.exit_code if last else None,
        "new_articles": run.count("articles_new") if run else None,
        "new_articles_7_days": report.history.recent,
        "last_article_at": _iso(report.history.last_story_at),
        "articles": totals.articles,
        "photos": totals.photos,
        "photos_with_credit": totals.photos_with_credit,
        "errors": report.errors if run else None,
        "noted": noted(run) if run else None,
        "bytes": run.count("bytes") if run else None,
        "failing_lists": {
            url: {
                "since": found.since.isoformat(),
                "crawls": found.crawls,
                "problem": found.problem,
            }
            for url, found in report.failing_lists.items()
        },
        "due_at": _iso(report.due_at),
    }


# --------------------------------------------------------------------------- the table


def print_table(console: Console, reports: list[SiteReport], now: datetime) -> None:
    """All sites, a line for each; where that is too narrow for reasons, these follow."""
    inline = console.width >= _INLINE
    table = Table(
        box=None, header_style="bold", pad_edge=False, padding=(0, 2 if inline else 1, 0, 0)
    )
    table.add_column("site", no_wrap=True)
    table.add_column("last run", no_wrap=True)
    for name in ("new", "7 d", "photos", "credited", "errors", "MB"):
        table.add_column(name, justify="right", no_wrap=True)
    table.add_column("health", no_wrap=not inline)
    for report in reports:
        health = report.health
        said = str(health) if inline else str(health.verdict)
        table.add_row(
            escape(report.name), *_numbers(report, now), f"[{_style(report)}]{escape(said)}[/]"
        )
    console.print(table)
    if inline:
        return
    for report in reports:
        if report.health.why:
            console.print(
                f"[{_style(report)}]{escape(report.name)}[/]: {escape(str(report.health))}"
            )


def _numbers(report: SiteReport, now: datetime) -> list[str]:
    last, run, totals = report.last_crawl, report.last_run, report.totals
    credited = f"{totals.photos_with_credit / totals.photos:.0%}" if totals.photos else ""
    return [
        ago(now - last.started_at) if last else "",
        str(run.count("articles_new")) if run else "",
        str(report.history.recent) if last or report.history.recent else "",
        str(totals.photos or ""),
        credited,
        str(report.errors or ""),
        _megabytes(run.count("bytes")) if run else "",
    ]


def _style(report: SiteReport) -> str:
    return _STYLES.get(report.health.verdict, "red")


def ago(passed: timedelta) -> str:
    """How long ago, in the largest unit that fits."""
    seconds = int(passed.total_seconds())
    for unit, size in (("d", 86400), ("h", 3600), ("min", 60)):
        if seconds >= size:
            return f"{seconds // size} {unit} ago"
    return "just now"


# --------------------------------------------------------------------------- one site


def print_detail(console: Console, report: SiteReport, now: datetime) -> None:
    """One site: its health, its stories by week, what fails, its last crawls."""
    site = report.site
    console.print(
        f"[bold]{escape(report.name)}[/]{escape(f'  {site.name}, {site.home}') if site else ''}"
    )
    for name, value in (
        ("health", f"[{_style(report)}]{escape(str(report.health))}[/]"),
        ("due", _due(report, now)),
        ("archived", _amounts(report)),
        ("by week", _by_week(report, now)),
    ):
        if value:
            console.print(f"{name + ':':10}{value}")
    for url, found in report.failing_lists.items():
        said = f"{url}: {found.problem}, {found.crawls} crawls, since {found.since:%Y-%m-%d %H:%M}"
        console.print(f"[red]{'fails:':10}[/]{escape(said)}")
    if report.history.crawls:
        console.print(_crawls(report))


def _amounts(report: SiteReport) -> str:
    totals = report.totals
    photos = f"{totals.photos} photos, {totals.photos_with_credit} of them with a credit"
    return f"{totals.articles} articles, {photos}"


def _due(report: SiteReport, now: datetime) -> str:
    if report.site is None:
        return ""
    if report.due_at is None or report.due_at <= now:
        said = "now"
    else:
        said = f"{report.due_at:%Y-%m-%d %H:%M} UTC"
    hours = report.site.crawl_hours
    return f"{said}, between {hours} ({report.site.time_zone})" if hours else said


def _by_week(report: SiteReport, now: datetime) -> str:
    """Stories of each of the last weeks, the latest first."""
    today = now.astimezone(UTC).date()
    weeks = [0] * _WEEKS
    for day, number in report.history.stories.items():
        week = (today - day).days // 7
        if 0 <= week < _WEEKS:
            weeks[week] += number
    return f"{', '.join(map(str, weeks))} articles, this week first" if any(weeks) else ""


def _crawls(report: SiteReport) -> Table:
    table = Table(box=None, header_style="bold", pad_edge=False, padding=(0, 2, 0, 0))
    table.add_column("crawl (UTC)", no_wrap=True)
    for name in ("s", "new", "changed", "photos", "failed", "problems", "MB", "exit"):
        table.add_column(name, justify="right", no_wrap=True)
    table.add_column("")
    for crawl in report.history.crawls[:_CRAWLS]:
        took = (crawl.finished_at - crawl.started_at).total_seconds() if crawl.finished_at else None
        names = ("articles_new", "articles_changed", "photos", "failed", "problems")
        met = ", ".join(f"{number} {words}" for words, number in noted(crawl).items())
        table.add_row(
            f"{crawl.started_at:%Y-%m-%d %H:%M}",
            "" if took is None else f"{took:.0f}",
            *(str(crawl.count(name) or "") for name in names),
            _megabytes(crawl.count("bytes")) if crawl.fields else "",
            "" if crawl.exit_code is None else str(crawl.exit_code),
            escape("; ".join(filter(None, (met, crawl.fields.get("verdict", ""))))),
        )
    return table


def _megabytes(number: int) -> str:
    return f"{number / 1e6:.1f}"


def _iso(moment: datetime | None) -> str | None:
    return moment.isoformat() if moment else None
