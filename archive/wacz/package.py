"""Writes a package: WARC files, index, pages, and digests of them all (WACZ 1.1.1)."""

from __future__ import annotations

import hashlib
import json
import uuid
import zipfile
from contextlib import contextmanager, suppress
from dataclasses import dataclass, field
from datetime import UTC, datetime
from itertools import groupby
from typing import IO, TYPE_CHECKING

from archive.retrieval import locate
from archive.wacz.cdxj import cdxj_line, zipped
from archive.wacz.copying import copied, warcinfo_of
from archive.wacz.errors import WaczWriteError
from archive.warc import WarcError
from archive.warc.build import warcinfo

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Iterator
    from pathlib import Path

    from archive.model import RecordRef
    from archive.wacz.selection import Selection, WebPage

WACZ_VERSION = "1.1.1"
WARC_BYTES = 10**9
"""A WARC file in a package that has grown to this size is followed by another one."""
LARGEST_RECORD = 2**30
"""Octets of a record, zipped, that still goes into a package: a WARC file below the size from which
zip needs larger fields."""
_ZIP64_LIMIT = 2**31 - 1
"""Octets above which `zipfile` wants to know beforehand that a file is large."""
_LEVEL = 6
_INDEX = "index.cdx.gz"
"""The name that py-wacz gives it; pywb looks for no other."""


@dataclass(slots=True)
class Package:
    """What was written.

    Attributes:
        path: the file.
        captures: number of captures in it.
        pages: number of pages listed.
        problems: what should be in it and is not, with why.
    """

    path: Path
    captures: int = 0
    pages: int = 0
    problems: list[str] = field(default_factory=list)


def write_wacz(
    path: Path,
    chosen: Selection,
    warc_folder: Path,
    *,
    software: str,
    progress: Callable[[int], None] = lambda _: None,
) -> Package:
    """Write a package; the file is there only once it is whole.

    Records are copied as the gzip members they are. A record that cannot be read is left out and
    told in `Package.problems`.

    Args:
        path: of the new file; an existing one is replaced.
        chosen: what goes in.
        warc_folder: where the archive's WARC files are.
        software: name and version of what makes it.
        progress: called with the number of captures copied so far.

    Raises:
        WaczWriteError: it cannot be written; no file is left behind.
    """
    package = Package(path, pages=len(chosen.pages), problems=list(chosen.problems))
    part = path.with_name(path.name + ".part")
    try:
        with zipfile.ZipFile(part, "w", zipfile.ZIP_STORED, allowZip64=True) as archive:
            _Writer(archive, package, software).write(chosen, warc_folder, progress)
        part.replace(path)
    except OSError as error:
        raise WaczWriteError(path, error) from error
    finally:
        with suppress(OSError):
            part.unlink(missing_ok=True)
    return package


class _Member:
    """A file in the package, digested while it is written."""

    def __init__(self, file: IO[bytes]) -> None:
        self._file = file
        self._digest = hashlib.sha256()
        self.size = 0

    def write(self, data: bytes) -> None:
        self._file.write(data)
        self._digest.update(data)
        self.size += len(data)

    @property
    def hash(self) -> str:
        return "sha256:" + self._digest.hexdigest()


