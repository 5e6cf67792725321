"""Which addresses are one publisher's."""

from __future__ import annotations

from functools import cache
from typing import TYPE_CHECKING
from urllib.parse import urlsplit

if TYPE_CHECKING:
    from tldextract import TLDExtract

_CACHES = ("ampproject.org",)
"""They serve other publishers' pages (https://amp.dev/documentation/guides-and-tutorials/learn/
amp-caches-and-cors/how_amp_pages_are_cached)."""


def may_speak_for(page: str, other: str) -> bool:
    """Whether a page may say that it is the one at another address.

    Under one registered domain (``m.example.com``, ``www.example.com``), or from a cache. A copy
    on somebody else's site that names the original is a printing of its own; and no page takes
    another publisher's story over.

    Args:
        page: the address a page was captured at.
        other: the address it calls its own; both absolute.
    """
    host, named = ((urlsplit(url).hostname or "").lower() for url in (page, other))
    if not host or host == named:
        return True  # of a page that came as a file nobody may know the address
    domain = _domain(host)
    return domain in _CACHES or (domain != "" and domain == _domain(named))


def _domain(host: str) -> str:
    """The registered domain, of the public suffix list as the library brings it; "" without one."""
    return _suffixes().extract_str(host).top_domain_under_public_suffix


@cache
def _suffixes() -> TLDExtract:
    from tldextract import TLDExtract  # noqa: PLC0415 - few pages need it

    # Nothing is asked of the network, and nothing written: extraction is pure.
    return TLDExtract(suffix_list_urls=(), cache_dir=None, include_psl_private_domains=True)
