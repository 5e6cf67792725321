"""What the archive has of a site's pages, and so which of those found now are wanted."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from http import HTTPStatus
from typing import TYPE_CHECKING, Literal

from archive.index import Index
from archive.ledger import INDEX_NAME, WARC_FOLDER
from archive.retrieval import redirect_of
from archive.warc import WarcError
from crawler.discovery import page_key
from crawler.discovery.lead import clean_url

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable
    from pathlib import Path
    from typing import Self

    from archive.model import RecordRef
    from crawler.discovery import Lead

Verdict = Literal["new", "again", "known"]
"""Whether a page is to be asked for: the archive has none; it has, but it has changed; no."""

GONE_FOR = timedelta(days=1)
"""Lists go on naming pages that were taken down; asking once a day is often enough."""
_GONE = frozenset((HTTPStatus.NOT_FOUND, HTTPStatus.GONE))
_REDIRECTION = frozenset((301, 302, 303, 307, 308))
_HOPS = 8


@dataclass(slots=True)
class Standing:
    """What the archive knows of one page, under all its addresses.

    Attributes:
        page: when it last answered, 304 included.
        gone: when it was last said to be missing.
        redirect: an address of it that only leads elsewhere.
    """

    page: datetime | None = None
    gone: datetime | None = None
    redirect: str | None = None


class Memory:
    """Pages of one site by `page_key`, as the index had them when it was read.

    Args:
        archive_dir: the archive's folder.
        standings: by key.
    """

    def __init__(self, archive_dir: Path, standings: dict[str, Standing]) -> None:
        self._archive_dir = archive_dir
        self._standings = standings

    @classmethod
    def read(cls, archive_dir: Path, owns: Callable[[str], bool]) -> Self:
        """Reads what the index has of a site; seconds where it is a hundred thousand pages.

        Beside the archiver, on a connection of its own: nobody waits for it.

        Raises:
            ArchiveIndexError: the index cannot be read.
        """
        standings: dict[str, Standing] = {}
        with Index.open(archive_dir / INDEX_NAME, read_only=True) as index:
            for uri, moment, status in index.page_answers(owns):
                standing = standings.setdefault(page_key(uri), Standing())
                if status in _REDIRECTION:
                    standing.redirect = uri
                elif status in _GONE:
                    standing.gone = max(filter(None, (standing.gone, moment)))
                else:
                    standing.page = max(filter(None, (standing.page, moment)))
        return cls(archive_dir, standings)

    def verdicts(self, leads: Iterable[Lead], now: datetime) -> list[tuple[str, Lead, Verdict]]:
        """What is to be done about each lead, with its key. No work for the reactor.

        Raises:
            ArchiveIndexError: the index cannot be read.
        """
        keyed = [(page_key(lead.url), lead) for lead in leads]
        self._settle({key for key, _ in keyed})
        return [(key, lead, verdict(self._standings.get(key), lead, now)) for key, lead in keyed]

    # ------------------------------------------------------------------ redirects

    def _settle(self, keys: Iterable[str]) -> None:
        """Let pages that only redirect stand as what they lead to.

        That a redirect was kept says nothing of the page behind it: a crawl may have been cut off
        between the two, or the page have failed.
        """
        unsettled = [
            (key, standing.redirect)
            for key in keys
            if (standing := self._standings.get(key)) and standing.redirect and not standing.page
        ]
        if not unsettled:
            return
        with Index.open(self._archive_dir / INDEX_NAME, read_only=True) as index:
            for key, uri in unsettled:
                self._standings[key] = self._behind(index, uri)

    def _behind(self, index: Index, uri: str) -> Standing:
        """The standing of what an address leads to, as far as the archive has the way."""
        first: datetime | None = None
        for _ in range(_HOPS):
            standing = self._standings.get(page_key(uri))
            if standing and standing.page:
                return Standing(standing.page, standing.gone)
            # Its own last answer: it may be on another host, whose pages are in no standing.
            last = next(filter(_is_telling, index.captures_of(uri)), None)
            if last is None:
                return Standing()
            if last.status in _GONE:
                return Standing(gone=last.date)
            if last.status not in _REDIRECTION:
                return Standing(page=last.date)
            location = self._location(last)
            if location is None:
                return Standing()
            first, uri = first or last.date, location
        # A loop: asked about as seldom as a page that is gone.
        return Standing(gone=first)

    def _location(self, ref: RecordRef) -> str | None:
        try:
            target_uri = redirect_of(ref, self._archive_dir / WARC_FOLDER)
        except WarcError:
            return None  # the file is elsewhere; the page is asked for again
        return clean_url(target_uri, ref.target_uri) if target_uri else None


def _is_telling(ref: RecordRef) -> bool:
    error = ref.status is not None and ref.status >= HTTPStatus.BAD_REQUEST
    return not ref.truncated and (not error or ref.status in _GONE)


def verdict(standing: Standing | None, lead: Lead, now: datetime) -> Verdict:
    """Whether to ask for a page: once, and again where a list says that it has changed since.

    A date still to come proves nothing, or every crawl would follow it until it has come. A page
    that was not there is asked for again after `GONE_FOR`.
    """
    if standing is None or not (standing.page or standing.gone):
        return "new"
    if standing.gone and now - standing.gone < GONE_FOR:
        return "known"
    if standing.page is None:
        return "new"
    if lead.date and standing.page < lead.date <= now.astimezone(UTC):
        return "again"
    return "known"
