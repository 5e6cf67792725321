"""What every template of ours is given: cells as the tables have them, and addresses."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from archive.datasette.cells import Row, link, render, shortened, strings
from archive.datasette.rights import CAUTION, NO_CREDIT, RIGHTS

if TYPE_CHECKING:
    from collections.abc import Mapping

    from markupsafe import Markup

    from archive.datasette.access import Access
    from archive.datasette.rights import Kind


def looks(access: Access) -> dict[str, Any]:
    """Variables for a template."""

    def cell(values: Mapping[str, Any], column: str) -> Markup | str:
        """A value as the tables show it."""
        value = values.get(column)
        row = Row(values, access.row.root, access.database)
        shown = render(row, column, value)
        return ("" if value is None else str(value)) if shown is None else shown

    def rights(name: str | None) -> Kind:
        return NO_CREDIT if name is None else RIGHTS.get(name, RIGHTS["unknown"])

    return {
        "database": access.database,
        "here": access.row,
        "cell": cell,
        "external": link,
        "shortened": shortened,
        "listed": lambda value: [item for item in strings(value or "[]") or [] if item],
        "rights_of": rights,
        "caution": CAUTION,
    }
