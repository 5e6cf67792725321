"""The printed lines of the block around a photo, each with what its element says it is."""

from __future__ import annotations

import re
from dataclasses import dataclass, field
from functools import lru_cache
from typing import TYPE_CHECKING, Literal

from archive.extract.boxes import (
    holds_caption,
    is_bare,
    is_beside_point,
    is_button,
    is_caption_with_credit,
    is_foreign,
    is_glued_label,
    is_writers_page,
)
from archive.extract.classes import is_hidden, roles
from archive.extract.credits import (
    is_credit,
    is_label,
    is_labelled,
    may_be_credit,
    names_body,
    names_job,
    names_party,
    parse_caption,
    parse_credit_line,
)
from archive.extract.furniture import (
    fields_of,
    is_counter,
    is_metadata,
    is_photo_furniture,
    trim_photo_furniture,
)
from archive.extract.text import BLOCKS, SILENT, fold, lines_of, pieces, squeeze, text_of

if TYPE_CHECKING:
    from lxml.etree import _Element

Kind = Literal["caption", "credit", "title", "metadata", ""]
_INLINE = frozenset(
    ["span", "small", "em", "i", "cite", "b", "strong", "a", "font", "sup", "sub", "u", "time", "q"]
)
_SKIPPED = frozenset({"nav", "form", "h1", "header", "amp-ad"})
_HEADINGS = frozenset({"h2", "h3", "h4", "h5", "h6"})
_LONGEST_CREDIT = 220
"""Characters; a longer text in an element named for credits is a caption with its credit."""
_LONGEST_NAME = 80
_FEWEST_WORDS = 4
_IDEOGRAPHS = re.compile(r"[\u3040-\u30ff\u3400-\u9fff]")
_MOST_IDEOGRAPHS = 16
"""In a credit that stands alone; Chinese and Japanese captions have no spaces to be told by."""
_MAIL = re.compile(r"[\w.+-]+@[\w-]+(?:\.[\w-]+)+")
_MARKED = frozenset({"caption", "credit", "metadata"})
_JOINTS = " |/–—-,;:•·"
_SENTENCE_ENDS = frozenset(".!?…")


@lru_cache(maxsize=2048)
def is_sure_credit(text: str) -> bool:
    """Whether a text is a credit and could be nothing else: a bare name could be anybody's."""
    if len(text) > _LONGEST_CREDIT or len(_IDEOGRAPHS.findall(text)) > _MOST_IDEOGRAPHS:
        return False
    if not may_be_credit(text):
        return False
    parsed = parse_caption(text)
    return parsed.text is not None and parsed.caption is None


@dataclass
class Line:
    """One printed line.

    Attributes:
        text: squeezed, without button texts.
        kind: what something says it is: the caption, the credit, a title over the caption, other
            labelled data; empty where nothing says so.
        marked: whether it is the mark-up that says so.
        linked: whether all of it is a link.
    """

    text: str
    kind: Kind
    marked: bool = False
    linked: bool = False


@dataclass
class _Piece:
    text: str
    inline: bool
    linked: bool


