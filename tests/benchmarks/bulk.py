"""Makes a large index quickly: the rows that `archive.index` would write, in another order of work.

Articles are made and turned into rows by every core; the rows go in without looking at those that
are there, and full text, shown uses and counts are worked out once at the end. That the rows are
the same is tested: ``tests/benchmarks/test_bulk.py``.

Only for what `tests.benchmarks.newsstand` makes: no two of its photos are alike without having the
same hashes, and no file has a credit of its own.
"""

from __future__ import annotations

import multiprocessing
import os
from collections import deque
from concurrent.futures import ProcessPoolExecutor
from contextlib import contextmanager
from itertools import count
from operator import itemgetter
from typing import TYPE_CHECKING, Any, NamedTuple

from archive.index import Index
from archive.index.changes import changes, form, named
from archive.index.derived import count_months
from archive.index.parties import recount, strings
from archive.index.pictures import refresh
from archive.index.rows import embedded, reading
from archive.index.shown import WANTED
from archive.index.values import Row, Value, json_list, utc
from archive.likeness import same_identifier
from archive.likeness.compare import Print, likeness_keys
from archive.names import better_spelling, organization, person_key
from tests.benchmarks.newsstand import Newsstand, facts

if TYPE_CHECKING:
    from collections.abc import Iterator
    from concurrent.futures import Future
    from pathlib import Path

    from sqlite_utils import Database

    from archive.index.changes import Form
    from archive.model import RecordRef
    from tests.benchmarks.newsstand import Story

PIECE = 250
"""Articles that a worker makes rows of at one time."""
AHEAD = 12
"""Pieces that wait for being written; bounds the memory."""
BUFFER = 20_000
"""Rows of a table that are written at one time."""
CACHE = 4_000_000
"""KiB of the database held in memory."""
CAPTURE_COLUMNS = (
    *("target_uri", "status", "content_type", "record_type", "record_id", "payload_digest"),
    *("truncated", "warc_filename", "warc_offset", "warc_length"),
)

TABLES = (
    *("crawls", "warc_files", "captures", "articles", "article_versions", "page_captures"),
    *("photos", "photo_uses", "credits", "photo_identifiers", "likeness_keys"),
    *("persons", "organizations", "photo_use_persons", "photo_use_organizations"),
)
UNPARSED: Row = dict.fromkeys(("ranks", "organizations", "identifier", "rights"))
"""What a credit has that was not taken apart."""
SHOWN = f"""insert into shown_uses {WANTED.partition("from articles")[0]} from photo_uses
    cross join article_versions on article_versions.id = photo_uses.version_id
    cross join articles on articles.id = article_versions.article_id
        and articles.version_id = article_versions.id
    cross join photos on photos.id = photo_uses.photo_id
    left join captures on captures.id = coalesce(photos.capture_id, article_versions.capture_id)
    order by photo_uses.id"""
PICTURES = """insert into pictures (id, photo_id, photos, uses, sites, credits)
    select picture_id, min(photos.id), count(distinct photos.id), count(photo_use_id),
        count(distinct site), max(credited)
    from photos left join shown_uses on shown_uses.photo_id = photos.id group by picture_id"""


class Use(NamedTuple):
    """A photo in a version, as rows without their keys.

    Attributes:
        content_url: names the photo.
        use: the row of ``photo_uses``.
        credits: rows of ``credits``.
        persons: key and row of each person named.
        organizations: key, name to be shown by or None, and row of each organization named.
        number: the image number that links photos, or None.
    """

    content_url: str
    use: Row
    credits: list[Row]
    persons: list[tuple[str, Row]]
    organizations: list[tuple[str, str | None, Row]]
    number: str | None


class Version(NamedTuple):
    """What one capture of an article says.

    Attributes:
        capture: the row of ``captures``.
        fields: the columns that ``articles`` and ``article_versions`` share.
        digest: of the content.
        changes: kinds of change since the version before.
        robots: what the page asks of robots.
        uses: its photos.
    """

    capture: Row
    fields: Row
    digest: str
    changes: str
    robots: str
    uses: list[Use]


class Prepared(NamedTuple):
    """A story as rows without their keys; ``photos`` has capture, row and keys of likeness each."""

    site: str
    date: str
    warc: str
    url: str
    versions: list[Version]
    photos: list[tuple[str, Row, Row, list[int]]]


def fill(path: Path, last: int) -> None:
    """Makes an index of the articles 0 to ``last``, excluded, where there is none yet."""
    with Index.open(path) as index:
        db = index.database
        for pragma in ("foreign_keys = off", f"cache_size = {-CACHE}", "journal_mode = off"):
            db.execute(f"pragma {pragma}")
        with triggers_laid_aside(db):
            loader = Loader(db)
            for piece in prepared(last):
                for story in piece:
                    loader.add(story)
            loader.finish()
            derive(db)
        db.execute("pragma journal_mode = wal")


