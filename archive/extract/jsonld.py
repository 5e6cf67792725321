"""JSON-LD on a page: its article, and its ``ImageObject``s.

Vocabulary: https://schema.org/NewsArticle and https://schema.org/ImageObject; Google's image
metadata guide names ``creditText``, ``creator``, ``copyrightNotice``, ``license`` and
``acquireLicensePage`` as what publishers fill.
"""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any

from archive.extract import jsonvalues
from archive.extract.addresses import absolute
from archive.extract.described import Described
from archive.extract.text import fold, text_of
from archive.model import Claim

if TYPE_CHECKING:
    from collections.abc import Iterator

    from archive.extract.page import Page

ARTICLE_TYPES = frozenset(
    [
        "Article",
        "NewsArticle",
        "ReportageNewsArticle",
        "OpinionNewsArticle",
        "AnalysisNewsArticle",
        "BackgroundNewsArticle",
        "AskPublicNewsArticle",
        "ReviewNewsArticle",
        "AdvertiserContentArticle",
        "SatiricalArticle",
        "ScholarlyArticle",
        "TechArticle",
        "Report",
        "BlogPosting",
        "LiveBlogPosting",
        "SocialMediaPosting",
        "DiscussionForumPosting",
        "Posting",
        "Interview",
    ]
)
_PAGE_TYPES = frozenset(
    [
        "WebPage",
        "ItemPage",
        "AboutPage",
        "CollectionPage",
        "ProfilePage",
        "SearchResultsPage",
        "FAQPage",
        "VideoObject",
    ]
)
_IMAGE_PROPERTIES = ("image", "primaryImageOfPage", "thumbnail", "associatedMedia", "thumbnailUrl")
_MAX_SCRIPT = 5_000_000


@dataclass(frozen=True)
class LinkedData:
    """All JSON-LD of one page.

    Attributes:
        objects: every object, outer before inner.
        by_id: objects by ``@id``, fullest first come.
        article: the object that is this page's story; empty if there is none.
        page: the object that is the page itself; empty if there is none.
    """

    objects: list[dict[str, Any]] = field(default_factory=list)
    by_id: dict[str, dict[str, Any]] = field(default_factory=dict)
    article: dict[str, Any] = field(default_factory=dict)
    page: dict[str, Any] = field(default_factory=dict)

    def resolve(self, value: Any) -> Any:  # noqa: ANN401 -- a JSON value in, a JSON value out
        """An object that is only a reference (``{"@id": …}``), looked up; else the value itself."""
        if isinstance(value, dict) and len(value) <= 2 and isinstance(value.get("@id"), str):  # noqa: PLR2004 -- @id and @type
            return self.by_id.get(value["@id"], value)
        return value

    def resolved_list(self, value: Any) -> list[Any]:  # noqa: ANN401
        """A value as a list, references looked up."""
        items = value if isinstance(value, list) else [value]
        return [self.resolve(item) for item in items if item is not None]


def read_jsonld(page: Page) -> LinkedData:
    """Every JSON-LD object of the page; blocks that cannot be read are passed over."""
    found: list[dict[str, Any]] = []
    for script in page.iter("script"):
        if "ld+json" not in (script.get("type") or "").lower():
            continue
        source = script.text or ""
        if 0 < len(source) <= _MAX_SCRIPT:
            found.extend(jsonvalues.objects(jsonvalues.loads(_unframed(source))))
    by_id: dict[str, dict[str, Any]] = {}
    for node in found:
        name = node.get("@id")
        if isinstance(name, str) and len(node) > len(by_id.get(name, ())):
            by_id[name] = node
    article = _main_article(found, page)
    webpage = next((node for node in found if jsonvalues.types(node) & _PAGE_TYPES), {})
    return LinkedData(found, by_id, article, webpage)


def _unframed(source: str) -> str:
    """JSON-LD without the CDATA and comment marks that XHTML templates put around it."""
    source = source.strip()
    for mark in ("//<![CDATA[", "<![CDATA[", "<!--", "/*<![CDATA[*/"):
        source = source.removeprefix(mark)
    for mark in ("//]]>", "]]>", "-->", "/*]]>*/"):
        source = source.removesuffix(mark)
    return source


