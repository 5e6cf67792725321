"""What tells two readings of an article apart: the form behind a version's digest and changes.

White space, typographic quotes and dashes, invisible characters, the order of keywords, the size
and host a photo is served with: none of that makes a version. The parts of a parsed credit follow
from its line, so that a better parser makes none either.
"""

from __future__ import annotations

import hashlib
import json
import re
import unicodedata
from collections import Counter, defaultdict
from datetime import datetime
from typing import TYPE_CHECKING, NamedTuple

from archive.index.values import NO_LIST, json_list, sort_key
from archive.likeness.variants import photo_key

if TYPE_CHECKING:
    from collections.abc import Sequence

    from archive.index.values import PhotoUse, Row, Value

FIELDS = (
    "headline",
    "description",
    "article_body",
    "authors",
    "date_published",
    "in_language",
    "section",
    "keywords",
)
"""Columns whose change is named after them."""

PHOTO_KINDS = (
    "photos_added",
    "photos_removed",
    "photos_order",
    "lead_photo",
    "caption",
    "credit_line",
    "alt",
    "credit_sources",
)
"""What else may change; the last is what a source says of a photo and print does not show."""

KINDS = (*FIELDS, *PHOTO_KINDS)
"""Every kind of change, in the order in which they are named."""

# Replaced before NFKC, which would make a space and a combining accent of some; by patterns, since
# str.translate is slow where a text is not ASCII.
_QUOTES = re.compile('["`´«»‘’‚‛“”„‟‹›ʹʺʻʼʽ′″‴＂＇「」『』〝〞〟]')
_DASHES = re.compile("[‐‑‒–—―−⁃﹘﹣－]")
_RUNS = re.compile(r"(['-])\1+")
# White space, and what no reader sees: joiners, soft hyphens, marks of direction, variants.
_UNSEEN = re.compile(
    r"[\s\u00ad\u034f\u061c\u180e\u200b-\u200f\u202a-\u202e\u2060-\u2069\ufe00-\ufe0f\ufeff]+"
)


class PhotoForm(NamedTuple):
    """One photo of an article, as versions are compared.

    Attributes:
        key: names the photo whatever its size and host.
        sources: what each source says of it.
    """

    key: str
    is_lead: bool
    caption: str
    credit_line: str
    alt: str
    sources: list[list[str]]


class Form(NamedTuple):
    """An article as versions are compared; two with equal forms are one version.

    Attributes:
        fields: those of `FIELDS` that are not empty, settled.
        photos: in the article's order.
    """

    fields: dict[str, str | list[str]]
    photos: list[PhotoForm]


def settled(value: Value) -> str:
    """Text in which typography and white space make no difference; ``""`` for none."""
    if not value:
        return ""
    text = "".join(str(value).split())
    if text.isascii():  # several times as fast, and most texts are
        text = text.replace('"', "'").replace("`", "'")
    else:
        text = unicodedata.normalize("NFKC", _DASHES.sub("-", _QUOTES.sub("'", text)))
        text = "".join(_UNSEEN.sub("", text).split())
    return _RUNS.sub(r"\1", text) if "''" in text or "--" in text else text


def form(content: Row, uses: Sequence[PhotoUse]) -> Form:
    """The form of a reading, or of a version's rows."""
    fields: dict[str, str | list[str]] = {
        name: settled(content[name]) for name in FIELDS if name not in {"authors", "keywords"}
    }
    fields["date_published"] = _moment(content["date_published"])
    fields["authors"] = [settled(name) for name in _items(content["authors"])]
    fields["keywords"] = sorted({settled(word).casefold() for word in _items(content["keywords"])})
    # Without empty ones, so that a field added later changes no digest that does not need it.
    return Form({name: value for name, value in fields.items() if value}, list(map(_photo, uses)))


def digest(this: Form) -> str:
    """``sha256:`` and the hex digest of a form."""
    canonical = json.dumps(this, ensure_ascii=False, sort_keys=True)
    return "sha256:" + hashlib.sha256(canonical.encode()).hexdigest()


def changes(before: Form, after: Form) -> list[str]:
    """The kinds of change from one version to the next, in the order of `KINDS`.

    Empty exactly where the forms are equal.
    """
    found = {name for name in FIELDS if before.fields.get(name) != after.fields.get(name)}
    old, new = _by_key(before.photos), _by_key(after.photos)
    counts = Counter({key: len(same) for key, same in new.items()})
    counts.subtract({key: len(same) for key, same in old.items()})
    found |= {"photos_added" for count in counts.values() if count > 0}
    found |= {"photos_removed" for count in counts.values() if count < 0}
    if _shared(before.photos, new) != _shared(after.photos, old):
        found.add("photos_order")
    for key in old.keys() & new.keys():
        for one, other in zip(old[key], new[key], strict=False):
            found |= _photo_changes(one, other)
    return [kind for kind in KINDS if kind in found]


def _photo_changes(before: PhotoForm, after: PhotoForm) -> set[str]:
    printed = ("caption", "credit_line", "alt")
    found = {name for name in printed if getattr(before, name) != getattr(after, name)}
    if not found and before.sources != after.sources:
        found.add("credit_sources")  # else they but repeat what changed in print
    if before.is_lead != after.is_lead:
        found.add("lead_photo")
    return found


def _by_key(photos: list[PhotoForm]) -> dict[str, list[PhotoForm]]:
    found: defaultdict[str, list[PhotoForm]] = defaultdict(list)
    for photo in photos:
        found[photo.key].append(photo)
    return dict(found)


def _shared(photos: list[PhotoForm], others: dict[str, list[PhotoForm]]) -> list[str]:
    """Keys of those photos that the other version has too, in order."""
    left = Counter({key: len(same) for key, same in others.items()})
    shared = []
    for photo in photos:
        if left[photo.key] > 0:
            left[photo.key] -= 1
            shared.append(photo.key)
    return shared


def _photo(use: PhotoUse) -> PhotoForm:
    row = use.use
    return PhotoForm(
        photo_key(use.content_url),
        bool(row["is_lead"]),
        settled(row["caption"]),
        settled(row["credit_line"]),
        settled(row["alt"]),
        [_source(claim) for claim in use.credits],
    )


def _source(claim: Row) -> list[str]:
    said = ("source", "text", "caption", "copyright_notice", "license", "acquire_license_page")
    # The chosen one's names are the parser's.
    names = "[]" if claim["chosen"] else claim.get("creators")
    return [*(settled(claim.get(name)) for name in said), *map(settled, _items(names))]


def _items(column: Value) -> list[str]:
    if column is None or column == NO_LIST:
        return []
    return [item for item in json.loads(str(column)) if item]


def _moment(date: Value) -> str:
    """The moment a date stands for, whatever its offset."""
    return (sort_key(datetime.fromisoformat(str(date))) or str(date)) if date else ""


def named(kinds: Sequence[str]) -> str:
    """Kinds of change as their column has them."""
    return json_list(kinds)
