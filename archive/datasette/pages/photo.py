"""The page about one photo: who took it, where it was used, what every source says of it."""

from __future__ import annotations

import json
import re
from datetime import datetime
from typing import TYPE_CHECKING, Any, NamedTuple
from urllib.parse import urlencode

from datasette import Response  # type: ignore[import-untyped]  # 0.65 has no types

from archive.datasette.access import OWN_PAGE, Access
from archive.datasette.errors import NoPhotoError
from archive.datasette.pages.looks import looks

if TYPE_CHECKING:
    from collections.abc import Iterable

    from datasette.app import Datasette  # type: ignore[import-untyped]  # likewise
    from datasette.utils.asgi import Request  # type: ignore[import-untyped]  # likewise

PHOTO = """select photos.*, captures.captured_at, captures.warc_filename, captures.warc_offset
from photos left join captures on captures.id = photos.capture_id
where photos.content_url = :url"""

USES = """select photo_uses.*, articles.id as article_id, articles.site,
    articles.url as article_url,
    article_versions.headline, article_versions.date_published,
    article_versions.first_captured_at, article_versions.capture_id,
    photo_uses.version_id = articles.version_id as is_current
from photo_uses
join article_versions on article_versions.id = photo_uses.version_id
join articles on articles.id = article_versions.article_id
where photo_uses.photo_id = :id
order by is_current desc, article_versions.date_published desc, articles.url, photo_uses.position
limit 500"""

GONE = """select article_id, gone_since from gone_articles where article_id in (
    select article_versions.article_id from photo_uses
    join article_versions on article_versions.id = photo_uses.version_id
    where photo_uses.photo_id = :id
)"""

SOURCES = """select credits.*, articles.url as article_url, articles.site,
    photo_uses.version_id = articles.version_id as is_current
from credits
left join photo_uses on photo_uses.id = credits.photo_use_id
left join article_versions on article_versions.id = photo_uses.version_id
left join articles on articles.id = article_versions.article_id
where credits.photo_id = :id
order by credits.chosen desc, is_current desc, credits.source, credits.id
limit 500"""

PICTURE = "select * from pictures where id = :id"

ELSEWHERE = """select photos.content_url as photo_url, photos.sha256, photos.width, photos.height,
    photo_uses.alt, photo_uses.caption, photo_uses.credit_line, photo_uses.rights,
    shown_uses.site, articles.url as article_url, articles.headline
from photos
left join shown_uses on shown_uses.photo_id = photos.id
left join photo_uses on photo_uses.id = shown_uses.photo_use_id
left join articles on articles.id = shown_uses.article_id
where photos.picture_id = :picture and photos.id != :id
order by shown_uses.published_at desc
limit 200"""
"""The same picture at other addresses: by its bytes, its image number, or what it looks like."""

FILES = """select id, min(captured_at) as captured_at from captures
where target_uri = :url and status = 200 and truncated is null and content_type like 'image/%'
    and record_type in ('response', 'revisit', 'resource')
    and payload_digest != (select payload_digest from captures where id = :shown)
group by payload_digest order by 2
limit 50"""
"""Other files that the photo's address has given, and when each was first seen."""

SOURCE_NAMES = {
    "printed": "Printed with the photo",
    "json-ld": "JSON-LD of the page",
    "page-json": "Other data of the page",
    "attribute": "Attributes of the image",
    "meta": "Meta elements of the page",
    "embedded": "In the file (IPTC, XMP, EXIF)",
    "alt": "Alt text",
    None: "As chosen; its source was not kept",
}
CLAIMED = (
    *("text", "caption", "creators", "ranks", "organizations", "identifier", "rights"),
    *("copyright_notice", "license", "acquire_license_page"),
)
"""What a source can say."""

EMBEDDED = {
    "embedded_creators": "By-line",
    "embedded_credit_line": "Credit line",
    "embedded_source": "Source",
    "embedded_copyright_notice": "Copyright notice",
    "embedded_headline": "Headline",
    "embedded_caption": "Caption",
    "embedded_date_created": "Date created",
    "embedded_instructions": "Instructions",
    "embedded_identifier": "Job identifier or title",
    "embedded_web_statement": "Web statement of rights",
    "embedded_licensor_url": "Licensor URL",
    "embedded_digital_source_type": "Digital source type",
}
"""Under the names of the IPTC Photo Metadata Standard."""

VIRIN = re.compile(r"(?:\d{2})?(\d{6})-([A-Z])-[A-Z0-9]{5}-\d{3,4}[A-Z]?(?:-[A-Z]{2})?")
VIRIN_SERVICES = {
    "A": "Army",
    "D": "Department of Defense",
    "F": "Air Force",
    "G": "Coast Guard",
    "H": "Department of Homeland Security",
    "M": "Marine Corps",
    "N": "Navy",
    "O": "another organization",
    "S": "State Department",
    "X": "Space Force",
    "Z": "National Guard",
}
"""Third field of a VIRIN (DoD Instruction 5040.02)."""
DVIDS = "https://www.dvidshub.net/search/"


class Virin(NamedTuple):
    """What a VIRIN says by itself.

    Attributes:
        number: the whole of it.
        service: whose photographer took the picture.
        day: when, None where the number names no day of the calendar.
        search: where DVIDS shows the picture.
    """

    number: str
    service: str
    day: datetime | None
    search: str


