"""The arguments with which Datasette shows the index as we mean it to be shown."""

from __future__ import annotations

from pathlib import Path

from archive.index import is_immutable

HERE = Path(__file__).parent

SETTINGS = {
    "default_page_size": "50",
    # Facets that make sense are on offer; trying every column costs time on each page view.
    "suggest_facets": "off",
    "facet_time_limit_ms": "1000",
    "sql_time_limit_ms": "5000",
    "truncate_cells_html": "600",
    # An archive that is being written changes under the browser.
    "default_cache_ttl": "0",
}


def arguments(index: Path) -> list[str]:
    """Arguments for ``datasette serve``; later ones of the same name win.

    Args:
        index: the database file; the WARC files are in ``warc/`` beside it.
    """
    settings = [word for item in SETTINGS.items() for word in ("--setting", *item)]
    return [
        *(("--immutable", str(index)) if is_immutable(index) else (str(index),)),
        *("--plugins-dir", str(HERE / "plugins")),
        *("--template-dir", str(HERE / "templates")),
        *("--static", f"archive-static:{HERE / 'static'}"),
        *settings,
    ]
