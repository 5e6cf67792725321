"""Two archives for all tests, and the real Datasette over each, started as people start it."""

from __future__ import annotations

import asyncio
import fcntl
import os
from contextlib import contextmanager
from typing import TYPE_CHECKING

import pytest
from datasette.cli import serve  # type: ignore[import-untyped]  # Datasette 0.65 has no types

from archive.datasette.launch import arguments
from tests.archive.datasette import demonstration, newsstand

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator
    from pathlib import Path

    import httpx

    Get = Callable[..., httpx.Response]


@contextmanager
def asking(archive_dir: Path) -> Iterator[Get]:
    """Asks Datasette over an archive for a path, with ``params``."""
    context = serve.make_context("serve", arguments(archive_dir / "index.db"))
    datasette = serve.callback(**context.params, return_instance=True)
    with asyncio.Runner() as runner:
        runner.run(datasette.invoke_startup())

        def ask(path: str, **params: str) -> httpx.Response:
            answer: httpx.Response = runner.run(datasette.client.get(path, params=params or None))
            return answer

        yield ask
    for database in datasette.databases.values():
        database.close()


@pytest.fixture(scope="session")
def archive_dir(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Pages, photos and credits of our own making, quickly made."""
    folder: Path = tmp_path_factory.mktemp("newsstand")
    newsstand.fill(folder)
    return folder


@pytest.fixture(scope="session")
def get(archive_dir: Path) -> Iterator[Get]:
    with asking(archive_dir) as ask:
        yield ask


@pytest.fixture(scope="session")
def crawled_dir(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The bundled site as the crawler archives it; made once, however many processes test."""
    base = tmp_path_factory.getbasetemp()
    shared = base.parent if "PYTEST_XDIST_WORKER" in os.environ else base
    folder = shared / "crawled"
    with (shared / "crawled.lock").open("w") as lock:
        fcntl.flock(lock, fcntl.LOCK_EX)
        if not (shared / "crawled.done").exists():
            demonstration.fill(folder)
            (shared / "crawled.done").touch()
    return folder


@pytest.fixture(scope="session")
def ask(crawled_dir: Path) -> Iterator[Get]:
    with asking(crawled_dir) as asked:
        yield asked
