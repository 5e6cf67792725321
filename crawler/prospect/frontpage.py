"""Reads what a front page says of its site."""

from __future__ import annotations

import re
from dataclasses import dataclass
from typing import TYPE_CHECKING
from urllib.parse import urlsplit

from crawler import discovery
from crawler.prospect.cms import Cms, detect_cms

if TYPE_CHECKING:
    from scrapy.http import HtmlResponse

_NAVIGATION = (
    'nav a[href], header a[href], [role="navigation"] a[href], [class*="menu"] a[href], '
    '[class*="navbar"] a[href]'
)
_MAX_SECTIONS = 8
_MAX_DEPTH = 2
_FEED = re.compile(r"(?:^|[/._-])(?:rss|atom|feeds?)(?:$|[/._?-])|rss\.ashx", re.IGNORECASE)
_COMMENTS = re.compile(r"comments?(?:[/._-]|$)", re.IGNORECASE)
_NO_SECTION = re.compile(
    r"/(?:about|contact|subscri|newsletter|login|log-in|sign-?(?:in|up)|register|account|jobs|careers|"
    r"advert|privacy|terms|legal|imprint|impressum|kontakt|datenschutz|mentions|shop|store|search|"
    r"rss|feed|events?|podcasts?|videos?|wp-|my|help|faq|sitemap|cookie)",
    re.IGNORECASE,
)
_LANGUAGE = re.compile(r"[a-z]{2,3}")


@dataclass(frozen=True, slots=True)
class FrontPage:
    """What the page says.

    Attributes:
        url: where it was, after redirects.
        name: the site's, as it calls itself; ``""`` where it does not.
        language: of the page, a primary subtag of BCP 47; None where it does not say.
        cms: what made it; None where that cannot be told.
        feeds: those announced, and those linked to.
        sitemaps: those announced.
        sections: pages of its own host that its navigation leads to.
        links: all pages of its own host it leads to.
    """

    url: str
    name: str
    language: str | None
    cms: Cms | None
    feeds: tuple[str, ...]
    sitemaps: tuple[str, ...]
    sections: tuple[str, ...]
    links: tuple[str, ...]


def read_front_page(response: HtmlResponse) -> FrontPage:
    """Read it."""
    own = [lead.url for lead in discovery.page_links(response) if owns(response.url, lead.url)]
    linked = [
        url
        for url in own
        if _FEED.search(_target(url)) and not _COMMENTS.search(urlsplit(url).path)
    ]
    generators = [
        *response.css('meta[name="generator" i]::attr(content)').getall(),
        (response.headers.get("X-Generator") or b"").decode("latin-1"),
    ]
    return FrontPage(
        url=response.url,
        name=_name(response),
        language=_language(response),
        cms=detect_cms(" ".join(generators).strip(), response.text),
        feeds=tuple(dict.fromkeys([*discovery.feed_links(response), *linked])),
        sitemaps=tuple(discovery.sitemap_links(response)),
        sections=tuple(_sections(response)),
        links=tuple(own),
    )


def owns(home: str, url: str) -> bool:
    """Whether ``url`` is on the host of ``home`` or below it, ``www.`` aside."""
    try:
        host, domain = urlsplit(url).hostname or "", site_host(home)
    except ValueError:
        return False
    return host == domain or host.endswith("." + domain)


def site_host(home: str) -> str:
    """The host of an address, without ``www.``."""
    return (urlsplit(home).hostname or "").removeprefix("www.")


def _target(url: str) -> str:
    parts = urlsplit(url)
    return f"{parts.path}?{parts.query}"


def _name(response: HtmlResponse) -> str:
    for selector in (
        'meta[property="og:site_name"]::attr(content)',
        'meta[name="application-name"]::attr(content)',
        "head title::text",
    ):
        if name := " ".join((response.css(selector).get() or "").split()):
            return name
    return ""


def _language(response: HtmlResponse) -> str | None:
    said = [
        response.css("html::attr(lang)").get(),
        response.css("html").xpath("@*[local-name()='lang']").get(),
        response.css('meta[property="og:locale"]::attr(content)').get(),
        response.css('meta[http-equiv="content-language" i]::attr(content)').get(),
        (response.headers.get("Content-Language") or b"").decode("latin-1"),
    ]
    return next((primary for text in said if (primary := primary_language(text))), None)


def primary_language(text: str | None) -> str | None:
    """The primary subtag of ``en``, ``en-US``, ``en_US`` or ``en, fr``; None where it is none."""
    found = _LANGUAGE.match((text or "").strip().lower())
    rest = (text or "").strip()[found.end() :] if found else ""
    return found.group() if found and (not rest or rest[0] in "-_,; ") else None


def _sections(response: HtmlResponse) -> list[str]:
    home = urlsplit(response.url)
    found = []
    for lead in discovery.page_links(response.replace(body=_navigation(response))):
        parts = urlsplit(lead.url)
        depth = len([segment for segment in parts.path.split("/") if segment])
        if (
            parts.netloc == home.netloc
            and not parts.query
            and 0 < depth <= _MAX_DEPTH + home.path.strip("/").count("/")
            and parts.path.rstrip("/") != home.path.rstrip("/")
            and not _NO_SECTION.search(parts.path)
        ):
            found.append(lead.url)
    return list(dict.fromkeys(found))[:_MAX_SECTIONS]


def _navigation(response: HtmlResponse) -> bytes:
    html = "".join(response.css(_NAVIGATION).getall())
    return html.encode(response.encoding, "xmlcharrefreplace")
