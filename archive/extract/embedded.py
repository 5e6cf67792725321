"""What an image file says of itself: IPTC-IIM, XMP and Exif, read from its bytes.

Where the blocks disagree, the Metadata Working Group decides (Guidelines for Handling Image
Metadata 2.0, November 2010, the rules for consumers; the IPTC Photo Metadata Standard refers to
it): Exif first for creator, copyright, description and date, the four it has; then XMP, then IIM.
Only where IIM was changed after XMP, which the digest kept beside it tells, IIM goes before XMP.
"""

from __future__ import annotations

import hashlib
import io
import re
import struct
import warnings
from typing import TYPE_CHECKING

from PIL import Image, UnidentifiedImageError

from archive.extract.embedded_block import Block
from archive.extract.embedded_exif import read_exif
from archive.extract.embedded_iim import LIMITS, read_iim
from archive.extract.embedded_sniff import looks_like
from archive.extract.embedded_xmp import read_xmp
from archive.model import EmbeddedMetadata

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

    from PIL.ImageFile import ImageFile

FORMATS = ("JPEG", "PNG", "WEBP", "AVIF", "TIFF", "GIF", "BMP", "JPEG2000")
"""Formats of photos on the web. Others that Pillow knows run other programs or hold no photo."""

MAX_BYTES = 256 * 1024 * 1024

_IIM_RESOURCE, _DIGEST_RESOURCE = 0x0404, 0x0425
_MD5_LENGTH = 16
_IIM_TAG, _XMP_TAG, _EXIF_IFD = 33723, 700, 0x8769
_UNREADABLE = (
    OSError,
    SyntaxError,
    ValueError,
    TypeError,
    EOFError,
    ArithmeticError,
    LookupError,
    RuntimeError,
    struct.error,
)
"""What Pillow raises on damaged files, in practice."""

_VIRIN = re.compile(
    r"(?<![0-9A-Za-z])(?:\d{2})?\d{6}-[ADFGHMNOSXZ]-[0-9A-Z]{5}-\d{3,4}(?:-[A-Z]{2})?(?![0-9A-Za-z])",
    re.IGNORECASE,
)
_CANADIAN = re.compile(
    r"(?<![0-9A-Za-z])[A-Z]{2}\d{0,2}-?(?:19|20)\d{2}-\d{4}-\d{2,4}(?![0-9A-Za-z])"
)


class NotAnImageError(ValueError):
    """The bytes are no image that can be read; the message says what they look like."""


class ImageTooLargeError(NotAnImageError):
    """The file has, or says it has, more than any photo: a decompression bomb, or nearly one."""


def read_embedded(data: bytes) -> EmbeddedMetadata:
    """Read format, size and embedded metadata of an image file. Pixels are not decoded.

    Damage in one block loses that block at most, never another.

    Args:
        data: the whole file.

    Returns:
        What the file says, under IPTC's names.

    Raises:
        NotAnImageError: the bytes are no image.
        ImageTooLargeError: there are more than `MAX_BYTES`, or more pixels than Pillow's limit
            against decompression bombs (about 179 million).
    """
    if len(data) > MAX_BYTES:
        msg = f"{len(data)} bytes, more than the {MAX_BYTES} of any photo"
        raise ImageTooLargeError(msg)
    # Pillow warns of large sizes and damaged tags; neither matters where nothing is decoded.
    with warnings.catch_warnings():
        warnings.simplefilter("ignore")
        with _open(data) as image:
            blocks = _blocks(image)
            kind, (width, height) = image.format or "", image.size
    return EmbeddedMetadata(
        format=kind,
        width=width,
        height=height,
        creators=next((block.creators for block in blocks if block.creators), ()),
        **{name: _chosen(blocks, name) for name in _TEXTS},
        identifier=_identifier(blocks),
    )


_TEXTS = (
    "credit_line",
    "source",
    "copyright_notice",
    "caption",
    "headline",
    "date_created",
    "instructions",
    "web_statement",
    "licensor_url",
    "digital_source_type",
)


def _open(data: bytes) -> ImageFile:
    try:
        return Image.open(io.BytesIO(data), formats=FORMATS)
    except Image.DecompressionBombError as error:
        raise ImageTooLargeError(str(error)) from error
    except UnidentifiedImageError as error:
        msg = f"not an image: {looks_like(data)}"
        raise NotAnImageError(msg) from error
    except _UNREADABLE as error:
        msg = f"not a readable image: {looks_like(data)} ({type(error).__name__}: {error})"
        raise NotAnImageError(msg) from error


