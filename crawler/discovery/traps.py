"""Addresses that lead nowhere new, however many there are of them."""

from __future__ import annotations

import re
from datetime import UTC, datetime, timedelta
from urllib.parse import parse_qsl, urlsplit

from crawler.discovery.dates import list_period

MAX_LENGTH = 2048
"""Characters of an address; sitemaps.org asks for fewer than this."""
MAX_SEGMENTS = 20
"""Segments of a path (Heritrix's TooManyPathSegmentsDecideRule)."""
MAX_FIELDS = 8
"""Fields of a query; lists that can be filtered and sorted in every way have more."""
_AHEAD = timedelta(days=366)

# One or more segments, three times on end: a relative link that misses its base (Heritrix's
# PathologicalPathDecideRule allows two repetitions).
_REPEATED = re.compile(r"((?:/[^/]+){1,4})\1\1(?=/|$)")
_CALENDAR_FIELDS = frozenset(
    ("tribe-bar-date", "eventdisplay", "eventdate", "ical", "outlook-ical", "cal_month", "calyear")
)
_CALENDAR = re.compile(r"/(?:calend[a-z]+|kalender|agenda)(?:/|$)", re.IGNORECASE)
_PAGE = re.compile(r"(?<=/)(?P<word>page|seite|pagina|p)(?P<mark>[/-]?)(?P<page>\d{1,6})(?=/|$)")
_PAGE_FIELD = re.compile(
    r"(?<=[?&])(?P<word>page|paged|p|pg|seite|start)(?P<mark>=)(?P<page>\d{1,6})(?=&|$)"
)


def trap(url: str, *, now: datetime | None = None) -> str | None:
    """What is wrong with an address, in a few words; None where nothing is.

    The rules, each told from the address alone: too long; a path too deep; segments that repeat
    themselves three times on end; a query of too many fields, or one field more than twice; the
    page of a calendar, unless it says that it is of the past or of the year to come.
    """
    if len(url) > MAX_LENGTH:
        return f"longer than {MAX_LENGTH} characters"
    parts = urlsplit(url)
    if parts.path.count("/") > MAX_SEGMENTS:
        return f"deeper than {MAX_SEGMENTS} segments"
    if _REPEATED.search(parts.path):
        return "a path that repeats itself"
    names = [name.lower() for name, _ in parse_qsl(parts.query, keep_blank_values=True)]
    if len(names) > MAX_FIELDS or len(names) > 2 * len(set(names)):
        return f"a query of {len(names)} fields"
    if _CALENDAR_FIELDS & set(names) or (_CALENDAR.search(parts.path) and _is_far(url, now)):
        return "a page of a calendar"
    return None


def page_number(url: str) -> int | None:
    """Which page of a listing an address asks for; None where it does not say."""
    found = _numbered(url)
    return int(found["page"]) if found else None


def is_page_of(url: str, listing: str, number: int) -> bool:
    """Whether ``url`` is page ``number`` of the listing that ``listing`` is a page of."""
    return page_number(url) == number and _unpaged(url) == _unpaged(listing)


def _numbered(url: str) -> re.Match[str] | None:
    path, mark, query = url.partition("?")
    return _PAGE.search(path) or (_PAGE_FIELD.search(mark + query) if mark else None)


def _unpaged(url: str) -> str:
    path, mark, query = url.partition("?")
    path = _PAGE.sub("", path).rstrip("/")
    query = _PAGE_FIELD.sub("", mark + query).strip("?&")
    return f"{path}?{query}"


def _is_far(url: str, now: datetime | None) -> bool:
    period = list_period(url)
    return period is None or period.start > ((now or datetime.now(UTC)) + _AHEAD).date()
