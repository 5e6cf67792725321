"""What is printed with a photo: its caption and its credit, from the mark-up around it.

The block around the photo grows from the picture outwards until it would take in another photo,
a paragraph of the story or the headline. In it, an element named for captions or credits is
believed first; unmarked lines come after; the block's next neighbours last.
"""

from __future__ import annotations

from dataclasses import dataclass, field, replace
from typing import TYPE_CHECKING

from archive.extract import attributes
from archive.extract.authors import begins_like_byline
from archive.extract.classes import roles
from archive.extract.credit.identifiers import find_identifier
from archive.extract.credits import (
    is_credit,
    names_body,
    names_party,
    parse_caption,
    parse_credit_line,
)
from archive.extract.lines import Line, LineReader, is_sure_credit
from archive.extract.surroundings import (
    LEVELS,
    Surroundings,
    is_set_apart,
    neighbours,
    shared_caption,
)
from archive.extract.text import fold, text_of

if TYPE_CHECKING:
    from collections.abc import Iterable

    from lxml.etree import _Element

    from archive.extract.images import Picture
    from archive.extract.selectors import Selectors
    from archive.model import Claim, Credit

_LONGEST_BLOCK = 1500
"""Characters of text; a larger block holds more than a caption."""
_LONGEST_UNMARKED = 600
_LONGEST_FRAME = 300
_LONGEST_GUESS = 60
_SHORTEST_ALT = 20
_MOST_PARTS = 20
_CAPTION_AND_CREDIT = 2
_MOST_NAME_WORDS = 4
_NO_NEIGHBOUR = frozenset({"byline", "dateline", "author", "chrome", "teaser", "body"})
_LONGEST_NEIGHBOUR = 700
_INLINE_WRAPPERS = frozenset({"picture", "a", "span", "noscript", "amp-img", "img", "button"})


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


def read_printed(picture: Picture, around: Surroundings) -> Printed:
    """The caption and credit printed with a picture.

    Args:
        picture: a picture of the story.
        around: what its block may not take in.

    Returns:
        What was found; empty, but never None.
    """
    blocks = list(_blocks(picture.element, around))
    reader = LineReader(
        skip={picture.element},
        alt=fold(picture.alt) if picture.alt and len(picture.alt) > _SHORTEST_ALT else "",
    )
    for block in blocks:
        reader.read(block, trusted=_is_frame(block))
        reader.skip.add(block)
        if reader.lines:
            so_far = assemble(reader.lines)
            if so_far.caption and so_far.credit:
                break
    lines = [line for line in reader.lines if line.kind or _is_short(reader.lines)]
    frames = [block for block in blocks if block.tag not in _INLINE_WRAPPERS and _is_frame(block)]
    used = list(frames)
    printed = assemble(lines)
    if not printed.credit or not printed.caption:
        for neighbour in neighbours(blocks[-1] if blocks else picture.element, around):
            more = _neighbour_lines(neighbour, picture.alt, printed, around)
            if more:
                lines += more
                used.append(neighbour)
                printed = assemble(lines)
    if not printed and (shared := shared_caption(picture.element, around)) is not None:
        printed = assemble(LineReader().read(shared))
        used.append(shared)
    printed.elements = used
    if frames and not (printed.caption and printed.credit):
        printed.told = attributes.told_inside(frames[-1])
        # A name for the caption says as much on an attribute as on an element.
        printed.marked = printed.marked or bool(printed.told and printed.told.caption)
    return printed


def selected_printed(picture: Picture, around: Surroundings, site: Selectors) -> Printed:
    """The caption and credit that a site's own selectors name, nearest to the picture.

    Args:
        picture: a picture of the story.
        around: other photos, whose captions are not this one's.
        site: the site's selectors; without ``caption`` and ``credit`` nothing is found.
    """
    lines: list[Line] = []
    elements: list[_Element] = []
    for kind in ("caption", "credit"):
        if site.has(kind) and (found := _nearest(picture.element, around, site, kind)):
            elements += found
            lines += [
                Line(text_of(element), kind, marked=True) for element in found if text_of(element)
            ]
    printed = assemble(lines)
    printed.elements = elements
    return printed


def _nearest(element: _Element, around: Surroundings, site: Selectors, kind: str) -> list[_Element]:
    own = around.groups.get(element, set())
    for _, ancestor in zip(range(LEVELS), element.iterancestors(), strict=False):
        if around.groups.get(ancestor, own) - own:
            return []
        if found := site.inside(ancestor, kind):
            return found
    return []


def _blocks(element: _Element, around: Surroundings) -> Iterable[_Element]:
    """Ancestors of a picture that hold no other photo and none of the story's text, inner first."""
    own = around.groups.get(element, set())
    for level, ancestor in enumerate(element.iterancestors()):
        if level >= LEVELS or ancestor in around.solid or ancestor.tag in {"body", "html", "main"}:
            return
        if around.groups.get(ancestor, own) - own:
            return
        if "body" in roles(ancestor) and ancestor.tag != "figure":
            return
        if ancestor.tag in {"picture", "noscript"}:
            continue
        if (
            len(str(ancestor.xpath("string()", smart_strings=False))) > _LONGEST_BLOCK * 3
            and len(text_of(ancestor)) > _LONGEST_BLOCK
        ):
            return
        yield ancestor


