"""``scrapy reindex [WARC…]``: rebuild or extend the index from WARCs, ours or anyone's."""

from __future__ import annotations

import filecmp
import os
import shutil
import sys
from pathlib import Path
from typing import TYPE_CHECKING

from rich.console import Console
from rich.progress import BarColumn, MofNCompleteColumn, Progress, TextColumn, TimeElapsedColumn

from archive.extract.pool import ExtractionPool
from archive.index import ArchiveIndexError, Index, IndexUnwritableError
from archive.rebuild import Rebuild, Rulebook
from archive.recovery import index_file, recover
from archive.warc import ArchiveUnreadableError, ArchiveUnwritableError
from crawler.cli import Exit, ProjectCommand, archive_dir, fail, refuse_unknown_options
from crawler.outcome import A_FEW, SHARE
from crawler.sites import Catalogue, SiteFileError

if TYPE_CHECKING:
    import argparse
    from collections.abc import Iterable

    from archive.rebuild import Tally


class Command(ProjectCommand):
    """Reads pages and photos again from the WARCs; nothing is fetched."""

    def syntax(self) -> str:
        """Shown by ``scrapy reindex -h``."""
        return "[options] [WARC ...]"

    def short_desc(self) -> str:
        """Shown by ``scrapy``."""
        return "Rebuild or extend the index from WARCs"

    def run(self, args: list[str], opts: argparse.Namespace) -> None:  # noqa: ARG002 - Scrapy's signature
        """Index every WARC named, or all of the archive."""
        refuse_unknown_options(args)
        assert self.settings is not None
        folder = archive_dir(self.settings)
        try:
            catalogue = Catalogue(self.settings["SITES_DIR"]).all()
            rulebook = Rulebook({name: site.rules(name) for name, site in catalogue.items()})
            warcs = _adopted([Path(arg) for arg in args], folder / "warc")
            with Index.open(folder / "index.db") as index:
                self._rebuild(index, folder / "warc", warcs, rulebook)
        except SiteFileError as error:
            fail(str(error))
        except (ArchiveUnwritableError, IndexUnwritableError) as error:
            fail(str(error), Exit.UNWRITABLE)
        except (ArchiveUnreadableError, ArchiveIndexError) as error:
            fail(str(error))

    def _rebuild(self, index: Index, warc_dir: Path, warcs: list[Path], rulebook: Rulebook) -> None:
        assert self.settings is not None
        recover(warc_dir, index)
        warcs = warcs or sorted([*warc_dir.glob("*.warc.gz"), *warc_dir.glob("*.warc")])
        workers = self.settings.getint("EXTRACT_WORKERS") or os.cpu_count() or 1
        pool = ExtractionPool(workers, self.settings.getfloat("EXTRACT_TIMEOUT"))
        try:
            with _progress() as bar:
                task = bar.add_task("reindex", total=len(warcs), words="")

                def show(tally: Tally) -> None:
                    bar.update(task, words=f"{tally.articles} articles, {tally.photos} photos")

                rebuild = Rebuild(index, lambda name: warc_dir / name, rulebook, pool, show)
                for path in bar.track(warcs, task_id=task):
                    rebuild.tally.captures += index_file(path, index).captures
                    rebuild.read_pages(index.page_sources(path.name))
                # A photo may lie in an earlier file than the page that names it.
                for path in warcs:
                    rebuild.read_photos(index.photo_sources(path.name))
        finally:
            pool.close()
        self.exitcode = _report(rebuild.tally, len(warcs))


def _progress() -> Progress:
    return Progress(
        TextColumn("[bold]{task.description}"),
        BarColumn(),
        MofNCompleteColumn(),
        TextColumn("{task.fields[words]}"),
        TimeElapsedColumn(),
        console=Console(stderr=True),
        transient=True,
        disable=not sys.stderr.isatty(),
    )


def _report(tally: Tally, files: int) -> Exit:
    for problem in tally.problems:
        print(problem, file=sys.stderr)
    print(
        f"{files} WARC files: {tally.captures} captures, {tally.articles} articles, "
        f"{tally.photos} photos, {len(tally.problems)} problems"
    )
    many = max(A_FEW, SHARE * tally.pages)
    return Exit.INCOMPLETE if len(tally.problems) > many else Exit.DONE


def _adopted(paths: Iterable[Path], warc_dir: Path) -> list[Path]:
    """WARC files from elsewhere are copied in, for the index names files of this archive only."""
    adopted = []
    for path in paths:
        if not path.is_file():
            fail(f"{path}: no such file")
        target = warc_dir / path.name
        if path.resolve().parent != warc_dir.resolve():
            try:
                warc_dir.mkdir(parents=True, exist_ok=True)
                if not target.exists():
                    shutil.copy2(path, target)
                elif not filecmp.cmp(path, target, shallow=False):
                    fail(f"{target} exists and is another file than {path}")
            except OSError as error:
                raise ArchiveUnwritableError.from_os(warc_dir, error) from error
        adopted.append(target)
    return adopted
