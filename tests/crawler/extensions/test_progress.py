from __future__ import annotations

import os
import pty
import re
import subprocess
from threading import Thread
from typing import TYPE_CHECKING

from crawler.extensions.progress import Board
from tests.conftest import ROOT

if TYPE_CHECKING:
    import pytest

    from tests.conftest import Project
    from tests.newsroom.plugin import RunningNewsroom


def read_all(descriptor: int, into: list[bytes]) -> None:
    """Everything a terminal is sent, until its last writer is gone (Linux then says EIO)."""
    try:
        while piece := os.read(descriptor, 65536):
            into.append(piece)
    except OSError:
        return


def test_a_terminal_sees_pages_photos_rate_and_what_is_happening(
    project: Project, newsroom: RunningNewsroom
) -> None:
    project.add_site(newsroom, delay="0.1")
    master, slave = pty.openpty()
    seen: list[bytes] = []
    reader = Thread(target=read_all, args=(master, seen))
    reader.start()
    environment = {**os.environ, "COLUMNS": "100", "TERM": "xterm"}
    done = subprocess.run(
        project.command("crawl", "newsroom"),
        cwd=ROOT,
        env=environment,
        stdin=slave,
        stdout=subprocess.PIPE,
        stderr=slave,
        check=False,
    )
    os.close(slave)
    reader.join()
    os.close(master)
    text = re.sub(r"\x1b\[[0-9;?]*[A-Za-z]", "", b"".join(seen).decode())
    assert done.returncode == 0, text
    assert re.search(r"newsroom .*[1-9]\d*/[1-9]\d* articles +\d+ photos +\d+\.\d/s", text)
    assert re.search(r"/s +0:00:\d\d +/\S+", text)  # the path that is being fetched
    assert "INFO" not in text
    assert len(done.stdout.splitlines()) == 1


def test_several_crawls_share_one_board(capsys: pytest.CaptureFixture[str]) -> None:
    first, second = Board.join("alpha", "starting"), Board.join("beta", "starting")
    try:
        assert first != second
        board = Board.now()
        assert board is not None
        Board.show(second, completed=3, total=7, now="/[red]feed/")
        assert [(line.description, line.completed) for line in board.lines.tasks] == [
            ("alpha", 0),
            ("beta", 3),
        ]
        Board.leave(first)
        assert Board.now() is board
    finally:
        Board.leave(second)
    assert Board.now() is None
    Board.show(second, completed=4)  # a crawl that is told to stop late
    assert "Traceback" not in capsys.readouterr().err


def test_elsewhere_there_is_a_log_line_now_and_then(
    project: Project, newsroom: RunningNewsroom
) -> None:
    project.add_site(newsroom, delay="0.1")
    done = project.scrapy("crawl", "newsroom", "-s", "PROGRESS_INTERVAL=0.5")
    assert done.returncode == 0, done.stderr
    assert re.search(r"INFO .*: \d+ of \d+ new pages read, \d+ photos, .* now /", done.stderr)
    assert "━" not in done.stderr
    quiet = project.scrapy("crawl", "newsroom", SCRAPY_PROJECT="production")
    assert quiet.stderr == ""
    assert quiet.stdout.count("\n") == 1
