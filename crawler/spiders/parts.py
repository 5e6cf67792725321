"""What an article needs besides its page: its photos, and, where wanted, all it looks like."""

from __future__ import annotations

import asyncio
from abc import abstractmethod
from http import HTTPStatus
from typing import TYPE_CHECKING, Any, NamedTuple, TypeVar

from scrapy import Request, Spider
from scrapy.exceptions import CloseSpider, IgnoreRequest
from scrapy.spidermiddlewares.httperror import HttpError

from archive.extract import ExtractionError
from archive.extract.requisites import page_requisites, stylesheet_requisites
from archive.intake import HTML_TYPES, WHOLE, reads_as_page
from archive.retrieval import latest_pages, place_of, read_back, retrieve
from archive.warc import ArchiveUnwritableError, ContentCodingError, WarcError
from archive.warc.message import media_type
from crawler.archived import FLAG, archived_response
from crawler.cli import archive_dir
from crawler.conditional import CONDITIONAL
from crawler.items import PhotoItem, ProblemItem
from crawler.manners.errors import NotAskedError, is_forbidden
from crawler.recorder import archiver_of
from crawler.run import UNWRITABLE

if TYPE_CHECKING:
    from collections.abc import AsyncIterator, Callable, Iterable, Sequence

    from scrapy.http import Response
    from twisted.python.failure import Failure

    from archive.extract.requisites import Requisite
    from archive.index import Index
    from archive.model import Article, RecordRef
    from archive.retrieval import Place
    from crawler.plan import Plan, Requisites

T = TypeVar("T")

# Before the next page, so that an article is whole before another one begins.
_PHOTO = 10
_NESTING = 5
"""Stylesheets that import each other: how deep they are followed."""

_IMAGE = "image/*,*/*;q=0.5"
_ACCEPT = {"stylesheet": "text/css,*/*;q=0.1", "script": "*/*", "image": _IMAGE, "other": "*/*"}
# Sites change these in place; what an image's or a font's address stands for stays the same.
_CHANGING = frozenset({"stylesheet", "script"})

_GONE = frozenset({HTTPStatus.NOT_FOUND, HTTPStatus.GONE})


class Sought(NamedTuple):
    """A photo that an article needs.

    Attributes:
        url: its address.
        places: where its bytes may be in the archive already.
        again: whether they are, and the server is asked whether it has others by now.
    """

    url: str
    places: Sequence[Place] = ()
    again: bool = False


