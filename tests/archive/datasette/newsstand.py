"""A small archive of our own making: articles, photos as real JPEGs, a WARC file, the index.

``python -m tests.archive.datasette.newsstand DIR`` writes it to a folder, for looking at.
"""

from __future__ import annotations

import base64
import gzip
import hashlib
import io
import json
import random
import sys
import uuid
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any

from PIL import Image, ImageDraw

from archive.index import Index
from archive.model import (
    Article,
    Claim,
    Credit,
    EmbeddedMetadata,
    Photo,
    RecordRef,
)

WARC = "newsstand-20260310060000000-00000-1~host.warc.gz"
START = datetime(2026, 3, 10, 6, 0, tzinfo=UTC)
BODY = "The text of the article.\n\nIt goes on for a while."
CRAWL = "urn:uuid:5f0c2f0e-0000-4000-8000-00000000aaaa"


def landscape(seed: int, size: tuple[int, int] = (960, 640)) -> bytes:
    """A JPEG of hills under a sky, another one for each seed."""
    dice = random.Random(seed)
    width, height = size
    image = Image.new("RGB", size)
    draw = ImageDraw.Draw(image)
    top, bottom = [[dice.randint(60, 230) for _ in range(3)] for _ in range(2)]
    for line in range(height):
        share = line / height
        colour = tuple(round(a * (1 - share) + b * share) for a, b in zip(top, bottom, strict=True))
        draw.line([(0, line), (width, line)], fill=colour)
    for layer in range(4):
        shade = 90 - 20 * layer
        level = height * (0.45 + 0.14 * layer)
        ridge = [(x, level + dice.uniform(-50, 50)) for x in range(0, width + 80, 80)]
        ground = (shade, shade + 15, shade // 2 + 30)
        draw.polygon([(0.0, height), *ridge, (width + 80.0, height)], fill=ground)
    buffer = io.BytesIO()
    image.save(buffer, "JPEG", quality=85)
    return buffer.getvalue()


def payload_digest(body: bytes) -> str:
    return "sha1:" + base64.b32encode(hashlib.sha1(body, usedforsecurity=False).digest()).decode()


def response_record(
    url: str, record_id: str, date: datetime, content_type: str, body: bytes
) -> bytes:
    """A WARC 1.1 response record."""
    block = (
        f"HTTP/1.1 200 OK\r\nContent-Type: {content_type}\r\nContent-Length: {len(body)}\r\n\r\n"
    ).encode() + body
    head = (
        "WARC/1.1\r\nWARC-Type: response\r\n"
        f"WARC-Record-ID: <{record_id}>\r\n"
        f"WARC-Date: {date:%Y-%m-%dT%H:%M:%SZ}\r\n"
        f"WARC-Target-URI: {url}\r\n"
        f"WARC-Payload-Digest: {payload_digest(body)}\r\n"
        "Content-Type: application/http; msgtype=response\r\n"
        f"Content-Length: {len(block)}\r\n\r\n"
    ).encode()
    return head + block + b"\r\n\r\n"


@dataclass
class Archive:
    """The folder being filled: its WARC file, and the captures to be indexed."""

    folder: Path
    refs: list[RecordRef]

    def store(self, url: str, body: bytes, content_type: str, **changes: object) -> RecordRef:
        """Appends a response to the WARC file."""
        path = self.folder / "warc" / WARC
        path.parent.mkdir(parents=True, exist_ok=True)
        date = START + timedelta(seconds=5 * len(self.refs))
        record_id = f"urn:uuid:{uuid.uuid4()}"
        member = gzip.compress(response_record(url, record_id, date, content_type, body))
        with path.open("ab") as file:
            offset = file.tell()
            file.write(member)
        fields: dict[str, Any] = {
            "record_id": record_id,
            "record_type": "response",
            "target_uri": url,
            "date": date,
            "status": 200,
            "content_type": content_type,
            "payload_digest": payload_digest(body),
            "truncated": None,
            "warc_filename": WARC,
            "warc_offset": offset,
            "warc_length": len(member),
        }
        ref = RecordRef(**{**fields, **changes})
        self.refs.append(ref)
        return ref


@dataclass(frozen=True)
class Story:
    """An article with one photo; ``picture`` is the seed of its bytes, None if it has none."""

    site: str
    slug: str
    headline: str
    published: datetime
    language: str
    caption: str | None
    credit: Credit | None
    picture: int | None
    instructions: str | None = None


def stories() -> list[Story]:
    """The stories of ``stories.json``."""
    told = []
    for fields in json.loads(Path(__file__).with_name("stories.json").read_text("utf-8")):
        printed: dict[str, Any] | None = fields.pop("credit")
        credit = None
        if printed is not None:
            lists = ("creators", "ranks", "organizations")
            credit = Credit(**{**printed, **{name: tuple(printed[name]) for name in lists}})
        published = datetime.fromisoformat(fields.pop("published"))
        told.append(Story(**fields, published=published, credit=credit))
    return told


def fill(folder: Path) -> None:
    """Writes the WARC file and the index."""
    archive = Archive(folder, [])
    with Index.open(folder / "index.db") as index:
        crawl = index.start_crawl(CRAWL, "newsstand", START, {"software": "newsstand"})
        for story in stories():
            host = f"https://www.{story.site}.example"
            url = f"{host}/2026/03/{story.published.day:02}/{story.slug}/"
            page = archive.store(url, b"<html>page</html>", "text/html")
            image_url = f"{host}/wp-content/uploads/2026/03/{story.slug}-scaled-1200x800.jpg"
            with index.transaction():
                index.add_captures(crawl, [page])
                index.add_article(article(story, url, image_url), page.record_id, site=story.site)
            if story.picture is None:
                continue
            data = landscape(story.picture)
            image = archive.store(image_url, data, "image/jpeg")
            with index.transaction():
                index.add_captures(crawl, [image])
                add_photo(index, image, data, story.credit)
        gone = archive.store(url, b"<html>gone</html>", "text/html", status=410)
        index.add_captures(crawl, [gone])
        broken = archive.store("https://www.kordon.example/leer/", b"", "text/html")
        index.add_captures(crawl, [broken])
        index.add_problem(broken.record_id, "the page is empty")
        index.set_committed(WARC, crawl, broken.warc_offset + broken.warc_length)
        index.finish_crawl(
            CRAWL, {"finished": "2026-03-10T06:04:00+00:00", "finish_reason": "finished"}
        )


def article(story: Story, url: str, image_url: str) -> Article:
    credit_line = story.credit.text if story.credit else None
    printed = " ".join(filter(None, (story.caption, credit_line and f"({credit_line})")))
    photo = Photo(
        image_url,
        (image_url, image_url.replace("1200x800", "300x200")),
        story.caption,
        credit_line,
        alt=story.caption,
        is_lead=True,
        credit=story.credit,
        claims=(Claim("printed", caption=printed or None), Claim("json-ld", credit_text="Photo")),
        instructions=story.instructions,
    )
    return Article(
        url=url,
        canonical_url=url,
        headline=story.headline,
        date_published=story.published,
        in_language=story.language,
        authors=("Robin Vale",),
        article_body=BODY,
        photos=(photo,),
    )


def add_photo(index: Index, image: RecordRef, data: bytes, credited: Credit | None) -> None:
    organization = credited.organizations[0] if credited and credited.organizations else None
    index.add_photo(
        image.target_uri,
        image.record_id,
        sha256=hashlib.sha256(data).hexdigest(),
        byte_length=len(data),
        embedded=EmbeddedMetadata("JPEG", 960, 640, credit_line=organization),
        embedded_credit=Credit(text=organization, organizations=(organization,))
        if organization
        else None,
    )


if __name__ == "__main__":
    fill(Path(sys.argv[1]))
