"""Reads a credit: who made the picture, with which rank, for whom.

    credit  = party, { separator, party }
    party   = [label | by | courtesy], (organization | [rank | title] name | licence)
    organization = entry of the lexicon | phrase with a word of organizations
    name    = 2 to 5 capitalised words, initials and particles, none of which the lexicon
              knows as something else

What fits none of these is counted as loose: the more of it, the less the text is a credit.
"""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Final, Literal

from archive.extract.credit import phrases
from archive.extract.credit.identifiers import find_identifier
from archive.extract.credit.lexicon import ORGANIZATIONS, RANKS, Entry, Lexicon, lexicon
from archive.extract.credit.tokens import Token, tokenize

if TYPE_CHECKING:
    from collections.abc import Sequence

_OPEN: Final = {
    "(": ")",
    "[": "]",
    "{": "}",
    "（": "）",
    "［": "］",
    "【": "】",
    "〔": "〕",
    "<": ">",
}
_DASHES: Final = frozenset("-–—―‒")
_QUIET: Final = frozenset("\"'“”„«»‘’`´.:*_…~\\=@#!?<>„‚‹›《》「」『』，。：")
_SEPARATORS: Final = frozenset("/,;|•·©®ⓒⒸ＝+&／｜、，；・")
_PERSONAL: Final = frozenset({"by", "rank", "title", "label"})

_FOR: Final = frozenset({"for", "für", "fur", "pour", "para", "per", "voor", "for"})
_THROUGH: Final = frozenset({"via", "through"})
_LONGEST_BODY: Final = 5

Step = Literal[
    "", "by", "rank", "title", "label", "org", "name", "slash", "comma", "for", "courtesy"
]


@dataclass(slots=True)
class Creator:
    """A person, with what the grammar saw before the name."""

    name: str
    rank: str | None
    rank_kind: str | None
    rank_dotted: bool


@dataclass(slots=True)
class Organization:
    """A body, with its kind: one of `ORGANIZATIONS`, ``unit``, ``institution`` or ``unnamed``.

    Attributes:
        known: whether the lexicon has the whole name.
        acronym: whether it is a short one in capitals.
    """

    name: str
    kind: str
    known: bool = False
    acronym: bool = False


@dataclass(slots=True)
class Reading:
    """What the grammar found in a text.

    Attributes:
        end: offset past the last word that belongs to a party (for texts that go on).
        loose: words that fit nothing.
        aside: words behind a dash, of which descriptions are made.
        signs: kinds of words met: ``label``, ``by``, ``courtesy``, ``licence``, ``noise`` …
        tied: whether a service and a name are tied by "photo by".
    """

    creators: list[Creator] = field(default_factory=list)
    organizations: list[Organization] = field(default_factory=list)
    identifier: str | None = None
    signs: set[str] = field(default_factory=set)
    loose: int = 0
    aside: int = 0
    end: int = 0
    first_loose: int | None = None

    @property
    def parties(self) -> int:
        """How many persons and bodies there are."""
        return len(self.creators) + len(self.organizations)

    def kinds(self) -> set[str]:
        """Kinds of the organizations."""
        return {o.kind for o in self.organizations}


