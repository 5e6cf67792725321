"""What a site may be asked for in a day, and when."""

from __future__ import annotations

import asyncio
from contextlib import closing
from datetime import UTC, datetime, timedelta
from typing import TYPE_CHECKING, cast
from zoneinfo import ZoneInfo

import pytest
import time_machine
from scrapy import Request, Spider
from scrapy.settings import Settings
from scrapy.utils.test import get_crawler

from archive.archiver import Archiver
from archive.index import Index
from archive.index.queries import fetched_since
from archive.model import Capture
from crawler.manners.allowance import USED_UP, Allowance, Cap
from crawler.manners.errors import AllowanceError
from crawler.manners.hours import closed_now
from crawler.sites import read_site

if TYPE_CHECKING:
    from pathlib import Path

    from scrapy.core.engine import ExecutionEngine

    from crawler.sites import Site
    from tests.conftest import Project
    from tests.newsroom.plugin import RunningNewsroom

NOW = datetime(2026, 1, 5, 12, tzinfo=UTC)
SITE = """
name = "X"
home = "https://x.example/"
country = "INT"
languages = ["en"]
kind = "demo"
time_zone = "Pacific/Auckland"
article_pattern = "/news/"
sections = ["https://x.example/"]
"""


def site(tmp_path: Path, **keys: object) -> Site:
    path = tmp_path / "x.toml"
    path.write_text(SITE + "".join(f"{key} = {value!r}\n" for key, value in keys.items()))
    return read_site(path)


def hours_around(hour_offset: int) -> str:
    """Two hours of the day, so many hours from now, on Auckland's clock."""
    start = datetime.now(ZoneInfo("Pacific/Auckland")) + timedelta(hours=hour_offset)
    return f"{start:%H:%M}-{start + timedelta(hours=2):%H:%M}"


def test_the_site_file_decides_and_the_command_line_over_it(tmp_path: Path) -> None:
    file = site(tmp_path, max_pages_per_day=5)
    settings = Settings({"MAX_PAGES_PER_DAY": 100, "MAX_BYTES_PER_DAY": 2000})
    assert Cap.of(settings, None) == Cap(100, 2000)
    assert Cap.of(settings, file) == Cap(5, 2000)
    settings.set("MAX_PAGES_PER_DAY", "7", priority="cmdline")
    assert Cap.of(settings, file) == Cap(7, 2000)


@pytest.mark.parametrize(
    ("requests", "octets", "words"),
    [
        (4, 1999, None),
        (5, 0, "5 requests in 24 hours"),
        (9, 0, "9 requests in 24 hours"),
        (0, 2_000_000, "2.0 MB in 24 hours, of 2.0 MB"),
    ],
)
def test_reached(requests: int, octets: int, words: str | None) -> None:
    reached = Cap(5, 2_000_000).reached(requests, octets)
    assert reached is None if words is None else words in str(reached)
    assert Cap(0, 0).reached(requests, octets) is None


def capture(url: str, hours_ago: float) -> Capture:
    response = b"HTTP/1.1 200 OK\r\nContent-Length: 1\r\n\r\n" + url[-1:].encode()
    request = b"GET / HTTP/1.1\r\n\r\n"
    return Capture(url, NOW - timedelta(hours=hours_ago), request, response)


