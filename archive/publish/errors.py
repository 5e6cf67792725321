"""What can go wrong when a snapshot is made."""

from __future__ import annotations

from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from pathlib import Path


class PublishError(Exception):
    """Base class of every error about snapshots."""


class SnapshotFolderError(PublishError):
    """The folder has something else in it, which is not to be replaced."""

    def __init__(self, folder: Path) -> None:
        super().__init__(f"{folder} is neither empty nor an earlier snapshot")
        self.folder = folder


class SnapshotWriteError(PublishError):
    """The snapshot cannot be written: disk full, no permission."""

    def __init__(self, folder: Path, reason: str) -> None:
        super().__init__(f"cannot write the snapshot {folder}: {reason}")
        self.folder = folder
