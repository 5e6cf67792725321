"""What Scrapy's log says of itself, cut down to what a reader of our log wants."""

from __future__ import annotations

import logging

# Each crawl's whole settings, extensions and middlewares, at INFO.
_REPORTS = ("scrapy.addons", "scrapy.crawler", "scrapy.middleware", "scrapy.utils.log")
# A traceback through Twisted for a host that is down; the line above it says as much.
_TRACEBACKS = ("scrapy.downloadermiddlewares.robotstxt",)


def quieten_scrapy() -> None:
    """Turn off Scrapy's reports, and tracebacks where a download simply failed.

    Called once Scrapy has configured logging, which resets levels.
    """
    for name in _REPORTS:
        logging.getLogger(name).setLevel(logging.WARNING)
    for name in _TRACEBACKS:
        logging.getLogger(name).addFilter(_without_traceback)


def _without_traceback(record: logging.LogRecord) -> bool:
    record.exc_info = None
    record.exc_text = None
    return True
