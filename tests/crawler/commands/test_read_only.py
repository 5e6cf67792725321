"""Every command that reads alone does so where nothing can be written."""

from __future__ import annotations

import subprocess
from typing import TYPE_CHECKING

import pytest

from archive.archiver import Archiver
from tests.archive.warc.exchanges import CHUNKED, capture
from tests.conftest import ROOT
from tests.unprivileged import unprivileged

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path

    from tests.conftest import Project


@pytest.fixture
def archive(project: Project) -> Iterator[Path]:
    """An archive of one page, in a folder that cannot be written."""
    archiver = Archiver(project.archive, site="a", warcinfo={})
    archiver.store(capture(CHUNKED)).result(10)
    archiver.close({"finished": "2024"})
    project.archive.chmod(0o555)
    yield project.archive
    project.archive.chmod(0o755)


@pytest.mark.parametrize(
    "words",
    [
        ("stats",),
        ("search", "word"),
        ("sites",),
        ("wacz", "a", "-o", "{folder}/a.wacz"),
        ("publish", "{folder}/snapshot"),
        ("verify",),
    ],
)
@pytest.mark.usefixtures("archive")
def test_a_read_only_archive_is_read(project: Project, words: tuple[str, ...]) -> None:
    words = tuple(word.format(folder=project.folder) for word in words)
    command = unprivileged(*project.command(*words))
    done = subprocess.run(command, cwd=ROOT, capture_output=True, text=True, check=False)
    assert done.returncode == 0, done.stderr
    assert "error" not in done.stderr
