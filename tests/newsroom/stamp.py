"""Writes IPTC-IIM and XMP, as picture desks put them into files."""

from __future__ import annotations

import struct
from html import escape
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

UTF8 = b"\x1b%G"
"""ISO 2022 escape in dataset 1:90 that says the record is UTF-8 (IIM 4.2, appendix C)."""

DATASETS = {
    "object_name": 5,
    "category": 15,
    "keywords": 25,
    "instructions": 40,
    "date_created": 55,
    "time_created": 60,
    "by_line": 80,
    "by_line_title": 85,
    "city": 90,
    "country": 101,
    "transmission_reference": 103,
    "headline": 105,
    "credit": 110,
    "source": 115,
    "copyright_notice": 116,
    "caption": 120,
    "caption_writer": 122,
}
NAMESPACES = {
    "x": "adobe:ns:meta/",
    "rdf": "http://www.w3.org/1999/02/22-rdf-syntax-ns#",
    "dc": "http://purl.org/dc/elements/1.1/",
    "photoshop": "http://ns.adobe.com/photoshop/1.0/",
    "xmpRights": "http://ns.adobe.com/xap/1.0/rights/",
    "plus": "http://ns.useplus.org/ldf/xmp/1.0/",
    "Iptc4xmpExt": "http://iptc.org/std/Iptc4xmpExt/2008-02-29/",
    "Iptc4xmpCore": "http://iptc.org/std/Iptc4xmpCore/1.0/xmlns/",
    "xmp": "http://ns.adobe.com/xap/1.0/",
    "exif": "http://ns.adobe.com/exif/1.0/",
}
LISTS = {"dc:creator": "Seq", "dc:subject": "Bag"}
ALTERNATIVES = frozenset({"dc:title", "dc:description", "dc:rights", "xmpRights:UsageTerms"})


def dataset(record: int, number: int, data: bytes) -> bytes:
    """One IIM dataset; an extended one where 32767 bytes do not hold it (IIM 4.2, 1.6)."""
    if len(data) > 32767:
        return struct.pack(">BBBHI", 0x1C, record, number, 0x8004, len(data)) + data
    return struct.pack(">BBBH", 0x1C, record, number, len(data)) + data


def iim(fields: Mapping[str, str | Sequence[str]], encoding: str = "utf-8") -> bytes:
    """Records 1 and 2; the character set is declared for UTF-8 alone, as most programs do."""
    out = dataset(1, 90, UTF8) if encoding == "utf-8" else b""
    out += dataset(2, 0, b"\x00\x04")
    for name, value in fields.items():
        for text in [value] if isinstance(value, str) else value:
            out += dataset(2, DATASETS[name], text.encode(encoding))
    return out


def resource(number: int, data: bytes, name: bytes = b"") -> bytes:
    """One Photoshop image resource block."""
    pascal = bytes([len(name)]) + name
    pascal += b"\0" * (len(pascal) % 2)
    padding = b"\0" * (len(data) % 2)
    return (
        b"8BIM" + struct.pack(">H", number) + pascal + struct.pack(">I", len(data)) + data + padding
    )


def app13(records: bytes) -> bytes:
    """The JPEG segment in which Photoshop, and all after it, keep IIM."""
    payload = b"Photoshop 3.0\0" + resource(1005, b"\0\x48\0\0\0\1\0\1\0\x48\0\0\0\1\0\1")
    payload += resource(1028, records)
    return b"\xff\xed" + struct.pack(">H", len(payload) + 2) + payload


def xmp(fields: Mapping[str, str | Sequence[str] | Mapping[str, str]], licensor: str = "") -> bytes:
    """An XMP packet.

    Language alternatives take a text, which becomes ``x-default``, or a mapping from language.
    ``licensor`` is the address in a PLUS Licensor structure.
    """
    body = "".join(_property(name, value) for name, value in fields.items())
    if licensor:
        body += (
            "<plus:Licensor><rdf:Seq><rdf:li rdf:parseType='Resource'>"
            f"<plus:LicensorURL>{escape(licensor)}</plus:LicensorURL>"
            "</rdf:li></rdf:Seq></plus:Licensor>"
        )
    spaces = " ".join(f'xmlns:{name}="{uri}"' for name, uri in NAMESPACES.items())
    return (
        '<?xpacket begin="\ufeff" id="W5M0MpCehiHzreSzNTczkc9d"?>'
        f'<x:xmpmeta {spaces}><rdf:RDF><rdf:Description rdf:about="">{body}'
        '</rdf:Description></rdf:RDF></x:xmpmeta><?xpacket end="w"?>'
    ).encode()


def _property(name: str, value: str | Sequence[str] | Mapping[str, str]) -> str:
    if name in ALTERNATIVES:
        texts = {"x-default": value} if isinstance(value, str) else dict(value)  # type: ignore[arg-type]  # only mappings reach dict()
        items = "".join(
            f'<rdf:li xml:lang="{language}">{escape(str(text))}</rdf:li>'
            for language, text in texts.items()
        )
        return f"<{name}><rdf:Alt>{items}</rdf:Alt></{name}>"
    if isinstance(value, str):
        return f"<{name}>{escape(value)}</{name}>"
    kind = LISTS[name]
    items = "".join(f"<rdf:li>{escape(text)}</rdf:li>" for text in value)
    return f"<{name}><rdf:{kind}>{items}</rdf:{kind}></{name}>"
