"""The index: one SQLite file, written by crawls and rebuilds, read by people with Datasette."""

from __future__ import annotations

from contextlib import contextmanager
from typing import TYPE_CHECKING, Self

from archive.index import (
    articles,
    captures,
    files,
    photos,
    queries,
    replay,
    reprints,
    search,
    statistics,
    summary,
)
from archive.index.connection import connect, connect_read_only, translated, writing

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
    from datetime import datetime
    from pathlib import Path
    from types import TracebackType

    from sqlite_utils import Database

    from archive.index.articles import Change
    from archive.index.replay import PageSource
    from archive.index.search import Found, Search
    from archive.index.statistics import Statistics
    from archive.index.summary import SiteHistory, SiteTotals
    from archive.model import Article, Credit, EmbeddedMetadata, RecordRef, Wall


class Index:
    """The index, open in one thread.

    Every write may come twice and in any order: what the rows say depends on the captures they
    stand for alone. A write outside `transaction` is a transaction of its own; inside one it is
    part of it, and a write that fails leaves that transaction to be given up as a whole.

    Any method may raise `IndexUnwritableError` (disk full, read-only, locked for too long), where
    it is open to be read alone `IndexUnreadableError`, or `IndexFormatError` (the file is damaged).

    Attributes:
        path: the database file.
        database: the open database, as it is: its errors are SQLite's (see `reading`).
    """

    def __init__(self, path: Path, database: Database, *, read_only: bool = False) -> None:
        self.path = path
        self.database = database
        self._read_only = read_only

    @classmethod
    def open(cls, path: Path, *, read_only: bool = False) -> Self:
        """Opens the index; to write, makes it if need be and brings its schema up to date.

        Raises:
            IndexNotFoundError: ``read_only``, and there is no such file.
            IndexUnreadableError: ``read_only``, and the file cannot be read.
            IndexUnwritableError: the file or its folder cannot be written.
            IndexFormatError: the file is something else, or of a version not known here.
        """
        database = connect_read_only(path) if read_only else connect(path)
        return cls(path, database, read_only=read_only)

    def close(self) -> None:
        """Closes the file; may be called again."""
        self.database.close()

    def __enter__(self) -> Self:
        return self

    def __exit__(
        self,
        kind: type[BaseException] | None,
        error: BaseException | None,
        traceback: TracebackType | None,
    ) -> None:
        self.close()

    @contextmanager
    def transaction(self) -> Iterator[None]:
        """Everything inside is written, or none of it.

        Inside another transaction it is a savepoint: what it wrote can be given up alone.
        """
        with translated(self.path):
            if self.database.conn.in_transaction:
                with self.database.atomic():
                    yield
            else:
                with writing(self.database):
                    yield

    @contextmanager
    def _writing(self) -> Iterator[Database]:
        # A single write is given up whole: it needs no savepoint.
        with translated(self.path):
            if self.database.conn.in_transaction:
                yield self.database
            else:
                with writing(self.database):
                    yield self.database

    @contextmanager
    def reading(self) -> Iterator[Database]:
        """The database, for the queries of this package's modules; raises as any method does."""
        with translated(self.path, read_only=self._read_only):
            yield self.database

    # ------------------------------------------------------------------- writing

    def start_crawl(
        self,
        crawl_uid: str,
        site: str | None,
        started_at: datetime,
        warcinfo: Mapping[str, str],
    ) -> int:
        """Writes a crawl's beginning, as each of its files' warcinfo says it.

        Args:
            crawl_uid: ``urn:uuid:…``, the same in all files of the crawl.
            site: the site's name; None where it is not known.
            started_at: date of the warcinfo record; the earliest holds.
            warcinfo: the record's fields.

        Returns:
            The crawl's id.

        Raises:
            NaiveDateError: ``started_at`` has no offset.
        """
        with self._writing() as db:
            return captures.start_crawl(db, crawl_uid, site, started_at, warcinfo)

    def finish_crawl(self, crawl_uid: str, summary: Mapping[str, str]) -> None:
        """Writes a crawl's end: the fields of its closing metadata record.

        ``finished``, ``finish_reason`` and ``exit_code`` have columns of their own.
        """
        with self._writing() as db:
            captures.finish_crawl(db, crawl_uid, summary)

    def add_captures(self, crawl_id: int | None, refs: Sequence[RecordRef]) -> None:
        """Writes captures, one row for each record id.

        Of a record that lies in two places the place written last is kept, so that a file that
        was moved or packed anew is found where it is.

        Raises:
            NaiveDateError: a capture's date has no offset.
        """
        with self._writing() as db:
            captures.add_captures(db, crawl_id, refs)

    def set_committed(
        self,
        warc_filename: str,
        crawl_id: int | None,
        offset: int,
        *,
        closed_sha256: str | None = None,
    ) -> None:
        """Writes how many bytes of a WARC file are safe on disk; the number only grows.

        Args:
            warc_filename: name below ``warc/``, without ``.open``.
            crawl_id: the crawl that wrote it; None where it is not known.
            offset: in bytes, behind the last whole record.
            closed_sha256: digest of the closed file, hex; None while it is open. The first that
                is written stays, whatever the file is later: it is what fixity is measured by.
        """
        with self._writing() as db:
            captures.set_committed(db, warc_filename, crawl_id, offset, closed_sha256)

    def forget_closed(self, warc_filename: str) -> None:
        """Forgets size and digest of a closed file that was packed anew on purpose."""
        with self._writing() as db:
            captures.forget_closed(db, warc_filename)

    def add_article(self, article: Article, record_id: str, *, site: str | None) -> Change:
        """Writes what the capture of a page reads as.

        One version is kept of each distinct content, with what changed since the one before; the
        article's own row, and the view ``photo_credits``, show that of the latest capture.

        Args:
            article: the page, as extraction has it.
            record_id: the capture of the page.
            site: the site it belongs to; None where it is not known.

        Raises:
            UnknownCaptureError: the capture is not in the index.
            NaiveDateError: a date has no offset.
        """
        with self._writing() as db:
            return articles.add_article(db, article, record_id, site)

    def add_photo(  # noqa: PLR0913 - what is known of one file
        self,
        content_url: str,
        record_id: str,
        *,
        sha256: str,
        byte_length: int,
        embedded: EmbeddedMetadata | None,
        embedded_credit: Credit | None,
        perceptual_hashes: Sequence[str] = (),
    ) -> None:
        """Writes a photo's bytes; before or after the article that uses it.

        Captured more than once, the latest capture holds, also where the bytes differ: the
        earlier ones stay in the WARC and in ``captures``.

        Args:
            content_url: the photo's address as the article names it.
            record_id: the capture that brought the bytes, after redirects.
            sha256: of the decoded bytes, lower-case hex.
            byte_length: of the decoded bytes.
            embedded: what the file says of itself; None if it could not be read.
            embedded_credit: the embedded credit line, parsed; None without one.
            perceptual_hashes: of `archive.likeness.hashing`; empty where there are none.

        Raises:
            UnknownCaptureError: the capture is not in the index.
        """
        with self._writing() as db:
            photos.add_photo(
                db,
                content_url,
                record_id,
                sha256=sha256,
                byte_length=byte_length,
                metadata=embedded,
                credit=embedded_credit,
                perceptual_hashes=perceptual_hashes,
            )

    def add_problem(self, record_id: str, problem: str) -> None:
        """Writes why a capture that should have given an article or a photo did not.

        An article or photo that the same capture gives later takes the problem away.

        Raises:
            UnknownCaptureError: the capture is not in the index.
        """
        with self._writing() as db:
            capture_id, _ = captures.capture_key(db, record_id)
            captures.set_problem(db, capture_id, problem)

    def add_other_page(self, record_id: str, problem: str | None, wall: Wall | None = None) -> None:
        """Writes that a page was read and is no article, whatever it was taken for before.

        Args:
            record_id: the capture of the page.
            problem: why it should have been one; None where that is no wonder.
            wall: what stands in the story's place.

        Raises:
            UnknownCaptureError: the capture is not in the index.
        """
        with self._writing() as db:
            articles.add_other_page(db, record_id, problem, wall)

    # ------------------------------------------------------------------- reading

    def committed(self, warc_filename: str) -> int | None:
        """How many bytes of a WARC file are safe; None when nothing is known of it."""
        with self.reading() as db:
            known = files.warc_file(db, warc_filename)
            return None if known is None else known.committed

    def closed_sha256(self, warc_filename: str) -> str | None:
        """The digest of a closed WARC file, hex; None while it is open or not known."""
        with self.reading() as db:
            known = files.warc_file(db, warc_filename)
            return None if known is None else known.closed_sha256

    def find_record(self, record_id: str) -> RecordRef | None:
        """The capture with this record id; None if the index has none."""
        with self.reading() as db:
            return queries.find_record(db, record_id)

    def captures_of(self, target_uri: str) -> list[RecordRef]:
        """Every capture of an address, errors and revisits included, the latest first."""
        with self.reading() as db:
            return list(queries.captures_of(db, target_uri))

    def original_of(
        self, payload_digest: str, *, content_type: str | None = None, target_uri: str = ""
    ) -> RecordRef | None:
        """The whole response with this payload that a revisit repeats; None if there is none.

        Args:
            payload_digest: of both.
            content_type: that the revisit was answered with: a response of the same is preferred.
            target_uri: of the revisit: then one of the same is.
        """
        with self.reading() as db:
            return queries.original_of(db, payload_digest, content_type, target_uri)

    def seen(self, url: str) -> bool:
        """Whether the address has given a whole answer below 400; a redirect counts."""
        with self.reading() as db:
            return queries.seen(db, url)

    def page_answers(
        self, owns: Callable[[str], bool]
    ) -> Iterator[tuple[str, datetime, int | None]]:
        """Address, moment and status of whole answers that may be pages.

        Of one address the latest of each status; none of pictures, nor of errors other than 404
        and 410.

        Args:
            owns: whether addresses of an origin (``https://host``) are wanted.
        """
        with self.reading() as db:
            for origin in list(queries.origins(db)):
                if owns(origin):
                    yield from queries.page_answers(db, origin)

    def photos_of(self, article: Article) -> list[str] | None:
        """Addresses of the photos of the version that an article is; None if it is a new one.

        They may differ from the article's own in size and host.
        """
        with self.reading() as db:
            return articles.photos_of(db, article)

    def is_article(self, record_id: str) -> bool:
        """Whether a capture was read as an article."""
        with self.reading() as db:
            return queries.is_article(db, record_id)

    def photo_is_named(self, content_url: str) -> bool:
        """Whether a version of an article has a photo at this address."""
        with self.reading() as db:
            return queries.photo_is_named(db, content_url)

    def photo_is_stored(self, content_url: str) -> bool:
        """Whether the archive has bytes for the photo at this address."""
        with self.reading() as db:
            return queries.photo_is_stored(db, content_url)

    def missing_photos(self, site: str | None) -> list[str]:
        """Addresses of photos in a site's current articles that were never asked for."""
        with self.reading() as db:
            return queries.missing_photos(db, site)

    def reprinted_photos(self, article: Article) -> set[str]:
        """Addresses of photos whose caption or credit is another one than the archive has."""
        with self.reading() as db:
            return reprints.reprinted(db, article)

    def unasked_reprints(self, site: str | None) -> set[str]:
        """The same for articles that a site's unfinished crawls read, of photos not asked for."""
        with self.reading() as db:
            return reprints.unasked_reprints(db, site)

    def unfinished_crawls(self, site: str | None) -> list[str]:
        """Ids of a site's crawls that did not come to their end, oldest first."""
        with self.reading() as db:
            return queries.unfinished_crawls(db, site)

    def unread_pages(self, crawl_uid: str) -> list[RecordRef]:
        """Whole HTML answers of a crawl that gave neither article nor problem, oldest first."""
        with self.reading() as db:
            return queries.unread_pages(db, crawl_uid)

    def unread_photos(self, site: str | None) -> list[RecordRef]:
        """Whole answers for photos of a site's current articles that were never read."""
        with self.reading() as db:
            return queries.unread_photos(db, site)

    def site_names(self) -> list[str | None]:
        """Every site that was crawled or has articles, by name; None, for no site, comes last."""
        with self.reading() as db:
            return summary.site_names(db)

    def site_history(self, site: str | None, now: datetime) -> SiteHistory:
        """How a site's crawls went and when its stories came out, as seen at ``now``."""
        with self.reading() as db:
            return summary.site_history(db, site, now)

    def newest_articles(self, site: str | None, limit: int) -> list[tuple[int, int]]:
        """Photos, and photos with a credit, in each of a site's articles captured last."""
        with self.reading() as db:
            return summary.newest_articles(db, site, limit)

    def site_totals(self) -> dict[str | None, SiteTotals]:
        """How many articles, photos and credits there are of each site."""
        with self.reading() as db:
            return summary.site_totals(db)

    def search(self, wanted: Search) -> list[Found]:
        """Photos and articles with the words, best first.

        Raises:
            NaiveDateError: ``wanted.since`` has no offset.
        """
        with self.reading() as db:
            return search.find(db, wanted)

    def statistics(self) -> Statistics:
        """What is in the archive: how much, with which credits and rights, how it grows."""
        with self.reading() as db:
            return statistics.statistics(db)

    # ------------------------------------------------------------------- rebuilding

    def page_sources(self, warc_filename: str) -> list[PageSource]:
        """Whole 200 answers of a file, in its order, with what their crawl says of the site."""
        with self.reading() as db:
            return list(replay.page_sources(db, warc_filename))

    def photo_sources(self, warc_filename: str) -> list[tuple[str, RecordRef]]:
        """Captures in a file of addresses that articles name as photos, with those addresses."""
        with self.reading() as db:
            return list(replay.photo_sources(db, warc_filename))

    def rebuild_steps(self, program: str) -> set[tuple[str, str]]:
        """What a rebuild that did not come to its end is through with.

        Args:
            program: version of the program; what another one did does not count.

        Returns:
            Names of WARC files, each with a step that is done.
        """
        with self.reading() as db:
            return replay.rebuild_steps(db, program)

    def add_rebuild_step(self, warc_filename: str, step: str, program: str) -> None:
        """Writes that a rebuild is through with a step of a file."""
        with self._writing() as db:
            replay.add_rebuild_step(db, warc_filename, step, program)

    def forget_rebuild_steps(self, warc_filenames: Iterable[str]) -> None:
        """Ends a rebuild of files, done or given up: the next one begins anew."""
        with self._writing() as db:
            replay.forget_rebuild_steps(db, warc_filenames)
