"""``scrapy wacz SITE|QUERY -o FILE``: part of the archive as one file that browsers replay."""

from __future__ import annotations

import sys
from pathlib import Path
from typing import TYPE_CHECKING

from rich.console import Console
from rich.progress import BarColumn, MofNCompleteColumn, Progress, TextColumn, TimeElapsedColumn

from archive.index import ArchiveIndexError, Index
from archive.wacz import Package, Selection, WaczWriteError, select, write_wacz
from crawler.cli import (
    Exit,
    ProjectCommand,
    archive_dir,
    fail,
    reader_may_leave,
    refuse_unknown_options,
)
from crawler.identity import user_agent

if TYPE_CHECKING:
    import argparse


class Command(ProjectCommand):
    """Copies records out of the archive's WARCs; nothing in the archive changes."""

    def syntax(self) -> str:
        """Shown by ``scrapy wacz -h``."""
        return "[options] SITE|URL|WORD… -o FILE"

    def short_desc(self) -> str:
        """Shown by ``scrapy``."""
        return "Export part of the archive as a WACZ, for ReplayWeb.page and pywb"

    def long_desc(self) -> str:
        """Shown by ``scrapy wacz -h``."""
        return (
            "Write a WACZ 1.1.1 with all captures of a site, with those of addresses that begin "
            "with URL, or with the articles that have all the words, their photos and what else "
            "was archived of their pages. Exit code 2 if nothing is found, or not all of it can "
            "be read."
        )

    def add_options(self, parser: argparse.ArgumentParser) -> None:
        """Scrapy's options and ours."""
        super().add_options(parser)
        parser.add_argument("-o", "--output", metavar="FILE", help="the file to write")
        parser.add_argument("--overwrite", action="store_true", help="replace FILE if it exists")

    def run(self, args: list[str], opts: argparse.Namespace) -> None:
        """Select, write, and say what is in the file."""
        refuse_unknown_options(args)
        query = " ".join(args).strip()
        if not query:
            fail("name a site, the beginning of an address, or words to look for")
        if not opts.output:
            fail("-o FILE says where to write to")
        path = Path(opts.output)
        if path.is_dir() or (path.exists() and not opts.overwrite):
            fail(f"{path} exists (--overwrite replaces a file)")
        assert self.settings is not None
        folder = archive_dir(self.settings)
        try:
            with Index.open(folder / "index.db", read_only=True) as index:
                chosen = select(index, folder / "warc", query)
        except ArchiveIndexError as error:
            fail(str(error))
        if not chosen.captures:
            fail(f"nothing in the archive for {query!r}", Exit.INCOMPLETE)
        try:
            package = _write(path, chosen, folder / "warc")
        except WaczWriteError as error:
            fail(str(error), Exit.UNWRITABLE)
        self.exitcode = _report(package)


def _write(path: Path, chosen: Selection, warc_folder: Path) -> Package:
    with Progress(
        TextColumn("[bold]{task.description}"),
        BarColumn(),
        MofNCompleteColumn(),
        TimeElapsedColumn(),
        console=Console(stderr=True),
        transient=True,
        disable=not sys.stderr.isatty(),
    ) as bar:
        task = bar.add_task("wacz", total=len(chosen.captures))
        return write_wacz(
            path,
            chosen,
            warc_folder,
            software=user_agent(""),
            progress=lambda done: bar.update(task, completed=done),
        )


def _report(package: Package) -> Exit:
    for problem in package.problems:
        print("missing:", " ".join(problem.split()), file=sys.stderr)
    size = package.path.stat().st_size / 2**20
    with reader_may_leave():
        print(f"{package.path}: {package.pages} pages, {package.captures} captures, {size:.1f} MiB")
    return Exit.INCOMPLETE if package.problems else Exit.DONE
