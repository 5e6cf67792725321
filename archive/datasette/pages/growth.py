"""What the archive holds and how it grows: numbers, and a chart drawn as SVG."""

from __future__ import annotations

import asyncio
from datetime import date
from typing import TYPE_CHECKING, Any, NamedTuple

from datasette import Response  # type: ignore[import-untyped]  # 0.65 has no types

from archive.datasette.access import OWN_PAGE, Access
from archive.datasette.pages.looks import looks

if TYPE_CHECKING:
    from collections.abc import Mapping

    from datasette.app import Datasette  # type: ignore[import-untyped]  # likewise
    from datasette.utils.asgi import Request  # type: ignore[import-untyped]  # likewise

ARTICLES = """select substr(first_captured_at, 1, 7) as month, count(*) as number from articles
where first_captured_at is not null group by 1"""
PHOTOS = """select substr(captured_at, 1, 7) as month, count(*) as number from shown_uses
where captured_at is not null group by 1"""
SHARES = """select site, rights, credited, count(*) as number from shown_uses
group by site, rights, credited"""
SITES = "select site, count(*) as articles from articles group by site"
SERVICES = """select name, uses from organizations where uses > 0 order by uses desc limit 20"""
# Each of these is a scan of one narrow index.

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
    articles, photos, shares, sites, services = await asyncio.gather(
        *map(access.rows, (ARTICLES, PHOTOS, SHARES, SITES, SERVICES))
    )
    by_site, by_rights = summed(shares, sites)
    variables = {
        "chart": chart(_by_month(articles), _by_month(photos)),
        "measures": {"width": WIDTH, "height": HEIGHT, "floor": FLOOR, "left": LEFT},
        "months": months(_by_month(articles), _by_month(photos)),
        "by_site": by_site,
        "by_rights": by_rights,
        "services": services,
        "articles": sum(row["number"] for row in articles),
        "photos": sum(row["photos"] for row in by_site),
        "credited": sum(row["credited"] for row in by_site),
        **looks(access),
    }
    html = await datasette.render_template("growth.html", variables, request=request)
    return Response.html(html, headers=OWN_PAGE)


def summed(
    shares: list[dict[str, Any]], sites: list[dict[str, Any]]
) -> tuple[list[dict[str, Any]], list[dict[str, Any]]]:
    """Rows per site (articles, photos, those with a credit) and per kind of right."""
    by_site = {
        row["site"]: {"site": row["site"], "articles": row["articles"], "photos": 0, "credited": 0}
        for row in sites
    }
    by_rights: dict[str | None, int] = {}
    for row in shares:
        empty = {"site": row["site"], "articles": 0, "photos": 0, "credited": 0}
        site = by_site.setdefault(row["site"], empty)
        site["photos"] += row["number"]
        site["credited"] += row["number"] * row["credited"]
        by_rights[row["rights"]] = by_rights.get(row["rights"], 0) + row["number"]
    ordered = sorted(by_rights.items(), key=lambda item: -item[1])
    return (
        sorted(by_site.values(), key=lambda row: (-row["articles"], row["site"] or "")),
        [{"rights": rights, "number": number} for rights, number in ordered],
    )


def months(articles: Mapping[str, int], photos: Mapping[str, int]) -> list[tuple[str, int, int]]:
    """Every month from the first to the last, those without anything too; the last ones."""
    named = sorted({*articles, *photos})
    if not named:
        return []
    month, last, found = named[0], named[-1], []
    while month <= last:
        found.append((month, articles.get(month, 0), photos.get(month, 0)))
        month = _following(month)
    return found[-MOST_MONTHS:]


def chart(articles: Mapping[str, int], photos: Mapping[str, int]) -> Chart:
    """The numbers per month as columns side by side."""
    rows = months(articles, photos)
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


def _by_month(rows: list[dict[str, Any]]) -> dict[str, int]:
    return {row["month"]: row["number"] for row in rows}


def _following(month: str) -> str:
    year, number = int(month[:4]), int(month[5:])
    return f"{year + number // 12:04}-{number % 12 + 1:02}"


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
