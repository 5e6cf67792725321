"""What every table and column of the index means, in words for the people who browse it.

Shown by Datasette as its metadata (https://docs.datasette.io/en/stable/metadata.html).
"""

from __future__ import annotations

from typing import NamedTuple

LIST = "JSON array"
UTC = "UTC, ISO 8601"

WHERE = {
    "warc_filename": "the WARC file it is in, below warc/",
    "warc_offset": "where its record begins in that file, in bytes",
}
PUBLISHED = f"date_published as {UTC}, to sort and compare by"
CREDIT = {
    "creators": f"who took it, names as printed ({LIST})",
    "ranks": f"their ranks, in the same order; null where none is printed ({LIST})",
    "organizations": f"services, agencies, outlets and companies named, as printed ({LIST})",
    "identifier": "VIRIN or another image number",
    "rights": (
        "what the printed words say of the right to reprint: us-government, "
        "crown-or-other-government, agency, company, creative-commons-or-ogl, "
        "courtesy-or-handout, own-staff-or-freelance or unknown; null without a credit"
    ),
}
CONTENT = {
    "headline": "as printed",
    "description": "the page's own summary",
    "authors": f"names as printed ({LIST})",
    "date_published": "as the page gives it, ISO 8601 with its offset",
    "date_modified": "likewise; that of the first capture with this content",
    "in_language": "BCP 47 tag",
    "section": "the site's section",
    "keywords": LIST,
    "publisher": "as the page names it",
    "schema_type": "the type the page claims, e.g. NewsArticle",
    "article_body": "paragraphs separated by an empty line, without captions and credits",
}


ROBOTS = (
    "what the page asks of robots in meta elements and X-Robots-Tag: noarchive, noindex … "
    f"({LIST}); null where that was not read yet"
)


class Described(NamedTuple):
    """A table or view in words: its title, what a row is, and its columns."""

    title: str
    description: str
    columns: dict[str, str]


