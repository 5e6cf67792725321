"""Reads what is known of the archive's WARC files, and of what lies in each."""

from __future__ import annotations

from typing import TYPE_CHECKING, NamedTuple

from archive.index.queries import REF_COLUMNS, ref_of

if TYPE_CHECKING:
    from sqlite_utils import Database

    from archive.model import RecordRef


class WarcFileRow(NamedTuple):
    """What is known of a file.

    Attributes:
        committed: bytes that are safe on disk; 0 where nobody said so.
        closed_sha256: digest of the closed file, hex; None while it is open.
    """

    committed: int
    closed_sha256: str | None


def warc_files(db: Database) -> dict[str, WarcFileRow]:
    """Every file that is known, under its name below ``warc/``, without ``.open``."""
    sql = "select warc_filename, coalesce(committed_offset, 0), closed_sha256 from warc_files"
    return {name: WarcFileRow(*row) for name, *row in db.execute(sql)}


def warc_file(db: Database, warc_filename: str) -> WarcFileRow | None:
    """One of them; None where it is not known."""
    sql = """select coalesce(committed_offset, 0), closed_sha256 from warc_files
        where warc_filename = ?"""
    row = db.execute(sql, (warc_filename,)).fetchone()
    return WarcFileRow(*row) if row else None


def captures_by_file(db: Database) -> list[tuple[str, int]]:
    """Names of all files that are known, sorted, each with the number of its captures."""
    sql = """select warc_filename, (select count(*) from captures
        where captures.warc_filename = warc_files.warc_filename) from warc_files order by 1"""
    return [(str(name), int(captures)) for name, captures in db.execute(sql)]


def captures_within(db: Database, warc_filename: str, end: int) -> list[RecordRef]:
    """The captures that begin in a file before an offset."""
    sql = REF_COLUMNS + "where warc_filename = ? and warc_offset < ?"
    return [ref_of(row) for row in db.execute(sql, (warc_filename, end))]
