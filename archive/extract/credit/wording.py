"""The wording of a label: which words make one, and what must follow them.

label = { adjective }, noun, { [mark], noun }, [by], [colon] | by, [colon]
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Final

from archive.extract.credit.edges import BRACKETS, COLONS
from archive.extract.credit.lexicon import COURTESY, LABEL, NOUNS, ORGANIZATIONS, Entry, lexicon

if TYPE_CHECKING:
    from collections.abc import Sequence

    from archive.extract.credit.tokens import Token

_SQUARE: Final = frozenset("[［【〔")
"""Brackets that labels have of their own; round ones hold what is said of the picture."""
_TIES: Final = frozenset({"by", "join"})
_VISARGAS: Final = frozenset("\u0903\u0983")
_LINKS: Final = frozenset("/／-–—|>·•・")
_MORE: Final = frozenset({"staff", "featured", "header", "banner", "hero", "title"})
POSITIONS: Final = frozenset({"top", "bottom", "above", "below", "left", "right", "inset"})
"""Where on a page, or in a picture."""
_ADJECTIVES: Final = _MORE | frozenset(
    {
        "official",
        "all",
        "file",
        "top",
        "cover",
        "lead",
        "feature",
        "main",
        "stock",
        "archive",
    }
)
_TYING: Final = frozenset(
    {
        "pictured",
        "photographed",
        "via",
        "captured",
        "filmed",
        "from",
        "by",
        "par",
        "von",
        "vom",
        "door",
        "por",
        "af",
        "av",
        "autor",
        "od",
        "przez",
        "от",
        "taken",
    }
    | {"shot", "di"}
)
"""The words of kind "by" that make a label sure; "de" and "from" may be anything."""
_ABBREVIATION: Final = 3
"""Letters, no more, that a full stop shortens inside a label: "mat. pras."."""
_PLURAL: Final = 3
"""A bracket, an ending, a bracket."""
_ENDINGS: Final = frozenset({"s", "n", "en", "e", "es", "r", "er", "a", "i"})
_BY: Final = frozenset({"by", "par", "por", "von", "door", "av", "af", "przez", "od"})


@dataclass(frozen=True, slots=True)
class Label:
    """A label inside a text.

    Attributes:
        start: offset where it starts.
        stop: offset where the credit behind it starts; ``start`` where the label is a part of
            the credit ("Photo courtesy of").
        sure: whether a colon or a word such as "by" follows it.
        tied: whether it is a noun and such a word: "Photo by", "Foto von".
        weak: whether only a capital, or a full stop that abbreviates, parts it from the caption's
            sentence: "… sur le pont PHOTO NAME, MEDIUM". What follows must be a credit and no more.
    """

    start: int
    stop: int
    sure: bool
    tied: bool = False
    weak: bool = False


def read_label(tokens: Sequence[Token], offset: int, *, marked: bool = False) -> Label | None:
    """Read the label that the tokens begin with; offsets of tokens count from ``offset``."""
    words = lexicon()
    index, nouns, sure = read_nouns(tokens)
    more, tied = index < len(tokens), False
    thanks = words.match(tokens, 0, COURTESY)
    if thanks and nouns and index < len(thanks.words) < len(tokens):
        return Label(offset + tokens[0].start, offset + tokens[0].start, sure=True)
    if more and nouns and words.match(tokens, index, COURTESY):
        apart = tokens[index - 1].kind == "mark" or tokens[index - 1].dot  # "Photo / Supplied"
        if not apart:
            # "Credit: Image courtesy of …": the noun belongs to what follows.
            colons = (at for at in range(index, 0, -1) if tokens[at - 1].text in COLONS)
            stop = tokens[next(colons, 0)].start
            return Label(offset + tokens[0].start, offset + stop, sure=True)
        sure = True
    if not sure:
        tie = words.match(tokens, index, _TIES) if more else None
        shown = tie and tie.words == ("pictured",) and is_colon(tokens, index + 1)
        if tie and not shown and tie.words[0] in _TYING and (nouns or tie.words[-1] == "by"):
            index += len(tie.words)
            sure, tied = True, bool(nouns)
            index += is_colon(tokens, index)
    if nouns and not (sure or marked) and needs_mark(tokens, 0, index):
        return None
    if (not nouns and not sure) or index >= len(tokens) or tokens[index].text in BRACKETS:
        return None
    if tokens[index].kind == "number" and tokens[index - 1].kind == "cjk":
        return None  # "図1" is a figure's number
    return Label(offset + tokens[0].start, offset + tokens[index].start, sure, tied)


def label_in_brackets(
    tokens: Sequence[Token], before: Sequence[Token], offset: int
) -> Label | None:
    """Read a label that has brackets of its own: "…〔PHOTO〕AGENCY"."""
    entry = lexicon().match(tokens, 0, LABEL)
    size = len(entry.words) if entry else len(tokens)
    if not before or before[0].text not in _SQUARE or size + 1 >= len(tokens):
        return None
    if BRACKETS.get(tokens[size].text) != before[0].text:
        return None
    return Label(offset + before[0].start, offset + tokens[size + 1].start, sure=False, weak=True)


def needs_mark(tokens: Sequence[Token], at: int, stop: int) -> bool:
    """Whether the noun from ``at`` to ``stop`` is no label without a colon or a dash behind it.

    In scripts without capitals "صورة جوية" would else be a label and a name. Some words only
    introduce names, and a body that is known may follow any.
    """
    words = lexicon()
    if stop > at + 1 or not tokens[at].caseless or words.is_a("signing", tokens[at].fold):
        return False
    return stop == len(tokens) or (
        not _is_link(tokens[stop]) and words.match(tokens, stop, ORGANIZATIONS) is None
    )


def read_nouns(tokens: Sequence[Token]) -> tuple[int, int, bool]:
    """Read nouns and the marks between and behind them.

    Returns:
        How many tokens they are, how many nouns, and whether a colon stands among them.
    """
    index = nouns = 0
    sure = False
    while index < len(tokens):
        token = tokens[index]
        if token.kind == "mark":
            if nouns and _is_plural(tokens, index):
                index += _PLURAL
                continue
            listed = token.text == "," and _noun(tokens, index + 1, LABEL)
            if not nouns or not (_is_link(token) or listed):
                break
            sure = sure or token.text in COLONS or tokens[index - 1].kind == "cjk"
            index += 1
            if not _noun(tokens, index):
                break
            continue
        entry = _noun(tokens, index)
        if entry is None or (entry.kind == "noise" and nouns):
            break
        if is_capture(entry) and not _introduces(tokens, index + len(entry.words)):
            break  # "Screenshot Reddit" is how they have it, and stays whole
        index += len(entry.words)
        sure = sure or ends_as_colon(tokens[index - 1])
        # "File: …": before a colon an adjective is a label too; "Top: …" may tell who is seen.
        alone = is_colon(tokens, index) and token.fold not in POSITIONS
        nouns += entry.kind in NOUNS or alone
        linked = index < len(tokens) and tokens[index].text in _LINKS
        behind = _noun(tokens, index + linked, LABEL)
        if entry.kind == "remark" and nouns == 1 and behind:
            # "Archivbild Quelle: …": the remark belongs to the caption, the label comes after it.
            return 0, 0, False
    return index, nouns, sure


def _is_plural(tokens: Sequence[Token], at: int) -> bool:
    """Whether a bracket says that there may be several: "Photographe(s) :"."""
    inside = tokens[at : at + _PLURAL]
    short = len(inside) == _PLURAL and inside[1].text in _ENDINGS and not inside[0].gap
    return short and (inside[0].text, inside[2].text) == ("(", ")")


def _noun(
    tokens: Sequence[Token], index: int, kinds: frozenset[str] = NOUNS | {"noise"}
) -> Entry | None:
    """Give a label's noun or adjective at ``index``, unless a body's longer name stands there."""
    if index >= len(tokens):
        return None
    words = lexicon()
    entry = words.match(tokens, index, kinds)
    if entry is None or (entry.kind == "noise" and entry.words[0] not in _ADJECTIVES):
        return None
    if any(t.dot and len(t.text) > _ABBREVIATION for t in tokens[index:][: len(entry.words) - 1]):
        return None  # "… of Army Staff. Photo: Name"
    body = words.match(tokens, index, ORGANIZATIONS)
    size = len(entry.words)
    behind = tokens[index + size : index + size + 1]
    tied = bool(behind) and behind[0].text == "/" and not behind[0].gap  # "Fotogramma/Name"
    return None if body and (len(body.words) > size or tied) else entry


def is_capture(entry: Entry) -> bool:
    """Whether a noun is what a picture of a screen is called: "Screenshot"."""
    return lexicon().is_a("capture", " ".join(entry.words))


def _introduces(tokens: Sequence[Token], at: int) -> bool:
    """Whether a colon or a "by" stands there."""
    return is_colon(tokens, at) or (at < len(tokens) and tokens[at].fold in _BY)


def is_colon(tokens: Sequence[Token], at: int) -> bool:
    """Whether a colon stands there."""
    return at < len(tokens) and tokens[at].text in COLONS


def _is_link(token: Token) -> bool:
    return token.text in COLONS | _LINKS


def ends_as_colon(token: Token) -> bool:
    """Whether a colon stands there, or the two dots of a visarga, printed for one: "तस्बिरः"."""
    return token.text in COLONS or token.text[-1] in _VISARGAS
