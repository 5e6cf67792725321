"""The photos of the story, not of the page, each with what every source says of it.

Which pictures belong: those in the body; those between headline and body; those that JSON-LD or
``og:image`` calls the story's; those after the text only with a caption. Not: logos, portraits of
writers, teasers of other stories, advertising.

Which caption and credit are chosen, first that says something:

1. printed with the photo;
2. in attributes meant for it (``data-caption``, ``data-credit``);
3. in the JSON-LD ``ImageObject``;
4. in the page's own JSON;
5. in ``title`` and ``alt``, where the text names a credit.
"""

from __future__ import annotations

from dataclasses import dataclass, replace
from typing import TYPE_CHECKING

from archive.extract import attributes, jsonld, jsonphotos, jsonvalues, pagejson
from archive.extract.addresses import absolute
from archive.extract.assembly import assemble
from archive.extract.captions import read_printed, selected_printed
from archive.extract.choice import choose
from archive.extract.credits import find_instructions
from archive.extract.described import Described, DescribedIndex
from archive.extract.elsewhere import is_of_several, lone_caption, lone_credit
from archive.extract.grouping import Found, agree, better, grouped, without_doubles
from archive.extract.headline import titles_of
from archive.extract.images import Gallery
from archive.extract.lines import Line, LineReader
from archive.extract.membership import Membership
from archive.extract.places import Places
from archive.extract.surroundings import Surroundings
from archive.extract.text import fold
from archive.likeness.variants import photo_key
from archive.model import Claim, Photo

if TYPE_CHECKING:
    from collections.abc import Sequence

    from lxml.etree import _Element

    from archive.extract.jsonld import LinkedData
    from archive.extract.page import Page
    from archive.extract.selectors import Selectors
    from archive.extract.story import Story

_META_IMAGES = (
    "og:image",
    "og:image:url",
    "og:image:secure_url",
    "twitter:image",
    "twitter:image:src",
)
_MAX_PHOTOS = 300


@dataclass(frozen=True)
class PhotoSet:
    """The story's photos and what of the page they take up.

    Attributes:
        photos: in the story's order.
        elements: elements that hold captions and credits, no part of the body.
        texts: every printed line, caption, credit and alt text, for finding doubles in the body.
    """

    photos: tuple[Photo, ...]
    elements: tuple[_Element, ...]
    texts: tuple[str, ...]


def find_photos(
    page: Page, story: Story, data: LinkedData, site: Selectors, authors: Sequence[str] = ()
) -> PhotoSet:
    """The photos of a page's story.

    Args:
        page: the page.
        story: where its story stands.
        data: its JSON-LD.
        site: the site's own selectors.
        authors: the story's writers, whose portraits are not its photos.
    """
    described = [*jsonld.images(data, page), *_meta_images(page)]
    places = Places(page, story)
    gallery = Gallery(
        page, story.scope, lambda item: site.has("photo") or not places.is_foreign(item)
    )
    membership = Membership(page, story, places, gallery.inside, described, site, authors)
    chosen = [picture for picture in gallery.inside if membership.admits(picture)]
    if not any(membership.is_named(picture) for picture in chosen):
        # What data calls the story's photo may stand outside the story's element.
        chosen += [picture for picture in gallery.outside if membership.admits(picture)]
        chosen.sort(key=lambda picture: picture.order)
    found = grouped(chosen)[:_MAX_PHOTOS]
    around = Surroundings.of(
        ((number, picture) for number, item in enumerate(found) for picture in item.pictures), story
    )
    found = [use for item in found for use in _read(item, around, membership, site)]
    found.sort(key=lambda item: item.pictures[0].order)
    _caption_elsewhere(found, story)
    found = _described(found, page, story, data, described)
    _credit_elsewhere(found, story, places)
    shared = _shared_texts(page, data)
    photos = tuple(_photo(item, position, shared) for position, item in enumerate(found))
    elements = tuple(element for item in found for element in item.printed.elements if item.printed)
    return PhotoSet(photos, elements, _texts(found))


def _described(
    found: list[Found], page: Page, story: Story, data: LinkedData, named: list[Described]
) -> list[Found]:
    """The photos with what data says of them, and those that data alone shows.

    Args:
        found: photos in the mark-up.
        page: the page.
        story: where its story stands.
        data: its JSON-LD.
        named: photos of its JSON-LD and ``meta``.
    """
    scripts = pagejson.read_scripts(page, titles_of(page, story, data))
    index = DescribedIndex.of([*named, *scripts.photos])
    for item in found:
        item.described = index.find(item.all_urls)
    found = without_doubles(found)
    _mark_lead(found, named)
    series = _series(found, scripts.series, named)
    keys = {photo_key(url) for item in found for url in item.all_urls}
    for listed in jsonphotos.galleries(story.scope, page.base_url):
        if keys.isdisjoint(map(photo_key, listed.urls)):
            found.append(Found(described=[listed]))
    if found:
        found.extend(Found(described=[item]) for item in series)
    told = [*(item for item in scripts.photos if item.in_story), *series]
    if (found and not told) or any(item.printed or item.described for item in found):
        return found
    # What stands in the mark-up is none of the story's, or nothing stands there.
    found = _from_data([*told, *named])
    for item in found:
        item.described += [one for one in index.find(item.all_urls) if one not in item.described]
    return found


