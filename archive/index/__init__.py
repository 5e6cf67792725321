"""The index: everything known of pages and photos, in one SQLite file."""

from archive.index.articles import Change
from archive.index.connection import is_immutable, read_only_uri
from archive.index.errors import (
    ArchiveIndexError,
    IndexFormatError,
    IndexNotFoundError,
    IndexUnreadableError,
    IndexUnwritableError,
    NaiveDateError,
    UnknownCaptureError,
)
from archive.index.index import Index
from archive.index.replay import PageSource
from archive.index.search import MATCH_BEGINS, MATCH_ENDS, Found, Search
from archive.index.statistics import Statistics
from archive.index.summary import CrawlSummary, SiteHistory, SiteTotals

__all__ = [
    "MATCH_BEGINS",
    "MATCH_ENDS",
    "ArchiveIndexError",
    "Change",
    "CrawlSummary",
    "Found",
    "Index",
    "IndexFormatError",
    "IndexNotFoundError",
    "IndexUnreadableError",
    "IndexUnwritableError",
    "NaiveDateError",
    "PageSource",
    "Search",
    "SiteHistory",
    "SiteTotals",
    "Statistics",
    "UnknownCaptureError",
    "is_immutable",
    "read_only_uri",
]
