"""The shapes of bodies' names that the lexicon does not have: units, firms, offices, papers."""

from __future__ import annotations

from typing import Final

from archive.extract.credit import bodies, names
from archive.extract.credit.edges import QUOTATION
from archive.extract.credit.lexicon import PUBLIC
from archive.extract.credit.narrowing import past_region
from archive.extract.credit.sites import site_kind
from archive.extract.credit.state import PAIR, SEPARATORS, State
from archive.extract.credit.words import SLASHES, SURNAMES, TAKEN

_PLACE: Final = frozenset({"place"})
_LOCAL: Final = frozenset({"medium", "state", "us"})
_CALLED: Final = frozenset({"agency", "medium", "company", "institution"})
_REMARK: Final = frozenset({"remark"})
_PAPERS: Final = frozenset({"label", "remark", "noise"})
_LEGAL_FORMS: Final = frozenset(
    {"inc", "llc", "ltd", "plc", "corp", "gmbh", "ag", "ab", "pbc", "oyj", "asa", "pte", "ev"}
)
_STUDIOS: Final = frozenset({"Images", "Photos", "Pictures"})
_NAMELESS: Final = frozenset({"unnamed", "medium"})
_PARTNERS: Final = frozenset({"&", "co", "kg", "kgaa"})
_FROM: Final = frozenset({"より", "から"})
_POSTPOSITIONS: Final = _FROM | {"の"}
_TAKEN: Final = frozenset(TAKEN) | {"撮"}
_LONGEST_BODY: Final = 5
"""Most words of a medium that only its place behind a name shows."""
_RANKED_NAME: Final = 3
"""So many words behind a rank are a name, whatever they mean ("Sgt. Jane Post")."""


def _is_short_name(text: str) -> bool:
    """Whether initials make a word: "WBZ", "ОБрМП"."""
    capitals = sum(c.isupper() for c in text)
    return text.isalpha() and capitals > 1 and capitals * 2 >= len(text)