def virin(identifier: str | None) -> Virin | None:
    """A US military image number taken apart; None where the identifier is of another kind."""
    match = VIRIN.fullmatch(identifier or "")
    if match is None:
        return None
    try:
        day = datetime.strptime(match[1], "%y%m%d")  # noqa: DTZ007 - a day, not a moment
    except ValueError:
        day = None
    search = f"{DVIDS}?{urlencode({'q': match[0], 'filter[type]': 'image'})}"
    return Virin(match[0], VIRIN_SERVICES.get(match[2], "unknown"), day, search)


async def show(datasette: Datasette, request: Request) -> Response:
    """The page about the photo at ``?url=``."""
    access = Access(datasette, request)
    await access.check()
    photo = await access.first(PHOTO, url=access.argument("url"))
    if photo is None:
        raise NoPhotoError(access.argument("url"))
    uses = await access.rows(USES, id=photo["id"])
    current = [use for use in uses if use["is_current"]] or uses
    sources = merged(await access.rows(SOURCES, id=photo["id"]), uses)
    identifiers = dict.fromkeys(
        row for row in (*(use["identifier"] for use in uses), photo["embedded_identifier"]) if row
    )
    chosen = max(current, key=_telling, default=EMPTY)
    picture = await access.first(PICTURE, id=photo["picture_id"])
    elsewhere = await access.rows(ELSEWHERE, picture=photo["picture_id"], id=photo["id"])
    disagree = picture is not None and picture["credits"] > 1
    variables = {
        "photo": photo,
        "picture": picture,
        "elsewhere": elsewhere,
        "files": await access.rows(FILES, url=photo["content_url"], shown=photo["capture_id"]),
        "uses": current,
        "gone": {row["article_id"]: row for row in await access.rows(GONE, id=photo["id"])},
        "earlier": [use for use in uses if not use["is_current"]],
        "chosen": chosen,
        # One credit in other words, at another address, is nothing to be warned of.
        "other_credits": other_credits(chosen, [*current, *(elsewhere if disagree else ())]),
        "disagree": disagree,
        "instructions": instructions(photo, uses),
        "sources": sources,
        "embedded": {
            label: photo[name]
            for name, label in EMBEDDED.items()
            if photo[name] not in {None, "", "[]"}
        },
        "embedded_names": EMBEDDED,
        "virins": [found for found in map(virin, identifiers) if found],
        "identifiers": list(identifiers),
        **looks(access),
    }
    html = await datasette.render_template("photo.html", variables, request=request)
    return Response.html(html, headers=OWN_PAGE)


EMPTY: dict[str, Any] = dict.fromkeys((*CLAIMED, "credit_line", "alt"))


def _telling(use: dict[str, Any]) -> tuple[bool, ...]:
    """Orders uses by how much their credits tell."""
    named = (_nothing_as_none(use[name]) for name in ("creators", "organizations", "identifier"))
    return (use["credit_line"] is not None, *(value is not None for value in named))


def other_credits(chosen: dict[str, Any], uses: Iterable[dict[str, Any]]) -> list[str]:
    """Credits that other uses print, each once."""
    lines = dict.fromkeys(use["credit_line"] for use in uses if use["credit_line"])
    return [line for line in lines if line != chosen["credit_line"]]


def instructions(photo: dict[str, Any], uses: Iterable[dict[str, Any]]) -> list[str]:
    """What is told to editors, with any use of the photo or in its file; each once."""
    told = (use["instructions"] for use in uses)
    return list(dict.fromkeys(filter(None, (*told, photo["embedded_instructions"]))))


def merged(
    claims: Iterable[dict[str, Any]], uses: Iterable[dict[str, Any]]
) -> list[dict[str, Any]]:
    """What the sources say, each different claim once, with the articles that make it.

    Args:
        claims: rows of `SOURCES`.
        uses: rows of `USES`, for their alt texts.

    Returns:
        Rows with ``label``, ``chosen``, ``articles`` (addresses) and the columns of `CLAIMED`;
        those that a credit was taken from first.
    """
    found: dict[str, dict[str, Any]] = {}
    alts = (
        {
            **EMPTY,
            "source": "alt",
            "chosen": 0,
            "caption": use["alt"],
            "article_url": use["article_url"],
        }
        for use in uses
        if use["alt"]
    )
    for claim in (*claims, *alts):
        said = {name: _nothing_as_none(claim[name]) for name in CLAIMED}
        key = json.dumps([claim["source"], said])
        row = found.setdefault(
            key,
            {"label": SOURCE_NAMES.get(claim["source"]), "chosen": 0, "articles": [], **said},
        )
        row["chosen"] = max(row["chosen"], claim["chosen"])
        address = claim["article_url"]
        if address and address not in row["articles"]:
            row["articles"].append(address)
    return sorted(found.values(), key=lambda row: -row["chosen"])


def _nothing_as_none(value: str | None) -> str | None:
    """Empty lists, and ranks that are all unknown, say nothing."""
    return None if value is None or re.fullmatch(r"\[(?:null|[\s,])*\]|", value) else value
