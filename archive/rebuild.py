"""WARC ─▶ extract ─▶ index: makes the index again from the truth, or takes in what others wrote.

The same functions read a page here and during a crawl (`archive.extract`, `archive.intake`), and
the index does not mind in which order captures come, so the rows are the same.

Every file's captures come first, then its pages, then its photos: a page may repeat one that lies
in another file, and a photo may lie in an earlier file than the page that names it. Which file is
through with what is kept in the index in step with the rows, so that a rebuild that was killed goes
on where it was.
"""

from __future__ import annotations

import re
from collections import deque
from dataclasses import dataclass, field
from importlib.metadata import version
from itertools import islice
from typing import TYPE_CHECKING, NamedTuple
from urllib.parse import urlsplit

from archive.extract import ExtractionError, NotAnImageError, is_article
from archive.intake import (
    WHOLE,
    PhotoFile,
    add_photo,
    add_photo_problem,
    may_be_article,
    not_an_article,
    photo_problem,
    reads_as_page,
    wall_at,
    wall_problem,
    with_robots,
)
from archive.model import SiteRules
from archive.recovery import index_file
from archive.retrieval import place_of, read, redirect_of
from archive.warc import ArchiveUnreadableError, RecordError, WarcError

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
    from concurrent.futures import Future
    from datetime import datetime
    from pathlib import Path

    from archive.extract.pool import ExtractionPool
    from archive.index import Index, PageSource
    from archive.intake import PhotoFacts
    from archive.model import Article, RecordRef
    from archive.warc import Record

IN_FLIGHT = 32
"""Pages that wait for a worker or for the index at one time; bounds the memory."""
BATCH = 100
"""Articles or photos written in one transaction."""
STEPS = ("captures", "pages", "photos")
"""What is done with every file, one after the other."""
PROGRAM = version("defense-news-archive")
"""A rebuild that another version began is begun again."""
REDIRECTS = 8
"""Redirects followed from a photo's address to its bytes."""


@dataclass(slots=True)
class Tally:
    """What a rebuild did.

    Attributes:
        captures: captures found in the WARCs.
        pages: pages read.
        articles: of these, articles.
        photos: photos whose bytes were read.
        problems: captures that could not be read, with why.
        damage: places in files that do not hold what they have to; no reading mends those.
    """

    captures: int = 0
    pages: int = 0
    articles: int = 0
    photos: int = 0
    problems: list[str] = field(default_factory=list)
    damage: list[str] = field(default_factory=list)


