"""`scrapy update`: several sites in one process, and what stops which of them."""

from __future__ import annotations

import re
import resource
import signal
import socket
import subprocess
from concurrent.futures import ThreadPoolExecutor
from contextlib import ExitStack, contextmanager
from typing import TYPE_CHECKING

import pytest

from crawler.cli import Exit
from crawler.commands.update import total, worst
from crawler.lock import site_lock
from crawler.update import Result
from tests.conftest import ROOT, Project
from tests.loopback import LoopbackServer
from tests.newsroom.plugin import serve

if TYPE_CHECKING:
    from collections.abc import Iterator

    from tests.loopback import Request
    from tests.newsroom.plugin import RunningNewsroom

# Two feeds and two articles with their photos: a crawl of a second.
SMALL = {"kind": '"news"', "sitemaps": "", "sections": "", "min_articles_per_week": "3"}
FEW = ("-s", "MAX_ARTICLES=2", "-s", "RETRY_TIMES=0")


@pytest.fixture
def newsrooms() -> Iterator[list[RunningNewsroom]]:
    with ExitStack() as stack:
        yield [stack.enter_context(contextmanager(serve)()) for _ in range(3)]


def test_one_process_crawls_what_is_due_and_nothing_stops_the_others(
    project: Project, newsrooms: list[RunningNewsroom]
) -> None:
    asked: list[str] = []

    def check(request: Request) -> bytes:
        asked.append(request.target)
        return b"HTTP/1.1 200 OK\r\nContent-Length: 0\r\n\r\n"

    for name, newsroom in zip(("alpha", "beta", "held"), newsrooms, strict=True):
        project.add_site(newsroom, name, **{**SMALL, "delay": "0.3"})  # long enough to overlap
    project.add_site(newsrooms[0], "demo")
    project.add_site(newsrooms[0], "dead", **{**SMALL, "feeds": f'["{nobody()}"]'})
    (project.sites / "broken.toml").write_text("nam = 1\n", encoding="utf-8")
    with LoopbackServer(check) as server, site_lock(project.archive / "jobs", "held"):
        ping = ("-s", f"HEALTHCHECK_PING_URL={server.url}/{{site}}")
        done = project.scrapy("update", *FEW, *ping, SCRAPY_PROJECT="production")
        (project.sites / "broken.toml").unlink()
        again = project.scrapy("update", *FEW)

    assert done.returncode == Exit.INCOMPLETE, done.stderr
    assert "Traceback" not in done.stderr
    *lines, last = done.stdout.splitlines()
    said = {line.partition(": ")[0]: line for line in lines}
    assert sorted(said) == ["alpha", "beta", "broken", "dead", "held"]
    assert len(lines) == 5
    for name in ("alpha", "beta"):
        assert re.fullmatch(
            rf"{name}: 2 articles, \d+ photos; \d+ requests, .* MB, \d+ s", said[name]
        )
    assert "nothing this crawl starts from could be downloaded (" in said["dead"]
    assert "unknown key 'nam'" in said["broken"]
    assert "held: skipped, another crawl of held is running" in said["held"]
    assert re.fullmatch(r"update: 3 sites crawled, 1 skipped, 2 incomplete; 4 articles, .*", last)

    rows = project.rows("select site, started_at, finished_at, exit_code from crawls order by site")
    assert [(row["site"], row["exit_code"]) for row in rows] == [
        ("alpha", 0),
        ("beta", 0),
        ("dead", 2),
    ]
    assert rows[0]["started_at"] < rows[1]["finished_at"]  # at once
    assert rows[1]["started_at"] < rows[0]["finished_at"]
    told = [target for target in asked if "dead" not in target]
    assert sorted(told[:2]) == ["/alpha/start", "/beta/start"]  # both, before either ended
    assert sorted(asked) == [
        "/alpha/0", "/alpha/start", "/beta/0", "/beta/start", "/dead/2", "/dead/start",
    ]  # fmt: skip

    # Those crawled are not due any more, the one that failed has to wait longer still.
    assert again.returncode == Exit.LOCKED, again.stderr
    assert [line.partition(":")[0] for line in again.stdout.splitlines()] == ["held", "update"]
    assert "1 skipped, 3 not due" in again.stdout


def nobody() -> str:
    """An address that nobody answers at."""
    with socket.create_server(("127.0.0.1", 0)) as server:
        return f"http://127.0.0.1:{server.getsockname()[1]}/feed/"


