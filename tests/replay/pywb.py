"""pywb, from an environment of its own: ``make replay-test`` makes it."""

from __future__ import annotations

import os
import shutil
import socket
import subprocess
import time
from contextlib import contextmanager
from dataclasses import dataclass
from http.client import HTTPConnection
from pathlib import Path
from typing import TYPE_CHECKING

from archive.warc.message import HttpMessage

if TYPE_CHECKING:
    from collections.abc import Iterator

ENVIRONMENT = Path(__file__).parents[2] / ".venv-replay"
"""Not the project's environment: pywb pins old versions, and its licence is another."""

HOW = f"no pywb: `make replay-test` installs it into {ENVIRONMENT.name} and runs this"
_COLLECTION = "archive"
_STARTS_WITHIN = 60.0


class ReplayError(Exception):
    """pywb could not be started, or did not take the files."""


@dataclass(frozen=True)
class Replayed:
    """What pywb answers for one capture, its rewriting switched off.

    ``body`` has no content coding; ``location`` is that of the archived answer.
    """

    status: int
    body: bytes
    location: str | None


@dataclass(frozen=True)
class Replay:
    """A running pywb with one collection."""

    port: int

    def get(self, url: str, timestamp: str) -> Replayed:
        """The capture nearest to a 14-digit timestamp, as archived (``id_``)."""
        prefix = f"/{_COLLECTION}/{timestamp}id_/"
        connection = HTTPConnection("127.0.0.1", self.port, timeout=30)
        try:
            connection.request("GET", prefix + url, headers={"Accept-Encoding": "identity"})
            answer = connection.getresponse()
            body = answer.read()
        finally:
            connection.close()
        coding = answer.headers.get("Content-Encoding")
        if coding:
            head = f"HTTP/1.1 200 OK\r\nContent-Encoding: {coding}\r\n\r\n".encode()
            body = HttpMessage(head, body).content(limit=2**28)
        location = answer.headers.get("Location")
        if location:
            location = location.partition("id_/")[2] or location
        return Replayed(answer.status, body, location)


def installed() -> bool:
    """Whether there is a pywb to run."""
    return (ENVIRONMENT / "bin" / "wayback").is_file()


@contextmanager
def replaying(folder: Path, files: list[Path], *options: str) -> Iterator[Replay]:
    """Run pywb on WARC or WACZ files, in a folder of its own.

    Raises:
        ReplayError: it does not take the files, or does not start.
    """
    folder.mkdir(parents=True)
    _run(folder, "wb-manager", "init", _COLLECTION)
    _run(folder, "wb-manager", "add", *options, _COLLECTION, *map(str, files))
    port = _free_port()
    command = [str(ENVIRONMENT / "bin" / "wayback"), "-b", "127.0.0.1", "-p", str(port)]
    log = folder / "pywb.log"
    with log.open("wb") as output:
        process = subprocess.Popen(
            command, cwd=folder, env=_environment(), stdout=output, stderr=subprocess.STDOUT
        )
    try:
        _wait(process, port, log)
        yield Replay(port)
    finally:
        process.terminate()
        process.wait(30)


def _run(folder: Path, name: str, *words: str) -> None:
    done = subprocess.run(
        [str(ENVIRONMENT / "bin" / name), *words],
        cwd=folder,
        env=_environment(),
        capture_output=True,
        text=True,
        check=False,
        timeout=120,
    )
    if done.returncode:
        message = f"{name} {words[0]}: {done.stdout}{done.stderr}"
        raise ReplayError(message)


def _environment() -> dict[str, str]:
    """Without what this test run has set for its own Python."""
    kept = {k: v for k, v in os.environ.items() if not k.startswith(("PYTHON", "PYTEST"))}
    path = os.pathsep.join([str(ENVIRONMENT / "bin"), os.environ.get("PATH", "")])
    assert shutil.which("wayback", path=path)
    return {**kept, "PATH": path}


def _wait(process: subprocess.Popen[bytes], port: int, log: Path) -> None:
    deadline = time.monotonic() + _STARTS_WITHIN
    while time.monotonic() < deadline and process.poll() is None:
        with socket.socket() as probe:
            probe.settimeout(1)
            if probe.connect_ex(("127.0.0.1", port)) == 0:
                return
        time.sleep(0.1)
    message = f"pywb does not answer: {log.read_text(errors='replace')[-2000:]}"
    raise ReplayError(message)


def _free_port() -> int:
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return int(probe.getsockname()[1])
