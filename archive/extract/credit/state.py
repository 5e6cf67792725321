"""Where one pass over a credit's tokens stands: what was read last, and what was found so far."""

from __future__ import annotations

from typing import TYPE_CHECKING, Final, Literal

from archive.extract.credit import bodies, names
from archive.extract.credit.edges import BRACKETS
from archive.extract.credit.lexicon import Entry, lexicon
from archive.extract.credit.reading import Creator, Organization, Rank, Reading
from archive.extract.credit.tokens import Token, tokenize
from archive.extract.credit.words import SLASHES

if TYPE_CHECKING:
    from collections.abc import Sequence

COPYRIGHT: Final = frozenset("©®ⓒⒸ")
SEPARATORS: Final = frozenset(",;|•·＝+&｜、，；・،؛") | SLASHES | COPYRIGHT
CLOSING: Final = SEPARATORS | BRACKETS.keys()
"""What ends a party: a mark that parts it from the next, or a bracket."""
_NESTED: Final = frozenset({"unit", "institution"})
PAIR: Final = 2
"""Words of a short name."""

Step = Literal[
    "",
    "by",
    "rank",
    "title",
    "label",
    "org",
    "name",
    "slash",
    "comma",
    "for",
    "courtesy",
]


class State:
    """The state of one pass over the tokens of one text.

    Attributes:
        tight: stop where the shortest reading ends, for a credit that a caption follows without
            any mark between.
        whole: stop at the first word that fits nothing.
        step: what was read last; it decides what the next words may be.
        fresh: whether a separator or a label stands right before.
        dashed: whether what follows describes ("… - archives") and names no one new.
    """

    def __init__(self, text: str, *, tight: bool = False, whole: bool = False) -> None:
        self.text = text
        self.tight = tight
        self.whole = whole
        self.lexicon = lexicon()
        self.tokens = self.lexicon.split(tokenize(text))
        self.reading = Reading()
        self.step: Step = ""
        self.rank: Rank | None = None
        self.fresh = True
        self.dashed = False
        self.stopped = False
        self.unit: tuple[int, int] | None = None
        self.body: tuple[int, int] | None = None
        self.behind_person = False
        self.behind_archive = False
        self._runs: dict[int, int] = {}

    def _separate(self, step: Step) -> None:
        """Begin with something new, behind a mark or a word that parts."""
        self.step, self.fresh, self.rank, self.behind_archive = step, True, None, False

    def _sign(self, sign: str, last: Token) -> None:
        """Count words up to ``last`` as a sign, and as a part of the credit."""
        self.reading.signs.add(sign)
        self.reading.end = last.end

    def _run(self, at: int) -> int:
        """Where the run of name words at ``at`` ends; most shapes ask for it."""
        if at not in self._runs:
            self._runs[at] = names.run(self.tokens, at)
        return self._runs[at]

    def _add_name(self, at: int, stop: int) -> int:
        if self.dashed and self.step == "title":
            self.reading.aside += stop - at
            return stop
        name = names.name_text(self.text, self.tokens[at:stop])
        self.reading.add_creator(Creator(name, self.rank), self.tokens[stop - 1].end)
        self.step, self.fresh, self.rank = "name", False, None
        return stop

    def _add_body(self, start: int, stop: int, kind: str, entry: Entry | None = None) -> int:
        if kind in _NESTED and entry is None:
            start = self._with_smaller_unit(start)
        self.body = (start, stop)
        self.unit = (start, stop) if kind in _NESTED and entry is None else None
        name = bodies.body_text(self.text, self.tokens[start:stop])
        known, acronym = entry is not None, entry is not None and entry.exact
        body = Organization(name, kind, known=known, acronym=acronym)
        self.reading.add_organization(body, self.tokens[stop - 1].end)
        self.step, self.fresh, self.rank = "org", False, None
        return stop

    def _with_smaller_unit(self, start: int) -> int:
        """A unit behind a comma is the one that the unit before it is a part of: one body."""
        if self.unit is None or self.unit[1] != start - 1 or self.tokens[start - 1].text != ",":
            return start
        if self.reading.organizations[-1].kind not in _NESTED:
            return start
        self.reading.organizations.pop()
        return self.unit[0]

    def _is_thanked(self, stop: int, words: Sequence[Token]) -> bool:
        """Whether the last word or two only say who is thanked: "Courtesy of the Holt family"."""
        thanked = "courtesy" in self.reading.signs and self.reading.parties and self.step == "org"
        return bool(thanked) and stop == len(self.tokens) and len(words) <= PAIR

    def _lose(self, at: int, size: int) -> int:
        """Count words that fit nothing; behind a dash or a job title they only describe."""
        words = self.tokens[at : at + size]
        opens = at == 0 or self.tokens[at - 1].text in COPYRIGHT
        if opens and size == 1 and bodies.is_year(words[0]):
            # "2023 Example Ltd", behind ©
            return at + size
        if self.reading.parties or self.reading.signs & {"copyright", "crown", "licence"}:
            # "© 2018", "CC BY 3.0", "Jane Holt, June 2012"
            words = [t for t in words if not (t.kind == "number" or self._is_date(t))]
        if self.dashed or self.step in ("title", "courtesy"):
            self.reading.aside += len(words)
        elif self.tight and words and self.reading.parties:
            self.stopped = True
        elif self._is_thanked(at + size, words):
            self.reading.aside += len(words)
        else:
            if words and self.reading.first_loose is None:
                self.reading.first_loose = words[0].start
            self.reading.loose += len(words)
            self.step, self.fresh = "", False
        return at + size

    def _is_date(self, token: Token) -> bool:
        return self.lexicon.is_a("month", token.fold)
