"""Fixtures: the news site, running on a free port.

``newsroom`` is a fresh site for each test, to be edited at will; ``shared_newsroom`` is one for
the whole session, only to be read.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

import pytest

from tests.loopback import LoopbackServer
from tests.newsroom.site import Newsroom
from tests.newsroom.stories import truth

if TYPE_CHECKING:
    from collections.abc import Iterator


@dataclass(frozen=True)
class RunningNewsroom:
    """A site with its server."""

    site: Newsroom
    server: LoopbackServer

    @property
    def url(self) -> str:
        """``http://127.0.0.1:PORT``."""
        return self.server.url

    @property
    def truth(self) -> dict[str, Any]:
        """What ``expected.json`` says, with this server's address."""
        return truth(self.url)

    def requested(self) -> list[str]:
        """The targets asked for so far, in order."""
        return [
            exchange.request.split(b" ", 2)[1].decode("latin-1")
            for exchange in self.server.exchanges
        ]


def serve() -> Iterator[RunningNewsroom]:
    """Run a fresh site on a free port."""
    site = Newsroom()
    with LoopbackServer(site.respond) as server:
        site.base_url = server.url
        yield RunningNewsroom(site, server)


@pytest.fixture
def newsroom() -> Iterator[RunningNewsroom]:
    yield from serve()


@pytest.fixture(scope="session")
def shared_newsroom() -> Iterator[RunningNewsroom]:
    yield from serve()