class Reader:
    """One pass over the tokens of one text.

    Attributes:
        tight: stop at the end of the shortest reading; for credits that a caption follows
            without any mark between.
    """

    def __init__(self, text: str, *, tight: bool = False) -> None:
        self.text = text
        self.lexicon: Lexicon = lexicon()
        self.tokens = self.lexicon.split(tokenize(text))
        self.reading = Reading()
        self.tight = tight
        self.step: Step = ""
        self.rank: tuple[str, str, bool] | None = None
        self.dashed = False
        self.fresh = True
        self.person_before_slash = False
        self.stopped = False
        self.archived = False

    def read(self) -> Reading:
        """Read the whole text."""
        found = find_identifier(self.text)
        if found:
            self.reading.identifier = found.group()
            self.tokens = [
                t for t in self.tokens if t.end <= found.start() or t.start >= found.end()
            ]
        at = 0
        while at < len(self.tokens) and not self.stopped:
            at = self._next(at)
        if found and self.reading.parties and found.end() > self.reading.end and not self.stopped:
            self.reading.end = found.end()
        return self.reading

    # ------------------------------------------------------------------ one step

    def _next(self, at: int) -> int:
        token = self.tokens[at]
        if token.kind == "mark":
            return self._mark(at)
        if token.kind == "number" and self.fresh and self._numbered_unit(at):
            return at + 2
        entry = self.lexicon.match(self.tokens, at)
        if entry is None or not self._allowed(entry, at):
            entry = None
        if entry is None:
            return self._phrase(at)
        size = len(entry.words)
        if entry.kind in ORGANIZATIONS:
            return self._organization(at, size, entry)
        if entry.kind in RANKS:
            return self._rank(at, size, entry.kind)
        return self._word(at, size, entry.kind)

    def _mark(self, at: int) -> int:
        mark = self.tokens[at].text
        if mark in _OPEN:
            close = self._closing(at)
            if close is not None:
                if close == at + 1 and self.tight:
                    self.stopped = True
                self._bracket(at + 1, close)
                return close + 1
        if mark in "©®ⓒⒸ":
            self.reading.signs.add("copyright")
            self._separate("label")
        elif mark in "/／":
            self.person_before_slash = self.step == "name"
            self._separate("slash")
        elif mark in _DASHES and self._apart(at):
            self.dashed = bool(self.reading.parties)
            self._separate("comma")
        elif mark in _SEPARATORS:
            self._separate("comma")
        return at + 1

    def _apart(self, at: int) -> bool:
        following = self.tokens[at + 1] if at + 1 < len(self.tokens) else None
        return self.tokens[at].gap or following is None or following.gap

    def _separate(self, step: Step) -> None:
        self.archived = False
        self.step = step
        self.fresh = True
        self.rank = None

    def _closing(self, at: int) -> int | None:
        wanted = _OPEN[self.tokens[at].text]
        for index in range(at + 1, len(self.tokens)):
            if self.tokens[index].text == wanted:
                return index
        return None

    def _bracket(self, start: int, end: int) -> None:
        """Take from a bracket inside a credit only what the lexicon knows for sure."""
        at = start
        while at < end:
            entry = self.lexicon.match(self.tokens, at)
            if entry is None:
                at += 1
                continue
            stop = at + len(entry.words)
            alone = at == start and stop == end
            if entry.kind == "licence":
                self._touch("licence", self.tokens[stop - 1])
                self.reading.end = self.tokens[min(end, len(self.tokens) - 1)].end
            elif entry.kind in ("agency", "medium", "us", "state", "platform") and alone:
                self._add_organization(at, stop, entry.kind)
            at = stop

    # ------------------------------------------------------------------ known words

    def _allowed(self, entry: Entry, at: int) -> bool:
        """Whether an entry may be read here: short and common words need their place."""
        kind, words = entry.kind, entry.words
        if kind == "by":
            return self.step in ("label", "org", "courtesy", "by") or at == 0
        if kind == "join":
            return not self.tokens[at].capital or self.tokens[at].kind == "cjk"
        if kind in ("company", "medium", "platform", "us", "state") and len(words) == 1:
            return self.fresh or kind == "platform" or (entry.exact and self.step == "name")
        if kind == "noise" and not self.fresh:
            return not self.tokens[at].capital
        if kind in RANKS:
            return phrases.name_follows(self.lexicon, self.tokens, at + len(words))
        if kind == "title" and self.tokens[at].capital and self.step == "name":
            return True
        return True

    def _word(self, at: int, size: int, kind: str) -> int:
        last = self.tokens[at + size - 1]
        if kind == "join":
            if last.fold not in _FOR and last.fold not in _THROUGH:
                self.reading.signs.add("join")
            self._separate("for" if last.fold in _FOR else "comma")
        elif kind == "title":
            if self.tight and self.step == "name":
                self.stopped = True
                return at
            if self.step == "name":
                self.dashed = True
            self._touch("title", last if self.step == "name" else None)
            self.step = "title"
        elif kind in ("label", "remark", "by", "courtesy"):
            kind = "label" if kind == "remark" else kind
            tied = self.step == "org"
            self._touch(kind, last if kind == "courtesy" else None)
            if tied and kind == "label":
                self.reading.signs.add("service-photo")
            self.step = kind  # type: ignore[assignment]  # the three kinds are members of Step
            self.fresh = True
        elif kind == "place":
            self.reading.aside += size
        elif kind == "furniture":
            self._lose(at, size)
        else:
            self._touch(kind, last if kind in ("licence", "noise", "crown") else None)
            self.archived = last.fold.startswith(("archi", "архи"))
            self.fresh = True
        return at + size

    def _touch(self, sign: str, token: Token | None) -> None:
        self.reading.signs.add(sign)
        if token is not None:
            self.reading.end = token.end

    def _rank(self, at: int, size: int, kind: str) -> int:
        first, last = self.tokens[at], self.tokens[at + size - 1]
        text = self.text[first.start : last.end]
        dotted = any(t.dot for t in self.tokens[at : at + size])
        self.rank = (text, phrases.rank_kind(self.lexicon, self.tokens, at, size, kind), dotted)
        self.step = "rank"
        return at + size

    def _organization(self, at: int, size: int, entry: Entry) -> int:
        stop, kind = at + size, entry.kind
        if self.tight and self.step == "name" and not self.fresh:
            self.stopped = True
            return stop
        if self.archived and kind == "medium":
            kind = "platform"
        if kind in ("us", "state"):
            stop = phrases.extend(self.lexicon, self.tokens, stop)
        elif kind in ("company", "medium") and size == 1 and not self.tight:
            run = phrases.run(self.lexicon, self.tokens, at)
            if run > stop:
                return self._phrase(at)
        self._add_organization(at, stop, kind)
        if self.reading.organizations and stop == at + size:
            self.reading.organizations[-1].known = True
            self.reading.organizations[-1].acronym = entry.exact
        return stop

    def _add_organization(self, start: int, stop: int, kind: str) -> None:
        name = phrases.organization_text(self.text, self.tokens[start:stop])
        known = {o.name.casefold() for o in self.reading.organizations}
        if name.casefold() not in known:
            self.reading.organizations.append(Organization(name, kind))
        self.reading.end = self.tokens[stop - 1].end
        self.step, self.fresh, self.rank = "org", False, None

    # ------------------------------------------------------------------ unknown words

    def _phrase(self, at: int) -> int:
        if self.tight and self.step in ("name", "org") and not self.fresh:
            self._lose(at, 1)
            return at + 1
        if phrases.is_site(self.tokens[at]):
            self._add_organization(at, at + 1, phrases.site_kind(self.tokens[at]))
            return at + 1
        if self.tight:
            stop = phrases.run(self.lexicon, self.tokens, at)
            closed = stop < len(self.tokens) and self.tokens[stop].text in _SEPARATORS
            size = phrases.name(self.lexicon, self.tokens[at:stop], tight=not closed)
            if size and not phrases.organization_kind(self.lexicon, self.tokens[at : at + size]):
                return self._name(at, at + size)
        stop = phrases.wide_run(self.lexicon, self.tokens, at)
        kind = phrases.organization_kind(self.lexicon, self.tokens[at:stop])
        if kind and not (self.rank and stop - at <= 3):  # noqa: PLR2004 - "Sgt. Jane Post"
            begin = phrases.skip_articles(self.tokens, at, stop)
            self._add_organization(begin, stop, kind)
            return stop
        stop = phrases.run(self.lexicon, self.tokens, at)
        if stop == at:
            if not (self.fresh and self.tokens[at].fold in phrases.ARTICLES):
                self._lose(at, 1)
            return at + 1
        if self.step == "name" and not self.fresh and self.tokens[at].text.isupper():
            self.reading.aside += stop - at
            return stop
        name_stop = phrases.name(self.lexicon, self.tokens[at:stop], tight=self.tight)
        if self._wants_body():
            stop = max(stop, phrases.wide_run(self.lexicon, self.tokens, at))
            if stop - at <= _LONGEST_BODY:
                self._add_organization(at, stop, "medium")
                return stop
        if name_stop:
            return self._name(at, at + name_stop)
        if stop - at == 1 and self._single(at):
            return stop
        if self.fresh and 1 < stop - at < _LONGEST_BODY and self._named_with_article(at):
            self._add_organization(at, stop, "medium")
        elif self.dashed or self.step == "title":
            self.reading.aside += stop - at
        else:
            self._lose(at, stop - at)
        return stop

    def _wants_body(self) -> bool:
        """After "Name / " and "Name for " a second capitalised phrase is a medium, no person."""
        if self.step == "for":
            return bool(self.reading.creators)
        return self.step == "slash" and self.person_before_slash

    def _named_with_article(self, at: int) -> bool:
        """Newspapers carry an article: "The London Standard"."""
        return self.tokens[at].fold in phrases.ARTICLES and self.tokens[at].capital

    def _name(self, at: int, stop: int) -> int:
        if self.dashed and self.step == "title":
            self.reading.aside += stop - at
            return stop
        text = phrases.name_text(self.text, self.tokens[at:stop])
        rank, kind, dotted = self.rank or (None, None, False)
        if text.casefold() not in {c.name.casefold() for c in self.reading.creators}:
            self.reading.creators.append(Creator(text, rank, kind, dotted))
        self.reading.end = self.tokens[stop - 1].end
        self.step, self.rank, self.fresh = "name", None, False
        return stop

    def _single(self, at: int) -> bool:
        """Read one unknown capitalised word: a surname after a rank, else a body's short name."""
        token = self.tokens[at]
        if self.dashed or self.step == "title":
            return False
        if self.step in ("rank", "by", "title") and token.capital and not token.text.isupper():
            self._name(at, at + 1)
            return True
        if not self.fresh or not token.capital:
            return False
        if self.lexicon.is_a("not-name", token.fold) and not self.reading.parties:
            return False
        if token.kind == "number" or len(token.text) == 1:
            return False
        if token.kind == "cjk" and not phrases.is_cjk_body(token):
            return False
        self._add_organization(at, at + 1, "medium" if self.person_before_slash else "unnamed")
        return True

    def _numbered_unit(self, at: int) -> bool:
        """Read a unit's number and short name behind a separator: "/12 BZ"."""
        following = self.tokens[at + 1] if at + 1 < len(self.tokens) else None
        if self.step not in ("slash", "comma") or following is None or following.kind != "word":
            return False
        if not following.text.isupper() or not self.reading.creators:
            return False
        self._add_organization(at, at + 2, "unit")
        return True

    def _lose(self, at: int, size: int) -> None:
        words = [t for t in self.tokens[at : at + size] if t.kind != "number"]
        years = bool(self.reading.signs & {"copyright", "licence"})
        count = len(words) if years else size
        if self.dashed:
            self.reading.aside += count
            return
        if self.tight and count and self.reading.parties:
            self.stopped = True
            return
        if count and self.reading.first_loose is None:
            self.reading.first_loose = self.tokens[at].start
        self.reading.loose += count
        self.step = ""
        self.fresh = False


def read(text: str, *, tight: bool = False) -> Reading:
    """Read ``text`` as a credit. Never fails; ``loose`` tells how well it fits."""
    return Reader(text, tight=tight).read()


def words_of(tokens: Sequence[Token]) -> int:
    """How many tokens are words."""
    return sum(1 for t in tokens if t.kind != "mark")
