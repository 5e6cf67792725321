"""What discovery finds."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING
from urllib.parse import urljoin, urlsplit

from w3lib.url import safe_url_string

if TYPE_CHECKING:
    from datetime import datetime


TRACKING = frozenset(
    ("fbclid", "gclid", "dclid", "msclkid", "yclid", "igshid", "mc_cid", "mc_eid", "cmpid", "ncid",
     "s_cid", "ocid", "xtor", "at_medium")
)  # fmt: skip
"""Query parameters that tell a site where a reader came from, not what to show; ``utm_…`` too."""


@dataclass(frozen=True, slots=True)
class Lead:
    """An address that may be an article (or, from a sitemap index, another sitemap).

    Attributes:
        url: absolute, http or https, percent-encoded, without fragment and tracking parameters.
        date: when its announcer says it last changed, with offset; None where it does not say.
    """

    url: str
    date: datetime | None = None


def clean_url(reference: str, base: str) -> str | None:
    """A reference as an absolute address to fetch, or None where it is none.

    White space around it and tracking parameters are dropped; a line break inside, another
    scheme than http or https, user information, and a missing host make it no address
    (RFC 3986, sections 3 and 5).
    """
    reference = reference.strip()
    if not reference or any(c in reference for c in "\r\n\t\0"):
        return None
    try:
        url = urljoin(base, reference)
        parts = urlsplit(url)
        host = parts.hostname
        _ = parts.port  # raises where it is no number
    except ValueError:
        return None
    if parts.scheme not in {"http", "https"} or not host or "@" in parts.netloc:
        return None
    return safe_url_string(parts._replace(query=_untracked(parts.query), fragment="").geturl())


def _untracked(query: str) -> str:
    """The query without tracking parameters; what stays is not reordered or coded anew."""
    kept = [
        field
        for field in query.split("&")
        if not (field.startswith("utm_") or field.partition("=")[0] in TRACKING)
    ]
    return "&".join(kept)
