from __future__ import annotations

import asyncio
from concurrent.futures import Future
from typing import TYPE_CHECKING

import pytest

from crawler.wire.backlog import Backlog

if TYPE_CHECKING:
    from archive.model import RecordRef


def future() -> Future[RecordRef]:
    return Future()


def test_there_is_room_up_to_the_limit_at_once() -> None:
    backlog, stored = Backlog(10), future()
    backlog.add(10, stored)
    asyncio.run(asyncio.wait_for(backlog.room(), 1))


@pytest.mark.parametrize("outcome", ["stored", "failed"])
def test_waits_until_the_oldest_are_done_whatever_came_of_them(outcome: str) -> None:
    backlog = Backlog(10)
    futures = [future() for _ in range(3)]
    for stored in futures:
        backlog.add(6, stored)

    async def wait() -> list[bool]:
        waiting = asyncio.ensure_future(backlog.room())
        seen = []
        for stored in futures[:2]:
            await asyncio.sleep(0.01)
            seen.append(waiting.done())
            if outcome == "stored":
                stored.set_result(None)  # type: ignore[arg-type]  # nobody looks at it
            else:
                stored.set_exception(OSError("disk full"))
        await asyncio.wait_for(waiting, 1)
        return seen

    assert asyncio.run(wait()) == [False, False]


def test_giving_up_the_wait_does_not_give_up_the_write() -> None:
    backlog, stored = Backlog(1), future()
    backlog.add(2, stored)

    async def impatient() -> None:
        with pytest.raises(TimeoutError):
            await asyncio.wait_for(backlog.room(), 0.02)

    asyncio.run(impatient())
    assert not stored.cancelled()
    stored.set_result(None)  # type: ignore[arg-type]  # nobody looks at it
    asyncio.run(asyncio.wait_for(backlog.room(), 1))
