"""A snapshot is served where there are no WARC files."""

from __future__ import annotations

import json
import os
import re
import shlex
import shutil
import sqlite3
import subprocess
import sys
import urllib.request
from contextlib import closing, contextmanager
from importlib.metadata import packages_distributions
from typing import TYPE_CHECKING, Any
from urllib.error import HTTPError

import pytest

from archive.index import Index
from tests.archive.index.samples import START, ref, store_photo
from tests.conftest import Project
from tests.crawler.commands import sparse as sparse_python
from tests.newsroom.plugin import serve

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path

    from tests.newsroom.plugin import RunningNewsroom


@pytest.fixture(scope="module")
def own_newsroom() -> Iterator[RunningNewsroom]:
    """Others count what the shared one is asked."""
    yield from serve()


@pytest.fixture(scope="module")
def published(
    tmp_path_factory: pytest.TempPathFactory, own_newsroom: RunningNewsroom
) -> tuple[Project, Path]:
    """The bundled site's archive, and a snapshot of it after the archive is gone."""
    project = Project(tmp_path_factory.mktemp("published"))
    project.add_site(own_newsroom)
    done = project.scrapy("crawl", "newsroom", "-a", "since=2010-01-01")
    assert done.returncode == 0, done.stderr
    snapshot = project.folder / "snapshot"
    for _ in range(2):  # the second takes the place of the first
        done = project.scrapy("publish", str(snapshot))
        assert done.returncode == 0, done.stderr
        (photos,) = project.rows("select count(distinct sha256) as number from photos")
        assert f"{photos['number']} photos\n" in done.stdout
    assert {path.name for path in project.folder.iterdir()} == {"data", "sites", "snapshot"}
    shutil.rmtree(project.archive / "warc")
    return project, snapshot


@contextmanager
def served(snapshot: Path, python: str = sys.executable) -> Iterator[str]:
    """The address of a snapshot that its own script serves; nothing is added to it."""
    server = subprocess.Popen(
        [str(snapshot / "serve"), "--port", "0"],
        env={**os.environ, "PYTHON": python, "PYTHONDONTWRITEBYTECODE": "1"},
        stderr=subprocess.PIPE,
        text=True,
    )
    try:
        assert server.stderr is not None
        for line in server.stderr:
            if match := re.search(r"running on (http://\S+)", line):
                yield match[1]
                break
        else:
            pytest.fail("it did not start")
    finally:
        server.terminate()
        server.communicate(timeout=20)


def get(address: str) -> tuple[int, str, bytes]:
    try:
        with urllib.request.urlopen(address, timeout=20) as answer:
            return answer.status, answer.headers["content-type"], answer.read()
    except HTTPError as error:
        with error:
            return error.code, error.headers["content-type"], error.read()


def test_it_is_served_without_the_archive(published: tuple[Project, Path]) -> None:
    project, snapshot = published
    (row,) = project.rows("select * from photo_credits where sha256 is not null limit 1")
    with served(snapshot) as address:
        status, _, page = get(f"{address}/index/photo_credits")
        assert status == 200
        assert row["sha256"].encode() in page
        for kind in ("thumbnail", "original"):
            photo = f"{address}/-/photos/index/{row['sha256']}/{kind}"
            status, media_type, data = get(photo)
            assert (status, media_type) == (200, "image/jpeg")
            assert data.startswith(b"\xff\xd8")
        assert get(f"{address}/-/photos/index/{'0' * 64}/thumbnail")[0] == 404
        assert get(f"{address}/-/photos/other/{'0' * 64}/thumbnail")[0] == 404
        status, _, answer = get(f"{address}/index/photos_by_organization.json?organization=USAF")
        assert status == 200, answer
        assert json.loads(answer)["rows"]
        (database,) = json.loads(get(f"{address}/-/databases.json")[2])
        assert database["is_mutable"] is False
        assert get(f"{address}/")[0] == 200


def test_it_needs_what_it_requires_and_no_more(
    published: tuple[Project, Path], tmp_path: Path
) -> None:
    _, snapshot = published
    python = tmp_path / "python"
    sparse = [sys.executable, sparse_python.__file__, snapshot / "requirements.txt"]
    python.write_text(f'#!/bin/sh\nexec {shlex.join(map(str, sparse))} "$@"\n')
    python.chmod(0o755)
    with served(snapshot, str(python)) as address:
        for path in ("/", "/index/photo_credits", "/-/search/index?q=the", "/-/growth/index"):
            assert get(f"{address}{path}")[0] == 200, path
    loading = "import sys, archive.datasette.plugin, archive.publish.plugin; print(*sys.modules)"
    done = subprocess.run(
        [sys.executable, "-c", loading], cwd=snapshot, capture_output=True, text=True, check=True
    )
    modules = {name.partition(".")[0] for name in done.stdout.split()}
    owners = packages_distributions()
    loaded = {sparse_python.normal(name) for one in modules for name in owners.get(one, ())}
    required = (snapshot / "requirements.txt").read_text().splitlines()
    assert {sparse_python.normal(line.partition("==")[0]) for line in required} <= loaded


