"""Every exit code of the contract, from the process itself."""

from __future__ import annotations

import socket
import subprocess
from typing import TYPE_CHECKING

import pytest

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
        (["sites", "x"], "x"),
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


def test_a_host_that_does_not_answer_is_2(project: Project) -> None:
    with socket.create_server(("127.0.0.1", 0)) as server:
        port = server.getsockname()[1]
    done = project.scrapy(
        "crawl", "news", "-a", f"url=http://127.0.0.1:{port}/", "-s", "RETRY_TIMES=0"
    )
    assert done.returncode == 2, done.stderr
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
    with subprocess.Popen(
        project.command("crawl", "newsroom"),
        stdout=subprocess.DEVNULL,
        stderr=subprocess.DEVNULL,
    ) as first:
        while not newsroom.requested():
            assert first.poll() is None
        second = project.scrapy("crawl", "newsroom")
        first.kill()
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
