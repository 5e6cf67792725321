"""What the credit parser knows of the world: the files in ``data/``, read once, on first use.

Every file is a TOML document of ``[[group]]`` tables with a ``kind`` and ``names``; lines and
`` | `` separate the names. The files say themselves what their kinds mean.
"""

from __future__ import annotations

import re
import tomllib
import unicodedata
from dataclasses import dataclass, field
from functools import cache
from importlib.resources import files
from itertools import product
from typing import TYPE_CHECKING, Final

from archive.extract.credit.tokens import Kind, Token, fold, is_small, tokenize

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Sequence

_FILES: Final = (
    "labels",
    "agencies",
    "platforms",
    "services",
    "media",
    "institutions",
    "companies",
    "ranks",
    "words",
    "given_names",
    "instructions",
)
ORGANIZATIONS: Final = frozenset(
    {"agency", "platform", "us", "state", "medium", "company", "institution"}
)
RANKS: Final = frozenset({"rank", "rank-us", "rank-state"})
PRESS: Final = frozenset({"agency", "medium"})
"""Who publishes pictures: called like people at times ("Petra", "Marianne"), and photographers
sign beside them with the surname alone."""
AGENCY: Final = frozenset({"agency"})
PUBLIC: Final = frozenset({"us", "state"})
"""Forces, ministries and offices: those of the United States, and those of other states."""
LABEL: Final = frozenset({"label"})
NOUNS: Final = LABEL | {"remark"}
"""What a label is without its adjectives: "photo", or a remark on which photo it is."""
COURTESY: Final = frozenset({"courtesy"})
TITLE: Final = frozenset({"title"})
_BY: Final = frozenset({"by"})
_WORD_SETS: Final = (
    "particle",
    "title",
    "place",
    "not-name",
    "maybe-name",
    "given-name",
    "month",
    "leads-to-name",
    "before-place",
    "nation",
    "abbreviation",
    "opening-cjk-medium",
    "stock",
    "capture",
    "signing",
    "letter",
    "surname",
    "word-",
    "ending-",
    "noun-behind",
    "country-",
    "office",
)
_SAID: Final = ("reserved", "instruction")
_ACRONYM_LENGTH: Final = 5
_FIRST_OTHER: Final = "\u0590"
"""Behind Latin, Greek and Cyrillic: the first letter of scripts that need the tokenizer."""
_Key = tuple[str, tuple[str, ...]]
_PLAIN_NOUNS: Final = frozenset({"photo", "photos", "image", "images", "picture", "pictures"})
"""In lower case they say what was made, and belong to no body's name ("UN photo by")."""
_INITIALS: Final = 2
"""Letters of a rank that is only initials, and in small letters another word."""
_LONG_WORD: Final = 9
"""A name of one word as long as this is known without its capital too ("foto: kaitsevägi")."""
_DOTS: Final = frozenset("・·‧")
"""They part bodies that are listed; between the parts of a foreign name they are its letters."""
_INFLECTED: Final = ("され", "した", "して", "しま", "する")
"""Behind a Japanese word they make a verb of it: "撮影された" is no label."""
_SEAM: Final = re.compile(r"(?<=[^\W\d_A-Z][^\W\d_A-Z])(?=[A-Z]{3,}$)")
"""Where small letters end in front of an acronym."""
_DESK: Final = 2
_BODIES: Final = ("word-medium", "word-state", "word-unit")
_LONGEST_TAIL: Final = 4
"""Words behind a hyphen, no more, in which such a body's name may go on."""
_SHORT_HANGUL: Final = 2
_LONGEST_HANGUL_TAIL: Final = 2
"""A known word of two syllables in front of two others is a part of one: "연합훈련"."""


class LexiconError(ValueError):
    """A data file is not what its head comment says; names the file."""


