from __future__ import annotations

import asyncio
import logging
import time
from concurrent.futures import ThreadPoolExecutor
from datetime import timedelta
from itertools import pairwise
from typing import TYPE_CHECKING

import pytest

from crawler.manners.errors import ClosingError, HostGivenUpError
from crawler.manners.hostfile import HostFile, HostState
from crawler.manners.turns import Place, Terms, Turns
from tests.loopback import LoopbackServer
from tests.loopback.crawl import Get, Plan, crawl

if TYPE_CHECKING:
    from pathlib import Path

OK = b"HTTP/1.1 200 OK\r\nContent-Length: 2\r\n\r\nok"
TERMS = Terms(alone=True, longest_pause=300.0, patience=30.0)
TOGETHER = Terms(alone=False, longest_pause=300.0, patience=30.0)


def turns(folder: Path, terms: Terms = TERMS, *, closing: bool = False) -> Turns:
    return Turns(folder, terms, lambda: closing)


async def ask(
    crawl: Turns, times: list[tuple[float, float]], *, delay: float, takes: float
) -> None:
    async with crawl.at(Place("h.example", delay)):
        began = time.monotonic()
        await asyncio.sleep(takes)
        times.append((began, time.monotonic()))


def test_crawls_ask_a_host_one_at_a_time_and_apart(tmp_path: Path) -> None:
    times: list[tuple[float, float]] = []

    async def run() -> None:
        crawls = [turns(tmp_path) for _ in range(4)]
        await asyncio.gather(*(ask(crawl, times, delay=0.2, takes=0.05) for crawl in crawls))

    asyncio.run(run())
    times.sort()
    for (began, ended), (next_began, _) in pairwise(times):
        assert next_began >= ended
        assert next_began - began >= 0.19


def test_requests_of_one_crawl_follow_each_other_at_once(tmp_path: Path) -> None:
    times: list[tuple[float, float]] = []

    async def run() -> None:
        crawl = turns(tmp_path)
        await asyncio.gather(*(ask(crawl, times, delay=0.0, takes=0.005) for _ in range(40)))

    asyncio.run(run())
    gaps = sorted(began - ended for (_, ended), (began, _) in pairwise(sorted(times)))
    assert gaps[0] >= 0
    assert gaps[len(gaps) // 2] < 0.03


def test_other_hosts_are_asked_meanwhile(tmp_path: Path) -> None:
    async def run() -> None:
        one, other = turns(tmp_path), turns(tmp_path)
        async with one.at(Place("one.example", 60.0)), other.at(Place("other.example", 60.0)):
            pass

    began = time.monotonic()
    asyncio.run(run())
    assert time.monotonic() - began < 5


def test_a_crawl_with_several_requests_at_once_asks_them_at_once(tmp_path: Path) -> None:
    times: list[tuple[float, float]] = []

    async def run() -> None:
        crawl = turns(tmp_path, TOGETHER)
        await asyncio.gather(*(ask(crawl, times, delay=0.0, takes=0.4) for _ in range(3)))

    asyncio.run(run())
    assert max(began for began, _ in times) < min(ended for _, ended in times)


def test_a_pause_holds_for_every_crawl(tmp_path: Path) -> None:
    async def run() -> float:
        one, other = turns(tmp_path), turns(tmp_path)
        async with one.at(Place("h.example")) as turn:
            turn.pause = 0.4
        began = time.monotonic()
        await asyncio.gather(*(ask(crawl, [], delay=0.0, takes=0) for crawl in (one, other)))
        return time.monotonic() - began

    assert 0.35 <= asyncio.run(run()) < 5


def test_a_pause_that_is_too_long_is_not_waited_for(tmp_path: Path) -> None:
    async def run() -> None:
        async with turns(tmp_path).at(Place("h.example")) as turn:
            turn.pause = 3600
        with pytest.raises(HostGivenUpError, match=r"h.example wants to be left alone for 3600 s"):
            await ask(turns(tmp_path), [], delay=0.0, takes=0)
        # And nobody is kept out by it.
        file = HostFile(tmp_path, "h.example")
        assert file.try_lock()
        file.close()

    asyncio.run(run())


def test_a_crawl_that_ends_does_not_wait_long(tmp_path: Path) -> None:
    async def run() -> None:
        async with turns(tmp_path).at(Place("h.example")) as turn:
            turn.pause = 200
        with pytest.raises(ClosingError, match=r"h\.example"):
            await ask(turns(tmp_path, closing=True), [], delay=0.0, takes=0)

    asyncio.run(run())


def test_a_holder_that_was_stopped_stops_nobody_else(
    tmp_path: Path, caplog: pytest.LogCaptureFixture
) -> None:
    holder = HostFile(tmp_path, "h.example")
    assert holder.try_lock()
    impatient = Terms(alone=True, longest_pause=300.0, patience=0.1)
    with caplog.at_level(logging.WARNING):
        asyncio.run(ask(turns(tmp_path, impatient), [], delay=0.0, takes=0))
    assert "nothing happens" in caplog.text
    holder.close()


def test_a_turn_ends_with_an_error_too(tmp_path: Path) -> None:
    async def run() -> None:
        with pytest.raises(ZeroDivisionError):
            async with turns(tmp_path).at(Place("h.example")):
                _ = 1 / 0
        await ask(turns(tmp_path), [], delay=0.0, takes=0)

    asyncio.run(run())


def test_without_files_a_crawl_goes_on_by_itself(
    tmp_path: Path, caplog: pytest.LogCaptureFixture
) -> None:
    (tmp_path / "hosts").write_text("a file")
    crawl = turns(tmp_path / "hosts")
    with caplog.at_level(logging.WARNING):
        asyncio.run(ask(crawl, [], delay=0.0, takes=0))
        asyncio.run(ask(crawl, [], delay=0.0, takes=0))
    assert caplog.text.count("cannot be shared") == 1


def test_a_turn_of_another_time_is_over(tmp_path: Path) -> None:
    file = HostFile(tmp_path, "h.example")
    file.write(HostState("other", time.time() + 86400, 60.0, time.time() + 86400, 60.0))
    file.close()
    began = time.monotonic()
    asyncio.run(ask(turns(tmp_path), [], delay=60.0, takes=0))
    assert time.monotonic() - began < 5


def test_two_processes_share_a_host(tmp_path: Path) -> None:
    """Each keeps 0.3 s between its requests; together they keep it, too."""
    settings = {
        "ARCHIVE_DIR": str(tmp_path),
        "HOST_TURNS_ENABLED": True,
        "RETRY_AFTER_MAX": 30,
        "CONCURRENT_REQUESTS_PER_DOMAIN": 1,
        "DOWNLOAD_DELAY": 0.3,
        "DOWNLOAD_DELAY_JITTER": 0,
    }
    with LoopbackServer(lambda _: OK) as server, ThreadPoolExecutor() as pool:
        plan = Plan([Get(f"{server.url}/{n}") for n in range(6)], settings)
        reports = list(pool.map(crawl, [plan, plan]))
    assert [outcome.status for report in reports for outcome in report.outcomes] == [200] * 12
    dates = sorted(capture.date for report in reports for capture in report.captures)
    assert min(later - earlier for earlier, later in pairwise(dates)) >= timedelta(seconds=0.29)
