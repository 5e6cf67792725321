"""Pages of our own beside Datasette's tables: photos, articles, replay, search, growth, feeds."""

from archive.datasette.pages import article, photo, replay

__all__ = ["article", "photo", "replay"]
