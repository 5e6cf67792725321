"""Reads a credit: who made the picture, with which rank, for whom.

    credit  = party, { separator, party }
    party   = { label | by | courtesy }, (body | [rank | title], name | licence)
    body    = a name the lexicon has | a phrase with a body's word (`bodies`)
    name    = two to five capitalised words that nothing else claims (`names`)

What fits none of these is counted as loose: the more of it, the less the text is a credit.
"""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING, Final

from archive.extract.credit import bodies, names, narrowing
from archive.extract.credit.identifiers import find_identifier
from archive.extract.credit.lexicon import ORGANIZATIONS, PRESS, PUBLIC, RANKS, Entry
from archive.extract.credit.marks import Marks
from archive.extract.credit.reading import Creator, Rank, Reading
from archive.extract.credit.sites import is_unknown_site
from archive.extract.credit.state import CLOSING
from archive.extract.credit.wording import needs_mark
from archive.extract.credit.words import FOR, is_plain_word, name_follows

if TYPE_CHECKING:
    from archive.extract.credit.tokens import Token

_ORIGIN: Final = "from "
_BEFORE_NUMBER: Final = " ,(#:"
_THROUGH: Final = frozenset({"via", "through"})
_SHOWING: Final = frozenset({"of", "showing", "shows"})
_PLACE: Final = 2
"""Words, no more, that say which branch of a broadcaster: "EBC Far North: Name"."""
_LEADS: Final = frozenset({"label", "remark", "courtesy", "by"})
_APART: Final = _LEADS | {"agency"}
_MOST_OF_FIRM: Final = 3
_SAINTS: Final = frozenset({"san", "santa", "santo", "são", "saint", "st"})
"""Places are called after them: "La Voz de San Belmar"."""
_NEED_THEIR_PLACE: Final = frozenset({"company", "medium", "us", "state"})


