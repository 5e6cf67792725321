"""``scrapy search WORDS``: photos and articles with these words, best first."""

from __future__ import annotations

import json
import re
import sys
from argparse import ArgumentTypeError
from contextlib import suppress
from datetime import UTC, date, datetime
from typing import TYPE_CHECKING, Any, get_args

from rich.text import Text

from archive.index import MATCH_BEGINS, MATCH_ENDS, ArchiveIndexError, Found, Index, Search
from archive.model import Rights
from crawler.cli import (
    ProjectCommand,
    archive_dir,
    fail,
    reader_may_leave,
    refuse_unknown_options,
    tables,
)

if TYPE_CHECKING:
    import argparse

_LISTS = ("creators", "ranks", "organizations")
_CONTROL = re.compile(r"[\x00-\x1f\x7f-\x9f]+")
_MARKED = re.compile(f"{MATCH_BEGINS}([^{MATCH_ENDS}]*){MATCH_ENDS}")


class Command(ProjectCommand):
    """Searches captions, credits and names of photos, and headlines and bodies of articles."""

    def syntax(self) -> str:
        """Shown in the usage line."""
        return "[options] WORD…"

    def short_desc(self) -> str:
        """Shown by ``scrapy``."""
        return "Search photos and articles: words in captions, credits, names, headlines, text"

    def long_desc(self) -> str:
        """Shown by ``scrapy search --help``."""
        return (
            "All words must be there; case and accents do not matter. Quote a phrase for the "
            "shell; WORD* finds words that begin so. With --creator or --rights only photos are "
            "found, and without words the newest."
        )

    def add_options(self, parser: argparse.ArgumentParser) -> None:
        """What results must have beside the words."""
        super().add_options(parser)
        parser.add_argument("--site", help="of one site only")
        parser.add_argument("--since", type=_day_or_moment, help="published on this day or later")
        parser.add_argument("--rights", choices=get_args(Rights), help="what the credit says")
        parser.add_argument("--creator", help="all or part of a photographer's name")
        parser.add_argument("--limit", type=int, default=20, help="of each kind (default 20)")
        parser.add_argument("--json", action="store_true", help="one JSON line per result")

    @reader_may_leave()
    def run(self, args: list[str], opts: argparse.Namespace) -> None:
        """Print what is found; finding nothing is no failure."""
        refuse_unknown_options(args)
        if not args and opts.creator is None and opts.rights is None:
            fail("say what to look for: words, --creator or --rights")
        if opts.limit < 1:
            fail(f"--limit must be 1 or more, not {opts.limit}")
        wanted = Search(args, opts.site, opts.since, opts.rights, opts.creator, opts.limit)
        assert self.settings is not None
        try:
            with Index.open(archive_dir(self.settings) / "index.db", read_only=True) as index:
                found = index.search(wanted)
        except ArchiveIndexError as error:
            fail(str(error))
        if opts.json:
            for one in found:
                print(json.dumps(_plain(one), ensure_ascii=False))
            return
        console = tables(highlight=False)
        for one in found:
            console.print(_shown(one), soft_wrap=True)
        if not found:
            print("nothing found", file=sys.stderr)


def _day_or_moment(text: str) -> date | datetime:
    """A day, as a site prints it, or a moment; that is in UTC without an offset."""
    with suppress(ValueError):
        return date.fromisoformat(text)
    try:
        moment = datetime.fromisoformat(text)
        return moment.astimezone(UTC) if moment.tzinfo else moment.replace(tzinfo=UTC)
    except (ValueError, OverflowError):  # in UTC its year may be 0 or 10000
        message = f"{text!r} is no ISO 8601 date"
        raise ArgumentTypeError(message) from None


def _plain(one: Found) -> dict[str, Any]:
    """A result with its lists as lists, and its snippet without marks."""
    lists = {name: json.loads(one[name]) for name in _LISTS}
    snippet = one["snippet"] and _MARKED.sub(r"\1", one["snippet"])
    return {**one, **lists, "snippet": snippet}


def _shown(one: Found) -> Text:
    """A result as lines for a terminal; what strangers wrote cannot steer it."""
    lines = Text()
    lines.append(f"{one['kind']:8}", style="dim")
    lines.append(_clean(one["headline"] or one["article_url"]), style="bold")
    where = " ".join(filter(None, (one["site"], (one["date_published"] or "")[:10])))
    lines.append(f"  {_clean(where)}\n", style="dim")
    if one["snippet"]:
        lines.append("        ").append_text(_marked(one["snippet"])).append("\n")
    elif one["caption"]:
        lines.append(f"        {_clean(one['caption'])}\n")
    if one["credit_line"]:
        lines.append(f"        {_clean(one['credit_line'])}", style="cyan")
        lines.append(f"  [{one['rights'] or 'unknown'}]\n", style="dim")
    lines.append(f"        {_clean(one['photo_url'] or one['article_url'])}\n", style="blue")
    return lines


def _marked(snippet: str) -> Text:
    shown = Text()
    for number, piece in enumerate(_MARKED.split(snippet)):
        shown.append(_clean(piece), style="bold yellow" if number % 2 else "")
    return shown


def _clean(text: str) -> str:
    return _CONTROL.sub(" ", text)
