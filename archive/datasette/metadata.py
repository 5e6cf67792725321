"""Datasette's metadata for the index: titles, descriptions, facets, sort orders, labels, queries.

A plain dictionary, as ``datasette --metadata`` reads it from JSON
(https://docs.datasette.io/en/stable/metadata.html).
"""

from __future__ import annotations

from typing import Any

from archive.datasette.columns import TABLES
from archive.datasette.questions import QUESTIONS

DATABASE = "index"
"""Datasette names a database after its file, ``index.db``."""

PRESENTATION: dict[str, dict[str, Any]] = {
    "photo_credits": {
        "facets": [{"kept": "site"}, {"kept": "rights"}],
        "sort_desc": "date_published",
        "sortable_columns": ["site", "date_published", "captured_at", "rights"],
        "size": 30,
    },
    "credit_disagreements": {
        "sort_desc": "credits",
        "sortable_columns": ["credits"],
        "size": 30,
    },
    "picture_uses": {
        "sort_desc": "published_at",
        "sortable_columns": ["published_at"],
        "facets": [{"kept": "site"}, {"kept": "rights"}],
        "size": 30,
    },
    "persons": {"label_column": "name", "sort_desc": "uses"},
    "organizations": {"label_column": "name", "sort_desc": "uses"},
    # Datasette makes the heading of a table's key a link, whatever may be sorted by.
    "pictures": {"sort_desc": "uses", "sortable_columns": ["id", "uses", "credits"]},
    "photo_use_persons": {"hidden": True},
    "photo_use_organizations": {"hidden": True},
    "photo_identifiers": {"label_column": "identifier"},
    "likeness_keys": {"hidden": True},
    "shown_uses": {"hidden": True},
    "articles": {
        "size": 25,
        "facets": [{"kept": "site"}, "in_language"],
        "sort_desc": "published_at",
        "label_column": "headline",
        "sortable_columns": ["id", "published_at", "first_captured_at", "last_captured_at"],
    },
    "article_versions": {
        "size": 25,
        "label_column": "headline",
        "sort_desc": "first_captured_at",
    },
    "gone_articles": {
        "sort_desc": "gone_since",
        "sortable_columns": ["gone_since", "last_seen_at"],
        "facets": ["site"],
    },
    "page_captures": {"hidden": True},
    "photos": {"facets": ["format"], "label_column": "content_url", "size": 50},
    "photo_uses": {
        "facets": ["rights"],
        "label_column": "caption",
        "size": 50,
    },
    "credits": {"facets": ["source"], "label_column": "text"},
    "captures": {
        "facets": ["status"],
        "label_column": "target_uri",
        "sort_desc": "captured_at",
    },
    "monthly_articles": {"sort_desc": "month", "facets": ["site"]},
    "monthly_photos": {"sort_desc": "month", "facets": ["site", "rights"]},
    "crawls": {"facets": ["site"], "label_column": "site", "sort_desc": "started_at"},
    "warc_files": {"label_column": "warc_filename"},
    "rebuild_steps": {"hidden": True},
    "_sqlite_migrations": {"hidden": True},
}

METADATA: dict[str, Any] = {
    "title": "Defense news archive",
    "description": "Who took this photo, for whom, and where was it used?",
    "databases": {
        DATABASE: {
            "description": (
                "Articles of defense news sites, their photos, and the credits printed with "
                "them. Every row leads back to the WARC record it was read from."
            ),
            "tables": {
                name: {
                    **PRESENTATION.get(name, {}),
                    **(
                        {
                            "title": TABLES[name].title,
                            "description": TABLES[name].description,
                            "columns": TABLES[name].columns,
                        }
                        if name in TABLES
                        else {}
                    ),
                }
                for name in {**TABLES, **PRESENTATION}
            },
            "queries": {
                name: {
                    "title": question.title,
                    "description": question.description,
                    "sql": question.sql,
                    "hide_sql": True,
                }
                for name, question in QUESTIONS.items()
            },
        }
    },
}
