"""Writes site files as people would: one key a line, patterns as literal strings."""

from __future__ import annotations

import os
import re
from typing import TYPE_CHECKING, Any
from urllib.parse import urlsplit

import msgspec
import tomlkit

from crawler.sites import Site, read_site

if TYPE_CHECKING:
    from pathlib import Path

    from tomlkit.items import Item

_ORDER = (
    "name", "home", "country", "languages", "kind", "time_zone", "domains", "feeds", "sitemaps",
    "sections", "archives", "wp_json", "article_pattern", "article_examples", "delay",
    "min_articles_per_week", "photos_expected", "unconfirmed", "notes",
)  # fmt: skip
_ALWAYS = frozenset(("photos_expected",))
_WIDTH = 100


def file_name(url: str) -> str:
    """What a site's file would be called, without its suffix: its host, dots as hyphens."""
    host = (urlsplit(url).hostname or "").removeprefix("www.")
    return re.sub(r"[^a-z0-9]+", "-", host.lower()).strip("-")


def render(site: Site) -> str:
    """The text of a site file; keys that say nothing are left out."""
    document = tomlkit.document()
    defaults = {field.name: field.default for field in msgspec.structs.fields(Site)}
    values = msgspec.structs.asdict(site)
    for key in _ORDER:
        value = values[key]
        if key in _ALWAYS or (value not in (None, [], "") and value != defaults[key]):
            document.add(key, _item(key, value))
    return tomlkit.dumps(document).rstrip("\n") + "\n"


def _item(key: str, value: Any) -> Item:  # noqa: ANN401 - any that TOML knows
    if key == "article_pattern" and "'" not in value:
        return tomlkit.string(value, literal=True)
    if isinstance(value, list):
        array = tomlkit.array()
        array.extend(value)
        addresses = any("/" in entry for entry in value)
        wide = len(key) + len(array.as_string()) + 3 > _WIDTH
        return array.multiline(len(value) > 1 and (addresses or wide))
    item: Item = tomlkit.item(value)
    return item


def write_site(site: Site, path: Path) -> None:
    """Write a site file, whole or not at all, and only one that can be read again.

    Raises:
        SiteFileError: what was found makes no site file.
        OSError: it cannot be written.
    """
    path.parent.mkdir(parents=True, exist_ok=True)
    # Not called .toml: whoever lists the sites meanwhile must not see it.
    draft = path.with_name(f"{path.name}.new")
    try:
        draft.write_text(render(site), encoding="utf-8")
        read_site(draft)
        os.replace(draft, path)  # noqa: PTH105 - Path.replace says nothing of being atomic
    finally:
        draft.unlink(missing_ok=True)
