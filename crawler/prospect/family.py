"""Addresses that are made alike, and the expressions that take them."""

from __future__ import annotations

import re
from collections import Counter
from dataclasses import dataclass, field
from functools import cached_property
from statistics import median
from typing import TYPE_CHECKING

from crawler.prospect.shape import DATED, NUMBERED, Shape, Unit, identifying, words_of

if TYPE_CHECKING:
    from collections.abc import Iterator

_LONG_NUMBER = 5
"""Digits that no page's number in a listing has."""
_CLEAR_WORDS = 3
"""Words of a slug that few pages besides articles have."""
_ENOUGH, _FEW = 5, 0.2
_HEADLINE_WORDS = 4
_CODED = re.compile(r"(?:%[0-9A-Fa-f]{2}){6}")
_AFTER_DATE = r"(?!(?:\d{1,2}|feed|page)/?$)"
_DATES = {"year": r"(?:19|20)\d{2}", "two": r"\d{1,2}", "month": "[A-Za-z]{3,9}"}


@dataclass(frozen=True, slots=True)
class Variant:
    """How general an expression is.

    Attributes:
        opened: whether any section is taken, or those that were seen.
        words: the least number of words that a headline has.
        without: last parts of addresses that are not taken.
    """

    opened: bool
    words: int
    without: frozenset[str] = frozenset()

    @property
    def guarded(self) -> bool:
        """Whether it needs to be told which folders hold listings."""
        return self.opened or self.words == 1


