"""The shape of an address: which of its parts are dates, numbers, words of a section, a headline.

Two articles of a site have addresses of one shape and other words in it; so a shape, seen in a
few links of a feed, becomes a pattern that takes next year's articles too.
"""

from __future__ import annotations

import re
from dataclasses import dataclass
from typing import TYPE_CHECKING, Literal
from urllib.parse import parse_qsl, unquote, urlsplit

if TYPE_CHECKING:
    from collections.abc import Iterator

Kind = Literal[
    "words", "year", "two", "month", "date", "id", "code", "slug", "slug-id", "id-slug", "query"
]

DATED: frozenset[Kind] = frozenset(("year", "date"))
NUMBERED: frozenset[Kind] = frozenset(("id", "code", "slug-id", "id-slug", "query"))

LISTING_FIELDS = frozenset(
    ("s", "q", "search", "page", "paged", "p_page", "cat", "category", "tag", "author", "feed", "m",
     "sort", "order", "format", "output", "type", "view", "lang", "limit", "offset", "start")
)  # fmt: skip
"""Query parameters that ask for a list, or for a page in another form."""

_MONTH = re.compile(
    r"jan(?:uary)?|feb(?:ruary)?|mar(?:ch)?|apr(?:il)?|may|june?|july?|aug(?:ust)?|sept?(?:ember)?|"
    r"oct(?:ober)?|nov(?:ember)?|dec(?:ember)?",
    re.IGNORECASE,
)
_YEAR = re.compile(r"(?:19|20)\d{2}")
_DATE = re.compile(r"(?:19|20)\d{2}(?:[-_.]\d{1,2}){1,2}|(?:19|20)\d{2}[01]\d[0-3]\d")
_EXTENSION = re.compile(r"\.(?:s?html?|php\d?|aspx?|jspx?|cfm|story|ece|nws|do)$", re.IGNORECASE)
_PROGRAM = re.compile(r"\.(?:php\d?|aspx?|jspx?|cfm|cgi|pl|do|dll|ashx)$", re.IGNORECASE)
_NUMBER_LAST = re.compile(r"(?P<between>[-_,.])(?P<digits>\d{4,})$")
_NUMBER_FIRST = re.compile(r"^(?P<digits>\d{4,})(?P<between>[-_,.])(?=.)")
_LETTER = re.compile(r"[^\W\d_]")
_TWO = re.compile(r"[0-9]{1,2}")
_FOLDERS: tuple[tuple[Kind, re.Pattern[str]], ...] = (
    ("year", _YEAR),
    ("date", _DATE),
    ("id", re.compile(r"[0-9]+")),
    ("code", re.compile(r"[A-Za-z]{1,6}[0-9]{4,}[A-Za-z]?")),
)
_HEADLINE = 3
"""Words from which a folder before an article's number is its headline and no section."""


@dataclass(frozen=True, slots=True)
class Unit:
    """One part of an address's path.

    Attributes:
        kind: what it is; neighbouring words of sections are one unit.
        text: as it stands; for ``words`` with slashes in between, for ``query`` the path before.
        extension: of the last part, with its dot, or ``""``.
        between: what stands between headline and number, for ``slug-id`` and ``id-slug``.
    """

    kind: Kind
    text: str
    extension: str = ""
    between: str = ""

    @property
    def family(self) -> tuple[str, str, str]:
        """What units of articles of one kind have in common."""
        shape = re.sub(r"\d{1,2}(?!\d)", "00", self.text) if self.kind == "date" else ""
        shape = re.sub(r"\d", "0", shape)
        return self.kind, shape or (self.text if self.kind == "query" else ""), self.extension


@dataclass(frozen=True, slots=True)
class Shape:
    """An address in parts.

    Attributes:
        url: the address.
        host: lower case, without ``www.``; with its port, if it names one.
        units: of the path; the last one is what tells the article from others.
        fields: names and values of the query.
    """

    url: str
    host: str
    units: tuple[Unit, ...]
    fields: tuple[tuple[str, str], ...]

    @property
    def family(self) -> tuple[tuple[str, str, str], ...]:
        """Equal for articles whose addresses are made alike."""
        return tuple(unit.family for unit in self.units)

    @property
    def headline_words(self) -> int:
        """Words of the headline in it; 0 where the address has none."""
        slugs = [unit.text for unit in self.units if unit.kind == "slug"]
        return len(words_of(slugs[-1])) if slugs else 0


