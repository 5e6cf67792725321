"""A news site on loopback, in a process of its own: ``python -m tests.benchmarks.stage``.

Robots.txt, a sitemap index, sitemaps, as many articles as wanted, one photo each. Everything is
made and compressed before the first request, so that serving costs next to nothing. With
``--pages DIR`` the articles are the pages of a folder (``.html``, ``.html.gz``), with all
addresses in them led to this site.

A page that is served under many numbers is compressed in pieces (RFC 1951 allows a sync between
blocks); the number goes in between, uncompressed.
"""

from __future__ import annotations

import argparse
import asyncio
import gzip
import re
import struct
import sys
import zlib
from datetime import UTC, datetime
from pathlib import Path

from tests.benchmarks import around, pages
from tests.benchmarks.photos import DRAWN, Drawing

IN_SITEMAP = 1000
"""Addresses in one sitemap."""
_GZIP_HEAD = b"\x1f\x8b\x08\x00\x00\x00\x00\x00\x00\xff"
_ADDRESS = re.compile(rb"https?://[^/\"'\s<>\\()?#&]+")
_ESCAPED_ADDRESS = re.compile(rb"https?:\\/\\/[^/\"'\s<>\\()?#&]+")
_MINE = pages.PLACE.encode()


class Pieces:
    """One page, ready to be sent under any number."""

    def __init__(self, page: bytes) -> None:
        self._plain = page.split(_MINE)
        packer = zlib.compressobj(6, zlib.DEFLATED, -zlib.MAX_WBITS)
        self._packed = [
            packer.compress(piece) + packer.flush(zlib.Z_FULL_FLUSH) for piece in self._plain
        ]
        self._packed[-1] += packer.flush(zlib.Z_FINISH)

    def numbered(self, number: int) -> bytes:
        """The page with its number in place, as a gzip file (RFC 1952)."""
        digits = b"%d" % number
        stored = b"\x00" + struct.pack("<HH", len(digits), len(digits) ^ 0xFFFF) + digits
        plain = digits.join(self._plain)
        check = struct.pack("<II", zlib.crc32(plain), len(plain) & 0xFFFFFFFF)
        return _GZIP_HEAD + stored.join(self._packed) + check