class _Writer:
    """One pass over what goes into a package."""

    def __init__(self, archive: zipfile.ZipFile, package: Package, software: str) -> None:
        self._archive = archive
        self._package = package
        self._software = software
        self._now = datetime.now(UTC)
        self._resources: list[dict[str, str | int]] = []
        self._lines: list[str] = []

    def write(self, chosen: Selection, warc_folder: Path, progress: Callable[[int], None]) -> None:
        place = lambda ref: (ref.warc_filename, ref.warc_offset)  # noqa: E731 - a sort key
        self._warcs(sorted(chosen.captures.values(), key=place), warc_folder, progress)
        # Byte order, as replay tools search it.
        data, table = zipped(sorted(line.encode() for line in self._lines), _INDEX)
        with self._member("indexes/" + _INDEX, len(data)) as member:
            member.write(data)
        with self._member("indexes/index.idx") as member:
            member.write(table)
        header = {"format": "json-pages-1.0", "id": "pages", "title": chosen.title}
        first = _json_line({**header, "hasText": True})
        size = len(first) + sum(len(_json_line(_page(page))) for page in chosen.pages)
        with self._member("pages/pages.jsonl", size) as member:
            member.write(first)
            for page in chosen.pages:
                member.write(_json_line(_page(page)))
        self._datapackage(chosen.title)

    # ------------------------------------------------------------------ WARC

    def _warcs(
        self, refs: Iterable[RecordRef], warc_folder: Path, progress: Callable[[int], None]
    ) -> None:
        """The records, of one source file after another, each part behind its own warcinfo."""
        waiting = groupby(refs, key=lambda ref: ref.warc_filename)
        pieces = (
            piece for name, group in waiting for piece in self._pieces(name, group, warc_folder)
        )
        serial, more = 0, True
        while more:
            more = self._warc(serial, pieces, progress)
            serial += 1

    def _warc(
        self,
        serial: int,
        pieces: Iterator[tuple[RecordRef | None, bytes]],
        progress: Callable[[int], None],
    ) -> bool:
        """One WARC file, as long as there are pieces or it is full; whether there are more."""
        filename = f"data-{serial:05d}.warc.gz"
        with self._member("archive/" + filename) as member:
            fields = {"software": self._software, "format": "WARC File Format 1.1"}
            member.write(warcinfo(filename, self._now, fields).to_member(_LEVEL))
            for ref, data in pieces:
                if ref is not None:
                    self._lines.append(cdxj_line(ref, filename, member.size, len(data)))
                    self._package.captures += 1
                    progress(self._package.captures)
                member.write(data)
                if member.size >= WARC_BYTES:
                    return True
        return False

    def _pieces(
        self, name: str, refs: Iterable[RecordRef], warc_folder: Path
    ) -> Iterator[tuple[RecordRef | None, bytes]]:
        """Gzip members to write; with the capture where it is one, None for what goes with it."""
        path = locate(name, warc_folder)
        try:
            if data := warcinfo_of(path):
                yield None, data
        except WarcError as error:
            self._package.problems.append(str(error))
            return
        for ref in refs:
            try:
                members, damage = copied(path, ref)
            except WarcError as error:
                self._package.problems.append(f"{ref.target_uri}: {error}")
                continue
            if damage:
                self._package.problems.append(f"{ref.target_uri}: what may go with it: {damage}")
            if max(map(len, members)) > LARGEST_RECORD:
                self._package.problems.append(f"{ref.target_uri}: too large for a package")
                continue
            yield ref, members[0]
            yield from ((None, data) for data in members[1:])

    # ------------------------------------------------------------------ the rest

    def _datapackage(self, title: str) -> None:
        created = self._now.strftime("%Y-%m-%dT%H:%M:%SZ")
        described = {
            "profile": "data-package",
            "wacz_version": WACZ_VERSION,
            "title": title,
            "software": self._software,
            "created": created,
            "resources": self._resources,
        }
        data = json.dumps(described, indent=2, ensure_ascii=False).encode() + b"\n"
        with self._member("datapackage.json") as member:
            member.write(data)
        digest = {"path": "datapackage.json", "hash": member.hash}
        with self._member("datapackage-digest.json") as member:
            member.write(json.dumps(digest, indent=2).encode() + b"\n")

    @contextmanager
    def _member(self, path: str, size: int = 0) -> Iterator[_Member]:
        """A file of the package; ``size`` in bytes where it may be larger than a WARC file."""
        info = zipfile.ZipInfo(path, self._now.timetuple()[:6])
        # ReplayWeb.page takes a local header to have extra fields only where the directory has
        # some; zipfile writes those for large files into the directory only where they are needed.
        large = size > _ZIP64_LIMIT
        with self._archive.open(info, "w", force_zip64=large) as file:
            member = _Member(file)
            yield member
        name = path.rpartition("/")[2]
        self._resources.append(
            {"name": name, "path": path, "hash": member.hash, "bytes": member.size}
        )


def _page(page: WebPage) -> dict[str, str]:
    known = {"title": page.title, "text": page.text}
    return {
        "id": uuid.uuid5(uuid.NAMESPACE_URL, f"{page.date.isoformat()} {page.url}").hex,
        "url": page.url,
        "ts": page.date.strftime("%Y-%m-%dT%H:%M:%SZ"),
        **{name: value for name, value in known.items() if value},
    }


def _json_line(value: object) -> bytes:
    return json.dumps(value, ensure_ascii=False).encode("utf-8", "replace") + b"\n"
