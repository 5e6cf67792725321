"""Makes a folder that Datasette serves anywhere, without the WARC files.

It holds the index as one file that nothing writes to, the numbers of its rows worked out before,
small copies of the photos, and our metadata, templates, styles and plugins with the modules they
import. When a new snapshot is whole its files take the places of those of an earlier one, each at
once: a server that runs on these goes on.
"""

from __future__ import annotations

import json
import shlex
import shutil
import sqlite3
import subprocess
import sys
from contextlib import closing
from dataclasses import dataclass
from importlib.metadata import distribution
from typing import TYPE_CHECKING

from archive.datasette.launch import HERE, SETTINGS
from archive.datasette.metadata import METADATA
from archive.index import read_only_uri
from archive.publish.errors import PublishError, SnapshotFolderError, SnapshotWriteError
from archive.publish.thumbnails import FOLDER, write_thumbnails

if TYPE_CHECKING:
    from collections.abc import Callable
    from pathlib import Path

INDEX = "index.db"
MARK = "inspect-data.json"
"""A folder with this file in it is a snapshot."""
NEEDED = (
    *("datasette", "lxml", "cssselect", "defusedxml", "pillow", "numpy", "sqlite-utils"),
    *("warcio", "w3lib", "brotli", "backports.zstd"),
)
"""What the plugins, and modules of ours that these import, load."""

PLUGIN = '''"""What `datasette --plugins-dir` loads in a snapshot: small copies of photos."""

from archive.publish.plugin import register_routes

__all__ = ["register_routes"]
'''

README = """A snapshot of a defense news archive: an index, and small copies of its photos.

    pip install -r requirements.txt
    ./serve --host 0.0.0.0 --port 8001

The WARC files are not in it, and no archived page can be replayed from it. Which pages ask robots
not to keep or list them is in articles.robots (noarchive, noindex …).

When a new snapshot is published to this folder, ./serve goes on; start it anew to show all of the
new one.

Everything after ./serve is handed to `datasette serve`. Any SQLite client can open index.db.
The photos belong to those who are credited; the small copies show which is meant.
"""


@dataclass(frozen=True, slots=True)
class Snapshot:
    """What a snapshot holds.

    Attributes:
        folder: where it is.
        articles: number of articles.
        thumbnails: number of photos with a small copy.
        missing: number of archived photos without one: no picture, or not in the WARC files here.
    """

    folder: Path
    articles: int
    thumbnails: int
    missing: int


def publish(
    index: Path, folder: Path, progress: Callable[[int], None] = lambda _: None
) -> Snapshot:
    """Makes a snapshot of an archive.

    Args:
        index: the index, in the archive's folder; may be written to meanwhile.
        folder: where the snapshot goes; an earlier one there is replaced.
        progress: called with the number of photos looked at.

    Raises:
        SnapshotFolderError: the folder has something else in it.
        SnapshotWriteError: disk full, no permission.
    """
    folder = folder.resolve()
    try:
        if folder.exists() and not _may_be_replaced(folder):
            raise SnapshotFolderError(folder)
        new = folder.with_name(f".{folder.name}.new")
        shutil.rmtree(new, ignore_errors=True)
        new.mkdir(parents=True)
        try:
            articles = _copy_index(index, new / INDEX)
            _copy_presentation(new)
            made, missing = write_thumbnails(
                new / INDEX, index.parent / "warc", new / FOLDER, folder / FOLDER, progress
            )
            _inspect(new)
            _replace(folder, new)
        finally:
            shutil.rmtree(new, ignore_errors=True)
    except (OSError, sqlite3.Error, shutil.Error) as error:
        raise SnapshotWriteError(folder, str(error)) from error
    return Snapshot(folder, articles, made, missing)


def _may_be_replaced(folder: Path) -> bool:
    return folder.is_dir() and ((folder / MARK).is_file() or not any(folder.iterdir()))


def _copy_index(index: Path, copy: Path) -> int:
    """Copies the index as it is at this moment, packed, as one file; returns its articles."""
    with closing(sqlite3.connect(read_only_uri(index), uri=True)) as source:
        source.execute("vacuum into ?", (str(copy),))
    with closing(sqlite3.connect(copy)) as database:
        # Without a log beside it the file can be opened where nothing can be written.
        database.execute("pragma journal_mode = delete")
        for table in ("articles_fts", "photo_uses_fts"):
            database.execute(f"insert into {table} ({table}) values ('optimize')")  # noqa: S608 - names are our own
        database.commit()
        (articles,) = database.execute("select count(*) from articles").fetchone()
    return int(articles)


def _copy_presentation(folder: Path) -> None:
    """Everything but data: what Datasette shows it with."""
    without_caches = shutil.ignore_patterns("__pycache__")
    for name in ("plugins", "templates", "static"):
        shutil.copytree(HERE / name, folder / name, ignore=without_caches)
    (folder / "plugins" / "snapshot.py").write_text(PLUGIN, encoding="utf-8")
    shutil.copytree(HERE.parent, folder / HERE.parent.name, ignore=without_caches)
    metadata = json.dumps(METADATA, ensure_ascii=False, indent=1)
    (folder / "metadata.json").write_text(metadata, encoding="utf-8")
    (folder / "requirements.txt").write_text("\n".join(_requirements()) + "\n", encoding="utf-8")
    (folder / "README.txt").write_text(README, encoding="utf-8")
    serve = folder / "serve"
    serve.write_text(_serve(), encoding="utf-8")
    serve.chmod(0o755)


def _requirements() -> list[str]:
    """What is needed, in the versions it was tested with here."""
    return sorted(f"{name}=={distribution(name).version}" for name in NEEDED)


def _serve() -> str:
    """A script that starts Datasette on the folder it lies in."""
    options = [
        *("--immutable", INDEX, "--inspect-file", MARK, "--metadata", "metadata.json"),
        *("--plugins-dir", "plugins", "--template-dir", "templates"),
        *("--static", "archive-static:static"),
        *(word for item in SETTINGS.items() for word in ("--setting", *item)),
    ]
    return (
        "#!/bin/sh\n"
        "# Serves this snapshot; arguments are handed on to `datasette serve`.\n"
        'cd "$(dirname "$0")" || exit 1\n'
        'PYTHONPATH=. exec "${PYTHON:-python3}" -m datasette serve '
        f'{shlex.join(options)} "$@"\n'
    )


def _inspect(folder: Path) -> None:
    """Has Datasette count every table once, for `--inspect-file`."""
    command = [sys.executable, "-m", "datasette", "inspect", INDEX, "--inspect-file", MARK]
    done = subprocess.run(command, cwd=folder, capture_output=True, text=True, check=False)  # noqa: S603 - no word of it comes from outside
    if done.returncode:
        message = f"datasette inspect: {done.stderr.strip()}"
        raise PublishError(message)


def _replace(folder: Path, new: Path) -> None:
    """Puts a whole snapshot in the place of what was there.

    The folder and those in it stay: they are where a server runs and finds its templates. Photos
    come before the index that names them; SQLite keeps on reading the file that it has opened.
    """
    if not (folder / MARK).is_file():
        new.rename(folder)
        return
    files = sorted(path.relative_to(new) for path in new.rglob("*") if path.is_file())
    for name in sorted(files, key=lambda name: name.name == INDEX):
        (folder / name).parent.mkdir(parents=True, exist_ok=True)
        (new / name).replace(folder / name)
    wanted = {*files, *(parent for name in files for parent in name.parents)}
    for path in sorted(folder.rglob("*"), reverse=True):
        if path.relative_to(folder) not in wanted:
            path.rmdir() if path.is_dir() and not path.is_symlink() else path.unlink()
