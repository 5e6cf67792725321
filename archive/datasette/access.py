"""What a page of ours asks of Datasette: rows of one database, and addresses in it."""

from __future__ import annotations

import re
from pathlib import Path
from typing import TYPE_CHECKING, Any

from datasette.database import (  # type: ignore[import-untyped]  # Datasette 0.65 has no types
    QueryInterrupted,
)

from archive.datasette.cells import Row
from archive.datasette.errors import NoDatabaseError, NotAllowedError, TooSlowError

if TYPE_CHECKING:
    from datasette.app import Datasette  # type: ignore[import-untyped]  # likewise
    from datasette.utils.asgi import Request  # type: ignore[import-untyped]  # likewise

OWN_PAGE = {
    # Our pages need no script, load nothing from elsewhere, and are framed by nobody.
    "Content-Security-Policy": (
        "default-src 'none'; img-src 'self'; style-src 'self' 'unsafe-inline'; frame-src 'self'; "
        "form-action 'self'; base-uri 'none'; frame-ancestors 'none'"
    ),
    "X-Content-Type-Options": "nosniff",
    "Referrer-Policy": "no-referrer",
}

_NUMBER = re.compile(r"(?=.*[1-9])[0-9]{1,15}")
"""No file is longer, and what is counted from such a number on SQLite's integers still hold."""


class Access:
    """One database, as the person who sent a request may see it.

    Attributes:
        database: its name.
        folder: where its WARC files lie.
        row: gives the addresses of pages about things in it.
    """

    def __init__(self, datasette: Datasette, request: Request) -> None:
        self._datasette = datasette
        self._request = request
        self.database: str = request.url_vars["database"]
        try:
            self._source = datasette.get_database(self.database)
        except KeyError as error:
            raise NoDatabaseError(self.database) from error
        self.folder = Path(self._source.path or "").parent / "warc"
        self.row = Row({}, datasette.setting("base_url"), self.database)

    async def check(self) -> None:
        """Let those through who may see the database.

        Raises:
            NotAllowedError: this person may not.
        """
        allowed = await self._datasette.permission_allowed(
            self._request.actor, "view-database", self.database, default=True
        )
        if not allowed:
            raise NotAllowedError(self.database)

    async def rows(self, sql: str, **parameters: object) -> list[dict[str, Any]]:
        """Every row that a query of ours gives.

        Raises:
            TooSlowError: it took longer than ``sql_time_limit_ms``.
        """
        try:
            found = await self._source.execute(sql, parameters)
        except QueryInterrupted as error:
            raise TooSlowError(self.database) from error
        return [dict(row) for row in found.rows]

    async def first(self, sql: str, **parameters: object) -> dict[str, Any] | None:
        """A query's first row; None if it gives none."""
        found = await self.rows(sql, **parameters)
        return found[0] if found else None

    def argument(self, name: str, default: str = "") -> str:
        """What the address says behind the question mark; NUL, which SQLite stops at, removed."""
        return (self._request.args.get(name) or default).replace("\0", "").strip()

    def number(self, name: str, default: int) -> int:
        """The same as a whole number from 1 on; the default for anything else."""
        text = self.argument(name)
        return int(text) if _NUMBER.fullmatch(text) else default
