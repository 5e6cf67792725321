"""One page in, one article out."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING, Any
from urllib.parse import urljoin, urlsplit

from archive.extract import jsonvalues, pagejson, selectors
from archive.extract.authors import find_authors
from archive.extract.body import body_of, extract_body
from archive.extract.dates import find_dates, is_dated
from archive.extract.headline import find_headline
from archive.extract.jsonld import ARTICLE_TYPES, LinkedData, read_jsonld
from archive.extract.page import Page, parse_page
from archive.extract.photos import find_photos
from archive.extract.publishers import may_speak_for
from archive.extract.robots import directives
from archive.extract.story import find_story, graft_text
from archive.extract.text import plain, squeeze, text_of
from archive.extract.walls import find_wall
from archive.model import Article, SiteRules

if TYPE_CHECKING:
    from collections.abc import Iterator

    from lxml.etree import _Element

_LANGUAGE = re.compile(r"^[A-Za-z]{2,3}(?:[-_][A-Za-z0-9]{2,8})*$")
_MOST_KEYWORDS = 60
_REGION = 2
"""Letters of a country in a language tag (BCP 47)."""
_LEAST_BODY = 400
"""Characters of text that a page must have to be an article when it does not say that it is one."""
_SOME_BODY = 200
"""Characters of text that are a story where the address is that of one."""
_WEBSITE = "website"
"""What the Open Graph protocol calls a page that is no object of a type of its own."""
_LISTS = ("CollectionPage", "ProfilePage", "SearchResultsPage", "ContactPage", "AboutPage")
"""Types of pages, by schema.org, that no story has."""
_NOT_ARTICLES = frozenset({_WEBSITE, *_LISTS})


def extract(
    html: bytes, url: str, *, content_type: str | None = None, rules: SiteRules | None = None
) -> Article:
    """Read one page.

    Args:
        html: the bytes, as served (content coding removed).
        url: the address they were read from.
        content_type: value of the HTTP header, for its charset.
        rules: what is known of the site; a last resort.

    Returns:
        The article, with its photos.

    Raises:
        ExtractionError: a subclass that says why there is nothing to read, with the address.
    """
    page = parse_page(html, url, content_type)
    data = read_jsonld(page)
    chosen = selectors.read(rules, url)
    chosen.remove(page)
    body = chosen.first(page, "body")
    story = find_story(page, body)
    if not story.paragraphs and (found := pagejson.story_html(page)):
        graft_text(page, found)
        story = find_story(page, body)
    authors = find_authors(page, story, data)
    photos = find_photos(page, story, data, chosen, authors)
    headline = find_headline(page, story, data)
    published, modified = find_dates(page, story, data, rules)
    description = _description(page, data)
    keywords = _keywords(page, data)
    kind = _schema_type(page, data)
    wall = find_wall(
        page, story, claims_article=_is_article_type(kind), is_dated=is_dated(page, story, data)
    )
    text = (
        extract_body(page, story, photos, headline, description)
        if body is None
        else body_of(body, photos, headline)
    )
    return Article(
        url=url,
        canonical_url=_canonical_url(page, data),
        headline=headline,
        description=description,
        authors=authors,
        date_published=published,
        date_modified=modified,
        in_language=_language(page, data, rules),
        section=_section(page, data),
        keywords=keywords,
        publisher=_publisher(page, data),
        schema_type=kind,
        article_body=text,
        photos=photos.photos,
        robots=directives(page.meta.get("robots", ())),
        wall=wall,
    )


def is_article(article: Article, rules: SiteRules | None) -> bool:
    """Whether a page is an article, and not a list of them or an error in the guise of a page.

    Args:
        article: what was extracted.
        rules: where they have an ``article_pattern``, an article's address must match it.
    """
    if article.wall or not article.headline:
        return False
    says_so = _is_article_type(article.schema_type)
    text = len(article.article_body or "")
    if rules is not None and rules.article_regex is not None:
        pattern = rules.article_regex
        told = any(photo.caption or photo.credit_line for photo in article.photos)
        holds = says_so or told or text >= _SOME_BODY or article.date_published is not None
        return holds and any(map(pattern.search, (article.url, article.canonical_url)))
    if urlsplit(article.url).path in {"", "/"} or article.schema_type in _NOT_ARTICLES:
        return False
    if says_so:
        return text > 0 or bool(article.photos)
    return text >= _LEAST_BODY and article.date_published is not None


def _is_article_type(kind: str | None) -> bool:
    return kind is not None and (kind in ARTICLE_TYPES or kind.lower() == "article")


def _description(page: Page, data: LinkedData) -> str | None:
    value = page.meta_first(
        "og:description", "description", "twitter:description"
    ) or jsonvalues.text(data.article.get("description"))
    return plain(value) or None if value else None


def _canonical_url(page: Page, data: LinkedData) -> str:
    for value in _own_addresses(page, data):
        try:
            address = urljoin(page.base_url, value.strip())
            parts = urlsplit(address)
        except ValueError:
            continue
        if parts.scheme in {"http", "https"} and parts.netloc and not re.search(r"\s", address):
            # A home page named as canonical is a template's mistake.
            if parts.path in {"", "/"} and urlsplit(page.url).path not in {"", "/"}:
                continue
            if may_speak_for(page.url, address):
                return address.split("#", 1)[0]
    return page.url


def _own_addresses(page: Page, data: LinkedData) -> Iterator[str]:
    for link in page.iter("link"):
        if "canonical" in _relations(link) and link.get("href"):
            yield link.get("href") or ""
    yield from page.meta.get("og:url", ())
    value = data.article.get("url")
    if isinstance(value, str):
        yield value


def _language(page: Page, data: LinkedData, rules: SiteRules | None) -> str | None:
    candidates: list[Any] = [
        data.article.get("inLanguage"),
        page.root.get("lang"),
        page.root.get("xml:lang"),
        page.meta_first("og:locale", "content-language", "dc.language", "language"),
        rules.language if rules else None,
    ]
    for value in candidates:
        text = jsonvalues.text(value)
        if text and _LANGUAGE.match(text):
            language, *rest = text.replace("_", "-").split("-")
            return "-".join(
                [
                    language.lower(),
                    *(part.upper() if len(part) == _REGION else part for part in rest),
                ]
            )
    return None


def _section(page: Page, data: LinkedData) -> str | None:
    value = data.article.get("articleSection")
    section = jsonvalues.text(value[0] if isinstance(value, list) and value else value)
    return section or jsonvalues.text(
        page.meta_first(
            "article:section",
            "og:article:section",
            "section",
            "parsely-section",
            "cxenseparse:category",
        )
    )


def _keywords(page: Page, data: LinkedData) -> tuple[str, ...]:
    value = data.article.get("keywords")
    found = jsonvalues.names(value) if value else []
    if not found:
        found = (
            [*page.meta.get("article:tag", ()), *page.meta.get("og:article:tag", ())]
            or page.meta.get("news_keywords", [])
            or page.meta.get("keywords", [])
            or [text_of(link) for link in page.iter("a") if "tag" in _relations(link)]
        )
    split = [squeeze(part) for item in found for part in re.split(r"[,;]", plain(item))]
    return tuple(dict.fromkeys(part for part in split if part))[:_MOST_KEYWORDS]


def _relations(link: _Element) -> list[str]:
    return (link.get("rel") or "").lower().split()


def _publisher(page: Page, data: LinkedData) -> str | None:
    names = jsonvalues.names(data.resolve(data.article.get("publisher")))
    return (
        names[0]
        if names
        else jsonvalues.text(
            page.meta_first("og:site_name", "application-name", "publisher", "dc.publisher")
        )
    )


def _schema_type(page: Page, data: LinkedData) -> str | None:
    """What the page says it is: the most telling of JSON-LD, ``og:type`` and microdata."""
    stories = jsonvalues.types(data.article)
    pages = jsonvalues.types(data.page)
    shared = page.meta_first("og:type")
    if own := sorted(stories & ARTICLE_TYPES or stories):
        return own[0]
    if kind := next((kind for kind in _LISTS if kind in pages), None):
        return kind
    if shared == _WEBSITE:
        return _microdata_type(page) or shared
    return shared or _microdata_type(page) or next(iter(sorted(pages)), None)


def _microdata_type(page: Page) -> str | None:
    """The type of the one article that microdata marks; a list of stories marks several."""
    marked = (
        (element.get("itemtype") or "").rstrip("/").rsplit("/", 1)[-1]
        for element in page.iter("article", "div", "main", "section", "body", "html")
        if element.get("itemtype")
    )
    found = [kind for kind in marked if kind in ARTICLE_TYPES]
    return found[0] if len(found) == 1 else None
