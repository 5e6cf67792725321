"""The index: everything known of pages and photos, in one SQLite file."""

from archive.index.articles import Change
from archive.index.errors import (
    ArchiveIndexError,
    IndexFormatError,
    IndexNotFoundError,
    IndexUnwritableError,
    NaiveDateError,
    UnknownCaptureError,
)
from archive.index.index import Index
from archive.index.replay import PageSource
from archive.index.summary import SiteSummary

__all__ = [
    "ArchiveIndexError",
    "Change",
    "Index",
    "IndexFormatError",
    "IndexNotFoundError",
    "IndexUnwritableError",
    "NaiveDateError",
    "PageSource",
    "SiteSummary",
    "UnknownCaptureError",
]
