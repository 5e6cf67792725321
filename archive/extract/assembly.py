"""Caption and credit out of a photo's lines: which of them says what.

What the mark-up names is believed first. Of what nothing names, only that is a credit which can be
nothing else, or which names somebody where credits stand.
"""

from __future__ import annotations

from dataclasses import dataclass, field, replace
from typing import TYPE_CHECKING

from archive.extract.credit.identifiers import find_identifier
from archive.extract.credits import (
    is_credit,
    names_body,
    names_party,
    parse_caption,
    parse_credit_line,
)
from archive.extract.lines import Line, is_portrait, is_sure_credit
from archive.extract.text import fold
from archive.extract.writers import begins_like_byline

if TYPE_CHECKING:
    from collections.abc import Iterable

    from lxml.etree import _Element

    from archive.model import Claim, Credit

_LONGEST_GUESS = 60
_SHORTEST_DOUBLE = 20
_CAPTION_AND_CREDIT = 2
_MOST_NAME_WORDS = 4


@dataclass
class Printed:
    """What is printed with one photo.

    Attributes:
        caption: without its credit; None where there is none.
        credit: the credit taken apart; None where there is none.
        raw_credit: the credit with its label, as it stands in its own element; None elsewhere.
        marked: whether the mark-up calls any of it a caption or a credit.
        told: what attributes in the photo's frame say; None where nothing is missing.
        elements: the elements it was read from, which are no part of the story's text.
        texts: every line read, for finding their doubles in the text.
    """

    caption: str | None = None
    credit: Credit | None = None
    raw_credit: str | None = None
    marked: bool = False
    told: Claim | None = None
    elements: list[_Element] = field(default_factory=list)
    texts: list[str] = field(default_factory=list)

    def __bool__(self) -> bool:
        return bool(self.caption or self.credit)


def assemble(lines: list[Line]) -> Printed:
    """Caption and credit from a photo's lines.

    Args:
        lines: in printed order.

    Returns:
        Caption and credit, told apart.
    """
    lines = _without_doubles(lines)
    marked = [line.text for line in lines if line.kind == "credit"]
    titles = [line for line in lines if line.kind == "title" and not _is_shouted(line.text)]
    rest = [line for line in lines if line.kind in {"caption", ""}] or titles
    if any(map(is_sure_credit, marked)):
        marked = [text for text in marked if not _is_phrase(text)]
    elif marked and not any(map(is_credit, marked)):
        sure = [line.text for line in rest if is_sure_credit(line.text)]
        if sure:
            # Names that tell the wrong way round: what they call the credit is the caption.
            rest = [Line(text, "caption", marked=True) for text in marked]
            marked = sure
    if any(line.kind == "caption" for line in rest):
        rest = [line for line in rest if line.kind == "caption"]
    if not marked:
        marked = _unmarked_credits(rest, lines)
    rest = [line for line in rest if line.text not in marked] or titles
    caption = " ".join(line.text for line in rest) or None
    raw = _joined(marked)
    credit = parse_credit_line(raw) if raw else None
    if credit is not None and credit.text is None:
        credit, raw = None, None
    if caption:
        caption, credit = _split(caption, credit)
    if caption and credit and credit.text:
        caption = _without_glued(caption, credit.text)
    if credit is not None and credit.identifier is None:
        credit = replace(credit, identifier=_identifier(line.text for line in lines))
    return Printed(
        caption,
        credit,
        raw,
        any(line.marked for line in lines),
        texts=[line.text for line in lines],
    )


def _is_phrase(text: str) -> bool:
    """Whether a text called the credit, beside one that is one, names nobody: a gallery's title."""
    named = is_credit(text) or is_sure_credit(text) or names_party(text)
    return not named and any(map(str.islower, text.split()))


def _is_shouted(title: str) -> bool:
    """Whether a title is one word in capitals, which reads like an agency's name: "KEYWORDS"."""
    return title.isascii() and title.isupper() and " " not in title and not names_body(title)


def _identifier(texts: Iterable[str]) -> str | None:
    """An image number in any of a photo's lines, though it may be no part of caption or credit."""
    return next((found[0] for text in texts if (found := find_identifier(text))), None)


