"""What a page says: the article, its photos, their captions and credits. Pure functions.

Bytes and an address go in, frozen types of `archive.model` come out. Nothing here knows of
Scrapy, of files or of databases.
"""

from archive.extract.article import extract, is_article
from archive.extract.credit import parse_caption, parse_credit_line
from archive.extract.embedded import NotAnImageError, read_embedded
from archive.extract.errors import (
    EmptyPageError,
    ExtractionCrashError,
    ExtractionError,
    ExtractionTimeoutError,
    NotHtmlError,
    PageTooDeepError,
    PageTooLargeError,
    PoolClosedError,
    SelectorError,
    WorkerLostError,
)
from archive.extract.pool import ExtractionPool
from archive.extract.serialize import credit_to_dict, to_dict

__all__ = [
    "EmptyPageError",
    "ExtractionCrashError",
    "ExtractionError",
    "ExtractionPool",
    "ExtractionTimeoutError",
    "NotAnImageError",
    "NotHtmlError",
    "PageTooDeepError",
    "PageTooLargeError",
    "PoolClosedError",
    "SelectorError",
    "WorkerLostError",
    "credit_to_dict",
    "extract",
    "is_article",
    "parse_caption",
    "parse_credit_line",
    "read_embedded",
    "to_dict",
]
