"""Where captures go: the seam between the download handlers of a crawl and its archive."""

from __future__ import annotations

from typing import TYPE_CHECKING, Protocol
from weakref import WeakKeyDictionary

from archive.archiver import Archiver

if TYPE_CHECKING:
    from concurrent.futures import Future

    from scrapy.crawler import Crawler

    from archive.model import Capture, RecordRef


class Recorder(Protocol):
    """Keeps captures for good; an `archive.archiver.Archiver` is one."""

    @property
    def failed(self) -> Exception | None:
        """What stopped it for good; None while it can keep more."""

    def store(self, capture: Capture) -> Future[RecordRef]:
        """Take a capture without blocking; the future resolves once it is durable."""


class NoRecorderError(Exception):
    """A download was asked for before anything could keep it."""


_recorders: WeakKeyDictionary[Crawler, Recorder] = WeakKeyDictionary()


def attach(crawler: Crawler, recorder: Recorder) -> None:
    """Let every capture of ``crawler`` go to ``recorder``; replaces an earlier one."""
    _recorders[crawler] = recorder


def recorder_of(crawler: Crawler) -> Recorder:
    """The recorder of ``crawler``.

    Raises:
        NoRecorderError: none was attached.
    """
    recorder = _recorders.get(crawler)
    if recorder is None:
        message = f"no archive is attached to {crawler!r}: nothing may be downloaded unrecorded"
        raise NoRecorderError(message)
    return recorder


def archiver_of(crawler: Crawler) -> Archiver:
    """The recorder of ``crawler``, which must be an archiver.

    Raises:
        NoRecorderError: none was attached, or one that only keeps captures.
    """
    recorder = recorder_of(crawler)
    if not isinstance(recorder, Archiver):
        message = f"{recorder!r} keeps captures, but is no archiver"
        raise NoRecorderError(message)
    return recorder