TABLES = {
    "photo_credits": Described(
        "Photos and their credits",
        "One row for each photo in an article, as its latest version has it: "
        "who took it, for whom, and where it was used.",
        {
            "site": "the site the article belongs to",
            "article_url": "the article's canonical address",
            "headline": "the article's headline",
            "date_published": CONTENT["date_published"],
            "photo_url": "the best variant the page offers",
            "caption": "without its credit",
            "credit_line": "the credit as printed",
            **CREDIT,
            "sha256": "digest of the photo's bytes; null if it is not archived",
            "captured_at": (
                "when the photo was archived; where it was not, when the page was "
                f"({UTC}); the same holds for the WARC file and offset"
            ),
            **WHERE,
        },
    ),
    "credit_disagreements": Described(
        "Pictures that are credited differently",
        "One row for each picture that goes by several credits, be it in print or inside its "
        "file. Credits differ if they name other people or organizations; spellings of one name "
        "are one.",
        {
            "picture_id": "the picture",
            "credits": "how many different ones",
            "credit_lines": f"the credits as printed, and as the files have them ({LIST})",
            "sites": f"the sites that use it ({LIST})",
            "photos": "the addresses it is archived or named at",
            "uses": "uses in current versions of articles",
            "photo_url": "the largest of its photos",
            "sha256": "digest of that photo's bytes",
        },
    ),
    "picture_uses": Described(
        "Uses of pictures",
        "One row for each use in a current version of an article, with the picture that it is: "
        "the same number in picture_id is the same picture.",
        {
            "picture_id": "the picture",
            "site": "the site the article belongs to",
            "article_url": "the article's canonical address",
            "headline": "the article's headline",
            "published_at": f"when it was published, {UTC}",
            "photo_url": "the best variant the page offers",
            "caption": "without its credit",
            "credit_line": "the credit as printed",
            **CREDIT,
            "sha256": "digest of the photo's bytes; null if it is not archived",
            "width": "of the photo, in pixels",
            "height": "of the photo, in pixels",
            "photo_use_id": "the use",
            "photo_id": "the photo",
            "article_id": "the article",
        },
    ),
    "articles": Described(
        "Articles",
        "One row for each article, as its latest capture has it.",
        {
            "site": "the site it belongs to; null where that is not known",
            "url": "the canonical address",
            **CONTENT,
            "published_at": PUBLISHED,
            "version_id": "the version these columns show",
            "first_captured_at": f"first seen, {UTC}",
            "last_captured_at": f"last seen, {UTC}",
            "robots": ROBOTS,
        },
    ),
    "gone_articles": Described(
        "Articles that have gone",
        "One row for each article whose page is no longer there: it answers 404 or 410, says so "
        "with status 200, or leads to the front page. What was archived of it stays.",
        {
            "article_id": "the article",
            "site": "the site it belongs to",
            "url": "its canonical address",
            "headline": "as it was last",
            "last_seen_at": f"when its page was there for the last time, {UTC}",
            "gone_since": f"when it was first found missing after that, {UTC}",
            "status": "what it answered then; 200 where the page said that there was nothing, 3xx "
            "where it led elsewhere",
            "capture_id": "the capture of that answer",
        },
    ),
    "article_versions": Described(
        "Versions of articles",
        "One row for each distinct content that an article was captured with.",
        {
            "article_id": "the article",
            "content_digest": (
                "digest of what a reader sees, photos and credits included, but for white space, "
                "typography, and the size and host of photos"
            ),
            "first_captured_at": f"first capture with this content, {UTC}",
            "last_captured_at": f"last capture with this content, {UTC}",
            "capture_id": "the first capture with this content",
            "changes": (
                "what changed since the version before: names of columns, photos_added, "
                f"photos_removed, photos_order, lead_photo, credit_sources ({LIST})"
            ),
            "published_at": PUBLISHED,
            **CONTENT,
        },
    ),
    "page_captures": Described(
        "Captures of articles",
        "Which capture of a page reads as which version.",
        {
            "capture_id": "the capture",
            "version_id": "the version it has",
            "site": "the site it was captured for",
            "robots": ROBOTS,
        },
    ),
    "photos": Described(
        "Photos",
        "One row for each photo's address, however many articles use it; "
        "of several captures the latest. What the file says of itself is as found.",
        {
            "content_url": "the address, as articles name it",
            "sha256": "digest of the bytes, hex; null if it is not archived",
            "byte_length": "in bytes",
            "format": "JPEG, PNG, WEBP …",
            "width": "in pixels",
            "height": "in pixels",
            "embedded_creators": f"IPTC By-line, dc:creator, EXIF Artist ({LIST})",
            "embedded_credit_line": "IPTC Credit Line",
            "embedded_source": "IPTC Source",
            "embedded_copyright_notice": "IPTC Copyright Notice",
            "embedded_caption": "IPTC Caption",
            "embedded_headline": "IPTC Headline",
            "embedded_date_created": "ISO 8601, as precise as the file has it",
            "embedded_instructions": "IPTC Instructions",
            "embedded_web_statement": "Web Statement of Rights",
            "embedded_licensor_url": "PLUS Licensor URL",
            "embedded_digital_source_type": "IPTC Digital Source Type",
            "embedded_identifier": "IPTC job id or title that is an image number",
            "perceptual_hashes": (
                f"what it looks like: its waves, hex ({LIST} of one); `scrapy reindex` reads anew "
                "those of earlier versions"
            ),
            "picture_id": "the picture it is, whatever its size and address",
            "capture_id": (
                "the capture of the bytes; a revisit names its payload, which another "
                "capture with the same payload_digest holds"
            ),
        },
    ),
    "photo_uses": Described(
        "Uses of photos",
        "One row for each photo in each version of an article, with the caption and the "
        "credit chosen for it.",
        {
            "version_id": "the version that uses it",
            "photo_id": "the photo",
            "position": "place in the article, from 0",
            "is_lead": "1 for the article's main photo",
            "caption": "without its credit",
            "credit_line": "the chosen credit, as printed",
            "alt": "the alt text, as found",
            **CREDIT,
            "urls": f"every variant that the page offers ({LIST})",
            "instructions": "what is printed with it for editors: NO SALES, France OUT …",
        },
    ),
    "credits": Described(
        "Credits by source",
        "Every source of a credit kept apart, as found: the page's text, its JSON-LD, its other "
        "data, attributes, meta elements, and the file itself.",
        {
            "photo_id": "the photo",
            "photo_use_id": "the use it is about; null for what the file says",
            "source": (
                "printed, json-ld, page-json, attribute, meta or embedded; "
                "null for a chosen credit whose source was not kept"
            ),
            "chosen": "1 for the source that the use's credit was taken from",
            "text": "the credit as found",
            "caption": "the caption as found",
            **CREDIT,
            "copyright_notice": "as found",
            "license": "address of the licence, as found",
            "acquire_license_page": "where a licence can be had, as found",
        },
    ),
    "captures": Described(
        "Captures",
        "The WARC files' table of contents: one row for each HTTP exchange that was kept.",
        {
            "crawl_id": "the crawl that made it",
            "target_uri": "the address",
            "captured_at": f"start of the exchange, {UTC}",
            "status": "HTTP status",
            "content_type": "media type the server named",
            "record_type": "response, revisit, resource …",
            "record_id": "the record's name in the WARC",
            "payload_digest": "digest of the payload; equal payloads are equal here",
            "truncated": "why it was cut off: time, length or disconnect; null when whole",
            **WHERE,
            "warc_length": "length of the record as it lies in the file, in bytes",
            "redirect": "the address that a redirect leads to",
            "problem": "why it gave no article or photo although it should have",
            "wall": (
                "what came with status 200 in the place of a story: soft-404, error-page, "
                "bot-check, consent-wall or login-wall"
            ),
        },
    ),
    "crawls": Described(
        "Crawls",
        "One row for each run of the crawler, as its WARC files tell it.",
        {
            "crawl_uid": "the crawl's name in its WARC files",
            "site": "the site it was for",
            "started_at": UTC,
            "finished_at": "null while it runs, or if it was cut off",
            "finish_reason": "why it ended",
            "exit_code": "0 done, 2 something that should have worked did not, 4 disk full …",
            "warcinfo": "the fields of the file's warcinfo record (JSON object)",
            "summary": "the fields of its closing record (JSON object)",
        },
    ),
    "warc_files": Described(
        "WARC files",
        "One row for each file of the archive.",
        {
            "warc_filename": "its name below warc/",
            "crawl_id": "the crawl that wrote it",
            "committed_offset": "up to here it is safely on disk, in bytes",
            "closed_sha256": "digest of the closed file, hex; null while it is written",
        },
    ),
    "persons": Described(
        "People",
        "One row for each photographer, whatever spellings of the name are printed.",
        {
            "name": "the best of the spellings",
            "name_key": "what the spellings share: no rank, case, accents or full stops",
            "uses": "uses in current versions of articles that name them",
        },
    ),
    "organizations": Described(
        "Organizations",
        "One row for each service, agency, outlet or company, whatever name is printed: USAF and "
        "U.S. Air Force are one.",
        {
            "name": "the name it is shown by",
            "name_key": "what all its names lead to",
            "uses": "uses in current versions of articles that name it",
        },
    ),
    "pictures": Described(
        "Pictures",
        "One row for each picture: photos are one where their bytes, their image number or what "
        "they look like is the same, at whatever size and address.",
        {
            "photo_id": "the largest of its photos",
            "photos": "how many photos (addresses) it has",
            "uses": "uses in current versions of articles",
            "sites": "how many sites use it",
            "credits": "how many different credits it goes by",
        },
    ),
    "photo_use_persons": Described(
        "People named by uses",
        "One row for each photographer that the credit of a use names.",
        {
            "photo_use_id": "the use",
            "position": "place in its creators, from 0",
            "person_id": "the person",
            "name": "as printed",
            "rank": "as printed; null where none is",
        },
    ),
    "photo_use_organizations": Described(
        "Organizations named by uses",
        "One row for each organization that the credit of a use names.",
        {
            "photo_use_id": "the use",
            "position": "place in its organizations, from 0",
            "organization_id": "the organization",
            "name": "as printed",
        },
    ),
    "photo_identifiers": Described(
        "Image numbers",
        "One row for each number of a photo and place it was found in.",
        {
            "photo_id": "the photo",
            "identifier": "VIRIN or another number, in the form its spellings share",
            "source": "printed, embedded in the file, or in its address",
        },
    ),
    "likeness_keys": Described(
        "Likeness keys",
        "What photos are looked up by when another like them comes.",
        {"likeness_key": "a part of a perceptual hash", "photo_id": "the photo"},
    ),
    "shown_uses": Described(
        "Uses in current versions",
        "One row for each use that an article shows now, with what people filter and sort by. "
        "The view photo_credits begins with it.",
        {
            "photo_use_id": "the use",
            "article_id": "the article",
            "photo_id": "the photo",
            "capture_id": "the capture of the photo; of the page where the photo has none",
            "site": "the site the article belongs to",
            "date_published": CONTENT["date_published"],
            "published_at": PUBLISHED,
            "captured_at": f"of that capture, {UTC}",
            "rights": CREDIT["rights"],
            "credited": "1 where there is a credit",
            "identifier": CREDIT["identifier"],
            "sha256": "digest of the photo's bytes; null if it is not archived",
        },
    ),
    "monthly_articles": Described(
        "Articles by month",
        "How many articles of each site were first captured in each month.",
        {
            "site": "the site; empty where it is not known",
            "month": "of the first capture, UTC",
            "articles": "number",
        },
    ),
    "monthly_photos": Described(
        "Photos by month",
        "How many photos each site's articles show now, by the month they came in and by rights.",
        {
            "site": "the site; empty where it is not known",
            "month": "in which the photo was captured, or the page where the photo was not, UTC",
            "rights": "as in photo_credits; empty where nothing is known",
            "photos": "number, each counted once per use",
            "credited": "of these, those with a credit",
        },
    ),
}
