"""Dates as they are written for people, in the languages of ``vocabulary/dates.toml``."""

from __future__ import annotations

import re
import unicodedata
from datetime import datetime
from functools import cache
from itertools import islice
from typing import TYPE_CHECKING

from archive.extract.classes import load_vocabulary, roles
from archive.extract.text import text_of

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator

    from lxml.etree import _Element

    from archive.extract.story import Story

_LONGEST_LINE = 160
_MOST_LINES = 40
_FRAMES = 3
_MONTHS_OF_A_YEAR = 12
_HALF_A_DAY = 12
_HOURS_OF_A_DAY = 24
_MINUTES_OF_AN_HOUR = 60
_CENTURY = "(?P<year>(?:19|20)\\d{2})"
_DAY = r"(?<!\d)(?P<day>\d{1,2})(?:st|nd|rd|th|er|o|a|-го|η|ης)?"
_TIME = re.compile(
    r"(?P<before>\D{0,12}?)(?P<hour>\d{1,2})\s?[:.h시時时点點]\s?(?P<minute>\d{2})(?!\d)"
    r"(?:\s*(?P<half>[ap])\.?m)?"
)
_AFTERNOON = ("오후", "午後", "下午")
_NUMBERS = (
    re.compile(
        rf"(?<!\d){_CENTURY}\s*(?:[./-]|年|년)\s*(?P<month>\d{{1,2}})\s*(?:[./-]|月|월)\s*(?P<day>\d{{1,2}})(?!\d)"
    ),
    re.compile(rf"{_DAY}\s*(?P<mark>[./-])\s*(?P<month>\d{{1,2}})\s*(?P=mark)\s*{_CENTURY}(?!\d)"),
)
_OF_YEAR = r"(?:\.|\s*m\.|\.?\s*gada|\s*оны)?,?\s+"
"""Behind a year that stands first: Hungarian "2024. április 9.", Lithuanian, Latvian, Mongolian."""
_ERAS = {"令和": 2018, "平成": 1988, "民國": 1911, "民国": 1911}
"""The year before the first of each, by which Japan and Taiwan count."""
_ERA = re.compile(rf"({'|'.join(_ERAS)})\s*(\d{{1,3}}|元)(?=\s*年)")
_ELSEWHERE = frozenset({"teaser", "chrome"})


@cache
def _months() -> dict[str, int]:
    named = load_vocabulary("dates")["months"]
    return {_plainly(word): int(number) for number, words in named.items() for word in words}


def _plainly(text: str) -> str:
    """Text in which a month is the same in capitals, without accents, in any width of digits.

    Case alone will not do: Turkish "KASIM" is "kasım", Greek "ΜΑΪΟΥ" is "Μαΐου".
    """
    apart = unicodedata.normalize("NFKD", text.casefold().replace("ı", "i"))
    return unicodedata.normalize("NFC", "".join(c for c in apart if not unicodedata.combining(c)))


def _any_of(months: Iterable[str]) -> str:
    words = "|".join(map(re.escape, sorted(months, key=len, reverse=True)))
    return rf"(?:(?<!\w)|(?<=\bב))(?P<name>{words})(?!\w)\.?"


@cache
def _patterns() -> tuple[re.Pattern[str], ...]:
    """Day, month and year; month, day and year; the year first."""
    month = _any_of(_months())
    joint = r"\s*[-.,]?\s*(?:de\s+|del\s+|of\s+|d['’]\s*|ב)?"
    return (
        re.compile(rf"{_DAY}{joint}{month}\s*[-.,]?\s*(?:de\s+|del\s+)?{_CENTURY}"),
        re.compile(rf"{month}\s+{_DAY}\s*,?\s+{_CENTURY}"),
        re.compile(rf"(?<!\d){_CENTURY}{_OF_YEAR}{month}\s*{_DAY}(?!\d)"),
        re.compile(rf"(?<!\d){_CENTURY}{_OF_YEAR}{_DAY}\.?\s*{month}"),
    )


@cache
def date_in_words() -> re.Pattern[str]:
    """Where a date begins, with the word in front of it: "on May 3", "le 3 mai", "03.05.2024".

    For text as it is printed, so that what stands in front can be cut off there.
    """
    named = load_vocabulary("dates")["months"].values()
    around = load_vocabulary("dates")["around"]
    before = "|".join(
        sorted((*around["before"], *around["published"], *around["updated"]), key=len, reverse=True)
    )
    number = r"\d{4}[-./]\d{1,2}|\d{1,2}[-./]\d{1,2}[-./]\d{2,4}|\d{1,2}[:h]\d{2}"
    month = _any_of(word for words in named for word in words).replace("?P<name>", "?:")
    return re.compile(
        rf"(?:(?<!\w)(?:{before})[\s:：]+)?(?:{month}\s+\d{{1,4}}\b|\d{{1,2}}\.?\s*(?:de\s+)?{month}|{number})",
        re.IGNORECASE,
    )


