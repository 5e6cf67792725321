"""What a crawl that was cut off left to be read: pages that are in the WARC, not in the index."""

from __future__ import annotations

import asyncio
from typing import TYPE_CHECKING

from scrapy import Request

from archive.retrieval import Place, place_of, retrieve
from crawler.archived import archived_response

if TYPE_CHECKING:
    from collections.abc import AsyncIterator
    from pathlib import Path

    from scrapy.http import Response

    from archive.archiver import Archiver
    from archive.index import Index


async def unread_pages(archiver: Archiver, warc_dir: Path, site: str) -> AsyncIterator[Response]:
    """Pages of earlier crawls of ``site``, as if they came from the network now.

    Their ``meta["capture"]`` is the record they were written as, already durable.
    """

    def unread(index: Index) -> list[Place]:
        crawls = index.unfinished_crawls(site)
        refs = [ref for crawl in crawls for ref in index.unread_pages(crawl)]
        return [place for ref in refs if (place := place_of(index, ref))]

    for place in await asyncio.wrap_future(archiver.submit(unread)):
        archived = await asyncio.to_thread(retrieve, [place], warc_dir)
        if archived:
            yield archived_response(archived, Request(place.ref.target_uri))
