"""One small archive for all tests, and the real Datasette over it, started as people start it."""

from __future__ import annotations

import asyncio
from typing import TYPE_CHECKING

import pytest
from datasette.cli import serve  # type: ignore[import-untyped]  # Datasette 0.65 has no types

from archive.datasette.launch import arguments
from tests.archive.datasette import newsstand

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator
    from pathlib import Path

    import httpx


@pytest.fixture(scope="session")
def archive_dir(tmp_path_factory: pytest.TempPathFactory) -> Path:
    folder: Path = tmp_path_factory.mktemp("newsstand")
    newsstand.fill(folder)
    return folder


@pytest.fixture(scope="session")
def get(archive_dir: Path) -> Iterator[Callable[..., httpx.Response]]:
    """Asks Datasette for a path, with ``params``."""
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
