"""The frozen types that flow between the rooms of the house.

Names come from WARC 1.1, IPTC Photo Metadata and schema.org. Standard library only, so that
every room can import it and a worker process can pickle it cheaply.
"""

from __future__ import annotations

import re
from dataclasses import dataclass, field
from functools import cached_property
from typing import TYPE_CHECKING, Literal

if TYPE_CHECKING:
    from collections.abc import Mapping
    from datetime import datetime

Truncated = Literal["time", "length", "disconnect", "unspecified"]
"""Values of ``WARC-Truncated`` that this project writes (WARC 1.1, section 5.13)."""

Rights = Literal[
    "us-government",
    "crown-or-other-government",
    "agency",
    "company",
    "creative-commons-or-ogl",
    "courtesy-or-handout",
    "own-staff-or-freelance",
    "unknown",
]
"""What the printed words of a credit say of the right to reprint."""

Source = Literal["printed", "json-ld", "page-json", "attribute", "meta", "embedded"]
"""Where a claim about a photo stands: in the page's visible text, in its JSON-LD, in its other
JSON (Next, Arc, WordPress …), in an attribute (``alt``, ``title``, ``data-*``), in a ``meta``
element, or inside the image file."""

Wall = Literal["soft-404", "error-page", "bot-check", "consent-wall", "login-wall"]
"""What a server may send with status 200 in the place of a story: a page that says there is
nothing at this address, that says something went wrong, that tests whether a visitor is human or
refuses it, that asks for consent, that demands to log in or to subscribe."""


# --------------------------------------------------------------------------- captures


@dataclass(frozen=True, slots=True)
class Capture:
    """One HTTP exchange, as it crossed the socket (above TLS).

    Attributes:
        target_uri: absolute URI, percent-encoded, without fragment.
        date: start of the exchange, UTC, with microseconds.
        request: request head and body, byte for byte; credentials already redacted.
        response: response head and body, byte for byte, without 1xx heads and without bytes past
            the end of the message; ``b""`` when nothing came.
        ip_address: the server's address; None behind a proxy.
        protocols: values of ``WARC-Protocol``, e.g. ``("http/1.1", "tls/1.3")``.
        cipher_suite: value of ``WARC-Cipher-Suite``; None without TLS.
        truncated: why the response was cut off; None when it is whole.
    """

    target_uri: str
    date: datetime
    request: bytes
    response: bytes
    ip_address: str | None = None
    protocols: tuple[str, ...] = ("http/1.1",)
    cipher_suite: str | None = None
    truncated: Truncated | None = None


@dataclass(frozen=True, slots=True)
class RecordRef:
    """Where one WARC record lies, and what the table of contents says of it.

    Attributes:
        record_id: ``WARC-Record-ID`` without angle brackets (``urn:uuid:…``).
        record_type: ``response``, ``revisit``, ``resource`` …
        target_uri: ``WARC-Target-URI``.
        date: ``WARC-Date``, UTC.
        status: HTTP status; None where the record holds no HTTP response.
        content_type: media type the server named, lower case, without parameters; None if none.
        payload_digest: ``sha1:`` and upper-case base32 (transfer coding removed, content coding
            kept); None where there is no payload.
        truncated: value of ``WARC-Truncated``, or None.
        warc_filename: name of the file below ``warc/`` once closed (without ``.open``).
        warc_offset: offset of the record's gzip member, in bytes.
        warc_length: length of that gzip member, in bytes.
        redirect: the address that a redirect leads to, absolute; None for any other answer.
    """

    record_id: str
    record_type: str
    target_uri: str
    date: datetime
    status: int | None
    content_type: str | None
    payload_digest: str | None
    truncated: str | None
    warc_filename: str
    warc_offset: int
    warc_length: int
    redirect: str | None = None


# --------------------------------------------------------------------------- articles


@dataclass(frozen=True, slots=True)
class Credit:
    """A printed caption, taken apart.

    ``text`` is None where the caption carries no credit; then every other field but ``caption``
    is empty or None.

    Attributes:
        caption: the caption without its credit; None where nothing is left.
        text: the credit as printed, without wrapping brackets and bare lead-in labels.
        creators: names of persons, as printed.
        ranks: aligned with ``creators``; None where a creator has none.
        organizations: services, agencies, outlets and companies, as printed.
        identifier: a VIRIN or another image number.
        rights: one of `Rights`; None where there is no credit.
    """

    caption: str | None = None
    text: str | None = None
    creators: tuple[str, ...] = ()
    ranks: tuple[str | None, ...] = ()
    organizations: tuple[str, ...] = ()
    identifier: str | None = None
    rights: Rights | None = None


