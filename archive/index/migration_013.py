"""Schema, thirteenth step: triggers that SQLite before 3.35 reads.

Those of the twelfth step leave out what ``on conflict do update`` is about, which is allowed since
3.35 only (https://sqlite.org/lang_upsert.html#history). A client that cannot read one trigger can
read nothing at all: "malformed database schema".
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from archive.index.schema import MIGRATIONS

if TYPE_CHECKING:
    from sqlite_utils import Database

KEYS = {"monthly_articles": "(site, month)", "monthly_photos": "(site, month, rights)"}


@MIGRATIONS()
def m013_for_older_clients(db: Database) -> None:
    """The same triggers, with the columns of the conflict."""
    for table, columns in KEYS.items():
        triggers = db.execute(
            "select name, sql from sqlite_master where type = 'trigger' and sql like ?",
            (f"%insert into {table} %on conflict do update%",),
        ).fetchall()
        for name, sql in triggers:
            db.execute(f"drop trigger {name}")
            db.execute(sql.replace("on conflict do update", f"on conflict {columns} do update"))
