"""Listings by date: the addresses of all of them between two days."""

from __future__ import annotations

from datetime import date, timedelta
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Iterator


def archive_pages(template: str, first: date, last: date) -> Iterator[str]:
    """One address for each day, month or year, as the template has ``{dd}``, ``{mm}`` or neither.

    Args:
        template: with ``{yyyy}``, and ``{mm}`` and ``{dd}`` where it goes by these.
        first: the first day.
        last: the last day, inclusive.
    """
    day = first
    while day <= last:
        page = template.replace("{yyyy}", f"{day:%Y}").replace("{mm}", f"{day:%m}")
        yield page.replace("{dd}", f"{day:%d}")
        if "{dd}" in template:
            day += timedelta(days=1)
        elif "{mm}" in template:
            day = date(day.year + day.month // 12, day.month % 12 + 1, 1)
        else:
            day = date(day.year + 1, 1, 1)