class AddressError(ValueError):
    """What should be the address of a page is none.

    Attributes:
        url: what stands there.
    """

    def __init__(self, url: str, reason: object) -> None:
        super().__init__(f"{url[:200]!r} is no address: {reason}")
        self.url = url


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

        Raises:
            AddressError: ``url`` is none: an unclosed bracket, a host that no normalization saves.
        """
        try:
            host = (urlsplit(url).hostname or "").removeprefix("www.")
        except ValueError as error:
            raise AddressError(url, error) from error
        if site is not None and site in self._catalogue:
            return self._catalogue[site]
        if site is not None:
            return SiteRules(name=site, domains=(site,), article_pattern=article_pattern)
        # A ministry and its magazine may share a host: the pattern says whose page it is.
        owners = self._by_host.get(host) or [SiteRules(name=host, domains=(host,))]
        return next((rules for rules in owners if may_be_article(url, rules)), owners[0])


class _Page(NamedTuple):
    """A page that is being read, and what its reading does not know."""

    record_id: str
    rules: SiteRules
    robots: list[str]
    future: Future[Article]


class Rebuild:
    """Fills the index from WARC files.

    Args:
        index: open for writing.
        warc_folder: where the index finds WARC files by their names.
        rulebook: what is known of sites.
        pool: where pages and photos are read.
        progress: called after each file, page and photo with the step, how many files are through
            with it (a fraction, inside of one), and the tally.
    """

    def __init__(
        self,
        index: Index,
        warc_folder: Path,
        rulebook: Rulebook,
        pool: ExtractionPool,
        progress: Callable[[str, float, Tally], None] = lambda *_: None,
    ) -> None:
        self._index = index
        self._folder = warc_folder
        self._rulebook = rulebook
        self._pool = pool
        self._report = progress
        self._at = ("", 0)
        self.tally = Tally()

    def run(self, paths: Sequence[Path]) -> None:
        """Take in closed files, but what an earlier run that did not come to its end did.

        Args:
            paths: files in the WARC folder.

        Raises:
            ArchiveUnreadableError: a file cannot be read.
            ArchiveIndexError: the index cannot be written.
        """
        done = self._index.rebuild_steps(PROGRAM)
        work = dict(zip(STEPS, (self._list, self._read_pages, self._read_photos), strict=True))
        for step, do in work.items():
            for number, path in enumerate(paths):
                self._at = (step, number)
                if (path.name, step) not in done:
                    damage = len(self.tally.damage)
                    do(path)
                    # Damage is met again, so that also a run that goes on after another tells it.
                    if len(self.tally.damage) == damage:
                        self._index.add_rebuild_step(path.name, step, PROGRAM)
                self._report(step, number + 1, self.tally)
        self._index.forget_rebuild_steps(path.name for path in paths)

    def _list(self, path: Path) -> None:
        """Every record in the table of contents."""
        found = index_file(path, self._index)
        self.tally.captures += found.captures
        self.tally.damage += found.damage

    def _read_pages(self, path: Path) -> None:
        """Read every capture that is a page, and write what came of it."""
        sources = self._index.page_sources(path.name)
        results = self._extracted(sources)
        while batch := list(islice(results, BATCH)):
            with self._index.transaction():
                for number, page in batch:
                    self._write_page(page)
                    self._progress((number + 1) / len(sources))

    def _read_photos(self, path: Path) -> None:
        """Read the image files that articles name: their addresses, and captures of those."""
        sources = self._index.photo_sources(path.name)
        results = self._photo_facts(sources)
        while batch := list(islice(results, BATCH)):
            with self._index.transaction():
                for number, content_url, ref, future in batch:
                    self._write_photo(content_url, ref, future)
                    self._progress((number + 1) / len(sources))

    def _progress(self, share: float) -> None:
        step, number = self._at
        self._report(step, number + share, self.tally)

    # ------------------------------------------------------------------ pages

    def _extracted(self, sources: Iterable[PageSource]) -> Iterator[tuple[int, _Page]]:
        """Pages with their futures, in order; a few ahead of what was asked for."""
        waiting: deque[tuple[int, _Page]] = deque()
        for number, source in enumerate(sources):
            ref = source.ref
            try:
                rules = self._rules(source)
            except AddressError as error:
                self._problem(ref.record_id, str(error))
                continue
            if not reads_as_page(ref.target_uri, ref.content_type, rules):
                if wall := wall_at(ref.target_uri, rules):
                    problem = wall_problem(ref.target_uri, wall)
                    self._index.add_other_page(ref.record_id, problem, wall)
                continue
            try:
                content, record = self._content(ref)
            except (WarcError, OSError) as error:
                self._unread(ref.record_id, ref.target_uri, error)
                continue
            kind, robots = _field(record, b"content-type"), _fields(record, b"x-robots-tag")
            future = self._pool.submit(content, ref.target_uri, kind, rules)
            waiting.append((number, _Page(ref.record_id, rules, robots, future)))
            if len(waiting) >= IN_FLIGHT:
                yield waiting.popleft()
        yield from waiting

    def _rules(self, source: PageSource) -> SiteRules:
        """The rules for a page; of a crawl's own pattern that cannot be read it is told once.

        Raises:
            AddressError: the page's address is none.
        """
        ref, pattern = source.ref, source.article_pattern
        try:
            re.compile(pattern or "")
        except (re.error, OverflowError, RecursionError) as error:
            where = f"{ref.warc_filename}: article-pattern {(pattern or '')[:200]!r}"
            problem = f"{where} is left aside: {error}"
            if problem not in self.tally.problems:
                self.tally.problems.append(problem)
            pattern = None
        return self._rulebook.rules(ref.target_uri, source.site, pattern)

    def _write_page(self, page: _Page) -> None:
        self.tally.pages += 1
        record_id, rules = page.record_id, page.rules
        try:
            article = page.future.result()
        except ExtractionError as error:
            self._problem(record_id, str(error))
            return
        if is_article(article, rules):
            article = with_robots(article, page.robots)
            self._index.add_article(article, record_id, site=rules.name)
            self.tally.articles += 1
        else:
            problem = not_an_article(article, rules)
            self._index.add_other_page(record_id, problem, article.wall)

    # ------------------------------------------------------------------ photos

    def _photo_facts(
        self, sources: Iterable[tuple[str, RecordRef]]
    ) -> Iterator[tuple[int, str, RecordRef, Future[PhotoFacts]]]:
        """Photos with what their files say, in order; a few ahead of what was asked for."""
        waiting: deque[tuple[int, str, RecordRef, Future[PhotoFacts]]] = deque()
        for number, (content_url, ref) in enumerate(sources):
            found = None
            try:
                found = self._follow(ref)
                if found is None:
                    continue
                content = read(self._body(found), self._folder).content
            except (WarcError, OSError) as error:
                self._unread((found or ref).record_id, content_url, error)
                continue
            future = self._pool.do(PhotoFile(content, content_url))
            waiting.append((number, content_url, found, future))
            if len(waiting) >= IN_FLIGHT:
                yield waiting.popleft()
        yield from waiting

    def _write_photo(self, content_url: str, ref: RecordRef, future: Future[PhotoFacts]) -> None:
        try:
            facts = future.result()
        except (NotAnImageError, ExtractionError) as error:
            problem = photo_problem(content_url, error)
            add_photo_problem(self._index, ref.record_id, problem)
            self.tally.problems.append(problem)
        else:
            add_photo(self._index, content_url, ref.record_id, facts)
            self.tally.photos += 1

    def _follow(self, ref: RecordRef | None) -> RecordRef | None:
        """The whole answer that a capture leads to through redirects; None if none.

        Raises:
            WarcError, OSError: a redirect's record cannot be read.
        """
        for _ in range(REDIRECTS):
            if ref is None or ref.truncated:
                return None
            if ref.status is None or ref.status in WHOLE:  # records without HTTP have none
                return ref
            target_uri = redirect_of(ref, self._folder)
            if target_uri is None:
                return None
            ref = self._next_capture(target_uri, ref.date)
        return None

    def _next_capture(self, target_uri: str, date: datetime) -> RecordRef | None:
        """The first capture of an address from ``date`` on, as the crawler's next request was."""
        later = [ref for ref in self._index.captures_of(target_uri) if ref.date >= date]
        return min(later, key=lambda ref: ref.date, default=None)

    # ------------------------------------------------------------------ records

    def _body(self, ref: RecordRef) -> RecordRef:
        """The capture that has a capture's bytes: itself, or the one that it repeats.

        Raises:
            NoOriginalError: that one is not in the archive.
        """
        place = place_of(self._index, ref)
        if place is None:
            raise NoOriginalError(ref)
        return place.payload

    def _content(self, ref: RecordRef) -> tuple[bytes, Record]:
        """A capture's bytes, all codings removed, and the record that has its head.

        Raises:
            WarcError, OSError: they cannot be read.
        """
        record = read(ref, self._folder)
        body_ref = self._body(ref)
        body = record if body_ref == ref else read(body_ref, self._folder)
        # A revisit may come without the head that it was answered with (WARC 1.1, section 6.7).
        return body.content, record if record.http else body

    def _unread(self, record_id: str, address: str, error: Exception) -> None:
        """Tells of a capture that cannot be read.

        Damage in a place of a file is no matter for the index: the file may be mended, or moved.
        """
        if isinstance(error, RecordError):
            self.tally.damage.append(f"{address}: {error}")
        elif isinstance(error, ArchiveUnreadableError | OSError):
            self.tally.problems.append(f"{address}: {error}")
        else:
            self._problem(record_id, f"{address}: {error}")

    def _problem(self, record_id: str, problem: str) -> None:
        self._index.add_problem(record_id, problem)
        self.tally.problems.append(problem)


class NoOriginalError(WarcError):
    """A revisit repeats a capture that the archive does not have."""

    def __init__(self, ref: RecordRef) -> None:
        super().__init__(f"repeats what is not in the archive: {ref.payload_digest}")
        self.ref = ref


def _field(record: Record, name: bytes) -> str | None:
    """The last value of an HTTP field, as Scrapy takes it; None where there is none."""
    values = _fields(record, name)
    return values[-1] if values else None


def _fields(record: Record, name: bytes) -> list[str]:
    """All values of an HTTP field."""
    values = record.http.values(name) if record.http else []
    return [value.decode("latin-1").strip() for value in values]
