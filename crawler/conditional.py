"""Asks for what is visited again only if it has changed (RFC 9110, section 13)."""

from __future__ import annotations

import asyncio
import logging
import re
from http import HTTPStatus
from typing import TYPE_CHECKING
from weakref import WeakKeyDictionary

from archive.retrieval import latest_pages, retrieve
from archive.warc import ArchiveUnwritableError
from archive.warc.build import capture_uri
from crawler.archived import archived_response
from crawler.cli import archive_dir
from crawler.recorder import archiver_of

if TYPE_CHECKING:
    from typing import Self

    from scrapy import Request
    from scrapy.crawler import Crawler
    from scrapy.http import Response

    from archive.retrieval import Archived

logger = logging.getLogger(__name__)

CONDITIONAL = "conditional"
"""Key of `Request.meta`: whether an archived answer that still holds will do."""

VALIDATORS = {b"ETag": b"If-None-Match", b"Last-Modified": b"If-Modified-Since"}
"""What a server said of a version, and the field that asks for any other (section 13.1)."""

# Visible ASCII and what older servers put into entity tags; a control character would end the
# line, and nothing of this length is a tag.
_SENDABLE = re.compile(rb"[\x20-\x7e\x80-\xff]{1,1024}")


class ConditionalGet:
    """Downloader middleware for requests whose ``meta["conditional"]`` is true.

    The validators are those of the latest whole 200 answer in the archive that can be read back.
    Where the server says 304, the spider gets that answer: it sees every link of an unchanged
    feed, those too that an earlier crawl had no time for. The 304 itself is in the WARC.

    Each hop of a redirect is a request of its own here, with validators of its own. The middleware
    stands between the downloader and Scrapy's for compression, which a 304 is no matter for and
    whose work is done on an archived body.
    """

    def __init__(self, crawler: Crawler) -> None:
        self._crawler = crawler
        self._warc_folder = archive_dir(crawler.settings) / "warc"
        self._asked: WeakKeyDictionary[Request, Archived] = WeakKeyDictionary()

    @classmethod
    def from_crawler(cls, crawler: Crawler) -> Self:
        """Scrapy's constructor."""
        return cls(crawler)

    async def process_request(self, request: Request) -> None:
        """Add the validators of what the archive has of this address."""
        if not request.meta.get(CONDITIONAL):
            return
        # A redirect or a retry copies the fields; they were about another address or moment.
        for condition in VALIDATORS.values():
            request.headers.pop(condition, None)
        archived = await self._archived(request.url)
        if archived is None:
            return
        for validator, condition in VALIDATORS.items():
            value = archived.field(validator)
            if value and _SENDABLE.fullmatch(value):
                request.headers[condition] = value
                self._asked[request] = archived

    async def process_response(self, request: Request, response: Response) -> Response:
        """Hand on the archived answer where the server says that it still holds."""
        archived = self._asked.pop(request, None)
        if archived is None or response.status != HTTPStatus.NOT_MODIFIED:
            return response
        self._crawler.stats.inc_value("archive/unchanged")
        logger.debug("not modified since %s: %s", archived.ref.date, request.url)
        return archived_response(archived, request)

    async def _archived(self, url: str) -> Archived | None:
        archiver, target_uri = archiver_of(self._crawler), capture_uri(url)
        try:
            places = await asyncio.wrap_future(
                archiver.submit(lambda index: latest_pages(index, target_uri))
            )
        except ArchiveUnwritableError:
            return None  # the download handler refuses this request, and says why
        return await asyncio.to_thread(retrieve, places, self._warc_folder) if places else None