@dataclass(frozen=True, slots=True)
class Claim:
    """What one source says of one photo, as found.

    Field names follow schema.org ``ImageObject`` and IPTC Photo Metadata.
    """

    source: Source
    caption: str | None = None
    credit_text: str | None = None
    creators: tuple[str, ...] = ()
    copyright_notice: str | None = None
    license: str | None = None
    acquire_license_page: str | None = None


@dataclass(frozen=True, slots=True)
class Photo:
    """One photo of an article, all its variants taken together.

    Attributes:
        content_url: the best variant offered, absolute.
        urls: every variant seen, ``content_url`` among them.
        caption: the chosen caption, without its credit.
        credit_line: the chosen credit, as printed; equals ``credit.text``.
        alt: the ``alt`` text, as found.
        position: place in the article, from 0.
        is_lead: whether it is the article's main photo.
        credit: the chosen credit, taken apart; None where there is none.
        claims: every source, kept apart.
        instructions: what is printed with it for editors ("NO SALES"), no part of caption or
            credit; IPTC's name for it.
    """

    content_url: str
    urls: tuple[str, ...] = ()
    caption: str | None = None
    credit_line: str | None = None
    alt: str | None = None
    position: int = 0
    is_lead: bool = False
    credit: Credit | None = None
    claims: tuple[Claim, ...] = ()
    instructions: str | None = None


@dataclass(frozen=True, slots=True)
class Article:
    """One article, as one capture of its page has it. Unknown is None, never ``""``.

    Attributes:
        url: the address the page was read from.
        canonical_url: the address the page names as its own, made absolute; ``url`` if none.
        schema_type: the type the page claims (``NewsArticle``, ``article``, ``website`` …).
        date_published: with offset; a bare local time is taken in the site's time zone, else UTC.
        date_modified: likewise.
        in_language: BCP 47 tag, lower-case language (``en``, ``fr-CA``).
        article_body: paragraphs separated by a blank line; no caption, no credit.
        robots: what the page asks of robots, e.g. ``("noarchive", "noindex")``, in ``meta``
            elements and, where the header is known, in ``X-Robots-Tag``; sorted.
        wall: what stands in the story's place; None for a story, and for any other page.
    """

    url: str
    canonical_url: str
    headline: str | None = None
    description: str | None = None
    authors: tuple[str, ...] = ()
    date_published: datetime | None = None
    date_modified: datetime | None = None
    in_language: str | None = None
    section: str | None = None
    keywords: tuple[str, ...] = ()
    publisher: str | None = None
    schema_type: str | None = None
    article_body: str | None = None
    photos: tuple[Photo, ...] = ()
    robots: tuple[str, ...] = ()
    wall: Wall | None = None


@dataclass(frozen=True, slots=True)
class EmbeddedMetadata:
    """What an image file says of itself (IPTC-IIM, XMP, EXIF), under IPTC's names.

    Attributes:
        format: Pillow's name of the format (``JPEG``, ``PNG``, ``WEBP`` …).
        width: in pixels.
        height: in pixels.
        creators: IIM By-line, XMP ``dc:creator``, EXIF Artist.
        date_created: ISO 8601, as precise as the file has it.
        web_statement: Web Statement of Rights (``xmpRights:WebStatement``).
        licensor_url: PLUS Licensor URL.
        digital_source_type: IPTC Digital Source Type.
    """

    format: str
    width: int
    height: int
    creators: tuple[str, ...] = ()
    credit_line: str | None = None
    source: str | None = None
    copyright_notice: str | None = None
    caption: str | None = None
    headline: str | None = None
    date_created: str | None = None
    instructions: str | None = None
    web_statement: str | None = None
    licensor_url: str | None = None
    digital_source_type: str | None = None
    identifier: str | None = None


# --------------------------------------------------------------------------- sites


@dataclass(frozen=True)
class SiteRules:
    """What extraction and the index need to know of a site; all of it optional but the name.

    Attributes:
        name: the site's key, e.g. ``defensenews``.
        domains: host names it publishes under, without ``www.``.
        article_pattern: regular expression that an article's URL matches; None if not known.
        language: the BCP 47 tag to assume where a page names none.
        time_zone: IANA zone of dates that carry no offset.
        selectors: CSS selectors, a last resort for a site whose mark-up needs them; keys are
            ``body``, ``photo``, ``caption``, ``credit``, ``remove``.
    """

    name: str
    domains: tuple[str, ...] = ()
    article_pattern: str | None = None
    language: str | None = None
    time_zone: str | None = None
    selectors: Mapping[str, str] = field(default_factory=dict)

    @cached_property
    def article_regex(self) -> re.Pattern[str] | None:
        """``article_pattern``, compiled."""
        return re.compile(self.article_pattern) if self.article_pattern else None
