"""Image numbers as links between photos: one number, one picture."""

from __future__ import annotations

import re
from typing import Final
from urllib.parse import unquote, urlsplit

_VIRIN: Final = re.compile(
    r"(?<![0-9A-Z])(?:19|20)?(\d{6})[-_]([ADFGHMNOSXZ])[-_]([0-9A-Z]{5})[-_](\d{3,4})(?:[-_][A-Z]{2})?(?![0-9A-Z])"
)
"""``[YY]YYMMDD-S-XXXXX-NNN[N][-CC]`` (DoD Instruction 5040.02), as print and file names have it;
the century and the country at the end are left out by many and make no other picture."""
_CANADIAN: Final = re.compile(
    r"(?<![0-9A-Z])([A-Z]{2}\d{0,2}-?(?:19|20)\d{2})[-_](\d{4})[-_](\d{2,4})(?![0-9A-Z])"
)
"""``IS2016-0012-03``."""
_LEAST_DIGITS: Final = 5
_LONGEST: Final = 100


def same_identifier(identifier: str) -> str | None:
    """An image number in the one form that its spellings share; None if it names no one picture.

    Numbers of few digits (``Photo 12``) are counted by many.
    """
    plain = " ".join(identifier.upper().split())
    known = _known(plain)
    if known:
        return known
    digits = sum(letter.isdigit() for letter in plain)
    return plain if digits >= _LEAST_DIGITS and len(plain) <= _LONGEST else None


def identifier_in_address(url: str) -> str | None:
    """The image number in a file name or folder of an address, in that form; None if none."""
    try:
        path = urlsplit(url).path
    except ValueError:  # an address that is none, such as an unclosed IPv6 bracket
        return None
    return _known(unquote(path).upper())


def _known(text: str) -> str | None:
    match = _VIRIN.search(text) or _CANADIAN.search(text)
    return "-".join(match.groups()) if match else None
