"""What words that the lexicon does not have can be: bodies, or else persons and small things."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING, Final

from archive.extract.credit import bodies, names
from archive.extract.credit.bodyshapes import BodyShapes
from archive.extract.credit.lexicon import AGENCY, PRESS, PUBLIC, TITLE
from archive.extract.credit.state import CLOSING, PAIR, SEPARATORS
from archive.extract.credit.words import DASHES, SLASHES

if TYPE_CHECKING:
    from archive.extract.credit.tokens import Token

_DASHED: Final = ("stockadobe", "adobestock", "fotolia")
"""Services that ask to be printed behind a dash: "someuser - stock.adobe.com"."""
_PREFECTURE: Final = (3, 4)
"""Letters of a Japanese prefecture's name."""
_SHORTEST_SURNAME: Final = 5
"""Capitals behind an agency's slash: so many letters are a surname, fewer a client."""
_SHORTEST_MIXED: Final = 4
"""Letters of a surname in front of one, and behind an office's slash."""
_LONGEST_EDITOR: Final = 4
_LONGEST_AGE: Final = 2
_STATION: Final = re.compile(r"[KW][A-Z]{3}(?:-(?:TV|FM|AM))?")
"""Call letters of stations in the United States (47 CFR 73.3550)."""
_LONGEST_SHORT: Final = 5
"""Letters of an editor's initials, and of a word written short."""


