"""Pages of our own beside Datasette's tables: photos, articles, replay, search, growth, feeds."""

from archive.datasette.pages import article, feed, growth, photo, replay, search

__all__ = ["article", "feed", "growth", "photo", "replay", "search"]
