"""What can go wrong when a WACZ is made."""

from __future__ import annotations

from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from pathlib import Path


class WaczError(Exception):
    """Base class of every error about WACZ files."""


class WaczWriteError(WaczError):
    """The file cannot be written: disk full, no permission, no such folder.

    Attributes:
        path: the file.
    """

    def __init__(self, path: Path, error: OSError) -> None:
        super().__init__(f"cannot write {path}: {error.strerror or error}")
        self.path = path
