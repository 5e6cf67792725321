"""What a capture means for the index: the decisions that a crawl and a rebuild must share.

Pure functions of address and bytes, so that rows are the same whether they were written while
the page came in or years later from the WARC.
"""

from __future__ import annotations

import hashlib
import re
from dataclasses import dataclass, replace
from typing import TYPE_CHECKING
from urllib.parse import parse_qsl, urljoin, urlsplit

from archive.extract import ExtractionError, parse_credit_line, read_embedded
from archive.extract.robots import directives, for_all
from archive.likeness.hashing import perceptual_hashes

if TYPE_CHECKING:
    from collections.abc import Iterable

    from archive.index import Index
    from archive.model import Article, Credit, EmbeddedMetadata, SiteRules, Wall

HTML_TYPES = frozenset({None, "text/html", "application/xhtml+xml"})
"""Media types that a page may come as; some servers name none."""

WHOLE = frozenset({200, 203})
"""Statuses of answers that have a photo's bytes (RFC 9110, section 15.3): 203 is a 200 that a proxy
on the way has changed. A 206 that nobody asked for is a part of the file, whatever its range; what
comes with 201 or 202 tells of something else, and 204 and 205 bring nothing."""

PIXEL_FORMATS = ("JPEG", "PNG", "WEBP", "AVIF", "GIF", "BMP")
"""Formats whose pixels are looked at; TIFF and JPEG 2000 are too seldom in articles for the risk
of their decoders."""

_WALLS: dict[Wall, str] = {
    "soft-404": "a page that says there is nothing here",
    "error-page": "an error page",
    "bot-check": "a check for robots",
    "consent-wall": "a request for consent",
    "login-wall": "a demand to log in",
}

_WALL_NAMES: dict[Wall, str] = {
    "consent-wall": r"consent|privacy|privacygate|cookies?|cookiewall|gdpr|guce",
    "login-wall": r"log-?in|sign-?in|sso|auth|accounts?|register|subscribe|paywall|abo|anmelden"
    r"|connexion|inloggen|logga|logowanie|oauth2?|idp",
    "bot-check": r"captcha|challenge|blocked|botcheck|verify|validate",
}
"""Words of hosts and paths where walls stand."""
_ADDRESS = re.compile(r"https?://|/[^/]")

_LISTING = re.compile(
    r"/(?:tags?|categor(?:y|ies|ie)|topics?|authors?|auteurs?|autoren?|autor|page|feed|rss|search|"
    r"suche|recherche|amp|login|register|subscribe|newsletter|contact|about|privacy|wp-[a-z]+)"
    r"(?:/|$)|\.(?:xml|rss|atom|json|pdf|jpe?g|png|gif|webp|mp[34]|zip|css|js)$",
    re.IGNORECASE,
)


@dataclass(frozen=True, slots=True)
class PhotoFacts:
    """What the bytes of an image file say.

    Attributes:
        sha256: of the file, lower-case hex.
        byte_length: of the file.
        embedded: format, size and IPTC, XMP and EXIF fields.
        credit: the embedded credit, taken apart; None where the file carries none.
        perceptual_hashes: what it looks like (`archive.likeness.hashing`); may be empty.
    """

    sha256: str
    byte_length: int
    embedded: EmbeddedMetadata
    credit: Credit | None
    perceptual_hashes: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class PhotoFile:
    """A photo to read: `photo_facts` as a task for `archive.extract.ExtractionPool`.

    Attributes:
        data: the file, content coding removed.
        url: what errors name.
    """

    data: bytes
    url: str

    def run(self) -> PhotoFacts:
        """Read it."""
        return photo_facts(self.data)


def may_be_article(url: str, rules: SiteRules) -> bool:
    """Whether the page at ``url`` is worth reading as an article.

    A site's ``article_pattern`` decides; without one, every page but the front page and those
    whose address says that they list other pages.
    """
    if rules.article_regex:
        return rules.article_regex.search(url) is not None
    path = urlsplit(url).path
    return path.strip("/") != "" and _LISTING.search(path) is None


