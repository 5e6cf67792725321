"""Exif: what the camera, or its owner, wrote.

Sources: Exif 2.32 (CIPA DC-008), section 4.6; Metadata Working Group, Guidelines for Handling
Image Metadata 2.0: texts are UTF-8 in spite of their type, several artists stand between
semicolons.
"""

from __future__ import annotations

import re
from datetime import datetime
from typing import TYPE_CHECKING

from archive.extract.embedded_block import Block, clean, decode

if TYPE_CHECKING:
    from collections.abc import Mapping

_IMAGE_DESCRIPTION = 0x010E
_ARTIST = 0x013B
_COPYRIGHT = 0x8298
_DATE_TIME_ORIGINAL = 0x9003
_OFFSET_TIME_ORIGINAL = 0x9011

_OFFSET = re.compile(r"[+-]\d{2}:\d{2}")
_BY_THE_CAMERA = re.compile(
    r"(?:olympus|konica minolta|minolta|samsung|kodak|sony)?\s*"
    r"(?:digital (?:still )?camera|camera pictures|dsc|digimax)"
    r"|samsung|default|untitled.*|exif_jpeg_picture|dcim[\\/].*|<.*>|(?:dsc|img)[_-]?\d+",
    re.IGNORECASE,
)
"""Descriptions that cameras and drones write into every file; they describe nothing."""


def read_exif(tags: Mapping[int, object], exif_tags: Mapping[int, object]) -> Block:
    """Read the tags that credit needs.

    Args:
        tags: the first image file directory, by tag number.
        exif_tags: the Exif directory below it.
    """
    description = _text(tags.get(_IMAGE_DESCRIPTION))
    if description is not None and _BY_THE_CAMERA.fullmatch(description):
        description = None
    artist = _text(tags.get(_ARTIST))
    return Block(
        creators=tuple(_artists(artist)) if artist else (),
        copyright_notice=_text(tags.get(_COPYRIGHT)),
        caption=description,
        date_created=_date(
            _text(exif_tags.get(_DATE_TIME_ORIGINAL)), _text(exif_tags.get(_OFFSET_TIME_ORIGINAL))
        ),
    )


def _text(value: object) -> str | None:
    """A tag's text. Pillow reads it as Latin-1, whatever it is; NUL parts two copyright holders."""
    if isinstance(value, str):
        try:
            value = value.encode("latin-1")
        except UnicodeEncodeError:
            return clean(str(value))
    if not isinstance(value, bytes):
        return None
    parts = (clean(part) for part in decode(value).split("\x00"))
    return "; ".join(part for part in parts if part) or None


def _artists(text: str) -> list[str]:
    names = (name.strip().strip('"').strip() for name in text.split(";"))
    return [name for name in names if name]


def _date(text: str | None, offset: str | None) -> str | None:
    """``YYYY:MM:DD HH:MM:SS`` and ``±HH:MM`` as ISO 8601; None where the camera's clock was off."""
    try:
        moment = datetime.strptime(text or "", "%Y:%m:%d %H:%M:%S")  # noqa: DTZ007  the offset follows
    except ValueError:
        return None
    return moment.isoformat() + (offset if offset and _OFFSET.fullmatch(offset) else "")
