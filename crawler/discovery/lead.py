"""What discovery finds."""

from __future__ import annotations

import re
from dataclasses import dataclass
from typing import TYPE_CHECKING
from urllib.parse import urljoin, urlsplit

from w3lib.url import safe_url_string

from crawler.discovery.key import without_session, without_tracking

if TYPE_CHECKING:
    from datetime import datetime


_PLAIN = re.compile(
    r"https?://[a-z0-9-]{1,63}(?:\.[a-z0-9-]{1,63})+(?::[1-9]\d{0,3})?"
    r"(?:/(?:[A-Za-z0-9_~-][A-Za-z0-9._~-]*/)*(?:[A-Za-z0-9_~-][A-Za-z0-9._~-]*)?)?"
)
"""Most addresses: nothing in them is to be cleaned, and a sitemap has many thousands."""


@dataclass(frozen=True, slots=True)
class Lead:
    """An address that may be an article (or, from a sitemap index, another sitemap).

    Attributes:
        url: absolute, http or https, percent-encoded, without fragment, tracking parameters and
            session ids.
        date: when its announcer says it last changed, with offset; None where it does not say.
        published: when it says it was published, likewise.
    """

    url: str
    date: datetime | None = None
    published: datetime | None = None


def clean_url(reference: str, base: str) -> str | None:
    """A reference as an absolute address to fetch, or None where it is none.

    White space around it, tracking parameters and session ids are dropped; a line break inside,
    another scheme than http or https, user information, a missing or an impossible host make it no
    address (RFC 3986, sections 3 and 5).
    """
    reference = reference.strip()
    if _PLAIN.fullmatch(reference):
        return reference
    return _cleaned(reference, base)


def _cleaned(reference: str, base: str) -> str | None:
    if not reference or any(c in reference for c in "\r\n\t\0"):
        return None
    try:
        url = urljoin(base, reference)
        parts = urlsplit(url)
        host = parts.hostname
        _ = parts.port  # raises where it is no number
        if parts.scheme not in {"http", "https"} or not host or "@" in parts.netloc:
            return None
        host.encode("idna")  # raises where no such host can exist
        path, query = without_session(parts.path), without_tracking(parts.query)
        return safe_url_string(parts._replace(path=path, query=query, fragment="").geturl())
    except ValueError:
        return None