def _unmarked_credits(rest: list[Line], lines: list[Line]) -> list[str]:
    """Credits among lines that nothing marks as such.

    Args:
        rest: the caption's lines.
        lines: all lines; those beyond ``rest`` stand beside the caption's element.
    """
    sure = [line.text for line in rest if is_sure_credit(line.text)]
    if sure or not rest:
        return sure
    beside = [line.text for line in lines if not line.kind and line not in rest]
    found = [text for text in beside if is_sure_credit(text)]
    if found or any(parse_caption(line.text).text for line in rest):
        return found[:1]  # a caption that has its credit in it needs no other
    found = [text for text in beside if _could_be_credit(text)]
    if not found and len(rest) == _CAPTION_AND_CREDIT:
        # A caption, and under it (or over it) a line of its own that names somebody.
        last, first = reversed(rest)
        found = [
            line.text
            for line, other in ((last, first), (first, last))
            if _is_caption_like(other)
            and not is_portrait(other.text, line.text)
            and (_could_be_credit(line.text) or (line is last and _is_signature(line)))
        ]
    return found[:1]


def _is_signature(line: Line) -> bool:
    """Whether a line under a caption may be a name that nobody knows; a link leads elsewhere."""
    plain = not any(map(str.isdigit, line.text)) and any(map(str.isupper, line.text))
    return plain and not line.linked and _could_be_name(line.text)


def _is_caption_like(line: Line) -> bool:
    """Whether a line is called a caption, or reads like one: a sentence, or some words."""
    return line.marked or line.text[-1:] in ".!?…" or len(line.text.split()) > _MOST_NAME_WORDS


def _could_be_credit(text: str) -> bool:
    """Whether a short text that stands where credits stand can be one: it names somebody known."""
    return _could_be_name(text) and (is_credit(text) or names_body(text))


def _could_be_name(text: str) -> bool:
    """Whether a short text that stands where credits stand may name somebody."""
    if (
        len(text) > _LONGEST_GUESS
        or text[-1:] in ".!?:"
        or text[:1].islower()
        or begins_like_byline(text)
    ):
        return False
    return names_party(text) or _is_title(text)


def _is_title(text: str) -> bool:
    """Whether a text is written like a name: a few words, each with a capital."""
    words = text.split()
    return (
        len(words) <= _MOST_NAME_WORDS
        and all(word[:1].isupper() for word in words)
        and not any(char.isdigit() for char in text)
    )


def _split(caption: str, credit: Credit | None) -> tuple[str | None, Credit | None]:
    """A caption freed of the credit glued to it, and the fuller of two credits."""
    parsed = parse_caption(caption)
    if parsed.text is None:
        return caption, credit
    best = parsed if credit is None else fuller(parsed, credit, caption)
    # Another picture's, or a source of what the caption says, is left where it stands.
    return (caption, credit) if best is None else (parsed.caption, best)


def fuller(parsed: Credit, credit: Credit, caption: str) -> Credit | None:
    """What a caption's own credit and the one beside it say together; None where they differ."""
    ours, theirs = set(fold(parsed.text or "").split()), set(fold(credit.text or "").split())
    if theirs < ours:
        return parsed
    if ours <= theirs or (parsed.creators and parsed.creators == credit.creators):
        return credit
    if _parties(parsed) and _parties(parsed) <= _parties(credit):
        return credit
    if caption.startswith(parsed.caption or "") and _complete(parsed, credit):
        return parse_credit_line(f"{credit.text} / {parsed.text}")
    return None


def _parties(credit: Credit) -> set[str]:
    return {fold(name) for name in (*credit.creators, *credit.organizations)}


def _without_glued(caption: str, credit: str) -> str:
    """A caption freed of the credit that stands behind its last word without a space."""
    rest = caption.removesuffix(credit)
    return rest if rest[-1:].strip() else caption


def _complete(one: Credit, other: Credit) -> bool:
    """Whether one credit names the photographer alone, and the other for whom: an agency."""
    for person, body in ((one, other), (other, one)):
        if person.creators and not person.organizations and not body.creators:
            return body.rights == "agency"
    return False


def _without_doubles(lines: list[Line]) -> list[Line]:
    kept: list[Line] = []
    keys: list[str] = []
    for line in lines:
        key = f" {fold(line.text)} "
        if key.strip() and any(
            key == other or (key in other and kept[n].kind == line.kind)
            for n, other in enumerate(keys)
        ):
            continue
        for number in [
            n
            for n, other in enumerate(keys)
            if other in key and kept[n].kind == line.kind and len(other) > _SHORTEST_DOUBLE
        ]:
            kept[number].text = ""
        kept.append(replace(line))
        keys.append(key)
    return [line for line in kept if line.text]


def _joined(marked: list[str]) -> str | None:
    """Several credit elements as one line: a label and its names, or a name and its agency."""
    if not marked:
        return None
    text = marked[0]
    for part in marked[1:]:
        text += (" " if text.rstrip().endswith((":", "©", "=")) else " / ") + part
    return text