def words_of(slug: str) -> list[str]:
    """The words of a headline as addresses spell it, with hyphens or underscores in between."""
    return [word for word in re.split(r"[-_]+", unquote(slug)) if word]


def shape_of(url: str) -> Shape | None:
    """Take an address apart.

    Returns:
        None for a front page, an archive of a year, month or day, and what is no address.
    """
    try:
        parts = urlsplit(url)
        host = parts.netloc.lower().removeprefix("www.")
        fields = tuple(parse_qsl(parts.query, keep_blank_values=True))
    except ValueError:
        return None
    segments = [segment for segment in parts.path.split("/") if segment]
    if asks_by_number(parts.path, fields):
        return Shape(url, host, (Unit("query", parts.path or "/"),), fields)
    units = tuple(_joined(_units(segments)))
    if not units or units[-1].kind in {"year", "two", "date", "month", "words"}:
        return None
    return Shape(url, host, units, fields)


def is_dated(url: str) -> bool:
    """Whether an address is of something that came out on a day or in a month."""
    shape = shape_of(url)
    return shape is not None and any(unit.kind in DATED for unit in shape.units)


def asks_by_number(path: str, fields: tuple[tuple[str, str], ...]) -> bool:
    """Whether the query names the page: ``/?p=123``, ``/Release.aspx?PRID=2192463``."""
    if not identifying(fields):
        return False
    return path.strip("/") == "" or _PROGRAM.search(path) is not None


def identifying(fields: tuple[tuple[str, str], ...]) -> list[str]:
    """Names of the parameters that may number an article."""
    return [
        name
        for name, value in fields
        if value.isascii() and value.isdecimal() and name.lower() not in LISTING_FIELDS
    ]


def _units(segments: list[str]) -> Iterator[Unit]:
    """One unit for each segment; what a segment is depends on those before and after it."""
    dated = 0
    for number, segment in enumerate(segments):
        if number == len(segments) - 1:
            yield _last(segment, dated=dated)
            return
        kind = _folder(segment, dated=dated, rest=segments[number + 1 :])
        dated = 1 if kind == "year" else (dated + 1 if kind in {"two", "month"} and dated else 0)
        yield Unit(kind, segment)


def _folder(segment: str, *, dated: int, rest: list[str]) -> Kind:
    """What a folder is; ``dated`` counts the parts of a date that stand before it."""
    if dated in (1, 2) and _TWO.fullmatch(segment):
        return "two"
    if dated == 1 and _MONTH.fullmatch(segment):
        return "month"
    for kind, pattern in _FOLDERS:
        if pattern.fullmatch(segment):
            return kind
    number_follows = len(rest) == 1 and _EXTENSION.sub("", rest[0]).isdecimal()
    return "slug" if number_follows and len(words_of(segment)) >= _HEADLINE else "words"


def _last(segment: str, *, dated: int) -> Unit:
    """The part that tells an article, or a date that tells an archive."""
    found = _EXTENSION.search(segment)
    extension = found.group() if found else ""
    stem = segment.removesuffix(extension)
    kind = _folder(stem, dated=dated, rest=[])
    if kind in {"year", "two", "month", "date"} and not extension:
        return Unit(kind, stem)
    if kind in {"id", "code"} or stem.isdecimal():
        return Unit("code" if kind == "code" else "id", stem, extension)
    if _LETTER.search(stem):
        if (match := _NUMBER_LAST.search(stem)) and not _YEAR.fullmatch(match["digits"]):
            return Unit("slug-id", stem, extension, match["between"])
        if (match := _NUMBER_FIRST.search(stem)) and not _YEAR.fullmatch(match["digits"]):
            return Unit("id-slug", stem, extension, match["between"])
    return Unit("slug", stem, extension)


def _joined(units: Iterator[Unit]) -> Iterator[Unit]:
    """The units with neighbouring words as one."""
    words: list[str] = []
    for unit in units:
        if unit.kind == "words":
            words.append(unit.text)
            continue
        if words:
            yield Unit("words", "/".join(words))
            words = []
        yield unit
    if words:
        yield Unit("words", "/".join(words))
