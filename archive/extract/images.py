"""Every picture that the mark-up shows or promises to show, with all its variants.

Besides ``img/@src``: ``srcset`` and ``picture/source`` (HTML Standard, section 4.8.4), the
``data-*`` attributes of lazy loaders, ``amp-img``, elements that get their picture from a script
or a style, ``noscript``, and links to the full-size original.
"""

from __future__ import annotations

import re
from collections import Counter
from dataclasses import dataclass, field
from functools import cached_property, lru_cache
from itertools import islice
from typing import TYPE_CHECKING

from archive.extract import jsonvalues
from archive.extract.addresses import (
    PICTURE_SUFFIX,
    absolute,
    photo_ids,
    photo_name,
    width_of,
)
from archive.extract.text import attributes_of, plain
from archive.likeness.variants import photo_key, unwrap

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Iterator, Mapping

    from lxml.etree import _Element

    from archive.extract.page import Page

_SRCSET_ITEM = re.compile(r"([^\s,]\S*[^\s,])(?:\s+([\d.]+)([wx]))?\s*(?:,|$)")
_JOINED = re.compile(r",(?=https?://|//)")
_MAX_SRCSET = 20_000
_IMAGE_TYPE = '"image/'
_IMAGE_TAGS = frozenset({"img", "amp-img"})
_COMPONENT = re.compile(r"(?:^|-)(?:image|img|picture|photo)(?:-|$)")
"""Names of web components for images (``progressive-image``, ``lazy-img``)."""
_MAX_PICTURES = 2_000
_LINK_LEVELS = 4
ASSUMED_WIDTH = 1000
"""Pixels of a variant that names no width: an upload as it is, most often."""
_ORIGINAL_WIDTH = 100_000
"""Weight of a linked original: it is what the others were made from."""
_LAZY_KEY = re.compile(
    r"src|lazy|original|full|image|img|url|large|bg|background|zoom|hires|photo|orig|poster|echo",
    re.IGNORECASE,
)
_LAZY_SOURCES = ("data-src", "data-lazy-src", "data-original", "data-lazy", "data-echo", "lazy-src")
_STYLE_URL = re.compile(
    r"background(?:-image)?\s*:[^;]{0,200}?url\(\s*['\"]?([^'\")\s]{8,2000})", re.IGNORECASE
)
_LAZY_NAMES = frozenset(
    {
        "data-responsive",
        "data-src",
        "data-srcset",
        "data-bg",
        "data-background-image",
        "data-background",
        "data-original",
        "data-image",
        "data-img",
        "data-lazy-src",
        "data-full",
        "data-image-src",
        "data-img-src",
    }
)
_NO_PICTURES = frozenset({"source", "iframe", "script", "video", "audio", "picture"})
"""Elements with such attributes that show something else, or are read with their image."""
_PLACEHOLDER = re.compile(
    r"opengraph[_-]default|og[_-]default|default[_-](?:og|share|social)|placeholder|spacer|blank\.|/1x1|pixel\.|transparent|fallback|lazy[-_]?load|loading\.|grey\.gif|dummy",
    re.IGNORECASE,
)


@dataclass
class Picture:
    """One picture in the document.

    Attributes:
        element: the ``img`` or what stands for it.
        widths: address to width in pixels (known, asked for, or assumed), in order of finding.
        alt: the ``alt`` text, squeezed; None where there is none.
        width: of the ``width`` attribute, in pixels; 0 where there is none.
        height: likewise.
        order: position in the document.
    """

    element: _Element
    order: int
    widths: dict[str, int] = field(default_factory=dict)
    alt: str | None = None
    width: int = 0
    height: int = 0

    @cached_property
    def urls(self) -> tuple[str, ...]:
        """All variants, best first."""
        best = sorted(with_originals(self.widths).items(), key=lambda item: -item[1])
        real = [url for url, _ in best if not _stands_in(url)]
        return tuple(real or [url for url, _ in best])

    @cached_property
    def keys(self) -> frozenset[str]:
        """What its variants have in common; mostly one key."""
        return frozenset(photo_key(url) for url in self.urls)

    @property
    def has_original(self) -> bool:
        """Whether it is a link to itself at full size."""
        return _ORIGINAL_WIDTH in self.widths.values()

    @cached_property
    def is_placeholder(self) -> bool:
        """Whether only a stand-in is known."""
        return all(map(_stands_in, self.widths))


