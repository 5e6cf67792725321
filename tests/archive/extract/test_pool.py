import multiprocessing
import os
import resource
import threading
import time
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from io import BytesIO

import pytest
from PIL import Image

from archive.extract import (
    EmptyPageError,
    ExtractionCrashError,
    ExtractionPool,
    ExtractionTimeoutError,
    NotAnImageError,
    PoolClosedError,
    WorkerLostError,
)
from archive.extract.pool import Job
from archive.intake import PhotoFile, photo_facts, photo_problem
from archive.model import Article, SiteRules

URL = "https://news.example/a"
PAGE = (
    b"<html><body><h1>Frigate leaves the port</h1>" + b"<p>" + b"Words of a story. " * 20 + b"</p>"
)
SLOW = b"<html><body><h1>Slow page</h1>" + b"<p>Some words of a long story here. </p>" * 20_000


@pytest.fixture(scope="module")
def pool() -> Iterator[ExtractionPool]:
    with ExtractionPool(workers=1, time_limit=60) as shared:
        yield shared


def test_page_with_rules(pool: ExtractionPool) -> None:
    rules = SiteRules("news", time_zone="Europe/Berlin", article_pattern="/a")
    assert (
        pool.submit(PAGE, URL, "text/html", rules).result(60).headline == "Frigate leaves the port"
    )


def test_error_of_a_page_is_its_own(pool: ExtractionPool) -> None:
    with pytest.raises(EmptyPageError, match=r"news\.example"):
        pool.submit(b"", URL).result(60)
    assert pool.submit(PAGE, URL).result(60).article_body


def test_map_keeps_the_order_and_gives_errors_as_values(pool: ExtractionPool) -> None:
    jobs = [Job(PAGE if number % 3 else b"", f"{URL}/{number}") for number in range(30)]
    outcomes = list(pool.map(jobs))
    assert [outcome.url for outcome in outcomes] == [job.url for job in jobs]
    assert [isinstance(outcome, Article) for outcome in outcomes] == [
        bool(n % 3) for n in range(30)
    ]


def test_photo_is_read_like_a_page(pool: ExtractionPool) -> None:
    with BytesIO() as file:
        Image.effect_noise((200, 100), 50).save(file, "PNG")
        data = file.getvalue()
    facts = pool.do(PhotoFile(data, f"{URL}.png")).result(60)
    assert facts == photo_facts(data)
    assert (facts.embedded.width, facts.embedded.height) == (200, 100)


def test_what_is_no_photo_says_so_itself(pool: ExtractionPool) -> None:
    with pytest.raises(NotAnImageError, match="not an image") as caught:
        pool.do(PhotoFile(PAGE, f"{URL}.png")).result(60)
    assert photo_problem(f"{URL}.png", caught.value).startswith(f"{URL}.png: not an image")


@dataclass(frozen=True)
class Crash:
    url: str = f"{URL}.png"

    def run(self) -> None:
        raise RuntimeError(self.url)


def test_fault_of_a_reader_names_what_was_read_and_the_worker_lives_on(
    pool: ExtractionPool,
) -> None:
    with pytest.raises(ExtractionCrashError, match="RuntimeError") as caught:
        pool.do(Crash()).result(60)
    assert photo_problem(caught.value.url, caught.value) == str(caught.value)
    assert pool.submit(PAGE, URL).result(60).headline


def test_slow_page_stops_itself_and_the_worker_lives_on() -> None:
    with ExtractionPool(workers=1, time_limit=0.05) as pool:
        with pytest.raises(ExtractionTimeoutError, match=r"0\.05 s"):
            pool.submit(SLOW, URL).result(60)
        with pytest.raises(EmptyPageError):
            pool.submit(b"", URL).result(60)


def _kill_workers(*, until: threading.Event, most: int) -> None:
    killed: set[int] = set()
    while not until.is_set() and len(killed) < most:
        for process in multiprocessing.active_children():
            if process.pid and process.pid not in killed:
                time.sleep(0.15)  # into the page
                killed.add(process.pid)
                process.kill()
        time.sleep(0.01)


@pytest.mark.parametrize(("deaths", "fails"), [(1, False), (2, True)])
def test_killed_worker(deaths: int, *, fails: bool) -> None:
    done = threading.Event()
    with ExtractionPool(workers=1, time_limit=60) as pool:
        future = pool.submit(SLOW, URL)
        killer = threading.Thread(target=_kill_workers, kwargs={"until": done, "most": deaths})
        killer.start()
        try:
            if fails:
                with pytest.raises(WorkerLostError, match="SIGKILL"):
                    future.result(60)
            else:
                assert future.result(60).headline == "Slow page"
            assert pool.submit(PAGE, URL).result(60).headline
        finally:
            done.set()
            killer.join()


def test_no_room_for_a_process_is_that_task_s_failure_alone() -> None:
    with ExtractionPool(workers=1, time_limit=60) as pool:
        with no_more_files(), pytest.raises(WorkerLostError, match="no process could be started"):
            pool.submit(PAGE, URL).result(60)
        assert pool.submit(PAGE, URL).result(60).article_body


@contextmanager
def no_more_files() -> Iterator[None]:
    """Let this process open no further file or pipe."""
    lowest = os.dup(0)
    os.close(lowest)
    soft, hard = resource.getrlimit(resource.RLIMIT_NOFILE)
    resource.setrlimit(resource.RLIMIT_NOFILE, (lowest, hard))
    try:
        yield
    finally:
        resource.setrlimit(resource.RLIMIT_NOFILE, (soft, hard))


def test_closed_pool_takes_nothing() -> None:
    pool = ExtractionPool(workers=1)
    future = pool.submit(PAGE, URL)
    pool.close()
    pool.close()
    assert future.result(0).headline
    with pytest.raises(PoolClosedError):
        pool.submit(PAGE, URL)
