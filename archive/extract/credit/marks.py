"""What marks mean inside a credit: brackets, quotation marks, dashes, and "@" before an account."""

from __future__ import annotations

from abc import ABC, abstractmethod
from typing import TYPE_CHECKING, Final

from archive.extract.credit import bodies
from archive.extract.credit.edges import BRACKETS, closing_quotes
from archive.extract.credit.lexicon import PRESS
from archive.extract.credit.shapes import Shapes
from archive.extract.credit.sites import is_unknown_site
from archive.extract.credit.state import COPYRIGHT, SEPARATORS
from archive.extract.credit.words import DASHES, SLASHES

if TYPE_CHECKING:
    from archive.extract.credit.reading import Reading

_CLOSING: Final = {opening: close for close, opening in BRACKETS.items()}
_LONGEST_NICKNAME: Final = 3
"""Words of what a unit is called."""
_DASHES: Final = DASHES | frozenset("―‒")
_BRACKETED: Final = frozenset({"agency", "medium", "us", "state", "platform"})
_DATELINE: Final = 2
"""Words of "서울=", the place before an agency."""


class Marks(Shapes, ABC):
    """The marks between words; what a bracket holds may be a credit that is read by itself."""

    @abstractmethod
    def read(self) -> Reading:
        """Read the whole text."""

    def _mark(self, at: int) -> int:
        """Read a mark, with all that it opens; give where the next thing starts."""
        mark = self.tokens[at].text
        close = self._closing(at) if mark in _CLOSING else None
        if close is not None:
            if self._is_inside_body(at, close):
                return self._widen_body(close + 1)
            self._bracket(at + 1, close)
            return close + 1
        if (nickname := self._nickname(at)) > at:
            return nickname
        if mark in COPYRIGHT:
            self.reading.signs.add("copyright")
            self._separate("label")
        elif mark in SLASHES:
            self.behind_person = self.step == "name"
            self._separate("slash")
        elif mark in _DASHES:
            if self._stands_apart(at):
                self.dashed = bool(self.reading.parties)
                self._separate("comma")
        elif mark == "@":
            return self._handle(at)
        elif mark in SEPARATORS:
            self._separate("comma")
        return at + 1

    def _nickname(self, at: int) -> int:
        """Read what a unit is called, in quotation marks behind it: "93-тя ОМБр «Холодний Яр»"."""
        wanted = closing_quotes(self.tokens[at].text)
        if not wanted or self.body is None or self.body[1] != at or self.step != "org":
            return at
        first = self.tokens[self.body[0]].text
        inside = range(at + 1, min(len(self.tokens), at + _LONGEST_NICKNAME + 2))
        close = next((i for i in inside if self.tokens[i].text in wanted), at)
        if close == at or not (first[0].isdigit() or self.unit):
            return at
        body = self.reading.organizations.pop()
        return self._add_body(self.body[0], close + 1, body.kind)

    def _handle(self, at: int) -> int:
        """Read an account's name: "@Armada_esp"."""
        stop = at + 1
        while stop < len(self.tokens) and self._is_in_handle(stop):
            stop += 1
        if stop == at + 1:
            return stop
        self.reading.signs.add("handle")
        stop = self._add_body(at, stop, "platform")
        platform = frozenset({"platform"})
        small = stop + 1 < len(self.tokens) and self.tokens[stop].fold in bodies.ON
        if small and self.lexicon.match(self.tokens, stop + 1, platform):
            self._separate("comma")
            return stop + 1
        return stop

    def _is_in_handle(self, at: int) -> bool:
        token = self.tokens[at]
        return not token.gap and (token.kind in ("word", "number") or token.text == "_")

    def _stands_apart(self, at: int) -> bool:
        last = at + 1 == len(self.tokens)
        return self.tokens[at].gap or last or self.tokens[at + 1].gap

    def _closing(self, at: int) -> int | None:
        wanted = _CLOSING[self.tokens[at].text]
        return next(
            (i for i in range(at + 1, len(self.tokens)) if self.tokens[i].text == wanted),
            None,
        )

    def _bracket(self, start: int, end: int) -> None:
        """Take from a bracket inside a credit only what the lexicon knows for sure."""
        if start == end and self.tight:
            self.stopped = True
        if self._holds_photographer(start, end):
            return
        start += _DATELINE if start < end and self._is_dateline(start) else 0
        if self._holds_publishers(start, end):
            return
        at = start
        while at < end:
            entry = self.lexicon.match(self.tokens, at)
            stop = at + (len(entry.words) if entry else 1)
            if entry and entry.kind == "licence":
                self._sign("licence", self.tokens[end])
            elif entry and entry.kind in _BRACKETED and at == start and stop == end:
                self._add_body(at, stop, entry.kind, entry)
            at = stop

    def _holds_photographer(self, start: int, end: int) -> bool:
        """Take the persons from a bracket right behind a known body: "新华社发（张三 摄）"."""
        bodies_ = self.reading.organizations
        behind = self.step in ("org", "title")
        if not behind or len(bodies_) != 1 or start == end:
            return False
        named = bodies_[0].known or bodies_[0].kind in PRESS
        if not (named or is_unknown_site(bodies_[0])):
            return False
        inside = self.text[self.tokens[start].start : self.tokens[end - 1].end]
        inner = type(self)(inside, whole=True).read()
        if self.reading.creators or not inner.creators or inner.organizations or inner.loose:
            return False
        for creator in inner.creators:
            self.reading.add_creator(creator, self.tokens[end].end)
        return True

    def _holds_publishers(self, start: int, end: int) -> bool:
        """Take several bodies from a bracket right behind a person: "Jane Holt (AFP/Getty)"."""
        if self.step != "name" or end - start <= 1:
            return False
        inside = self.text[self.tokens[start].start : self.tokens[end - 1].end]
        inner = type(self)(inside, whole=True).read()
        several = len(inner.organizations) > 1 and all(o.known for o in inner.organizations)
        if not several or inner.creators or inner.loose or not inner.kinds() & PRESS:
            return False
        for body in inner.organizations:
            self.reading.add_organization(body, self.tokens[end].end)
        self.reading.signs |= inner.signs & {"via"}
        return True

    def _is_inside_body(self, start: int, close: int) -> bool:
        """Whether a body's name goes on behind its initials: "Training Centre (TC) Example"."""
        tokens = self.tokens
        short = close == start + 2 and tokens[start + 1].text.isupper()
        more = close + 1 < len(tokens) and tokens[close + 1].capital
        behind = self.step == "org" and not self.fresh and self.unit is not None
        return short and more and behind and self.lexicon.match(tokens, close + 1) is None

    def _widen_body(self, at: int) -> int:
        stop = bodies.run(self.tokens, at)
        start = self.unit[0] if self.unit else at
        body = self.reading.organizations.pop()
        return self._add_body(start, stop, body.kind)
