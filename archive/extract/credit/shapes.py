"""What words that the lexicon does not have can be, by their shape and their place."""

from __future__ import annotations

import re
from typing import Final

from archive.extract.credit import bodies, names
from archive.extract.credit.edges import QUOTATION
from archive.extract.credit.sites import is_site, site_kind
from archive.extract.credit.state import SEPARATORS, State
from archive.extract.credit.words import SLASHES, SURNAMES

_PLACE: Final = frozenset({"place"})
_JOB: Final = frozenset({"title"})
_AGENCY: Final = frozenset({"agency"})
_TAKEN: Final = frozenset({"摄", "攝", "撮", "撮影", "摄影", "攝影"})
"""What stands behind a photographer's name in Chinese and Japanese: "taken"."""
_FROM: Final = frozenset({"より", "から"})
_POSTPOSITIONS: Final = _FROM | {"の"}
_DASHES: Final = frozenset("-–—")
_DASHED: Final = ("stockadobe", "adobestock", "fotolia")
"""Services that ask to be printed behind a dash: "someuser - stock.adobe.com"."""
_PUBLIC: Final = frozenset({"us", "state"})
_SIGNING: Final = frozenset({"agency", "medium"})
"""Bodies whose photographers sign with the surname alone."""
_CALLED: Final = frozenset({"agency", "medium", "company", "institution"})
_PAIR: Final = 2
_PREFECTURE: Final = (3, 4)
"""Letters of a Japanese prefecture's name."""
_REMARK: Final = frozenset({"remark"})
_PAPERS: Final = frozenset({"label", "remark", "noise"})
_SHORTEST_SURNAME: Final = 5
"""Capitals behind an agency's slash: so many letters are a surname, fewer a client."""
_LEGAL_FORMS: Final = frozenset(
    {"inc", "llc", "ltd", "plc", "corp", "gmbh", "ag", "ab", "pbc", "oyj", "asa", "pte"}
)
_PARTNERS: Final = frozenset({"&", "co", "kg", "kgaa"})
_LONGEST_BODY: Final = 5
"""Most words of a medium that only its place behind a name shows."""
_LONGEST_EDITOR: Final = 4
_LONGEST_AGE: Final = 2
_STATION: Final = re.compile(r"[KW][A-Z]{3}(?:-(?:TV|FM|AM))?")
"""Call letters of stations in the United States (47 CFR 73.3550)."""
_LONGEST_SHORT: Final = 5
"""Letters of an editor's initials, and of a word written short."""
_RANKED_NAME: Final = 3
"""So many words behind a rank are a name, whatever they mean ("Sgt. Jane Post")."""


def _is_short_name(text: str) -> bool:
    """Whether initials make a word: "WBZ", "ОБрМП"."""
    capitals = sum(c.isupper() for c in text)
    return text.isalpha() and capitals > 1 and capitals * 2 >= len(text)


