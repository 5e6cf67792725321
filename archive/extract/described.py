"""A photo as some data on the page describes it: JSON-LD, the page's own JSON, ``meta``."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import TYPE_CHECKING

from archive.extract.addresses import photo_ids, photo_name
from archive.likeness.variants import photo_key

if TYPE_CHECKING:
    from collections.abc import Iterable

    from archive.model import Claim


@dataclass(frozen=True)
class Described:
    """A photo's addresses, with what one source says of it.

    Attributes:
        urls: absolute addresses, at least one.
        claim: what is said.
        in_story: whether the source itself ties the photo to this page's story.
        is_lead: whether the source calls it the story's main photo.
    """

    urls: tuple[str, ...]
    claim: Claim
    in_story: bool = False
    is_lead: bool = False

    @property
    def says_something(self) -> bool:
        """Whether there is more than an address."""
        claim = self.claim
        return bool(claim.caption or claim.credit_text or claim.creators or claim.copyright_notice)


@dataclass
class DescribedIndex:
    """Finds what data says of a picture, through its variants' addresses."""

    _by_key: dict[str, list[Described]] = field(default_factory=dict)
    _by_id: dict[str, list[Described]] = field(default_factory=dict)
    _by_name: dict[str, list[Described]] = field(default_factory=dict)

    @classmethod
    def of(cls, items: Iterable[Described]) -> DescribedIndex:
        """Index these, in their order."""
        index = cls()
        for item in items:
            for table, keys in (
                (index._by_key, {photo_key(url) for url in item.urls}),
                (index._by_id, {found for url in item.urls for found in photo_ids(url)}),
                (index._by_name, {photo_name(url) for url in item.urls} - {""}),
            ):
                for key in keys:
                    table.setdefault(key, []).append(item)
        return index

    def find(self, urls: Iterable[str]) -> list[Described]:
        """What is known of the photo with these addresses.

        The same path is proof enough. A shared identifier or file name is, where it leads to
        one photo only.
        """
        urls = tuple(urls)
        found = [item for url in urls for item in self._by_key.get(photo_key(url), ())]
        if not found:
            found = self._unambiguous(self._by_id, {key for url in urls for key in photo_ids(url)})
        if not found:
            found = self._unambiguous(self._by_name, {photo_name(url) for url in urls} - {""})
        return list({id(item): item for item in found}.values())

    @staticmethod
    def _unambiguous(table: dict[str, list[Described]], keys: set[str]) -> list[Described]:
        for key in sorted(keys, key=lambda key: (-len(key), key)):
            items = table.get(key, [])
            if items and len({photo_key(item.urls[0]) for item in items}) == 1:
                return items
        return []