@dataclass(slots=True)
class Entry:
    """One name in the dictionary.

    Attributes:
        kind: the group's kind.
        words: the folded words of the name.
        spellings: the ways it is written in the data files, full stops removed.
        exact: whether only these spellings count (short acronyms).
    """

    kind: str
    words: tuple[str, ...]
    spellings: set[str] = field(default_factory=set)
    exact: bool = True

    def fits(self, tokens: Sequence[Token]) -> bool:
        """Whether the case of what is printed allows this entry."""
        first = tokens[0].text
        if (self.kind == "by" or self.kind in RANKS) and len(tokens) == 1 and not first.isascii():
            # "Pär", "Már" are names
            return first.casefold() in {s.casefold() for s in self.spellings}
        if self.exact:
            printed = unicodedata.normalize("NFKC", " ".join(t.text for t in tokens))
            return printed.replace(".", "") in self.spellings
        if self.kind in RANKS and len(first) <= _INITIALS and all(map(str.isupper, self.spellings)):
            return first.isupper()  # "St. Gallen"
        if self.kind in ORGANIZATIONS and tokens[-1].text in _PLAIN_NOUNS:
            return " ".join(t.text for t in tokens) in self.spellings
        if not is_small(first) or any(s[0].islower() for s in self.spellings):
            return True
        return len(first) >= _LONG_WORD and len(tokens) == 1


