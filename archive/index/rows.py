"""Model types as rows: pure functions from the frozen types to columns and values."""

from __future__ import annotations

import re
from itertools import chain
from typing import TYPE_CHECKING, NamedTuple

from archive.index.changes import digest, form
from archive.index.values import NO_LIST, PhotoUse, Row, json_list, sort_key, text, with_offset

if TYPE_CHECKING:
    from archive.index.values import Value
    from archive.model import Article, Claim, Credit, EmbeddedMetadata, Photo


class Reading(NamedTuple):
    """An article as rows, with the digest that names its content.

    Attributes:
        content: what makes a version; columns that ``articles`` and ``article_versions`` share.
        incidental: columns beside the content, which follow from it or which sites stamp anew
            though nothing changed; those of a version's first capture are kept.
        uses: the photos, by position.
        content_digest: names the content, photos included, as versions are compared
            (`archive.index.changes`).
        robots: what the page asks of robots that keep it (JSON array); each capture's own.
    """

    content: Row
    incidental: Row
    uses: list[PhotoUse]
    content_digest: str
    robots: str


def reading(article: Article) -> Reading:
    """An article as rows.

    Raises:
        NaiveDateError: a date has no offset.
    """
    content: Row = {
        "headline": text(article.headline),
        "description": text(article.description),
        "authors": json_list(article.authors),
        "date_published": with_offset(article.date_published),
        "in_language": text(article.in_language),
        "section": text(article.section),
        "keywords": json_list(article.keywords),
        "article_body": text(article.article_body),
    }
    incidental: Row = {
        "published_at": sort_key(article.date_published),
        "date_modified": with_offset(article.date_modified),
        "publisher": text(article.publisher),
        "schema_type": text(article.schema_type),
    }
    uses = [photo_use(photo) for photo in article.photos]
    return Reading(
        content, incidental, uses, digest(form(content, uses)), json_list(article.robots)
    )


def photo_use(photo: Photo) -> PhotoUse:
    """A photo of an article as rows."""
    credit = photo.credit
    has_credit = credit is not None and credit.text is not None
    use: Row = {
        "position": photo.position,
        "is_lead": int(photo.is_lead),
        "caption": text(photo.caption),
        "credit_line": text(photo.credit_line),
        "alt": text(photo.alt),
        **credit_parts(credit if has_credit else None),
        "urls": json_list(photo.urls or (photo.content_url,)),
        "instructions": text(photo.instructions),
    }
    return PhotoUse(
        text(photo.content_url) or "", use, _credits(photo.claims, credit if has_credit else None)
    )


def credit_parts(credit: Credit | None) -> Row:
    """The parts of a parsed credit, under the columns' names; empty without one."""
    if credit is None:
        return {
            "creators": NO_LIST,
            "ranks": NO_LIST,
            "organizations": NO_LIST,
            "identifier": None,
            "rights": None,
        }
    return {
        "creators": json_list(credit.creators),
        "ranks": json_list(credit.ranks),
        "organizations": json_list(credit.organizations),
        "identifier": text(credit.identifier),
        "rights": credit.rights,
    }


def embedded(metadata: EmbeddedMetadata | None) -> Row:
    """Columns of ``photos`` that come from inside the file; all empty without metadata."""
    if metadata is None:
        names = (*EMBEDDED_TEXTS.values(), "format", "width", "height")
        return {"embedded_creators": NO_LIST, **dict.fromkeys(names)}
    return {
        "format": text(metadata.format),
        "width": metadata.width,
        "height": metadata.height,
        "embedded_creators": json_list(metadata.creators),
        **{
            column: text(getattr(metadata, attribute))
            for attribute, column in EMBEDDED_TEXTS.items()
        },
    }


EMBEDDED_TEXTS = {
    attribute: f"embedded_{attribute}"
    for attribute in (
        "credit_line",
        "source",
        "copyright_notice",
        "caption",
        "headline",
        "date_created",
        "instructions",
        "web_statement",
        "licensor_url",
        "digital_source_type",
        "identifier",
    )
}
"""Attributes of `EmbeddedMetadata` that are text, and their columns."""


def embedded_credit(metadata: EmbeddedMetadata | None, credit: Credit | None) -> Row | None:
    """The row of ``credits`` for what the file says; None when it names nobody and nothing."""
    parsed = credit if credit is not None and credit.text is not None else None
    claimed = metadata is not None and any(
        (metadata.creators, metadata.credit_line, metadata.source, metadata.copyright_notice)
    )
    if parsed is None and not claimed:
        return None
    row: Row = {"source": "embedded", "chosen": 0, **credit_parts(parsed)}
    row["text"] = text(parsed.text) if parsed else None
    if metadata is not None:
        row["text"] = row["text"] or text(metadata.credit_line)
        if parsed is None or not parsed.creators:
            row["creators"] = json_list(metadata.creators)
            row["ranks"] = json_list([None] * len(metadata.creators))
        row["caption"] = text(metadata.caption)
        row["identifier"] = row["identifier"] or text(metadata.identifier)
        row["copyright_notice"] = text(metadata.copyright_notice)
        row["license"] = text(metadata.web_statement)
        row["acquire_license_page"] = text(metadata.licensor_url)
    return row


def _credits(claims: tuple[Claim, ...], credit: Credit | None) -> list[Row]:
    """Every source as found; the one that the chosen credit was taken from has its parts."""
    rows = [
        Row(
            source=claim.source,
            chosen=0,
            text=text(claim.credit_text),
            caption=text(claim.caption),
            creators=json_list(claim.creators),
            copyright_notice=text(claim.copyright_notice),
            license=text(claim.license),
            acquire_license_page=text(claim.acquire_license_page),
        )
        for claim in claims
    ]
    if credit is None:
        return rows
    taken_from = _source_of(credit.text or "", rows)
    if taken_from is None:  # no claim was kept for it: the source is not known
        taken_from = Row(source=None, chosen=1, caption=text(credit.caption))
        rows.append(taken_from)
    taken_from.update(chosen=1, text=text(credit.text), **credit_parts(credit))
    return rows


def _source_of(credit_text: str, rows: list[Row]) -> Row | None:
    """The claim that says ``credit_text``: in so many words, else within its credit or caption."""
    wanted = _folded(credit_text)
    if not wanted:
        return None
    said = [(row, _folded(row["text"]), _folded(row["caption"])) for row in rows]
    exact = (row for row, credit, _ in said if credit == wanted)
    within_credit = (row for row, credit, _ in said if wanted in credit)
    within_caption = (row for row, _, caption in said if wanted in caption)
    return next(chain(exact, within_credit, within_caption), None)


def _folded(value: Value) -> str:
    return re.sub(r"\W+", " ", str(value or "")).casefold().strip()
