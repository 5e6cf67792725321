"""When a story was published and changed, with a time zone.

A local time without offset is taken in the site's zone, else in UTC. Sources, in order: JSON-LD,
``meta`` elements, ``time`` elements, what is printed above the text, and at last htmldate's search
of the page.
"""

from __future__ import annotations

import re
from datetime import UTC, datetime, tzinfo
from email.utils import parsedate_to_datetime
from functools import cache
from typing import TYPE_CHECKING, Any
from zoneinfo import ZoneInfo, ZoneInfoNotFoundError

from lxml import etree

from archive.extract import jsonvalues
from archive.extract.classes import roles
from archive.extract.printed_dates import find_printed_date

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator

    from archive.extract.jsonld import LinkedData
    from archive.extract.page import Page
    from archive.extract.story import Story
    from archive.model import SiteRules

_PUBLISHED_META = (
    "article:published_time",
    "og:article:published_time",
    "og:published_time",
    "datepublished",
    "article:published",
    "parsely-pub-date",
    "sailthru.date",
    "cxenseparse:recs:publishtime",
    "cxenseparse:publishtime",
    "dc.date.issued",
    "dcterms.created",
    "dcterms.issued",
    "dc.date",
    "dcterms.date",
    "publishdate",
    "publish-date",
    "pubdate",
    "publication_date",
    "published_time",
    "date",
    "article.published",
    "originalpublicationdate",
    "datecreated",
    "iso-8601-publish-date",
    "last-updated-date",
    "creation_date",
)
_MODIFIED_META = (
    "article:modified_time",
    "og:article:modified_time",
    "og:updated_time",
    "datemodified",
    "article:modified",
    "lastmod",
    "last-modified",
    "dcterms.modified",
    "dc.date.modified",
    "revised",
    "modified_time",
    "updated_time",
)
_COMPACT = re.compile(r"^(\d{4})(\d{2})(\d{2})(?:T?(\d{2})(\d{2})(\d{2})?)?(Z|[+-]\d{2}:?\d{2})?$")
_ISO_LIKE = re.compile(
    r"^(\d{4})[-/.](\d{1,2})[-/.](\d{1,2})(?:[T\s,]+(?:at\s+)?(\d{1,2}):(\d{2})(?::(\d{2})(?:[.,](\d{1,9}))?)?\s*(am|pm)?)?"
    r"\s*(Z|UTC|GMT|[+-]\d{1,2}:?\d{2}|[+-]\d{2})?\s*(?:\[[\w/]+\])?$",
    re.IGNORECASE,
)
_EPOCH = re.compile(r"^1\d{9}(?:\d{3})?$")
_LONGEST = 60
_EARLIEST = 1990
_UTC_NAMES = {"z", "utc", "gmt"}


@cache
def zone(name: str | None) -> tzinfo:
    """A site's time zone; UTC where it names none that exists."""
    try:
        return ZoneInfo(name) if name else UTC
    except (ZoneInfoNotFoundError, ValueError):
        return UTC


def parse_date(value: Any, local: tzinfo = UTC) -> datetime | None:  # noqa: ANN401 -- a JSON value
    """A time with offset, from what a page writes in a machine-readable place.

    Args:
        value: ISO 8601 and its common misspellings, RFC 5322, or Unix seconds.
        local: zone of a time that names none.

    Returns:
        A time with offset; None where the text is no plausible time.
    """
    if isinstance(value, int | float) and not isinstance(value, bool):
        value = str(int(value)) if abs(value) < 1e14 else ""  # noqa: PLR2004 -- no time before the year 5000 is larger
    text = jsonvalues.text(value) or ""
    if not text or len(text) > _LONGEST:
        return None
    try:
        found = _iso(text) or _other(text)
        if found is None or found.year < _EARLIEST:
            return None
        found = found if found.tzinfo else found.replace(tzinfo=local)
        found.astimezone(UTC)  # the year 9999 in the far west overflows
    except (ValueError, OverflowError):
        return None
    return found


