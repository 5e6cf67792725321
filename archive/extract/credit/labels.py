"""Labels: the words that introduce a credit — "Photo:", "Foto von", "사진=", "Fotó:", "©"."""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING, Final

from archive.extract.credit import bodies
from archive.extract.credit.edges import COLONS, blanks
from archive.extract.credit.lexicon import NOUNS, ORGANIZATIONS, RANKS, lexicon
from archive.extract.credit.sentences import ENDS
from archive.extract.credit.signs import sign_length
from archive.extract.credit.tokens import is_small, tokenize
from archive.extract.credit.wording import (
    ends_as_colon,
    is_capture,
    is_colon,
    label_in_brackets,
    read_label,
    read_nouns,
)

if TYPE_CHECKING:
    from collections.abc import Sequence

    from archive.extract.credit.tokens import Token
    from archive.extract.credit.wording import Label

_NOUNS_OR_BY: Final = NOUNS | {"by"}
_CROWN: Final = frozenset({"crown"})
_SERVICES: Final = frozenset({"us", "state", "unit", "agency", "medium"})
"""Bodies that have photographers of their own."""
_SHORTEST_NOUN: Final = 5
"""A label of fewer letters with a full stop is an abbreviation: "fot.", "phot."."""
_STUDIOS: Final = frozenset({"images", "photos", "pictures", "photography"})
_THROUGH: Final = frozenset({"/", "via"})
_SHOWN_IN: Final = frozenset({"im", "dem", "diesem", "unser", "unserem", "unsere", "das"})
"""Before "Bild:", written large in German, they lead to who is seen: "Im Bild: …"."""
_OF: Final = "of "
_LOOKAHEAD: Final = 12
_LONGEST_BODY: Final = 5
_LONGEST: Final = 200
_LONGEST_LABEL: Final = 40


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
    label = read_label(tokens, begin, marked=marked) if tokens else None
    if label and text.startswith(_OF, label.stop, end):
        return signed  # "Photo of Jane Holt" tells who is in it
    if label and label.start < label.stop and sign_length(text, label.stop, end) == 1:
        return blanks(text, label.stop + 1, end)[0]  # "Foto di © Name"
    return label.stop if label else _past_first_noun(tokens, begin) or signed


def opens_capture(text: str, begin: int, end: int) -> bool:
    """Whether the span opens with what a picture of a screen is called: "Screenshot EBC"."""
    tokens = lexicon().split(tokenize(text[begin : min(end, begin + _LONGEST_LABEL)]))
    entry = lexicon().match(tokens, 0, NOUNS) if tokens else None
    return entry is not None and is_capture(entry)


def _past_first_noun(tokens: Sequence[Token], offset: int) -> int | None:
    """Give where a second label starts that is all the first one introduces: "Foto: Screenshot"."""
    for at in range(1, len(tokens)):
        if tokens[at - 1].text in COLONS:
            index, nouns, _ = read_nouns(tokens[:at])
            rest, more, sure = read_nouns(tokens[at:])
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
        if kind is None or _leads_to_shown(tokens, index):
            continue
        ahead = lexicon().split(tokens[index : index + _LOOKAHEAD])
        label = read_label(ahead, begin) or label_in_brackets(
            ahead, tokens[index - 1 : index], begin
        )
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


def _leads_to_shown(tokens: Sequence[Token], index: int) -> bool:
    """Whether a small word before a noun leads to who is in the picture: "Im Bild: …"."""
    before = tokens[index - 1] if index else None
    return before is not None and before.fold in _SHOWN_IN and not before.dot


def only_noun(text: str) -> str | None:
    """Give the kind of a text that is one noun for a picture and no more: "Archive image."."""
    tokens = tokenize(text)
    entry = lexicon().match(tokens, 0, NOUNS) if tokens else None
    whole = entry is not None and len(entry.words) == len(tokens)
    return entry.kind if entry is not None and whole else None


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
        index, nouns, sure = read_nouns(tokens[at:])
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
    return surname and not is_colon(tokens, index + 1)


def _opening_kind(tokens: Sequence[Token], index: int) -> str | None:
    """Give the kind of word that opens a label at ``index``; None where none does."""
    token = tokens[index]
    if token.kind == "cjk":
        entry = lexicon().match(lexicon().split([token]), 0, NOUNS)
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
    if any(ends_as_colon(t) for t in line):
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
    numbered = not before.text.strip("IVX")  # "Leon XIV Fot. AGENCY"
    shouted = before.text.isupper() and not numbered
    if lexicon().match(tokens, index - 1, ORGANIZATIONS | RANKS) or shouted:
        return False  # "Getty Images/Name", "UN Photo/Name"
    short = token.dot and lexicon().is_a("abbreviation", token.fold)
    apart = before.kind == "cjk"  # "… 訓練する隊員 photo/AGENCY": small letters are no sentence's
    return (not is_small(token.text) or short or apart) and not _behind_body(tokens, index)
