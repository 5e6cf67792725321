"""Every exit code of the contract, from the process itself."""

from __future__ import annotations

import socket
import subprocess
import sys
from typing import TYPE_CHECKING

import pytest

from tests.conftest import ROOT
from tests.loopback import LoopbackServer

if TYPE_CHECKING:
    from tests.conftest import Project
    from tests.newsroom.plugin import RunningNewsroom

BROKEN = 'name = "X"\nhom = "https://x.example/"\n'


@pytest.mark.parametrize(
    ("words", "said"),
    [
        (["crawl"], "name one site"),
        (["crawl", "nowhere"], "no site 'nowhere'"),
        (["crawl", "broken"], "broken.toml"),
        (["crawl", "--bogus", "news"], "--bogus"),
        (["crawl", "news"], "url"),
        (["crawl", "news", "-a", "url=javascript:alert(1)"], "javascript:alert"),
        (["crawl", "news", "-a", "url=http://h.example/", "-a", "ulr=x"], "ulr"),
        (["reindex", "missing.warc.gz"], "missing.warc.gz"),
        (["crawl", "news", "-a", "url=http://h.example/", "-s", "HEALTHCHECK_PING_URL=x"], "'x'"),
        (["update", "nowhere"], "no site 'nowhere'"),
        (["update", "-s", "UPDATE_MAX_INTERVAL=1"], "UPDATE_MAX_INTERVAL"),
        (["update", "-s", "UPDATE_MAX_INTERVAL=x"], "UPDATE_MAX_INTERVAL='x': not a number"),
        (["update", "-s", "HEALTHCHECK_TIMEOUT=x"], "HEALTHCHECK_TIMEOUT='x': not a number"),
        (["sites", "-s", "UPDATE_MAX_BACKOFF=x"], "UPDATE_MAX_BACKOFF='x'"),
        (["sites", "x"], "x"),
        (["addsite", "http://h.example/", "-s", "DOWNLOAD_DELAY=x"], "DOWNLOAD_DELAY='x'"),
        (["stats", "-s", "ARCHIVE_DIR="], "ARCHIVE_DIR=''"),
        (["reindex", "-s", "EXTRACT_WORKERS=x"], "EXTRACT_WORKERS='x': not a whole number"),
        (["extract", "README.md", "-s", "EXTRACT_TIMEOUT=0"], "EXTRACT_TIMEOUT='0'"),
        (["browse"], "index"),
    ],
)
def test_usage_and_configuration_are_1(project: Project, words: list[str], said: str) -> None:
    if "broken" in words:
        (project.sites / "broken.toml").write_text(BROKEN, encoding="utf-8")
    done = project.scrapy(*words)
    assert done.returncode == 1, done.stderr
    assert said in done.stderr
    assert "Traceback" not in done.stderr
    assert not project.index.exists()


@pytest.mark.parametrize(
    ("setting", "said"),
    [
        ("PRIVATE_ORIGINS=ftp://x", "PRIVATE_ORIGINS='ftp://x'"),
        ("RETRY_AFTER_MAX=abc", "RETRY_AFTER_MAX='abc': not a number"),
        ("RETRY_AFTER_MAX=nan", "RETRY_AFTER_MAX='nan': must be 0 or more"),
        ("MAX_PAGES_PER_DAY=x", "MAX_PAGES_PER_DAY='x': not a whole number"),
        ("DOWNLOAD_DELAY=abc", "DOWNLOAD_DELAY='abc': not a number"),
        ("DOWNLOAD_DELAY=-1", "DOWNLOAD_DELAY='-1': must be 0 or more"),
        ("WARC_GZIP_LEVEL=12", "WARC_GZIP_LEVEL='12': must be from 1 to 9"),
        ("WARC_GZIP_LEVEL=x", "WARC_GZIP_LEVEL='x': not a whole number"),
        ("HEALTHCHECK_TIMEOUT=x", "HEALTHCHECK_TIMEOUT='x': not a number"),
        ("ARCHIVE_DIR=", "ARCHIVE_DIR=''"),
    ],
)
def test_a_setting_that_cannot_be_used_is_1(project: Project, setting: str, said: str) -> None:
    done = project.scrapy("crawl", "news", "-a", "url=http://127.0.0.1:9/", "-s", setting)
    assert (done.returncode, done.stdout) == (1, "")
    assert done.stderr.startswith(f"error: {said}")
    assert len(done.stderr.splitlines()) == 1
    assert not project.archive.exists()


