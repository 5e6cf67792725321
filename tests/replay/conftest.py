"""A news site of these tests' own: they edit it between two crawls."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest

from tests.newsroom.plugin import serve

if TYPE_CHECKING:
    from collections.abc import Iterator

    from tests.newsroom.plugin import RunningNewsroom


@pytest.fixture(scope="module")
def newsroom_of_module() -> Iterator[RunningNewsroom]:
    yield from serve()
