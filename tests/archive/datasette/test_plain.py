"""Without our plugin: plain ``datasette index.db`` reads every table and view."""

from __future__ import annotations

import json
import subprocess
import sys
from typing import TYPE_CHECKING

import pytest

from archive.datasette.columns import TABLES

if TYPE_CHECKING:
    from pathlib import Path


def plain(archive_dir: Path, path: str) -> str:
    """What ``datasette index.db --get PATH`` prints, in a process of its own."""
    command = [sys.executable, "-m", "datasette", str(archive_dir / "index.db"), "--get", path]
    return subprocess.run(command, capture_output=True, text=True, check=True, timeout=60).stdout


def test_every_table_and_view_is_read(archive_dir: Path) -> None:
    selects = ", ".join(f"(select count(*) from {table}) as {table}" for table in TABLES)
    shown = json.loads(plain(archive_dir, f"/index.json?_shape=array&sql=select {selects}"))
    assert [name for name, count in shown[0].items() if not count] in ([], ["likeness_keys"])


@pytest.mark.parametrize(
    ("path", "sites"),
    [
        ("/index/photo_credits.json?rights=agency&_shape=array", ["courrierdefense"]),
        ("/index/articles.json?_search=senat&_shape=array", ["courrierdefense"]),
        (
            "/index/photo_credits.json?organizations__arraycontains=AFP&_shape=array",
            ["courrierdefense"],
        ),
    ],
)
def test_filters_search_and_array_facets_work(
    archive_dir: Path, path: str, sites: list[str]
) -> None:
    assert [row["site"] for row in json.loads(plain(archive_dir, path))] == sites
