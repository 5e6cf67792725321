"""Datasette reads while crawls write; ``make live`` does the same for as long as wanted."""

from __future__ import annotations

from typing import TYPE_CHECKING

from tests.benchmarks import live

if TYPE_CHECKING:
    from pathlib import Path


def test_crawls_write_and_datasette_reads_under_load(tmp_path: Path) -> None:
    report = live.run(tmp_path, seconds=3, writers=2, clients=4)
    assert report.faults == []
    assert len(report.written) == 2
    assert all(report.written)
    assert report.read > 20