class PartsSpider(Spider):
    """Asks for photos and requisites, hands on photos, and counts what failed."""

    plan: Plan
    requisites: Requisites

    def __init__(self, name: str | None = None) -> None:
        super().__init__(name)
        self._photos: set[str] = set()

    @abstractmethod
    def parse_page(self, response: Response) -> AsyncIterator[Any]:
        """What a page brings."""

    async def photos_of(self, article: Article) -> list[Sought]:
        """Photos to look for.

        To be asked before the article is written: after that it says nothing else than before.
        """
        if self.requisites == "none":
            return []
        return await self._ask(lambda index: _sought(index, article))

    async def parts_of(
        self, photos: Iterable[Sought], response: Response
    ) -> AsyncIterator[Request | PhotoItem]:
        """Requests for what an article's page needs, and photos that are in the archive already."""
        for photo in photos:
            async for part in self._photo(photo, response.url):
                yield part
        if self.requisites == "page":
            async for request in self._requisites(response):
                yield request

    # ------------------------------------------------------------------ photos

    async def _photo(self, photo: Sought, referer: str) -> AsyncIterator[Request | PhotoItem]:
        archived = None
        if photo.places and photo.url not in self._photos:
            # It may have come as the requisite of a page that does not call it a photo.
            folder = archive_dir(self.settings) / "warc"
            archived = await asyncio.to_thread(retrieve, photo.places, folder)
        if archived is None:
            if photo.url not in self._photos:  # asked for by another page meanwhile
                yield self.photo_request(photo.url, referer, again=photo.again)
            return
        request = Request(photo.url, meta={"content_url": photo.url})
        yield _photo_item(archived_response(archived, request))

    def photo_request(
        self, url: str, referer: str | None = None, *, again: bool = False
    ) -> Request:
        """Asks for a photo, once in a crawl, also where its address is a requisite's as well.

        Args:
            url: of the photo.
            referer: of the page that shows it.
            again: whether the archive has it: it is asked for only if it has changed.
        """
        self._photos.add(url)
        headers = {"Accept": _IMAGE} | ({"Referer": referer} if referer else {})
        return Request(
            url,
            self.parse_photo,
            errback=self.unread,
            priority=_PHOTO,
            headers=headers,
            meta={"content_url": url, CONDITIONAL: again},
            dont_filter=True,
        )

    async def parse_photo(self, response: Response) -> AsyncIterator[Any]:
        """The bytes of a photo; before them what a rebuild would read, a story it led to."""
        if response.meta.get(CONDITIONAL) and FLAG in response.flags:
            return  # its archived answer was read when it came
        if response.status not in WHOLE:
            self.count("failed")
            self.logger.warning("failed: %s: HTTP %d", response.url, response.status)
            return
        if media_type_of(content_type_of(response)) in HTML_TYPES - {None}:
            async for result in self._page(response):
                yield result
        yield _photo_item(response)

    async def _page(self, response: Response) -> AsyncIterator[Any]:
        """What an answer brings that was asked for as something else, if it reads as a page."""
        kind = media_type_of(content_type_of(response))
        if reads_as_page(response.url, kind, self.plan.rules):
            async for result in self.parse_page(response):
                yield result

    # ------------------------------------------------------------------ requisites

    async def _requisites(self, response: Response) -> AsyncIterator[Request]:
        """Requests for what a page or a stylesheet names, within the bound."""
        nesting = response.meta.get("nesting", 0)
        content_type = content_type_of(response)
        try:
            if response.meta.get("requisite") == "stylesheet":
                work = asyncio.to_thread(stylesheet_requisites, response.body, response.url)
            else:
                work = asyncio.to_thread(page_requisites, response.body, response.url, content_type)
            found = await work
        except ExtractionError as error:
            self.logger.warning("no requisites: %s", error)
            return
        limit = self.settings.getint("MAX_REQUISITES")
        if limit and len(found) > limit:
            self.logger.info("%s: %d of %d requisites", response.url, limit, len(found))
            found = found[:limit]
        for requisite in await self._ask(lambda index: [r for r in found if _wanted(index, r)]):
            if requisite.url not in self._photos:
                yield self._requisite_request(requisite, response.url, nesting)

    def _requisite_request(self, requisite: Requisite, referer: str, nesting: int) -> Request:
        meta = {
            "requisite": requisite.kind,
            "content_url": requisite.url,
            "nesting": nesting + 1,
            CONDITIONAL: requisite.kind in _CHANGING,
        }
        return Request(
            requisite.url,
            self.parse_requisite,
            errback=self.failed,
            priority=_PHOTO,
            headers={"Accept": _ACCEPT[requisite.kind], "Referer": referer},
            meta=meta,
        )

    async def parse_requisite(self, response: Response) -> AsyncIterator[Any]:
        """What a stylesheet names in turn; what a rebuild would take for a photo or a page."""
        self.count("requisites")
        if response.meta["requisite"] == "stylesheet" and response.meta["nesting"] < _NESTING:
            async for request in self._requisites(response):
                yield request
        async for result in self._page(response):
            yield result
        if response.meta["content_url"] in self._photos and response.status in WHOLE:
            yield _photo_item(response)

    # ------------------------------------------------------------------ failures and counts

    async def unread(self, failure: Failure) -> AsyncIterator[Any]:
        """Read what came whole, but is too odd for Twisted or Scrapy, from its record.

        A rebuild reads it from there, too: a line of 20 KB in the head, a field's name that is
        not ASCII, a body that is not coded as its head says.
        """
        request: Request = failure.request  # type: ignore[attr-defined]  # Scrapy sets it
        try:
            response = await self._recorded(request, failure.value)
        except WarcError as error:
            self.failed(failure)
            if isinstance(error, ContentCodingError):  # another one would be the disk's
                yield ProblemItem(f"{request.url}: {error}", request.meta["capture"])
            return
        if response is None:
            self.failed(failure)
            return
        self.logger.info("read from its record: %s: %s", request.url, failure.value)
        assert request.callback is not None
        async for result in request.callback(response):
            yield result

    async def _recorded(self, request: Request, error: BaseException | None) -> Response | None:
        """The answer to a request that failed, if it is a whole one.

        Raises:
            WarcError: its body cannot be made out.
        """
        if isinstance(error, (IgnoreRequest, ArchiveUnwritableError)):
            return None
        if "capture" not in request.meta:
            return None
        ref: RecordRef = await asyncio.wrap_future(request.meta["capture"])
        if ref.status != HTTPStatus.OK or ref.truncated:
            return None
        place = await self._ask(lambda index: place_of(index, ref))
        if place is None:
            return None
        folder = archive_dir(self.settings) / "warc"
        archived = await asyncio.to_thread(read_back, place, folder)
        # It has just come: the flag would say that it was read before.
        return archived_response(archived, request).replace(flags=[])

    def failed(self, failure: Failure) -> None:
        """Count and say a download that did not work; what came of it is in the WARC."""
        request: Request = failure.request  # type: ignore[attr-defined]  # Scrapy sets it
        if isinstance(failure.value, ArchiveUnwritableError):
            return  # said once, loudly, by crawler.run, which stops the crawl
        of_requisites = "requisites_" if "requisite" in request.meta else ""
        if isinstance(failure.value, NotAskedError):  # who decided it has said so
            if failure.value.counts_as:
                self.count(of_requisites + failure.value.counts_as)
            return
        if is_forbidden(failure.value):
            self.count(of_requisites + "forbidden")
            self.logger.info("not fetched: %s: %s", request.url, failure.value)
            return
        reason = " ".join(str(failure.value).split()) or type(failure.value).__name__
        what = "failed"
        if isinstance(failure.value, HttpError):
            reason = f"HTTP {failure.value.response.status}"
            what = "gone" if failure.value.response.status in _GONE else "failed"
        self.count(of_requisites + what)
        self.logger.warning("%s: %s: %s", what, request.url, reason)

    def count(self, what: str, number: int = 1) -> None:
        """Add to a statistic of ours."""
        self.crawler.stats.inc_value(f"archive/{what}", number)

    async def _ask(self, question: Callable[[Index], T]) -> T:
        try:
            return await asyncio.wrap_future(archiver_of(self.crawler).submit(question))
        except ArchiveUnwritableError as error:
            raise CloseSpider(UNWRITABLE) from error


def content_type_of(response: Response) -> str | None:
    """The Content-Type header's value."""
    value = response.headers.get("Content-Type")
    return value.decode("latin-1") if value else None


def media_type_of(content_type: str | None) -> str | None:
    """The media type in it, lower case, as a rebuild has it; None if there is none."""
    return media_type(content_type) if content_type else None


def _photo_item(response: Response) -> PhotoItem:
    return PhotoItem(response.meta["content_url"], response.body, response.meta["capture"])


def _sought(index: Index, article: Article) -> list[Sought]:
    """The photos of an article that are not stored, or of which it says something new."""
    # Where only size or host of photos have changed, those that the archive has will do.
    known = index.photos_of(article)
    urls = [photo.content_url for photo in article.photos] if known is None else known
    reprinted = index.reprinted_photos(article)
    found = []
    for url in urls:
        if not index.photo_is_stored(url):
            found.append(Sought(url, latest_pages(index, url, sound=True)))
        elif url in reprinted:
            found.append(Sought(url, again=True))
    return found


def _wanted(index: Index, requisite: Requisite) -> bool:
    return requisite.kind in _CHANGING or not index.seen(requisite.url)
