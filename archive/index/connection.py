"""Opens the index file, and turns SQLite's errors into ours."""

from __future__ import annotations

import os
import sqlite3
from contextlib import contextmanager
from typing import TYPE_CHECKING

from sqlite_utils import Database

from archive.index.derived import names_are_current, refill_names
from archive.index.errors import (
    IndexFormatError,
    IndexNotFoundError,
    IndexUnreadableError,
    IndexUnwritableError,
)
from archive.index.fulltext import catch_up
from archive.index.migrations import MIGRATIONS

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path

BUSY_TIMEOUT = 30.0
"""Seconds to wait for another crawl's transaction; those last milliseconds."""

PRAGMAS = (
    # A commit need not survive a power cut: it names only what is already synced in the WARC, and
    # recovery scans on from the last committed offset that is left. NORMAL never corrupts.
    "pragma synchronous = normal",
    "pragma foreign_keys = on",
    "pragma temp_store = memory",
    # In a large index most pages that a row goes to are in no cache of any size; those that many
    # rows go to are in this one. So the memory of a long crawl stays flat.
    "pragma cache_size = -64000",
    # Rows scatter over the pages of many indexes; a page changed often is then copied once.
    "pragma wal_autocheckpoint = 16000",
    # A reader that stays long makes the WAL grow; give the space back afterwards.
    "pragma journal_size_limit = 67108864",
)

UNAVAILABLE = {
    sqlite3.SQLITE_BUSY,
    sqlite3.SQLITE_CANTOPEN,
    sqlite3.SQLITE_FULL,
    sqlite3.SQLITE_IOERR,
    sqlite3.SQLITE_LOCKED,
    sqlite3.SQLITE_PERM,
    sqlite3.SQLITE_READONLY,
}
UNUSABLE = {sqlite3.SQLITE_CORRUPT, sqlite3.SQLITE_NOTADB, sqlite3.SQLITE_SCHEMA}


@contextmanager
def translated(path: Path, *, read_only: bool = False) -> Iterator[None]:
    """Raises SQLite's errors about the file as ours.

    Errors about a statement (a broken constraint, a wrong column) are faults of this program and
    pass through unchanged.

    Args:
        path: the file.
        read_only: whether it was opened to be read alone.

    Raises:
        IndexUnwritableError: disk full, read-only, no permission, locked for too long.
        IndexUnreadableError: no permission or locked for too long, where it is ``read_only``.
        IndexFormatError: not a database, or a damaged one.
    """
    try:
        yield
    except sqlite3.DatabaseError as error:
        # The low byte is the primary code: https://sqlite.org/rescode.html#pve
        code = getattr(error, "sqlite_errorcode", 0) & 0xFF
        if code in UNAVAILABLE:
            kind = IndexUnreadableError if read_only else IndexUnwritableError
            raise kind(path, str(error)) from error
        if code in UNUSABLE:
            raise IndexFormatError(path, str(error)) from error
        raise


@contextmanager
def immediate(db: Database) -> Iterator[None]:
    """A transaction that holds the write lock from its start.

    A deferred one that reads first cannot wait for its turn when it comes to write: SQLite fails
    it at once, whatever the busy timeout (https://sqlite.org/isolation.html).
    """
    db.execute("begin immediate")
    try:
        yield
        db.commit()
    except BaseException:
        db.rollback()
        raise


@contextmanager
def writing(db: Database) -> Iterator[None]:
    """A transaction that changes rows; full text knows of them at its end."""
    with immediate(db):
        yield
        catch_up(db)


def connect(path: Path) -> Database:
    """Opens the index for writing, makes it if it is not there, and brings its schema up to date.

    Raises:
        IndexUnwritableError: the file or its folder cannot be written.
        IndexFormatError: the file is something else, or newer than this program.
    """
    with translated(path):
        try:
            path.parent.mkdir(parents=True, exist_ok=True)
        except OSError as error:
            raise IndexUnwritableError(path, str(error)) from error
        connection = sqlite3.connect(path, timeout=BUSY_TIMEOUT)
        try:
            db = _configured(connection)
            _migrate(db, path)
        except BaseException:
            connection.close()
            raise
        return db


def connect_read_only(path: Path) -> Database:
    """Opens the index for reading; works beside any number of writers.

    Raises:
        IndexNotFoundError: there is no such file.
        IndexUnreadableError: it cannot be read.
        IndexFormatError: the file is something else, or of another version.
    """
    if not path.is_file():
        raise IndexNotFoundError(path)
    with translated(path, read_only=True):
        connection = sqlite3.connect(read_only_uri(path), uri=True, timeout=BUSY_TIMEOUT)
        try:
            db = _configured(connection)
            _check_is_ours(db, path)
            _check_is_current(db, path)
        except BaseException:
            connection.close()
            raise
        return db


def read_only_uri(path: Path) -> str:
    """The index's address for `sqlite3.connect`, to read it alone."""
    mode = "immutable=1" if is_immutable(path) else "mode=ro"
    return f"{path.resolve().as_uri()}?{mode}"


def is_immutable(path: Path) -> bool:
    """Whether the index lies in a folder that cannot be written, and nobody writes to it now.

    To read a file in WAL mode, SQLite makes a log beside it; where it cannot, it reads the file
    only if it is told that nothing changes it (https://sqlite.org/wal.html#read_only_databases).
    Whoever writes has a log there.
    """
    path = path.resolve()
    log = path.with_name(path.name + "-wal")
    return not os.access(path.parent, os.W_OK) and not log.exists()


def _configured(connection: sqlite3.Connection) -> Database:
    db = Database(connection, execute_plugins=False)
    for pragma in PRAGMAS:
        db.execute(pragma)
    return db


def _migrate(db: Database, path: Path) -> None:
    """Brings the schema up to date, one process at a time."""
    _check_is_ours(db, path)
    (mode,) = db.execute("pragma journal_mode").fetchone()
    if mode != "wal":
        db.execute("pragma journal_mode = wal")
    if MIGRATIONS.pending(db):
        with writing(db):
            MIGRATIONS.apply(db)
    if not names_are_current(db):
        with writing(db):
            refill_names(db)


def _check_is_ours(db: Database, path: Path) -> None:
    applied = {migration.name for migration in MIGRATIONS.applied(db)}
    (tables,) = db.execute("select count(*) from sqlite_master").fetchone()
    if tables and not applied:
        raise IndexFormatError(path, "a database of something else")
    with Database(memory=True, execute_plugins=False) as nothing:
        known = {migration.name for migration in MIGRATIONS.pending(nothing)}
    if unknown := sorted(applied - known):
        raise IndexFormatError(path, f"made by a newer version (it has {', '.join(unknown)})")


def _check_is_current(db: Database, path: Path) -> None:
    if MIGRATIONS.pending(db):
        raise IndexFormatError(path, "made by an older version: crawl or reindex first")
