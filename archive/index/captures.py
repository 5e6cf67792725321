"""Writes crawls, WARC files and captures: what the WARCs' table of contents says."""

from __future__ import annotations

from typing import TYPE_CHECKING

from archive.index.errors import UnknownCaptureError
from archive.index.values import json_object, text, utc, whole_number

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence
    from datetime import datetime

    from sqlite_utils import Database

    from archive.model import RecordRef, Wall


def start_crawl(
    db: Database,
    crawl_uid: str,
    site: str | None,
    started_at: datetime,
    warcinfo: Mapping[str, str],
) -> int:
    """Writes a crawl's beginning; of several files of one crawl the earliest says it."""
    db.execute(
        """insert into crawls (crawl_uid, site, started_at, warcinfo) values (?, ?, ?, ?)
        on conflict (crawl_uid) do update set
            site = excluded.site, started_at = excluded.started_at, warcinfo = excluded.warcinfo
        where started_at is null
            or (excluded.started_at, excluded.warcinfo) < (started_at, warcinfo)""",
        (crawl_uid, text(site), utc(started_at), json_object(warcinfo)),
    )
    row = db.execute("select id from crawls where crawl_uid = ?", (crawl_uid,)).fetchone()
    return int(row[0])


def finish_crawl(db: Database, crawl_uid: str, summary: Mapping[str, str]) -> None:
    """Writes a crawl's end, from the fields of its closing record; the latest such record holds.

    ``finished``, ``finish_reason`` and ``exit_code`` have columns, the whole is kept beside them.
    """
    db.execute(
        """insert into crawls (crawl_uid, finished_at, finish_reason, exit_code, summary)
        values (?, ?, ?, ?, ?)
        on conflict (crawl_uid) do update set
            finished_at = excluded.finished_at, finish_reason = excluded.finish_reason,
            exit_code = excluded.exit_code, summary = excluded.summary
        where summary is null or (coalesce(excluded.finished_at, ''), excluded.summary)
            > (coalesce(finished_at, ''), summary)""",
        (
            crawl_uid,
            text(summary.get("finished")),
            text(summary.get("finish_reason")),
            whole_number(summary.get("exit_code", "")),
            json_object(summary),
        ),
    )


def add_captures(db: Database, crawl_id: int | None, refs: Sequence[RecordRef]) -> None:
    """Writes captures; of a record found in two places the place written last is kept."""
    db.conn.executemany(
        """insert into warc_files (warc_filename, crawl_id) values (?, ?)
        on conflict (warc_filename) do update set crawl_id = excluded.crawl_id
        where crawl_id is null and excluded.crawl_id is not null""",
        [(name, crawl_id) for name in sorted({ref.warc_filename for ref in refs})],
    )
    db.conn.executemany(
        """insert into captures (
            crawl_id, target_uri, captured_at, status, content_type, record_type, record_id,
            payload_digest, truncated, warc_filename, warc_offset, warc_length, redirect
        ) values (?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?)
        on conflict (record_id) do update set
            crawl_id = coalesce(excluded.crawl_id, crawl_id),
            warc_filename = excluded.warc_filename,
            warc_offset = excluded.warc_offset,
            warc_length = excluded.warc_length,
            redirect = excluded.redirect
        where (excluded.crawl_id is not null and crawl_id is not excluded.crawl_id)
            or warc_filename != excluded.warc_filename
            or warc_offset != excluded.warc_offset
            or warc_length != excluded.warc_length
            or redirect is not excluded.redirect""",
        [
            (
                crawl_id,
                text(ref.target_uri) or "",
                utc(ref.date),
                ref.status,
                text(ref.content_type),
                ref.record_type,
                ref.record_id,
                ref.payload_digest,
                ref.truncated,
                ref.warc_filename,
                ref.warc_offset,
                ref.warc_length,
                ref.redirect,
            )
            for ref in refs
        ],
    )


def set_committed(
    db: Database, warc_filename: str, crawl_id: int | None, offset: int, closed_sha256: str | None
) -> None:
    """Writes how far a WARC file is safe; the offset only ever grows, the first digest stays."""
    db.execute(
        """insert into warc_files (warc_filename, crawl_id, committed_offset, closed_sha256)
        values (?, ?, ?, ?)
        on conflict (warc_filename) do update set
            crawl_id = coalesce(excluded.crawl_id, crawl_id),
            committed_offset = max(coalesce(committed_offset, 0), excluded.committed_offset),
            closed_sha256 = coalesce(closed_sha256, excluded.closed_sha256)""",
        (warc_filename, crawl_id, offset, closed_sha256),
    )


def forget_closed(db: Database, warc_filename: str) -> None:
    """Forgets size and digest of a closed file."""
    db.execute(
        """update warc_files set committed_offset = null, closed_sha256 = null
        where warc_filename = ?""",
        (warc_filename,),
    )


def capture_key(db: Database, record_id: str) -> tuple[int, str]:
    """A capture's id and its moment.

    Raises:
        UnknownCaptureError: it is not in the index.
    """
    row = db.execute(
        "select id, captured_at from captures where record_id = ?", (record_id,)
    ).fetchone()
    if row is None:
        raise UnknownCaptureError(record_id)
    return int(row[0]), str(row[1])


def set_problem(
    db: Database, capture_id: int, problem: str | None, wall: Wall | None = None
) -> None:
    """Writes why a capture gave no rows, or, when it now does, that all is well."""
    db.execute(
        """update captures set problem = ?1, wall = ?2
        where id = ?3 and (problem is not ?1 or wall is not ?2)""",
        (text(problem), wall, capture_id),
    )
