"""Takes leads: decides which pages are asked for, and when."""

from __future__ import annotations

import asyncio
from collections import deque
from dataclasses import dataclass
from datetime import UTC, datetime
from typing import TYPE_CHECKING, Self

from scrapy import Request, signals
from scrapy.exceptions import DontCloseSpider

from archive.intake import may_be_article
from crawler.cli import archive_dir
from crawler.conditional import CONDITIONAL
from crawler.discovery import is_twin, page_key, trap
from crawler.memory import Memory
from crawler.spiders.parts import PartsSpider

if TYPE_CHECKING:
    from collections.abc import Iterable, Sequence

    from scrapy.crawler import Crawler

    from crawler.discovery import Lead, Window
    from crawler.memory import Verdict

# Pages come last, behind the parts of those that came before them.
_PAGE = 0
_AHEAD = 64
"""Requests for pages that the scheduler has at one time; others wait as addresses, for a tenth of
the memory."""


@dataclass(frozen=True, slots=True)
class Taken:
    """What came of some leads.

    Attributes:
        keys: of those that may be articles, within the crawl's time or not.
        wanted: how many of them will be asked for.
    """

    keys: frozenset[str] = frozenset()
    wanted: int = 0


class TakingSpider(PartsSpider):
    """Asks once for each page that the archive does not have, or that has changed since."""

    window: Window

    def __init__(self, name: str | None = None) -> None:
        super().__init__(name)
        self._found: set[str] = set()
        self._asked: set[str] = set()
        self._waiting: deque[tuple[str, bool, int]] = deque()
        self._again: deque[str] = deque()
        self._has_taken_all = False
        self._memory: asyncio.Future[Memory] | None = None

    @classmethod
    def from_crawler(cls, crawler: Crawler, *args: object) -> Self:
        """Scrapy's constructor."""
        spider = super().from_crawler(crawler, *args)
        crawler.signals.connect(spider._refill, signal=signals.scheduler_empty)  # noqa: SLF001 - its own
        crawler.signals.connect(spider._begin_again, signal=signals.spider_idle)  # noqa: SLF001 - likewise
        return spider

    async def take(self, leads: Sequence[Lead], *, hops: int = 0) -> Taken:
        """Ask for those pages that may be articles of this site and are wanted.

        Args:
            leads: from one list, in its order.
            hops: how many links lead from a list to these.
        """
        if not leads:
            return Taken()
        memory = await self._remembered()
        now = datetime.now(UTC)
        best, trapped, others = await asyncio.to_thread(self._judged, memory, leads, now)
        keys = frozenset(best) | others
        self.count("found", len(keys - self._found))
        self.count("traps", trapped)
        self._found |= keys
        wanted = {"new": 0, "again": 0}
        for key, (url, verdict) in best.items():
            if verdict == "known" or key in self._asked:
                continue
            if self._is_enough(sum(wanted.values())):
                break
            self._asked.add(key)
            self._waiting.append((url, verdict == "again", hops))
            wanted[verdict] += 1
        for name, number in wanted.items():
            self.count(name, number)
        return Taken(keys, sum(wanted.values()))

    def take_again(self, urls: Iterable[str]) -> None:
        """Visit pages again, in this order, once everything that is new has come."""
        for url in urls:
            key = page_key(url)
            if key not in self._asked:
                self._asked.add(key)
                self._again.append(url)

    def page_request(self, url: str, *, again: bool = False, hops: int = 0) -> Request:
        """Asks for a page; ``again`` where the archive has it, only if it has changed since."""
        meta = {CONDITIONAL: again, "hops": hops}
        return Request(url, self.parse_page, errback=self.unread, priority=_PAGE, meta=meta)

    # ------------------------------------------------------------------ decisions

    def _judged(
        self, memory: Memory, leads: Iterable[Lead], now: datetime
    ) -> tuple[dict[str, tuple[str, Verdict]], int, frozenset[str]]:
        """Address and verdict of each page, by key; how many were traps; keys of other times.

        For a thread: a sitemap may name two hundred thousand pages.
        """
        trapped = 0
        within, outside = [], set()
        for lead in leads:
            if not (self.plan.owns(lead.url) and may_be_article(lead.url, self.plan.rules)):
                continue
            if trap(lead.url, now=now):
                trapped += 1
            elif self.window.past and not self.window.takes(lead):
                outside.add(page_key(lead.url))
            else:
                within.append(lead)
        best: dict[str, tuple[str, Verdict]] = {}
        for key, lead, verdict in memory.verdicts(within, now):
            if key in best:
                url, earlier = best[key]
                url = min(url, lead.url, key=_preference)
                best[key] = (url, earlier if verdict == "known" else verdict)
            else:
                best[key] = (lead.url, verdict)
        return best, trapped, frozenset(outside)

    async def _remembered(self) -> Memory:
        """What the archive had when this crawl first asked; what came since is in ``_asked``."""
        if self._memory is None:
            folder = archive_dir(self.settings)
            reading = asyncio.to_thread(Memory.read, folder, self.plan.owns)
            self._memory = asyncio.ensure_future(reading)
        return await self._memory

    def _is_enough(self, more: int) -> bool:
        limit = self.settings.getint("MAX_ARTICLES")
        return bool(limit) and self._counted("new") + self._counted("again") + more >= limit

    def _refill(self) -> None:
        """Let some pages go on to the scheduler, when it has nothing left to do."""
        assert self.crawler.engine is not None
        if self._has_taken_all and self._again and not self._waiting:
            # One by one: the scheduler turns an order round.
            self.crawler.engine.crawl(self.page_request(self._again.popleft(), again=True))
        for _ in range(min(_AHEAD, len(self._waiting))):
            url, again, hops = self._waiting.popleft()
            self.crawler.engine.crawl(self.page_request(url, again=again, hops=hops))

    def _begin_again(self) -> None:
        """Go on where Scrapy would close the spider: now pages are visited again.

        Raises:
            DontCloseSpider: there are some.
        """
        self._has_taken_all = True
        if self._waiting or self._again:
            self._refill()
            raise DontCloseSpider

    def _counted(self, what: str) -> int:
        assert self.crawler.stats is not None
        return int(self.crawler.stats.get_value(f"archive/{what}", 0))


def _preference(url: str) -> tuple[bool, bool]:
    """Which of two addresses of a page to ask for: neither AMP's nor a telephone's, and https."""
    return is_twin(url), not url.startswith("https:")
