"""What a crawl that was cut off left to be read: pages that are in the WARC, not in the index."""

from __future__ import annotations

import asyncio
import logging
from concurrent.futures import Future
from typing import TYPE_CHECKING

from scrapy import Request
from scrapy.http import Response

from archive.warc import WarcError, read_record

if TYPE_CHECKING:
    from collections.abc import AsyncIterator
    from pathlib import Path

    from archive.archiver import Archiver
    from archive.index import Index
    from archive.model import RecordRef

logger = logging.getLogger(__name__)


async def unread_pages(archiver: Archiver, warc_dir: Path, site: str) -> AsyncIterator[Response]:
    """Pages of earlier crawls of ``site``, as if they came from the network now.

    Their ``meta["capture"]`` is the record they were written as, already durable.
    """

    def unread(index: Index) -> list[RecordRef]:
        crawls = index.unfinished_crawls(site)
        return [ref for crawl in crawls for ref in index.unread_pages(crawl)]

    for ref in await asyncio.wrap_future(archiver.submit(unread)):
        path = warc_dir / ref.warc_filename
        try:
            record = await asyncio.to_thread(read_record, path, ref.warc_offset)
            body = record.content
        except WarcError as error:
            logger.warning("cannot finish %s: %s", ref.target_uri, error)
            continue
        capture: Future[RecordRef] = Future()
        capture.set_result(ref)
        request = Request(ref.target_uri, meta={"capture": capture})
        headers = [(name, value) for name, value in record.headers]
        yield Response(
            ref.target_uri, status=ref.status or 200, headers=headers, body=body, request=request
        )
