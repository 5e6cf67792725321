"""The hours of the day in which a site is crawled."""

from __future__ import annotations

from datetime import UTC, datetime, time
from typing import TYPE_CHECKING
from zoneinfo import ZoneInfo

if TYPE_CHECKING:
    from scrapy.settings import BaseSettings

    from crawler.sites import Site


def open_now(crawl_hours: str | None, zone: str, moment: datetime) -> bool:
    """Whether ``moment`` lies in the hours of a site.

    The clock on the site's wall decides: an hour that a change to summer time leaves out is not
    there, one that comes twice is open twice.

    Args:
        crawl_hours: ``HH:MM-HH:MM``, the end not included; over midnight where the end is
            earlier than the start, the whole day where they are equal; None for any hour.
        zone: IANA name of the site's time zone.
        moment: with offset.

    Raises:
        ValueError: ``crawl_hours`` is written in another way, or ``moment`` has no offset.
        zoneinfo.ZoneInfoNotFoundError: there is no such zone.

    >>> from datetime import UTC
    >>> open_now("22:00-06:00", "Europe/Paris", datetime(2026, 1, 5, 21, 30, tzinfo=UTC))
    True
    """
    if crawl_hours is None:
        return True
    if moment.tzinfo is None:
        message = f"{moment} has no offset: it is not known what time that is in {zone}"
        raise ValueError(message)
    start, end = (_time(part, crawl_hours) for part in _halves(crawl_hours))
    now = moment.astimezone(ZoneInfo(zone)).time()
    if start == end:
        return True
    if start < end:
        return start <= now < end
    return now >= start or now < end


def closed_now(site: Site | None, settings: BaseSettings) -> str | None:
    """Why a site is not to be crawled at this moment, in words; None where it may be.

    Settings:
        IGNORE_CRAWL_HOURS: whether it may be at any moment.
    """
    if site is None or site.crawl_hours is None or settings.getbool("IGNORE_CRAWL_HOURS"):
        return None
    if open_now(site.crawl_hours, site.time_zone, datetime.now(UTC)):
        return None
    return f"outside of its hours, {site.crawl_hours} in {site.time_zone}"


def _halves(crawl_hours: str) -> tuple[str, str]:
    start, dash, end = crawl_hours.partition("-")
    if not dash:
        raise ValueError(_wrong(crawl_hours))
    return start, end


def _time(part: str, crawl_hours: str) -> time:
    try:
        return datetime.strptime(part, "%H:%M").time()  # noqa: DTZ007 - a wall clock's time
    except ValueError as error:
        raise ValueError(_wrong(crawl_hours)) from error


def _wrong(crawl_hours: str) -> str:
    return f"crawl_hours {crawl_hours!r} is not written HH:MM-HH:MM"