@contextmanager
def triggers_laid_aside(db: Database) -> Iterator[None]:
    """Without triggers, in one transaction; they are made anew at its end.

    Indexes stay: filled in order of their keys their pages would be full, and the first rows
    written to them by one would split every one.
    """
    there = db.execute("select name, sql from sqlite_master where type = 'trigger'").fetchall()
    db.execute("begin")
    for name, _ in there:
        db.execute(f"drop trigger {name}")
    yield
    for _, create in there:
        db.execute(create)
    db.conn.commit()


def derive(db: Database) -> None:
    """Works out what follows from the rows: full text, pictures, counts."""
    for table in ("articles_fts", "photo_uses_fts"):
        db.execute(f"insert into {table} ({table}) values ('rebuild')")
    db.execute(SHOWN)
    db.execute(PICTURES)
    several = db.execute("select id from pictures where uses != 1 or photos != 1").fetchall()
    refresh(db, (picture_id for (picture_id,) in several))
    recount(db)
    count_months(db)


def prepared(last: int) -> Iterator[list[Prepared]]:
    """All stories as rows, in order, made by every core."""
    pieces = [(first, min(first + PIECE, last)) for first in range(0, last, PIECE)]
    context = multiprocessing.get_context("spawn")
    with ProcessPoolExecutor(os.cpu_count(), context, begin) as workers:
        waiting: deque[Future[list[Prepared]]] = deque()
        for piece in pieces:
            waiting.append(workers.submit(prepare_piece, piece))
            if len(waiting) >= AHEAD:
                yield waiting.popleft().result()
        for future in waiting:
            yield future.result()


STAND: list[Newsstand] = []


def begin() -> None:
    """A worker's start."""
    STAND.append(Newsstand())


def prepare_piece(piece: tuple[int, int]) -> list[Prepared]:
    """Some stories as rows."""
    return [prepare(STAND[0].story(number)) for number in range(*piece)]


def prepare(story: Story) -> Prepared:
    """A story as rows."""
    versions: list[Version] = []
    before: Form | None = None
    for article, page in story.pages:
        found = reading(article)
        kinds: list[str] = []
        if len(story.pages) > 1:
            now = form(found.content, found.uses)
            kinds, before = changes(before, now) if before else [], now
        uses = [Use(use.content_url, use.use, use.credits, *names(use.use)) for use in found.uses]
        fields = {**found.content, **found.incidental}
        said = (found.content_digest, named(kinds), found.robots, uses)
        versions.append(Version(capture_row(page), fields, *said))
    article = story.pages[0][0]
    photos = []
    for photo, image in zip(article.photos, story.images, strict=True):
        known = facts(photo)
        metadata, hashes = known["embedded"], known["perceptual_hashes"]
        row: Row = {
            "sha256": known["sha256"],
            "byte_length": known["byte_length"],
            **embedded(metadata),
            "perceptual_hashes": json_list(hashes),
        }
        keys = sorted(likeness_keys(Print.of(hashes, metadata.width, metadata.height)))
        photos.append((photo.content_url, capture_row(image), row, keys))
    return Prepared(
        story.site, utc(story.date), story.warc, article.canonical_url, versions, photos
    )


def names(
    use: Row,
) -> tuple[list[tuple[str, Row]], list[tuple[str, str | None, Row]], str | None]:
    """Who is named by a use, and its number."""
    ranks = strings(use["ranks"])
    persons = [
        (person_key(name), Row(position=place, name=name, rank=ranks[place]))
        for place, name in enumerate(strings(use["creators"]))
        if name
    ]
    organizations = [
        (*organization(name), Row(position=place, name=name))
        for place, name in enumerate(strings(use["organizations"]))
        if name
    ]
    identifier = use["identifier"]
    return (
        persons,
        organizations,
        same_identifier(identifier) if isinstance(identifier, str) else None,
    )


def capture_row(ref: RecordRef) -> Row:
    """The row of ``captures``, without keys."""
    return {
        "captured_at": utc(ref.date),
        **{name: getattr(ref, name) for name in CAPTURE_COLUMNS},
    }


class Table:
    """Rows on their way into a table."""

    def __init__(self, db: Database, name: str) -> None:
        self._db = db
        self._name = name
        self._rows: list[Row] = []
        self._ids = count(1)

    def add(self, row: Row) -> int:
        """Adds a row; returns its id, which is its place."""
        self._rows.append(row)
        if len(self._rows) >= BUFFER:
            self.flush()
        return next(self._ids)

    def flush(self) -> None:
        """Writes what is waiting."""
        if self._rows:
            columns = list(self._rows[0])
            marks = ", ".join("?" * len(columns))
            sql = f"insert into {self._name} ({', '.join(columns)}) values ({marks})"
            self._db.conn.executemany(sql, map(itemgetter(*columns), self._rows))
            self._rows = []


