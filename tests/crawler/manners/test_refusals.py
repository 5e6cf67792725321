"""Hosts that turn a crawl away, by real crawls and a real command."""

from __future__ import annotations

import time
from dataclasses import dataclass, field
from typing import TYPE_CHECKING

from tests.loopback import LoopbackServer, Reply, Request
from tests.loopback.crawl import Get, Plan, crawl

if TYPE_CHECKING:
    from pathlib import Path

    from tests.conftest import Project

OK = b"HTTP/1.1 200 OK\r\nContent-Length: 2\r\n\r\nok"


def busy(status: bytes, fields: bytes = b"") -> bytes:
    return b"HTTP/1.1 %b\r\n%bContent-Length: 0\r\n\r\n" % (status, fields)


def settings(folder: Path, **further: object) -> dict[str, object]:
    return {
        "ARCHIVE_DIR": str(folder),
        "HOST_TURNS_ENABLED": True,
        "CONCURRENT_REQUESTS_PER_DOMAIN": 1,
        "RETRY_ENABLED": True,
        "RETRY_AFTER_MAX": 30,
        "BACKOFF_DELAY": 0.3,
        "MAX_REFUSALS": 4,
        "DOWNLOADER_MIDDLEWARES": {"crawler.manners.refusals.Refusals": 560},
        **further,
    }


@dataclass
class Site:
    """Answers as told, in turn; OK when it is told no more."""

    answers: list[bytes]
    times: list[float] = field(default_factory=list)

    def __call__(self, _: Request) -> Reply:
        self.times.append(time.monotonic())
        return self.answers.pop(0) if self.answers else OK


def test_the_host_is_left_alone_as_long_as_it_says_and_asked_again(tmp_path: Path) -> None:
    site = Site([busy(b"429 Slow Down", b"Retry-After: 1\r\n"), OK, busy(b"503 Busy"), OK])
    with LoopbackServer(site) as server:
        gets = [Get(f"{server.url}/{n}") for n in range(3)]
        report = crawl(Plan(gets, settings(tmp_path), order="at once"))
    assert [outcome.status for outcome in report.outcomes] == [200, 200, 200]
    assert len(site.times) == 5
    # Whatever is asked next waits, not only the request that was turned away.
    assert site.times[1] - site.times[0] >= 1.0
    assert site.times[3] - site.times[2] >= 0.3


def test_a_host_that_wants_to_be_left_alone_for_long_is(tmp_path: Path) -> None:
    first = Site([busy(b"503 Busy", b"Retry-After: 86400\r\n")])
    with LoopbackServer(first) as server, LoopbackServer(first, host="127.0.0.2") as other:
        gets = [Get(f"{server.url}/{n}") for n in range(3)] + [Get(other.url)]
        report = crawl(Plan(gets, settings(tmp_path)))
        later = crawl(Plan(gets, settings(tmp_path)))
    assert [outcome.status or outcome.error for outcome in report.outcomes] == [
        503,
        "HostGivenUpError",
        "HostGivenUpError",
        200,
    ]
    assert "127.0.0.1 wants to be left alone for 86400 s: nothing more is asked" in report.log
    # The next crawl knows.
    assert [outcome.error for outcome in later.outcomes] == [*["HostGivenUpError"] * 3, None]
    assert "127.0.0.1 wants to be left alone for" in later.log
    assert len(first.times) == 3


class Refusing:
    """A news site that answers everything but robots.txt with one status."""

    def __init__(self, status: bytes, robots: bytes) -> None:
        self.status, self.robots, self.asked = status, robots, 0

    def __call__(self, request: Request) -> Reply:
        self.asked += 1
        return busy(self.robots if request.path == "/robots.txt" else self.status)


SITE = """
name = "Refusing"
home = "{url}/"
country = "INT"
languages = ["en"]
kind = "demo"
time_zone = "UTC"
delay = 0
article_pattern = "/news/"
feeds = [{feeds}]
"""


def add_site(project: Project, url: str) -> None:
    feeds = ", ".join(f'"{url}/feed-{n}"' for n in range(20))
    text = SITE.format(url=url, feeds=feeds)
    (project.sites / "refusing.toml").write_text(text, encoding="utf-8")


def test_a_site_that_forbids_everything_is_asked_a_few_times(project: Project) -> None:
    site = Refusing(b"403 Forbidden", robots=b"403 Forbidden")
    with LoopbackServer(site) as server:
        add_site(project, server.url)
        done = project.scrapy("crawl", "refusing")
    assert done.returncode == 2, done.stderr
    assert "127.0.0.1 answers HTTP 403 5 times in a row" in done.stdout
    assert done.stderr.count("nothing more is asked of it") == 1
    assert "Traceback" not in done.stderr
    # robots.txt, MAX_REFUSALS, and one that may be on its way by then.
    assert 1 + 5 <= site.asked <= 1 + 5 + 1
    (crawl_row,) = project.rows("select exit_code, summary from crawls")
    assert crawl_row["exit_code"] == 2
    assert "HTTP 403" in crawl_row["summary"]


def test_a_site_that_is_out_of_service_is_asked_for_robots_txt_alone(project: Project) -> None:
    site = Refusing(b"503 Service Unavailable", robots=b"503 Service Unavailable")
    with LoopbackServer(site) as server:
        add_site(project, server.url)
        done = project.scrapy("crawl", "refusing", "-s", "BACKOFF_DELAY=0.01")
    assert done.returncode == 2, done.stderr
    assert "robots.txt cannot be had (HTTP 503)" in done.stdout
    assert site.asked == 3  # with two retries


def test_a_crawl_that_is_stopped_does_not_wait_for_the_pause(tmp_path: Path) -> None:
    site = Site([busy(b"503 Busy", b"Retry-After: 25\r\n")])
    stopped = {"CLOSESPIDER_TIMEOUT": 1}
    with LoopbackServer(site) as server:
        gets = [Get(f"{server.url}/{n}") for n in range(3)]
        report = crawl(Plan(gets, settings(tmp_path, **stopped), order="scheduled"))
    assert report.seconds < 20
    assert len(site.times) == 1
    assert "ClosingError" not in report.log
    assert "Traceback" not in report.log
