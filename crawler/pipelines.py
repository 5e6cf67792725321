"""Hands what spiders read to the index, once its capture is on disk."""

from __future__ import annotations

import asyncio
import logging
from typing import TYPE_CHECKING, Any

from scrapy.exceptions import DropItem

from archive.extract import ExtractionError, NotAnImageError
from archive.intake import add_photo, add_photo_problem, photo_problem
from archive.warc import ArchiveUnwritableError
from crawler.extensions.reading import reading_of
from crawler.items import ArticleItem, PhotoItem, ProblemItem
from crawler.recorder import archiver_of

if TYPE_CHECKING:
    from collections.abc import Callable
    from typing import Self

    from scrapy.crawler import Crawler

    from archive.index import Index
    from archive.intake import PhotoFacts

logger = logging.getLogger(__name__)


class IndexPipeline:
    """Writes articles, photos and problems; each waits for the record it was read from.

    The order is DESIGN's: first the record is durable and in the table of contents, then the
    rows that are read from it, so that no row names a record that is not there.
    """

    def __init__(self, crawler: Crawler) -> None:
        self._crawler = crawler

    @classmethod
    def from_crawler(cls, crawler: Crawler) -> Self:
        """Scrapy's constructor."""
        return cls(crawler)

    async def process_item(self, item: object) -> object:
        """Write one item and hand it on; items of other kinds pass untouched."""
        try:
            match item:
                case ArticleItem():
                    await self._article(item)
                case PhotoItem():
                    await self._photo(item)
                case ProblemItem():
                    await self._problem(item)
        except ArchiveUnwritableError as error:
            # Said once, loudly, by crawler.run, which stops the crawl.
            raise DropItem(str(error), log_level="DEBUG") from error
        return item

    async def _article(self, item: ArticleItem) -> None:
        ref = await asyncio.wrap_future(item.capture)
        change = await self._write(
            lambda index: index.add_article(item.article, ref.record_id, site=item.site)
        )
        self._count("articles")
        self._count(f"articles_{change}")

    async def _problem(self, item: ProblemItem) -> None:
        ref = await asyncio.wrap_future(item.capture)
        if item.wall is None:
            await self._write(lambda index: index.add_problem(ref.record_id, item.problem))
        else:
            self._count("walls")
            await self._write(
                lambda index: index.add_other_page(ref.record_id, item.problem, item.wall)
            )

    async def _photo(self, item: PhotoItem) -> None:
        ref = await asyncio.wrap_future(item.capture)
        try:
            facts = await reading_of(self._crawler).read_photo(item.body, item.content_url)
        except (NotAnImageError, ExtractionError) as error:
            problem = photo_problem(item.content_url, error)
            logger.warning("not read: %s", problem)
            self._count("problems")
            await self._write(lambda index: add_photo_problem(index, ref.record_id, problem))
            return
        await self._write(lambda index: _add_photo(index, item, ref.record_id, facts))
        self._count("photos")

    async def _write(self, job: Callable[[Index], Any]) -> Any:  # noqa: ANN401 - the job's result
        return await asyncio.wrap_future(archiver_of(self._crawler).submit(job))

    def _count(self, what: str) -> None:
        self._crawler.stats.inc_value(f"archive/{what}")


def _add_photo(index: Index, item: PhotoItem, record_id: str, facts: PhotoFacts) -> None:
    """Write a photo that an article names, as a rebuild does.

    Its article may have turned out to be a version that has the photo at another address.
    """
    if index.photo_is_named(item.content_url):
        add_photo(index, item.content_url, record_id, facts)