class Loader:
    """Gives rows their keys, and links photos to pictures."""

    def __init__(self, db: Database) -> None:
        self._db = db
        self._tables = {name: Table(db, name) for name in TABLES}
        self._crawls: dict[str, tuple[int, str, str]] = {}
        self._photos: dict[str, int] = {}
        self._bytes: dict[int, tuple[str, str, int]] = {}
        self._later: dict[int, int] = {}
        self._numbers: set[tuple[int, str]] = set()
        self._pictures: dict[str, int] = {}
        self._parties: dict[str, dict[str, list[Any]]] = {"persons": {}, "organizations": {}}

    def add(self, story: Prepared) -> None:
        """Writes a story's rows."""
        site = story.site
        crawl, _, started = self._crawls.get(story.warc, (len(self._crawls) + 1, site, story.date))
        self._crawls[story.warc] = (crawl, site, min(started, story.date))
        captures: dict[Value, int] = {}

        def capture_id(row: Row) -> int:
            key = row["record_id"]
            if key not in captures:
                captures[key] = self._tables["captures"].add({"crawl_id": crawl, **row})
            return captures[key]

        pages = [capture_id(version.capture) for version in story.versions]
        moments = [version.capture["captured_at"] for version in story.versions]
        versions = self._tables["article_versions"]
        photo_ids = {url: self._photo(url, capture_id(c), c, row, keys)
                     for url, c, row, keys in story.photos}  # fmt: skip
        version_id = 0
        for version, page, moment in zip(story.versions, pages, moments, strict=True):
            version_id = versions.add(
                {
                    "article_id": self._articles + 1,
                    "content_digest": version.digest,
                    "changes": version.changes,
                    "first_captured_at": moment,
                    "last_captured_at": moment,
                    "capture_id": page,
                    **version.fields,
                }
            )
            row: Row = {"capture_id": page, "version_id": version_id, "site": site}
            self._tables["page_captures"].add({**row, "robots": version.robots})
            for use in version.uses:
                self._use(use, version_id, photo_ids[use.content_url])
        self._articles = self._tables["articles"].add(
            {
                "url": story.url,
                "site": site,
                "version_id": version_id,
                "robots": story.versions[-1].robots,
                "first_captured_at": moments[0],
                "last_captured_at": moments[-1],
                **story.versions[-1].fields,
            }
        )

    _articles = 0

    def _photo(self, url: str, capture_id: int, capture: Row, row: Row, keys: list[int]) -> int:
        """The photo's id; of bytes captured more than once the latest hold."""
        moment = (str(capture["captured_at"]), str(capture["record_id"]))
        known = self._photos.get(url)
        if known is not None:
            if moment > self._bytes[known][:2]:
                self._bytes[known] = (*moment, capture_id)
                self._later[known] = capture_id
            return known
        hashes = str(row["perceptual_hashes"])
        picture_id = self._pictures.setdefault(hashes, len(self._pictures) + 1)
        photo_id = self._tables["photos"].add(
            {"content_url": url, "capture_id": capture_id, "picture_id": picture_id, **row}
        )
        self._photos[url] = photo_id
        self._bytes[photo_id] = (*moment, capture_id)
        for key in keys:
            self._tables["likeness_keys"].add({"likeness_key": key, "photo_id": photo_id})
        return photo_id

    def _use(self, use: Use, version_id: int, photo_id: int) -> None:
        keys: Row = {"version_id": version_id, "photo_id": photo_id}
        use_id = self._tables["photo_uses"].add({**keys, **use.use})
        for key, row in use.persons:
            self._party("person", use_id, key, None, row)
        for key, shown, row in use.organizations:
            self._party("organization", use_id, key, shown, row)
        for credit in use.credits:
            keys = {"photo_id": photo_id, "photo_use_id": use_id}
            self._tables["credits"].add({**keys, **UNPARSED, **credit})
        if use.number and (photo_id, use.number) not in self._numbers:
            self._numbers.add((photo_id, use.number))
            self._tables["photo_identifiers"].add(
                {"photo_id": photo_id, "identifier": use.number, "source": "printed"}
            )

    def _party(self, kind: str, use_id: int, key: str, shown: str | None, row: Row) -> None:
        parties = self._parties[f"{kind}s"]
        name = str(row["name"])
        party = parties.setdefault(key, [len(parties) + 1, shown or name])
        if shown is None and name != party[1]:
            party[1] = better_spelling(party[1], name)
        link: Row = {"photo_use_id": use_id, f"{kind}_id": party[0], **row}
        self._tables[f"photo_use_{kind}s"].add(link)

    def finish(self) -> None:
        """Writes what was gathered until now."""
        for warc, (_, site, started) in self._crawls.items():
            crawl: Row = {"crawl_uid": f"urn:uuid:{warc}", "site": site, "started_at": started}
            crawl_id = self._tables["crawls"].add({**crawl, "warcinfo": "{}"})
            self._tables["warc_files"].add({"warc_filename": warc, "crawl_id": crawl_id})
        for table, parties in self._parties.items():
            for key, (_, name) in parties.items():
                self._tables[table].add({"name": name, "name_key": key})
        for waiting in self._tables.values():
            waiting.flush()
        self._db.conn.executemany(
            "update photos set capture_id = ?2 where id = ?1", self._later.items()
        )