def test_all_crawls_of_the_site_count_and_no_others(tmp_path: Path) -> None:
    crawls = {}
    for name, of_site, ages in (
        ("yesterday", "x", (30, 25)),
        ("long", "x", (24.5, 23.5)),
        ("killed", "x", (2, 1)),
        ("other", "y", (1,)),
        ("own", "x", (0,)),
    ):
        archiver = Archiver(tmp_path, site=of_site, warcinfo={})
        for n, age in enumerate(ages):
            archiver.store(capture(f"https://{of_site}.example/{name}/{n}", age)).result()
        finished = NOW - timedelta(hours=ages[-1])
        archiver.close({} if name == "killed" else {"finished": finished.isoformat()})
        crawls[name] = archiver.crawl_uid
    with closing(Index.open(tmp_path / "index.db", read_only=True)) as index:
        since = NOW - timedelta(days=1)
        requests, octets = fetched_since(index.database, "x", since, besides=crawls["own"])
        kept = index.database.execute(
            "select sum(warc_length) from captures where captured_at >= ? and target_uri like ?",
            ("2026-01-04T12", "https://x.example/%"),
        ).fetchone()[0]
        assert fetched_since(index.database, "z", since, besides="") == (0, 0)
        (own,) = index.database.execute(
            "select warc_length from captures where target_uri like '%/own/0'"
        ).fetchone()
    assert requests == 3
    assert octets == kept - own


@pytest.mark.parametrize(("offset", "is_closed"), [(-1, False), (3, True), (-5, True)])
def test_the_hours_of_a_site(tmp_path: Path, offset: int, *, is_closed: bool) -> None:
    file = site(tmp_path, crawl_hours=hours_around(offset))
    closed = closed_now(file, Settings())
    assert (closed is not None) is is_closed
    if is_closed:
        assert "outside of its hours" in str(closed)
        assert "Pacific/Auckland" in str(closed)
    assert closed_now(file, Settings({"IGNORE_CRAWL_HOURS": "1"})) is None
    assert closed_now(None, Settings()) is None


class Engine:
    """Scrapy's engine, as far as the end of a crawl needs one."""

    def __init__(self) -> None:
        self.closed: list[str] = []

    async def close_spider_async(self, *, reason: str) -> None:
        self.closed.append(reason)


def test_a_crawl_ends_with_the_hours(tmp_path: Path) -> None:
    of_site = site(tmp_path, crawl_hours=hours_around(-1))
    spider = type("SiteSpider", (Spider,), {"name": "x", "site": of_site})
    crawler = get_crawler(spider)
    engine = Engine()
    crawler.engine = cast("ExecutionEngine", engine)

    async def ask() -> None:
        allowance = Allowance(crawler)
        request = Request("https://x.example/")
        await allowance.process_request(request)
        with time_machine.travel(datetime.now(UTC) + timedelta(hours=3)):
            for _ in range(2):
                with pytest.raises(AllowanceError, match="outside of its hours"):
                    await allowance.process_request(request)
        await asyncio.sleep(0.01)

    asyncio.run(ask())
    assert engine.closed == ["crawl_hours"]
    assert "outside of its hours" in crawler.stats.get_value(USED_UP)


def test_a_crawl_ends_at_the_cap_and_the_next_one_asks_nothing(
    project: Project, newsroom: RunningNewsroom
) -> None:
    project.add_site(newsroom, max_pages_per_day="6")
    before = len(newsroom.requested())
    done = project.scrapy("crawl", "newsroom")
    assert done.returncode == 0, done.stderr
    assert "6 requests in 24 hours, as many as it may be asked" in done.stdout
    assert len(newsroom.requested()) - before == 6
    again = project.scrapy("crawl", "newsroom")
    assert again.returncode == 0, again.stderr
    assert "6 requests in 24 hours, as many as it may be asked" in again.stdout
    assert len(newsroom.requested()) - before == 6
    rows = project.rows("select finish_reason, exit_code from crawls")
    assert rows == [{"finish_reason": "daily_cap", "exit_code": 0}] * 2


def test_outside_of_its_hours_a_site_is_not_asked(
    project: Project, newsroom: RunningNewsroom
) -> None:
    hours = hours_around(3)
    project.add_site(newsroom, crawl_hours=f'"{hours}"', time_zone='"Pacific/Auckland"')
    before = len(newsroom.requested())
    done = project.scrapy("crawl", "newsroom")
    assert done.returncode == 0, done.stderr
    said = f"newsroom: nothing asked - outside of its hours, {hours} in Pacific/Auckland"
    assert done.stdout.strip() == said
    assert len(newsroom.requested()) == before
    assert not project.index.exists()
