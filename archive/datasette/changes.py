"""What changed between two versions of an article, in words."""

from __future__ import annotations

from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Iterable

CHANGES = {
    "headline": "headline",
    "description": "summary",
    "article_body": "text",
    "authors": "authors",
    "date_published": "date",
    "in_language": "language",
    "section": "section",
    "keywords": "keywords",
    "photos_added": "photos added",
    "photos_removed": "photos removed",
    "photos_order": "order of photos",
    "lead_photo": "main photo",
    "caption": "captions",
    "credit_line": "credits",
    "alt": "alternative texts",
    "credit_sources": "what sources say of photos",
}
"""Kinds of change (`archive.index.changes.KINDS`), in words."""


def in_words(kinds: Iterable[str]) -> list[str]:
    """Kinds of change as people call them; one that has no words is its own name."""
    return [CHANGES.get(kind, kind) for kind in kinds]
