"""``scrapy browse`` as a person runs it: in a process of its own, over a real index."""

from __future__ import annotations

import os
import socket
import subprocess
import sys
import time
from contextlib import contextmanager
from pathlib import Path
from typing import TYPE_CHECKING

import httpx
import pytest

from archive.index import Index
from tests.command import run_scrapy
from tests.unprivileged import unprivileged

if TYPE_CHECKING:
    from collections.abc import Iterator

PROJECT = Path(__file__).parents[3]
STARTUP = 60.0


def command(archive_dir: Path, *words: str) -> list[str]:
    setting = f"ARCHIVE_DIR={archive_dir}"
    return [sys.executable, "-m", "scrapy", "browse", "-s", setting, *words]


def browse(archive_dir: Path, *words: str) -> subprocess.CompletedProcess[str]:
    return run_scrapy(
        command(archive_dir, *words)[3:], folder=PROJECT, environment=os.environ, timeout=STARTUP
    )


@pytest.fixture
def archive_dir(tmp_path: Path) -> Path:
    Index.open(tmp_path / "index.db").close()
    return tmp_path


@contextmanager
def served(words: list[str]) -> Iterator[str]:
    """The address of a running ``scrapy browse``, stopped at the end as Ctrl+C stops it."""
    with subprocess.Popen(words, cwd=PROJECT, stderr=subprocess.PIPE, text=True) as process:
        assert process.stderr is not None
        try:
            said = ""
            deadline = time.monotonic() + STARTUP
            while "running on " not in said and time.monotonic() < deadline:
                line = process.stderr.readline()
                assert line, f"it ended: {said}"
                said += line
            yield said.partition("running on ")[2].split()[0]
        finally:
            process.terminate()
            process.wait(timeout=STARTUP)


@pytest.fixture
def address(archive_dir: Path) -> Iterator[str]:
    words = ("--port", "0", "--setting", "default_page_size", "7")
    with served(command(archive_dir, *words)) as found:
        yield found


def test_it_serves_the_index_with_our_style_and_settings(address: str) -> None:
    assert address.startswith("http://127.0.0.1:")
    page = httpx.get(f"{address}/index/photo_credits")
    assert page.status_code == 200
    assert "Photos and their credits" in page.text
    assert "archive.css" in page.text
    settings = httpx.get(f"{address}/-/settings.json").json()
    assert (settings["default_page_size"], settings["suggest_facets"]) == (7, False)


def test_an_archive_that_cannot_be_written_is_served_too(archive_dir: Path) -> None:
    archive_dir.chmod(0o555)
    try:
        with served(unprivileged(*command(archive_dir, "--port", "0"))) as address:
            assert httpx.get(f"{address}/index/photo_credits").status_code == 200
            (database,) = httpx.get(f"{address}/-/databases.json").json()
    finally:
        archive_dir.chmod(0o755)
    assert database["is_mutable"] is False


def test_without_an_index_it_says_what_to_do(tmp_path: Path) -> None:
    ended = browse(tmp_path / "none")
    assert ended.returncode == 1
    assert ended.stderr.startswith("error: no index at ")
    assert len(ended.stderr.splitlines()) == 1
    assert not (tmp_path / "none").exists()


def test_something_else_is_no_index(tmp_path: Path) -> None:
    (tmp_path / "index.db").write_text("hello " * 200)
    ended = browse(tmp_path)
    assert ended.returncode == 1
    assert "index.db" in ended.stderr
    assert len(ended.stderr.splitlines()) == 1


def test_a_wrong_port_is_a_usage_error(archive_dir: Path) -> None:
    ended = browse(archive_dir, "--port", "http")
    assert ended.returncode == 1
    assert "http" in ended.stderr


def test_a_port_in_use_is_no_other_crawl(archive_dir: Path) -> None:
    with socket.create_server(("127.0.0.1", 0)) as taken:
        port = taken.getsockname()[1]
        done = browse(archive_dir, "--port", str(port))
    assert done.returncode == 1
    assert done.stderr == f"error: port {port} is in use; another one is chosen with --port\n"
