"""Several crawls write at once, and nobody is told that the database is locked."""

from __future__ import annotations

import multiprocessing
import sqlite3
from functools import partial
from typing import TYPE_CHECKING

import pytest

from archive.index import Index, IndexUnwritableError, connection
from tests.archive.index.samples import PAGE, START, article, ref

if TYPE_CHECKING:
    from pathlib import Path

WRITERS = 3
BATCHES = 15


def crawl(path: Path, number: int) -> None:
    """One crawl: opens the index itself, writes in short transactions."""
    with Index.open(path) as index:
        crawl_id = index.start_crawl(f"urn:uuid:{number}", f"site{number}", START, {})
        for batch in range(BATCHES):
            names = [f"crawl{number} page{batch * 10 + page}" for page in range(5)]
            with index.transaction():
                index.add_captures(crawl_id, [ref(name) for name in names])
            for name in names:
                index.add_article(
                    article(canonical_url=f"{PAGE}/{name}"), ref(name).record_id, site="s"
                )


def test_crawls_write_and_a_reader_reads(tmp_path: Path) -> None:
    path = tmp_path / "archive" / "index.db"
    context = multiprocessing.get_context("spawn")
    crawls = [context.Process(target=crawl, args=(path, number)) for number in range(WRITERS)]
    for process in crawls:
        process.start()
    for process in crawls:
        process.join(timeout=60)
    assert [process.exitcode for process in crawls] == [0] * WRITERS
    with Index.open(path, read_only=True) as index:
        (articles,) = index.database.execute("select count(*) from articles").fetchone()
        assert articles == WRITERS * BATCHES * 5
        assert index.database.execute("pragma integrity_check").fetchone() == ("ok",)


def test_a_reader_sees_what_was_committed_while_another_writes(tmp_path: Path) -> None:
    path = tmp_path / "index.db"
    with Index.open(path) as writer, Index.open(path, read_only=True) as reader:
        with writer.transaction():
            writer.add_captures(None, [ref("page 1")])
            assert not reader.seen(PAGE)
        assert reader.seen(PAGE)


def test_a_lock_held_too_long_is_told(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    path = tmp_path / "index.db"
    monkeypatch.setattr(connection, "BUSY_TIMEOUT", 0.05)
    with Index.open(path) as index:
        other = sqlite3.connect(path)
        other.execute("begin immediate")
        write = partial(index.add_captures, None, [ref("page 1")])
        with pytest.raises(IndexUnwritableError, match="locked"):
            write()
        other.close()
        write()
        assert index.seen(PAGE)
