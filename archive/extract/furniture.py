"""Lines that stand around a story or a photo and are part of neither.

The phrases are data, in ``vocabulary/furniture.toml``.
"""

from __future__ import annotations

import re
from functools import cache, lru_cache

from archive.extract.classes import load_vocabulary
from archive.extract.text import fold, squeeze

_NUMBER = re.compile(r"\d+(?: \d+)*")
_LONGEST_FURNITURE = 120
"""Characters; a longer line that begins like furniture may be a sentence."""
_LONGEST_START = 70
_SHORTEST_MONTH = 3
_LABEL_ENDS = frozenset({"credit", "credits", "source", "caption"})
_POINTER = re.compile(r"^[▲△▼▽◀◁▶▷◆◇■□●]+\s*")
"""Which way the photo is from its caption, as Korean and Japanese papers print it."""
_NUMBERED = re.compile(
    r"^(?:image|photo|picture|slide|bild|foto|imagen|immagine)?\s*\d{1,3}\s*(?:/|of|von|sur|de|di|van|av|af)"
    r"\s*\d{1,3}\s*(?:[:：]\s*|(?=©))",
    re.IGNORECASE,
)
"""Which photo of how many, in front of its caption ("Image 1 of 4: …")."""
_DURATION = re.compile(
    r"^\d{1,3}:\d\d(?::\d\d)?(?:\s*min\.?|\s+now playing)?\s*(?:[-–—|/]\s+|$)", re.IGNORECASE
)
"""How long a film takes, in front of what is said of it ("05:22 - …")."""
_COUNTED = re.compile(r"^[\[(]\s*\d{1,3}\s*/\s*\d{1,3}\s*[\])]\s*")
"""The same in brackets, without a word ("[2/5] …")."""
_OF_MANY = re.compile(r"^\d{1,3}\s(?:de|sur|di|van|av|af|z)\s\d{1,3}\s+(?=[^\W\d_a-z])")
"""The same, the caption right behind it ("1 de 2 Hospital …"); not where nouns have capitals."""
_FILE = re.compile(
    r"(?:(?:img|dsc[nf]?|dji|pxl|mvi|image|photo|foto|unnamed|whatsapp image|screenshot)[\s_-]*)?"
    r"[\d\s_.:()-]+(?:at[\d\s_.:()-]+)?(?:\.?(?:jpe?g|png|webp|gif|tiff?|heic))?"
    r"|[^\s/]{1,80}\.(?:jpe?g|png|webp|gif|tiff?|heic)",
    re.IGNORECASE,
)
"""A file's name, as cameras and telephones give them, where a caption should be."""
_UNFOLDING = re.compile(r"\s*(?:\.\.\.|…)\s*(?:\[\+\]|More(?=\s*(?:[(\[]|$)))\s*")
"""Where a caption unfolds, in the middle of it ("… of the ... [+] salt flat", "... More")."""
_COUNTER = re.compile(r"\(?\d{1,3}\s*(?:/|[^\W\d]{1,4})\s*\d{1,3}\)?")
_STROKE = re.compile(r"(?:^|\s+)\|(?:\s+|$)")


def _key(text: str) -> str:
    return _NUMBER.sub("#", fold(text)) if text else ""


def _phrase_key(phrase: str) -> str:
    # fold() drops "#"; a digit stands for it on the way.
    return _key(phrase.replace("#", " 7 "))


@cache
def _phrases(section: str) -> frozenset[str]:
    return frozenset(_phrase_key(phrase) for phrase in load_vocabulary("furniture")[section])


@cache
def _starts() -> tuple[str, ...]:
    return tuple(_phrase_key(phrase) + " " for phrase in load_vocabulary("furniture")["start"])


