"""Shows what a crawl is doing: a live line at a terminal, a log line now and then elsewhere."""

from __future__ import annotations

import logging
import sys
from time import monotonic
from typing import TYPE_CHECKING, Any
from urllib.parse import urlsplit

from rich.console import Console
from rich.file_proxy import FileProxy
from rich.progress import BarColumn, Progress, SpinnerColumn, TextColumn, TimeElapsedColumn
from rich.table import Column
from scrapy import signals
from scrapy.utils.asyncio import create_looping_call
from scrapy.utils.log import get_scrapy_root_handler

if TYPE_CHECKING:
    from typing import Self

    from scrapy import Request, Spider
    from scrapy.crawler import Crawler

logger = logging.getLogger(__name__)

_REDRAW = 0.25  # seconds


class ProgressDisplay:
    """Pages, photos, rate, and what is being fetched now."""

    def __init__(self, crawler: Crawler) -> None:
        self._crawler = crawler
        self._interval = crawler.settings.getfloat("PROGRESS_INTERVAL")
        self._now = "starting"
        self._host: str | None = None
        self._started = monotonic()
        self._live: Progress | None = None
        crawler.signals.connect(self._opened, signal=signals.spider_opened)
        crawler.signals.connect(self._fetching, signal=signals.request_reached_downloader)
        crawler.signals.connect(self._closed, signal=signals.spider_closed)

    @classmethod
    def from_crawler(cls, crawler: Crawler) -> Self:
        """Scrapy's constructor."""
        return cls(crawler)

    def _opened(self, spider: Spider) -> None:
        self._started = monotonic()
        plan = getattr(spider, "plan", None)  # a spider that is not ours has none
        self._host = urlsplit(plan.home).hostname if plan else None
        if sys.stderr.isatty():
            self._draw_on_terminal(spider)
            seconds = _REDRAW
        else:
            seconds = self._interval
        self._loop = create_looping_call(self._show)
        self._loop.start(seconds, now=False)

    def _draw_on_terminal(self, spider: Spider) -> None:
        console = Console(stderr=True)
        # Log lines go above the live line instead of through it.
        handler = get_scrapy_root_handler()
        if isinstance(handler, logging.StreamHandler) and handler.stream is sys.stderr:
            handler.setStream(FileProxy(console, sys.stderr))
        self._live = Progress(
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
            redirect_stdout=False,
            redirect_stderr=False,
        )
        self._task = self._live.add_task(spider.name, total=0, photos=0, rate=0.0, now=self._now)
        self._live.start()

    def _fetching(self, request: Request) -> None:
        parts = urlsplit(request.url)
        own = parts.hostname == self._host
        self._now = parts._replace(scheme="", netloc="").geturl() if own else request.url

    def _show(self) -> None:
        pages, new = self._counted("pages"), self._counted("new")
        photos = self._counted("photos")
        requests = int(self._crawler.stats.get_value("response_received_count", 0))
        rate = requests / max(monotonic() - self._started, 0.001)
        if self._live is None:
            logger.info(
                "%d of %d new pages read, %d photos, %.1f requests/s, now %s",
                pages, new, photos, rate, self._now,
            )  # fmt: skip
            return
        self._live.update(
            self._task, completed=pages, total=new, photos=photos, rate=rate, now=self._now
        )

    def _closed(self, **_: Any) -> None:  # noqa: ANN401 - the signal's further arguments
        self._loop.stop()
        if self._live is not None:
            self._live.stop()

    def _counted(self, what: str) -> int:
        return int(self._crawler.stats.get_value(f"archive/{what}", 0))


def _text(template: str) -> TextColumn:
    return TextColumn(template, table_column=Column(no_wrap=True))
