"""``scrapy browse``: Datasette over the index, with our metadata, pictures and style."""

from __future__ import annotations

import os
import socket
import sys
from typing import TYPE_CHECKING

from archive.datasette.launch import arguments
from archive.index import ArchiveIndexError, Index, is_immutable
from crawler.cli import ProjectCommand, archive_dir, fail

if TYPE_CHECKING:
    import argparse

PORT = 8001
_PATIENCE = 0.5
"""Seconds to wait for an answer on loopback."""


class Command(ProjectCommand):
    """Serves the index on loopback until it is stopped."""

    def syntax(self) -> str:
        """Shown in the usage line."""
        return "[--port PORT] [--open] [options of datasette serve]"

    def short_desc(self) -> str:
        """Shown by ``scrapy``."""
        return "Browse the index: photos, credits, articles (Datasette on loopback)"

    def long_desc(self) -> str:
        """Shown by ``scrapy browse --help``."""
        return (
            "Runs Datasette on 127.0.0.1 over ARCHIVE_DIR/index.db. Other options are handed to "
            "`datasette serve`, e.g. `--setting default_page_size 20`."
        )

    def add_options(self, parser: argparse.ArgumentParser) -> None:
        """Datasette's two that people use, under its own names."""
        super().add_options(parser)
        parser.add_argument("--port", type=int, default=PORT, help=f"default {PORT}; 0 for any")
        parser.add_argument("--open", action="store_true", help="open a browser")

    def run(self, args: list[str], opts: argparse.Namespace) -> None:
        """Check that there is an index, then become Datasette."""
        assert self.settings is not None
        index = (archive_dir(self.settings) / "index.db").resolve()
        try:
            Index.open(index, read_only=True).close()
        except ArchiveIndexError as error:
            fail(str(error))
        if _is_taken(opts.port):
            fail(f"port {opts.port} is in use; another one is chosen with --port")
        if is_immutable(index):
            print(f"{index} cannot be written, and is shown as it is now", file=sys.stderr)
        command = [sys.executable, "-m", "datasette", "serve", *arguments(index)]
        command += ["--port", str(opts.port), *(["--open"] if opts.open else []), *args]
        sys.stdout.flush()
        # One process, not two: signals and the exit code are Datasette's own.
        os.execv(sys.executable, command)  # noqa: S606 - no shell is wanted


def _is_taken(port: int) -> bool:
    """Whether something answers at a port of this machine; Datasette would leave with 3 then."""
    with socket.socket() as client:
        client.settimeout(_PATIENCE)
        return bool(port) and client.connect_ex(("127.0.0.1", port)) == 0