def read_date(text: str, *, is_american: bool | None = False) -> datetime | None:
    """The first date in a text.

    Args:
        text: e.g. ``Updated on 3 May 2024, 10:15 am``.
        is_american: whether the month comes first in ``04/12/2024``; None where that cannot be
            known, and such a date is passed over.

    Returns:
        A time without offset, of midnight where the text tells no hour; None without a date.
    """
    text = _ERA.sub(_common_year, _plainly(text))
    matches = [item for pattern in (*_patterns(), *_NUMBERS) for item in pattern.finditer(text)]
    for match in sorted(matches, key=re.Match.start):
        if found := _moment(match, text[match.end() :], is_american=is_american):
            return found
    return None


def _common_year(match: re.Match[str]) -> str:
    first = _ERAS[match[1]] + 1
    return str(first if match[2] == "元" else first + int(match[2]) - 1)


def _moment(match: re.Match[str], rest: str, *, is_american: bool | None) -> datetime | None:
    told = match.groupdict()
    day = int(told["day"])
    month = _months()[told["name"]] if told.get("name") else int(told["month"])
    if told.get("mark") == "/":
        if day <= _MONTHS_OF_A_YEAR and month <= _MONTHS_OF_A_YEAR and is_american is None:
            return None
        if month > _MONTHS_OF_A_YEAR or (is_american and day <= _MONTHS_OF_A_YEAR):
            day, month = month, day
    try:
        return datetime(int(told["year"]), month, day, *_hour(rest))  # noqa: DTZ001 -- the caller knows the zone
    except ValueError:
        return None


def _hour(rest: str) -> tuple[int, int]:
    """Hour and minute behind a date; of midnight where they are none (``| 45:10`` of a film)."""
    time = _TIME.match(rest)
    if time is None:
        return 0, 0
    hour, minute = int(time["hour"]), int(time["minute"])
    is_late = time["half"] == "p" or any(word in time["before"] for word in _AFTERNOON)
    if time["half"] or is_late:
        hour = hour % _HALF_A_DAY + (_HALF_A_DAY if is_late else 0)
    return (hour, minute) if hour < _HOURS_OF_A_DAY and minute < _MINUTES_OF_AN_HOUR else (0, 0)


def find_printed_date(story: Story, language: str | None) -> datetime | None:
    """The date printed with a story: in an element named for it, else in a line above the text.

    Args:
        story: where the story stands.
        language: of the page (BCP 47); it tells in which order 04/12/2024 is to be read.

    Returns:
        A time without offset; None where none is printed.
    """
    code = (language or "").replace("_", "-").lower()
    american = None if code == "en" or not code else code == "en-us"
    changed = tuple(load_vocabulary("dates")["around"]["updated"])
    update: datetime | None = None
    for element in _lines(story):
        text = text_of(element)
        if len(text) > _LONGEST_LINE or (found := read_date(text, is_american=american)) is None:
            continue
        if not text.lower().startswith(changed):
            return found
        update = update or found
    return update


def _lines(story: Story) -> Iterator[_Element]:
    """Elements called datelines, then the short ones between headline and text."""
    first = story.paragraphs[0] if story.paragraphs else None
    above: list[_Element] = []
    named = 0
    is_above = story.heading is None
    for element in story.scope.iter("*"):
        if element is story.heading:
            is_above = True
        elif element is first:
            is_above = False
        elif is_above and element.tag in {"p", "div", "span", "td", "li", "time", "dd", "em"}:
            above.append(element)
        if (
            named < _MOST_LINES
            and "dateline" in roles(element)
            and not _is_elsewhere(element, story)
        ):
            named += 1
            yield element
    yield from above[:_MOST_LINES]
    yield from _before(story.scope)


def _before(scope: _Element) -> Iterator[_Element]:
    """Datelines right before the story's element, or one that holds it: a day's heading."""
    for frame in (scope, *islice(scope.iterancestors(), _FRAMES)):
        yield from (
            item for item in frame.itersiblings(preceding=True) if "dateline" in roles(item)
        )


def _is_elsewhere(element: _Element, story: Story) -> bool:
    """Whether a dateline is another story's."""
    for ancestor in (element, *element.iterancestors()):
        if ancestor is story.scope:
            return False
        if ancestor.tag in {"aside", "footer", "nav"} or not roles(ancestor).isdisjoint(_ELSEWHERE):
            return True
    return False
