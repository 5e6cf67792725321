"""Whether a picture belongs to the story."""

from __future__ import annotations

from dataclasses import dataclass
from functools import cached_property
from typing import TYPE_CHECKING
from urllib.parse import urljoin, urlsplit

from archive.extract.addresses import photo_name
from archive.extract.attributes import claim_of
from archive.extract.classes import is_hidden, roles, roles_of_name
from archive.extract.credits import parse_caption
from archive.extract.described import Described, DescribedIndex
from archive.extract.lines import is_sure_credit
from archive.extract.places import FOREIGN
from archive.extract.text import fold, text_of
from archive.extract.writers import begins_like_byline
from archive.likeness.variants import unwrap

if TYPE_CHECKING:
    from collections.abc import Sequence

    from lxml.etree import _Element

    from archive.extract.assembly import Printed
    from archive.extract.images import Picture
    from archive.extract.page import Page
    from archive.extract.places import Places
    from archive.extract.selectors import Selectors
    from archive.extract.story import Story

_SMALLEST = 100
"""Pixels; a picture that is told to be smaller on either side is an icon."""
_RATIOS = frozenset(
    {(16, 9), (9, 16), (4, 3), (3, 4), (3, 2), (2, 3), (21, 9), (5, 4), (4, 5), (100, 100)}
)
"""Widths and heights that only tell a shape."""
_HANDED_OUT = frozenset({"us-government", "crown-or-other-government", "courtesy-or-handout"})
_LINK_LEVELS = 6
_SENTENCE_ENDS = frozenset(".!?…。")
_TITLE_HYPHENS = 2
"""Hyphens that a part of an address has which is the title of a story."""
_PORTRAIT_WORDS = 20
"""Characters a portrait's ``alt`` may have beside the name."""


