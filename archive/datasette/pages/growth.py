"""What the archive holds and how it grows: numbers, and a chart drawn as SVG."""

from __future__ import annotations

import asyncio
from datetime import date
from typing import TYPE_CHECKING, Any, NamedTuple

from datasette import Response  # type: ignore[import-untyped]  # 0.65 has no types

from archive.datasette.access import OWN_PAGE, Access
from archive.datasette.pages.looks import looks
from archive.index.statistics import MONTHS, MOST_SERVICES, RIGHTS, SERVICES, SITES

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

    from datasette.app import Datasette  # type: ignore[import-untyped]  # likewise
    from datasette.utils.asgi import Request  # type: ignore[import-untyped]  # likewise

MOST_MONTHS = 60
WIDTH, HEIGHT, FLOOR, LEFT = 720, 220, 190, 48
_STEPS = (1, 2, 5, 10)


class Bar(NamedTuple):
    """A month in the chart, in the units of its ``viewBox``.

    Attributes:
        month: ``YYYY-MM``.
        label: what stands below it, empty where there is no room.
        x: where its first column begins.
        width: of one of its two columns.
        articles: number, and height of the column.
        photos: likewise.
    """

    month: str
    label: str
    x: float
    width: float
    articles: tuple[int, float]
    photos: tuple[int, float]


class Chart(NamedTuple):
    """Growth per month as a chart of columns.

    Attributes:
        bars: one for each month from the first to the last, at most `MOST_MONTHS`.
        lines: the horizontal lines, as what they stand for and their height.
    """

    bars: list[Bar]
    lines: list[tuple[int, float]]


async def show(datasette: Datasette, request: Request) -> Response:
    """The page about what the archive holds."""
    access = Access(datasette, request)
    await access.check()
    by_month, by_site, by_rights, services = await asyncio.gather(
        access.rows(MONTHS),
        access.rows(SITES),
        access.rows(RIGHTS),
        access.rows(SERVICES, most=MOST_SERVICES),
    )
    shown = by_month[-MOST_MONTHS:]
    variables = {
        "chart": chart(shown),
        "measures": {"width": WIDTH, "height": HEIGHT, "floor": FLOOR, "left": LEFT},
        "months": shown,
        "by_site": sorted(by_site, key=lambda row: (-row["articles"], row["site"] or "")),
        "by_rights": by_rights,
        "services": services,
        "articles": sum(row["articles"] for row in by_site),
        "photos": sum(row["photos"] for row in by_site),
        "credited": sum(row["credited"] for row in by_site),
        **looks(access),
    }
    html = await datasette.render_template("growth.html", variables, request=request)
    return Response.html(html, headers=OWN_PAGE)


def chart(by_month: Sequence[Mapping[str, Any]]) -> Chart:
    """The numbers per month as columns side by side."""
    rows = [(row["month"], row["articles"], row["photos"]) for row in by_month]
    step = _step(max((max(row[1:]) for row in rows), default=1))
    top = 4 * step
    slot = (WIDTH - LEFT) / max(len(rows), 6)
    width = min(slot * 0.38, 40.0)

    def height(number: int) -> float:
        return round(number / top * (FLOOR - 10), 1)

    every = max(1, -(-len(rows) // 12))
    bars = [
        Bar(
            month,
            _label(month) if (len(rows) - 1 - place) % every == 0 else "",
            round(LEFT + slot * place + (slot - 2 * width) / 2, 1),
            round(width, 1),
            (made, height(made)),
            (taken, height(taken)),
        )
        for place, (month, made, taken) in enumerate(rows)
    ]
    return Chart(bars, [(step * number, height(step * number)) for number in range(5)])


def _label(month: str) -> str:
    return date.fromisoformat(f"{month}-01").strftime("%b %Y")


def _step(most: int) -> int:
    """A round number, four of which are at least ``most``."""
    magnitude = 1
    while True:
        for factor in _STEPS:
            if 4 * factor * magnitude >= most:
                return factor * magnitude
        magnitude *= 10