@dataclass(slots=True)
class Lexicon:
    """All dictionaries, keyed by folded words.

    Attributes:
        phrases: first folded word to the entries that begin with it, longest first.
        runs: first character to the CJK entries that begin with it, longest first.
        sets: kind to folded words, for the kinds of ``words.toml``.
        said: kind to what is printed behind captions, as it is written: what reserves rights, and
            what is told to editors.
    """

    phrases: dict[str, list[Entry]] = field(default_factory=dict)
    runs: dict[str, list[str]] = field(default_factory=dict)
    sets: dict[str, frozenset[str]] = field(default_factory=dict)
    said: dict[str, list[str]] = field(default_factory=dict)

    def match(
        self, tokens: Sequence[Token], at: int, kinds: frozenset[str] | None = None
    ) -> Entry | None:
        """Give the longest entry that begins at token ``at``, of one of ``kinds`` if given."""
        for entry in self.phrases.get(tokens[at].fold, ()):
            if kinds is not None and entry.kind not in kinds:
                continue
            size = len(entry.words)
            # The first word is the bucket's; the second parts most entries.
            if size > 1 and (at + 1 == len(tokens) or tokens[at + 1].fold != entry.words[1]):
                continue
            here = tokens[at : at + size]
            if (size == 1 or tuple(t.fold for t in here) == entry.words) and entry.fits(here):
                return entry
        return None

    def is_a(self, kind: str, word: str) -> bool:
        """Whether the folded word belongs to a set of ``words.toml``."""
        return word in self.sets.get(kind, ())

    def split(self, tokens: Iterable[Token]) -> list[Token]:
        """Cut runs of CJK characters, which print no spaces, where a known name begins or ends."""
        result: list[Token] = []
        printed = list(tokens)
        for at, token in enumerate(printed):
            if token.kind == "cjk":
                result.extend(self._cut(token))
            elif "-" in token.text and not self.match([token], 0, ORGANIZATIONS):
                named = at > 0 and self._is_given(printed[at - 1])
                behind = printed[at + 1 : at + _LONGEST_TAIL]
                if named and self._opens_institution(token, behind):
                    result.extend(_halves(token))  # "J. Holt-Musée de Belmare"
                else:
                    result.extend(self._part_agencies(token, behind))
            elif token.text[-1].isupper() and not token.text.isupper():
                result.extend(self._unglue(token))
            else:
                result.append(token)
        return result

    def _part_agencies(self, token: Token, behind: list[Token]) -> list[Token]:
        """Part agencies that a hyphen joins ("AFP-Yonhap"), unless they are one ("EPA-EFE").

        The last part of a name may be the first of a body's: "Jane Holt-USA TODAY Sports".
        """
        parts, at = [], 0
        for piece in token.text.split("-"):
            parts.append(_part(token, at, at + len(piece), "word"))
            at += len(piece) + 1
        first = parts[0]
        if token.caseless and first.text and self.match([first], 0, NOUNS):
            hyphen = len(first.text)  # "फोटो-पीटीआई"
            rest = _part(token, hyphen + 1, len(token.text), "word")
            return [first, _part(token, hyphen, hyphen + 1, "mark"), rest] if rest.text else [token]
        body = self.match([parts[-1], *behind], 0, PRESS) if parts[-1].text else None
        sure = body and (len(body.words) > 1 or self._is_agencys(parts, body))
        if sure and token.text[0].isupper():
            return _halves(token)
        if parts[0].text == "HO" and parts[1].capital:
            return [parts[0], _part(token, len("HO-"), len(token.text), "word")]
        desk = len(parts) == _DESK and parts[0].text.isupper() and len(parts[0].text) > 1
        if desk and not parts[1].text.isupper() and self.is_a("given-name", parts[1].fold):
            return parts  # "DDM-Jane Holt"
        if self.match([token], 0) or not all(p.text and self.match([p], 0, AGENCY) for p in parts):
            return [token]
        return parts

    def _is_given(self, token: Token) -> bool:
        return token.initial or self.is_a("given-name", token.fold)

    def _opens_institution(self, token: Token, behind: list[Token]) -> bool:
        """Whether a museum or the like begins behind a hyphen, and "of" goes on with its name."""
        _, last = _halves(token)
        tied = bool(behind) and self.match(behind, 0, _BY) is not None
        return tied and last.text[:1].isupper() and self.is_a("word-institution", last.fold)

    def _unglue(self, token: Token) -> list[Token]:
        """Part an agency from the surname that it lost the blank behind: "Jane HoltEFE"."""
        seam = _SEAM.search(token.text)
        if seam is None or self.match([token], 0) is not None:
            return [token]
        last = _part(token, seam.end(), len(token.text), "word")
        known = self.match([last], 0, AGENCY) is not None
        return [_part(token, 0, seam.end(), "word"), last] if known else [token]

    def _is_agencys(self, parts: list[Token], body: Entry) -> bool:
        """Whether an agency's name ends a word: "Jane Holt-REUTERS", "Belmare Sinmun-Newsis"."""
        before, last = parts[-2], parts[-1]
        shouted = last.text.isupper() and not before.text.isupper()
        bodys = any(self.is_a(kind, before.fold) for kind in _BODIES)  # "… of Defence-Newsis"
        return body.kind == "agency" and before.text != "" and (shouted or bodys)

    def _cut(self, token: Token) -> Iterator[Token]:
        text, begin, at = token.text, 0, 0
        hangul = "\uac00" <= text[0] <= "\ud7af"
        while at < len(text):
            behind = at == begin > 0
            known = self._known(text, at, hangul=hangul, behind=behind)
            if not known:
                at += 1
                continue
            yield from _between(token, begin, at)
            yield _part(token, at, at + len(known))
            at += len(known)
            begin = at
        yield from _between(token, begin, len(text))

    def _known(self, text: str, at: int, *, hangul: bool, behind: bool) -> str | None:
        for name in self.runs.get(text[at], ()):
            if text.startswith(name, at) and not text.startswith(_INFLECTED, at + len(name)):
                edge = at == 0 or at + len(name) == len(text)
                edge = edge or (behind and self.is_a("title", name))  # "中新社|发|李明"
                inside = hangul and at == 0 and len(text) - len(name) >= _LONGEST_HANGUL_TAIL
                if (edge and not (inside and len(name) <= _SHORT_HANGUL)) or (
                    len(name) > 1 and not hangul
                ):
                    return name
        return None


def _halves(token: Token) -> list[Token]:
    """Cut a word at its last hyphen."""
    cut = token.text.rindex("-")
    return [_part(token, 0, cut, "word"), _part(token, cut + 1, len(token.text), "word")]


def _between(token: Token, begin: int, end: int) -> Iterator[Token]:
    """What stands between known names: a dot that parts it from them is a mark of its own."""
    first = begin + (begin < end and token.text[begin] in _DOTS)
    last = end - (first < end and token.text[end - 1] in _DOTS)
    for one, two in ((begin, first), (first, last), (last, end)):
        if one < two:
            yield _part(token, one, two)