@dataclass
class LineReader:
    """Walks a block and cuts its text into lines.

    Attributes:
        skip: elements left out with all they hold: what has been read already, other photos.
        alt: the picture's ``alt``, folded; a text that begins with it is the caption.
        lines: what was found, in order.
    """

    skip: set[_Element] = field(default_factory=set)
    alt: str = ""
    lines: list[Line] = field(default_factory=list)
    _pieces: list[_Piece] = field(default_factory=list)
    _frame: bool = True
    _links: int = 0
    _is_labelled: bool = False

    def read(self, block: _Element, *, trusted: bool = True) -> list[Line]:
        """Read one block.

        Args:
            block: the element.
            trusted: whether unmarked lines in it belong to the photo too; otherwise only those
                that read like a credit do.

        Returns:
            All lines so far.
        """
        before = len(self.lines)
        said = roles(block)
        self._frame = trusted
        if trusted and "credit" not in said:
            # The block's own name tells of the photo's place on the page; it was chosen already.
            self._text(block, "caption" if block.tag == "figcaption" else "", "")
        else:
            self._walk(block, "")
        self._flush("")
        if not trusted:
            new = self.lines[before:]
            self.lines[before:] = [line for line in new if line.kind or is_sure_credit(line.text)]
        return self.lines

    def _walk(self, element: _Element, kind: Kind) -> None:
        tag = element.tag
        if not isinstance(tag, str) or tag in SILENT or tag in _SKIPPED or element in self.skip:
            return
        said = roles(element)
        named = tag == "figcaption" or "caption" in said
        inner: Kind = "caption" if named else kind
        if not named and is_button(element) and next(element.iter("img"), None) is None:
            return
        if not named and "credit" not in said and is_hidden(element):
            if not self._is_alt(text_of(element)):
                return
            inner = "caption"
        if self._is_credit(element, said, inner) and not holds_caption(element):
            self._credit(element, kind)
            return
        if not inner and (
            tag in _HEADINGS or is_foreign(element, said) or is_writers_page(element)
        ):
            return
        is_title = "title" in said and element.get("itemprop") != "caption"
        if tag != "figcaption" and (is_title or tag in _HEADINGS):
            inner = "title"
        self._text(element, inner, kind)

    def _is_credit(self, element: _Element, said: frozenset[str], kind: Kind) -> bool:
        if element.tag == "figcaption":
            return said == {"credit"} and is_credit(text_of(element))
        if "credit" in said:
            return not is_caption_with_credit(element, said)
        return "credit_in_figure" in said and (kind == "caption" or self._frame)

    def _text(self, element: _Element, inner: Kind, outer: Kind) -> None:
        block = element.tag in BLOCKS or inner != outer or "caption" in roles(element)
        if block:
            self._flush(outer)
        is_link = element.tag == "a"
        self._links += is_link
        if element.text:
            self._piece(element.text, inline=element.tag in _INLINE)
        for child in element:
            self._child(child, inner)
            if child.tail:
                self._piece(child.tail, inline=False)
        if block:
            self._flush(inner)
        self._links -= is_link

    def _piece(self, text: str, *, inline: bool, linked: bool = False) -> None:
        self._pieces.append(_Piece(text, inline, linked or self._links > 0))

    def _child(self, child: _Element, kind: Kind) -> None:
        inline = child.tag in _INLINE
        if inline and self._begins_box(child):
            self._flush(kind)
        if child.tag == "br":
            self._flush(kind)
        elif child.tag == "cite" and self._is_source(child, kind):
            self._credit(child, kind)
        elif inline and is_glued_label(child):
            self._flush(kind)
            self._is_labelled = is_label(f"{child.text}:")
        elif inline and (is_beside_point(child) or (not kind and is_writers_page(child))):
            pass
        elif inline and is_bare(child):
            if child.text:
                self._piece(child.text, inline=True, linked=child.tag == "a")
        else:
            self._walk(child, kind)

    def _is_source(self, cite: _Element, kind: Kind) -> bool:
        """Whether a ``cite`` tells where the photo is from, and no title that the caption names.

        One beside a figure's caption can be nothing else (HTML, 4.5.6: the title of a work).
        """
        text = text_of(cite)
        parent = cite.getparent()
        beside = parent is not None and parent.find("figcaption") is not None
        return is_credit(text) if kind == "caption" else beside and len(text) <= _LONGEST_NAME

    def _begins_box(self, element: _Element) -> bool:
        """Whether two inline elements with no space between them are two boxes on the page."""
        before = self._pieces[-1] if self._pieces else None
        if before is None or not before.inline or not before.text[-1:].strip():
            return False
        after = next((text for text in element.itertext() if text), "")
        return after[:1].isupper() and (before.text[-1].islower() or before.text[-1] in ".!?")

    def _credit(self, element: _Element, kind: Kind) -> None:
        hidden = {
            item
            for item in element.iterdescendants("*")
            if is_hidden(item) or is_glued_label(item) or _is_count(item)
        }
        text = (_boxed(element, self.skip | hidden) or _boxed(element, self.skip)).lstrip(_JOINTS)
        if not text:
            return
        if _MAIL.fullmatch(text):
            # What a paper adds to the name of its photographer, which ends the caption.
            whole = "".join(piece.text for piece in self._pieces)
            if parse_caption(f"{whole} {text}").text:
                self._piece(f" {text}", inline=True)
            return
        self._flush(kind)
        if caption := _caption_inside(element):
            self._add(caption, "caption")
            return
        if len(text) > _LONGEST_CREDIT or is_captioned(text):
            self._add(text, "caption")
        else:
            self._add(text, "credit")

    def _flush(self, kind: Kind) -> None:
        pieces = [piece for piece in self._pieces if piece.text.strip()]
        whole = squeeze("".join(piece.text for piece in self._pieces))
        self._pieces = []
        if not whole:
            return
        for end in () if is_sure_credit(whole) else (-1, 0):
            if len(pieces) > 1 and pieces[end].inline:
                alone = squeeze(pieces[end].text)
                rest = whole.removesuffix(alone) if end else whole.removeprefix(alone)
                rest = rest.strip(_JOINTS) if end == 0 else rest.rstrip(_JOINTS)
                if end and _ends_with(whole, alone):
                    break
                if end and rest[-1:] in _SENTENCE_ENDS and is_photo_furniture(alone):
                    self._add(rest, kind)
                    return
                if is_sure_credit(alone) or (
                    end
                    and len(rest) > len(alone)
                    and not is_portrait(rest, alone)
                    and (is_credit(alone) or _names_somebody(alone, rest))
                ):
                    self._add(rest, kind)
                    self._add(alone, "credit")
                    return
        self._add(whole, kind, linked=all(piece.linked for piece in pieces))

    def _add(self, text: str, kind: Kind, *, linked: bool = False) -> None:
        if is_label(text):
            self._is_labelled = True
            return
        text = trim_photo_furniture(text)
        if self._is_labelled and kind != "credit" and _may_be_labelled(text):
            self._add_field(text, "credit", marked=True)
        elif "|" in text and not is_sure_credit(text):
            self._add_fields(text, kind)
        else:
            self._add_field(text, kind, marked=kind in _MARKED, linked=linked)
        self._is_labelled = False

    def _add_fields(self, text: str, kind: Kind) -> None:
        """A row of fields set apart by strokes: credit, caption, links, labelled data."""
        caption: list[str] = []
        *_, last = fields = fields_of(text) or [""]
        for field_ in fields:
            # What follows a whole caption may be a bare name; elsewhere it could be anybody's.
            whole = field_ is last and caption and parse_caption(" | ".join(caption)).text is None
            named = is_sure_credit(field_) or (whole and is_credit(field_))
            if kind == "caption" and named:
                self._add_field(field_, "credit", marked=True)
            elif is_metadata(field_):
                self._add_field(field_, "metadata", marked=kind in _MARKED)
            elif not is_photo_furniture(trimmed := trim_photo_furniture(field_)):
                caption.append(trimmed)
        self._add_field(" | ".join(caption), kind, marked=kind in _MARKED)

    def _add_field(self, text: str, kind: Kind, *, marked: bool, linked: bool = False) -> None:
        if is_metadata(text):
            kind = "metadata"
        if text and not (is_photo_furniture(text) or is_counter(text)):
            by_alt = not kind and self._is_alt(text)
            self.lines.append(Line(text, "caption" if by_alt else kind, marked, linked))

    def _is_alt(self, text: str) -> bool:
        return bool(self.alt) and fold(text).startswith(self.alt)


