"""Reads what a crawl asks of the index: what is there, how much, and since when."""

from __future__ import annotations

import re
from datetime import datetime
from typing import TYPE_CHECKING, Any

from archive.index.values import utc
from archive.model import RecordRef

if TYPE_CHECKING:
    from collections.abc import Iterator

    from sqlite_utils import Database

_ORIGIN = re.compile(r"(?P<origin>[a-z][a-z0-9+.-]*://[^/?#]*)(?P<next>[/?#]?)")

_ALIKE = 100
"""Captures with one payload among which the one that is most like a revisit is looked for."""

REF_COLUMNS = """select record_id, record_type, target_uri, captured_at, status, content_type,
    payload_digest, truncated, warc_filename, warc_offset, warc_length, redirect from captures """


def captures_of(db: Database, target_uri: str) -> Iterator[RecordRef]:
    """Every capture of an address, the latest first."""
    sql = REF_COLUMNS + "where target_uri = ? order by captured_at desc, record_id desc"
    for row in db.execute(sql, (target_uri,)):
        yield ref_of(row)


def find_record(db: Database, record_id: str) -> RecordRef | None:
    """The capture with this record id."""
    return _first(db, "where record_id = ?", record_id)


def original_of(
    db: Database, payload_digest: str, content_type: str | None, target_uri: str
) -> RecordRef | None:
    """The whole response with this payload that a revisit repeats, as far as can be told.

    The same octets may have come as a page with a content coding, and as a file without: the type
    that the revisit was answered with tells which. Then the address counts, then the moment. Of a
    payload that thousands have, the empty one most often, the first `_ALIKE` are looked at.
    """
    sql = f"""where id in (
            select id from captures
            where payload_digest = ? and truncated is null and record_type = 'response'
            order by captured_at, record_id limit {_ALIKE})
        order by content_type = ? desc, target_uri = ? desc, captured_at, record_id limit 1"""  # noqa: S608 - the number is our own
    row = db.execute(REF_COLUMNS + sql, (payload_digest, content_type, target_uri)).fetchone()
    return None if row is None else ref_of(row)


def seen(db: Database, url: str) -> bool:
    """Whether the address gave a whole answer that is no error; a redirect is one, 404 is not."""
    sql = """select 1 from captures where target_uri = ? and truncated is null
        and record_type in ('response', 'revisit', 'resource') and coalesce(status, 200) < 400"""
    return db.execute(sql, (url,)).fetchone() is not None


def origins(db: Database) -> Iterator[str]:
    """Scheme, host and port of every address in ``captures``, each once, sorted.

    It leaps from one to the next in the index by address, however many captures each has
    (https://sqlite.org/optoverview.html#skipscan is the same idea).
    """
    sql = "select target_uri from captures where target_uri >= ? order by target_uri limit 1"
    cursor = ""
    while row := db.execute(sql, (cursor,)).fetchone():
        found = _ORIGIN.match(str(row[0]))
        if not found:
            cursor = str(row[0]) + "\0"
            continue
        yield found["origin"]
        cursor = found["origin"] + chr(ord(found["next"] or "\0") + 1)


def page_answers(db: Database, origin: str) -> Iterator[tuple[str, datetime, int | None]]:
    """Address, moment and status of each whole answer below an origin that may be a page's.

    Left out are pictures, and errors other than 404 and 410. Of one address the latest answer of
    each status is given.
    """
    sql = """select target_uri, max(captured_at), status from captures
        where target_uri >= ?1 and target_uri < ?2 and truncated is null
            and record_type in ('response', 'revisit', 'resource')
            and (status is null or status < 400 or status in (404, 410))
            and coalesce(content_type, '') not like 'image/%'
        group by target_uri, status"""
    for uri, captured_at, status in db.execute(sql, (origin + "/", origin + "0")):
        yield str(uri), datetime.fromisoformat(str(captured_at)), status


def is_article(db: Database, record_id: str) -> bool:
    """Whether a capture was read as an article."""
    sql = """select 1 from page_captures
        where capture_id = (select id from captures where record_id = ?)"""
    return db.execute(sql, (record_id,)).fetchone() is not None


def same_payload(db: Database, payload_digest: str, limit: int) -> list[RecordRef]:
    """Whole responses with this payload, the latest first, at most ``limit``."""
    sql = """where payload_digest = ? and truncated is null and record_type = 'response'
        order by captured_at desc, record_id limit ?"""
    return [ref_of(row) for row in db.execute(REF_COLUMNS + sql, (payload_digest, limit))]