@dataclass(frozen=True)
class Gallery:
    """The page's picture elements, read where they are needed: most belong to other stories.

    Attributes:
        page: the page.
        scope: the element of its story.
        may_belong: whether a picture's element stands where the story's may; others are not read.
    """

    page: Page
    scope: _Element
    may_belong: Callable[[_Element], bool]

    @cached_property
    def _elements(self) -> dict[_Element, int]:
        """All picture elements and their place in the document."""
        elements = islice(_pictures(self.page.root), _MAX_PICTURES)
        return {element: place for place, element in enumerate(elements)}

    @cached_property
    def _within(self) -> frozenset[_Element]:
        return frozenset(
            element
            for element in self._elements
            if any(ancestor is self.scope for ancestor in element.iterancestors())
        )

    @cached_property
    def inside(self) -> list[Picture]:
        """Pictures in the story's element, in document order."""
        return self._read_all(element for element in self._elements if element in self._within)

    @cached_property
    def outside(self) -> list[Picture]:
        """All other pictures, in document order."""
        return self._read_all(element for element in self._elements if element not in self._within)

    def _read_all(self, elements: Iterable[_Element]) -> list[Picture]:
        elements, base = list(elements), self.page.base_url
        near = frozenset(filter(self.may_belong, elements))
        # That an address is a stand-in's is known by pictures of other stories that show it, too.
        shown = {element.get("src") for element in near} - {None}
        read = (
            _read(element, base, self._elements[element], is_image=_is_image(element))
            for element in elements
            if element in near or element.get("src") in shown
        )
        return _without_stand_ins([picture for picture in read if picture.widths])


def _is_image(element: _Element) -> bool:
    """Whether an element is an image, or a web component that takes an image's place."""
    tag = str(element.tag)
    return tag in _IMAGE_TAGS or (
        "-" in tag and _COMPONENT.search(tag) is not None and element.get("src") is not None
    )


def _pictures(root: _Element) -> Iterator[_Element]:
    """Images, and elements that get their picture from a script or a style; in document order."""
    for element in root.iterdescendants("*"):
        tag = element.tag
        if tag in _IMAGE_TAGS or ("-" in tag and _is_image(element)):
            yield element
        elif (names := element.keys()) and tag not in _NO_PICTURES:
            shown = "style" in names and "url(" in (element.get("style") or "")
            if shown or not _LAZY_NAMES.isdisjoint(names):
                yield element


@lru_cache(maxsize=4096)
def _stands_in(url: str) -> bool:
    """Whether an address is of what is shown until the picture has come."""
    return _PLACEHOLDER.search(url) is not None


def _without_stand_ins(found: list[Picture]) -> list[Picture]:
    """Leave out placeholders: beside the picture itself, or as a variant of many pictures."""
    offered = Counter(url for picture in found for url in picture.widths)
    for picture in found:
        # What several pictures fall back on is none of them.
        own = {url: width for url, width in picture.widths.items() if offered[url] == 1}
        if own and len(own) < len(picture.widths) and _differ(picture, own, found):
            picture.widths = own
    real = set().union(*(_frames(item) for item in found if not item.is_placeholder))
    return [item for item in found if not (item.is_placeholder and _frames(item) & real)]


def _frames(picture: Picture) -> set[_Element]:
    """What a picture shares with the one it stands in for: the element around it, its figure."""
    parent = picture.element.getparent()
    around = [] if parent is None else [parent]
    return {*around, *islice(picture.element.iterancestors("figure"), 1)}


def _differ(picture: Picture, own: dict[str, int], found: list[Picture]) -> bool:
    """Whether the pictures that share an address with this one show something else."""
    shared = picture.widths.keys() - own.keys()
    keys = set(map(photo_key, own))
    others = [other for other in found if other is not picture and shared & other.widths.keys()]
    rest = [{photo_key(url) for url in other.widths.keys() - shared} for other in others]
    return any(other and not other & keys for other in rest)


def _read(element: _Element, base: str, order: int, *, is_image: bool) -> Picture:
    picture = Picture(element, order)
    picture.width, picture.height = (_measure(element, side) for side in ("width", "height"))
    picture.alt = plain(element.get("alt") or "") or None
    stand_in = _stand_in(element, base) if is_image else None
    for url, width in _offers(element, is_image=is_image):
        address = absolute(url, base)
        if address == stand_in:
            continue
        if address is not None:
            guess = width or width_of(address) or min(picture.width or ASSUMED_WIDTH, ASSUMED_WIDTH)
            picture.widths[address] = max(guess, picture.widths.get(address, 0))
    original = _linked_original(element, base) if is_image else None
    # A link to a picture that is no variant of this one leads somewhere else.
    if original and (not picture.widths or _same_stem(original, picture)):
        picture.widths[original] = _ORIGINAL_WIDTH
    return picture


def _stand_in(element: _Element, base: str) -> str | None:
    """What ``src`` shows until a script loads the picture that ``data-src`` names."""
    shown = absolute(element.get("src") or "", base)
    for name in _LAZY_SOURCES:
        value = (element.get(name) or "").strip()
        real = absolute(value, base) if value and _address_like(value) else None
        if shown and real:
            same = photo_key(real) == photo_key(shown) or photo_ids(real) & photo_ids(shown)
            return None if same or _same_file(real, shown) else shown
    return None


def _same_file(one: str, other: str) -> bool:
    return bool(photo_name(one)) and photo_name(one) == photo_name(other)