@dataclass(frozen=True)
class Family:
    """Addresses of one shape.

    Attributes:
        sure: those known to be articles'.
        likely: those that may be.
    """

    sure: tuple[Shape, ...]
    likely: tuple[Shape, ...] = ()
    members: tuple[Shape, ...] = field(init=False, repr=False)

    def __post_init__(self) -> None:
        object.__setattr__(self, "members", (*self.sure, *self.likely))

    @cached_property
    def hosts(self) -> tuple[str, ...]:
        """The hosts its members are on, the one with most of them first."""
        return tuple(host for host, _ in Counter(s.host for s in self.members).most_common())

    @property
    def units(self) -> tuple[Unit, ...]:
        """Of its first member; kinds are those of all."""
        return self.members[0].units

    @cached_property
    def dated(self) -> bool:
        """Whether a year stands in the addresses."""
        return any(unit.kind in DATED for unit in self.units)

    @cached_property
    def numbered(self) -> bool:
        """Whether a number tells the article."""
        return any(unit.kind in NUMBERED for unit in self.units)

    @property
    def by_month(self) -> bool:
        """Whether they lie in folders of year and month at the host's root."""
        return [unit.kind for unit in self.units[:2]] == ["year", "two"]

    @cached_property
    def shows(self) -> bool:
        """Whether the making of the addresses alone shows that they are articles'."""
        last = self.units[-1].kind
        if self.dated:
            return True
        if len(self.members) < _ENOUGH:
            return False
        if self.numbered and last not in NUMBERED:
            return True
        if last in NUMBERED:
            return min(map(_digits, (shape.units[-1].text for shape in self.members))) >= (
                0 if last == "query" else _LONG_NUMBER
            )
        return median(shape.headline_words for shape in self.members) >= _HEADLINE_WORDS

    def variants(self) -> Iterator[Variant]:
        """From the most general one to the most special."""
        least = _CLEAR_WORDS if self._strong else self._least_words
        for opened in (True, False) if self._may_open else (False,):
            for words in range(least, _CLEAR_WORDS + 1):
                yield Variant(opened, words)

    def expression(self, variant: Variant) -> str:
        """The expression of a path, without its leading slash, with its query."""
        last = len(self.units) - 1
        parts = [
            self._folder(number, variant) for number in range(last)
        ] + [self._last(variant)]  # fmt: skip
        return "".join(parts)

    # ------------------------------------------------------------------ what it is like

    @property
    def _strong(self) -> bool:
        """Whether the headline need not be long to tell the article from other pages."""
        return self.dated or self.numbered

    @cached_property
    def _may_open(self) -> bool:
        sections = [self._sections(n) for n, unit in enumerate(self.units) if unit.kind == "words"]
        return any(len(names) >= (2 if self.dated else 3) for names in sections)

    def _sections(self, number: int) -> list[str]:
        return sorted({shape.units[number].text for shape in self.members})

    @cached_property
    def _least_words(self) -> int:
        """Words that headlines have at the least; one or two odd links of many do not count."""
        slugs = [shape.units[-1].text for shape in (self.sure or self.likely)]
        counts = sorted(len(words_of(slug)) for slug in slugs if not _CODED.search(slug)) or [3]
        if not self.sure:
            return _CLEAR_WORDS
        short = sum(count == 1 for count in counts)
        if short and len(counts) >= _ENOUGH and short <= _FEW * len(counts):
            counts = counts[short:]
        return min(counts[0], _CLEAR_WORDS if self._at_root or self._may_open else 2)

    @property
    def _at_root(self) -> bool:
        return len(self.units) == 1

    # ------------------------------------------------------------------ expressions of parts

    def _folder(self, number: int, variant: Variant) -> str:
        unit = self.units[number]
        match unit.kind:
            case "words":
                return self._words(self._sections(number), variant)
            case "date":
                return _date(unit.text) + "/"
            case "id":
                return r"\d+/"
            case "code":
                return r"[A-Za-z]+\d+[A-Za-z]?/"
            case "year" | "two" | "month":
                return _DATES[unit.kind] + "/"
            case _:
                return "[^/?#]+/"

    def _words(self, sections: list[str], variant: Variant) -> str:
        if variant.opened and len(sections) >= (2 if self.dated else 3):
            depths = [section.count("/") + 1 for section in sections]
            least, most = min(depths), max(depths)
            if most == 1:
                return "[^/?#]+/"
            return (
                rf"(?:[^/?#]+/){{{least},{most}}}" if most > least else rf"(?:[^/?#]+/){{{most}}}"
            )
        return _one_of(sections) + "/"

    def _last(self, variant: Variant) -> str:
        unit = self.units[-1]
        if unit.kind == "query":
            return self._query()
        texts = [shape.units[-1].text for shape in self.members]
        # Numbers grow; what is short today by chance must not be the least for ever.
        least = min(_LONG_NUMBER, *map(_digits, texts), len(texts) and 9)
        loose = variant.opened or self._at_root or any(u.kind == "slug" for u in self.units[:-1])
        number = rf"\d{{{least},}}" if loose else r"\d+"
        between = _one_of(sorted({shape.units[-1].between for shape in self.members}))
        body = {
            "id": self._unlike_year() + number,
            "code": r"[A-Za-z]+\d{4,}[A-Za-z]?",
            "slug-id": rf"[^/?#]+{between}\d{{4,}}",
            "id-slug": rf"\d{{4,}}{between}[^/?#]+",
        }.get(unit.kind) or self._slug(variant)
        end = re.escape(unit.extension) if unit.extension else "/?"
        return body + end + self._fields()

    def _unlike_year(self) -> str:
        """Root folders with four digits are archives of years."""
        return r"(?!(?:19|20)\d{2}/?$)" if self._at_root else ""

    def _slug(self, variant: Variant) -> str:
        without = ""
        if variant.without:
            without = f"(?!{_one_of(sorted(variant.without))}/?$)"
        if self._strong:
            before = self.units[-2].kind if len(self.units) > 1 else ""
            dated = before in {"year", "two", "month", "date"} and not self.units[-1].extension
            return (_AFTER_DATE if dated else "") + without + "[^/?#]+"
        if variant.words == 1:
            return without + "[^/?#]+"
        times = "+" if variant.words == 2 else f"{{{variant.words - 1},}}"  # noqa: PLR2004 - one more
        words = rf"[^/?#._-]+(?:[_-]+[^/?#._-]+){times}[_-]*"
        if any(_CODED.search(shape.units[-1].text) for shape in self.sure):
            words = rf"(?:{words}|[^/?#]*%[^/?#]*)"
        return without + words

    def _query(self) -> str:
        path = re.escape(self.units[-1].text.lstrip("/")).replace(r"\-", "-")
        names = Counter(name for shape in self.members for name in set(identifying(shape.fields)))
        common = [name for name, count in names.items() if count == len(self.members)] or [*names]
        name = max(common, key=self._variety)
        return rf"{path}\?(?:[^#]*&)?{re.escape(name)}=\d+(?:&[^#]*)?"

    def _variety(self, name: str) -> tuple[int, int]:
        values = {dict(shape.fields).get(name, "") for shape in self.members}
        return len(values), max(map(len, values))

    def _fields(self) -> str:
        """Parameters that links carry besides; they name no other page."""
        names = sorted({name for shape in self.sure for name, _ in shape.fields if name})
        return rf"(?:\?{_one_of(names)}=[^#]*)?" if names else ""


def _one_of(texts: list[str]) -> str:
    # Only what has a meaning in an expression is escaped, so that people can read it.
    escaped = [re.escape(text).replace(r"\-", "-") for text in texts]
    return escaped[0] if len(escaped) == 1 else f"(?:{'|'.join(escaped)})"


def _date(text: str) -> str:
    def digits(found: re.Match[str]) -> str:
        length = len(found.group())
        return r"\d{1,2}" if length <= 2 else rf"\d{{{length}}}"  # noqa: PLR2004 - a month's or a day's

    return re.sub(r"\d+", digits, re.escape(text).replace(r"\-", "-"))


def _digits(text: str) -> int:
    return max((len(run) for run in re.findall(r"\d+", text)), default=0)