def _series(
    found: list[Found], series: list[list[Described]], named: list[Described]
) -> list[Described]:
    """Photos that a script lists together with one of the story's, and that are not shown yet.

    Args:
        found: photos in the mark-up.
        series: lists of photos in the page's own JSON.
        named: what JSON-LD and ``meta`` call the story's.
    """
    shown = DescribedIndex.of(Described(item.all_urls, Claim("printed")) for item in found)
    story = DescribedIndex.of(item for item in named if item.in_story)
    rest: list[Described] = []
    for items in series:
        captions = {fold(item.claim.caption or "") for item in items}
        if len(captions) < len(items) or not any(
            shown.find(item.urls) or story.find(item.urls) for item in items
        ):
            continue  # crops of one photo have one caption
        own = (replace(item, in_story=True) for item in items if not shown.find(item.urls))
        rest += [item for item in own if item not in rest]
    return rest


def _meta_images(page: Page) -> list[Described]:
    alt = page.meta_first("og:image:alt", "twitter:image:alt")
    urls = [
        absolute(url, page.base_url) for name in _META_IMAGES for url in page.meta.get(name, ())
    ]
    claim = Claim("meta", caption=alt)
    return [
        Described((url,), claim, in_story=True, is_lead=not number)
        for number, url in enumerate(dict.fromkeys(filter(None, urls)))
    ]


def _read(
    item: Found, around: Surroundings, membership: Membership, site: Selectors
) -> list[Found]:
    """Read what is printed with each occurrence of a photo.

    Returns:
        The photo, if it stays; more than once where it is printed with different captions.
    """
    uses: list[Found] = []
    for picture in item.pictures:
        printed = selected_printed(picture, around, site) or read_printed(picture, around)
        if not membership.keeps(picture, printed):
            continue
        home = next((use for use in uses if agree(use.printed, printed)), None)
        if home is None:
            uses.append(Found([picture], printed))
            continue
        home.pictures.append(picture)
        home.printed = better(home.printed, printed)
    return uses


def _caption_elsewhere(found: list[Found], story: Story) -> None:
    """Give the picture above the text the caption above the text, if each is the only one."""
    if not found or found[0].printed:
        return
    elements = {picture.element for item in found for picture in item.pictures}
    if (caption := lone_caption(story, elements)) is not None:
        found[0].printed = assemble(LineReader().read(caption))
        found[0].printed.elements = [caption]


def _credit_elsewhere(found: list[Found], story: Story, places: Places) -> None:
    """Give the lead photo the credit that stands by itself, if nothing else credits it.

    One that says so is all photos', but of those that have their own.
    """
    bare = [item for item in found if not item.is_credited]
    if not any(item.is_lead for item in bare):
        return
    used = {element for item in found for element in item.printed.elements}
    if (alone := lone_credit(story, places, used)) is None:
        return
    elements, text = alone
    read = assemble([Line(text, "credit", marked=True)])
    for item in bare:
        if item.is_lead or is_of_several(text):
            own = item.printed
            item.printed = replace(
                own,
                credit=read.credit,
                raw_credit=read.raw_credit,
                elements=own.elements + elements,
                texts=[*own.texts, text],
            )


def _mark_lead(found: list[Found], described: list[Described]) -> None:
    leads = DescribedIndex.of(item for item in described if item.is_lead)
    lead = next((item for item in found if leads.find(item.all_urls)), None) or (
        found[0] if found else None
    )
    if lead is not None:
        lead.is_lead = True


def _from_data(described: list[Described]) -> list[Found]:
    """Last resort, where the mark-up shows no photo: what data calls the story's."""
    found: dict[str, Found] = {}
    for item in described:
        if not item.in_story:
            continue
        key = photo_key(item.urls[0])
        home = found.get(key)
        if home is None and found and item.claim.source == "meta":
            continue  # og:image is most often another crop of what JSON-LD has named
        home = found.setdefault(key, Found(is_lead=not found))
        home.described.append(item)
    return list(found.values())


def _shared_texts(page: Page, data: LinkedData) -> frozenset[str]:
    """The story's headline and description, folded: no caption of a photo."""
    texts = [
        *(
            jsonvalues.text(data.article.get(name))
            for name in ("headline", "description", "alternativeHeadline")
        ),
        page.meta_first("og:title"),
        page.meta_first("og:description", "description"),
    ]
    return frozenset(fold(text) for text in texts if text)


def _photo(item: Found, position: int, shared: frozenset[str]) -> Photo:
    urls = item.all_urls
    said = [attributes.claim_of(picture.element) for picture in item.pictures]
    said.append(item.printed.told)
    claims = [
        *dict.fromkeys(claim for claim in said if claim),
        *dict.fromkeys(one.claim for one in item.described if one.says_something),
    ]
    printed = item.printed
    if printed:
        text = printed.credit.text if printed.credit else None
        claims.insert(0, Claim("printed", caption=printed.caption, credit_text=text))
    alt = next((picture.alt for picture in item.pictures if picture.alt), None)
    caption, credit = choose(printed, claims, alt, shared)
    return Photo(
        content_url=urls[0],
        urls=urls,
        caption=caption,
        credit_line=credit.text if credit else None,
        alt=alt,
        position=position,
        is_lead=item.is_lead,
        credit=credit,
        claims=tuple(claims),
        instructions=_instructions([*printed.texts, *_said(claims), alt or ""]),
    )


def _said(claims: list[Claim]) -> list[str]:
    """All that data says of a photo."""
    return [text for claim in claims for text in (claim.caption, claim.credit_text) if text]


def _instructions(texts: list[str]) -> str | None:
    """The fullest of what a photo's lines, or data on it, tell editors."""
    return max(filter(None, map(find_instructions, texts)), key=len, default=None)


def _texts(found: list[Found]) -> tuple[str, ...]:
    texts: dict[str, None] = {}
    for item in found:
        texts.update(dict.fromkeys(item.printed.texts))
        texts.update(dict.fromkeys(picture.alt for picture in item.pictures if picture.alt))
        texts.update(
            dict.fromkeys(one.claim.caption for one in item.described if one.claim.caption)
        )
    return tuple(texts)