class Site:
    """What is served.

    Args:
        url: the address of the site itself.
        count: number of articles.
        folder: where pages are to be taken from; None for pages made up.
        hard: every so many pages one is hard: very long, with unclosed formatting; 0 for none.
    """

    def __init__(self, url: str, count: int, folder: Path | None, hard: int) -> None:
        self._url = url
        self._count = count
        self._every = hard
        made = _real(folder, url) if folder else _made_up(url, count)
        self._pages = [Pieces(page) for page in made]
        self._hard = Pieces(_hard(url))
        self._drawings = [Drawing(number) for number in range(DRAWN)]

    def answer(self, target: str) -> bytes:
        """The response to a GET request."""
        if target == "/robots.txt":
            return _response(b"User-agent: *\nAllow: /\n", "text/plain")
        if target == "/sitemap.xml":
            # Counted by one, for by thousands the third one would be named like a year's.
            each = range(-(-self._count // IN_SITEMAP))
            return _response(_sitemap("sitemap", [f"{self._url}/sitemap-{n}.xml" for n in each]))
        if found := re.match(r"/sitemap-(\d+)\.xml", target):
            first = int(found[1]) * IN_SITEMAP
            numbers = range(first, min(first + IN_SITEMAP, self._count))
            return _response(_sitemap("url", [f"{self._url}/news/{n}/story" for n in numbers]))
        if found := re.match(r"/news/(\d+)/story", target):
            number = int(found[1])
            hard = self._every and number % self._every == 0
            page = self._hard if hard else self._pages[number % len(self._pages)]
            return _response(page.numbered(number), "text/html; charset=utf-8", "gzip")
        if re.search(r"photo|image|media|upload|\.(?:jpe?g|png|webp|avif)", target):
            drawing = self._drawings[zlib.crc32(target.encode()) % DRAWN]
            return _response(drawing.photo(target), "image/jpeg")
        return _response(b"", status="404 Not Found")


def _made_up(url: str, count: int) -> list[bytes]:
    return [
        pages.page(number).replace(around.HOME, url).encode()
        for number in range(min(count, pages.MADE))
    ]


def read_folder(folder: Path) -> list[bytes]:
    """The pages of a folder, ``.html`` and ``.html.gz``."""
    paths = sorted([*folder.rglob("*.html"), *folder.rglob("*.html.gz")])
    return [
        gzip.decompress(path.read_bytes()) if path.suffix == ".gz" else path.read_bytes()
        for path in paths
    ]


def _real(folder: Path, url: str) -> list[bytes]:
    """The pages of a folder; their addresses are below this site, with the page's number."""
    here = f"{url}/~{pages.PLACE}".encode()
    escaped = here.replace(b"/", rb"\\/")
    return [_ESCAPED_ADDRESS.sub(escaped, _ADDRESS.sub(here, page)) for page in read_folder(folder)]


def _hard(url: str) -> bytes:
    """A live blog of two megabytes with unclosed formatting, as some sites have."""
    one = pages.page(1).replace(around.HOME, url)
    entries = "".join(
        f"<div><div><p><b>{n}.15<p>{pages.story(n).paragraphs[0]}</div></div>" for n in range(4000)
    )
    return one.replace("</article>", f"<div class='entries'>{entries}</div></article>").encode()


def _sitemap(kind: str, addresses: list[str]) -> bytes:
    root = {"sitemap": "sitemapindex", "url": "urlset"}[kind]
    today = datetime.now(UTC).date().isoformat()
    entries = "".join(
        f"<{kind}><loc>{one}</loc><lastmod>{today}</lastmod></{kind}>" for one in addresses
    )
    space = "http://www.sitemaps.org/schemas/sitemap/0.9"
    return f'<?xml version="1.0"?><{root} xmlns="{space}">{entries}</{root}>'.encode()


def _response(
    body: bytes, media_type: str = "application/xml", coding: str = "", status: str = "200 OK"
) -> bytes:
    head = f"HTTP/1.1 {status}\r\nServer: stage\r\nContent-Type: {media_type}\r\n"
    head += f"Content-Encoding: {coding}\r\n" if coding else ""
    return f"{head}Content-Length: {len(body)}\r\n\r\n".encode() + body


class Connection(asyncio.Protocol):
    """One connection: requests without bodies, one after the other."""

    def __init__(self, site: Site) -> None:
        self._site = site
        self._received = b""

    def connection_made(self, transport: asyncio.BaseTransport) -> None:
        """Keep where to write to."""
        assert isinstance(transport, asyncio.Transport)
        self._transport = transport

    def data_received(self, data: bytes) -> None:
        """Answer every whole request."""
        self._received += data
        while b"\r\n\r\n" in self._received:
            head, _, self._received = self._received.partition(b"\r\n\r\n")
            self._transport.write(self._site.answer(head.split(b" ", 2)[1].decode("ascii")))


async def serve(count: int, folder: Path | None, hard: int) -> None:
    """Serve until standard input ends; the address is printed first."""
    loop = asyncio.get_running_loop()
    site: list[Site] = []
    server = await loop.create_server(lambda: Connection(site[0]), "127.0.0.1", 0)
    url = f"http://127.0.0.1:{server.sockets[0].getsockname()[1]}"
    site.append(Site(url, count, folder, hard))
    sys.stdout.write(f"{url}\n")
    sys.stdout.flush()
    await asyncio.to_thread(sys.stdin.read)
    server.close()


def main() -> None:
    """Reads what to serve from the command line."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--count", type=int, default=1000)
    parser.add_argument("--pages", type=Path)
    parser.add_argument("--hard", type=int, default=0)
    options = parser.parse_args()
    asyncio.run(serve(options.count, options.pages, options.hard))


if __name__ == "__main__":
    main()
