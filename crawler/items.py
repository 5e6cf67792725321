"""What spiders yield: something to write, and the capture it was read from."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from concurrent.futures import Future

    from archive.model import Article, RecordRef, Wall


@dataclass(frozen=True, slots=True)
class ArticleItem:
    """An article that was read from a page; ``site`` is the one it was crawled for."""

    article: Article
    site: str
    capture: Future[RecordRef]


@dataclass(frozen=True, slots=True)
class PhotoItem:
    """The bytes of a photo, content coding removed; ``content_url`` as the article names it."""

    content_url: str
    body: bytes
    capture: Future[RecordRef]


@dataclass(frozen=True, slots=True)
class ProblemItem:
    """A capture that should have been an article and cannot be read as one.

    ``wall`` is what stands in the story's place, where that is known.
    """

    problem: str
    capture: Future[RecordRef]
    wall: Wall | None = None
