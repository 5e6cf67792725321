"""Labels: the words that introduce a credit — "Photo:", "Foto von", "사진=", "Fotó:", "©".

label = { adjective }, noun, { [mark], noun }, [by], [colon] | by, [colon]
"""

from __future__ import annotations

from dataclasses import dataclass, replace
from typing import TYPE_CHECKING, Final

from archive.extract.credit import bodies
from archive.extract.credit.edges import BRACKETS, COLONS, blanks
from archive.extract.credit.lexicon import ORGANIZATIONS, RANKS, Entry, lexicon
from archive.extract.credit.sentences import ENDS
from archive.extract.credit.signs import sign_length
from archive.extract.credit.tokens import Token, is_small, tokenize

if TYPE_CHECKING:
    from collections.abc import Sequence

_NOUNS: Final = frozenset({"label", "remark"})
_NOUNS_OR_BY: Final = _NOUNS | {"by"}
_LABEL: Final = frozenset({"label"})
_SQUARE: Final = frozenset("[［【〔")
"""Brackets that labels have of their own; round ones hold what is said of the picture."""
_COURTESY: Final = frozenset({"courtesy"})
_CROWN: Final = frozenset({"crown"})
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
_SERVICES: Final = frozenset({"us", "state", "unit", "agency", "medium"})
"""Bodies that have photographers of their own."""
_ABBREVIATION: Final = 3
"""Letters, no more, that a full stop shortens inside a label: "mat. pras."."""
_SHORTEST_NOUN: Final = 5
"""A label of fewer letters with a full stop is an abbreviation: "fot.", "phot."."""
_STUDIOS: Final = frozenset({"images", "photos", "pictures", "photography"})
_THROUGH: Final = frozenset({"/", "via"})
_OF: Final = "of "
_BY: Final = frozenset({"by", "par", "por", "von", "door", "av", "af", "przez", "od"})
_LOOKAHEAD: Final = 12
_LONGEST_BODY: Final = 5
_LONGEST: Final = 200
_NOUN: Final = frozenset({"label"})
_LONGEST_LABEL: Final = 40


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


def past_label(text: str, begin: int, end: int, *, marked: bool = False) -> int | None:
    """Give where the credit starts behind a label or © that opens the span; None without one.

    Args:
        text: the whole text.
        begin: start of the span.
        end: end of the span.
        marked: the span is known to be a credit, so that any noun that opens it is a label.
    """
    begin, end = blanks(text, begin, end)
    signed = None
    while begin < end and (length := sign_length(text, begin, end)):
        signed = begin = blanks(text, begin + length, end)[0]
    tokens = lexicon().split(tokenize(text[begin : min(end, begin + _LONGEST)]))
    label = _label(tokens, begin, marked=marked) if tokens else None
    if label and text.startswith(_OF, label.stop, end):
        return signed  # "Photo of Jane Holt" tells who is in it
    return label.stop if label else _past_first_noun(tokens, begin) or signed


def opens_capture(text: str, begin: int, end: int) -> bool:
    """Whether the span opens with what a picture of a screen is called: "Screenshot EBC"."""
    tokens = lexicon().split(tokenize(text[begin : min(end, begin + _LONGEST_LABEL)]))
    entry = lexicon().match(tokens, 0, _NOUNS) if tokens else None
    return entry is not None and _is_capture(entry)


def _is_capture(entry: Entry) -> bool:
    return lexicon().is_a("capture", " ".join(entry.words))


def _introduces(tokens: Sequence[Token], at: int) -> bool:
    """Whether a colon or a "by" stands there."""
    return _is_colon(tokens, at) or (at < len(tokens) and tokens[at].fold in _BY)


def _past_first_noun(tokens: Sequence[Token], offset: int) -> int | None:
    """Give where a second label starts that is all the first one introduces: "Foto: Screenshot"."""
    for at in range(1, len(tokens)):
        if tokens[at - 1].text in COLONS:
            index, nouns, _ = _read_nouns(tokens[:at])
            rest, more, sure = _read_nouns(tokens[at:])
            whole = index == at and at + rest == len(tokens) and not sure
            return offset + tokens[at].start if nouns and more and whole else None
    return None


def labels(text: str, begin: int, end: int) -> list[Label]:
    """Give the labels inside the span, each where a label may stand."""
    piece = text[begin:end]
    tokens = [part for token in tokenize(piece) for part in _parts(token)]
    found: list[Label] = []
    for index in range(len(tokens)):
        kind = _opening_kind(tokens, index)
        if kind is None:
            continue
        ahead = lexicon().split(tokens[index : index + _LOOKAHEAD])
        label = _label(ahead, begin) or _label_in_brackets(ahead, tokens[index - 1 : index], begin)
        if index and (lexicon().match(tokens, index - 1, _CROWN) or _is_name(tokens, index)):
            continue
        if label is None or (found and label.start < found[-1].stop):
            continue
        if text.startswith(_OF, label.stop, end):
            continue  # "Five sources of traffic"
        if _may_stand(label, kind, tokens, index, piece):
            found.append(label)
        elif kind != "by" and not found and _may_interrupt(label, tokens, index):
            found.append(replace(label, weak=True))
    return found


