"""Reads a credit: who made the picture, with which rank, for whom.

    credit  = party, { separator, party }
    party   = { label | by | courtesy }, (body | [rank | title], name | licence)
    body    = a name the lexicon has | a phrase with a body's word (`bodies`)
    name    = two to five capitalised words that nothing else claims (`names`)

What fits none of these is counted as loose: the more of it, the less the text is a credit.
"""

from __future__ import annotations

from typing import Final, Literal

from archive.extract.credit import bodies, names
from archive.extract.credit.edges import BRACKETS
from archive.extract.credit.identifiers import find_identifier
from archive.extract.credit.lexicon import ORGANIZATIONS, RANKS, Entry, lexicon
from archive.extract.credit.reading import Creator, Organization, Rank, Reading
from archive.extract.credit.tokens import Token, tokenize
from archive.extract.credit.words import name_follows

_CLOSING: Final = {opening: close for close, opening in BRACKETS.items()}
_DASHES: Final = frozenset("-–—―‒")
_SLASHES: Final = frozenset("/／")
_COPYRIGHT: Final = frozenset("©®ⓒⒸ")
_SEPARATORS: Final = frozenset(",;|•·＝+&｜、，；・") | _SLASHES | _COPYRIGHT
_FOR: Final = frozenset({"for", "of", "für", "fur", "pour", "para", "per", "voor"})
_THROUGH: Final = frozenset({"via", "through"})
_LONGEST_BODY: Final = 5
"""Most words of a medium that only its place behind a name shows."""
_RANKED_NAME: Final = 3
"""So many words behind a rank are a name, whatever they mean ("Sgt. Jane Post")."""
_BRACKETED: Final = frozenset({"agency", "medium", "us", "state", "platform"})
_NEED_THEIR_PLACE: Final = frozenset({"company", "medium", "us", "state"})

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


