"""An index in a folder that cannot be written: on a read-only disk, or somebody else's."""

from __future__ import annotations

import subprocess
import sys
from contextlib import contextmanager
from typing import TYPE_CHECKING

import pytest

from archive.index import Index, is_immutable
from tests.archive.index.samples import ref
from tests.conftest import ROOT
from tests.unprivileged import unprivileged

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path

READ = """
import sys
from pathlib import Path
from archive.index import ArchiveIndexError, Index
try:
    with Index.open(Path(sys.argv[1]), read_only=True) as index:
        print(index.statistics().totals.captures)
except ArchiveIndexError as error:
    print(type(error).__name__, error)
"""


@pytest.fixture
def index(tmp_path: Path) -> Path:
    path = tmp_path / "archive" / "index.db"
    with Index.open(path) as made:
        made.add_captures(None, [ref("one")])
    assert [one.name for one in path.parent.iterdir()] == ["index.db"]
    return path


@contextmanager
def read_only(folder: Path) -> Iterator[None]:
    folder.chmod(0o555)
    try:
        yield
    finally:
        folder.chmod(0o755)


def read(index: Path) -> str:
    words = unprivileged(sys.executable, "-c", READ, str(index))
    done = subprocess.run(words, cwd=ROOT, capture_output=True, text=True, check=False)
    assert done.stderr == ""
    return done.stdout.strip()


def test_it_is_read_where_nothing_can_be_written_beside_it(index: Path) -> None:
    with read_only(index.parent):
        assert read(index) == "1"
    assert [one.name for one in index.parent.iterdir()] == ["index.db"]


def test_what_a_writer_has_not_put_into_the_file_yet_is_read_too(index: Path) -> None:
    with Index.open(index) as writer, read_only(index.parent):
        writer.add_captures(None, [ref("two")])
        assert index.with_name("index.db-wal").exists()
        assert read(index) == "2"


def test_a_log_without_its_writer_cannot_be_read_and_nothing_is_said_of_writing(
    index: Path,
) -> None:
    index.with_name("index.db-wal").write_bytes(b"")
    with read_only(index.parent):
        said = read(index)
    assert said.startswith(f"IndexUnreadableError cannot read the index {index}: ")


def test_only_where_nobody_can_write_it_is_taken_for_immutable(index: Path) -> None:
    assert not is_immutable(index)
