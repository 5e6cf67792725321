"""Articles and credits as plain dictionaries, with the keys that the command line promises."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from archive.model import Article, Claim, Credit, Photo


def to_dict(article: Article) -> dict[str, Any]:
    """An article as JSON has it: times in ISO 8601 with offset, unknown as None."""
    return {
        "url": article.url,
        "canonical_url": article.canonical_url,
        "headline": article.headline,
        "description": article.description,
        "authors": list(article.authors),
        "date_published": article.date_published.isoformat() if article.date_published else None,
        "date_modified": article.date_modified.isoformat() if article.date_modified else None,
        "in_language": article.in_language,
        "section": article.section,
        "keywords": list(article.keywords),
        "publisher": article.publisher,
        "schema_type": article.schema_type,
        "article_body": article.article_body,
        "photos": [photo_to_dict(photo) for photo in article.photos],
    }


def photo_to_dict(photo: Photo) -> dict[str, Any]:
    """A photo as JSON has it."""
    return {
        "content_url": photo.content_url,
        "urls": list(photo.urls),
        "caption": photo.caption,
        "credit_line": photo.credit_line,
        "alt": photo.alt,
        "position": photo.position,
        "is_lead": photo.is_lead,
        "credit": credit_to_dict(photo.credit) if photo.credit else None,
        "claims": [claim_to_dict(claim) for claim in photo.claims],
        "instructions": photo.instructions,
    }


def credit_to_dict(credit: Credit) -> dict[str, Any]:
    """A credit as JSON has it; ``ranks`` aligned with ``creators``."""
    return {
        "caption": credit.caption,
        "text": credit.text,
        "creators": list(credit.creators),
        "ranks": list(credit.ranks),
        "organizations": list(credit.organizations),
        "identifier": credit.identifier,
        "rights": credit.rights,
    }


def claim_to_dict(claim: Claim) -> dict[str, Any]:
    """A claim as JSON has it."""
    return {
        "source": claim.source,
        "caption": claim.caption,
        "credit_text": claim.credit_text,
        "creators": list(claim.creators),
        "copyright_notice": claim.copyright_notice,
        "license": claim.license,
        "acquire_license_page": claim.acquire_license_page,
    }
