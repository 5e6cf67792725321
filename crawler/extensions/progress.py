"""Shows what a crawl is doing: a live line at a terminal, a log line now and then elsewhere."""

from __future__ import annotations

import logging
import sys
from time import monotonic
from typing import TYPE_CHECKING, Any, ClassVar
from urllib.parse import urlsplit

from rich.console import Console
from rich.file_proxy import FileProxy
from rich.progress import BarColumn, Progress, SpinnerColumn, TextColumn, TimeElapsedColumn
from rich.table import Column
from scrapy import signals
from scrapy.utils.asyncio import create_looping_call

from crawler.logs import installed_log

if TYPE_CHECKING:
    from typing import Self

    from rich.progress import TaskID
    from scrapy import Request, Spider
    from scrapy.crawler import Crawler

logger = logging.getLogger(__name__)

_REDRAW = 0.25  # seconds


class Board:
    """The live lines at the terminal, one for each crawl of this process that runs now."""

    _now: ClassVar[Board | None] = None

    def __init__(self) -> None:
        console = Console(stderr=True)
        # Log lines go above the live lines instead of through them.
        handler = installed_log()
        if isinstance(handler, logging.StreamHandler) and handler.stream is sys.stderr:
            handler.setStream(FileProxy(console, sys.stderr))
        self.lines = Progress(
            SpinnerColumn(),
            _text("[bold]{task.description}"),
            BarColumn(bar_width=12),
            _text("{task.completed}/{task.total} articles"),
            _text("{task.fields[photos]} photos  {task.fields[rate]:.1f}/s"),
            TimeElapsedColumn(),
            # What is left of the line; an address is a stranger's text: markup in it stays text.
            TextColumn(
                "{task.fields[now]}",
                style="dim",
                markup=False,
                table_column=Column(ratio=1, no_wrap=True, overflow="ellipsis"),
            ),
            console=console,
            expand=True,
            transient=True,
            # What `scrapy update` prints meanwhile goes above the lines too.
            redirect_stdout=sys.stdout.isatty(),
            redirect_stderr=False,
        )
        self.lines.start()

    @classmethod
    def now(cls) -> Board | None:
        """The board of this process, while there is one."""
        return cls._now

    @classmethod
    def join(cls, name: str, now: str) -> TaskID:
        """A line for one more crawl; the first one brings the board."""
        if cls._now is None:
            cls._now = cls()
        return cls._now.lines.add_task(name, total=0, photos=0, rate=0.0, now=now)

    @classmethod
    def show(cls, line: TaskID, **values: Any) -> None:  # noqa: ANN401 - fields of a line
        """Update a line."""
        if cls._now is not None:
            cls._now.lines.update(line, **values)

    @classmethod
    def leave(cls, line: TaskID) -> None:
        """Take a line away; the last one takes the board with it."""
        if cls._now is None:
            return
        cls._now.lines.remove_task(line)
        if not cls._now.lines.tasks:
            cls._now.lines.stop()
            handler = installed_log()
            if isinstance(handler, logging.StreamHandler) and isinstance(handler.stream, FileProxy):
                handler.setStream(sys.stderr)
            cls._now = None


class ProgressDisplay:
    """Pages, photos, rate, and what is being fetched now."""

    def __init__(self, crawler: Crawler) -> None:
        self._crawler = crawler
        self._interval = crawler.settings.getfloat("PROGRESS_INTERVAL")
        self._now = "starting"
        self._name = ""
        self._host: str | None = None
        self._started = monotonic()
        self._line: TaskID | None = None
        crawler.signals.connect(self._opened, signal=signals.spider_opened)
        crawler.signals.connect(self._fetching, signal=signals.request_reached_downloader)
        crawler.signals.connect(self._closed, signal=signals.spider_closed)

    @classmethod
    def from_crawler(cls, crawler: Crawler) -> Self:
        """Scrapy's constructor."""
        return cls(crawler)

    def _opened(self, spider: Spider) -> None:
        self._started = monotonic()
        self._name = spider.name
        plan = getattr(spider, "plan", None)  # a spider that is not ours has none
        self._host = urlsplit(plan.home).hostname if plan else None
        if sys.stderr.isatty():
            self._line = Board.join(spider.name, self._now)
        self._loop = create_looping_call(self._show)
        self._loop.start(self._interval if self._line is None else _REDRAW, now=False)

    def _fetching(self, request: Request) -> None:
        parts = urlsplit(request.url)
        own = parts.hostname == self._host
        self._now = parts._replace(scheme="", netloc="").geturl() if own else request.url

    def _show(self) -> None:
        pages, new = self._counted("pages"), self._counted("new")
        photos = self._counted("photos")
        requests = int(self._crawler.stats.get_value("response_received_count", 0))
        rate = requests / max(monotonic() - self._started, 0.001)
        if self._line is None:
            logger.info(
                "%s: %d of %d new pages read, %d photos, %.1f requests/s, now %s",
                self._name, pages, new, photos, rate, self._now,
            )  # fmt: skip
            return
        Board.show(self._line, completed=pages, total=new, photos=photos, rate=rate, now=self._now)

    def _closed(self, **_: Any) -> None:  # noqa: ANN401 - the signal's further arguments
        self._loop.stop()
        if self._line is not None:
            Board.leave(self._line)

    def _counted(self, what: str) -> int:
        return int(self._crawler.stats.get_value(f"archive/{what}", 0))


def _text(template: str) -> TextColumn:
    return TextColumn(template, table_column=Column(no_wrap=True))
