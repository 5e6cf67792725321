"""Runs ``scrapy`` commands, and whatever else needs them, as processes that start at once.

Importing Scrapy, Datasette and trafilatura takes longer than most commands do. So a server process
imports them once, and each command is forked from it: a process of its own, with its own folder,
environment, standard streams and exit code, which starts where ``scrapy`` is called. Processes that
a command has forked for itself come from the same server: another one takes half a second to start,
which every crawl would pay.
"""

from __future__ import annotations

import multiprocessing
import os
import pkgutil
import subprocess
import sys
import tempfile
from dataclasses import dataclass
from datetime import UTC, datetime
from multiprocessing import forkserver
from typing import TYPE_CHECKING, Any

import time_machine

import crawler.commands
from tests.clock import offset

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping, Sequence
    from pathlib import Path

_COMMANDS = [module.name for module in pkgutil.iter_modules(crawler.commands.__path__)]
_CONTEXT = multiprocessing.get_context("forkserver")
_CONTEXT.set_forkserver_preload(
    [
        "scrapy.cmdline",
        *(f"crawler.commands.{name}" for name in _COMMANDS),
        "archive.extract.ready",
        "archive.ready",
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
        "tests.loopback.crawl",
        "tests.loopback.spider",
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
    done = run_forked(
        _command,
        list(words),
        ahead,
        folder=folder,
        environment=environment,
        stdin=stdin.encode(),
        timeout=timeout,
    )
    return subprocess.CompletedProcess(
        list(words), done.returncode, done.stdout.decode(), done.stderr.decode()
    )


def run_forked(
    function: Callable[..., None],
    *arguments: object,
    folder: Path,
    environment: Mapping[str, str],
    stdin: bytes,
    timeout: float,
) -> subprocess.CompletedProcess[bytes]:
    """Call ``function`` in a process that has Scrapy loaded, with its own standard streams.

    Args:
        function: of a module's top level; it may leave by `SystemExit`.
        arguments: what it is called with; picklable.
        folder: where it runs.
        environment: all of it.
        stdin: what it reads.
        timeout: seconds.

    Raises:
        subprocess.TimeoutExpired: it took longer than ``timeout`` seconds.
    """
    new = tempfile.TemporaryFile
    with new() as given, new() as out, new() as err:
        given.write(stdin)
        given.seek(0)
        streams = tuple(f"/proc/{os.getpid()}/fd/{s.fileno()}" for s in (given, out, err))
        start = _Start(str(folder), dict(environment), streams, _server())
        process = _CONTEXT.Process(target=_call, args=(start, function, arguments))
        process.start()
        process.join(timeout)
        late = process.exitcode is None
        if late:
            process.kill()
            process.join()
        out.seek(0)
        err.seek(0)
        if late:
            raise subprocess.TimeoutExpired(function.__name__, timeout, out.read(), err.read())
        return subprocess.CompletedProcess(
            function.__name__, process.exitcode or 0, out.read(), err.read()
        )


def _server() -> dict[str, Any]:
    """Where the server is reached: what a process knows that has started one."""
    forkserver.ensure_running()
    known = vars(forkserver._forkserver)
    # There is no public way to share a server. The key is there since Python 3.14.
    return {k: known[k] for k in ("_forkserver_address", "_forkserver_authkey") if k in known}


@dataclass(frozen=True)
class _Start:
    """What a process starts with: ``streams`` are paths, ``server`` forks others for it."""

    folder: str
    environment: Mapping[str, str]
    streams: Sequence[str]
    server: Mapping[str, Any]


def _call(start: _Start, function: Callable[..., None], arguments: Sequence[object]) -> None:
    is_running: dict[str, Any] = {"ensure_running": lambda: None}
    vars(forkserver._forkserver).update(start.server, **is_running)
    vars(forkserver).update(is_running)
    for number, path in enumerate(start.streams):
        opened = os.open(path, os.O_RDONLY if number == 0 else os.O_WRONLY | os.O_APPEND)
        os.dup2(opened, number)
        os.close(opened)
    sys.stdin, sys.stdout, sys.stderr = (
        open(number, mode, encoding="utf-8", buffering=buffering, closefd=False)  # noqa: SIM115 - a number, for good
        for number, mode, buffering in ((0, "r", -1), (1, "w", 1), (2, "w", 1))
    )
    os.environ.clear()
    os.environ.update(start.environment)
    os.chdir(start.folder)
    function(*arguments)


def _command(words: list[str], ahead: str) -> None:
    """What ``scrapy`` does; it leaves by `SystemExit`."""
    sys.argv = ["scrapy", *words]

    from scrapy.cmdline import execute  # noqa: PLC0415 - only here, behind the preloading

    if delta := offset(ahead):
        time_machine.travel(datetime.now(UTC) + delta, tick=True).start()
    execute()
