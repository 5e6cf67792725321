"""Which captures a package needs: a site's, or those of the articles that a query finds."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import TYPE_CHECKING

from archive.extract import ExtractionError
from archive.extract.requisites import page_requisites, stylesheet_requisites
from archive.index import portions
from archive.rebuild import REDIRECTS
from archive.retrieval import place_of, read, redirect_of, retrieve
from archive.warc import REDIRECTION, WarcError

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Iterator
    from datetime import datetime
    from pathlib import Path

    from archive.extract.requisites import Requisite
    from archive.index import Index
    from archive.model import RecordRef

_NESTING = 5
"""Stylesheets that import each other: how deep they are followed."""
_OK = 200


@dataclass(frozen=True, slots=True)
class WebPage:
    """A page that a reader of the package can begin with.

    Attributes:
        url: its address, as captured.
        date: of the capture, UTC.
        title: the headline; None where it has none.
        text: what can be searched; None where there is none.
    """

    url: str
    date: datetime
    title: str | None = None
    text: str | None = None


@dataclass(slots=True)
class Selection:
    """What goes into a package.

    Attributes:
        title: what it is, in words.
        pages: newest first.
        captures: by record id.
        problems: what should have gone in and cannot be read.
    """

    title: str
    pages: list[WebPage] = field(default_factory=list)
    captures: dict[str, RecordRef] = field(default_factory=dict)
    problems: list[str] = field(default_factory=list)


def select(index: Index, warc_folder: Path, query: str) -> Selection:
    """What a query stands for.

    Args:
        index: of the archive.
        warc_folder: where its WARC files are.
        query: a site's name, the beginning of an address, or words for the full-text search.

    Raises:
        ArchiveIndexError: the index cannot be read.
    """
    chosen = Selection(query)
    with index.reading() as db:
        if query in portions.crawled_sites(db):
            _add(chosen, portions.captures_of_site(db, query))
            articles = portions.articles_of_site(db, query)
        elif query.startswith(("http://", "https://")):
            _add(chosen, portions.captures_below(db, query))
            articles = portions.articles_below(db, query)
        else:
            articles = portions.articles_with(db, query.split())
    gather = _Gather(index, warc_folder, chosen)
    for article in articles:
        gather.article(article)
    gather.originals()
    chosen.pages.sort(key=lambda page: page.date, reverse=True)
    return chosen


def _add(chosen: Selection, refs: Iterable[RecordRef]) -> None:
    chosen.captures.update((ref.record_id, ref) for ref in refs)


class _Gather:
    """Adds what articles need to a selection."""

    def __init__(self, index: Index, warc_folder: Path, chosen: Selection) -> None:
        self._index = index
        self._folder = warc_folder
        self._chosen = chosen
        self._read: set[tuple[str, datetime]] = set()

    def article(self, article: int) -> None:
        """Every capture of its page, and for each of them photos and requisites of its time."""
        with self._index.reading() as db:
            pages = portions.captures_of_article(db, article)
            url, headline, body = portions.text_of(db, article)
            photos = portions.photos_of(db, article)
        _add(self._chosen, self._index.captures_of(url))
        _add(self._chosen, pages)
        if not pages:
            return
        latest = max(pages, key=lambda ref: ref.date)
        self._chosen.pages.append(WebPage(latest.target_uri, latest.date, headline, body))
        for photo in photos:
            self._resource(photo, latest.date)
        for page in pages:
            self._requisites(page, page.date, page_requisites, 0)

    def originals(self) -> None:
        """What the revisits among the captures refer to: without it they show nothing."""
        for ref in list(self._chosen.captures.values()):
            if ref.record_type == "revisit" and (original := self._original(ref)):
                _add(self._chosen, [original])

    def _original(self, ref: RecordRef) -> RecordRef | None:
        try:
            named = read(ref, self._folder).header("WARC-Refers-To")
        except WarcError:
            return None  # said when the record is to be copied
        original = self._index.find_record(named.strip("<>")) if named else None
        if original is None and (place := place_of(self._index, ref)):
            original = place.payload
        if original is None:
            self._chosen.problems.append(f"{ref.target_uri}: what it repeats is not in the archive")
        return original

    def _requisites(
        self,
        ref: RecordRef,
        date: datetime,
        read_names: Callable[[bytes, str], list[Requisite]],
        nesting: int,
    ) -> None:
        """What this capture names, as far as it is in the archive."""
        place = place_of(self._index, ref)
        archived = retrieve([place], self._folder) if place else None
        if archived is None or nesting > _NESTING:
            return
        try:
            named = read_names(archived.content, ref.target_uri)
        except ExtractionError as error:
            self._chosen.problems.append(str(error))
            return
        for requisite in named:
            if (requisite.url, date) in self._read:
                continue
            self._read.add((requisite.url, date))
            found = self._resource(requisite.url, date)
            if found and requisite.kind == "stylesheet":
                self._requisites(found, date, stylesheet_requisites, nesting + 1)

    def _resource(self, url: str, date: datetime) -> RecordRef | None:
        """The capture of an address nearest in time, and of what it redirects to."""
        for _ in range(REDIRECTS):
            ref = min(self._usable(url), key=lambda ref: abs(ref.date - date), default=None)
            if ref is None:
                return None
            _add(self._chosen, [ref])
            if ref.status not in REDIRECTION:
                return ref
            try:
                target_uri = redirect_of(ref, self._folder)
            except WarcError:
                return None
            if target_uri is None:
                return None
            url = target_uri
        return None

    def _usable(self, url: str) -> Iterator[RecordRef]:
        for ref in self._index.captures_of(url):
            if ref.truncated is None and (ref.status in {None, _OK, *REDIRECTION}):
                yield ref