@cache
def _edges() -> tuple[re.Pattern[str], re.Pattern[str]]:
    phrases = sorted(load_vocabulary("furniture")["photo_edges"], key=len, reverse=True)
    words = "|".join(re.escape(phrase).replace(r"\ ", r"\s+") for phrase in phrases)
    labels = "|".join(map(re.escape, load_vocabulary("furniture")["caption_labels"]))
    return (
        re.compile(rf"^(?:(?:{words})(?!\w)[\s:|.,;–—-]*|(?:{labels})\s*[:：]\s*)", re.IGNORECASE),
        re.compile(rf"[\s:|;,–—-]*(?<!\w)(?:{words})[\s.]*$", re.IGNORECASE),
    )


def is_body_furniture(line: str) -> bool:
    """Whether a whole line of a body is no part of the story.

    Share counts, "comments are closed", reading times, hints at other stories.
    """
    if len(line) > _LONGEST_FURNITURE:
        return False
    key = _key(line)
    if not key or key in {"#", "# #"}:
        return True
    if key in _phrases("line") or key in _phrases("reading_time"):
        return True
    # "Lire aussi : Title of another story", never a sentence of the story's own.
    return len(line) <= _LONGEST_START + 50 and _starts_like_furniture(line, key)


def _starts_like_furniture(line: str, key: str) -> bool:
    start = next((start for start in _starts() if (key + " ").startswith(start)), None)
    if start is None:
        return False
    rest = key[len(start) :]
    # A reading time, or a lead-in with a colon before the other story's title.
    return not rest or rest.startswith("#") or ":" in line[: len(start) + 8]


@lru_cache(maxsize=4096)
def is_photo_furniture(line: str) -> bool:
    """Whether a line near a photo is a button, a counter or a label without a name."""
    if len(line) > _LONGEST_FURNITURE:
        return False
    key = _key(line)
    return not key or key in _phrases("photo") or _is_date(key) or is_file_name(line)


def is_file_name(text: str) -> bool:
    """Whether a text is but a file's name ("IMG_2031.jpg"), or a number."""
    return _FILE.fullmatch(text.strip()) is not None


def is_date(text: str) -> bool:
    """Whether a text is a date and no more."""
    return _is_date(_key(text))


def _is_date(key: str) -> bool:
    """Whether a line only tells when something was published ("Updated 08:24 IST")."""
    words = key.split()
    told = max(map(len, words), default=0) >= _SHORTEST_MONTH  # "A 10" is an aircraft
    return "#" in words and told and _date_words().issuperset(words)


@cache
def _date_words() -> frozenset[str]:
    months = load_vocabulary("dates")["months"]
    named = (fold(word) for words in months.values() for word in words)
    return frozenset({"#", *named, *load_vocabulary("furniture")["date_words"]})


def is_counter(text: str) -> bool:
    """Whether a text tells which photo of how many it is ("1 of 3", "2/7")."""
    return _COUNTER.fullmatch(text.strip()) is not None


def is_hint(text: str) -> bool:
    """Whether furniture is a hint of several words ("Click to enlarge"), and no label."""
    words = fold(text).split()
    return len(words) > 1 and _LABEL_ENDS.isdisjoint(words)


def trim_photo_furniture(text: str) -> str:
    """A caption without button texts that ran into its ends."""
    opening, closing = _edges()
    for opening_ in (_POINTER, _COUNTED, _NUMBERED, _OF_MANY, _DURATION):
        text = opening_.sub("", text)
    text = opening.sub("", _UNFOLDING.sub(" ", text))
    while (rest := closing.sub("", text)) != text:
        text = rest
    return squeeze(text)


@cache
def _metadata() -> re.Pattern[str]:
    labels = load_vocabulary("furniture")["metadata_labels"]
    words = "|".join(re.escape(label) for label in sorted(labels, key=len, reverse=True))
    return re.compile(rf"(?:{words})\s*[:：]\s*\S", re.IGNORECASE)


def fields_of(text: str) -> list[str]:
    """The fields of a row that upright strokes set apart (``Photo by … | VIRIN: … | Date: …``)."""
    return [field for field in _STROKE.split(text) if field]


def is_metadata(text: str) -> bool:
    """Whether a field is labelled data of a picture service, neither caption nor credit."""
    return _metadata().match(text) is not None