def _iso(text: str) -> datetime | None:
    try:
        return datetime.fromisoformat(text)
    except ValueError:
        pass
    match = _ISO_LIKE.match(text)
    if match is None:
        return None
    year, month, day, hour, minute, second, fraction, half, offset = match.groups()
    hours = int(hour or 0)
    if half:
        hours = hours % 12 + (12 if half.lower() == "pm" else 0)
    micro = int((fraction or "0")[:6].ljust(6, "0"))
    parts = (int(year), int(month), int(day), hours, int(minute or 0), int(second or 0), micro)
    return _moment(parts, offset)


def _moment(parts: tuple[int, ...], offset: str | None) -> datetime:
    """A time of its parts; without offset where the text has none."""
    return datetime(*parts, tzinfo=_offset(offset) if offset else None)  # type: ignore[misc, arg-type]  # as many parts as there are


def _offset(text: str) -> tzinfo:
    if text.lower() in _UTC_NAMES:
        return UTC
    sign, digits = text[0], text[1:].replace(":", "")
    digits = digits.rjust(4, "0") if len(digits) == 3 else digits.ljust(4, "0")  # noqa: PLR2004 -- "+100" is one hour
    aware = datetime.strptime(sign + digits, "%z").tzinfo
    return aware or UTC


def _other(text: str) -> datetime | None:
    if _EPOCH.match(text):
        return datetime.fromtimestamp(int(text[:10]), UTC)
    if match := _COMPACT.match(text):
        year, month, day, hour, minute, second, offset = match.groups()
        parts = (
            int(year),
            int(month),
            int(day),
            int(hour or 0),
            int(minute or 0),
            int(second or 0),
        )
        return _moment(parts, offset)
    try:
        return parsedate_to_datetime(text)
    except (TypeError, ValueError, IndexError):
        return None


def find_dates(
    page: Page, story: Story, data: LinkedData, rules: SiteRules | None
) -> tuple[datetime | None, datetime | None]:
    """When the story was published and when it was last changed.

    Args:
        page: the page.
        story: where its story stands.
        data: its JSON-LD.
        rules: for the site's time zone.
    """
    local = zone(rules.time_zone if rules else None)
    language = rules.language if rules else None
    published = _first(_published(page, story, data), local)
    modified = _first(
        (
            data.article.get("dateModified"),
            *_meta(page, _MODIFIED_META),
            data.page.get("dateModified"),
        ),
        local,
    )
    if published is None:
        printed = find_printed_date(story, language or page.root.get("lang"))
        published = parse_date(printed.isoformat(), local) if printed else _search(page, local)
    return published, modified


def is_dated(page: Page, story: Story, data: LinkedData) -> bool:
    """Whether a page's mark-up says when it was published; its address may, whatever it holds."""
    return _first(_published(page, story, data), UTC) is not None


def _first(values: Iterable[Any], local: tzinfo) -> datetime | None:
    return next((found for value in values if (found := parse_date(value, local))), None)


def _published(page: Page, story: Story, data: LinkedData) -> Iterator[Any]:
    yield data.article.get("datePublished")
    yield from _meta(page, _PUBLISHED_META)
    yield data.page.get("datePublished")
    yield data.article.get("dateCreated")
    yield data.article.get("uploadDate")
    for element in page.iter("time", "span", "div", "p", "abbr"):
        if element.get("itemprop") == "datePublished":
            yield element.get("datetime") or element.get("content") or element.text
    for element in story.scope.iter("time"):
        parent = element.getparent()
        if element.get("datetime") and (parent is None or "teaser" not in roles(parent)):
            yield element.get("datetime")


def _meta(page: Page, names: Iterable[str]) -> Iterator[str]:
    for name in names:
        yield from page.meta.get(name, ())[:1]


def _search(page: Page, local: tzinfo) -> datetime | None:
    """Htmldate's search: what is written for people, in the address, in scripts."""
    # Loading it takes as long as reading ten pages; most pages tell their date in their mark-up.
    from htmldate import find_date  # noqa: PLC0415 -- see above

    try:
        found = find_date(page.root, url=page.url, original_date=True, extensive_search=False)
    except (ValueError, TypeError, AttributeError, RecursionError, etree.LxmlError):
        return None
    return parse_date(found, local) if found else None
