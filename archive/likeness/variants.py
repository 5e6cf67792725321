"""Addresses of one photo: resizing services, hosts and sizes away, what is left names it.

News sites serve one photo through resizing services (Photon's ``i0.wp.com``, Thumbor, imgix,
Cloudinary, Next's ``_next/image``), and under names with sizes (WordPress's ``-1024x683``).
"""

from __future__ import annotations

import re
from functools import lru_cache
from typing import TYPE_CHECKING
from urllib.parse import parse_qsl, unquote, urljoin, urlsplit

if TYPE_CHECKING:
    from collections.abc import Iterator

SUFFIX = re.compile(r"\.(?:jpe?g|png|webp|gif|avif|bmp|tiff?|jfif|heic)$", re.IGNORECASE)
_INNER_PARAMETERS = frozenset(
    ["url", "src", "image", "img", "u", "href", "imageurl", "source", "file", "path"]
)
_INNER_PATH = re.compile(r"https?:/{1,2}(?=[\w-]+\.[\w.-]*[a-z]{2,})", re.IGNORECASE)
_THUMBOR = re.compile(
    r"/(?:unsafe|thumbor|filters:[^/]*)/(?:[^/]*/)*?(?=(?:[\w-]+\.)+[a-z]{2,}/.+\.\w{3,4}$)",
    re.IGNORECASE,
)
"""What Thumbor puts before an address that has lost its scheme (Thumbor's documentation, Usage)."""
_RENDITION = re.compile(r"(?<=[0-9a-f]{32})\.[\w-]+$", re.IGNORECASE)
"""Which rendition is wanted, behind the hash that names the photo."""
_SHORTEST_ADDRESS = 8
TELLING = 8
"""Characters a path or file name must have to tell one photo from all others."""


# A path segment, or the end of a file name, that only tells a size or a crop.
_SIZE_WORDS = (
    r"\d{2,4}x\d{0,4}(?:px)?|\d{1,2}[x_:]\d{1,2}|[wh]_?\d{2,4}|(?:w|h|q|dpr|width|height|quality|wid|hei|size|fit|crop|c|g|f|ar|rect)[_=:-][\w.%]{1,20}"
    r"|[sml]|x{1,3}[sl]|small|medium|large|big|thumb|thumbs|thumbnail|original|orig|full|scaled|crop|cropped|retina|mobile|desktop"
    r"|filters:.*|fit-in|smart|unsafe|\d{1,4}x\d{1,4}:\d{1,4}x\d{1,4}"
    r"|@?[1-4]x|\d{3,4}w|\d{2,4}px|q\d{2,3}|s\d{3,4}[a-z]?|(?:master|alternates?|derivatives?|rendition|variants?)(?:[-_]\w{1,12})?|(?:landscape|portrait|square|wide|free)(?:[-_]\w{1,12})?|e\d{10,13}"
)
_SERVICE_PATH = re.compile(
    r"/(?:styles/[^/]+/(?:public|private)|cdn-cgi/image/[^/]*=[^/]*|size/w\d+(?:h\d+)?)(?=/)"
    r"|(?<=\.\w{3})/v1/(?:fill|fit|crop)/.+$",
    re.IGNORECASE,
)
"""What Drupal's image styles, Cloudflare, Ghost and Wix put into a path to ask for a size."""
_SIZE_SEGMENT = re.compile(rf"(?:{_SIZE_WORDS})(?:[,._-](?:{_SIZE_WORDS}))*", re.IGNORECASE)
_SIZE_ENDING = re.compile(rf"(?:[-_.,~@](?:{_SIZE_WORDS}))+$", re.IGNORECASE)


def base_name(name: str) -> str:
    """A file's name without suffixes, and without what tells a size or a crop at its end."""
    return _SIZE_ENDING.sub("", _RENDITION.sub("", SUFFIX.sub("", SUFFIX.sub("", name))))


@lru_cache(maxsize=8192)
def unwrap(url: str) -> str:
    """The address of the picture that a resizing service was asked for; else the address itself."""
    for _ in range(3):
        try:
            inner = _inner(url)
            urlsplit(inner or "")
        except ValueError:  # neither is one that is none, such as an unclosed IPv6 bracket
            return url
        if inner is None or inner == url:
            return url
        url = inner
    return url


def _inner(url: str) -> str | None:
    """What a resizing service was asked for; ValueError where an address is none."""
    parts = urlsplit(url)
    asked = next(filter(_is_address, _values(parts.query)), None)
    if asked is not None:
        return urljoin(url, asked)
    path = unquote(parts.path)
    if re.fullmatch(r"i\d\.wp\.com", parts.netloc):
        return "https:/" + path
    if thumbor := _THUMBOR.search(path):
        return f"{parts.scheme}://{path[thumbor.end() :]}"
    if found := list(_INNER_PATH.finditer(path)):
        return re.sub(r"^(https?:)/+", r"\1//", path[found[-1].start() :], flags=re.IGNORECASE)
    return None


def _values(query: str) -> Iterator[str]:
    """What a resizing service is told in the parameters that name pictures."""
    return (value for name, value in parse_qsl(query) if name.lower() in _INNER_PARAMETERS)


def _is_address(value: str) -> bool:
    whole = value.startswith(("http://", "https://", "//", "/"))
    return whole and len(value) > _SHORTEST_ADDRESS


@lru_cache(maxsize=8192)
def photo_key(url: str) -> str:
    """What all variants of one photo have in common: its path without host, sizes and suffix."""
    try:
        parts = urlsplit(unwrap(url))
    except ValueError:
        return url
    path = _SERVICE_PATH.sub("", unquote(parts.path).lower())
    segments = [segment for segment in path.split("/") if segment]
    if not segments:
        return url
    name = base_name(segments[-1])
    kept = [segment for segment in segments[:-1] if not _SIZE_SEGMENT.fullmatch(segment)]
    if _SIZE_SEGMENT.fullmatch(name) and kept:
        name = ""
    key = "/".join([*kept, name]).strip("/")
    # Where the path says nothing (a script), what it is asked for does.
    return key if len(key) >= TELLING else f"{parts.netloc}/{key}?{parts.query}"
