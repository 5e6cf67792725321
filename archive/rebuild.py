"""WARC ─▶ extract ─▶ index: makes the index again from the truth, or takes in what others wrote.

The same functions read a page here and during a crawl (`archive.extract`, `archive.intake`), and
the index does not mind in which order captures come, so the rows are the same.
"""

from __future__ import annotations

from collections import deque
from dataclasses import dataclass, field
from itertools import islice
from typing import TYPE_CHECKING
from urllib.parse import urljoin, urlsplit

from w3lib.url import safe_url_string

from archive.extract import ExtractionError, NotAnImageError, is_article
from archive.intake import add_photo, may_be_article, not_an_article, photo_facts, reads_as_page
from archive.model import SiteRules
from archive.warc import WarcError, read_record

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Iterator, Mapping
    from concurrent.futures import Future
    from datetime import datetime
    from pathlib import Path

    from archive.extract.pool import ExtractionPool
    from archive.index import Index, PageSource
    from archive.model import Article, RecordRef
    from archive.warc import Record

IN_FLIGHT = 32
"""Pages that wait for a worker or for the index at one time; bounds the memory."""
BATCH = 100
"""Articles or photos written in one transaction."""
REDIRECTS = 8
"""Redirects followed from a photo's address to its bytes."""
_OK = 200
_REDIRECTION = range(300, 400)


@dataclass(slots=True)
class Tally:
    """What a rebuild did.

    Attributes:
        captures: captures found in the WARCs.
        pages: pages read.
        articles: of these, articles.
        photos: photos whose bytes were read.
        problems: captures that could not be read, with why.
    """

    captures: int = 0
    pages: int = 0
    articles: int = 0
    photos: int = 0
    problems: list[str] = field(default_factory=list)


class Rulebook:
    """Which site a capture belongs to, and what is known of that site.

    Args:
        catalogue: rules by site name, as they are today.
    """

    def __init__(self, catalogue: Mapping[str, SiteRules]) -> None:
        self._catalogue = catalogue
        self._by_host: dict[str, list[SiteRules]] = {}
        for rules in catalogue.values():
            for host in rules.domains:
                self._by_host.setdefault(host, []).append(rules)

    def rules(self, url: str, site: str | None, article_pattern: str | None = None) -> SiteRules:
        """The rules for one page.

        Args:
            url: its address.
            site: the site its crawl was for; None in a WARC that does not say.
            article_pattern: the pattern that crawl was given by hand, if any.
        """
        if site is not None and site in self._catalogue:
            return self._catalogue[site]
        host = (urlsplit(url).hostname or "").removeprefix("www.")
        if site is not None:
            return SiteRules(name=site, domains=(site,), article_pattern=article_pattern)
        # A ministry and its magazine may share a host: the pattern says whose page it is.
        owners = self._by_host.get(host) or [SiteRules(name=host, domains=(host,))]
        return next((rules for rules in owners if may_be_article(url, rules)), owners[0])