@dataclass(frozen=True)
class Membership:
    """Tells the story's pictures from the page's.

    Attributes:
        page: the page.
        story: where its story stands.
        places: which places are the story's.
        pictures: the pictures in the story's element.
        described: photos that data speaks of.
        site: the site's own selectors.
        authors: the writers' names.
    """

    page: Page
    story: Story
    places: Places
    pictures: Sequence[Picture]
    described: Sequence[Described]
    site: Selectors
    authors: Sequence[str] = ()

    @cached_property
    def _named(self) -> DescribedIndex:
        """Photos that data calls the story's."""
        return DescribedIndex.of(item for item in self.described if item.in_story)

    @cached_property
    def _writers(self) -> frozenset[str]:
        return frozenset(map(fold, self.authors)) - {""}

    @cached_property
    def _selected(self) -> frozenset[_Element] | None:
        """Elements that the site's rules call photos; None without such a rule."""
        if not self.site.has("photo"):
            return None
        return frozenset(
            inner for element in self.site.all(self.page, "photo") for inner in element.iter()
        )

    @cached_property
    def _places(self) -> dict[_Element, int]:
        """Position, in document order, of pictures and text in the story's scope."""
        tags = {
            element.tag
            for element in (*self.story.paragraphs, *(item.element for item in self.pictures))
        }
        named = [self.story.heading_tag, *(tag for tag in tags if isinstance(tag, str))]
        return {element: number for number, element in enumerate(self.story.scope.iter(*named))}

    @cached_property
    def _bounds(self) -> tuple[int, int]:
        """Positions of the headline and of the last paragraph."""
        places = self._places
        first = places.get(self.story.heading, 0) if self.story.heading is not None else 0
        last = max((places.get(item, 0) for item in self.story.paragraphs), default=0)
        return first, last

    @cached_property
    def _opening(self) -> int:
        """Position of the first paragraph."""
        return min((self._places.get(item, 0) for item in self.story.paragraphs), default=0)

    @cached_property
    def _around_forms(self) -> frozenset[_Element]:
        """Elements of the story's scope that hold a form or a field of one."""
        above: set[_Element] = set()
        for field in self.story.scope.iter("form", "input"):
            node = field.getparent()
            while node is not None and node not in above:
                above.add(node)
                node = node.getparent()
        return frozenset(above)

    def is_named(self, picture: Picture) -> bool:
        """Whether data calls the picture the story's."""
        return bool(self._named.find(picture.urls))

    def admits(self, picture: Picture) -> bool:
        """Whether a picture may be the story's, before its caption has been read."""
        if self._selected is not None:
            return picture.element in self._selected
        is_inside = picture.element in self._places
        if self.places.is_foreign(picture.element) or _is_drawing(picture):
            return False
        named = self.is_named(picture)
        if not is_inside:
            return named and not self.places.is_foreign(picture.element, FOREIGN)
        if not named and self.places.is_foreign(picture.element, FOREIGN):
            return False
        # Under the text, what leads elsewhere are other stories; no need to read what they say.
        below = self._places[picture.element] > self._bounds[1] > 0
        target = self._target(picture) if below and not named else None
        return target is None or (_leads_to_photo(target) and self._is_in_body(picture))

    def keeps(self, picture: Picture, printed: Printed) -> bool:
        """Whether a picture is the story's, now that it is known what is printed with it."""
        place = self._places.get(picture.element)
        if self._selected is not None or place is None or self.is_named(picture):
            return True
        if self._is_beside_point(picture, printed, place):
            return False
        first, last = self._bounds
        if target := self._target(picture):
            told = bool(printed) and _leads_to_photo(target)
            told = told or (printed.marked and not self._is_teaser(picture, printed))
            return told and (place <= last or self._closes_body(picture, printed))
        if printed.marked or not last or self._closes_body(picture, printed):
            return True
        if place > last:
            return _is_credited(printed) or self._is_of_gallery(picture)
        return (
            first < place
            or bool(printed)
            or self._stands_with_heading(picture)
            or _is_told(picture)
        )

    def _is_beside_point(self, picture: Picture, printed: Printed, place: int) -> bool:
        """Whether a picture shows nothing yet, the writer, or what a form beside it is for."""
        if self._is_named_after_writer(picture):
            return True
        if printed:
            return place < self._opening and self._is_portrait(printed)
        other = self._shows_writer(picture) or self._asks_for_something(picture)
        return picture.is_placeholder or (other and not _is_told(picture))

    @cached_property
    def _targets(self) -> dict[_Element, set[str]]:
        """For each element around pictures, short of the story's own, the pages they lead to."""
        found: dict[_Element, set[str]] = {}
        for picture in self.pictures:
            target = self._target(picture)
            if target and self._is_of_site(target):
                for node in picture.element.iterancestors():
                    if node in self.places.frames or node is self.story.scope:
                        break
                    found.setdefault(node, set()).add(target)
        return found

    def _is_teaser(self, picture: Picture, printed: Printed) -> bool:
        """Whether a picture without a credit is in a list of links, each to a page of the site."""
        return printed.credit is None and any(
            len(self._targets.get(node, ())) > 1 for node in picture.element.iterancestors()
        )

    def _is_of_site(self, href: str) -> bool:
        """Whether an address that could be read is on the page's own host."""
        own = urlsplit(self.page.base_url).hostname
        return urlsplit(urljoin(self.page.base_url, href.strip())).hostname == own

    def _is_in_body(self, picture: Picture) -> bool:
        return any(item is self.story.body for item in picture.element.iterancestors())

    def _closes_body(self, picture: Picture, printed: Printed) -> bool:
        """Whether a picture behind the last paragraph, in the body, has its caption and credit."""
        return bool(printed.caption and printed.credit) and self._is_in_body(picture)

    def _is_of_gallery(self, picture: Picture) -> bool:
        """Whether a picture below the text is one of a gallery's, with its caption or original."""
        if not picture.has_original and claim_of(picture.element) is None:
            return False
        for node in picture.element.iterancestors():
            if node is self.story.scope or node in self.places.frames:
                return False
            if "gallery" in roles(node):
                return True
        return False

    def _asks_for_something(self, picture: Picture) -> bool:
        """Whether a picture stands in a box with a form: an offer of letters, a search."""
        for node in picture.element.iterancestors():
            if node in self.places.frames or node is self.story.scope or node.tag == "figure":
                return False
            if node in self._around_forms:
                return True
        return False

    def _stands_with_heading(self, picture: Picture) -> bool:
        """Whether a picture shares a tighter frame with the headline than the story does."""
        heading = self.story.heading
        if heading is None or heading not in self._places:
            return False
        above = set(picture.element.iterancestors())
        return (
            next((item for item in heading.iterancestors() if item in above), None)
            is not self.story.scope
        )

    def _shows_writer(self, picture: Picture) -> bool:
        """Whether a picture's ``alt`` names a writer of the story: a portrait beside the byline."""
        words = fold(picture.alt or "")
        return bool(words) and any(
            name in words and len(words) <= len(name) + _PORTRAIT_WORDS for name in self._writers
        )

    def _is_named_after_writer(self, picture: Picture) -> bool:
        """Whether the file is named after a writer of the story, and little else."""
        words = fold(photo_name(picture.urls[0]).replace("_", " ")) if picture.urls else ""
        return any(
            f" {name} " in f" {words} " and len(words) <= len(name) + _PORTRAIT_WORDS
            for name in self._writers
            if " " in name
        )

    def _is_portrait(self, printed: Printed) -> bool:
        """Whether all that stands beside a picture, in nothing named for photos, is a byline."""
        if printed.marked or any(map(is_sure_credit, printed.texts)):
            return False
        if printed.credit is None:
            caption = fold(printed.caption or "")
            return caption in self._writers or begins_like_byline(printed.caption or "")
        creators = printed.credit.creators
        told = (printed.caption or "")[-1:] in _SENTENCE_ENDS
        return bool(creators) and not told and self._writers.issuperset(map(fold, creators))

    def _target(self, picture: Picture) -> str | None:
        """The other page that the picture is a link to."""
        node = picture.element.getparent()
        for _ in range(_LINK_LEVELS):
            if node is None or node is self.story.scope:
                return None
            if node.tag == "a" and (href := node.get("href")):
                other = (
                    self.places.is_other_page(href)
                    and unwrap(urljoin(self.page.base_url, href)) not in picture.urls
                )
                return href if other else None
            node = node.getparent()
        return None


