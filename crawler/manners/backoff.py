"""How long a host wants to be left alone."""

from __future__ import annotations

import re
from datetime import UTC, datetime, timedelta
from email.utils import parsedate_to_datetime
from http import HTTPStatus
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from scrapy import Request
    from scrapy.http import Response

_SECONDS = re.compile(r"[0-9]{1,9}")
_BUSY = frozenset({HTTPStatus.TOO_MANY_REQUESTS, HTTPStatus.SERVICE_UNAVAILABLE})


def pause_of(  # noqa: PLR0913 - what an answer says, one by one
    status: int,
    retry_after: str | None,
    date: str | None = None,
    *,
    now: datetime,
    unsaid: float,
    attempts: int = 0,
) -> float | None:
    """Seconds that an answer asks to wait before the next request; None where it asks for none.

    ``Retry-After`` counts with 429 and 503, and with redirects (RFC 9110, section 10.2.3). A date
    in it is taken against the server's own ``Date``, so that a clock that is wrong on either side
    does no harm; one in the past is no wait.

    Args:
        status: of the answer.
        retry_after: value of ``Retry-After``: seconds, or a date.
        date: value of ``Date``.
        now: the time here, for a server that does not say its own.
        unsaid: seconds after the first 429 or 503 that names no time, or no readable one; each
            further one doubles it.
        attempts: how often the same was asked before.
    """
    if status not in _BUSY and not HTTPStatus(300) <= status < HTTPStatus(400):
        return None
    said = _said(retry_after.strip(), _date(date) or now) if retry_after else None
    if said is None and status in _BUSY:
        return float(unsaid * 2**attempts)
    return said


def pause_after(request: Request, response: Response, unsaid: float) -> float | None:
    """`pause_of` for an answer as Scrapy has it."""
    return pause_of(
        response.status,
        _field(response, "Retry-After"),
        _field(response, "Date"),
        now=datetime.now(UTC),
        unsaid=unsaid,
        attempts=request.meta.get("retry_times", 0),
    )


def _field(response: Response, name: str) -> str | None:
    value = response.headers.get(name)
    return value.decode("latin-1") if value else None


def _said(retry_after: str, now: datetime) -> float | None:
    if _SECONDS.fullmatch(retry_after):
        return float(retry_after)
    until = _date(retry_after)
    return None if until is None else max(0.0, (until - now) / timedelta(seconds=1))


def _date(value: str | None) -> datetime | None:
    """An HTTP date (RFC 9110, section 5.6.7), or as mail writes it; None for anything else."""
    try:
        date = parsedate_to_datetime(value or "")
        return date.astimezone(UTC) if date.tzinfo else date.replace(tzinfo=UTC)
    except (TypeError, ValueError, OverflowError):
        return None
