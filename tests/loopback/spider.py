"""The spider that carries out a plan; imported only where a crawl runs."""

from __future__ import annotations

import asyncio
from typing import TYPE_CHECKING, Any

import scrapy
from scrapy.exceptions import StopDownload

from tests.loopback.crawl import Get, ListRecorder, Outcome, Plan

if TYPE_CHECKING:
    from collections.abc import AsyncIterator, Mapping
    from concurrent.futures import Future

    from scrapy.http import Response

    from archive.model import RecordRef


class PlanSpider(scrapy.Spider):
    """Downloads what its plan says and notes what came of it."""

    name = "plan"

    def __init__(self, *, plan: Plan, recorder: ListRecorder, outcomes: list[Outcome]) -> None:
        super().__init__()
        self.plan = plan
        self.recorder = recorder
        self.outcomes = outcomes

    async def start(self) -> AsyncIterator[Any]:
        self.crawler.signals.connect(_stop, scrapy.signals.headers_received)
        gets = self.plan.requests
        if self.plan.order == "at once":
            self.outcomes.extend(await asyncio.gather(*map(self._fetch, gets)))
        elif self.plan.order == "in turn":
            self.outcomes.extend([await self._fetch(get) for get in gets])
        else:
            for get in gets:
                yield _request(get)

    def parse(self, response: Response) -> None:
        self.outcomes.append(self._seen(response))

    async def _fetch(self, get: Get) -> Outcome:
        request = _request(get)
        engine = self.crawler.engine
        assert engine is not None
        try:
            response = await engine.download_async(request)
        except Exception as error:  # noqa: BLE001  every failure is an outcome here
            name, captured = type(error).__name__, self._captured(request.meta)
            return Outcome(get.url, error=name, message=str(error), captured=captured)
        return self._seen(response)

    def _seen(self, response: Response) -> Outcome:
        return Outcome(
            response.url,
            response.status,
            response.body,
            tuple(response.flags),
            captured=self._captured(response.meta),
        )

    def _captured(self, meta: Mapping[str, Any]) -> int | None:
        future: Future[RecordRef] | None = meta.get("capture")
        if future is None or self.recorder.failed or not future.done():
            return None
        return future.result().warc_offset


def _request(get: Get) -> scrapy.Request:
    return scrapy.Request(
        get.url,
        method=get.method,
        headers=dict(get.headers),
        body=get.body,
        meta=dict(get.meta),
    )


def _stop(request: scrapy.Request) -> None:
    if stop := request.meta.get("stop"):
        raise StopDownload(fail=stop == "fail")