class Shapes(BodyShapes):
    """All shapes of unknown words, and the order in which they are tried."""

    def _unknown(self, at: int) -> int:
        """Try each shape in turn; each gives where it ends, or ``at`` where it does not fit."""
        if self.tight and self.step in ("name", "org") and not self.fresh:
            return self._lose(at, 1)
        for shape in (
            self._editor,
            self._age,
            self._month,
            self._spelled,
            self._abbreviation,
            self._site,
            self._postposition,
            self._account,
            self._uploader,
            self._signer,
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

    def _editor(self, at: int) -> int:
        """Step over an editor's initials, or a path, behind a slash: "AGENCY/Name/hp"."""
        token = self.tokens[at]
        small = token.kind == "word" and token.text.islower()
        small = small and (len(token.text) <= _LONGEST_EDITOR or self._is_behind_site(at))
        if not (small and self.step == "slash" and self.reading.parties):
            return at
        stop = at + 1
        if stop < len(self.tokens) and (token.gap or self.tokens[stop].text not in SLASHES):
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

    def _month(self, at: int) -> int:
        """Step over a month and its year, which are no party: "AGENCY / January 2006"."""
        year = self.tokens[at + 1 : at + 2]
        dated = self._is_date(self.tokens[at]) and bool(year) and bodies.is_year(year[0])
        return at + PAIR if dated and self.reading.parties else at

    def _is_behind_site(self, at: int) -> bool:
        """Whether a slash joins a path to an address: "facebook.com/someone"."""
        return at > 1 and self.tokens[at - 2].site and not self.tokens[at - 1].gap

    def _abbreviation(self, at: int) -> int:
        """Step over what is written short at a credit's very front: "tkm. Jane Holt"."""
        token = self.tokens[at]
        short = token.kind == "word" and token.text.islower() and len(token.text) <= _LONGEST_SHORT
        plain = self.lexicon.is_a("not-name", token.fold)
        if at or plain or not (short and token.dot) or self._run(at + 1) < at + 1 + PAIR:
            return at
        self.reading.aside += 1
        return at + 1

    def _account(self, at: int) -> int:
        """Read a contributor's account in front of a picture service: "someuser/Shutterstock"."""
        token = self.tokens[at]
        if not self.fresh or at + 2 >= len(self.tokens) or not token.text[0].islower():
            return at
        if self.step != "slash" and self._is_stock(at + 2, self.tokens[at + 1].fold):
            return self._add_name(at, at + 1)
        tied = self.tokens[at + 1].text == "/" and not self.tokens[at + 1].gap
        if tied and self._is_photo_agency(at + 2):
            return self._add_name(at, at + 1)
        if tied and self.step in ("", "label") and self._run(at + 2) > at + PAIR + 1:
            return self._add_body(at, at + 1, "unnamed")  # "pa/Jane Holt"
        return self._add_name(at, at + 1) if tied and self._is_agency(at + 2) else at

    def _uploader(self, at: int) -> int:
        """Read a contributor's account behind a picture service: "iStock/some_user7"."""
        if self.step != "slash" or self.body is None or not self.fresh:
            return at
        stop = at + 1
        while stop < len(self.tokens) and self.tokens[stop].text not in CLOSING:
            if self.tokens[stop].gap:
                return at
            stop += 1
        service = self.reading.organizations[-1].name.casefold()
        account = self.text[self.tokens[at].start : self.tokens[stop - 1].end]
        shown = account[0].islower() or any(c.isdigit() or c in "_." for c in account)
        if not (shown and self.lexicon.is_a("stock", service)):
            return at
        return self._add_name(at, stop)

    def _signer(self, at: int) -> int:
        """Read a surname that opens an agency's credit: "Holtmann/AGENCY", "HOLT/AGENCY via …"."""
        if self._is_with_given_name(at):
            return self._add_name(at, at + PAIR)
        token, behind = self.tokens[at], self.tokens[at + 1 : at + 1 + PAIR]
        opens = self.fresh and self.step in ("", "label") and not self.reading.parties
        word = token.kind == "word" and token.capital and token.text.isalpha()
        if not (opens and word and len(behind) == PAIR and behind[0].text in SLASHES):
            return at
        least = _SHORTEST_SURNAME if token.text.isupper() else _SHORTEST_MIXED
        named = len(token.text) >= least and (token.text.isupper() or token.text.istitle())
        plain = self.lexicon.is_a("not-name", token.fold) or bodies.keyword(token)
        signed = named and not plain and self._is_agency(at + PAIR)
        return self._add_name(at, at + 1) if signed else at

    def _is_with_given_name(self, at: int) -> bool:
        """Whether two words open an agency's credit, the second a country's: "Tim Ireland/PA"."""
        behind = self.tokens[at + 1 : at + 1 + PAIR]
        if not (self.fresh and len(behind) == PAIR and behind[1].text in SLASHES):
            return False
        sure = names.is_only_given(self.tokens[at].fold)
        plain = behind[0].capital and not bodies.keyword(behind[0])
        more = at + PAIR + 1 < len(self.tokens)
        return sure and plain and more and self._is_agency(at + PAIR + 1)

    def _is_agency(self, at: int) -> bool:
        return self.lexicon.match(self.tokens, at, AGENCY) is not None

    def _is_photo_agency(self, at: int) -> bool:
        """Whether a picture agency of several words stands there: "someuser/Getty Images"."""
        entry = self.lexicon.match(self.tokens, at, AGENCY)
        return entry is not None and len(entry.words) > 1

    def _is_stock(self, at: int, mark: str) -> bool:
        """Whether a picture service behind a mark prints accounts: "someuser / Shutterstock"."""
        service = self.tokens[at].fold
        if mark in SLASHES or mark == "via":
            return self.lexicon.is_a("stock", service)
        return mark in DASHES and service.startswith(_DASHED)

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

    def _post_nominal(self, at: int) -> int:
        """Step over the corps or the honours behind a name: "Jane Holt RLC"."""
        if self.step != "name" or self.fresh or not self.tokens[at].text.isupper():
            return at
        stop = self._run(at)
        self.reading.aside += stop - at
        return stop

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
        pair = stop - at == PAIR and not bodies.is_plain(self.tokens[stop - 1])
        return self._add_name(at, stop) if tied and pair and not self.tight else at

    def _is_dateline(self, at: int) -> bool:
        """Whether a place opens an agency's line: "서울=연합뉴스", "부산=홍길동 기자"."""
        dated = self.tokens[at].kind == "cjk" and self.fresh and at + 2 < len(self.tokens)
        tied = dated and self.tokens[at + 1].text in "=＝"
        job = at + 3 < len(self.tokens) and self.lexicon.match(self.tokens, at + 3, TITLE)
        return bool(tied and (job or self.lexicon.match(self.tokens, at + 2, AGENCY)))

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

    def _is_lone_surname(self, token: Token) -> bool:
        """Whether a word is a name behind an office's slash: "Ministry/Holt", not "MoD/Range"."""
        plain = self.lexicon.is_a("not-name", token.fold) or bodies.keyword(token)
        return len(token.text) >= _SHORTEST_MIXED and token.text.istitle() and not plain

    def _is_address(self, text: str) -> bool:
        """Whether a place opens an unknown word: "京都府舞鶴市"."""
        return any(self.lexicon.is_a("not-name", text[:size]) for size in _PREFECTURE)

    def _is_signed(self, at: int) -> bool:
        """Whether a slash ties a name to the word: "Museum/E. Holt"."""
        tied = at + PAIR < len(self.tokens) and self.tokens[at + 1].text in SLASHES
        return tied and self._run(at + PAIR) > at + PAIR + 1

    def _is_behind_body(self, at: int) -> bool:
        """Whether a word ends a credit behind a body's slash, as surnames do: "APA/Techt".

        What a tight slash parts from initials is one too: "HBF/Marsh".
        """
        token, bodies_ = self.tokens[at], self.reading.organizations
        if self.step != "slash" or not bodies_ or self.reading.creators:
            return False
        filed = bodies_[-1].known and self.reading.identifier  # "Archive, Bild 1-2 / Marsh / CC0"
        signs = filed or (bodies_[-1].kind in PRESS and bodies_[-1].known)
        signs = signs or (bodies_[-1].kind in PUBLIC and self._is_lone_surname(token))
        short = not token.gap and bodies_[-1].name.isupper() and token.text.istitle()
        rest = self.tokens[at + 1 :]
        last = all(behind.kind == "mark" for behind in (rest[:1] if filed else rest))
        long = len(token.text) >= _SHORTEST_SURNAME or not token.text.isupper()
        named = token.kind == "word" and token.text.replace("-", "").isalpha()
        return (signs or short) and last and long and named
