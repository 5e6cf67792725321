"""Photos with metadata inside, made for tests."""

from __future__ import annotations

import io
import struct
from typing import TYPE_CHECKING

from PIL import Image, PngImagePlugin, TiffImagePlugin, TiffTags

from tests.newsroom import stamp

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

CAPTION = "Łódź arsenal, 4 March. — “Ready”, she said"


XMP: Mapping[str, str | Sequence[str] | Mapping[str, str]] = {
    "dc:creator": ["Jakub Wrona", "Ilse Vermeer"],
    "dc:rights": "2026 Jakub Wrona",
    "dc:description": {"de": "Ein Funkgerät", "x-default": "A radio set", "fr": "Une radio"},
    "photoshop:Credit": "Getty Images",
    "photoshop:Source": "Getty Images Europe",
    "photoshop:Headline": "Quiet Heron",
    "photoshop:DateCreated": "2026-02-05T11:42",
    "photoshop:Instructions": "Editorial use only",
    "xmpRights:WebStatement": "https://licences.example/eula?a=1&b=2",
    "Iptc4xmpExt:DigitalSourceType": "http://cv.iptc.org/newscodes/digitalsourcetype/negativeFilm",
    "plus:ImageSupplierImageID": "2260418",
}


def jpeg(
    *, records: bytes = b"", digest: bytes = b"", xmp: bytes = b"", exif: Image.Exif | None = None
) -> bytes:
    out = io.BytesIO()
    resources = (stamp.resource(1028, records) if records else b"") + (
        stamp.resource(1061, digest) if digest else b""
    )
    payload = b"Photoshop 3.0\0" + resources
    extra = b"\xff\xed" + struct.pack(">H", len(payload) + 2) + payload if resources else b""
    Image.new("RGB", (6, 4)).save(out, "JPEG", extra=extra, xmp=xmp, exif=exif or Image.Exif())
    return out.getvalue()


def iim(encoding: str = "utf-8", **fields: str | Sequence[str]) -> bytes:
    return stamp.iim(fields, encoding)


def exif_of(
    artist: str | bytes = "", description: str = "", when: str = "", offset: str = ""
) -> Image.Exif:
    exif = Image.Exif()
    exif[0x013B] = artist
    exif[0x010E] = description
    exif[0x8298] = "Ada Quill\0The Arsenal"
    inner = exif.get_ifd(0x8769)
    inner[0x9003] = when
    inner[0x9011] = offset
    return exif


def packet() -> bytes:
    return stamp.xmp(XMP, licensor="https://licences.example/buy")


def save(kind: str) -> bytes:
    out = io.BytesIO()
    image = Image.new("RGB", (6, 4))
    if kind == "PNG":
        info = PngImagePlugin.PngInfo()
        info.add_itxt("XML:com.adobe.xmp", packet().decode())
        image.save(out, kind, pnginfo=info)
    elif kind == "TIFF":
        directory = TiffImagePlugin.ImageFileDirectory_v2()
        directory[700] = packet()
        directory.tagtype[700] = TiffTags.BYTE
        image.save(out, kind, tiffinfo=directory)
    else:
        image.save(out, kind, xmp=packet())
    return out.getvalue()