class BodyShapes(State):
    """The shapes of bodies; each method gives where one ends, or ``at`` where none does."""

    def _spelled(self, at: int) -> int:
        """Read initials that stand letter by letter, in scripts that have no capitals for them.

        Either letters of their own ("و م ع") or the English letters as they are called.
        """
        stop = self._run(at)
        letters = all(
            len(token.text) == 1 or self.lexicon.is_a("letter", token.fold)
            for token in self.tokens[at:stop]
        )
        spelled = self.tokens[at].caseless and stop > at + 1 and letters
        return self._add_body(at, stop, "unnamed") if spelled and self.fresh else at

    def _quoted(self, at: int) -> int:
        """Read a name in quotation marks, which persons have none around: "Foto: «Neuer Tag»"."""
        stop = self._run(at)
        if not (self.fresh and 0 < at < stop < len(self.tokens)):
            return at
        opening = QUOTATION.get(self.tokens[stop].text, " ")
        quoted = self.tokens[at - 1].text in opening
        return self._add_body(at, stop, "unnamed") if quoted else at

    def _called(self, at: int) -> int:
        """Read what a body is and, in quotation marks, what it is called: "журнал «Даль»"."""
        kind = bodies.keyword(self.tokens[at])
        if kind not in _CALLED or not self.fresh or at + PAIR >= len(self.tokens):
            return at
        opening = self.tokens[at + 1].text
        inside = range(at + PAIR, min(len(self.tokens), at + PAIR + _LONGEST_BODY))
        closes = (i for i in inside if opening in QUOTATION.get(self.tokens[i].text, ""))
        close = next(closes, at)
        return self._add_body(at, close + 1, kind) if close > at + PAIR else at

    def _site(self, at: int) -> int:
        token = self.tokens[at]
        if not token.site:
            return at
        if self.step == "org" and self.tokens[at - 1].kind == "cjk":
            return at + 1  # "國防部網站example.tw": its address
        return self._add_body(at, at + 1, site_kind(token))

    def _postposition(self, at: int) -> int:
        """Step over what ties a body to its account in Japanese: "海自のX（旧ツイッター）から"."""
        word = self.tokens[at].text
        if self.step != "org" or word not in _POSTPOSITIONS:
            return at
        if word in _FROM:
            self.reading.signs.add("service-photo")
            self.reading.end = self.tokens[at].end
        self.fresh = True
        return at + 1

    def _is_studio(self, at: int) -> bool:
        """Whether "Images" ends the name of the unknown word before it: "Training Images/…"."""
        token, behind = self.tokens[at], self.tokens[at + 1 : at + 2]
        named = self.body is not None and self.body[1] == at and token.text in _STUDIOS
        closed = not behind or behind[0].text in SEPARATORS or behind[0].fold == "via"
        body = self.reading.organizations[-1] if named else None
        return closed and body is not None and not body.known and body.kind in _NAMELESS

    def _add_studio(self, at: int) -> int:
        """Add "Images" to the name of the body that ends at ``at``."""
        assert self.body is not None
        self.reading.organizations.pop()
        return self._add_body(self.body[0], at + 1, "agency")

    def _legal_form(self, at: int) -> int:
        """Read what kind of company the body right before is: "Planet Labs Inc.", "…, LLC"."""
        behind = at - (self.step == "comma")
        if self.body is None or self.body[1] != behind or self.tokens[at].fold not in _LEGAL_FORMS:
            return at
        body = self.reading.organizations.pop()
        return self._add_body(self.body[0], at + 1, body.kind)

    def _small_firm(self, at: int) -> int:
        """Read a firm that writes itself small: "wpd AG", "node.energy GmbH & Co. KG"."""
        stop = at
        while stop < len(self.tokens) and stop - at < PAIR and self.tokens[stop].text.islower():
            stop += 1
        form = stop < len(self.tokens) and self.tokens[stop].fold in _LEGAL_FORMS
        if not self.fresh or stop == at or not form:
            return at
        stop += 1
        while stop < len(self.tokens) and self.tokens[stop].fold in _PARTNERS:
            stop += 1
        return self._add_body(at, stop, "company")

    def _numbered_unit(self, at: int) -> int:
        """Read a unit: a number behind a separator, or an ordinal, and initials ("/12 BZ")."""
        short = at + 1 < len(self.tokens) and _is_short_name(self.tokens[at + 1].text)
        ordinal = self.tokens[at].kind == "word" and self.tokens[at].text[0].isdigit()
        if ordinal and self.fresh and short and not self.tight:
            ours = self.tokens[at].fold.endswith(("st", "nd", "rd", "th"))
            longer = bodies.run(self.tokens, at)  # "3rd ID Public Affairs"
            stop = longer if bodies.kind_of(self.tokens[at:longer]) else at + 2
            return self._add_body(at, stop, "unit" if ours else "state")  # "4e RHFS"
        if self.tokens[at].kind != "number" or self.step not in ("slash", "comma", "label", ""):
            return at
        if bodies.is_year(self.tokens[at]):
            return at  # "© 2024 AFP"
        first = self.step == "" and at == 0
        behind = self.step != "" and (self.reading.creators or self.step == "label")
        # Forces that number without an ordinal are no American ones: "17 WBZ", "36 ОБрМП".
        return self._add_body(at, at + 2, "state") if short and (behind or first) else at

    def _nations(self, at: int, size: int = 1) -> int:
        """Read a people or a state and the body of it that the lexicon has: "Utopian MoD"."""
        nation, behind = self.tokens[at], at + size
        plain = size > 1 or bodies.is_plain(nation) or self.lexicon.match([nation], 0, _PLACE)
        if not self.fresh or behind >= len(self.tokens) or not plain:
            return at
        entry = self.lexicon.match(self.tokens, behind, PUBLIC)
        short = sum(c.isupper() for c in self.tokens[behind].text) > 1
        if entry is None or not (short or len(entry.words) > 1):
            return at
        words = " ".join(t.fold for t in self.tokens[at:behind])
        ours = self.lexicon.is_a("country-us", words) or size > 1
        kind = entry.kind if entry.kind == "state" or ours else "state"
        return self._add_body(at, behind + len(entry.words), kind)

    def _local(self, at: int, size: int) -> int:
        """Read a publisher or an office called after a place: "Belmare Department of Health"."""
        behind = at + size
        named = behind < len(self.tokens) and self.tokens[behind].capital
        if not (named and self.fresh and not self.tight):
            return at
        stop = bodies.run(self.tokens, behind)
        kind = bodies.kind_of(self.tokens[behind:stop]) if stop > behind else None
        place = " ".join(t.fold for t in self.tokens[at:behind])
        if kind == "state" and self.lexicon.is_a("country-us", place):
            kind = "us"
        return self._add_body(at, stop, kind) if kind in _LOCAL else at

    def _body(self, at: int) -> int:
        stop = bodies.run(self.tokens, at)
        if self.tight:
            stop = bodies.shortest(self.tokens, at, stop)
        kind = bodies.kind_of(self.tokens[at:stop])
        if stop < len(self.tokens) and self.tokens[stop].text in _TAKEN:
            return at
        if kind is None or (self.rank and stop - at <= _RANKED_NAME):
            return at
        if stop < len(self.tokens) and self.lexicon.is_a("nation", self.tokens[stop].fold):
            stop += 1  # "Marine italienne"
        if kind == "state" and stop < len(self.tokens):
            stop = past_region(self.tokens, stop)
        return self._add_body(bodies.skip_articles(self.tokens, at, stop), stop, kind)

    def _begins_body(self, at: int) -> bool:
        """Whether words say themselves to be a body: "von der | Gebirgsbrigade 99"."""
        return bodies.kind_of(self.tokens[at : bodies.run(self.tokens, at)]) is not None

    def _medium(self, at: int) -> int:
        """Behind "Name / " and "Name for " a capitalised phrase is a medium, no second person."""
        behind_slash = self.step == "slash" and self.behind_person
        supplied = self.reading.creators or "agency" in self.reading.kinds()
        if not behind_slash and not (self.step == "for" and supplied):
            return at
        stop = self._run(at)
        if behind_slash and not self.tight and self._is_second_person(at, stop):
            return at  # "Jane Holt / Mary Marsh, AGENCY"
        if self.tight and stop == at + 1 and bodies.is_plain(self.tokens[at]):
            return at  # "… Jane Holt / Sailors heave …"
        if stop > at:
            stop = max(stop, bodies.run(self.tokens, at))
        if self.tight:
            stop = bodies.shortest(self.tokens, at, stop)
        return self._add_body(at, stop, "medium") if 0 < stop - at <= _LONGEST_BODY else at

    def _is_second_person(self, at: int, stop: int) -> bool:
        """Whether two words, the first a given name and nothing else, have a party behind them."""
        given = names.is_only_given(self.tokens[at].fold)
        followed = stop + 1 < len(self.tokens) and self.tokens[stop].text in SEPARATORS
        return stop - at == PAIR and given and followed

    def _office(self, at: int) -> int:
        """Capitalised words that end a service's credit are an office: "Sgt. Name, Range Control".

        American forces print the unit behind the photographer, and a rank before each of several.
        """
        if self.step != "comma" or not self.fresh or self.tight or not self.reading.creators:
            return at
        rank = self.reading.creators[-1].rank
        ours = "service-photo" in self.reading.signs or (rank is not None and rank.dotted)
        stop = bodies.run(self.tokens, at)
        last = all(token.kind == "mark" for token in self.tokens[stop:])
        few = 1 < stop - at <= _LONGEST_BODY
        named = names.has_given_name(self.tokens[at].text)
        return self._add_body(at, stop, "unit") if ours and few and last and not named else at

    def _firm(self, at: int) -> int:
        """Two lone words that "&" joins are one firm's name: "Holt & Marsh"."""
        both = at + PAIR < len(self.tokens) and self.tokens[at + 1].text == "&"
        stop = at + PAIR + 1
        if not (both and self.fresh and self._run(at) == at + 1):
            return at
        alone = self._run(at + PAIR) == stop
        known = self.lexicon.match(self.tokens, at + PAIR) is not None
        return self._add_body(at, stop, "unnamed") if alone and not known else at

    def _papers_own(self, at: int) -> int:
        """Read whose picture or whose files it is from: "ST PHOTO: …", "(Belmarian file photo)"."""
        if self._is_papers(at):
            return self._add_body(at, at + 1, "medium")
        filed = at + 1 < len(self.tokens) and self.tokens[at + 1].fold == "file"
        remark = self.lexicon.match(self.tokens, at + 1, _REMARK) if filed else None
        if remark is None or at + 1 + len(remark.words) < len(self.tokens):
            return at
        plain = self.lexicon.is_a("not-name", self.tokens[at].fold)
        return at if plain or not self._is_first_word(at) else self._add_body(at, at + 1, "medium")

    def _is_papers(self, at: int) -> bool:
        """Whether a paper's initials stand before a label in capitals: "ST PHOTO:", "ST FILE"."""
        initials, behind = self.tokens[at].text, self.tokens[at + 1 : at + 2]
        if not (behind and initials.isupper() and 1 < len(initials) <= PAIR + 1):
            return False
        label = self.lexicon.match(self.tokens, at + 1, _PAPERS)
        opens = self.fresh and self.step in ("", "label")
        if label is None or not (opens and behind[0].text.isupper()):
            return False
        stop = at + 1 + len(label.words)
        return stop == len(self.tokens) or self.tokens[stop].text == ":"

    def _is_first_word(self, at: int) -> bool:
        return self.fresh and self.step in ("", "label") and self._run(at) == at + 1

    def _titled_medium(self, at: int) -> int:
        """Newspapers carry an article: "The London Standard"."""
        stop = self._run(at)
        titled = self._is_article(at) and self.tokens[at].capital and self.fresh
        return (
            self._add_body(at, stop, "medium") if titled and 1 < stop - at < _LONGEST_BODY else at
        )

    def _phrase(self, at: int) -> int:
        """Capitalised words behind ©, or in front of "/Name", are whoever holds the rights."""
        if not self.fresh or self.tight or self.step not in ("", "label"):
            return at
        stop = bodies.run(self.tokens, at)
        if stop == len(self.tokens):
            closed = "copyright" in self.reading.signs and self.step == "label"
        else:
            signed = self.tokens[stop].text in SLASHES and self._run(stop + 1)
            closed = self.tokens[stop].text in SEPARATORS and bool(
                "copyright" in self.reading.signs or (signed or 0) > stop + PAIR
            )
        few = 1 < stop - at <= _LONGEST_BODY
        return self._add_body(at, stop, "unnamed") if few and closed else at

    def _is_article(self, at: int) -> bool:
        token = self.tokens[at]
        return token.fold in bodies.ARTICLES and token.text not in SURNAMES