class Shapes(State):
    """The shapes of unknown words; each method gives where one ends, or ``at`` where none does."""

    def _unknown(self, at: int) -> int:
        """Try each shape in turn; each gives where it ends, or ``at`` where it does not fit."""
        if self.tight and self.step in ("name", "org") and not self.fresh:
            return self._lose(at, 1)
        for shape in (
            self._editor,
            self._age,
            self._spelled,
            self._abbreviation,
            self._site,
            self._postposition,
            self._account,
            self._legal_form,
            self._small_firm,
            self._numbered_unit,
            self._papers_own,
            self._tight_name,
            self._nations,
            self._called,
            self._body,
            self._post_nominal,
            self._medium,
            self._office,
            self._quoted,
            self._name,
            self._plain_name,
            self._firm,
            self._single,
            self._titled_medium,
            self._phrase,
        ):
            stop = shape(at)
            if stop > at:
                return stop
        stop = max(self._run(at), at + 1)
        if self.fresh and self._is_article(at) and (stop == at + 1 or self._begins_body(at + 1)):
            return at + 1
        return self._lose(at, stop - at)

    def _begins_body(self, at: int) -> bool:
        """Whether words say themselves to be a body: "von der | Gebirgsbrigade 99"."""
        return bodies.kind_of(self.tokens[at : bodies.run(self.tokens, at)]) is not None

    def _editor(self, at: int) -> int:
        """Step over an editor's initials, or a path, behind a slash: "AGENCY/Name/hp"."""
        token = self.tokens[at]
        small = token.kind == "word" and token.text.islower()
        small = small and (len(token.text) <= _LONGEST_EDITOR or self._is_behind_site(at))
        if not (small and self.step == "slash" and self.reading.parties and not token.gap):
            return at
        stop = at + 1
        if stop < len(self.tokens) and self.tokens[stop].text not in SLASHES:
            return at
        self.reading.end = token.end
        return stop

    def _age(self, at: int) -> int:
        """Count an age between commas behind a name as loose: who is seen is told so."""
        number, last = self.tokens[at], self.tokens[at - 1].text
        behind = self.step == "comma" and last == "," and bool(self.reading.creators)
        closed = at + 1 < len(self.tokens) and self.tokens[at + 1].text == ","
        if not (behind and closed and number.kind == "number" and len(number.text) <= _LONGEST_AGE):
            return at
        self.reading.loose += 1
        self.reading.first_loose = self.reading.first_loose or number.start
        return at + 1

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
        if kind not in _CALLED or not self.fresh or at + _PAIR >= len(self.tokens):
            return at
        opening = self.tokens[at + 1].text
        inside = range(at + _PAIR, min(len(self.tokens), at + _PAIR + _LONGEST_BODY))
        closes = (i for i in inside if opening in QUOTATION.get(self.tokens[i].text, ""))
        close = next(closes, at)
        return self._add_body(at, close + 1, kind) if close > at + _PAIR else at

    def _is_behind_site(self, at: int) -> bool:
        """Whether a slash joins a path to an address: "facebook.com/someone"."""
        return at > 1 and is_site(self.tokens[at - 2]) and not self.tokens[at - 1].gap

    def _abbreviation(self, at: int) -> int:
        """Step over what is written short at a credit's very front: "tkm. Jane Holt"."""
        token = self.tokens[at]
        short = token.kind == "word" and token.text.islower() and len(token.text) <= _LONGEST_SHORT
        plain = self.lexicon.is_a("not-name", token.fold)
        if at or plain or not (short and token.dot) or self._run(at + 1) < at + 1 + _PAIR:
            return at
        self.reading.aside += 1
        return at + 1

    def _site(self, at: int) -> int:
        token = self.tokens[at]
        if not is_site(token):
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

    def _account(self, at: int) -> int:
        """Read a contributor's account in front of a picture service: "someuser/Shutterstock"."""
        token = self.tokens[at]
        if not self.fresh or at + 2 >= len(self.tokens) or not token.text[0].islower():
            return at
        if self.step != "slash" and self._is_stock(at + 2, self.tokens[at + 1].fold):
            return self._add_name(at, at + 1)
        tied = self.tokens[at + 1].text == "/" and not self.tokens[at + 1].gap
        if tied and self.step in ("", "label") and self._run(at + 2) > at + _PAIR + 1:
            return self._add_body(at, at + 1, "unnamed")  # "pa/Jane Holt"
        if not tied or not self.lexicon.match(self.tokens, at + 2, _AGENCY):
            return at
        return self._add_name(at, at + 1)

    def _is_stock(self, at: int, mark: str) -> bool:
        """Whether a picture service behind a mark prints accounts: "someuser / Shutterstock"."""
        service = self.tokens[at].fold
        if mark in SLASHES or mark == "via":
            return self.lexicon.is_a("stock", service)
        return mark in _DASHES and service.startswith(_DASHED)

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
        while stop < len(self.tokens) and stop - at < _PAIR and self.tokens[stop].text.islower():
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

    def _tight_name(self, at: int) -> int:
        if not self.tight:
            return at
        if self.step == "comma" and self.reading.creators:
            office = self._body(at)  # "Jane Holt, Fort Example Public Affairs Office Soldiers …"
            if office > at:
                return office
        stop = self._run(at)
        closed = stop < len(self.tokens) and self.tokens[stop].text in SEPARATORS
        size = names.name(self.tokens[at:stop], tight=not closed)
        if not size or bodies.kind_of(self.tokens[at : at + size]):
            return at
        return self._add_name(at, at + size)

    def _nations(self, at: int, size: int = 1) -> int:
        """Read a people or a state and the body of it that the lexicon has: "Utopian MoD"."""
        nation, behind = self.tokens[at], at + size
        plain = size > 1 or bodies.is_plain(nation) or self.lexicon.match([nation], 0, _PLACE)
        if not self.fresh or behind >= len(self.tokens) or not plain:
            return at
        entry = self.lexicon.match(self.tokens, behind, _PUBLIC)
        short = sum(c.isupper() for c in self.tokens[behind].text) > 1
        if entry is None or not (short or len(entry.words) > 1):
            return at
        words = " ".join(t.fold for t in self.tokens[at:behind])
        ours = self.lexicon.is_a("country-us", words) or size > 1
        kind = entry.kind if entry.kind == "state" or ours else "state"
        return self._add_body(at, behind + len(entry.words), kind)

    def _local(self, at: int, size: int) -> int:
        """Read a publisher that is called after a place: "Belmare Public Radio"."""
        behind = at + size
        named = behind < len(self.tokens) and self.tokens[behind].capital
        if not (named and self.fresh and not self.tight):
            return at
        stop = bodies.run(self.tokens, behind)
        medium = stop > behind and bodies.kind_of(self.tokens[behind:stop]) == "medium"
        return self._add_body(at, stop, "medium") if medium else at

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
        return self._add_body(bodies.skip_articles(self.tokens, at, stop), stop, kind)

    def _post_nominal(self, at: int) -> int:
        """Step over the corps or the honours behind a name: "Jane Holt RLC"."""
        if self.step != "name" or self.fresh or not self.tokens[at].text.isupper():
            return at
        stop = self._run(at)
        self.reading.aside += stop - at
        return stop

    def _medium(self, at: int) -> int:
        """Behind "Name / " and "Name for " a capitalised phrase is a medium, no second person."""
        behind_slash = self.step == "slash" and self.behind_person
        if not behind_slash and not (self.step == "for" and self.reading.creators):
            return at
        stop = self._run(at)
        if self.tight and stop == at + 1 and bodies.is_plain(self.tokens[at]):
            return at  # "… Jane Holt / Sailors heave …"
        if stop > at:
            stop = max(stop, bodies.run(self.tokens, at))
        if self.tight:
            stop = bodies.shortest(self.tokens, at, stop)
        return self._add_body(at, stop, "medium") if 0 < stop - at <= _LONGEST_BODY else at

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

    def _name(self, at: int) -> int:
        if self._is_dateline(at):
            self.reading.aside += 1
            return at + 1
        stop = self._run(at)
        size = names.name(self.tokens[at:stop], tight=self.tight)
        return self._add_name(at, at + size) if size else at

    def _plain_name(self, at: int) -> int:
        """Behind an agency's slash two words are a name, be the first a people: "PTI/Danish …"."""
        stop = self._run(at)
        agency = self.reading.organizations and self.reading.organizations[-1].kind == "agency"
        tied = self.step == "slash" and agency and not self.reading.creators
        pair = stop - at == _PAIR and not bodies.is_plain(self.tokens[stop - 1])
        return self._add_name(at, stop) if tied and pair and not self.tight else at

    def _is_dateline(self, at: int) -> bool:
        """Whether a place opens an agency's line: "서울=연합뉴스", "부산=홍길동 기자"."""
        dated = self.tokens[at].kind == "cjk" and self.fresh and at + 2 < len(self.tokens)
        tied = dated and self.tokens[at + 1].text in "=＝"
        job = at + 3 < len(self.tokens) and self.lexicon.match(self.tokens, at + 3, _JOB)
        return bool(tied and (job or self.lexicon.match(self.tokens, at + 2, _AGENCY)))

    def _firm(self, at: int) -> int:
        """Two lone words that "&" joins are one firm's name: "Holt & Marsh"."""
        both = at + _PAIR < len(self.tokens) and self.tokens[at + 1].text == "&"
        stop = at + _PAIR + 1
        if not (both and self.fresh and self._run(at) == at + 1):
            return at
        alone = self._run(at + _PAIR) == stop
        known = self.lexicon.match(self.tokens, at + _PAIR) is not None
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
        if not (behind and initials.isupper() and 1 < len(initials) <= _PAIR + 1):
            return False
        label = self.lexicon.match(self.tokens, at + 1, _PAPERS)
        opens = self.fresh and self.step in ("", "label")
        if label is None or not (opens and behind[0].text.isupper()):
            return False
        stop = at + 1 + len(label.words)
        return stop == len(self.tokens) or self.tokens[stop].text == ":"

    def _is_first_word(self, at: int) -> bool:
        return self.fresh and self.step in ("", "label") and self._run(at) == at + 1

    def _single(self, at: int) -> int:
        """Read one unknown capitalised word: a surname after a rank, else a body's short name."""
        token = self.tokens[at]
        lone = len(self.tokens) == 1 and any(map(str.isupper, token.text))  # "iFixit"
        if not lone and (self._run(at) != at + 1 or self.dashed or not token.capital):
            return at
        common = self.lexicon.is_a("not-name", token.fold) and not token.text.isupper()
        led = self.step == "rank" or (self.step == "by" and not common)
        if led and not token.text.isupper():
            return self._add_name(at, at + 1)
        plain = common and not (self.reading.parties or self._is_signed(at))
        inflected = token.kind == "cjk" and not names.is_cjk_term(token)
        if not self.fresh or plain or inflected or len(token.text) == 1 or self._is_date(token):
            return at
        if token.kind == "cjk" and self._is_address(token.text):
            return at
        if self._is_behind_body(at):
            return self._add_name(at, at + 1)
        station = _STATION.fullmatch(token.text) is not None
        return self._add_body(at, at + 1, "medium" if self.behind_person or station else "unnamed")

    def _is_address(self, text: str) -> bool:
        """Whether a place opens an unknown word: "京都府舞鶴市"."""
        return any(self.lexicon.is_a("not-name", text[:size]) for size in _PREFECTURE)

    def _is_signed(self, at: int) -> bool:
        """Whether a slash ties a name to the word: "Museum/E. Holt"."""
        tied = at + _PAIR < len(self.tokens) and self.tokens[at + 1].text in SLASHES
        return tied and self._run(at + _PAIR) > at + _PAIR + 1

    def _is_behind_body(self, at: int) -> bool:
        """Whether a word ends a credit behind a body's slash, as surnames do: "APA/Techt".

        What a tight slash parts from initials is one too: "HBF/Marsh".
        """
        token, bodies_ = self.tokens[at], self.reading.organizations
        if self.step != "slash" or not bodies_ or self.reading.creators:
            return False
        filed = bodies_[-1].known and self.reading.identifier  # "Archive, Bild 1-2 / Marsh / CC0"
        signs = filed or (bodies_[-1].kind in _SIGNING and bodies_[-1].known)
        short = not token.gap and bodies_[-1].name.isupper() and token.text.istitle()
        rest = self.tokens[at + 1 :]
        last = all(behind.kind == "mark" for behind in (rest[:1] if filed else rest))
        long = len(token.text) >= _SHORTEST_SURNAME or not token.text.isupper()
        named = token.kind == "word" and token.text.replace("-", "").isalpha()
        return (signs or short) and last and long and named

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
                "copyright" in self.reading.signs or (signed or 0) > stop + _PAIR
            )
        few = 1 < stop - at <= _LONGEST_BODY
        return self._add_body(at, stop, "unnamed") if few and closed else at

    def _is_article(self, at: int) -> bool:
        token = self.tokens[at]
        return token.fold in bodies.ARTICLES and token.text not in SURNAMES
