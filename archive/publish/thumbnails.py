"""Small copies of archived photos, as files named by the digest of the whole photo."""

from __future__ import annotations

import sqlite3
from concurrent.futures import ThreadPoolExecutor
from contextlib import closing
from itertools import islice
from typing import TYPE_CHECKING

from archive.datasette.errors import PictureError
from archive.datasette.pictures import PLACES, read_picture, thumbnail
from archive.datasette.records import Place

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator
    from pathlib import Path

FOLDER = "thumbnails"
WORKERS = 2
BATCH = 64

DIGESTS = "select distinct sha256 from photos where sha256 is not null order by sha256"


def place_of(folder: Path, sha256: str) -> Path:
    """Where the small copy of a photo lies; not too many in one folder."""
    return folder / sha256[:2] / f"{sha256}.jpg"


def write_thumbnails(
    index: Path,
    warc: Path,
    folder: Path,
    earlier: Path,
    progress: Callable[[int], None] = lambda _: None,
) -> tuple[int, int]:
    """Writes a small copy of every archived photo that can be shown.

    Args:
        index: the database file.
        warc: where the WARC files lie.
        folder: where the copies go.
        earlier: copies that an earlier snapshot has; they need not be made again.
        progress: called with the number of photos looked at.

    Returns:
        The numbers of photos with a copy, and without one.

    Raises:
        OSError: a copy cannot be written.
    """

    def make(item: tuple[str, tuple[Place, ...]]) -> bool:
        sha256, places = item
        path, known = place_of(folder, sha256), place_of(earlier, sha256)
        path.parent.mkdir(parents=True, exist_ok=True)
        if known.is_file():
            path.hardlink_to(known)
            return True
        try:
            small = thumbnail(read_picture(warc, places, sha256), sha256)
        except PictureError:
            return False
        path.write_bytes(small.data)
        return True

    made = looked_at = 0
    photos = _photos(index)
    with ThreadPoolExecutor(WORKERS, "thumbnails") as threads:
        while batch := list(islice(photos, BATCH)):
            made += sum(threads.map(make, batch))
            looked_at += len(batch)
            progress(looked_at)
    return made, looked_at - made


def _photos(index: Path) -> Iterator[tuple[str, tuple[Place, ...]]]:
    """Digests of archived photos, and where their bytes may lie."""
    with closing(sqlite3.connect(index)) as database:
        for (sha256,) in database.execute(DIGESTS).fetchall():
            places = database.execute(PLACES, {"sha256": sha256}).fetchall()
            yield sha256, tuple(Place(*place) for place in places)
