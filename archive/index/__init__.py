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
    "IndexUnwritableError",
    "NaiveDateError",
    "PageSource",
    "Search",
    "SiteHistory",
    "SiteTotals",
    "Statistics",
    "UnknownCaptureError",
]
