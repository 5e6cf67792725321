"""Back-pressure: captures that are taken but not yet on disk, and a place to wait for room."""

from __future__ import annotations

import asyncio
from collections import deque
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from concurrent.futures import Future

    from archive.model import RecordRef


class Backlog:
    """Counts octets handed to a recorder until it is done with them.

    Used from the reactor's thread only.

    Args:
        limit: octets above which `room` waits.
    """

    def __init__(self, limit: int) -> None:
        self._limit = limit
        self._pending: deque[tuple[int, Future[RecordRef]]] = deque()
        self._octets = 0

    def add(self, octets: int, stored: Future[RecordRef]) -> None:
        """Count ``octets`` until ``stored`` is resolved, for good or ill."""
        self._forget_done()
        self._pending.append((octets, stored))
        self._octets += octets

    async def room(self) -> None:
        """Return once the backlog is within its limit."""
        self._forget_done()
        while self._octets > self._limit:
            # Shielded, for cancelling this wait must not cancel the write; and what became of
            # the write is for its owner to see.
            oldest = asyncio.shield(asyncio.wrap_future(self._pending[0][1]))
            await asyncio.gather(oldest, return_exceptions=True)
            self._forget_done()

    def _forget_done(self) -> None:
        # A recorder resolves in the order it was given, so the oldest tell of the rest.
        while self._pending and self._pending[0][1].done():
            self._octets -= self._pending.popleft()[0]
