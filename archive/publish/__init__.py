"""A snapshot of the archive for people elsewhere: the index and small copies of its photos."""

from archive.publish.errors import PublishError, SnapshotFolderError, SnapshotWriteError
from archive.publish.snapshot import Snapshot, publish

__all__ = ["PublishError", "Snapshot", "SnapshotFolderError", "SnapshotWriteError", "publish"]