def _same_stem(original: str, picture: Picture) -> bool:
    """Whether a link leads to the picture itself: the same file name, but for its size."""
    if all(map(_stands_in, picture.widths)):
        return True
    stem = photo_key(original).rsplit("/", 1)[-1]
    return any(photo_key(url).rsplit("/", 1)[-1] == stem for url in picture.widths)


def with_originals(widths: Mapping[str, int]) -> dict[str, int]:
    """Widths in which a picture that a resizing service was asked for is the widest of its sizes.

    Args:
        widths: address to width in pixels.
    """
    result = dict(widths)
    for url, width in widths.items():
        inner = unwrap(url)
        original = absolute(inner, url) if inner != url else None
        if original in result:
            result[original] = max(result[original], width + 1)
    return result


def _pixels(value: str | None) -> int:
    match = re.match(r"\s*(\d{1,5})(?:\.\d+)?\s*(?:px)?\s*$", value or "")
    return int(match[1]) if match else 0


def _measure(element: _Element, side: str) -> int:
    """How wide or high an element is, in pixels, as its attribute says; 0 if it does not.

    A style says how large a picture is shown, not how large it is; two digits are an icon's.
    """
    styled = re.search(rf"(?<![\w-]){side}\s*:\s*(\d\d?)px", element.get("style") or "")
    return _pixels(element.get(side)) or (int(styled[1]) if styled else 0)


def _offers(element: _Element, *, is_image: bool) -> Iterator[tuple[str, int]]:
    """Addresses an element offers, with the width told for each, or 0."""
    if is_image:
        yield from _image_offers(element)
        parent = element.getparent()
        if parent is not None and parent.tag == "noscript":
            parent = parent.getparent()
        if parent is not None and parent.tag == "picture":
            for source in parent.iterchildren("source"):
                yield from _image_offers(source)
            yield from _data_offers(parent)
        return
    yield from _data_offers(element)
    style = element.get("style")
    if style and (match := _STYLE_URL.search(style[:_MAX_SRCSET])):
        yield match[1], 0


def _image_offers(element: _Element) -> Iterator[tuple[str, int]]:
    # Some systems write microdata's attribute where a script is to put the picture in.
    source = element.get("src") or element.get("content")
    if source:
        yield source, 0
    yield from srcset(element.get("srcset"))
    yield from _data_offers(element)


def _data_offers(element: _Element) -> Iterator[tuple[str, int]]:
    for key, value in attributes_of(element):
        if (
            not key.startswith(("data-", "lazy", "full", "original"))
            or not value
            or len(value) > _MAX_SRCSET
        ):
            continue
        if "srcset" in key or (
            ", " in value and PICTURE_SUFFIX.search(value) and value.startswith(("http", "/"))
        ):
            yield from srcset(value)
        elif value[0] in "[{" and (PICTURE_SUFFIX.search(value) or _IMAGE_TYPE in value):
            yield from _json_offers(value)
        elif _LAZY_KEY.search(key) and _address_like(value):
            yield value, 0


def _address_like(value: str) -> bool:
    value = value.strip()
    return value.startswith(("http://", "https://", "/", "./", "../")) or bool(
        PICTURE_SUFFIX.search(value) and " " not in value
    )


def _json_offers(value: str) -> Iterator[tuple[str, int]]:
    """Addresses in a JSON attribute: sizes of a responsive image, a gallery's settings."""
    for node in jsonvalues.objects(jsonvalues.loads(value)):
        width = node.get("width") or node.get("w") or 0
        for key, item in node.items():
            if isinstance(item, str) and PICTURE_SUFFIX.search(item) and _address_like(item):
                yield item, width if isinstance(width, int) else 0
            elif isinstance(item, dict) and key.startswith("http"):
                yield key, 0


def srcset(value: str | None) -> Iterator[tuple[str, int]]:
    """The candidates of a ``srcset``.

    Args:
        value: the attribute, or None.

    Yields:
        Address and width in pixels; of a density (``2x``) a width that orders it; else 0.
    """
    for match in _SRCSET_ITEM.finditer((value or "")[:_MAX_SRCSET]):
        url, number, unit = match.groups()
        width = 0
        if number and number.count(".") < 2 and number != ".":  # noqa: PLR2004 -- "1.5.2" is no number
            width = min(int(float(number) * (1 if unit == "w" else ASSUMED_WIDTH)), 20_000)
        for part in _JOINED.split(url):
            yield part, width


def _linked_original(element: _Element, base: str) -> str | None:
    ancestor = element.getparent()
    for _ in range(_LINK_LEVELS):
        if ancestor is None:
            return None
        if ancestor.tag == "a":
            href = ancestor.get("href") or ""
            return absolute(href, base) if PICTURE_SUFFIX.search(href.split("?")[0]) else None
        ancestor = ancestor.getparent()
    return None