def _part(token: Token, begin: int, end: int, kind: Kind = "cjk") -> Token:
    text = token.text[begin:end]
    kind = "mark" if text in _DOTS else kind
    gap = token.gap and begin == 0
    return Token(
        token.start + begin,
        token.start + end,
        text,
        fold(text),
        kind,
        dot=False,
        gap=gap,
    )


def _names(group: dict[str, object], key: str = "names") -> Iterator[str]:
    block = group.get(key, "")
    if not isinstance(block, str):
        message = f"{key} must be a text block, not {block!r}"
        raise LexiconError(message)
    for line in block.splitlines():
        for name in line.split(" | "):
            if cleaned := name.strip().strip("|").strip():
                yield cleaned


def _groups(name: str) -> Iterator[tuple[str, list[str]]]:
    source = files("archive.extract.credit").joinpath("data", f"{name}.toml")
    try:
        document = tomllib.loads(source.read_text(encoding="utf-8"))
    except tomllib.TOMLDecodeError as error:
        message = f"data/{name}.toml: {error}"
        raise LexiconError(message) from error
    for group in document.get("group", ()):
        rates = product(_names(group, "rates"), _names(group, "classes"))
        short = product(_names(group, "abbreviations"), _names(group, "grades"))
        yield (
            group["kind"],
            [
                *_names(group),
                *(f"{rate} {its_class}" for rate, its_class in rates),
                *_names(group, "rates"),
                *map("".join, short),
            ],
        )


def _is_acronym(name: str) -> bool:
    letters = name.replace(".", "")
    return " " not in name and len(letters) <= _ACRONYM_LENGTH and letters.isupper()


def _read(name: str) -> tuple[tuple[str, ...], str]:
    """Give a name's folded words and its spelling without full stops."""
    words = name.split()
    if all(word.isalpha() and max(word) < _FIRST_OTHER for word in words):
        # Most names are words of letters only: what the tokenizer would find, sooner.
        return tuple(map(fold, words)), " ".join(words)
    tokens = tokenize(name)
    return tuple(t.fold for t in tokens), " ".join(t.text for t in tokens).replace(".", "")


def _add(lexicon: Lexicon, known: dict[_Key, Entry], kind: str, name: str) -> None:
    words, spelling = _read(name)
    if not words:
        return
    if len(words) == 1 and name[0] >= _FIRST_OTHER and tokenize(name)[0].kind == "cjk":
        lexicon.runs.setdefault(name[0], []).append(name)
    # Kinds stay apart: the case of a rank tells whose it is.
    entry = known.get((kind, words))
    if entry is None:
        entry = known[kind, words] = Entry(kind, words)
        lexicon.phrases.setdefault(words[0], []).append(entry)
    entry.spellings.add(spelling)
    entry.exact = entry.exact and kind in ORGANIZATIONS and _is_acronym(name)


@cache
def endings(kind: str) -> tuple[str, ...]:
    """Give the words of a kind of ``words.toml``, as `str.endswith` takes them."""
    return tuple(lexicon().sets[kind])


@cache
def lexicon() -> Lexicon:
    """Read the data files (about 0.2 s, once).

    Raises:
        LexiconError: a file is not TOML of the expected shape.
    """
    result = Lexicon()
    sets: dict[str, set[str]] = {}
    known: dict[_Key, Entry] = {}
    for name in _FILES:
        for kind, names in _groups(name):
            if kind.startswith(_SAID):
                result.said.setdefault(kind, []).extend(names)
                continue
            if kind.startswith(_WORD_SETS):
                sets.setdefault(kind, set()).update(" ".join(_read(n)[0]) for n in names)
                if kind not in ("title", "place"):
                    continue
            for one in names:
                _add(result, known, kind, one)
    result.sets = {kind: frozenset(words) for kind, words in sets.items()}
    for bucket in result.phrases.values():
        bucket.sort(key=lambda entry: -len(entry.words))
    for names_ in result.runs.values():
        names_.sort(key=len, reverse=True)
    return result