class Rebuild:
    """Reads captures that the index has in its table of contents.

    Args:
        index: open for writing.
        locate: the path of a WARC file, by the name the index has of it.
        rulebook: what is known of sites.
        pool: where pages are read.
        progress: called with the tally after each page and photo.
    """

    def __init__(
        self,
        index: Index,
        locate: Callable[[str], Path],
        rulebook: Rulebook,
        pool: ExtractionPool,
        progress: Callable[[Tally], None] = lambda _: None,
    ) -> None:
        self._index = index
        self._locate = locate
        self._rulebook = rulebook
        self._pool = pool
        self._progress = progress
        self.tally = Tally()

    def read_pages(self, sources: Iterable[PageSource]) -> None:
        """Read every capture that is a page, and write what came of it."""
        results = self._extracted(sources)
        while batch := list(islice(results, BATCH)):
            with self._index.transaction():
                for source, rules, future in batch:
                    self._write_page(source, rules, future)

    def read_photos(self, photos: Iterable[tuple[str, RecordRef]]) -> None:
        """Read image files: pairs of an address as articles name it, and a capture of it."""
        photos = iter(photos)
        while batch := list(islice(photos, BATCH)):
            with self._index.transaction():
                for content_url, ref in batch:
                    self._write_photo(content_url, ref)

    # ------------------------------------------------------------------ pages

    def _extracted(
        self, sources: Iterable[PageSource]
    ) -> Iterator[tuple[PageSource, SiteRules, Future[Article]]]:
        """Pages with their futures, in order; a few ahead of what was asked for."""
        waiting: deque[tuple[PageSource, SiteRules, Future[Article]]] = deque()
        for source in sources:
            ref = source.ref
            rules = self._rulebook.rules(ref.target_uri, source.site, source.article_pattern)
            if not reads_as_page(ref.target_uri, ref.content_type, rules):
                continue
            record = self._content(ref)
            if record is None:
                continue
            content, header = record
            waiting.append(
                (source, rules, self._pool.submit(content, ref.target_uri, header, rules))
            )
            if len(waiting) >= IN_FLIGHT:
                yield waiting.popleft()
        yield from waiting

    def _write_page(self, source: PageSource, rules: SiteRules, future: Future[Article]) -> None:
        self.tally.pages += 1
        record_id = source.ref.record_id
        try:
            article = future.result()
        except ExtractionError as error:
            self._problem(record_id, str(error))
        else:
            if is_article(article, rules):
                self._index.add_article(article, record_id, site=rules.name)
                self.tally.articles += 1
            elif problem := not_an_article(article, rules):
                self._index.add_problem(record_id, problem)
        self._progress(self.tally)

    # ------------------------------------------------------------------ photos

    def _write_photo(self, content_url: str, ref: RecordRef) -> None:
        found = self._follow(ref)
        if found is None:
            return
        content = self._content(found)
        if content is None:
            return
        try:
            facts = photo_facts(content[0])
        except NotAnImageError as error:
            self._problem(found.record_id, f"{content_url}: {error}")
        else:
            add_photo(self._index, content_url, found.record_id, facts)
            self.tally.photos += 1
        self._progress(self.tally)

    def _follow(self, ref: RecordRef | None) -> RecordRef | None:
        """The whole 200 response that a capture leads to through redirects; None if none."""
        for _ in range(REDIRECTS):
            if ref is None or ref.truncated:
                return None
            if ref.status == _OK:
                return ref
            if ref.status not in _REDIRECTION:
                return None
            record = self._record(ref)
            location = _field(record, b"location") if record else None
            if not location:
                return None
            ref = self._next_capture(clean_uri(urljoin(ref.target_uri, location)), ref.date)
        return None

    def _next_capture(self, target_uri: str, date: datetime) -> RecordRef | None:
        """The first capture of an address from ``date`` on, as the crawler's next request was."""
        later = [ref for ref in self._index.captures_of(target_uri) if ref.date >= date]
        return min(later, key=lambda ref: ref.date, default=None)

    # ------------------------------------------------------------------ records

    def _content(self, ref: RecordRef) -> tuple[bytes, str | None] | None:
        """A capture's bytes, all codings removed, and its Content-Type; None where it has none."""
        record = self._record(ref)
        if record is not None and ref.record_type == "revisit":
            digest = ref.payload_digest
            original = self._index.original_of(digest) if digest else None
            body = self._record(original) if original else None
        else:
            body = record
        if record is None or body is None:
            return None
        try:
            content = body.content
        except WarcError as error:
            self._problem(ref.record_id, str(error))
            return None
        return content, _field(record, b"content-type")

    def _record(self, ref: RecordRef) -> Record | None:
        path = self._locate(ref.warc_filename)
        try:
            return read_record(path, ref.warc_offset)
        except (WarcError, OSError) as error:
            self.tally.problems.append(f"{path} at {ref.warc_offset}: {error}")
            return None

    def _problem(self, record_id: str, problem: str) -> None:
        self._index.add_problem(record_id, problem)
        self.tally.problems.append(problem)


def clean_uri(url: str) -> str:
    """An address as the crawler asks for it: percent-encoded, without fragment."""
    return safe_url_string(url.partition("#")[0])


def _field(record: Record, name: bytes) -> str | None:
    """The last value of an HTTP field, as Scrapy takes it; None where there is none."""
    values = record.http.values(name) if record.http else []
    return values[-1].decode("latin-1").strip() if values else None
