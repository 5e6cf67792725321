"""``scrapy publish DIR``: a snapshot of the archive, to be hosted elsewhere."""

from __future__ import annotations

import sys
from pathlib import Path
from typing import TYPE_CHECKING

from archive.index import ArchiveIndexError, Index
from archive.publish import PublishError, SnapshotWriteError, publish
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


class Command(ProjectCommand):
    """Writes index, small copies of photos, metadata and plugins to a folder."""

    def syntax(self) -> str:
        """Shown in the usage line."""
        return "DIR"

    def short_desc(self) -> str:
        """Shown by ``scrapy``."""
        return "Make a snapshot for hosting elsewhere: index and thumbnails, without the WARCs"

    def long_desc(self) -> str:
        """Shown by ``scrapy publish --help``."""
        return (
            "Writes DIR, which `DIR/serve` serves with Datasette on any machine. An earlier "
            "snapshot there is replaced when the new one is whole; crawls may go on meanwhile. A "
            "server that runs on it goes on; start it anew to show all of the new one."
        )

    def run(self, args: list[str], opts: argparse.Namespace) -> None:  # noqa: ARG002 - Scrapy's signature
        """Make it and say what is in it."""
        refuse_unknown_options(args)
        if len(args) != 1:
            fail("say one folder for the snapshot")
        assert self.settings is not None
        index = archive_dir(self.settings) / "index.db"
        try:
            Index.open(index, read_only=True).close()
            made = publish(index, Path(args[0]), _progress)
        except SnapshotWriteError as error:
            fail(str(error), Exit.UNWRITABLE)
        except (ArchiveIndexError, PublishError) as error:
            fail(str(error))
        missing = f", {made.missing} without a small copy" if made.missing else ""
        with reader_may_leave():
            print(f"{made.folder}: {made.articles} articles, {made.thumbnails} photos{missing}")


def _progress(photos: int) -> None:
    if sys.stderr.isatty():
        print(f"\r{photos} photos", end="", file=sys.stderr, flush=True)
