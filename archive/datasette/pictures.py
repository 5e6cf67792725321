"""Photos out of the WARC files: their bytes, what they really are, and small copies."""

from __future__ import annotations

import hashlib
import io
from typing import TYPE_CHECKING, NamedTuple

from PIL import Image, ImageOps, UnidentifiedImageError

from archive.datasette.errors import PictureNotFoundError, PictureTypeError
from archive.datasette.records import Place, content_at

if TYPE_CHECKING:
    from collections.abc import Iterable
    from pathlib import Path

MEDIA_TYPES = {
    "AVIF": "image/avif",
    "BMP": "image/bmp",
    "GIF": "image/gif",
    "JPEG": "image/jpeg",
    "MPO": "image/jpeg",
    "PNG": "image/png",
    "WEBP": "image/webp",
}
"""What is served, by Pillow's name of what the bytes are; never what a server claimed. No SVG: it
can hold scripts and load things."""

OPENED = [name for name in MEDIA_TYPES if name != "MPO"]
"""What Pillow is asked to look for; an MPO is a JPEG to it until it is open."""

THUMBNAIL_SIZE = (480, 480)
MAX_PIXELS = 80_000_000
"""Larger pictures are not opened: they would take 240 MB of memory and more."""
BOMBS = (Image.DecompressionBombError, Image.DecompressionBombWarning)

PLACES = """with own as (
    select captures.* from photos join captures on captures.id = photos.capture_id
    where photos.sha256 = :sha256
)
select warc_filename, warc_offset from own where record_type in ('response', 'resource')
union all
select captures.warc_filename, captures.warc_offset from own
join captures on captures.payload_digest = own.payload_digest
where own.record_type = 'revisit' and captures.record_type in ('response', 'resource')
    and captures.truncated is null
limit 8"""
"""Where the bytes of a photo may lie, given ``sha256``: in its own captures, or, where those are
revisits, in captures with the same payload."""


class Picture(NamedTuple):
    """Bytes to be sent, and what they are."""

    data: bytes
    media_type: str


def read_picture(folder: Path, places: Iterable[Place], sha256: str) -> Picture:
    """The photo with this digest, as archived.

    Args:
        folder: where the WARC files lie.
        places: where it may be; the first whose bytes have the digest is taken.
        sha256: of the decoded bytes, lower-case hex.

    Raises:
        PictureNotFoundError: none of the places has these bytes, or they cannot be read.
        PictureTypeError: they are nothing that is safe to show.
    """
    for place in places:
        data = content_at(folder, place)
        if data is not None and hashlib.sha256(data).hexdigest() == sha256:
            return Picture(data, _media_type(data, sha256))
    raise PictureNotFoundError(sha256)


def thumbnail(picture: Picture, sha256: str) -> Picture:
    """A small JPEG of a photo, upright, without its metadata.

    Raises:
        PictureTypeError: too large, or broken.
    """
    try:
        with Image.open(io.BytesIO(picture.data), formats=OPENED) as opened:
            opened.draft("RGB", THUMBNAIL_SIZE)  # JPEG: decodes at a fraction of the cost
            image = ImageOps.exif_transpose(opened)
            image.thumbnail(THUMBNAIL_SIZE)
            flat = Image.new("RGB", image.size, "white")
            layer = image.convert("RGBA")
            flat.paste(layer, mask=layer)
    except (OSError, SyntaxError, ValueError, *BOMBS) as error:
        # Pillow's decoders raise these for broken files.
        raise PictureTypeError(sha256, str(error)) from error
    small = io.BytesIO()
    flat.save(small, "JPEG", quality=82, optimize=True, progressive=True)
    return Picture(small.getvalue(), "image/jpeg")


def picture_type(data: bytes) -> str | None:
    """The media type of a picture that is safe to show, by its bytes; None for anything else.

    Raises:
        Image.DecompressionBombError: it has more than `MAX_PIXELS`.
    """
    try:
        with Image.open(io.BytesIO(data), formats=OPENED) as image:
            width, height = image.size
            if width * height > MAX_PIXELS:
                raise Image.DecompressionBombError
            return MEDIA_TYPES[image.format or ""]
    except Image.DecompressionBombWarning as error:
        raise Image.DecompressionBombError from error
    except (UnidentifiedImageError, OSError, SyntaxError, ValueError):
        # Besides its own error, Pillow's readers of headers let these through.
        return None


def _media_type(data: bytes, sha256: str) -> str:
    try:
        found = picture_type(data)
    except Image.DecompressionBombError as error:
        raise PictureTypeError(sha256, f"more than {MAX_PIXELS:,} pixels") from error
    if found is None:
        raise PictureTypeError(sha256, "no picture of a kind that browsers show")
    return found