def _is_frame(block: _Element) -> bool:
    """Whether a block frames one picture, so that whatever is printed in it is about it."""
    if block.tag in {"figure", "figcaption", "a", "span", "picture"} or not roles(block).isdisjoint(
        {"picture", "caption", "gallery"}
    ):
        return next(block.iter("h1", "time", "form"), None) is None
    text = text_of(block)
    return (
        len(text) <= _LONGEST_FRAME
        and next(block.iter("h1", "h2", "h3", "time", "ul", "form", "button"), None) is None
    )


def _is_short(lines: list[Line]) -> bool:
    return sum(len(line.text) for line in lines if not line.kind) <= _LONGEST_UNMARKED


def _neighbour_lines(
    element: _Element, alt: str | None, printed: Printed, around: Surroundings
) -> list[Line]:
    """Lines of a neighbour, if it says that it belongs to the photo, or reads as if it did."""
    said = roles(element)
    if len(element) > _MOST_PARTS or not said.isdisjoint(_NO_NEIGHBOUR):
        return []
    text = text_of(element)
    if not text or len(text) > _LONGEST_NEIGHBOUR:
        return []
    if not said.isdisjoint({"caption", "credit"}) or _holds_named(element, around):
        return LineReader().read(element)
    if any(map(_is_byline, element.iter("*"))):
        return []
    return _unmarked_lines(element, text, alt, printed, around)


def _unmarked_lines(
    element: _Element, text: str, alt: str | None, printed: Printed, around: Surroundings
) -> list[Line]:
    """A neighbour that nothing names, if it reads like a credit or a caption."""
    if not printed.credit and is_sure_credit(text) and not begins_like_byline(text):
        return [Line(text, "credit")]
    if not printed.caption and (
        _is_caption(element, text, alt)
        or (not printed and element not in around.solid and _closes_with_credit(text))
    ):
        return [Line(text, "caption")]
    return []


def _holds_named(element: _Element, around: Surroundings) -> bool:
    """Whether an element outside the story's text holds one named for captions, and no byline."""
    if element in around.solid:
        return False
    inner = list(element.iterdescendants("*"))
    return any("caption" in roles(item) for item in inner) and not any(map(_is_byline, inner))


def _is_byline(element: _Element) -> bool:
    said = roles(element)
    return element.tag == "time" or (
        not said.isdisjoint({"byline", "dateline"}) and said.isdisjoint({"caption", "credit"})
    )


def _closes_with_credit(text: str) -> bool:
    """Whether a short text is a caption and its credit, and so no part of a story."""
    parsed = parse_caption(text)
    return len(text) <= _LONGEST_FRAME and bool(parsed.text and parsed.caption)


def _is_caption(element: _Element, text: str, alt: str | None) -> bool:
    """Whether an unmarked neighbour is a caption: it repeats the ``alt``, or is set like one."""
    if alt and len(alt) > _SHORTEST_ALT and fold(text).startswith(fold(alt)):
        return True
    return is_set_apart(element) and parse_caption(text).text is not None


def assemble(lines: list[Line]) -> Printed:
    """Caption and credit from a photo's lines.

    Args:
        lines: in printed order.

    Returns:
        Caption and credit, told apart.
    """
    lines = _without_doubles(lines)
    marked = [line.text for line in lines if line.kind == "credit"]
    titles = [line for line in lines if line.kind == "title"]
    rest = [line for line in lines if line.kind in {"caption", ""}] or titles
    if marked and not any(map(is_credit, marked)):
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
            and (_could_be_credit(line.text) or (line is last and _is_signature(line)))
        ]
    return found[:1]


def _is_signature(line: Line) -> bool:
    """Whether a line under a caption may be a name that nobody knows; a link leads elsewhere."""
    plain = not any(map(str.isdigit, line.text))
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
    """A caption freed of the credit glued to it."""
    parsed = parse_caption(caption)
    if parsed.text is None:
        return caption, credit
    if credit is None:
        return parsed.caption, parsed
    ours, theirs = set(fold(parsed.text).split()), set(fold(credit.text or "").split())
    if ours <= theirs:
        return parsed.caption, credit  # printed twice
    if theirs < ours:
        return parsed.caption, parsed  # the same, and more of it
    if parsed.creators and parsed.creators == credit.creators:
        return parsed.caption, credit
    if caption.startswith(parsed.caption or "") and _complete(parsed, credit):
        both = f"{credit.text} / {parsed.text}"
        return parsed.caption, parse_credit_line(both)
    return caption, credit  # another picture's, or a source of what the caption says


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
            if other in key and kept[n].kind == line.kind and len(other) > _SHORTEST_ALT
        ]:
            kept[number].text = ""
        kept.append(Line(line.text, line.kind, line.marked))
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
