"""What one block inside an image file says, and the text of those blocks, decoded."""

from __future__ import annotations

import re
from dataclasses import dataclass

_CONTROLS = re.compile(r"[\x00-\x08\x0b\x0c\x0e-\x1f\x7f-\x9f\ufeff\ufffe\uffff]")


@dataclass(frozen=True, slots=True)
class Block:
    """The fields of one block (IIM, XMP or Exif), under the names of `EmbeddedMetadata`.

    Attributes:
        references: texts in which an identifier of the photo may stand, best first.
        supplier_id: the supplier's own number of the image (PLUS Image Supplier Image ID).
    """

    creators: tuple[str, ...] = ()
    credit_line: str | None = None
    source: str | None = None
    copyright_notice: str | None = None
    caption: str | None = None
    headline: str | None = None
    date_created: str | None = None
    instructions: str | None = None
    web_statement: str | None = None
    licensor_url: str | None = None
    digital_source_type: str | None = None
    references: tuple[str, ...] = ()
    supplier_id: str | None = None


def clean(text: str) -> str | None:
    """A text without control characters, its line ends made one kind, trimmed; None if empty."""
    lines = text.replace("\r\n", "\n").replace("\r", "\n")
    return _CONTROLS.sub("", lines).strip() or None


def decode(data: bytes, *, declared_utf8: bool = False) -> str:
    """Text of unsure encoding: UTF-8 where it is UTF-8, else Latin-1 as Windows extends it.

    Fields cut off at their length limit may end within a character. Then the torn character is
    dropped, where the text is known to be UTF-8: it is declared, or what stands before the tear
    holds other characters in UTF-8.
    """
    try:
        return data.decode("utf-8")
    except UnicodeDecodeError as error:
        whole = data[: error.start]
        torn = error.reason == "unexpected end of data" and error.end == len(data)
        if torn and (declared_utf8 or not whole.isascii()):
            return whole.decode("utf-8")
    try:
        return data.decode("cp1252")
    except UnicodeDecodeError:
        return data.decode("latin-1")