def is_portrait(text: str, name: str) -> bool:
    """Whether a few words tell what a person is who is named beside them, and so is seen."""
    if not names_job(text):
        return False
    named = parse_credit_line(name)
    return bool(named.creators) and not named.organizations


def _may_be_labelled(text: str) -> bool:
    """Whether the line behind a label on a line of its own is what it labels, and no caption."""
    return len(text) <= _LONGEST_NAME and (is_credit(text) or names_party(text))


def _is_count(element: _Element) -> bool:
    """Whether a box inside of a credit's tells how often the page was read, or is a button."""
    return element.tag in BLOCKS and is_photo_furniture(text_of(element))


def _boxed(element: _Element, skip: set[_Element]) -> str:
    """A credit's text; elements with no space between them are boxes: "Jane Holt" "EBC Images"."""
    text = ""
    for piece in pieces(element, skip):
        apart = piece[:1].isupper() and text[-1:].islower()
        text += (" " if apart else "") + piece
    return squeeze(text)


def _caption_inside(element: _Element) -> str | None:
    """Caption and credit, where an element named for the credit shows both, a line for each."""
    *front, last = lines_of(element) or [""]
    caption = next((line for line in front if len(line.split()) >= _FEWEST_WORDS), None)
    if caption is None or is_credit(caption) or not is_sure_credit(last):
        return None
    return f"{caption} {last}"


def is_captioned(text: str) -> bool:
    """Whether a text called the credit is a caption and its credit: "The bridge © Example"."""
    parsed = parse_caption(text)
    if parsed.text is None or parsed.caption is None or is_labelled(text):
        return False
    if names_party(parsed.caption):
        return text[len(parsed.caption) :].lstrip(_JOINTS).startswith("©")
    return len(parsed.caption.split()) > 1


def _ends_with(whole: str, alone: str) -> bool:
    """Whether a caption's credit, with its label, ends with an element that has the names only."""
    parsed = parse_caption(whole)
    if parsed.text is None or parsed.caption is None:
        return False
    name = fold(alone)
    return fold(parsed.text).endswith(name) and len(fold(parsed.caption)) + len(name) < len(
        fold(whole)
    )


def _names_somebody(alone: str, rest: str) -> bool:
    """Whether an element of its own, after a full sentence, is short and names somebody."""
    bracketed = alone[0] in "([" and alone[-1] in ")]"
    if bracketed and parse_credit_line(alone).rights == "agency":
        return True
    if rest[-1:] not in _SENTENCE_ENDS or len(alone) > _LONGEST_NAME or alone[-1:] in ".!?…:":
        return False
    if bracketed:
        words = re.findall(r"\w+", alone)
        capitals = sum(word[0].isupper() for word in words)
        return len(words) > 1 and 2 * capitals > len(words) and not any(map(str.isdigit, alone))
    reading = parse_credit_line(alone)
    # One unknown word may be a place, a section, a day of the week.
    return bool(reading.text) and (bool(reading.creators) or " " in alone or names_body(alone))
