"""Which capture of an address is nearest in time to a moment."""

from __future__ import annotations

from datetime import datetime
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping

_USABLE = """target_uri = wanted.value and truncated is null and coalesce(status, 200) = 200
        and record_type in ('response', 'resource', 'revisit')"""

NEAREST = f"""select wanted.value as url, captures.id, captures.captured_at, captures.content_type
from json_each(:urls) as wanted
join captures on captures.id in (
    (select id from captures where {_USABLE} and captured_at <= :at
        order by captured_at desc limit 1),
    (select id from captures where {_USABLE} and captured_at >= :at
        order by captured_at limit 1)
)"""  # noqa: S608 - no value of anybody's is in it
"""Given ``urls``, a JSON array, and ``at``: the last whole capture before and the first after."""

ANY = NEAREST.replace("coalesce(status, 200) = 200", "coalesce(status, 200) != 304")
"""Likewise, errors and redirects included: what a visitor was shown."""

VARIANTS = """select variants.value as url, photos.capture_id as id
from page_captures
join photo_uses on photo_uses.version_id = page_captures.version_id
join photos on photos.id = photo_uses.photo_id
join json_each(photo_uses.urls) as variants
where page_captures.capture_id = :id and photos.sha256 is not null"""
"""Given a page's capture: the archived photo for every address the page offers it at. Crawls keep
one size of a photo, seldom the one that the page shows."""


def nearest(rows: Iterable[Mapping[str, Any]], at: str) -> dict[str, int]:
    """The capture nearest to a moment, for each address that has any.

    Args:
        rows: those of `NEAREST`.
        at: the moment, ISO 8601 with offset.
    """
    moment = datetime.fromisoformat(at)

    def distance(row: Mapping[str, Any]) -> float:
        return abs((datetime.fromisoformat(row["captured_at"]) - moment).total_seconds())

    found: dict[str, int] = {}
    for row in sorted(rows, key=distance):
        found.setdefault(row["url"], row["id"])
    return found