def _parts(token: Token) -> list[Token]:
    """Part a label from what a hyphen joins to it where no capital shows it: "फोटो-पीटीआई"."""
    return lexicon().split([token]) if token.caseless and "-" in token.text else [token]


def label_at_end(text: str, begin: int, end: int) -> int:
    """Give where a label begins that ends the span; its end where none does.

    A colon shows it, or the full stop that shortens its noun ("… NATO fot."), or a comma in front
    of several words ("…, crédit photo").
    """
    window = max(begin, end - _LONGEST_LABEL)
    tokens = lexicon().split(tokenize(text[window:end]))
    for at in range(len(tokens)):
        index, nouns, sure = _read_nouns(tokens[at:])
        short = tokens[at].dot and lexicon().is_a("abbreviation", tokens[at].fold)
        parted = index > 1 and at > 0 and tokens[at - 1].text == ","
        shown = sure or (short and index == 1) or parted
        if nouns and shown and at + index == len(tokens):
            return window + tokens[at].start
    return end


def _is_name(tokens: Sequence[Token], index: int) -> bool:
    """Whether a label's word belongs to the name before it."""
    return _is_surname(tokens, index) or _is_studio(tokens, index)


def _is_studio(tokens: Sequence[Token], index: int) -> bool:
    """Whether a label's word ends a studio's name: "Example Images/AGENCY", "Holt Photos via …"."""
    token, behind = tokens[index], tokens[index + 1 : index + 2]
    if token.fold not in _STUDIOS or not (token.gap and tokens[index - 1].capital):
        return False
    return bool(behind) and behind[0].fold in _THROUGH


def _is_surname(tokens: Sequence[Token], index: int) -> bool:
    """Whether a label's word ends a name: "Luis Fuentes/AGENCY", not "… Belmare Fuentes: Name"."""
    surname = lexicon().is_a("maybe-name", tokens[index].fold) and tokens[index - 1].capital
    return surname and not _is_colon(tokens, index + 1)


def _opening_kind(tokens: Sequence[Token], index: int) -> str | None:
    """Give the kind of word that opens a label at ``index``; None where none does."""
    token = tokens[index]
    if token.kind == "cjk":
        entry = lexicon().match(lexicon().split([token]), 0, _NOUNS)
    else:
        entry = lexicon().match(tokens, index, _NOUNS_OR_BY)
    return entry.kind if entry else None


def _behind_body(tokens: Sequence[Token], index: int) -> bool:
    """Whether a body's name ends right before: in "US Army Photo by" no label begins at "Photo"."""
    words = lexicon()
    for at in range(max(0, index - _LONGEST_BODY), index):
        if not tokens[at].capital or tokens[at].fold in bodies.ARTICLES:
            continue
        if at and words.is_a("before-place", tokens[at - 1].fold):
            continue  # "… aboard HMS Example Photo by": the body is the sentence's own
        whole = bodies.run(tokens[:index], at) == index
        # A body may hold the label's word: "PA Images".
        if _body_end(tokens, at) >= index or (
            whole and bodies.kind_of(tokens[at:index]) in _SERVICES
        ):
            return True
    return False


def _body_end(tokens: Sequence[Token], at: int) -> int:
    """Give where a known body's name ends that begins at ``at``; ``at`` where none does."""
    entry = lexicon().match(tokens, at, ORGANIZATIONS)
    return at + len(entry.words) if entry else at


def _may_stand(label: Label, kind: str, tokens: Sequence[Token], index: int, piece: str) -> bool:
    """Whether a label may stand there: behind a stop, a mark, a line break; or it is sure."""
    before, line = tokens[index - 1] if index else None, tokens[index : index + 4]
    if before is None:
        return True
    stopped = before.dot or "\n" in piece[before.end : line[0].start]
    if kind == "by":
        return stopped or before.text in ENDS
    if stopped or (before.kind == "mark" and before.text not in "'’\","):
        return True
    small = is_small(line[0].text)
    if label.sure and line[0].kind == "cjk" and line[0].gap:
        return True  # "… 撮影・山田太郎"
    if any(_ends_as_colon(t) for t in line):
        return label.sure and (before.text == "," or not small)
    shown = label.sure and line[0].text[0].isupper()
    return shown and (not before.capital or (label.tied and not _behind_body(tokens, index)))


