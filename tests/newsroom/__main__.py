"""``python -m tests.newsroom``: serve the site in the foreground, or while a command runs."""

from __future__ import annotations

import argparse
import os
import shutil
import signal
import subprocess
import sys
from pathlib import Path
from threading import Event
from typing import TYPE_CHECKING

from tests.loopback import LoopbackServer
from tests.newsroom import Newsroom

if TYPE_CHECKING:
    from collections.abc import Sequence
    from types import FrameType

FAILED = 1
_BY_SIGNAL = 128


def main(arguments: Sequence[str] | None = None) -> int:
    """Serve until interrupted, or until the command ends; returns the exit code."""
    parser = argparse.ArgumentParser(prog="python -m tests.newsroom", description=__doc__)
    parser.add_argument("--host", default="127.0.0.1", help="address to listen on")
    parser.add_argument("--port", type=int, default=8045, help="port to listen on; 0: any free one")
    parser.add_argument(
        "--then",
        nargs=argparse.REMAINDER,
        metavar="COMMAND",
        help="run this command while serving, stop, and exit with its code",
    )
    options = parser.parse_args(arguments)
    if options.then == []:
        parser.error("--then needs a command")
    server = LoopbackServer(Newsroom().respond, host=options.host, port=options.port)
    try:
        server.start()
    except (OSError, OverflowError) as error:
        sys.stderr.write(f"newsroom: cannot serve on port {options.port}: {error}\n")
        return FAILED
    try:
        if options.then is not None:
            return run(options.then)
        stop = stopped()
        sys.stdout.write(f"Harbour & Hangar is at {server.url}/ (Ctrl+C stops it)\n")
        sys.stdout.flush()
        stop.wait()
    finally:
        server.stop()
    return 0


def run(command: Sequence[str]) -> int:
    """Run a command to its end; 128 and the signal's number where a signal ended it.

    Commands of this environment are found first. Ctrl+C goes to the command alone, which may
    want to finish what it has begun.
    """
    path = os.pathsep.join([str(Path(sys.executable).parent), os.environ.get("PATH", "")])
    program = shutil.which(command[0], path=path)
    if program is None:
        sys.stderr.write(f"newsroom: no such command: {command[0]}\n")
        return FAILED
    with subprocess.Popen([program, *command[1:]], env={**os.environ, "PATH": path}) as process:

        def pass_on(number: int, _: FrameType | None) -> None:
            if number == signal.SIGTERM:
                process.terminate()

        before = {kind: signal.signal(kind, pass_on) for kind in (signal.SIGINT, signal.SIGTERM)}
        try:
            code = process.wait()
        finally:
            for kind, handler in before.items():
                signal.signal(kind, handler)
    return code if code >= 0 else _BY_SIGNAL - code


def stopped() -> Event:
    """An event that Ctrl+C and SIGTERM set from now on."""
    stop = Event()
    for kind in (signal.SIGINT, signal.SIGTERM):
        signal.signal(kind, lambda *_: stop.set())
    return stop


if __name__ == "__main__":
    sys.exit(main())