def reads_as_page(url: str, media_type: str | None, rules: SiteRules) -> bool:
    """Whether a 200 response is to be read as an article, and to be reported where it cannot be.

    Where a site's pattern takes the address, whatever comes must be an article; where there is
    no pattern, only HTML of the site's own hosts is tried.
    """
    if not may_be_article(url, rules):
        return False
    if rules.article_regex:
        return True
    host = urlsplit(url).hostname or ""
    own = any(host == domain or host.endswith("." + domain) for domain in rules.domains)
    return own and media_type in HTML_TYPES


def not_an_article(article: Article, rules: SiteRules) -> str | None:
    """What to say of a page that was read and is no article; None where that is no wonder.

    Where something stands in a story's place it is said what; and where the site's pattern takes
    the address an article was promised, and this is a page that was emptied.
    """
    if article.wall:
        return wall_problem(article.url, article.wall)
    return f"{article.url}: no article on the page" if rules.article_regex else None


def wall_problem(url: str, wall: Wall) -> str:
    """What to say of a page that stands in a story's place."""
    return f"{url}: {_WALLS[wall]}, with status 200"


def wall_at(url: str, rules: SiteRules) -> Wall | None:
    """The kind of wall that an address alone tells of, where a story's led to it.

    Consent and log-in pages are told in their address which story to go back to.
    """
    if behind_wall(url, rules) is None:
        return None
    parts = urlsplit(url)
    place = f"{parts.hostname}{parts.path}"
    for wall, names in _WALL_NAMES.items():
        if re.search(rf"(?<![a-z])(?:{names})(?![a-z])", place, re.IGNORECASE):
            return wall
    return None


def behind_wall(url: str, rules: SiteRules) -> str | None:
    """The story's address that another address has in its query; None if there is none."""
    try:
        parts = urlsplit(url)
        values = [value for _, value in parse_qsl(parts.query)]
        addresses = [urljoin(url, value) for value in values if _ADDRESS.match(value)]
    except ValueError:  # an unclosed bracket, a thousand parameters
        return None
    return next((inner for inner in addresses if reads_as_page(inner, None, rules)), None)


def with_robots(article: Article, fields: Iterable[str]) -> Article:
    """The article with what its HTTP header asks of robots, besides what its page does.

    Args:
        article: as its page says.
        fields: values of ``X-Robots-Tag``.
    """
    asked = directives([*article.robots, *for_all(fields)])
    return replace(article, robots=asked) if asked != article.robots else article


def photo_facts(data: bytes) -> PhotoFacts:
    """Read an image file.

    Raises:
        NotAnImageError: the bytes are no image that Pillow can open.
    """
    embedded = read_embedded(data)
    printed = embedded.credit_line or ", ".join(embedded.creators) or embedded.copyright_notice
    return PhotoFacts(
        sha256=hashlib.sha256(data).hexdigest(),
        byte_length=len(data),
        embedded=embedded,
        credit=parse_credit_line(printed) if printed else None,
        perceptual_hashes=perceptual_hashes(data, PIXEL_FORMATS),
    )


def photo_problem(url: str, error: Exception) -> str:
    """What to say of a photo that cannot be read."""
    return str(error) if isinstance(error, ExtractionError) else f"{url}: {error}"


def add_photo_problem(index: Index, record_id: str, problem: str) -> None:
    """Write why a capture is no photo; an article, to which its address led, is left so."""
    if not index.is_article(record_id):
        index.add_problem(record_id, problem)


def add_photo(index: Index, content_url: str, record_id: str, facts: PhotoFacts) -> None:
    """Write one photo's facts: ``content_url`` as articles name it, ``record_id`` its bytes."""
    index.add_photo(
        content_url,
        record_id,
        sha256=facts.sha256,
        byte_length=facts.byte_length,
        embedded=facts.embedded,
        embedded_credit=facts.credit,
        perceptual_hashes=facts.perceptual_hashes,
    )
