"""How Python values are written in columns: text, JSON arrays, moments.

Nothing in a column needs a function of ours to be read: lists are JSON arrays with their
characters unescaped, moments are ISO 8601 with an offset.
"""

from __future__ import annotations

import json
import re
from datetime import UTC, datetime
from typing import TYPE_CHECKING, NamedTuple

from archive.index.errors import NaiveDateError

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping

Value = str | int | None
Row = dict[str, Value]

NO_LIST = "[]"
_WHOLE_NUMBER = re.compile("[0-9]{1,18}")
_JSON = json.JSONEncoder(ensure_ascii=False)


class PhotoUse(NamedTuple):
    """A photo in an article, as rows.

    Attributes:
        content_url: names the photo.
        use: columns of ``photo_uses`` but ``version_id`` and ``photo_id``.
        credits: rows of ``credits``, without their keys; at most one is chosen.
    """

    content_url: str
    use: Row
    credits: list[Row]


REPLACEMENT = "\N{REPLACEMENT CHARACTER}"


def text(value: str | None) -> str | None:
    """A string as SQLite can keep it whole; None for an empty one.

    Lone surrogates (JSON in a page may escape half a pair) have no UTF-8, and SQLite's own text
    functions stop at U+0000: both become U+FFFD.
    """
    if not value:
        return None
    try:
        value.encode()
    except UnicodeEncodeError:
        value = value.encode("utf-16", "surrogatepass").decode("utf-16", "replace")
    return value.replace("\0", REPLACEMENT)


def json_list(values: Iterable[str | None]) -> str:
    """A JSON array, characters unescaped; ``[]`` for none."""
    cleaned = [text(value) for value in values]
    return _JSON.encode(cleaned) if cleaned else NO_LIST


def json_object(values: Mapping[str, str]) -> str:
    """A JSON object with its keys sorted, so that equal mappings are equal text."""
    cleaned = {text(key) or "": text(value) for key, value in values.items()}
    return json.dumps(cleaned, ensure_ascii=False, sort_keys=True)


def whole_number(value: str) -> int | None:
    """A number in a closing record; None where it is none, or SQLite's integers do not hold it."""
    return int(value) if _WHOLE_NUMBER.fullmatch(value) else None


def utc(moment: datetime) -> str:
    """A moment in UTC, of fixed width, so that sorting the text sorts the moments.

    Raises:
        NaiveDateError: ``moment`` has no offset.
    """
    if moment.tzinfo is None:
        raise NaiveDateError(moment)
    return moment.astimezone(UTC).isoformat(timespec="microseconds")


def with_offset(moment: datetime | None) -> str | None:
    """A moment as the page gives it, with its own offset.

    Raises:
        NaiveDateError: ``moment`` has no offset.
    """
    if moment is None:
        return None
    if moment.tzinfo is None:
        raise NaiveDateError(moment)
    return moment.isoformat()


def sort_key(moment: datetime | None) -> str | None:
    """A moment in UTC for a column to be sorted by; None where UTC's year has no four digits.

    Raises:
        NaiveDateError: ``moment`` has no offset.
    """
    try:
        return utc(moment) if moment else None
    except OverflowError:
        return None