def test_a_host_that_does_not_answer_is_2(project: Project) -> None:
    with socket.create_server(("127.0.0.1", 0)) as server:
        port = server.getsockname()[1]
    with LoopbackServer(lambda _: b"HTTP/1.1 204 No Content\r\n\r\n") as check:
        ping = f"HEALTHCHECK_PING_URL={check.url}/{{site}}"
        words = ("-a", f"url=http://127.0.0.1:{port}/", "-s", "RETRY_TIMES=0", "-s", ping)
        done = project.scrapy("crawl", "news", *words)
        told = [exchange.request.split(b" ")[1] for exchange in check.exchanges]
    assert done.returncode == 2, done.stderr
    assert told == [b"/127.0.0.1/start", b"/127.0.0.1/2"]
    assert f"127.0.0.1:{port}" in done.stderr
    assert "Traceback" not in done.stderr
    assert "could be downloaded" in done.stdout


def test_a_name_that_does_not_resolve_is_2(project: Project) -> None:
    done = project.scrapy(
        "crawl", "news", "-a", "url=http://no-such-host.invalid/", "-s", "RETRY_TIMES=0"
    )
    assert done.returncode == 2, done.stderr
    assert "no-such-host.invalid" in done.stderr


def test_a_crawl_of_the_same_site_is_3(project: Project, newsroom: RunningNewsroom) -> None:
    project.add_site(newsroom, delay="1.0")
    with project.begun("crawl", "newsroom", until=lambda: bool(newsroom.requested())):
        second = project.scrapy("crawl", "newsroom")
    assert second.returncode == 3, second.stderr
    assert "another crawl of newsroom is running" in second.stderr


def test_an_archive_that_cannot_be_written_is_4(
    project: Project, newsroom: RunningNewsroom
) -> None:
    project.add_site(newsroom)
    project.archive.write_text("a file where the folder should be", encoding="utf-8")
    done = project.scrapy("crawl", "newsroom")
    assert done.returncode == 4, done.stderr
    assert str(project.archive) in done.stderr
    assert "Traceback" not in done.stderr


def test_a_disk_that_fills_in_mid_crawl_is_4_and_the_next_run_goes_on(
    project: Project, newsroom: RunningNewsroom
) -> None:
    """A real limit on the size of files stands in for the disk; it ends the crawl part way."""
    project.add_site(newsroom)
    words = ("crawl", "newsroom", "-a", "since=2010-01-01")
    limit = 600 * 1024
    script = (
        f"import resource, sys, os; resource.setrlimit(resource.RLIMIT_FSIZE, ({limit},) * 2)\n"
    )
    script += "os.execv(sys.executable, sys.argv[1:])"
    full = subprocess.run(
        [sys.executable, "-c", script, *project.command(*words)],
        cwd=ROOT,
        capture_output=True,
        text=True,
        check=False,
        timeout=120,
    )
    assert full.returncode == 4, full.stderr
    assert str(project.archive) in full.stdout
    assert "then run again" in full.stdout
    assert "Traceback" not in full.stderr

    again = project.scrapy(*words)
    assert again.returncode == 0, again.stderr
    (count,) = project.rows("select count(*) as n from articles")
    assert count["n"] == len(newsroom.truth["articles"])
    assert project.rows("select 1 from photo_credits where sha256 is null") == []
    verified = project.scrapy("verify")
    assert verified.returncode == 0, verified.stdout
