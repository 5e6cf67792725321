"""WARC files in the shape that other tools write them, about one made-up story and its photo."""

from __future__ import annotations

import gzip
import hashlib
import io
import json
import uuid
from base64 import b32encode
from typing import TYPE_CHECKING

from PIL import Image

if TYPE_CHECKING:
    from collections.abc import Iterable
    from pathlib import Path

BASE = "https://www.news.example"
STORY = f"{BASE}/2026/03/frigate-sails"
PHOTO = f"{BASE}/media/frigate.jpg"
CREDIT = "U.S. Navy photo by Petty Officer 2nd Class Ana Silva"
CAPTION = "The frigate leaves harbor in the morning with two tugs beside it."
TEXT = (
    "The frigate left its home port on Monday for a deployment of six months, the navy said. "
    "It will join a group of ships from four nations that guard merchant shipping in the gulf."
)
HTML = f"""<!DOCTYPE html><html lang="en"><head><title>Frigate sails | News</title>
<meta property="og:type" content="article"><link rel="canonical" href="{STORY}">
<script type="application/ld+json">{json.dumps({
    "@context": "https://schema.org", "@type": "NewsArticle", "headline": "Frigate sails",
    "datePublished": "2026-03-02T08:00:00+00:00", "url": STORY,
    "author": {"@type": "Person", "name": "Lee Wong"},
})}</script></head><body><article><h1>Frigate sails</h1><p>{TEXT}</p>
<figure><img src="{PHOTO}" width="1200" height="800" alt="A frigate">
<figcaption>{CAPTION} ({CREDIT})</figcaption></figure><p>{TEXT[::-1].title()}</p><p>{TEXT}</p>
</article></body></html>""".encode()  # fmt: skip


def picture() -> bytes:
    """A photo with something to be seen on it."""
    image = Image.linear_gradient("L").resize((1200, 800)).convert("RGB")
    image.paste("navy", (200, 300, 700, 500))
    image.paste("white", (300, 200, 420, 300))
    file = io.BytesIO()
    image.save(file, "JPEG", quality=85)
    return file.getvalue()


JPEG = picture()


def digest(payload: bytes) -> str:
    """As all of these tools write it."""
    return "sha1:" + b32encode(hashlib.sha1(payload, usedforsecurity=False).digest()).decode()


class Warc:
    """A file in the making.

    Args:
        version: ``1.0`` or ``1.1``.
        info: fields of its ``warcinfo`` record.
    """

    def __init__(self, version: str, **info: str) -> None:
        self._version = version
        self._records: list[bytes] = []
        fields = "".join(f"{name}: {value}\r\n" for name, value in info.items())
        self.add("warcinfo", "", fields.encode(), "application/warc-fields")

    def add(self, record_type: str, uri: str, block: bytes, kind: str, **fields: str) -> str:
        """Writes a record, its block as it is; returns its id."""
        record_id = f"<{uuid.uuid4().urn}>"
        header = {
            "WARC-Type": record_type,
            "WARC-Target-URI": uri,
            "WARC-Date": "2026-03-03T10:00:00Z",
            "WARC-Record-ID": record_id,
            "Content-Type": kind,
            "Content-Length": str(len(block)),
            **{name.replace("_", "-"): value for name, value in fields.items()},
        }
        lines = [f"WARC/{self._version}"]
        lines += [f"{name}: {value}" for name, value in header.items() if value]
        head = "\r\n".join([*lines, "", ""]).encode()
        self._records.append(head + block + b"\r\n\r\n")
        return record_id

    def exchange(self, uri: str, head: str, body: bytes, **fields: str) -> str:
        """Writes a response; returns its id."""
        block = head.replace("\n", "\r\n").encode() + b"\r\n\r\n" + body
        kind = "application/http; msgtype=response"
        payload = {"WARC-Payload-Digest": digest(body)}
        return self.add("response", uri, block, kind, **payload | fields)

    def write(self, path: Path, *, members: bool = True) -> Path:
        """Writes the file: plain, a gzip member for each record, or all in one."""
        data = b"".join(self._records)
        if path.suffix == ".gz":
            pieces: Iterable[bytes] = self._records if members else [data]
            data = b"".join(map(gzip.compress, pieces))
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_bytes(data)
        return path


