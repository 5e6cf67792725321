"""Commands whose output nobody reads to its end, as in ``scrapy search … | head``."""

from __future__ import annotations

import os
import subprocess
from typing import TYPE_CHECKING

import pytest

from archive.index import Index
from crawler.cli import reader_may_leave
from tests.archive.index.samples import article, ref
from tests.conftest import ROOT

if TYPE_CHECKING:
    from tests.conftest import Project


def unread(project: Project, *words: str) -> tuple[int, str]:
    """Exit code and errors of a command whose reader is gone before it writes."""
    read, write = os.pipe()
    os.close(read)
    try:
        done = subprocess.run(
            project.command(*words),
            cwd=ROOT,
            stdin=subprocess.DEVNULL,
            stdout=write,
            stderr=subprocess.PIPE,
            text=True,
            check=False,
        )
    finally:
        os.close(write)
    return done.returncode, done.stderr


@pytest.fixture
def archive(project: Project) -> Project:
    """An index that many pages of JSON can be printed of; its WARC is gone."""
    with Index.open(project.index) as index, index.transaction():
        index.set_committed("gone.warc.gz", None, 10)
        for number in range(60):
            page = ref(f"page {number}", target_uri=f"https://news.example/{number}")
            index.add_captures(None, [page])
            index.add_article(
                article(url=page.target_uri, canonical_url=None), page.record_id, site="news"
            )
    return project


@pytest.mark.parametrize(
    ("words", "code"),
    [
        (("search", "brigade"), 0),
        (("search", "--json", "--limit", "60", "brigade"), 0),
        (("sites",), 0),
        (("sites", "--json"), 0),
        (("stats",), 0),
        (("stats", "--json"), 0),
        (("credit", *["Photo: Jane Doe"] * 200), 0),
        (("extract", "README.md"), 0),
        (("verify",), 2),
    ],
)
def test_that_is_no_failure(archive: Project, words: tuple[str, ...], code: int) -> None:
    returncode, errors = unread(archive, *words)
    assert returncode == code, errors
    assert "Error" not in errors


def test_another_pipe_is_an_error() -> None:
    with pytest.raises(BrokenPipeError), reader_may_leave():
        raise BrokenPipeError