def test_three_processes_share_one_index(
    project: Project, newsrooms: list[RunningNewsroom]
) -> None:
    names = ("alpha", "beta", "gamma")
    for name, newsroom in zip(names, newsrooms, strict=True):
        project.add_site(newsroom, name, **SMALL)
    with ThreadPoolExecutor(3) as threads:
        crawls = list(threads.map(lambda name: project.scrapy("crawl", name, *FEW), names))
    assert [crawl.returncode for crawl in crawls] == [0, 0, 0], [crawl.stderr for crawl in crawls]
    assert not any("ERROR" in crawl.stderr for crawl in crawls)
    rows = project.rows("select site, count(*) as n from articles group by site order by site")
    assert [(row["site"], row["n"]) for row in rows] == [(name, 2) for name in names]
    assert project.rows("select 1 from crawls where exit_code is not 0") == []
    assert project.rows("pragma integrity_check") == [{"integrity_check": "ok"}]


def test_a_signal_ends_all_crawls_in_order(
    project: Project, newsrooms: list[RunningNewsroom]
) -> None:
    for name, newsroom in zip(("alpha", "beta", "gamma"), newsrooms, strict=True):
        project.add_site(newsroom, name, **{**SMALL, "delay": "1.0"})
    words = project.command("update", "-s", "UPDATE_CONCURRENCY=2")
    with subprocess.Popen(
        words, cwd=ROOT, stdout=subprocess.PIPE, stderr=subprocess.PIPE, text=True
    ) as process:
        while not (newsrooms[0].requested() and newsrooms[1].requested()):
            assert process.poll() is None
        process.send_signal(signal.SIGTERM)
        out, err = process.communicate(timeout=60)
    assert process.returncode == Exit.INCOMPLETE, err
    assert "Traceback" not in err
    *lines, last = out.splitlines()
    assert sorted(line.partition(":")[0] for line in lines) == ["alpha", "beta"]
    assert all(
        line.endswith("stopped by a signal before its end; the next crawl goes on")
        for line in lines
    )
    assert last.startswith("update: 2 sites crawled, 2 incomplete")
    assert newsrooms[2].requested() == []
    rows = project.rows("select finish_reason, exit_code from crawls")
    assert [tuple(row.values()) for row in rows] == [("shutdown", 2)] * 2
    assert list((project.archive / "warc").glob("**/*.open")) == []


def test_a_disk_that_fills_stops_all(project: Project, newsrooms: list[RunningNewsroom]) -> None:
    """A real limit on the size of files stands in for the disk."""
    for name, newsroom in zip(("alpha", "beta", "gamma"), newsrooms, strict=True):
        project.add_site(newsroom, name, **SMALL)
    limit = 450 * 1024

    def limited() -> None:
        resource.setrlimit(resource.RLIMIT_FSIZE, (limit, limit))

    full = subprocess.run(
        project.command("update", "-s", "UPDATE_CONCURRENCY=2"),
        cwd=ROOT,
        capture_output=True,
        text=True,
        check=False,
        timeout=120,
        preexec_fn=limited,
    )
    assert full.returncode == Exit.UNWRITABLE, full.stderr
    assert str(project.archive) in full.stdout
    assert "Traceback" not in full.stderr
    assert newsrooms[2].requested() == []
    assert " not written" in full.stdout.splitlines()[-1]


def test_an_archive_that_cannot_be_written_is_4(project: Project) -> None:
    project.archive.write_text("a file where the folder should be", encoding="utf-8")
    done = project.scrapy("update")
    assert done.returncode == Exit.UNWRITABLE, done.stderr
    assert str(project.archive) in done.stderr
    assert "Traceback" not in done.stderr


# --------------------------------------------------------------------------- in one word


@pytest.mark.parametrize(
    ("codes", "code"),
    [
        ([], Exit.DONE),
        ([Exit.DONE, Exit.DONE], Exit.DONE),
        ([Exit.DONE, Exit.LOCKED], Exit.DONE),
        ([Exit.LOCKED, Exit.LOCKED], Exit.LOCKED),
        ([Exit.INCOMPLETE, Exit.LOCKED, Exit.DONE], Exit.INCOMPLETE),
        ([Exit.INCOMPLETE, Exit.UNWRITABLE, Exit.DONE], Exit.UNWRITABLE),
    ],
)
def test_the_worst_counts(codes: list[Exit], code: Exit) -> None:
    assert worst(codes) == code


def test_the_last_line_adds_up() -> None:
    counts = {"articles_new": 2, "photos": 3, "requests": 10, "bytes": 1_000_000}
    one = Result("alpha", Exit.DONE, "", counts)
    assert total([], 75, 1) == "update: nothing is due (75 sites)"
    assert total([one], 0, 1.4) == (
        "update: 1 site crawled; 2 articles, 3 photos; 10 requests, 1.0 MB, 1 s"
    )
    others = [Result("beta", Exit.INCOMPLETE, "", counts), Result("held", Exit.LOCKED, "", {})]
    assert total([one, *others], 7, 60) == (
        "update: 2 sites crawled, 1 skipped, 1 incomplete, 7 not due; "
        "4 articles, 6 photos; 20 requests, 2.0 MB, 60 s"
    )