# --------------------------------------------------------------------------- blocks


def _blocks(image: ImageFile) -> tuple[Block, ...]:
    """The file's blocks, in the order in which they are believed."""
    raw, digest = _iim(image)
    iim, xmp = read_iim(raw), read_xmp(_xmp(image))
    actual = hashlib.md5(raw, usedforsecurity=False).digest()
    if digest is not None and digest != actual:
        return _exif(image), _untruncated(iim, xmp), xmp
    return _exif(image), xmp, iim


def _iim(image: ImageFile) -> tuple[bytes, bytes | None]:
    """The IIM block, and the digest that was made of it when it last agreed with XMP."""
    resources = image.info.get("photoshop")
    if isinstance(resources, dict):
        raw, digest = resources.get(_IIM_RESOURCE), resources.get(_DIGEST_RESOURCE)
        if isinstance(raw, bytes):
            usable = isinstance(digest, bytes) and len(digest) == _MD5_LENGTH and any(digest)
            return raw, digest if usable else None
    return _tiff_tag(image, _IIM_TAG), None


def _xmp(image: ImageFile) -> bytes:
    packet = image.info.get("xmp") or image.info.get("XML:com.adobe.xmp")
    if isinstance(packet, str):
        return packet.encode()
    return packet if isinstance(packet, bytes) else _tiff_tag(image, _XMP_TAG)


def _tiff_tag(image: ImageFile, number: int) -> bytes:
    """A tag's bytes. Some programs call them 32-bit numbers; Pillow then gives numbers."""
    tags = getattr(image, "tag_v2", None)
    if tags is None:
        return b""
    try:
        value = tags.get(number)
        if isinstance(value, tuple):
            order = "<" if tags.prefix == b"II" else ">"
            return struct.pack(f"{order}{len(value)}L", *value)
    except _UNREADABLE:
        return b""  # a damaged tag says nothing; the other blocks are read all the same
    return value if isinstance(value, bytes) else b""


def _exif(image: ImageFile) -> Block:
    try:
        tags = image.getexif()
        return read_exif(dict(tags), tags.get_ifd(_EXIF_IFD))
    except _UNREADABLE:
        return Block()  # damaged Exif says nothing; the other blocks are read all the same


_Value = str | tuple[str, ...] | None


def _untruncated(iim: Block, xmp: Block) -> Block:
    """IIM, with those of its fields that its length limits cut off taken whole from XMP."""
    whole = {
        name: getattr(xmp, name)
        for name, limit in LIMITS.items()
        if _is_cut(getattr(iim, name), getattr(xmp, name), limit)
    }
    values = {name: getattr(iim, name) for name in Block.__dataclass_fields__}
    return Block(**{**values, **whole})


def _is_cut(
    short: str | Sequence[str] | None, long: str | Sequence[str] | None, limit: int
) -> bool:
    if isinstance(short, str) and isinstance(long, str):
        # the last character may have been torn: up to 3 octets less than the limit
        return short != long and long.startswith(short) and len(short.encode()) >= limit - 3
    if not short or not long or len(short) != len(long):
        return False
    pairs = list(zip(short, long, strict=True))
    return any(_is_cut(*pair, limit) for pair in pairs) and all(
        first == second or _is_cut(first, second, limit) for first, second in pairs
    )


# --------------------------------------------------------------------------- choice


def _chosen(blocks: Sequence[Block], name: str) -> str | None:
    for block in blocks:
        value: str | None = getattr(block, name)
        if value is not None:
            return value
    return None


def _identifier(blocks: Sequence[Block]) -> str | None:
    """The photo's number: a VIRIN or a Canadian number, else the supplier's.

    American and Canadian forces write theirs into the transmission reference (Job Identifier),
    the title, or the caption's beginning. What agencies write there names the event, not the photo.
    """
    captions = (block.caption[:80] for block in blocks if block.caption)
    for text in (*_references(blocks), *captions):
        if (match := _VIRIN.search(text) or _CANADIAN.search(text)) is not None:
            return match[0]
    return _chosen(blocks, "supplier_id")


def _references(blocks: Sequence[Block]) -> Iterator[str]:
    for block in blocks:
        yield from block.references
