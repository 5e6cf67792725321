"""Where the log of a crawl goes, and what Scrapy's says of itself in it."""

from __future__ import annotations

import logging
import logging.handlers
from pathlib import Path
from typing import TYPE_CHECKING

from crawler.cli import fail

if TYPE_CHECKING:
    from scrapy.settings import BaseSettings

# Each crawl's whole settings, extensions and middlewares, at INFO.
_REPORTS = ("scrapy.addons", "scrapy.crawler", "scrapy.middleware", "scrapy.utils.log")
# A traceback through Twisted for a host that is down; the line above it says as much.
_TRACEBACKS = ("scrapy.downloadermiddlewares.robotstxt",)


class ReopeningHandler(logging.handlers.WatchedFileHandler):
    """Writes to LOG_FILE, and opens it anew when somebody has renamed or removed it.

    So logrotate may rename it while a crawl of days writes (``create`` or ``nocreate``, without
    ``copytruncate`` and without a signal); no line is lost. With ``copytruncate`` it works as
    well, since the file is opened to append.
    """

    def emit(self, record: logging.LogRecord) -> None:
        """Write one record; a log that cannot be opened again stops no crawl."""
        try:
            super().emit(record)
        except OSError:
            self.handleError(record)


_installed: list[logging.Handler] = []


def install_log(settings: BaseSettings) -> logging.Handler:
    """Let the log go where LOG_FILE, LOG_ENABLED and LOG_LEVEL say; replaces an earlier one.

    Leaves with exit code 1 where the file cannot be opened or the level is none.
    """
    remove_log()
    handler: logging.Handler
    name, level = settings.get("LOG_FILE"), settings.get("LOG_LEVEL")
    try:
        logging.Handler().setLevel(level)  # raises where it is none, before a file is opened
        if name:
            Path(name).parent.mkdir(parents=True, exist_ok=True)
            mode = "a" if settings.getbool("LOG_FILE_APPEND") else "w"
            handler = ReopeningHandler(name, mode, encoding=settings.get("LOG_ENCODING"))
        elif settings.getbool("LOG_ENABLED"):
            handler = logging.StreamHandler()
        else:
            handler = logging.NullHandler()
    except (OSError, ValueError, TypeError) as error:
        fail(f"the log: {error} (settings LOG_FILE, LOG_LEVEL)")
    handler.setLevel(level)
    handler.setFormatter(
        logging.Formatter(settings.get("LOG_FORMAT"), settings.get("LOG_DATEFORMAT"))
    )
    logging.root.setLevel(logging.NOTSET)
    logging.root.addHandler(handler)
    _installed.append(handler)
    quieten_scrapy()
    return handler


def remove_log() -> None:
    """Take the handler away again and close it."""
    while _installed:
        handler = _installed.pop()
        logging.root.removeHandler(handler)
        handler.close()


def installed_log() -> logging.Handler | None:
    """The handler that `install_log` put there."""
    return _installed[-1] if _installed else None


def quieten_scrapy() -> None:
    """Turn off Scrapy's reports, and tracebacks where a download simply failed."""
    for name in _REPORTS:
        logging.getLogger(name).setLevel(logging.WARNING)
    for name in _TRACEBACKS:
        logging.getLogger(name).addFilter(_without_traceback)


def _without_traceback(record: logging.LogRecord) -> bool:
    record.exc_info = None
    record.exc_text = None
    return True
