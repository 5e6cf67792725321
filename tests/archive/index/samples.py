"""Rows to write: captures, articles and photos as the rest of the house hands them over."""

from __future__ import annotations

import hashlib
from datetime import UTC, datetime, timedelta, timezone
from typing import TYPE_CHECKING, Any

from archive.likeness.waves import WAVES
from archive.model import Article, Claim, Credit, EmbeddedMetadata, Photo, RecordRef

if TYPE_CHECKING:
    from archive.index import Index

START = datetime(2026, 3, 1, 6, 0, tzinfo=UTC)
CRAWL = "urn:uuid:00000000-0000-4000-8000-00000000c0de"
ELSEWHERE = timezone(timedelta(hours=9))
PAGE = "https://news.example/2026/03/brigade-returns"
PHOTO = "https://news.example/media/brigade.jpg"


def ref(name: str, **changes: object) -> RecordRef:
    """A whole 200 capture of a page; its moment and place follow from its number, if any."""
    number = int("".join(filter(str.isdigit, name)) or 0)
    fields: dict[str, Any] = {
        "record_id": f"urn:uuid:{hashlib.md5(name.encode(), usedforsecurity=False).hexdigest()}",
        "record_type": "response",
        "target_uri": PAGE,
        "date": START + timedelta(hours=number),
        "status": 200,
        "content_type": "text/html",
        "payload_digest": f"sha1:{name.upper()}",
        "truncated": None,
        "warc_filename": "news-20260301060000000-00000-1~host.warc.gz",
        "warc_offset": 1000 * number,
        "warc_length": 900,
    }
    return RecordRef(**{**fields, **changes})


CREDIT = Credit(
    caption="Soldiers of the 1st Brigade come home.",
    text="U.S. Army photo by Sgt. Jané Doe",
    creators=("Jané Doe",),
    ranks=("Sgt.",),
    organizations=("U.S. Army",),
    identifier="260301-A-AB123-1001",
    rights="us-government",
)


def photo(**changes: object) -> Photo:
    fields: dict[str, Any] = {
        "content_url": PHOTO,
        "urls": (PHOTO, PHOTO + "?w=300"),
        "caption": CREDIT.caption,
        "credit_line": CREDIT.text,
        "alt": "Soldiers wave",
        "position": 0,
        "is_lead": True,
        "credit": CREDIT,
        "claims": (
            Claim("json-ld", credit_text="US Army", creators=("Jane Doe",), license="https://l/"),
            Claim("printed", caption=f"{CREDIT.caption} ({CREDIT.text})"),
        ),
    }
    return Photo(**{**fields, **changes})


def article(**changes: object) -> Article:
    fields: dict[str, Any] = {
        "url": PAGE + "?utm=1",
        "canonical_url": PAGE,
        "headline": "Brigade returns",
        "description": "After nine months abroad.",
        "authors": ("Élise Müller",),
        "date_published": START - timedelta(hours=2),
        "date_modified": START - timedelta(hours=1),
        "in_language": "en",
        "section": "Army",
        "keywords": ("army", "élan"),
        "publisher": "News",
        "schema_type": "NewsArticle",
        "article_body": "The brigade came home.\n\nFamilies waited at the château.",
        "photos": (photo(),),
    }
    return Article(**{**fields, **changes})


EMBEDDED = EmbeddedMetadata(
    format="JPEG",
    width=1200,
    height=800,
    creators=("Sgt. Jané Doe",),
    credit_line="U.S. Army",
    copyright_notice="Public Domain",
    web_statement="https://www.dvidshub.net/rights",
    identifier="260301-A-AB123-1001",
)


def store_photo(  # noqa: PLR0913 - what is known of one file
    index: Index,
    record_id: str,
    *,
    url: str = PHOTO,
    data: bytes = b"jpeg",
    embedded: EmbeddedMetadata = EMBEDDED,
    hashes: tuple[str, ...] = (),
) -> None:
    index.add_photo(
        url,
        record_id,
        sha256=hashlib.sha256(data).hexdigest(),
        byte_length=len(data),
        embedded=embedded,
        embedded_credit=Credit(text="U.S. Army", organizations=("U.S. Army",)),
        perceptual_hashes=hashes,
    )


PLAIN = EmbeddedMetadata(format="JPEG", width=1200, height=800)
"""A file that says nothing of itself."""


def hashes(seed: int, *, noise: int = 0) -> tuple[str, ...]:
    """The hash of a picture that looks like no other's, with every second wave so much stronger."""
    waves = hashlib.shake_256(str(seed).encode()).digest(len(WAVES))
    louder = (min(255, wave + noise * (place % 2)) for place, wave in enumerate(waves))
    return (bytes(louder).hex(),)
