"""A host is asked by one crawl at a time, whichever process the crawls run in."""

from __future__ import annotations

import asyncio
import logging
import time
import uuid
from collections import defaultdict
from contextlib import AsyncExitStack, asynccontextmanager, closing
from dataclasses import dataclass
from typing import TYPE_CHECKING
from weakref import WeakKeyDictionary

from crawler.cli import archive_dir
from crawler.manners.errors import ClosingError, HostGivenUpError
from crawler.manners.hostfile import HostFile, HostState

if TYPE_CHECKING:
    from collections.abc import AsyncIterator, Callable
    from pathlib import Path

    from scrapy import Request
    from scrapy.crawler import Crawler

logger = logging.getLogger(__name__)

_FIRST_LOOK, _LATER_LOOKS = 0.005, 0.1  # seconds until a taken lock is looked at again
_NAP = 1.0  # seconds after which a sleeper looks whether the crawl is ending
_BRIEF = 5.0  # seconds that a crawl which is ending still waits for its turn


@dataclass(frozen=True, slots=True)
class Terms:
    """How a crawl takes its turns.

    Attributes:
        alone: whether no other crawl may ask the host during an exchange of this one.
        longest_pause: seconds; a host that wants a longer pause is given up.
        patience: seconds after which a lock is taken for one that a stopped process holds.
    """

    alone: bool
    longest_pause: float
    patience: float


@dataclass(slots=True)
class Turn:
    """One turn at a host, and what came of it.

    Attributes:
        sent: when the request was sent, in seconds since 1970: a new connection takes its time.
        pause: seconds for which nobody on this machine is to ask the host.
    """

    sent: float | None = None
    pause: float | None = None


@dataclass(frozen=True, slots=True)
class Place:
    """A host, and how a crawl asks it.

    Attributes:
        host: its name.
        delay: seconds between two requests, on the average.
        jitter: the share by which a single one may differ.
    """

    host: str
    delay: float = 0.0
    jitter: float = 0.0

    @property
    def least(self) -> float:
        """Seconds between two requests at the least."""
        return self.delay * (1 - min(self.jitter, 1.0))


class Turns:
    """A crawl's turns at hosts.

    Between the requests of one crawl Scrapy's downloader keeps the delay, with its jitter; this
    keeps it between one crawl's request and another's. Where the files cannot be written, that is
    said once, and the crawl goes on by itself.

    Args:
        folder: where the hosts' files are.
        terms: how turns are taken.
        is_closing: whether the crawl is about to end.
    """

    def __init__(self, folder: Path, terms: Terms, is_closing: Callable[[], bool]) -> None:
        self._folder = folder
        self._terms = terms
        self._is_closing = is_closing
        self._me = uuid.uuid4().hex
        self._broken = False
        # Scrapy starts all requests of a host without a delay at once, whatever
        # CONCURRENT_REQUESTS_PER_DOMAIN says: they wait here, and only the first looks at the file.
        self._lines: defaultdict[str, asyncio.Lock] = defaultdict(asyncio.Lock)

    @asynccontextmanager
    async def at(self, place: Place) -> AsyncIterator[Turn]:
        """Wait for the turn at a host; it ends with the context.

        Raises:
            HostGivenUpError: the host wants to be left alone for too long.
            ClosingError: the crawl is ending, and it would take more than a moment.
        """
        turn = Turn()
        async with AsyncExitStack() as line:
            await line.enter_async_context(self._lines[place.host])
            file = self._open(place.host)
            if file is None:
                await line.aclose()
                yield turn
                return
            with closing(file):
                await self._wait(place, file)
                if not self._terms.alone:
                    file.unlock()
                    await line.aclose()
                yield turn
                self._remember(file, turn)

    async def _wait(self, place: Place, file: HostFile) -> None:
        look, patience = _FIRST_LOOK, time.monotonic() + self._terms.patience
        while True:
            if file.try_lock():
                left = self._take(place, file)
                if left <= 0:
                    return
            elif time.monotonic() > patience:
                logger.warning(
                    "%s: %s is locked, but nothing happens; going on", place.host, file.path
                )
                return
            else:
                left, look = look, min(2 * look, _LATER_LOOKS)
            if left > _BRIEF and self._is_closing():
                message = f"the crawl ended before its turn at {place.host}"
                raise ClosingError(message)
            await asyncio.sleep(min(left, _NAP))

    def _take(self, place: Place, file: HostFile) -> float:
        """Take the turn with the lock in hand, or give that back; seconds that are left to wait."""
        now, state = time.time(), file.read()
        paused = state.paused_for(now)
        left = max(paused, state.delayed_for(now, self._me, place.delay, place.least))
        if left > 0:
            file.unlock()
        else:
            self._write(file, HostState(self._me, now, place.delay, state.paused, state.pause))
        if paused > self._terms.longest_pause:
            message = f"{place.host} wants to be left alone for {paused:.0f} s more"
            raise HostGivenUpError(message)
        return left

    def _remember(self, file: HostFile, turn: Turn) -> None:
        """Write what came of a turn. Where turns overlap, whoever comes last is right."""
        if turn.sent is None and turn.pause is None:
            return
        state = file.read()
        if turn.sent and state.by == self._me:
            state.started = max(state.started, turn.sent)
        if turn.pause:
            state.paused, state.pause = time.time(), turn.pause
        self._write(file, state)

    def _open(self, host: str) -> HostFile | None:
        if self._broken:
            return None
        try:
            return HostFile(self._folder, host)
        except OSError as error:
            self._give_up(error)
            return None

    def _write(self, file: HostFile, state: HostState) -> None:
        try:
            file.write(state)
        except OSError as error:
            self._give_up(error)

    def _give_up(self, error: OSError) -> None:
        self._broken = True
        logger.warning("turns at hosts cannot be shared with other crawls: %s", error)


_turns: WeakKeyDictionary[Crawler, Turns | None] = WeakKeyDictionary()


def turns_of(crawler: Crawler) -> Turns | None:
    """The turns of a crawl; None where HOST_TURNS_ENABLED is off.

    Both of its download handlers, that for http and that for https, take the same.
    """
    if crawler not in _turns:
        settings = crawler.settings
        terms = Terms(
            alone=settings.getint("CONCURRENT_REQUESTS_PER_DOMAIN") == 1,
            longest_pause=settings.getfloat("RETRY_AFTER_MAX"),
            patience=2 * settings.getfloat("DOWNLOAD_TIMEOUT"),
        )
        enabled = settings.getbool("HOST_TURNS_ENABLED")
        folder = archive_dir(settings) / "jobs" / "hosts" if enabled else None
        _turns[crawler] = Turns(folder, terms, lambda: _is_closing(crawler)) if folder else None
    return _turns[crawler]


def place_of(crawler: Crawler, request: Request) -> Place:
    """The host of a request, and the delay there, as Scrapy's downloader has them."""
    downloader = crawler.engine.downloader
    host = downloader.get_slot_key(request)
    slot = downloader.slots.get(host)
    return Place(host, slot.delay, slot.jitter) if slot else Place(host)


def _is_closing(crawler: Crawler) -> bool:
    slot = crawler.engine._slot if crawler.engine else None  # noqa: SLF001 - no public way to it
    return slot is not None and slot.closing is not None
