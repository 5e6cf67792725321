"""A site's own CSS selectors: the last resort where generic reading fails.

Keys (see `archive.model.SiteRules`): ``body``, ``photo``, ``caption``, ``credit``, ``remove``.
"""

from __future__ import annotations

from dataclasses import dataclass, field
from functools import lru_cache
from typing import TYPE_CHECKING, cast

from cssselect import SelectorError as CssError
from lxml.cssselect import CSSSelector
from lxml.etree import XPathError

from archive.extract.errors import SelectorError
from archive.extract.text import drop

if TYPE_CHECKING:
    from collections.abc import Mapping

    from lxml.etree import _Element

    from archive.extract.page import Page
    from archive.model import SiteRules


@lru_cache(maxsize=512)
def _compiled(selector: str) -> CSSSelector:
    return CSSSelector(selector, translator="html")


@dataclass(frozen=True)
class Selectors:
    """Compiled selectors by key; most sites have none."""

    by_key: Mapping[str, CSSSelector] = field(default_factory=dict)

    def has(self, key: str) -> bool:
        """Whether the site has a selector of this key."""
        return key in self.by_key

    def all(self, page: Page, key: str) -> list[_Element]:
        """Elements that a key selects, in document order."""
        selector = self.by_key.get(key)
        return cast("list[_Element]", selector(page.root)) if selector is not None else []

    def first(self, page: Page, key: str) -> _Element | None:
        """The first element that a key selects."""
        return next(iter(self.all(page, key)), None)

    def inside(self, element: _Element, key: str) -> list[_Element]:
        """Elements that a key selects in an element."""
        selector = self.by_key.get(key)
        return cast("list[_Element]", selector(element)) if selector is not None else []

    def remove(self, page: Page) -> None:
        """Take out of the tree what ``remove`` selects."""
        for element in self.all(page, "remove"):
            drop(element)


def read(rules: SiteRules | None, url: str) -> Selectors:
    """A site's selectors.

    Args:
        rules: the site's rules, or None.
        url: the page's address, for the error.

    Raises:
        SelectorError: if a selector cannot be read.
    """
    compiled: dict[str, CSSSelector] = {}
    for key, selector in (rules.selectors if rules else {}).items():
        try:
            compiled[key] = _compiled(selector)
        except (CssError, XPathError) as error:
            raise SelectorError(url, f"selector {key} = {selector!r}: {error}") from error
    return Selectors(compiled)
