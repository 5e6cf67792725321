"""``scrapy verify [WARC…]``: fixity of the WARCs, and whether index and WARCs agree."""

from __future__ import annotations

import sys
import time
from pathlib import Path
from typing import TYPE_CHECKING

from rich.console import Console
from rich.progress import (
    BarColumn,
    DownloadColumn,
    Progress,
    TextColumn,
    TimeRemainingColumn,
    TransferSpeedColumn,
)

from archive.fixity import Task, missing_files, verify
from archive.index import ArchiveIndexError, Index, IndexUnwritableError
from archive.ledger import INDEX_NAME, WARC_FOLDER
from archive.recovery import recover
from archive.warc import ArchiveUnwritableError, WarcError
from archive.warc.verify import Fault
from crawler.cli import (
    Exit,
    ProjectCommand,
    archive_dir,
    fail,
    reader_may_leave,
    refuse_unknown_options,
)

if TYPE_CHECKING:
    import argparse

PATTERNS = ("*.warc", "*.warc.gz", "*.warc.gz.open")


class Command(ProjectCommand):
    """Reads every octet again; changes nothing, unless asked to repair."""

    def syntax(self) -> str:
        """Shown by ``scrapy verify -h``."""
        return "[options] [WARC ...]"

    def short_desc(self) -> str:
        """Shown by ``scrapy``."""
        return "Check the WARCs, and that the index agrees with them"

    def long_desc(self) -> str:
        """Shown by ``scrapy verify -h``."""
        return (
            "Check digests, framing and headers of every record, the SHA-256 of closed files, "
            "and that the index and the WARCs of the archive say the same. One line for each "
            "fault; exit code 2 if there is any. WARCs of other tools may be named."
        )

    def add_options(self, parser: argparse.ArgumentParser) -> None:
        """Scrapy's options and ours."""
        super().add_options(parser)
        parser.add_argument(
            "--repair",
            action="store_true",
            help="first finish files that a crawl left open when it died",
        )

    @reader_may_leave()
    def run(self, args: list[str], opts: argparse.Namespace) -> None:
        """Check the files named, or all of the archive."""
        refuse_unknown_options(args)
        assert self.settings is not None
        folder = archive_dir(self.settings)
        if (opts.repair or not args) and not folder.is_dir():
            fail(f"{folder}: no such archive folder")
        # Where nobody reads on to the end, it was a fault that was printed.
        self.exitcode = Exit.INCOMPLETE
        try:
            if opts.repair:
                _repair(folder)
            faults = self._verify(folder, [Path(arg) for arg in args])
        except (ArchiveUnwritableError, IndexUnwritableError) as error:
            fail(str(error), Exit.UNWRITABLE)
        except (ArchiveIndexError, WarcError) as error:
            fail(str(error))
        self.exitcode = Exit.INCOMPLETE if faults else Exit.DONE

    def _verify(self, folder: Path, named: list[Path]) -> int:
        index_path, warc_folder = folder / INDEX_NAME, folder / WARC_FOLDER
        paths = named or sorted(path for name in PATTERNS for path in warc_folder.glob(name))
        for path in paths:
            if not path.is_file():
                fail(f"{path}: no such file")
        has_index = index_path.is_file()
        tasks = [
            Task(path, index_path if has_index and _is_below(path, warc_folder) else None)
            for path in paths
        ]
        faults: list[Fault] = []
        if not named and has_index:
            faults += missing_files(index_path, warc_folder)
        elif not named and paths:
            faults.append(Fault(index_path, 0, "there is no index: `scrapy reindex` makes it"))
        for fault in faults:
            print(fault)
        return _check(tasks, len(faults))


def _check(tasks: list[Task], faults: int) -> int:
    """Checks the files, prints what is wrong as it is found, and a closing line.

    Args:
        tasks: what to check.
        faults: how many were found before.

    Returns:
        How many there are in all.
    """
    began = time.monotonic()
    total = sum(task.path.stat().st_size for task in tasks)
    records = 0
    with _progress() as bar:
        row = bar.add_task("verify", total=total)
        for report in verify(tasks, lambda done: bar.update(row, completed=done)):
            records += report.records
            faults += len(report.faults)
            for fault in report.faults:
                print(fault, flush=True)
            for note in report.notes:
                print("note:", note, file=sys.stderr)
    print(
        f"{len(tasks)} WARC files, {records} records, {total / 2**20:.1f} MiB in "
        f"{time.monotonic() - began:.1f} s: {faults or 'no'} fault{'' if faults == 1 else 's'}",
        file=sys.stderr,
    )
    return faults


def _repair(folder: Path) -> None:
    with Index.open(folder / INDEX_NAME) as index:
        for done in recover(folder / WARC_FOLDER, index):
            print(
                f"repaired {done.path}: {done.captures} captures indexed, "
                f"{done.torn_bytes} torn bytes moved aside",
                file=sys.stderr,
            )


def _is_below(path: Path, folder: Path) -> bool:
    return path.resolve().parent == folder.resolve()


def _progress() -> Progress:
    return Progress(
        TextColumn("[bold]{task.description}"),
        BarColumn(),
        DownloadColumn(binary_units=True),
        TransferSpeedColumn(),
        TimeRemainingColumn(),
        console=Console(stderr=True),
        transient=True,
        # Faults go to where the user sends stdout, unless that is this terminal too.
        redirect_stdout=sys.stdout.isatty(),
        disable=not sys.stderr.isatty(),
    )
