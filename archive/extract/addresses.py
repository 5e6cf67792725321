"""Addresses of pictures: which are safe to name, which are one photo, which is best."""

from __future__ import annotations

import re
from functools import lru_cache
from urllib.parse import SplitResult, parse_qsl, unquote, urljoin, urlsplit

from w3lib.url import safe_url_string

from archive.likeness.variants import SUFFIX, TELLING, base_name, unwrap

PICTURE_SUFFIX = re.compile(
    r"\.(?:jpe?g|png|webp|gif|avif|bmp|tiff?|jfif|heic)(?=$|[?#!/:&])", re.IGNORECASE
)
_NO_PHOTO_SUFFIX = re.compile(
    r"\.(?:svg|ico|cur|js|css|mp4|webm|m3u8|mp3|pdf|html?)(?=$|[?#])", re.IGNORECASE
)
_PLAIN = re.compile(
    r"https?://[a-z0-9.-]+(?::\d{1,5})?/(?:[A-Za-z0-9._~!$&()*+,;=:@/?-]|%[0-9A-Fa-f]{2})*"
)
"""Addresses that percent-encoding leaves as they are: most."""
_MAX_LENGTH = 4000
_IDENTIFIER = re.compile(
    r"[0-9a-f]{8}-(?:[0-9a-f]{4}-){3}[0-9a-f]{12}|[0-9a-f]{16,}|\d{7,}", re.IGNORECASE
)
_DATE_LIKE = re.compile(r"(?:19|20)\d{6}(?:\d{2,6})?|1[4-9]\d{8}(?:\d{3})?")
_WIDTH_PARAMETERS = (
    "w",
    "width",
    "wid",
    "imwidth",
    "imgw",
    "sw",
    "tw",
    "resize_to",
    "mw",
    "maxwidth",
    "max-w",
    "im_w",
)
_WIDTH_IN_PATH = (
    re.compile(r"(?:^|[-_/.,])(\d{2,4})x\d{1,4}(?=$|[-_/.,])"),
    re.compile(r"(?:^|[-_/.,;:])(?:w|width|wid|im[_-]?width|s)[-_=:]?(\d{2,4})(?=$|[-_/.,;:])"),
    re.compile(r"(?:^|[-_/.,])(\d{3,4})(?:w|px)(?=$|[-_/.,])"),
    # …/1200/800/name; years are no widths
    re.compile(r"/(?!(?:199|20[0-3])\d/)(\d{3,4})/\d{3,4}(?=/)"),
)
_DULL_NAMES = frozenset(
    [
        "image",
        "images",
        "photo",
        "default",
        "index",
        "media",
        "picture",
        "master",
        "original",
        "file",
        "main",
        "img",
    ]
)


@lru_cache(maxsize=8192)
def absolute(url: str, base: str) -> str | None:
    """A picture's address made absolute, if it is one that can be fetched and named.

    Args:
        url: as the page has it.
        base: the page's base address.

    Returns:
        An ``http`` or ``https`` address without fragment, percent-encoded as browsers ask for it
        (URL Standard, RFC 3986); None for ``data:``,
        ``javascript:``, ``blob:``, drawings, films and what cannot be read.
    """
    url = url.strip().strip("'\"")
    if (
        not url
        or len(url) > _MAX_LENGTH
        or "\n" in url
        or "\r" in url
        or url[:5].lower() == "data:"
    ):
        return None
    if "{" in url or "[[" in url or "<" in url:  # a template's hole, not an address
        return None
    try:
        whole = url if url.startswith(("http://", "https://")) else urljoin(base, url)
        parts = urlsplit(whole)
        host = parts.hostname
        _ = parts.port
    except ValueError:
        return None
    # A sentence behind two strokes is no host.
    is_host = host is not None and host.split() == [host]
    if parts.scheme not in {"http", "https"} or not is_host or not _names_something(parts):
        return None
    if _NO_PHOTO_SUFFIX.search(unquote(parts.path)) and not PICTURE_SUFFIX.search(whole):
        return None
    bare = whole.split("#", 1)[0]
    return _asked_for(bare) if bare != base else None  # "#" and "" lead to the page itself


def _asked_for(url: str) -> str | None:
    """An address as a crawler asks for it, so that both name the same capture."""
    if _PLAIN.fullmatch(url):
        return url
    try:
        return safe_url_string(url)
    except ValueError:
        return None


def _names_something(parts: SplitResult) -> bool:
    """Whether an address is more than a site's front page; a resizing service may live there."""
    return parts.path not in {"", "/"} or bool(PICTURE_SUFFIX.search(parts.query))


@lru_cache(maxsize=8192)
def photo_ids(url: str) -> frozenset[str]:
    """Long numbers and hashes in a picture's path, which name it whatever its crop."""
    try:
        path = unquote(urlsplit(unwrap(url)).path)
    except ValueError:
        return frozenset()
    found = {match.lower() for match in _IDENTIFIER.findall(path)}
    return frozenset(item for item in found if not _DATE_LIKE.fullmatch(item))


@lru_cache(maxsize=8192)
def photo_name(url: str) -> str:
    """The file's name without size and suffix; empty where it says nothing."""
    try:
        name = unquote(urlsplit(unwrap(url)).path).lower().rstrip("/").rsplit("/", 1)[-1]
    except ValueError:
        return ""
    name = base_name(name)
    return "" if len(name) < TELLING or name in _DULL_NAMES else name


def width_of(url: str) -> int:
    """The width in pixels that an address asks for; 0 where it names none."""
    try:
        parts = urlsplit(url)
    except ValueError:
        return 0
    for name, value in parse_qsl(parts.query):
        if name.lower() in _WIDTH_PARAMETERS and value.rstrip("px").isdigit():
            return int(value.rstrip("px")[:5])
        if name.lower() in {"resize", "fit", "size"} and (
            match := re.match(r"(\d{2,4})[,x]", value)
        ):
            return int(match[1])
    path = SUFFIX.sub("", unquote(parts.path))
    for pattern in _WIDTH_IN_PATH:
        if match := pattern.search(path):
            return int(match[1])
    return 0
