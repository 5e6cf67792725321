"""What a crawl that was cut off left to be read: records in the WARC that gave no rows yet."""

from __future__ import annotations

import asyncio
from typing import TYPE_CHECKING

from scrapy import Request

from archive.intake import reads_as_page
from archive.retrieval import Place, place_of, retrieve
from crawler.archived import archived_response

if TYPE_CHECKING:
    from collections.abc import AsyncIterator, Callable
    from pathlib import Path

    from scrapy.http import Response

    from archive.archiver import Archiver
    from archive.index import Index
    from archive.model import RecordRef, SiteRules


async def unread_pages(
    archiver: Archiver, warc_dir: Path, rules: SiteRules
) -> AsyncIterator[Response]:
    """Pages of earlier crawls of the site, as if they came from the network now.

    Their ``meta["capture"]`` is the record they were written as, already durable.
    """

    def unread(index: Index) -> list[RecordRef]:
        crawls = index.unfinished_crawls(rules.name)
        return [
            ref
            for crawl in crawls
            for ref in index.unread_pages(crawl)
            if reads_as_page(ref.target_uri, ref.content_type, rules)
        ]

    async for response in _responses(archiver, warc_dir, unread):
        yield response


async def unread_photos(
    archiver: Archiver, warc_dir: Path, rules: SiteRules
) -> AsyncIterator[Response]:
    """Photos of the site that were fetched and never read, with ``meta`` as their requests had."""

    def unread(index: Index) -> list[RecordRef]:
        return index.unread_photos(rules.name)

    async for response in _responses(archiver, warc_dir, unread):
        response.meta["content_url"] = response.url
        yield response


async def _responses(
    archiver: Archiver, warc_dir: Path, unread: Callable[[Index], list[RecordRef]]
) -> AsyncIterator[Response]:
    def places(index: Index) -> list[Place]:
        return [place for ref in unread(index) if (place := place_of(index, ref))]

    for place in await asyncio.wrap_future(archiver.submit(places)):
        archived = await asyncio.to_thread(retrieve, [place], warc_dir)
        if archived:
            yield archived_response(archived, Request(place.ref.target_uri))
