"""Names out of what bylines hold: without "By", jobs, dates and buttons."""

from __future__ import annotations

import re
from functools import cache
from typing import TYPE_CHECKING

from archive.extract.classes import load_vocabulary
from archive.extract.printed_dates import date_in_words
from archive.extract.text import fold, plain, squeeze

if TYPE_CHECKING:
    from collections.abc import Iterable

LONGEST_NAME = 60
MOST_AUTHORS = 12
MARKS = " .,:;-–—|()[]"
"""What stands around a name and is no part of it."""
ADDRESS = re.compile(r"https?://|www\.|@|\.(?:com|org|net|html?)\b", re.IGNORECASE)
_LONGEST_BYLINE = 1000
_MOST_WORDS = 6
_SHORTEST_HANDLE = 3
_ASIDE = re.compile(r"\s*(?:\([^()]*\)?|(?<=\s)@\w+)\s*$")
"""A bracket behind a name, or the account of who has it."""
_ORDINAL = re.compile(r"\b[123](?:st|nd|rd) (?=class\b)", re.IGNORECASE)


def names_in(values: Iterable[str]) -> tuple[str, ...]:
    """The names in what a byline, or data, calls the writers.

    Args:
        values: each may hold several.
    """
    lead, joint, trail, _ = _patterns()
    names: dict[str, str] = {}
    for value in values:
        text = _undated(lead.sub("", plain(value[:_LONGEST_BYLINE])))
        for number, part in enumerate(joint.split(text)):
            name = squeeze(lead.sub("", _ASIDE.sub("", part))).strip(MARKS)
            if names and is_job(name) and (number or trail.search(name)):
                continue  # "Jane Doe, Senior Reporter": what is left of it would be a name
            if number and fold(name) in load_vocabulary("authors")["post_nominals"]:
                continue  # "Jane Doe, MD"
            name = trail.sub("", name).strip()
            if is_name(name):
                names.setdefault(fold(name), name)
    own = tuple(name for key, name in names.items() if not _repeats(key, names))
    return own[:MOST_AUTHORS]


def _repeats(key: str, names: Iterable[str]) -> bool:
    """Whether a name is another's, in a button: "Follow Jane Doe on Facebook"."""
    return any(" " in other and other != key and f" {other} " in f" {key} " for other in names)


def _undated(text: str) -> str:
    """A byline without the date behind the names."""
    date = date_in_words().search(text) if any(map(str.isdigit, text)) else None
    return text[: date.start()].rstrip(MARKS) if date and date.start() else text


def is_name(text: str) -> bool:
    """Whether a text may be a name, or an account's."""
    key = fold(text)
    text = _ORDINAL.sub("", text)  # "Airman 1st Class"
    if (
        not key
        or key.isdigit()
        or key in _patterns()[3]
        or len(text) > LONGEST_NAME
        or len(text.split()) > _MOST_WORDS
    ):
        return False
    return (not ADDRESS.search(text) and not any(char.isdigit() for char in text)) or (
        len(key) >= _SHORTEST_HANDLE and key.isalnum()
    )


def is_job(text: str) -> bool:
    """Whether a text says what a writer is, or where, and not who."""
    words = fold(text).split()
    lists = load_vocabulary("authors")
    if not words:
        return False
    return words[-1] in lists["places_of_work"] or any(word in lists["jobs"] for word in words)


def is_full_name(text: str) -> bool:
    """Whether a text has a first and a last word with a capital."""
    words = text.split()
    return len(words) > 1 and words[0][:1].isupper() and words[-1][:1].isupper()


def begins_like_byline(text: str) -> bool:
    """Whether a line begins as bylines do ("By …", "Von …")."""
    return _patterns()[0].match(text) is not None


def is_titled(text: str) -> bool:
    """Whether a line ends with what Korean and Japanese papers call a reporter."""
    return _titled().search(text) is not None


@cache
def _patterns() -> tuple[re.Pattern[str], re.Pattern[str], re.Pattern[str], frozenset[str]]:
    words = load_vocabulary("authors")
    lead = "|".join(re.escape(item) for item in sorted(words["lead_in"], key=len, reverse=True))
    # A single capital is an initial ("John A Smith").
    joint = "|".join(
        re.escape(item) if len(item) > 1 else f"(?-i:{item})"
        for item in sorted(words["conjunctions"], key=len, reverse=True)
    )
    trail = "|".join(map(re.escape, words["trailing"]))
    titles = "|".join(words["titles"])
    # "on" is left of a date; with a capital it is a family name ("Hanh Le").
    left = "|".join(load_vocabulary("dates")["around"]["before"])
    return (
        re.compile(rf"^(?:{lead})(?=[\s:：]|$)[\s:：]*", re.IGNORECASE),
        re.compile(
            rf"\s*(?:[;|•·\n]|,(?!\s*(?:jr|sr|ii+|ph\.?d|m\.?d)\b)|(?<=\s)(?:{joint})(?=\s)|\s/\s|&|、|，)\s*",
            re.IGNORECASE,
        ),
        re.compile(rf"(?:\s+(?:{trail}|(?-i:{left}))|\s*(?:{titles}))$", re.IGNORECASE),
        frozenset(fold(item) for item in words["not_names"]),
    )


@cache
def _titled() -> re.Pattern[str]:
    titles = "|".join(load_vocabulary("authors")["titles"])
    return re.compile(rf"\w\s*(?:{titles})$")
