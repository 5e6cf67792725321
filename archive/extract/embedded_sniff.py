"""What bytes that are no image look like, in words for a person."""

from __future__ import annotations

import re

_START = 512
_MAGIC = (
    (re.compile(rb"%PDF"), "a PDF"),
    (re.compile(rb"\x1f\x8b"), "gzipped data"),
    (re.compile(rb"PK\x03\x04"), "a ZIP archive"),
    (re.compile(rb"\xff\xd8\xff"), "a damaged JPEG"),
    (re.compile(rb"\x89PNG"), "a damaged PNG"),
    (re.compile(rb"GIF8"), "a damaged GIF"),
    (re.compile(rb"RIFF....WEBP", re.DOTALL), "a damaged WebP"),
    (re.compile(rb"RIFF"), "sound or video"),
    (re.compile(rb"\x1aE\xdf\xa3"), "a Matroska or WebM video"),
    (re.compile(rb"ID3"), "an MP3"),
    (re.compile(rb"%!PS"), "PostScript"),
    (re.compile(rb"8BPS"), "a Photoshop document"),
    (re.compile(rb"....ftyp", re.DOTALL), "an ISO media file, perhaps video"),
    (re.compile(rb"\s*<.*<svg|\s*<svg", re.IGNORECASE | re.DOTALL), "an SVG drawing"),
    (re.compile(rb"\s*<\?xml"), "XML"),
    (re.compile(rb"\s*<(?:!--|!doctype html|[a-z])", re.IGNORECASE), "an HTML page"),
    (re.compile(rb"\s*[{\[]"), "JSON"),
)


def looks_like(data: bytes) -> str:
    """Name what bytes look like, such as ``an HTML page``, ``empty`` or ``a PDF``."""
    if not data.strip():
        return "nothing but white space" if data else "empty"
    start = data[:_START].removeprefix(b"\xef\xbb\xbf")
    for magic, name in _MAGIC:
        if magic.match(start):
            return name
    text = start.decode("utf-8", "ignore")[:40]
    is_text = text.isprintable() and text.encode() == start[: len(text.encode())]
    return f"text {text!r}" if is_text else f"unknown bytes {start[:12].hex(' ')}"
