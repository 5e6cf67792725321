"""``scrapy reindex [WARC…]``: rebuild or extend the index from WARCs, ours or anyone's."""

from __future__ import annotations

import os
import signal
import sys
from pathlib import Path
from typing import TYPE_CHECKING

from rich.console import Console
from rich.progress import (
    BarColumn,
    Progress,
    TaskProgressColumn,
    TextColumn,
    TimeElapsedColumn,
)

from archive.adoption import adopt, separate
from archive.extract.pool import ExtractionPool
from archive.index import ArchiveIndexError, Index, IndexUnwritableError
from archive.rebuild import PROGRAM, STEPS, Rebuild, Rulebook
from archive.recovery import finish_open
from archive.warc import ArchiveUnwritableError, WarcError
from crawler.cli import (
    Exit,
    ProjectCommand,
    archive_dir,
    fail,
    reader_may_leave,
    refuse_unknown_options,
)
from crawler.limits import SettingError, check_numbers
from crawler.outcome import A_FEW, SHARE
from crawler.sites import Catalogue, SiteFileError

if TYPE_CHECKING:
    import argparse
    from collections.abc import Callable

    from rich.progress import TaskID

    from archive.rebuild import Tally


class Command(ProjectCommand):
    """Reads pages and photos again from the WARCs; nothing is fetched."""

    def syntax(self) -> str:
        """Shown by ``scrapy reindex -h``."""
        return "[options] [WARC ...]"

    def short_desc(self) -> str:
        """Shown by ``scrapy``."""
        return "Rebuild or extend the index from WARCs"

    def add_options(self, parser: argparse.ArgumentParser) -> None:
        """Two options: to begin again, and to take files as they are."""
        super().add_options(parser)
        parser.add_argument(
            "--anew",
            action="store_true",
            help="read all files again where an earlier reindex was cut off",
        )
        parser.add_argument(
            "--accept-changed",
            action="store_true",
            help="take files as they are now, also where they are not what they were when closed",
        )

    def run(self, args: list[str], opts: argparse.Namespace) -> None:
        """Index every WARC named, or all of the archive; after a signal it can be gone on with."""
        refuse_unknown_options(args)
        signal.signal(signal.SIGTERM, signal.default_int_handler)  # as Ctrl-C
        assert self.settings is not None
        folder = archive_dir(self.settings)
        try:
            check_numbers(self.settings, "EXTRACT_WORKERS", "EXTRACT_TIMEOUT")
            catalogue = Catalogue(self.settings["SITES_DIR"]).all()
            rulebook = Rulebook({name: site.rules(name) for name, site in catalogue.items()})
            warcs = [adopt(Path(arg), folder / "warc") for arg in args]
            if not any((folder / "warc").glob("*.warc*")):
                fail(f"{folder / 'warc'}: no WARC files to read")
            with Index.open(folder / "index.db") as index:
                finish_open(folder / "warc", index)
                warcs = list(dict.fromkeys(warcs)) or _closed(folder / "warc")
                _begin(index, warcs, anew=opts.anew)
                _accept(index, warcs, changed=opts.accept_changed)
                self._rebuild(index, folder / "warc", warcs, rulebook)
        except (SettingError, SiteFileError) as error:
            fail(str(error))
        except (ArchiveUnwritableError, IndexUnwritableError) as error:
            fail(str(error), Exit.UNWRITABLE)
        except (WarcError, ArchiveIndexError) as error:
            fail(str(error))
        except KeyboardInterrupt:
            fail("stopped by a signal; run again, it goes on where it was", Exit.INCOMPLETE)

    def _rebuild(self, index: Index, warc_dir: Path, warcs: list[Path], rulebook: Rulebook) -> None:
        assert self.settings is not None
        workers = self.settings.getint("EXTRACT_WORKERS") or os.cpu_count() or 1
        time_limit = self.settings.getfloat("EXTRACT_TIMEOUT")
        pool = ExtractionPool(workers, time_limit, preload=["archive.ready"])
        try:
            with _progress() as bar:
                rebuild = Rebuild(index, warc_dir, rulebook, pool, _shown(bar, len(warcs)))
                rebuild.run(warcs)
        finally:
            pool.close()
        self.exitcode = _report(rebuild.tally, len(warcs))


def _closed(warc_dir: Path) -> list[Path]:
    """The archive's files that no crawl is writing."""
    return sorted([*warc_dir.glob("*.warc.gz"), *warc_dir.glob("*.warc")])


def _begin(index: Index, warcs: list[Path], *, anew: bool) -> None:
    """Says what of an earlier run can be gone on with, or forgets it."""
    names = {path.name for path in warcs}
    if anew:
        index.forget_rebuild_steps(names)
    done = {step for step in index.rebuild_steps(PROGRAM) if step[0] in names}
    if done:
        whole = sum(all((name, step) in done for step in STEPS) for name in names)
        print(
            f"going on where a reindex was cut off: {len(done)} of {len(STEPS) * len(names)} steps"
            f" are done, {whole} of {len(names)} files through with all; --anew begins again",
            file=sys.stderr,
        )


def _accept(index: Index, warcs: list[Path], *, changed: bool) -> None:
    """Packs files anew that are one gzip member; what is changed on purpose has a new digest."""
    for path in warcs:
        packed = separate(path)
        if packed:
            print(f"{path.name}: packed anew, each record as a member of its own", file=sys.stderr)
        if packed or changed:
            index.forget_closed(path.name)


def _shown(bar: Progress, files: int) -> Callable[[str, float, Tally], None]:
    """Shows each step as a bar of its own, as it begins."""
    tasks: dict[str, TaskID] = {}

    def show(step: str, through: float, tally: Tally) -> None:
        if step not in tasks:
            tasks[step] = bar.add_task(step, total=files, words="")
        words = f"{tally.captures:,} captures, {tally.articles:,} articles, {tally.photos:,} photos"
        bar.update(tasks[step], completed=through, words=words)

    return show


def _progress() -> Progress:
    return Progress(
        TextColumn("[bold]{task.description}"),
        BarColumn(),
        TaskProgressColumn(),
        TextColumn("of {task.total:.0f} files"),
        TextColumn("{task.fields[words]}"),
        TimeElapsedColumn(),
        console=Console(stderr=True),
        transient=True,
        disable=not sys.stderr.isatty(),
    )


def _report(tally: Tally, files: int) -> Exit:
    problems = [*tally.damage, *tally.problems]
    for problem in problems:
        print(problem, file=sys.stderr)
    with reader_may_leave():
        print(
            f"{files} WARC files: {tally.captures} captures, {tally.articles} articles, "
            f"{tally.photos} photos, {len(problems)} problems"
        )
    many = max(A_FEW, SHARE * tally.pages)
    incomplete = tally.damage or len(tally.problems) > many
    return Exit.INCOMPLETE if incomplete else Exit.DONE
