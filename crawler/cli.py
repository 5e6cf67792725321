"""What our commands share: one-line errors and the exit codes of the contract."""

from __future__ import annotations

import os
import select
import sys
from contextlib import contextmanager
from enum import IntEnum
from pathlib import Path
from typing import TYPE_CHECKING, Any, ClassVar, NoReturn

from rich.console import Console
from scrapy.commands import ScrapyCommand

if TYPE_CHECKING:
    import argparse
    from collections.abc import Iterator

    from scrapy.settings import BaseSettings

_WIDE = 160
"""Columns of a pipe, which has no width of its own; at 80 the last ones of a table would be cut."""


class Exit(IntEnum):
    """Exit codes of every command."""

    DONE = 0
    USAGE = 1
    INCOMPLETE = 2
    LOCKED = 3
    UNWRITABLE = 4


def fail(message: str, code: Exit = Exit.USAGE) -> NoReturn:
    """Print one line on stderr and leave with ``code``.

    Raises:
        SystemExit: always.
    """
    print("error:", " ".join(message.split()), file=sys.stderr)
    raise SystemExit(int(code))


@contextmanager
def reader_may_leave() -> Iterator[None]:
    """What is printed inside ends where nobody reads it any more, as in ``| head``: no failure.

    Also a decorator. What is printed afterwards goes nowhere.
    """
    try:
        yield
        sys.stdout.flush()
    except BrokenPipeError:
        if not _has_no_reader(sys.stdout.fileno()):
            raise  # it was another pipe's
        # What waits to be written must not fail again when the process ends.
        nowhere = os.open(os.devnull, os.O_WRONLY)
        os.dup2(nowhere, sys.stdout.fileno())
        os.close(nowhere)


def _has_no_reader(descriptor: int) -> bool:
    """Whether a pipe's other end is closed: poll(2) tells that even where nothing is asked for."""
    poll = select.poll()
    poll.register(descriptor, 0)
    return bool(poll.poll(0))


class _Tables(Console):
    def on_broken_pipe(self) -> None:
        """Leaves it to `reader_may_leave`; rich would end the process with exit code 1."""
        raise  # noqa: PLE0704 - rich calls it where it has caught the error


def tables(*, highlight: bool = True) -> Console:
    """Where tables are printed, as wide as the terminal; ``highlight`` colours numbers."""
    return _Tables(width=None if sys.stdout.isatty() else _WIDE, highlight=highlight)


def archive_dir(settings: BaseSettings) -> Path:
    """The folder of index, WARCs and jobs: the setting ``ARCHIVE_DIR``; fails where it is empty."""
    name = settings["ARCHIVE_DIR"]
    if not name:
        fail(f"ARCHIVE_DIR={name!r}: name the folder of the archive")  # else it were this one
    return Path(name)


def refuse_unknown_options(args: list[str]) -> None:
    """Fail on words that look like options: Scrapy hands unknown ones on as arguments."""
    for word in args:
        if word.startswith("-") and word != "-":
            fail(f"unknown option {word!r}")


class ProjectCommand(ScrapyCommand):
    """A command of this project that runs no spider; usage errors leave with code 1, not 2."""

    requires_project = True
    requires_crawler_process = False

    def add_options(self, parser: argparse.ArgumentParser) -> None:
        """Scrapy's options, with our way to fail."""
        super().add_options(parser)
        parser.error = fail  # type: ignore[method-assign]  # argparse offers no other way


class CrawlingCommand(ProjectCommand):
    """A command of this project that crawls; a terminal sees progress instead of a log."""

    requires_crawler_process = True
    # Scrapy's handler would be replaced with every crawl of a process, and goes on writing to a
    # file that was renamed; `crawler.logs.install_log` installs ours.
    default_settings: ClassVar[dict[str, Any]] = {"LOG_INSTALL_ROOT_HANDLER": False}

    def process_options(self, args: list[str], opts: argparse.Namespace) -> None:
        """Scrapy's; at a terminal only warnings are logged, unless its options ask for more."""
        assert self.settings is not None
        if sys.stderr.isatty():
            self.settings.set("LOG_LEVEL", "WARNING", priority="project")
        super().process_options(args, opts)
