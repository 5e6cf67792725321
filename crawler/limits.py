"""Settings that are numbers, and what each may be: a slip is told before anything begins."""

from __future__ import annotations

import math
from typing import TYPE_CHECKING, NamedTuple

from crawler.plan import ArgumentError

if TYPE_CHECKING:
    from scrapy.settings import BaseSettings


class Limits(NamedTuple):
    """What a number may be.

    Attributes:
        least: the smallest.
        most: the largest.
        kind: how Scrapy and we read it.
    """

    least: float
    most: float = math.inf
    kind: type[int | float] = int


_COUNT, _AT_LEAST_ONE = Limits(0), Limits(1)
_SECONDS, _SOME_SECONDS = Limits(0, kind=float), Limits(0.001, kind=float)

LIMITS = {
    "CONCURRENT_REQUESTS": _AT_LEAST_ONE,
    "CONCURRENT_REQUESTS_PER_DOMAIN": _AT_LEAST_ONE,
    "CRAWL_DELAY_MAX": _SECONDS,
    "DOWNLOAD_DELAY": _SECONDS,
    "AUTOTHROTTLE_START_DELAY": _SECONDS,
    "AUTOTHROTTLE_MAX_DELAY": _SECONDS,
    "AUTOTHROTTLE_TARGET_CONCURRENCY": Limits(0.001, kind=float),
    "RETRY_AFTER_MAX": _SECONDS,
    "BACKOFF_DELAY": _SECONDS,
    "MAX_REFUSALS": _COUNT,
    "MAX_PAGES_PER_DAY": _COUNT,
    "MAX_BYTES_PER_DAY": _COUNT,
    "REDIRECT_MAX_TIMES": _COUNT,
    "RETRY_TIMES": _COUNT,
    "WARC_BACKLOG_SIZE": _COUNT,
    "WARC_GZIP_LEVEL": Limits(1, 9),
    "WARC_ROLLOVER_SIZE": _AT_LEAST_ONE,
    "WARC_MIN_FREE_SPACE": _COUNT,
    "DOWNLOAD_TIMEOUT": _SOME_SECONDS,
    "DOWNLOAD_MAXSIZE": _COUNT,
    "DOWNLOAD_WARNSIZE": _COUNT,
    "MAX_REQUISITES": _COUNT,
    "CONCURRENT_ITEMS": _AT_LEAST_ONE,
    "EXTRACT_WORKERS": _COUNT,
    "EXTRACT_TIMEOUT": _SOME_SECONDS,
    "MAX_ARTICLES": _COUNT,
    "MAX_SECTION_PAGES": _COUNT,
    "MAX_ARCHIVE_PAGES": _COUNT,
    "MAX_SITEMAPS": _COUNT,
    "MAX_REVISITS": _COUNT,
    "SITEMAP_MAX_AGE_DAYS": _COUNT,
    "UPDATE_CONCURRENCY": _AT_LEAST_ONE,
    "UPDATE_MIN_INTERVAL": _SECONDS,
    "UPDATE_MAX_INTERVAL": _SECONDS,
    "UPDATE_MAX_BACKOFF": _SECONDS,
    "HEALTHCHECK_TIMEOUT": _SOME_SECONDS,
    "PROGRESS_INTERVAL": _SOME_SECONDS,
}


class SettingError(ArgumentError):
    """A setting that cannot be used."""

    def __init__(self, name: str, value: object, reason: str) -> None:
        super().__init__(f"{name}={value!r}: {reason}")


def check_numbers(settings: BaseSettings, *names: str) -> None:
    """Checks these settings, or all that are numbers.

    Raises:
        SettingError: one is no number, or out of its bounds.
    """
    for name in names or LIMITS:
        limits, value = LIMITS[name], settings.get(name)
        try:
            number = limits.kind(value)
        except (TypeError, ValueError, OverflowError) as error:
            wanted = "a whole number" if limits.kind is int else "a number"
            raise SettingError(name, value, f"not {wanted}") from error
        if not limits.least <= number <= limits.most or math.isinf(number):
            raise SettingError(name, value, _words(limits))


def _words(limits: Limits) -> str:
    if math.isinf(limits.most):
        return f"must be {limits.least:g} or more"
    return f"must be from {limits.least:g} to {limits.most:g}"
