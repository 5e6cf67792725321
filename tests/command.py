"""Runs ``scrapy`` commands as processes that start at once.

Importing Scrapy, Datasette and trafilatura takes longer than most commands do. So a server process
imports them once, and each command is forked from it: a process of its own, with its own folder,
environment, standard streams and exit code, which starts where ``scrapy`` is called.
"""

from __future__ import annotations

import io
import multiprocessing
import os
import pkgutil
import subprocess
import sys
import tempfile
from datetime import UTC, datetime
from typing import TYPE_CHECKING

import time_machine

import crawler.commands
from tests.clock import offset

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence
    from pathlib import Path

_COMMANDS = [module.name for module in pkgutil.iter_modules(crawler.commands.__path__)]
_CONTEXT = multiprocessing.get_context("forkserver")
_CONTEXT.set_forkserver_preload(
    [
        "scrapy.cmdline",
        *(f"crawler.commands.{name}" for name in _COMMANDS),
        "crawler.conditional",
        "crawler.extensions.crawldelay",
        "crawler.extensions.progress",
        "crawler.extensions.reading",
        "crawler.handler",
        "crawler.pipelines",
        "crawler.spiders.news",
        "scrapy.downloadermiddlewares.robotstxt",
        "datasette.app",
        "tests.command",
    ]
)  # fmt: skip


def run_scrapy(  # noqa: PLR0913 - what a process is started with
    words: Sequence[str],
    *,
    folder: Path,
    environment: Mapping[str, str],
    stdin: str = "",
    ahead: str = "+0d",
    timeout: float = 120.0,
) -> subprocess.CompletedProcess[str]:
    """Run ``scrapy WORDS`` in ``folder`` to its end, as `subprocess.run` would.

    Args:
        words: the command and its arguments.
        folder: where it runs.
        environment: all of it.
        stdin: what it reads.
        ahead: how far its clock is ahead, as `tests.clock.offset` takes it.
        timeout: seconds.

    Raises:
        subprocess.TimeoutExpired: it took longer than ``timeout`` seconds.
    """
    new = tempfile.TemporaryFile
    with new() as given, new() as out, new() as err:
        given.write(stdin.encode())
        given.seek(0)
        streams = tuple(f"/proc/{os.getpid()}/fd/{s.fileno()}" for s in (given, out, err))
        process = _CONTEXT.Process(
            target=_command, args=(list(words), str(folder), dict(environment), streams, ahead)
        )
        process.start()
        process.join(timeout)
        if process.exitcode is None:
            process.kill()
            process.join()
            raise subprocess.TimeoutExpired(list(words), timeout, out.read(), err.read())
        out.seek(0)
        err.seek(0)
        return subprocess.CompletedProcess(
            list(words), process.exitcode, out.read().decode(), err.read().decode()
        )


def _command(
    words: list[str],
    folder: str,
    environment: dict[str, str],
    streams: tuple[str, str, str],
    ahead: str,
) -> None:
    """What the forked process does; it leaves by `SystemExit`, as ``scrapy`` does."""
    for number, path in enumerate(streams):
        opened = os.open(path, os.O_RDONLY if number == 0 else os.O_WRONLY | os.O_APPEND)
        os.dup2(opened, number)
        os.close(opened)
    sys.stdin, sys.stdout, sys.stderr = (
        io.TextIOWrapper(io.FileIO(number, mode), encoding="utf-8", line_buffering=True)
        for number, mode in ((0, "r"), (1, "w"), (2, "w"))
    )
    os.environ.clear()
    os.environ.update(environment)
    os.chdir(folder)
    sys.argv = ["scrapy", *words]

    from scrapy.cmdline import execute  # noqa: PLC0415 - only here, behind the preloading

    if delta := offset(ahead):
        time_machine.travel(datetime.now(UTC) + delta, tick=True).start()
    execute()
