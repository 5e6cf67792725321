"""Addresses in archived pages: absolute, of the web, and as the archive names them."""

from __future__ import annotations

from urllib.parse import quote, urldefrag, urljoin, urlsplit

MAX_LENGTH = 4000
KEPT = "%/:=&?~+!$,;'@()*[]-._"
"""What stands in a URI as it is (RFC 3986, section 2.2), and ``%`` of what is encoded already."""


def absolute(address: str, base: str) -> str | None:
    """An address made absolute, without fragment; None unless it is ``http`` or ``https``.

    Whitespace around it, and tabs and line breaks in it, are taken out as browsers do
    (https://url.spec.whatwg.org/#concept-basic-url-parser).

    Args:
        address: as the page has it.
        base: what it is relative to.
    """
    address = address.strip("\x00\t\n\x0c\r ").translate({9: None, 10: None, 13: None})
    if not address or len(address) > MAX_LENGTH:
        return None
    try:
        whole = urldefrag(urljoin(base, address)).url
        parts = urlsplit(whole)
        host = parts.hostname
    except ValueError:  # e.g. an unclosed IPv6 bracket
        return None
    if parts.scheme not in {"http", "https"} or not host:
        return None
    return encoded(whole)


def encoded(address: str) -> str:
    """An address percent-encoded, as ``WARC-Target-URI`` has it."""
    return quote(address.encode("utf-8", "replace"), safe=KEPT)
