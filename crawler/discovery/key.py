"""When two addresses are one page: what a crawl remembers pages by."""

from __future__ import annotations

import re
import unicodedata
from contextlib import suppress
from urllib.parse import quote, unquote_to_bytes, urlsplit

TRACKING = frozenset(
    ("fbclid", "gclid", "dclid", "msclkid", "yclid", "igshid", "mc_cid", "mc_eid", "cmpid", "ncid",
     "s_cid", "ocid", "xtor", "at_medium")
)  # fmt: skip
"""Query parameters that tell a site where a reader came from, not what to show; ``utm_…`` too."""

SESSIONS = frozenset(
    ("phpsessid", "jsessionid", "sessionid", "session_id", "cfid", "cftoken", "zenid", "oscsid")
)
"""Query parameters that name a visit (Heritrix's StripSessionIDs has most of them)."""
_SESSION_PREFIX = "aspsessionid"
# `sid` numbers stories on some sites; only a long hash is a session.
_SESSION_VALUE = re.compile(r"[0-9a-f]{16,}", re.IGNORECASE)
_SESSION_PATH = re.compile(r";(?:jsessionid|phpsessid|sessionid)=[^/;?#]*", re.IGNORECASE)

_TWIN_LABELS = frozenset(("www", "m", "mobile", "amp"))
# One answer for AMP (amp.dev, "Make your page discoverable"), one that opens the comment form.
_VIEWS = {"amp": None, "outputtype": "amp", "output": "amp", "replytocom": None}
_DEFAULT_PORTS = frozenset((None, 80, 443))
_UNRESERVED = re.compile(r"[A-Za-z0-9._~-]*")
_IN_SEGMENT = "!$&'()*+,;=:@~"
_IN_QUERY = "!$'()*,;:@/?~+"


def page_key(url: str) -> str:
    """What all addresses of one page have in common; itself an address, though not to be fetched.

    Dropped: scheme, ``www.``, ``m.``, ``mobile.`` and ``amp.`` before the host, a default port,
    doubled and trailing slashes, AMP's marks in path and query, tracking parameters, session ids,
    the order of parameters, the fragment. Percent-encoding is made one of (RFC 3986, section
    6.2.2), characters are composed (Unicode NFC). The case of a path tells pages apart and stays.

    The key of a key is the key. What is no address is its own key.
    """
    url = url.encode("utf-8", "replace").decode()
    try:
        parts = urlsplit(url)
        host, port = _host(parts.hostname or ""), parts.port
    except ValueError:
        return url
    if not host:
        return url
    place = host if port in _DEFAULT_PORTS else f"{host}:{port}"
    query = "&".join(sorted(_fields(parts.query)))
    return f"https://{place}/{'/'.join(_segments(parts.path))}{'?' + query if query else ''}"


def is_twin(url: str) -> bool:
    """Whether ``url`` is a second address of a page that has a better one: AMP's, a telephone's."""
    try:
        parts = urlsplit(url)
        labels = (parts.hostname or "").split(".")
    except ValueError:
        return False
    segments = [segment for segment in parts.path.split("/") if segment]
    return (
        (labels[0] in _TWIN_LABELS and labels[0] != "www")
        or _without_amp(segments) != segments
        or any(_is_view(*field.partition("=")[::2]) for field in parts.query.split("&"))
    )


def without_tracking(query: str) -> str:
    """A query without what says where a reader comes from, or which visit this is.

    What stays is not reordered or coded anew.
    """
    fields = [field for field in query.split("&") if not _is_noise(*field.partition("=")[::2])]
    return "&".join(fields)


def without_session(path: str) -> str:
    """A path without session ids (``/story;jsessionid=…``)."""
    return _SESSION_PATH.sub("", path)


def _host(name: str) -> str:
    labels = [label for label in name.lower().split(".") if label]
    with suppress(UnicodeError):  # no such host can exist; as a key it will do
        # Compatibility characters may become dots.
        labels = [x for x in ".".join(labels).encode("idna").decode().split(".") if x]
    while len(labels) > 2 and labels[0] in _TWIN_LABELS:  # noqa: PLR2004 - a name and its top level
        labels = labels[1:]
    host = ".".join(labels)
    return f"[{host}]" if ":" in host else host


def _segments(path: str) -> list[str]:
    kept: list[str] = []
    for raw in without_session(path).split("/"):
        segment = _SESSION_PATH.sub("", _recoded(raw, _IN_SEGMENT))
        if segment == "..":
            del kept[-1:]
        elif segment not in {"", "."}:
            kept.append(segment)
    return _without_amp(kept)


def _without_amp(segments: list[str]) -> list[str]:
    """``/amp/story``, ``/story/amp``, ``/story.amp``, ``/story.amp.html``: one story."""
    while len(segments) > 1:
        first, *_, last = segments
        if first == "amp":
            segments = segments[1:]
        elif last in {"amp", "amp.html"}:
            segments = segments[:-1]
        else:
            break
    if segments:
        name = segments[-1]
        while len(shorter := re.sub(r"\.amp(\.html?)?$", r"\1", name)) < len(name):
            name = shorter
        if name and name != segments[-1]:
            return _without_amp([*segments[:-1], name])
    return segments


def _fields(query: str) -> list[str]:
    fields = []
    for raw in query.split("&"):
        name, equals, value = raw.partition("=")
        name, value = _recoded(name, _IN_QUERY), _recoded(value, _IN_QUERY + "=")
        if (name or value) and not _is_noise(name, value) and not _is_view(name, value):
            fields.append(name + equals + value)
    return fields


def _is_noise(name: str, value: str) -> bool:
    name = name.lower()
    return (
        name in TRACKING
        or name in SESSIONS
        or name.startswith(("utm_", _SESSION_PREFIX))
        or (name == "sid" and _SESSION_VALUE.fullmatch(value) is not None)
    )


def _is_view(name: str, value: str) -> bool:
    name = name.lower()
    return name in _VIEWS and _VIEWS[name] in {None, value.lower()}


def _recoded(text: str, safe: str) -> str:
    """Percent-encoded where it must be and nowhere else; an encoded delimiter stays encoded."""
    if _UNRESERVED.fullmatch(text):
        return text
    data = unquote_to_bytes(text)
    with suppress(UnicodeDecodeError):  # another charset's bytes: those are what it is
        data = unicodedata.normalize("NFC", data.decode()).encode()
    return quote(data, safe)
