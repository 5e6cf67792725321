"""``scrapy extract``: what pages say, one JSON line each.

Scrapy loads every command to run one of them; what reads pages takes long to load, so the
functions below load it when they are called.
"""

from __future__ import annotations

import gzip
import json
import os
import sys
import zlib
from dataclasses import dataclass
from io import BytesIO
from pathlib import Path
from typing import TYPE_CHECKING, Any

from crawler.cli import Exit, ProjectCommand, fail, reader_may_leave, refuse_unknown_options
from crawler.limits import SettingError, check_numbers
from crawler.sites import Catalogue, SiteFileError

if TYPE_CHECKING:
    import argparse
    from collections.abc import Iterator

    from archive.extract import ExtractionError
    from archive.extract.pool import ExtractionPool, Job
    from archive.model import Article
    from archive.rebuild import Rulebook

_GZIP_MAGIC = b"\x1f\x8b"


@dataclass(frozen=True)
class _Source:
    """One page to read.

    Attributes:
        name: what its output line begins with.
        path: its file; None is standard input.
        url: its address.
    """

    name: dict[str, Any]
    path: Path | None
    url: str


class Command(ProjectCommand):
    """Reads pages from files, on all processors, and keeps their order."""

    def syntax(self) -> str:
        """Shown in the help."""
        return "[--url URL] FILE… | --batch FILE.jsonl"

    def short_desc(self) -> str:
        """Shown by ``scrapy``."""
        return "Print what pages say (article, photos, credits) as JSON lines"

    def add_options(self, parser: argparse.ArgumentParser) -> None:
        """Our two options, after Scrapy's."""
        super().add_options(parser)
        parser.add_argument("--url", help="address the page was read from (one FILE only)")
        parser.add_argument(
            "--batch",
            metavar="FILE",
            help='lines {"id", "url", "path"}; paths are relative to FILE',
        )

    @reader_may_leave()
    def run(self, args: list[str], opts: argparse.Namespace) -> None:
        """Print one line for each page."""
        from archive.extract.pool import ExtractionPool  # noqa: PLC0415 -- see the module's text
        from archive.rebuild import AddressError, Rulebook  # noqa: PLC0415 -- see the module's text
        from crawler.outcome import A_FEW, SHARE  # noqa: PLC0415 -- see the module's text

        refuse_unknown_options(args)
        assert self.settings is not None
        sources = _sources(args, opts)
        try:
            check_numbers(self.settings, "EXTRACT_WORKERS", "EXTRACT_TIMEOUT")
            catalogue = Catalogue(self.settings["SITES_DIR"]).all()
        except (SettingError, SiteFileError) as error:
            fail(str(error))
        rulebook = Rulebook({name: site.rules(name) for name, site in catalogue.items()})
        if opts.url:
            try:
                rulebook.rules(opts.url, None)
            except AddressError as error:
                fail(f"--url: {error}")
        workers = min(
            self.settings.getint("EXTRACT_WORKERS") or len(os.sched_getaffinity(0)), len(sources)
        )
        pool = ExtractionPool(workers, self.settings.getfloat("EXTRACT_TIMEOUT"))
        try:
            failed = _print_all(sources, rulebook, pool)
        finally:
            pool.close()
        if failed > max(A_FEW, SHARE * len(sources)) or failed == len(sources):
            self.exitcode = Exit.INCOMPLETE


def _print_all(sources: list[_Source], rulebook: Rulebook, pool: ExtractionPool) -> int:
    """Print the lines; returns how many pages failed."""
    from archive.extract.pool import Job  # noqa: PLC0415 -- see the module's text
    from archive.rebuild import AddressError  # noqa: PLC0415 -- see the module's text

    unreadable: dict[int, str] = {}

    def jobs() -> Iterator[Job]:
        for number, source in enumerate(sources):
            html, rules = b"", None
            try:
                rules = rulebook.rules(source.url, None)
                html = _read(source.path)
            except AddressError as error:
                unreadable[number] = str(error)
            except (OSError, EOFError, zlib.error) as error:
                unreadable[number] = f"{source.path or '-'}: {_reason(error)}"
            yield Job(html, source.url, None, rules)

    failed = 0
    for number, (source, outcome) in enumerate(zip(sources, pool.map(jobs()), strict=True)):
        line, wrong = _line(source, outcome, unreadable.pop(number, None))
        failed += wrong
        print(json.dumps(line, ensure_ascii=False), flush=number % 64 == 0)
    sys.stdout.flush()
    return failed


def _line(
    source: _Source, outcome: Article | ExtractionError, problem: str | None
) -> tuple[dict[str, Any], bool]:
    from archive.extract import ExtractionError, to_dict  # noqa: PLC0415 -- see the module's text

    if problem is None and isinstance(outcome, ExtractionError):
        problem = str(outcome)
    if problem is not None:
        print("error:", " ".join(problem.split()), file=sys.stderr)
        return {**(source.name or {"url": source.url}), "error": problem}, True
    assert not isinstance(outcome, ExtractionError)
    return {**source.name, **to_dict(outcome)}, False


def _sources(args: list[str], opts: argparse.Namespace) -> list[_Source]:
    if opts.batch:
        if args or opts.url:
            fail("--batch takes neither --url nor further files")
        return _batch(opts.batch)
    if not args:
        fail("give a FILE, or - for standard input, or --batch FILE")
    if opts.url and len(args) > 1:
        fail("--url goes with one FILE; use --batch for many")
    paths = [None if arg == "-" else Path(arg) for arg in args]
    return [
        _Source({}, path, opts.url or (path.resolve().as_uri() if path else "file:///dev/stdin"))
        for path in paths
    ]


def _reason(error: Exception) -> str:
    """What is wrong with a file, without its name, which the line begins with anyway."""
    return getattr(error, "strerror", None) or str(error)


def _batch(name: str) -> list[_Source]:
    """The pages that a batch file names; a fault in it is told before any work begins."""
    path = Path(name)
    try:
        text = sys.stdin.read() if name == "-" else path.read_text(encoding="utf-8")
    except (OSError, UnicodeDecodeError) as error:
        fail(f"{name}: {_reason(error)}")
    folder = Path.cwd() if name == "-" else path.parent
    sources = []
    # Not splitlines(): JSON's strings may hold what else Unicode counts as the end of a line.
    for number, line in enumerate(text.split("\n"), 1):
        if not line.strip():
            continue
        try:
            entry = json.loads(line)
            sources.append(_Source({"id": entry["id"]}, folder / entry["path"], str(entry["url"])))
        except (ValueError, TypeError) as error:
            fail(f"{name}, line {number}: not an object with id, url and path ({error})")
        except KeyError as error:
            fail(f"{name}, line {number}: no {error}")
    if not sources:
        fail(f"{name}: names no page")
    return sources


def _read(path: Path | None) -> bytes:
    """A page's bytes; of one that is too large, as many as show that it is.

    Raises:
        OSError: the file cannot be read, or is damaged gzip (`gzip.BadGzipFile`).
        EOFError: a gzip file that was torn off.
        zlib.error: damaged gzip.
    """
    from archive.extract.page import MAX_BYTES  # noqa: PLC0415 -- see the module's text

    if path is None:
        raw = sys.stdin.buffer.read(MAX_BYTES + 1)
    else:
        with path.open("rb") as file:
            raw = file.read(MAX_BYTES + 1)
    # What is too large as it is packed is so unpacked.
    if len(raw) > MAX_BYTES or not raw.startswith(_GZIP_MAGIC):
        return raw
    with gzip.open(BytesIO(raw)) as unpacked:
        return unpacked.read(MAX_BYTES + 1)
