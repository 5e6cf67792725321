"""What can go wrong with one page; every message names the page's address."""

from __future__ import annotations


class ExtractionError(Exception):
    """A page could not be extracted.

    Attributes:
        url: the page's address.
        reason: what is wrong, in words, without the address.
    """

    def __init__(self, url: str, reason: str) -> None:
        super().__init__(url, reason)
        self.url = url
        self.reason = reason

    def __str__(self) -> str:
        return f"{self.url}: {self.reason}"


class NotHtmlError(ExtractionError):
    """The bytes are not an HTML page: an image, a PDF, a feed, JSON."""


class EmptyPageError(ExtractionError):
    """There is nothing on the page: no bytes, or no words and no pictures."""


class PageTooLargeError(ExtractionError):
    """The page has more bytes than any article needs."""


class PageTooDeepError(ExtractionError):
    """The mark-up is nested deeper than the HTML parser follows."""


class ExtractionTimeoutError(ExtractionError):
    """The page took longer than its time limit."""


class ExtractionCrashError(ExtractionError):
    """Our code, or a library's, failed on the page in a way that nobody foresaw."""


class WorkerLostError(ExtractionError):
    """The process that read the page died, twice: out of memory, or a crash in a C library."""


class PoolClosedError(ExtractionError):
    """A page was handed to a pool that had been closed."""


class SelectorError(ExtractionError):
    """A site's CSS selector cannot be read."""