def _may_interrupt(label: Label, tokens: Sequence[Token], index: int) -> bool:
    """Whether a label may stand behind a word or a comma: "… in Kiev Beeld AGENCY", "…, fot. X"."""
    before, token = tokens[index - 1], tokens[index]
    if not token.gap or token.kind == "cjk" or label.start == label.stop:
        return False
    if before.kind == "mark":
        if before.text != "," or index + 1 == len(tokens):
            return False
        # "…, fot. shutterstock": some agencies write themselves small.
        return tokens[index + 1].capital or _body_end(tokens, index + 1) > index + 1
    # In scripts without capitals nothing but a known body shows that a name follows.
    bare = token.caseless and _body_end(tokens, index + 1) == index + 1
    if bare or lexicon().is_a("leads-to-name", before.fold):
        return False
    if lexicon().match(tokens, index - 1, ORGANIZATIONS | RANKS) or before.text.isupper():
        return False  # "Getty Images/Name", "UN Photo/Name"
    short = token.dot and len(token.text) < _SHORTEST_NOUN
    apart = before.kind == "cjk"  # "… 訓練する隊員 photo/AGENCY": small letters are no sentence's
    return (not is_small(token.text) or short or apart) and not _behind_body(tokens, index)


# ------------------------------------------------------------------ the grammar of a label


def _label(tokens: Sequence[Token], offset: int, *, marked: bool = False) -> Label | None:
    """Read the label that the tokens begin with; offsets of tokens count from ``offset``."""
    words = lexicon()
    index, nouns, sure = _read_nouns(tokens)
    more, tied = index < len(tokens), False
    thanks = words.match(tokens, 0, _COURTESY)
    if thanks and nouns and index < len(thanks.words) < len(tokens):
        return Label(offset + tokens[0].start, offset + tokens[0].start, sure=True)
    if more and nouns and not sure and words.match(tokens, index, _COURTESY):
        sure = tokens[index - 1].kind == "mark" or tokens[index - 1].dot  # "Photo / Supplied"
        if not sure:
            start = offset + tokens[0].start
            return Label(start, start, sure=True)
    if not sure:
        tie = words.match(tokens, index, _TIES) if more else None
        shown = tie and tie.words == ("pictured",) and _is_colon(tokens, index + 1)
        if tie and not shown and tie.words[0] in _TYING and (nouns or tie.words[-1] == "by"):
            index += len(tie.words)
            sure, tied = True, bool(nouns)
            if index < len(tokens) and tokens[index].text in COLONS:
                index += 1
    if nouns and not (sure or marked) and needs_mark(tokens, 0, index):
        return None
    if (not nouns and not sure) or index >= len(tokens) or tokens[index].text in BRACKETS:
        return None
    if tokens[index].kind == "number" and tokens[index - 1].kind == "cjk":
        return None  # "図1" is a figure's number
    return Label(offset + tokens[0].start, offset + tokens[index].start, sure, tied)


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


def _is_link(token: Token) -> bool:
    return token.text in COLONS | _LINKS


def _ends_as_colon(token: Token) -> bool:
    """Whether a colon stands there, or the two dots of a visarga, printed for one: "तस्बिरः"."""
    return token.text in COLONS or token.text[-1] in _VISARGAS


def _label_in_brackets(
    tokens: Sequence[Token], before: Sequence[Token], offset: int
) -> Label | None:
    """Read a label that has brackets of its own: "…〔PHOTO〕AGENCY"."""
    entry = lexicon().match(tokens, 0, _LABEL)
    size = len(entry.words) if entry else len(tokens)
    if not before or before[0].text not in _SQUARE or size + 1 >= len(tokens):
        return None
    if BRACKETS.get(tokens[size].text) != before[0].text:
        return None
    return Label(offset + before[0].start, offset + tokens[size + 1].start, sure=False, weak=True)


def _is_colon(tokens: Sequence[Token], at: int) -> bool:
    return at < len(tokens) and tokens[at].text in COLONS


def _read_nouns(tokens: Sequence[Token]) -> tuple[int, int, bool]:
    """Read nouns and the marks between and behind them.

    Returns:
        How many tokens they are, how many nouns, and whether a colon stands among them.
    """
    index = nouns = 0
    sure = False
    while index < len(tokens):
        token = tokens[index]
        if token.kind == "mark":
            if not nouns or token.text not in COLONS | _LINKS:
                break
            sure = sure or token.text in COLONS or tokens[index - 1].kind == "cjk"
            index += 1
            if not _noun(tokens, index):
                break
            continue
        entry = _noun(tokens, index)
        if entry is None or (entry.kind == "noise" and nouns):
            break
        if _is_capture(entry) and not _introduces(tokens, index + len(entry.words)):
            break  # "Screenshot Reddit" is how they have it, and stays whole
        index += len(entry.words)
        sure = sure or _ends_as_colon(tokens[index - 1])
        # "File: …": before a colon an adjective is a label too; "Top: …" may tell who is seen.
        alone = _is_colon(tokens, index) and token.fold not in POSITIONS
        nouns += entry.kind in _NOUNS or alone
        linked = index < len(tokens) and tokens[index].text in _LINKS
        behind = _noun(tokens, index + linked, _NOUN)
        if entry.kind == "remark" and nouns == 1 and behind:
            # "Archivbild Quelle: …": the remark belongs to the caption, the label comes after it.
            return 0, 0, False
    return index, nouns, sure


def _noun(
    tokens: Sequence[Token], index: int, kinds: frozenset[str] = _NOUNS | {"noise"}
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
    return None if body and len(body.words) > len(entry.words) else entry