def test_a_server_goes_on_while_a_new_snapshot_takes_the_place(
    published: tuple[Project, Path],
) -> None:
    project, snapshot = published
    (row,) = project.rows("select * from photo_credits where sha256 is not null limit 1")
    (snapshot / "templates" / "retired").mkdir()
    (snapshot / "templates" / "retired" / "page.html").touch()
    before = (snapshot / "index.db").stat().st_ino
    with served(snapshot) as address:
        assert get(f"{address}/")[0] == 200
        done = project.scrapy("publish", str(snapshot))
        assert done.returncode == 0, done.stderr
        for path in (
            "/",
            "/index/photo_credits",
            "/index/search_captions?words=the",
            "/-/search/index?q=the",
            "/archive-static/archive.css",
            f"/-/photos/index/{row['sha256']}/thumbnail",
        ):
            assert get(f"{address}{path}")[0] == 200, path
    assert (snapshot / "index.db").stat().st_ino != before
    assert not (snapshot / "templates" / "retired").exists()
    assert {path.name for path in project.folder.iterdir()} == {"data", "sites", "snapshot"}


def test_the_index_is_whole_and_needs_no_log(published: tuple[Project, Path]) -> None:
    project, snapshot = published

    def rows(path: Path) -> list[Any]:
        with closing(sqlite3.connect(f"{path.as_uri()}?immutable=1", uri=True)) as database:
            assert database.execute("pragma integrity_check").fetchone() == ("ok",)
            assert database.execute("pragma foreign_key_check").fetchall() == []
            return database.execute("select * from photo_credits order by 2, 5").fetchall()

    assert rows(snapshot / "index.db") == rows(project.index)
    with closing(sqlite3.connect(snapshot / "index.db")) as database:
        assert database.execute("pragma journal_mode").fetchone() == ("delete",)
    counts = json.loads((snapshot / "inspect-data.json").read_text())["index"]["tables"]
    (photos,) = project.rows("select count(*) as number from photos")
    assert counts["photos"]["count"] == photos["number"]


def test_what_is_in_it(published: tuple[Project, Path]) -> None:
    _, snapshot = published
    assert not list(snapshot.rglob("*.warc.gz"))
    assert not list(snapshot.rglob("__pycache__"))
    names = (snapshot / "requirements.txt").read_text().splitlines()
    assert any(re.fullmatch(r"datasette==[\d.]+", name) for name in names)
    assert not any(name.startswith("scrapy") for name in names)
    metadata = json.loads((snapshot / "metadata.json").read_text())
    assert "photo_credits" in metadata["databases"]["index"]["tables"]


def test_photos_that_cannot_be_had_are_counted(project: Project) -> None:
    capture = ref("photo 1")
    with Index.open(project.index) as index:
        index.start_crawl("urn:uuid:1", "news", START, {})
        index.add_captures(None, [capture])
        store_photo(index, capture.record_id)
    done = project.scrapy("publish", str(project.folder / "snapshot"))
    assert done.returncode == 0, done.stderr
    assert done.stdout.endswith("0 articles, 0 photos, 1 without a small copy\n")


def test_what_is_not_ours_is_not_replaced(project: Project) -> None:
    Index.open(project.index).close()
    folder = project.folder / "thesis"
    folder.mkdir()
    (folder / "chapter").write_text("years of work")
    for target in (folder, folder / "chapter"):
        done = project.scrapy("publish", str(target))
        assert done.returncode == 1
        assert "neither empty nor an earlier snapshot" in done.stderr
    assert (folder / "chapter").read_text() == "years of work"


def test_a_folder_that_cannot_be_written(project: Project) -> None:
    Index.open(project.index).close()
    (project.folder / "file").touch()
    done = project.scrapy("publish", str(project.folder / "file" / "snapshot"))
    assert done.returncode == 4
    (line,) = done.stderr.splitlines()
    assert line.startswith("error: cannot write the snapshot")


def test_usage(project: Project) -> None:
    for words in ([], ["one", "two"], ["--colour"]):
        done = project.scrapy("publish", *words)
        assert done.returncode == 1
        assert done.stderr.startswith("error: ")
    done = project.scrapy("publish", str(project.folder / "snapshot"))
    assert done.returncode == 1
    assert "crawl or reindex first" in done.stderr