class Reader:
    """One pass over the tokens of one text.

    Attributes:
        tight: stop where the shortest reading ends, for a credit that a caption follows without
            any mark between.
        step: what was read last; it decides what the next words may be.
        fresh: whether a separator or a label stands right before.
        dashed: whether what follows describes ("… - archives") and names no one new.
    """

    def __init__(self, text: str, *, tight: bool = False) -> None:
        self.text = text
        self.tight = tight
        self.lexicon = lexicon()
        self.tokens = self.lexicon.split(tokenize(text))
        self.reading = Reading()
        self.step: Step = ""
        self.rank: Rank | None = None
        self.fresh = True
        self.dashed = False
        self.stopped = False
        self.behind_person = False
        self.behind_archive = False

    def read(self) -> Reading:
        """Read the whole text."""
        number = find_identifier(self.text)
        if number:
            self.reading.identifier = number.group()
            start, end = number.span()
            self.tokens = [t for t in self.tokens if t.end <= start or t.start >= end]
        at = 0
        while at < len(self.tokens) and not self.stopped:
            at = self._next(at)
        if number and self.reading.parties and not self.stopped:
            self.reading.end = max(self.reading.end, number.end())
        return self.reading

    def _next(self, at: int) -> int:
        """Read what stands at ``at``; give where the next thing starts."""
        token = self.tokens[at]
        if token.kind == "mark":
            return self._mark(at)
        entry = self.lexicon.match(self.tokens, at)
        if entry is None or not self._fits(entry, at):
            return self._unknown(at)
        if entry.kind in ORGANIZATIONS:
            return self._known_body(at, entry)
        if entry.kind in RANKS:
            return self._rank(at, len(entry.words))
        return self._known_word(at, entry)

    # ------------------------------------------------------------------ marks

    def _mark(self, at: int) -> int:
        mark = self.tokens[at].text
        close = self._closing(at) if mark in _CLOSING else None
        if close is not None:
            self._bracket(at + 1, close)
            return close + 1
        if mark in _COPYRIGHT:
            self.reading.signs.add("copyright")
            self._separate("label")
        elif mark in _SLASHES:
            self.behind_person = self.step == "name"
            self._separate("slash")
        elif mark in _DASHES:
            if self._stands_apart(at):
                self.dashed = bool(self.reading.parties)
                self._separate("comma")
        elif mark == "@" and at + 1 < len(self.tokens):
            return self._handle(at)
        elif mark in _SEPARATORS:
            self._separate("comma")
        return at + 1

    def _handle(self, at: int) -> int:
        """Read an account's name: "@Armada_esp"."""
        stop = at + 2
        while stop < len(self.tokens) and not self.tokens[stop].gap:
            stop += 1
        self.reading.signs.add("handle")
        return self._add_body(at, stop, "platform")

    def _separate(self, step: Step) -> None:
        self.step, self.fresh, self.rank, self.behind_archive = step, True, None, False

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
        at = start
        while at < end:
            entry = self.lexicon.match(self.tokens, at)
            stop = at + (len(entry.words) if entry else 1)
            if entry and entry.kind == "licence":
                self._sign("licence", self.tokens[end])
            elif entry and entry.kind in _BRACKETED and at == start and stop == end:
                self._add_body(at, stop, entry.kind, entry)
            at = stop

    # ------------------------------------------------------------------ known words

    def _fits(self, entry: Entry, at: int) -> bool:
        """Whether an entry may be read here: short and common words need their place."""
        token, kind = self.tokens[at], entry.kind
        fits = True
        if kind == "by":
            fits = self.step in ("label", "org", "courtesy", "by") or at == 0
        elif kind == "join":
            fits = not token.capital or token.kind == "cjk" or at == 0
        elif kind == "noise":
            fits = self.fresh or not token.capital
        elif kind in RANKS:
            fits = name_follows(self.tokens, at + len(entry.words))
        elif kind in _NEED_THEIR_PLACE and len(entry.words) == 1:
            fits = self.fresh or (entry.exact and self.step == "name")
        return fits

    def _known_word(self, at: int, entry: Entry) -> int:
        kind, size = entry.kind, len(entry.words)
        last = self.tokens[at + size - 1]
        if kind == "join":
            self._join(last)
        elif kind == "title":
            return self._title(at, size)
        elif kind in ("label", "remark", "by", "courtesy"):
            self._lead(kind, last)
        elif kind == "place":
            self.reading.aside += size
        elif kind == "furniture":
            self._lose(at, size)
        else:
            self._sign(kind, last)
            self.behind_archive = last.fold.startswith(("archi", "архи"))
            self.fresh = True
        return at + size

    def _join(self, word: Token) -> None:
        if word.fold not in _FOR:
            self.reading.signs.add("via" if word.fold in _THROUGH else "join")
        self._separate("for" if word.fold in _FOR else "comma")

    def _title(self, at: int, size: int) -> int:
        """A job behind a name describes it; before one, a name follows."""
        named = self.step == "name"
        if self.tight and named:
            self.stopped = True
            return at
        if named:
            self.dashed = True
            self.reading.end = self.tokens[at + size - 1].end
        self.step = "title"
        return at + size

    def _lead(self, kind: str, last: Token) -> None:
        if kind == "courtesy":
            self._sign(kind, last)
            self.step = "courtesy"
        else:
            self.reading.signs.add(kind)
            if kind != "by" and self.step == "org" and self._is_named_body():
                self.reading.signs.add("service-photo")
            self.step = "by" if kind == "by" else "label"
        self.fresh = True

    def _is_named_body(self) -> bool:
        """Whether the last body is more than an unknown word ("No credit", "Class photo")."""
        body = self.reading.organizations[-1]
        return body.known or body.kind != "unnamed"

    def _sign(self, sign: str, last: Token) -> None:
        self.reading.signs.add(sign)
        self.reading.end = last.end

    def _rank(self, at: int, size: int) -> int:
        tokens = self.tokens[at : at + size]
        text = self.text[tokens[0].start : tokens[-1].end]
        self.rank = Rank(text, names.rank_kind(tokens), any(t.dot for t in tokens))
        self.step = "rank"
        return at + size

    def _known_body(self, at: int, entry: Entry) -> int:
        kind, size = entry.kind, len(entry.words)
        stop = at + size
        if self.tight and self.step == "name" and not self.fresh:
            self.stopped = True
            return stop
        if kind in ("company", "medium") and size == 1 and self._goes_on(at):
            return self._unknown(at)
        if kind in ("us", "state"):
            stop = bodies.extend(self.tokens, stop)
        # Whose archive a picture comes from does not decide who may reprint it.
        kind = "platform" if self.behind_archive and kind == "medium" else kind
        self._add_body(at, stop, kind, entry if stop == at + size else None)
        return stop

    def _goes_on(self, at: int) -> bool:
        """Whether a name goes on: "Ford" alone is the maker, before other words a part."""
        return not self.tight and names.run(self.tokens, at) > at + 1

    def _add_body(self, start: int, stop: int, kind: str, entry: Entry | None = None) -> int:
        name = bodies.body_text(self.text, self.tokens[start:stop])
        known, acronym = entry is not None, entry is not None and entry.exact
        body = Organization(name, kind, known=known, acronym=acronym)
        self.reading.add_organization(body, self.tokens[stop - 1].end)
        self.step, self.fresh, self.rank = "org", False, None
        return stop

    # ------------------------------------------------------------------ unknown words

    def _unknown(self, at: int) -> int:
        """Try each shape in turn; each gives where it ends, or ``at`` where it does not fit."""
        if self.tight and self.step in ("name", "org") and not self.fresh:
            return self._lose(at, 1)
        for shape in (
            self._site,
            self._numbered_unit,
            self._tight_name,
            self._body,
            self._post_nominal,
            self._medium,
            self._name,
            self._single,
            self._titled_medium,
        ):
            stop = shape(at)
            if stop > at:
                return stop
        stop = max(names.run(self.tokens, at), at + 1)
        if self.fresh and stop == at + 1 and self._is_article(at):
            return stop
        return self._lose(at, stop - at)

    def _site(self, at: int) -> int:
        token = self.tokens[at]
        if not bodies.is_site(token):
            return at
        return self._add_body(at, at + 1, bodies.site_kind(token))

    def _numbered_unit(self, at: int) -> int:
        """Read a unit's number and short name behind a separator: "/12 BZ"."""
        if self.tokens[at].kind != "number" or self.step not in ("slash", "comma"):
            return at
        short = at + 1 < len(self.tokens) and self.tokens[at + 1].text.isupper()
        return self._add_body(at, at + 2, "unit") if short and self.reading.creators else at

    def _tight_name(self, at: int) -> int:
        if not self.tight:
            return at
        stop = names.run(self.tokens, at)
        closed = stop < len(self.tokens) and self.tokens[stop].text in _SEPARATORS
        size = names.name(self.tokens[at:stop], tight=not closed)
        if not size or bodies.kind_of(self.tokens[at : at + size]):
            return at
        return self._add_name(at, at + size)

    def _body(self, at: int) -> int:
        stop = bodies.run(self.tokens, at)
        kind = bodies.kind_of(self.tokens[at:stop])
        if kind is None or (self.rank and stop - at <= _RANKED_NAME):
            return at
        return self._add_body(bodies.skip_articles(self.tokens, at, stop), stop, kind)

    def _post_nominal(self, at: int) -> int:
        """Step over the corps or the honours behind a name: "Jane Holt RLC"."""
        if self.step != "name" or self.fresh or not self.tokens[at].text.isupper():
            return at
        stop = names.run(self.tokens, at)
        self.reading.aside += stop - at
        return stop

    def _medium(self, at: int) -> int:
        """Behind "Name / " and "Name for " a capitalised phrase is a medium, no second person."""
        behind_slash = self.step == "slash" and self.behind_person
        if not behind_slash and not (self.step == "for" and self.reading.creators):
            return at
        stop = names.run(self.tokens, at)
        if stop > at:
            stop = max(stop, bodies.run(self.tokens, at))
        return self._add_body(at, stop, "medium") if 0 < stop - at <= _LONGEST_BODY else at

    def _name(self, at: int) -> int:
        stop = names.run(self.tokens, at)
        size = names.name(self.tokens[at:stop], tight=self.tight)
        return self._add_name(at, at + size) if size else at

    def _add_name(self, at: int, stop: int) -> int:
        if self.dashed and self.step == "title":
            self.reading.aside += stop - at
            return stop
        name = names.name_text(self.text, self.tokens[at:stop])
        self.reading.add_creator(Creator(name, self.rank), self.tokens[stop - 1].end)
        self.step, self.fresh, self.rank = "name", False, None
        return stop

    def _single(self, at: int) -> int:
        """Read one unknown capitalised word: a surname after a rank, else a body's short name."""
        token = self.tokens[at]
        if names.run(self.tokens, at) != at + 1 or self.dashed or not token.capital:
            return at
        if self.step in ("rank", "by") and not token.text.isupper():
            return self._add_name(at, at + 1)
        plain = self.lexicon.is_a("not-name", token.fold) and not self.reading.parties
        inflected = token.kind == "cjk" and not names.is_cjk_term(token)
        if not self.fresh or plain or inflected or len(token.text) == 1 or self._is_date(token):
            return at
        return self._add_body(at, at + 1, "medium" if self.behind_person else "unnamed")

    def _titled_medium(self, at: int) -> int:
        """Newspapers carry an article: "The London Standard"."""
        stop = names.run(self.tokens, at)
        titled = self._is_article(at) and self.tokens[at].capital and self.fresh
        return (
            self._add_body(at, stop, "medium") if titled and 1 < stop - at < _LONGEST_BODY else at
        )

    def _is_date(self, token: Token) -> bool:
        return self.lexicon.is_a("month", token.fold)

    def _is_article(self, at: int) -> bool:
        return self.tokens[at].fold in bodies.ARTICLES

    def _lose(self, at: int, size: int) -> int:
        """Count words that fit nothing; behind a dash or a job title they only describe."""
        words = self.tokens[at : at + size]
        if self.reading.parties or self.reading.signs & {"copyright", "licence"}:
            # "© 2018", "CC BY 3.0", "Jane Holt, June 2012"
            words = [t for t in words if not (t.kind == "number" or self._is_date(t))]
        if self.dashed or self.step in ("title", "courtesy"):
            self.reading.aside += len(words)
        elif self.tight and words and self.reading.parties:
            self.stopped = True
        else:
            if words and self.reading.first_loose is None:
                self.reading.first_loose = words[0].start
            self.reading.loose += len(words)
            self.step, self.fresh = "", False
        return at + size


def read(text: str, *, tight: bool = False) -> Reading:
    """Read ``text`` as a credit. Never fails; ``loose`` tells how well it fits.

    Args:
        text: the credit, without label and brackets; offsets of the reading count in it.
        tight: stop where the shortest reading ends.
    """
    return Reader(text, tight=tight).read()