def latest_pages(db: Database, target_uri: str, limit: int, *, sound: bool) -> list[RecordRef]:
    """The latest whole 200 answers of an address, the newest first, at most ``limit``.

    Args:
        db: the index.
        target_uri: the address.
        limit: how many.
        sound: leave out those that turned out not to be what they should have been.
    """
    sql = """where target_uri = ? and status = 200 and truncated is null
        and record_type in ('response', 'revisit') and (problem is null or not ?)
        order by captured_at desc, record_id desc limit ?"""
    return [ref_of(row) for row in db.execute(REF_COLUMNS + sql, (target_uri, sound, limit))]


def fetched_since(db: Database, site: str, since: datetime, *, besides: str) -> tuple[int, int]:
    """Requests that a site's crawls sent since a moment, and octets the archive has of the answers.

    Args:
        db: the index.
        site: its name.
        since: the moment, with offset.
        besides: the one crawl that is left out, ``urn:uuid:…``.
    """
    sql = """select count(*), coalesce(sum(warc_length), 0) from captures
        join crawls on crawls.id = captures.crawl_id
        where site = ?1 and crawl_uid != ?2 and captured_at >= ?3
        and coalesce(finished_at, '9') >= ?3"""
    requests, octets = db.execute(sql, (site, besides, utc(since))).fetchone()
    return int(requests), int(octets)


def photo_is_named(db: Database, content_url: str) -> bool:
    """Whether the photo at this address is known: named by an article, or stored for one."""
    sql = "select 1 from photos where content_url = ?"
    return db.execute(sql, (content_url,)).fetchone() is not None


def photo_is_stored(db: Database, content_url: str) -> bool:
    """Whether the archive has bytes for the photo at this address."""
    sql = "select 1 from photos where content_url = ? and sha256 is not null"
    return db.execute(sql, (content_url,)).fetchone() is not None


def missing_photos(db: Database, site: str | None) -> list[str]:
    """Addresses of photos in current articles of a site that were never asked for."""
    sql = """select distinct content_url from articles
        join photo_uses on photo_uses.version_id = articles.version_id
        join photos on photos.id = photo_uses.photo_id
        where articles.site is ? and photos.capture_id is null
            and not exists (select 1 from captures where target_uri = content_url)
        order by content_url"""
    return [str(url) for (url,) in db.execute(sql, (site,))]


def unfinished_crawls(db: Database, site: str | None) -> list[str]:
    """Ids of a site's crawls that did not come to their end, oldest first; one may still run.

    Killed ones wrote no closing summary; of those that were stopped it says why.
    """
    sql = """select crawl_uid from crawls where site is ? and finish_reason is not 'finished'
        order by started_at, crawl_uid"""
    return [str(uid) for (uid,) in db.execute(sql, (site,))]


def unread_pages(db: Database, crawl_uid: str) -> list[RecordRef]:
    """Whole HTML answers of a crawl that gave neither an article nor a problem, oldest first.

    After a crash these are the pages still to be read; in a finished crawl, those that are no
    articles.
    """
    sql = """where crawl_id = (select id from crawls where crawl_uid = ?)
        and status = 200 and truncated is null and problem is null
        and content_type in ('text/html', 'application/xhtml+xml')
        and record_type in ('response', 'revisit', 'resource')
        and not exists (select 1 from page_captures where capture_id = captures.id)
        order by captured_at, record_id"""
    return [ref_of(row) for row in db.execute(REF_COLUMNS + sql, (crawl_uid,))]


def unread_photos(db: Database, site: str | None) -> list[RecordRef]:
    """Whole answers for photos of a site's current articles that gave nothing and no problem."""
    sql = """where status in (200, 203) and truncated is null and problem is null
        and record_type in ('response', 'revisit', 'resource')
        and not exists (select 1 from page_captures where capture_id = captures.id)
        and target_uri in (
            select content_url from articles
            join photo_uses on photo_uses.version_id = articles.version_id
            join photos on photos.id = photo_uses.photo_id
            where articles.site is ? and photos.capture_id is null)
        order by captured_at, record_id"""
    return [ref_of(row) for row in db.execute(REF_COLUMNS + sql, (site,))]


def _first(db: Database, where: str, parameter: str) -> RecordRef | None:
    row = db.execute(REF_COLUMNS + where, (parameter,)).fetchone()
    return None if row is None else ref_of(row)


def ref_of(row: tuple[Any, ...]) -> RecordRef:
    """A row of `REF_COLUMNS` as the capture it is."""
    record_id, record_type, target_uri, captured_at, *rest = row
    moment = datetime.fromisoformat(str(captured_at))
    return RecordRef(record_id, record_type, target_uri, moment, *rest)