def _is_credited(printed: Printed) -> bool:
    """Whether a picture has a caption, and a credit that tells who took it, or for which force.

    Under a text a mere name of a firm or a paper may be a partner's, an advertiser's, a section's.
    """
    if not printed.caption or printed.credit is None:
        return False
    told = bool(printed.credit.creators) or printed.credit.rights in _HANDED_OUT
    return told and any(parse_caption(text).text for text in printed.texts)


def _leads_to_photo(href: str) -> bool:
    """Whether an address is, by its path, of a photo's own page or of a gallery."""
    path = href.split("?", maxsplit=1)[0].rsplit("://", maxsplit=1)[-1].partition("/")[2]
    return any(
        not roles_of_name(part).isdisjoint({"picture", "gallery"})
        for part in path.split("/")
        if part.count("-") < _TITLE_HYPHENS
    )


def _is_shown_later(element: _Element) -> bool:
    """Whether a script shows a hidden picture when it has loaded it."""
    return element.get("aria-hidden") == "true" or element.get("data-src") is not None


def _is_told(picture: Picture) -> bool:
    """Whether attributes for that hold a picture's caption and its credit."""
    claim = claim_of(picture.element)
    return claim is not None and bool(claim.caption and claim.credit_text)


def _is_drawing(picture: Picture) -> bool:
    """Whether a picture is no photo of any story, by its size, its address, its class."""
    return _is_icon(picture) or _is_of_theme(picture) or _is_account(picture)


def _is_of_theme(picture: Picture) -> bool:
    """Whether a picture comes with the site's design (WordPress, Drupal: ``…/themes/…``)."""
    return all("themes" in urlsplit(unwrap(url)).path.split("/") for url in picture.urls)


def _is_account(picture: Picture) -> bool:
    """Whether a picture is what somebody wants to be known by (Gravatar, a service for that)."""
    hosts = {urlsplit(unwrap(url)).hostname or "" for url in picture.urls}
    return bool(hosts) and all(f".{host}".endswith(".gravatar.com") for host in hosts)


def _has_caption(element: _Element) -> bool:
    """Whether a picture has a caption's element: SPIP calls each story's main picture its logo."""
    figure = next(element.iterancestors("figure"), None)
    texts = map(text_of, figure.iter("figcaption")) if figure is not None else ()
    return any(text and not begins_like_byline(text) for text in texts)


def _is_icon(picture: Picture) -> bool:
    if (picture.width, picture.height) in _RATIOS:
        return False
    for side in (picture.width, picture.height):
        if 0 < side < _SMALLEST and max(picture.widths.values(), default=0) <= 2 * _SMALLEST:
            return True
    if 0 < picture.width < _SMALLEST // 2 and 0 < picture.height < _SMALLEST // 2:
        return True
    if is_hidden(picture.element) and not _is_shown_later(picture.element):
        return True
    parent = picture.element.getparent()
    for element in (picture.element, *([parent] if parent is not None else [])):
        said = roles(element)
        if "icon" in said and "picture" not in said:
            return not _has_caption(picture.element)
    return (
        any("icon" in roles_of_name(photo_name(url)) for url in picture.urls[:1])
        and (picture.width or _SMALLEST) < 4 * _SMALLEST
    )