def browsertrix() -> Warc:
    """Browsertrix Crawler: bodies decoded, HTTP/2, its own findings as resources."""
    warc = Warc("1.1", software="Browsertrix-Crawler 1.6.1 (with warcio.js 2.4.2)")
    head = (
        "HTTP/2 200\ncontent-type: text/html; charset=utf-8\nx-orig-content-encoding: br"
        f"\ncontent-length: {len(HTML)}"
    )
    warc.exchange(STORY, head, HTML, WARC_Page_ID="5e1a", WARC_Resource_Type="document")
    warc.add("request", STORY, b"GET /2026/03/frigate-sails HTTP/1.1\r\n\r\n", "application/http")
    warc.exchange(PHOTO, "HTTP/2 200\ncontent-type: image/jpeg", JPEG, WARC_Page_ID="5e1a")
    page = json.dumps({"pageid": "5e1a", "url": STORY, "urls": {STORY: {"status": 200}}}).encode()
    warc.add("resource", f"urn:pageinfo:{STORY}", page, "application/json")
    warc.add("resource", f"urn:text:{STORY}", TEXT.encode(), "text/plain")
    warc.add("resource", f"urn:view:{STORY}", HTML, "text/html")
    warc.add("resource", f"urn:thumbnail:{STORY}", JPEG, "image/jpeg")
    return warc


def heritrix() -> tuple[Warc, Warc]:
    """Heritrix: a photo and a page with what it says beside them; later, that nothing changed."""
    info = {"software": "Heritrix/3.4.0", "isPartOf": "weekly-crawl", "format": "WARC File 1.0"}
    first, later = Warc("1.0", **info), Warc("1.0", **info)
    first.add("response", "dns:www.news.example", b"20260303100000\nwww.news.example.\t60\tIN\tA\t"
              b"192.0.2.1\n", "text/dns")  # fmt: skip
    html = "HTTP/1.1 200 OK\nContent-Type: text/html"
    original = first.exchange(STORY, html, HTML, WARC_IP_Address="192.0.2.1")
    first.exchange(PHOTO, "HTTP/1.1 200 OK\nContent-Type: image/jpeg", JPEG)
    first.add("request", STORY, b"GET / HTTP/1.0\r\n\r\n", "application/http; msgtype=request")
    said = b"via: https://www.news.example/\r\nhopsFromSeed: L\r\nfetchTimeMs: 31\r\n"
    first.add("metadata", STORY, said, "application/warc-fields", WARC_Concurrent_To=original)
    profile = "http://netpreserve.org/warc/1.0/revisit/identical-payload-digest"
    revisit = {
        "WARC-Date": "2026-03-10T10:00:00Z",
        "WARC-Profile": profile,
        "WARC-Refers-To": original,
        "WARC-Truncated": "length",
        "WARC-Payload-Digest": digest(HTML),
    }
    block = html.replace("\n", "\r\n").encode() + b"\r\n\r\n"
    later.add("revisit", STORY, block, "application/http; msgtype=response", **revisit)
    later.add("revisit", STORY, b"", "application/http; msgtype=response",
              **revisit | {"WARC-Date": "2026-03-17T10:00:00Z"})  # fmt: skip
    return first, later


def common_crawl_news() -> Warc:
    """CC-NEWS: responses alone, bodies decoded, what the server said of codings renamed."""
    warc = Warc("1.0", isPartOf="CC-NEWS", software="StormCrawler 2.11 http://stormcrawler.net/")
    head = (
        "HTTP/1.1 200 OK\nContent-Type: text/html; charset=UTF-8\nX-Crawl-Content-Encoding: gzip"
        f"\nX-Crawl-Transfer-Encoding: chunked\nContent-Length: {len(HTML)}"
    )
    warc.exchange(STORY, head, HTML, WARC_Identified_Payload_Type="text/html")
    return warc


def early_common_crawl_news() -> Warc:
    """CC-NEWS of its first years: bodies decoded, heads as they came."""
    warc = Warc("1.0", isPartOf="CC-NEWS", software="StormCrawler 1.2 http://stormcrawler.net/")
    head = (
        "HTTP/1.1 200 OK\nContent-Type: text/html; charset=UTF-8\nContent-Encoding: gzip"
        "\nTransfer-Encoding: chunked"
    )
    warc.exchange(STORY, head, HTML)
    return warc


def bare() -> Warc:
    """Resources, as tools make them that have the files and no exchange."""
    warc = Warc("1.1", software="a script")
    warc.add("resource", STORY, HTML, "text/html")
    warc.add("resource", PHOTO, JPEG, "image/jpeg")
    return warc
