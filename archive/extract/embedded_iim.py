"""IPTC-IIM: the datasets that picture desks have written into files since the 1990s.

Source: IPTC-NAA Information Interchange Model 4.2, sections 1.5 (datasets), 1.6 (extended
datasets), 5.1 (character sets) and 6 (record 2).
"""

from __future__ import annotations

import re
from collections import defaultdict
from datetime import date, time
from typing import TYPE_CHECKING

from archive.extract.embedded_block import Block, clean, decode

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping, Sequence

_MARKER = 0x1C
_HEAD = 5
_EXTENDED = 0x8000
_ENVELOPE, _APPLICATION = 1, 2
_NEXT = re.compile(rb"\x1c[\x01-\x09]")
_UTF8 = (b"\x1b%G", b"\x1b%/G", b"\x1b%/H", b"\x1b%/I")

_CODED_CHARACTER_SET = (_ENVELOPE, 90)
_OBJECT_NAME = (_APPLICATION, 5)
_INSTRUCTIONS = (_APPLICATION, 40)
_DATE_CREATED = (_APPLICATION, 55)
_TIME_CREATED = (_APPLICATION, 60)
_BY_LINE = (_APPLICATION, 80)
_TRANSMISSION_REFERENCE = (_APPLICATION, 103)
_HEADLINE = (_APPLICATION, 105)
_CREDIT = (_APPLICATION, 110)
_SOURCE = (_APPLICATION, 115)
_COPYRIGHT_NOTICE = (_APPLICATION, 116)
_CAPTION = (_APPLICATION, 120)

LIMITS = {
    "creators": 32,
    "credit_line": 32,
    "source": 32,
    "copyright_notice": 128,
    "caption": 2000,
    "headline": 256,
    "instructions": 256,
}
"""Longest value of each field, in octets (IIM 4.2, section 6): longer texts are cut off there."""

Key = tuple[int, int]


def read_iim(data: bytes) -> Block:
    """Read a run of datasets.

    Damage loses what it touches alone: reading goes on at the next dataset.

    Args:
        data: the block, from its first dataset on.

    Returns:
        What it says; an empty block where nothing can be read.
    """
    found: defaultdict[Key, list[bytes]] = defaultdict(list)
    for key, value in datasets(data):
        found[key].append(value)
    declared = any(value.strip() in _UTF8 for value in found[_CODED_CHARACTER_SET])
    texts = {
        key: [text for value in values if (text := clean(decode(value, declared_utf8=declared)))]
        for key, values in found.items()
        if key[0] == _APPLICATION
    }
    return Block(
        creators=tuple(texts.get(_BY_LINE, ())),
        credit_line=_first(texts, _CREDIT),
        source=_first(texts, _SOURCE),
        copyright_notice=_first(texts, _COPYRIGHT_NOTICE),
        caption=_first(texts, _CAPTION),
        headline=_first(texts, _HEADLINE),
        date_created=_date_created(_first(texts, _DATE_CREATED), _first(texts, _TIME_CREATED)),
        instructions=_first(texts, _INSTRUCTIONS),
        references=tuple(
            text
            for key in (_TRANSMISSION_REFERENCE, _OBJECT_NAME)
            if (text := _first(texts, key)) is not None
        ),
    )


def datasets(data: bytes) -> Iterator[tuple[Key, bytes]]:
    """Take a block apart; a length that runs past the end is cut at the next dataset.

    Yields:
        Record and dataset number, and the value.
    """
    at = 0
    while (start := _NEXT.search(data, at)) is not None:
        at = start.start()
        head = data[at : at + _HEAD]
        if len(head) < _HEAD:
            return
        size = int.from_bytes(head[3:5], "big")
        begin = at + _HEAD
        if size & _EXTENDED:
            width = size & ~_EXTENDED
            size = int.from_bytes(data[begin : begin + min(width, 8)], "big")
            begin += width
        if begin + size > len(data):
            following = _NEXT.search(data, min(begin, at + _HEAD + 8))
            size = max((following.start() if following else len(data)) - begin, 0)
        yield (head[1], head[2]), data[begin : begin + size]
        at = begin + size if size or begin < len(data) else at + 1


def _first(texts: Mapping[Key, Sequence[str]], key: Key) -> str | None:
    return next(iter(texts.get(key, ())), None)


def _date_created(day: str | None, clock: str | None) -> str | None:
    """``CCYYMMDD``, zeros where not known, and ``HHMMSS±HHMM``, as ISO 8601 (2:55 and 2:60)."""
    match = re.fullmatch(r"(\d{4})-?(\d{2})-?(\d{2})", day or "")
    if match is None or match[1] == "0000":
        return None
    year, month, of_month = match.groups()
    if month == "00":
        return year
    try:
        if of_month == "00":
            return date(int(year), int(month), 1).isoformat()[:7]
        whole = date(int(year), int(month), int(of_month)).isoformat()
    except ValueError:
        return None
    return f"{whole}T{at}" if (at := _time_created(clock)) else whole


def _time_created(clock: str | None) -> str | None:
    match = re.fullmatch(r"(\d{2}):?(\d{2}):?(\d{2})(?:([+-])(\d{2}):?(\d{2}))?", clock or "")
    if match is None:
        return None
    hour, minute, second, sign, *offset = match.groups()
    text = f"{hour}:{minute}:{second}" + (f"{sign}{offset[0]}:{offset[1]}" if sign else "")
    try:
        time.fromisoformat(text)
    except ValueError:
        return None
    return text