class Reader(Marks):
    """One pass over the tokens of one text."""

    def read(self) -> Reading:
        """Read the whole text."""
        number = find_identifier(self.text)
        if number:
            self.reading.identifier = number.group()
            start, end = number.span()
            self.tokens = [t for t in self.tokens if t.end <= start or t.start >= end]
        at = 0
        while at < len(self.tokens) and not (self.stopped or self._is_hopeless()):
            at = self._next(at)
        self._forgive_origin()
        self._settle_uploader()
        self._settle_site()
        if number and self.reading.parties:
            between = self.text[self.reading.end : number.start()]
            if not self.stopped or not between.strip(_BEFORE_NUMBER):
                self.reading.end = max(self.reading.end, number.end())
        return self.reading

    def _is_hopeless(self) -> bool:
        """Whether a word that fits nothing stands where only a whole credit would do."""
        loose = self.reading.first_loose
        return self.whole and loose is not None and not self.text.startswith(_ORIGIN, loose)

    def _forgive_origin(self) -> None:
        """Count where a licensor is from as aside: "Name from Town, Country, CC BY 2.0"."""
        reading = self.reading
        behind = reading.first_party and (reading.first_loose or 0) >= reading.first_party
        if not (behind and "licence" in reading.signs and reading.creators):
            return
        if self.text.startswith(_ORIGIN, reading.first_loose):
            reading.aside, reading.loose = reading.aside + reading.loose, 0
            reading.organizations[:] = [o for o in reading.organizations if o.kind != "unnamed"]

    def _settle_uploader(self) -> None:
        """One unknown word with a licence or a platform is an account: "Name7, CC BY 2.0"."""
        reading, bodies_ = self.reading, self.reading.organizations
        if reading.creators or not bodies_ or bodies_[0].kind != "unnamed":
            return
        hosted = len(bodies_) > 1 and bodies_[1].kind == "platform" and "/" in self.text
        name = bodies_[0].name
        if (hosted or "licence" in reading.signs) and " " not in name and not name.isupper():
            reading.creators.append(Creator(bodies_.pop(0).name, None))

    def _settle_site(self) -> None:
        """A site that credits a person is a medium's: "Name | example.com"."""
        sites = [body for body in self.reading.organizations if is_unknown_site(body)]
        if self.reading.creators and sites:
            self.reading.organizations[:] = [
                replace(body, kind="medium") if body in sites else body
                for body in self.reading.organizations
            ]

    def _next(self, at: int) -> int:
        """Read what stands at ``at``; give where the next thing starts."""
        token = self.tokens[at]
        if token.kind == "mark":
            return self._mark(at)
        entry = self._entry(at)
        if entry is None or not self._fits(entry, at):
            return self._unknown(at)
        if entry.kind in ORGANIZATIONS:
            return self._known_body(at, entry)
        if entry.kind in RANKS:
            return self._rank(at, len(entry.words))
        if entry.kind == "label" and self._is_studio(at):
            return self._add_studio(at)
        return self._known_word(at, entry)

    def _entry(self, at: int) -> Entry | None:
        """Give what the lexicon has at ``at``; behind "Name/" a body before any other word."""
        if self.step == "slash" and self.behind_person:
            body = self.lexicon.match(self.tokens, at, ORGANIZATIONS)
            if body is not None and body.exact:
                return body
        entry = self.lexicon.match(self.tokens, at)
        if entry and entry.kind == "join" and self.tokens[at].text.isupper():
            # "UN" and Latvian "un" are written with the same letters.
            return self.lexicon.match(self.tokens, at, ORGANIZATIONS) or entry
        return entry

    def _fits(self, entry: Entry, at: int) -> bool:
        """Whether an entry may be read here: short and common words need their place."""
        token, kind = self.tokens[at], entry.kind
        fits = True
        if kind == "by":
            fits = self.step in ("label", "org", "courtesy", "by") or at == 0
            # "… LA PRESSE Des soldats …": the caption's first word.
            fits = fits and not (self.tight and self.step == "org" and token.capital)
        elif kind == "join":
            through = token.fold in _THROUGH
            ties = through or (token.fold in FOR and self.step in ("name", "org"))
            shouted = ties and token.text.isupper()
            plain = not token.capital or token.kind == "cjk"
            plain = plain or (self.step == "slash" and self.behind_person and token.fold in FOR)
            fits = through if at == 0 else plain or shouted
        elif kind == "noise":
            fits = self.fresh or not token.capital or token.caseless or token.kind == "cjk"
            fits = fits and not (self._names_client(at) or self._begins_known(at))
            # "Press Office of the President": the office is named, not who sent it out.
            fits = fits and not bodies.holder_follows(self.tokens, at + len(entry.words))
        elif kind in RANKS:
            fits = self._is_rank(at, at + len(entry.words))
        elif kind == "platform" and len(token.text) == 1:
            fits = self.fresh and token.text == "X"
        elif kind in PRESS and len(entry.words) == 1 and self._is_given_name(at):
            fits = False
        elif kind == "agency" and is_plain_word(token):
            alone = self.fresh and self._run(at) == at + 1
            fits = alone or (len(entry.words) > 1 and not token.caseless)
        elif kind in _NEED_THEIR_PLACE and len(entry.words) == 1:
            fits = self.fresh or (entry.exact and self.step == "name")
        return fits

    def _names_client(self, at: int) -> bool:
        """Whether capitals behind "for" are one name: "AGENCY for Sport Belmare"."""
        behind = self.tokens[at + 1 : at + 2]
        return self.step == "for" and self.tokens[at].capital and bool(behind) and behind[0].capital

    def _begins_known(self, at: int) -> bool:
        """Whether a body's longer name stands where a plain word does: "Archivo Histórico …"."""
        body = self.lexicon.match(self.tokens, at, ORGANIZATIONS)
        return body is not None and len(body.words) > 1 and self.tokens[at].capital

    def _is_given_name(self, at: int) -> bool:
        """Whether a body's name is a given name before a surname: "ANA ROCHA", "Petra Huber"."""
        if at + 1 >= len(self.tokens) or not self.lexicon.is_a("given-name", self.tokens[at].fold):
            return False
        given, surname = self.tokens[at : at + 2]
        alike = surname.capital and surname.text.isupper() == given.text.isupper()
        known = self.lexicon.match(self.tokens, at + 1)
        free = known is None or self.lexicon.is_a("particle", surname.fold)  # "Lori Van Holt"
        return surname.kind == "word" and alike and free

    def _is_rank(self, at: int, stop: int) -> bool:
        """A name follows; but "MCpl Gen Holt" has a given name that is a rank elsewhere."""
        if self._follows_its_name(stop):
            return True
        if not name_follows(self.tokens, stop) or self._is_papers(at):
            return False
        given = self.rank is not None and self.step == "rank" and not self.tokens[at].dot
        return not given or self._run(stop) > stop + 1

    def _follows_its_name(self, stop: int) -> bool:
        """Whether a rank that ends at ``stop`` stands behind its name ("Rácz Tünde őrmester")."""
        if self.step != "name" or self.fresh or self.reading.creators[-1].rank:
            return False
        return stop == len(self.tokens) or self.tokens[stop].text in CLOSING

    def _known_word(self, at: int, entry: Entry) -> int:
        kind, size = entry.kind, len(entry.words)
        last = self.tokens[at + size - 1]
        if kind == "join":
            self._join(last)
        elif kind == "title":
            return self._title(at, size)
        elif kind == "label" and self.step == "org" and self._tells_what(at + size):
            return self._lose(at, size)
        elif kind == "label" and needs_mark(self.tokens, at, at + size):
            self.step, self.fresh = "label", True
        elif kind in ("label", "remark", "by", "courtesy"):
            if self.lexicon.is_a("capture", " ".join(entry.words)):
                self._sign("capture", last)
            self._lead(kind, last, stopped=at > 0 and _is_stopped(self.tokens[at - 1]))
            if self.tight and kind == "remark" and "service-photo" in self.reading.signs:
                self._close_phrase(at + size)
        elif kind == "place":
            stop = max(self._nations(at, size), self._local(at, size))
            self.reading.aside += size if stop == at else 0
            return max(stop, at + size)
        elif kind in ("furniture", "button", "caption"):
            self._lose(at, size)
        else:
            self._sign(kind, last)
            self.behind_archive = last.fold.startswith(("archi", "архи"))
            self.fresh = True
        return at + size

    def _close_phrase(self, at: int) -> None:
        """End a credit whose last words say that the picture is an old one: "Kyodo file photo"."""
        behind = self.tokens[at] if at < len(self.tokens) else None
        if behind is None or (behind.capital and not self.lexicon.match(self.tokens, at, _LEADS)):
            self.reading.end = self.tokens[at - 1].end
            self.stopped = True

    def _join(self, word: Token) -> None:
        sign = "via" if word.fold in _THROUGH else "join"
        self.reading.signs.add("for" if word.fold in FOR else sign)
        self._separate("for" if word.fold in FOR else "comma")

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

    def _tells_what(self, at: int) -> bool:
        """Whether "of" behind a label tells what is seen: "NASA image of a storm"."""
        return at < len(self.tokens) and self.tokens[at].text in _SHOWING

    def _lead(self, kind: str, last: Token, *, stopped: bool) -> None:
        if kind == "courtesy":
            self._sign(kind, last)
            self.step = "courtesy"
        else:
            self.reading.signs.add(kind)
            phrase = kind != "by" and self.step == "org" and not (stopped or last.dot)
            if phrase and self._is_named_body():
                self.reading.signs.add("service-photo")
            self.step = "by" if kind == "by" else "label"
        self.fresh = True

    def _is_named_body(self) -> bool:
        """Whether the last body is more than an unknown word ("No credit", "Class photo")."""
        body = self.reading.organizations[-1]
        return body.known or body.kind != "unnamed"

    def _rank(self, at: int, size: int) -> int:
        tokens = self.tokens[at : at + size]
        text = self.text[tokens[0].start : tokens[-1].end]
        rank = Rank(text, names.rank_kind(tokens), any(t.dot for t in tokens))
        if self.tight and self.step == "name" and not self.fresh:
            self.stopped = True
        elif self._follows_its_name(at + size):
            self.reading.rank_last(rank, tokens[-1].end)
        else:
            self.rank, self.step = rank, "rank"
        return at + size

    def _known_body(self, at: int, entry: Entry) -> int:
        kind, size = entry.kind, len(entry.words)
        stop = at + size
        if self._is_public_affairs(at):
            self._sign("noise", self.tokens[at])
            return stop
        if self.tight and self.step == "name" and not self.fresh and not self._is_publisher(entry):
            self.stopped = True
            return stop
        if kind == "medium" and self._is_channel(stop):
            return self._add_body(at, stop + 1, kind)
        desk = self._branch(at, stop, kind)
        if desk > stop:
            return self._add_body(at, desk, kind)
        if kind in ("company", "medium") and size == 1 and self._goes_on(at):
            return self._unknown(at)
        if kind in PUBLIC:
            longer = narrowing.extend(self.tokens, stop)
            stop = self._shortest(stop, longer) if self.tight else longer
        # Whose archive a picture comes from decides who may reprint it where nothing else does.
        filed = self.behind_archive and kind == "medium"
        self._add_body(at, stop, kind, None if filed or stop > at + size else entry)
        return stop

    def _is_public_affairs(self, at: int) -> bool:
        """Whether "PA" is a unit's office and no agency: "366th FW/PA"."""
        bodies_ = self.reading.organizations
        behind = self.step == "slash" and not self.behind_person and bool(bodies_)
        return behind and self.tokens[at].text == "PA" and bodies_[-1].kind == "unit"

    def _shortest(self, stop: int, longer: int) -> int:
        """Give where a body's name ends that a sentence may follow: "Name/MoD Boats come …"."""
        goes_on = longer < len(self.tokens) and self.tokens[longer].text.islower()
        if longer == stop + 1 and goes_on:
            return stop
        return bodies.shortest(self.tokens, stop, longer)

    def _is_publisher(self, entry: Entry) -> bool:
        """Whether several words are a publisher's name, and no sentence's: "Jane Holt Le Monde"."""
        return entry.kind in PRESS and len(entry.words) > 1

    def _branch(self, at: int, stop: int, kind: str) -> int:
        """Give the end of a body's name with the words that narrow it, ``stop`` without any.

        "Example Systems Australia" is a firm, "EBC News Far North: Name" and "La Voz de Belmare"
        are media; a given name is no part of either.
        """
        if self.tight or kind not in ("company", "medium") or stop >= len(self.tokens):
            return stop
        tied = kind == "medium" and bodies.is_of(self.tokens[stop])
        first = stop + tied
        while tied and first + 1 < len(self.tokens) and self.tokens[first].fold in bodies.ARTICLES:
            first += 1  # "La Presse de la Manche"
        end = self._run(first)
        closed = end == len(self.tokens) or self.tokens[end].kind == "mark"
        most = _MOST_OF_FIRM if kind == "company" else 1 + _MOST_OF_FIRM * tied
        if closed and end < len(self.tokens) and self.tokens[end].text == ":":
            most = _PLACE
        narrows = first < end <= first + most and self._narrows(first, end)
        sure = narrows and (
            kind == "medium" or stop > at + 1 or bodies.is_plain(self.tokens[first])
        )
        return end if closed and sure else stop

    def _is_channel(self, at: int) -> bool:
        """Whether a word of media is the second of a broadcaster's name: "KBS 뉴스"."""
        cjk = at < len(self.tokens) and self.tokens[at].kind == "cjk"
        return cjk and self.lexicon.is_a("ending-cjk-medium", self.tokens[at].fold)

    def _narrows(self, first: int, end: int) -> bool:
        """Whether words are no label and no agency, and begin no person's name."""
        words = self.tokens[first:end]
        named = [t for t in words if t.capital or not self.lexicon.is_a("particle", t.fold)]
        plain = all(t.kind == "word" and not self.lexicon.match([t], 0, _APART) for t in named)
        return plain and (words[0].fold in _SAINTS or not names.has_given_name(words[0].text))

    def _goes_on(self, at: int) -> bool:
        """Whether a name goes on: "Ford" alone is the maker, before other words a part."""
        cjk = self.tokens[at].kind == "cjk"  # "한국일보 홍길동": no name goes on there
        return not (self.tight or cjk) and self._run(at) > at + 1


def _is_stopped(token: Token) -> bool:
    """Whether a full stop behind a word ends a sentence, not an abbreviation."""
    return token.dot and "." not in token.text


def read(text: str, *, tight: bool = False, whole: bool = False) -> Reading:
    """Read ``text`` as a credit. Never fails; ``loose`` tells how well it fits.

    Args:
        text: the credit, without label and brackets; offsets of the reading count in it.
        tight: stop where the shortest reading ends.
        whole: stop at the first loose word, for places where a text with one is no credit.
    """
    return Reader(text, tight=tight, whole=whole).read()