def _main_article(found: list[dict[str, Any]], page: Page) -> dict[str, Any]:
    """The object that is this page's story, by its address, its headline, or as the first."""
    stories = [
        node
        for node in found
        if (jsonvalues.types(node) & ARTICLE_TYPES and "headline" in node) or "articleBody" in node
    ]
    if not stories:
        stories = [node for node in found if jsonvalues.types(node) & ARTICLE_TYPES]
    if len(stories) < 2:  # noqa: PLR2004 -- nothing to choose
        return stories[0] if stories else {}
    own = {_bare(page.url), _bare(_canonical(page))} - {""}
    heading = fold(text_of(page.heading)) if page.heading is not None else ""

    def weight(node: dict[str, Any]) -> tuple[bool, bool, int]:
        address = {
            _bare(item)
            for item in (node.get("url"), node.get("@id"), _entity(node))
            if isinstance(item, str)
        }
        title = fold(jsonvalues.text(node.get("headline")) or "")
        return bool(address & own), bool(title) and title == heading, len(node)

    return max(stories, key=weight)


def _canonical(page: Page) -> str:
    for link in page.iter("link"):
        if (link.get("rel") or "").lower() == "canonical":
            return link.get("href") or ""
    return ""


def _entity(node: dict[str, Any]) -> Any:  # noqa: ANN401
    value = node.get("mainEntityOfPage")
    return value.get("@id") if isinstance(value, dict) else value


def _bare(url: str) -> str:
    return (
        url.split("#", maxsplit=1)[0]
        .split("?", maxsplit=1)[0]
        .rstrip("/")
        .removeprefix("https://")
        .removeprefix("http://")
        .removeprefix("www.")
    )


def images(data: LinkedData, page: Page) -> list[Described]:
    """Every image the JSON-LD describes, those of the story first and marked so."""
    result: list[Described] = []
    done: set[int] = set()
    for node, is_page in ((data.article, False), (data.page, True)):
        for name in _IMAGE_PROPERTIES:
            for number, value in enumerate(_image_values(data, node.get(name))):
                lead = number == 0 and name in {"image", "primaryImageOfPage"}
                item = _described(
                    value, page, in_story=not is_page or name == "primaryImageOfPage", is_lead=lead
                )
                if item is not None:
                    done.add(id(value))
                    result.append(item)
    for node in data.objects:
        if "ImageObject" in jsonvalues.types(node) and id(node) not in done:
            item = _described(node, page, in_story=False, is_lead=False)
            if item is not None:
                result.append(item)
    return result


def _image_values(data: LinkedData, value: Any) -> Iterator[Any]:  # noqa: ANN401
    for item in data.resolved_list(value):
        if isinstance(item, dict) and isinstance(item.get("@list"), list):
            yield from data.resolved_list(item["@list"])
        elif isinstance(item, dict) and "ImageGallery" in jsonvalues.types(item):
            yield from data.resolved_list(item.get("image") or item.get("associatedMedia"))
        elif isinstance(item, dict) and "VideoObject" in jsonvalues.types(item):
            continue
        else:
            yield item


def _described(value: Any, page: Page, *, in_story: bool, is_lead: bool) -> Described | None:  # noqa: ANN401
    if isinstance(value, str):
        url = absolute(value, page.base_url)
        return (
            Described((url,), Claim("json-ld"), in_story=in_story, is_lead=is_lead) if url else None
        )
    if not isinstance(value, dict):
        return None
    addresses: list[str | None] = []
    for name in ("contentUrl", "url", "image", "thumbnailUrl", "@id"):
        values = value[name] if isinstance(value.get(name), list) else [value.get(name)]
        texts = (item for item in values if isinstance(item, str))
        addresses = [
            absolute(text, page.base_url)
            for text in texts
            if name != "@id" or text.startswith("http")
        ]
        if any(addresses):
            break
    urls = tuple(dict.fromkeys(url for url in addresses if url))
    if not urls:
        return None
    return Described(urls, _claim(value), in_story=in_story, is_lead=is_lead)


def _claim(node: dict[str, Any]) -> Claim:
    creators = jsonvalues.names(node.get("creator")) or jsonvalues.names(node.get("author"))
    license_ = node.get("license")
    page = node.get("acquireLicensePage")
    return Claim(
        source="json-ld",
        caption=jsonvalues.text(node.get("caption")) or jsonvalues.text(node.get("description")),
        credit_text=jsonvalues.text(node.get("creditText")) or jsonvalues.text(node.get("credit")),
        creators=tuple(creators),
        copyright_notice=jsonvalues.text(node.get("copyrightNotice"))
        or "; ".join(jsonvalues.names(node.get("copyrightHolder")))
        or None,
        license=license_ if isinstance(license_, str) else None,
        acquire_license_page=page if isinstance(page, str) else None,
    )
