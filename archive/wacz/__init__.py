"""Part of the archive as one file that browsers replay: WACZ 1.1.1.

Written here and not with py-wacz: that reads whole WARC files and cannot take records out of
them, and it brings Frictionless and some thirty packages for a zip file and two JSON files.
"""

from archive.wacz.errors import WaczError, WaczWriteError
from archive.wacz.package import Package, write_wacz
from archive.wacz.selection import Selection, WebPage, select

__all__ = [
    "Package",
    "Selection",
    "WaczError",
    "WaczWriteError",
    "WebPage",
    "select",
    "write_wacz",
]
