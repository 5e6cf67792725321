"""What our commands share: one-line errors and the exit codes of the contract."""

from __future__ import annotations

import sys
from enum import IntEnum
from pathlib import Path
from typing import TYPE_CHECKING, Any, ClassVar, NoReturn

from scrapy.commands import ScrapyCommand

if TYPE_CHECKING:
    import argparse

    from scrapy.settings import BaseSettings


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


def archive_dir(settings: BaseSettings) -> Path:
    """The folder of index, WARCs and jobs: the setting ``ARCHIVE_DIR``."""
    return Path(settings["ARCHIVE_DIR"])


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
