"""``scrapy stats``: what is in the archive."""

from __future__ import annotations

import json
from dataclasses import asdict
from typing import TYPE_CHECKING

from rich.console import Group
from rich.table import Table

from archive.index import ArchiveIndexError, Index, Statistics
from crawler.cli import (
    ProjectCommand,
    archive_dir,
    fail,
    reader_may_leave,
    refuse_unknown_options,
    tables,
)

if TYPE_CHECKING:
    import argparse
    from collections.abc import Iterable

_BAR = 30
"""Width of the longest bar, in characters."""


class Command(ProjectCommand):
    """Tables of sites, rights, services, and growth per month."""

    def short_desc(self) -> str:
        """Shown by ``scrapy``."""
        return "Show what is in the archive: sites, photos, credits, rights, growth"

    def add_options(self, parser: argparse.ArgumentParser) -> None:
        """One option: for programs."""
        super().add_options(parser)
        parser.add_argument("--json", action="store_true", help="one JSON object")

    @reader_may_leave()
    def run(self, args: list[str], opts: argparse.Namespace) -> None:
        """Print the tables."""
        refuse_unknown_options(args)
        if args:
            fail(f"takes no argument {args[0]!r}")
        assert self.settings is not None
        try:
            with Index.open(archive_dir(self.settings) / "index.db", read_only=True) as index:
                found = index.statistics()
        except ArchiveIndexError as error:
            fail(str(error))
        if opts.json:
            print(json.dumps(asdict(found), ensure_ascii=False))
            return
        tables(highlight=False).print(as_tables(found))


def as_tables(found: Statistics) -> Group:
    """The statistics as tables for a terminal."""
    totals = found.totals
    whole = _table("", "in the archive", ">")
    for name, number in asdict(totals).items():
        note = f"  {_share(number, totals.photos)}" if name == "credited" else ""
        whole.add_row(name, f"{number:,}{note}")
    sites = _table("site", "articles", ">", "photos", ">", "credited", ">")
    for site, articles, photos, credited in found.sites:
        sites.add_row(site or "(unknown)", *_numbers(articles, photos), _share(credited, photos))
    rights = _table("rights", "photos", ">", "share", ">")
    for one in found.rights:
        share = _share(one.photos, totals.photos)
        rights.add_row(one.name or "(no credit)", *_numbers(one.photos), share)
    services = _table("named most", "photos", ">", "share", ">")
    for service in found.services:
        share = _share(service.photos, totals.photos)
        services.add_row(service.name, *_numbers(service.photos), share)
    months = _table("month", "new articles", ">", "photos", ">", "credited", ">", "")
    most = max((month.articles for month in found.months), default=0)
    for month in found.months:
        bar = "█" * round(_BAR * month.articles / most) if most else ""
        share = _share(month.credited, month.photos)
        months.add_row(month.month, *_numbers(month.articles, month.photos), share, bar)
    return Group(*_parted((whole, sites, rights, services, months)))


def _table(*columns: str) -> Table:
    """A table; ``>`` behind a heading sets its column flush right."""
    table = Table(box=None, header_style="bold", pad_edge=False)
    for name, after in zip(columns, (*columns[1:], ""), strict=True):
        if name != ">":
            table.add_column(name, justify="right" if after == ">" else "left", no_wrap=True)
    return table


def _parted(parts: Iterable[Table]) -> Iterable[Table | str]:
    for part in parts:
        yield part
        yield ""


def _numbers(*numbers: int) -> list[str]:
    return [f"{number:,}" for number in numbers]


def _share(part: int, whole: int) -> str:
    return f"{part / whole:.0%}" if whole else ""
