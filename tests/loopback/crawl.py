"""Runs a real Scrapy crawl with the capturing handler in a process of its own.

A Twisted reactor starts once in a process, and test runners share theirs; so `crawl` has a process
forked for it, hands it a `Plan` and takes back a `Report`.
"""

from __future__ import annotations

import os
import pickle
import sys
import threading
import time
import warnings
from concurrent.futures import Future
from dataclasses import dataclass, field, replace
from pathlib import Path
from typing import TYPE_CHECKING, Any, Literal

from archive.model import Capture, RecordRef
from tests.command import run_forked

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

_ROOT = Path(__file__).parents[2]


@dataclass(frozen=True)
class Get:
    """One request to make, whatever its method."""

    url: str
    method: str = "GET"
    headers: Mapping[str, Any] = field(default_factory=dict)
    body: bytes = b""
    meta: Mapping[str, Any] = field(default_factory=dict)


@dataclass(frozen=True)
class Plan:
    """What to download, and with which settings.

    A request whose ``meta`` has ``stop`` is stopped at its response's head: ``"fail"`` as an
    error, anything else as a response without its body.

    Attributes:
        order: one after the other, all at once, or as Scrapy's scheduler has it.
        recorded: whether a recorder is attached.
        archive: a folder to archive into, in place of a list.
        kept: whether the list keeps the captures' bytes, too.
        failing_from: the recorder fails for good at this capture, counted from 0.
        slow: seconds the recorder takes for each capture.
    """

    requests: Sequence[Get]
    settings: Mapping[str, Any] = field(default_factory=dict)
    order: Literal["in turn", "at once", "scheduled"] = "in turn"
    recorded: bool = True
    archive: Path | None = None
    kept: bool = True
    failing_from: int | None = None
    slow: float = 0.0


@dataclass(frozen=True)
class Outcome:
    """What the crawl saw of one request; ``captured`` indexes `Report.captures`."""

    url: str
    status: int | None = None
    body: bytes = b""
    flags: tuple[str, ...] = ()
    error: str | None = None
    message: str = ""
    captured: int | None = None


@dataclass(frozen=True)
class Report:
    """What a crawl captured and saw.

    Attributes:
        seconds: that the crawl took, without Python's start.
        cpu_seconds: of those, on the processor.
        log: what it wrote to stderr.
    """

    captures: list[Capture]
    outcomes: list[Outcome]
    seconds: float
    cpu_seconds: float
    log: str


class DiskFullError(Exception):
    """What the list-keeping recorder fails with, when told to."""


class ListRecorder:
    """Keeps captures in a list: a recorder without a disk."""

    def __init__(
        self, failing_from: int | None = None, slow: float = 0.0, *, kept: bool = True
    ) -> None:
        self.captures: list[Capture] = []
        self.failed: Exception | None = None
        self._failing_from = failing_from
        self._slow = slow
        self._kept = kept

    def store(self, capture: Capture) -> Future[RecordRef]:
        future: Future[RecordRef] = Future()
        if len(self.captures) == self._failing_from:
            message = f"no space left after {len(self.captures)} captures"
            self.failed = DiskFullError(message)
            future.set_exception(self.failed)
            return future
        self.captures.append(capture if self._kept else replace(capture, request=b"", response=b""))
        number = len(self.captures) - 1
        ref = RecordRef(
            record_id=f"urn:uuid:{number}",
            record_type="response",
            target_uri=capture.target_uri,
            date=capture.date,
            status=None,
            content_type=None,
            payload_digest=None,
            truncated=capture.truncated,
            warc_filename="",
            warc_offset=number,
            warc_length=0,
        )
        if self._slow:
            threading.Timer(self._slow, future.set_result, [ref]).start()
        else:
            future.set_result(ref)
        return future


def crawl(plan: Plan, *, timeout: float = 60) -> Report:
    """Run ``plan`` in a new process; raises where that process fails."""
    process = run_forked(
        main, folder=_ROOT, environment=os.environ, stdin=pickle.dumps(plan), timeout=timeout
    )
    log = process.stderr.decode()
    if process.returncode:
        raise RuntimeError(log)
    captures, outcomes, seconds, cpu_seconds = pickle.loads(process.stdout)
    return Report(captures, outcomes, seconds, cpu_seconds, log)


def main() -> None:
    """Carry out the plan that comes on stdin; every warning is an error."""
    warnings.simplefilter("error")
    from scrapy.crawler import AsyncCrawlerProcess  # noqa: PLC0415  installs the reactor

    from archive.archiver import Archiver  # noqa: PLC0415  only some crawls want it
    from crawler.recorder import attach  # noqa: PLC0415  brings Scrapy
    from tests.loopback.spider import PlanSpider  # noqa: PLC0415  brings Scrapy

    plan: Plan = pickle.load(sys.stdin.buffer)
    settings = {
        "DOWNLOAD_HANDLERS": dict.fromkeys(
            ("http", "https"), "crawler.handler.CapturingDownloadHandler"
        ),
        "DOWNLOAD_DELAY": 0,
        "DOWNLOAD_TIMEOUT": 10,
        "PRIVATE_ORIGINS": [get.url for get in plan.requests],
        "LOG_LEVEL": "WARNING",
        "REDIRECT_ENABLED": False,
        "RETRY_ENABLED": False,
        "TELNETCONSOLE_ENABLED": False,
        "REMOTE_CONTROL_ENABLED": False,
        "ROBOTSTXT_OBEY": False,
        **plan.settings,
    }
    process = AsyncCrawlerProcess(settings)
    recorder = ListRecorder(plan.failing_from, plan.slow, kept=plan.kept)
    outcomes: list[Outcome] = []
    crawler = process.create_crawler(PlanSpider)
    archiver = Archiver(plan.archive, site="plan", warcinfo={}) if plan.archive else None
    if plan.recorded:
        attach(crawler, archiver or recorder)
    process.crawl(crawler, plan=plan, recorder=recorder, outcomes=outcomes)
    began, cpu_began = time.monotonic(), time.process_time()
    process.start()
    if archiver:
        archiver.close({})
    spent = time.monotonic() - began, time.process_time() - cpu_began
    sys.stdout.buffer.write(pickle.dumps((recorder.captures, outcomes, *spent)))
