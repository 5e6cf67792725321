"""Rows of a view by an address, through an index.

A view over `shown_uses` works out each address by a subquery, so that counts and facets need not;
to look for one it would go through them all. So a condition that says the same of a column with an
index stands beside the one that Datasette makes.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from datasette.filters import FilterArguments  # type: ignore[import-untyped]  # 0.65 has no types

if TYPE_CHECKING:
    from datasette.utils.asgi import Request  # type: ignore[import-untyped]  # likewise

_ARTICLE = "article_id = (select id from articles where url = :{parameter})"
_PHOTO = "photo_id = (select id from photos where content_url = :{parameter})"
_CAPTURED = "captured_at in (select captured_at from shown_uses where {condition})"

CONDITIONS = {
    # It has no ids; of uses captured at one moment there are few.
    ("photo_credits", "article_url"): _CAPTURED.format(condition=_ARTICLE),
    ("photo_credits", "photo_url"): _CAPTURED.format(condition=_PHOTO),
    ("picture_uses", "article_url"): _ARTICLE,
    ("picture_uses", "photo_url"): _PHOTO,
}
"""What follows from a view's column being equal to a parameter."""


def narrowed(request: Request, table: str) -> FilterArguments:
    """Conditions that follow from those in an address."""
    clauses, parameters = [], {}
    for (view, column), condition in CONDITIONS.items():
        wanted = request.args.get(column) or request.args.get(f"{column}__exact")
        if view == table and wanted:
            name = f"narrowed_{column}"
            clauses.append(condition.format(parameter=name))
            parameters[name] = wanted
    return FilterArguments(clauses, params=parameters)
