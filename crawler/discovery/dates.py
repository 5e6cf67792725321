"""Dates that announcers give: in feeds and sitemaps, and in addresses themselves."""

from __future__ import annotations

import re
from collections import Counter
from dataclasses import dataclass, replace
from datetime import date, datetime, time, timedelta
from typing import TYPE_CHECKING
from urllib.parse import parse_qsl, urlsplit

from archive.extract.dates import parse_date

if TYPE_CHECKING:
    from collections.abc import Sequence

    from crawler.discovery.lead import Lead

_MANY, _FEW = 20, 3
_LONGEST = 60
# A year, another number, and a word that is no mark of ISO 8601.
_WORDED = re.compile(r"(?=.*\d{4})(?=.*\d{1,2}\D+\d|.*\d\D+\d{1,2})(?=.*[^\W\dTZ_])")
# Reading a word in all languages that there are takes seconds.
_LANGUAGES = (
    "en fr de es it pt nl sv nb da fi pl cs sk hu ro bg hr sr sl uk ru et lv lt el tr he ar fa hi "
    "zh ja ko"
)


class DateReader:
    """Reads the dates of one document.

    Names of months in the world's languages are left to dateparser, which takes its time: a
    document in which it reads nothing is soon not asked about any more.

    Args:
        patience: dates that it may fail to read.
    """

    def __init__(self, patience: int = 20) -> None:
        self._patience = patience
        self._read: dict[str, datetime | None] = {}

    def read(self, text: str | None) -> datetime | None:
        """A moment with offset; a bare day, or a time without offset, counts as UTC.

        Args:
            text: ISO 8601, RFC 5322, Unix seconds, or a day with its month in words.

        Returns:
            None where it is no plausible date.
        """
        text = (text or "").strip()
        if not text or len(text) > _LONGEST:
            return None
        if text not in self._read:
            self._read[text] = parse_date(text) or self._in_words(text)
        return self._read[text]

    def _in_words(self, text: str) -> datetime | None:
        # Without a word, which number is the month is a guess.
        if self._patience <= 0 or not _WORDED.match(text):
            return None
        # It reads its data when first imported, which most crawls never need.
        from dateparser import parse  # noqa: PLC0415 - see above

        wanted = {
            "STRICT_PARSING": True, "REQUIRE_PARTS": ["day", "month", "year"],
            "PARSERS": ["absolute-time"], "TIMEZONE": "UTC", "RETURN_AS_TIMEZONE_AWARE": True,
        }  # fmt: skip
        try:
            found = parse(text, languages=_LANGUAGES.split(), settings=wanted)
        except (ValueError, OverflowError, re.error):
            found = None
        if found is None:
            self._patience -= 1
        return parse_date(found.isoformat()) if found else None


def without_stamps(leads: Sequence[Lead]) -> list[Lead]:
    """The leads, those without a date whose date is when their list was made.

    Generators write the time of their run beside every entry; taken at its word, each run would
    send us back to every page. One moment on more than half of the dated entries says nothing of
    any of them, if they are three or more; a bare day is fair for up to twenty.
    """
    moments = Counter(lead.date for lead in leads if lead.date)
    if not moments:
        return list(leads)
    (stamp, times), *_ = moments.most_common(1)
    enough = _MANY if stamp.time() == time() else _FEW
    if times < enough or 2 * times <= moments.total():
        return list(leads)
    return [replace(lead, date=lead.published) if lead.date == stamp else lead for lead in leads]


@dataclass(frozen=True, slots=True)
class Period:
    """Days from ``start`` up to and without ``end``."""

    start: date
    end: date

    def overlaps(self, since: datetime | None, until: datetime | None) -> bool:
        """Whether the period shares a moment with ``since`` up to ``until``.

        Its days are those of the zone that ``since`` and ``until`` are in.
        """
        if since and datetime.combine(self.end, time(), since.tzinfo) <= since:
            return False
        return not (until and datetime.combine(self.start, time(), until.tzinfo) >= until)


_YEAR = r"(?P<y>(?:19|20)\d\d)"
_MONTH = r"(?P<m>0[1-9]|1[0-2]|jan|feb|mar|apr|may|jun|jul|aug|sep|oct|nov|dec)"
_DAY = r"(?P<d>0[1-9]|[12]\d|3[01])"
_MONTHS = ("jan", "feb", "mar", "apr", "may", "jun", "jul", "aug", "sep", "oct", "nov", "dec")

# In an article's address a number may be part of its headline: a date stands at the beginning of
# a segment, a month or a year fills one.
_OF_ARTICLE = [
    re.compile(pattern, re.IGNORECASE)
    for pattern in (
        rf"/{_YEAR}/{_MONTH}/{_DAY}(?=/|$)",
        rf"/{_YEAR}-{_MONTH}-{_DAY}(?!\d)",
        rf"/{_YEAR}(?P<m>0[1-9]|1[0-2]){_DAY}(?!\d)",
        rf"/{_YEAR}[/-]{_MONTH}(?=/|$)",
        rf"/{_YEAR}(?=/|$)",
    )
]
_OF_LIST = [
    re.compile(pattern, re.IGNORECASE)
    for pattern in (
        rf"(?<!\d){_YEAR}[/_.-]?{_MONTH}[/_.-]?{_DAY}(?!\d)",
        rf"(?<!\d){_YEAR}[/_.-]{_MONTH}(?![a-z0-9])",
        rf"(?<!\d){_YEAR}(?P<m>0[1-9]|1[0-2])(?!\d)",
        rf"(?<!\d){_YEAR}(?!\d)",
    )
]
_PARTS = {
    "y": frozenset(("yyyy", "year", "y")),
    "m": frozenset(("mm", "month", "m")),
    "d": frozenset(("dd", "day", "d")),
}


def article_period(url: str) -> Period | None:
    """The day, month or year that an article's address says it is of; None where it does not."""
    return _found(_OF_ARTICLE, urlsplit(url).path)


def list_period(url: str) -> Period | None:
    """The time that a sitemap's or an archive page's address says it is of; None likewise.

    ``sitemap-2024-03.xml``, ``/sitemaps/2024/03/14.xml``, and WordPress.com's
    ``sitemap.xml?yyyy=2024&mm=03&dd=14``.
    """
    parts = urlsplit(url)
    fields = {name.lower(): value for name, value in parse_qsl(parts.query)}
    given = {
        part: value
        for part, names in _PARTS.items()
        for name, value in fields.items()
        if name in names
    }
    if re.fullmatch(r"(?:19|20)\d\d", given.get("y", "")):
        return _period(given["y"], given.get("m"), given.get("d"))
    return _found(_OF_LIST, parts.path) or _found(_OF_LIST, parts.query)


def _found(patterns: Sequence[re.Pattern[str]], text: str) -> Period | None:
    for pattern in patterns:
        for match in pattern.finditer(text):
            found = match.groupdict()
            if period := _period(found["y"], found.get("m"), found.get("d")):
                return period
    return None


def _period(year: str, month: str | None, day: str | None) -> Period | None:
    try:
        y = int(year)
        if not month:
            return Period(date(y, 1, 1), date(y + 1, 1, 1))
        m = _MONTHS.index(month.lower()) + 1 if month.isalpha() else int(month)
        start = date(y, m, int(day) if day else 1)
    except ValueError:
        return None
    if day:
        return Period(start, start + timedelta(days=1))
    return Period(start, date(y + m // 12, m % 12 + 1, 1))
