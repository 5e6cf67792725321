"""What a page asks of robots that index it or keep copies: ``meta name=robots``, X-Robots-Tag.

The words are those of the Robots Meta Tag and X-Robots-Tag specifications of the search engines
(https://developers.google.com/search/docs/crawling-indexing/robots-meta-tag); ``nocache`` is what
some write for ``noarchive``, ``none`` means ``noindex, nofollow``.
"""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Iterable

_DIRECTIVE = re.compile(r"no[a-z-]{2,30}")
_MEANS = {"none": ("nofollow", "noindex"), "nocache": ("noarchive",), "no-index": ("noindex",)}
_AGENT = re.compile(r"\s*[\w.-]+\s*:")
# These, too, stand before a colon, and are no robot's name.
_WITH_VALUE = re.compile(r"\s*(?:max-[a-z-]+|unavailable_after)\s*:", re.IGNORECASE)
_MOST = 2000
"""Characters that are read of one value."""


def directives(values: Iterable[str]) -> tuple[str, ...]:
    """What is asked not to be done, sorted.

    Args:
        values: contents of ``meta`` elements, or `for_all` of header fields.

    Returns:
        ``noarchive``, ``noindex``, ``nosnippet`` …; what allows or limits is left out.
    """
    said = {
        word
        for value in values
        for part in re.split(r"[,;\s]+", value[:_MOST].lower())
        if _DIRECTIVE.fullmatch(part)
        for word in _MEANS.get(part, (part,))
    }
    return tuple(sorted(said))


def for_all(fields: Iterable[str]) -> list[str]:
    """Values of ``X-Robots-Tag`` that are meant for every robot.

    A field may begin with the name of the one robot it is for (``googlebot: noarchive``).
    """
    return [field for field in fields if not _AGENT.match(field) or _WITH_VALUE.match(field)]
