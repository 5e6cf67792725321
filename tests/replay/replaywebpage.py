"""ReplayWeb.page, in a headless Chromium: ``make replay-test`` unpacks it beside pywb.

It is a page and a service worker that read a WACZ by ranges; its package on npm has both, built
(https://github.com/webrecorder/replayweb.page, "Static Site").
"""

from __future__ import annotations

import json
import re
import time
from contextlib import contextmanager
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any
from urllib.parse import urlencode

from tests.archive.datasette.chromium import browser, program
from tests.loopback import LoopbackServer
from tests.replay.pywb import ENVIRONMENT

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path

    from tests.archive.datasette.chromium import Page
    from tests.loopback import Reply, Request

PACKAGE = ENVIRONMENT / "package"
HOW = f"no ReplayWeb.page or no Chromium: `make replay-test` unpacks it into {ENVIRONMENT.name}"
_TYPES = {".html": "text/html", ".js": "text/javascript", ".wacz": "application/wacz"}
_SHOWN_WITHIN = 60.0  # seconds

_REWRITTEN = re.compile(r"^.*?[a-z]{2}_/(?=https?:)")
"""What ReplayWeb.page puts before an address."""

# Frames stand in shadow trees in frames. What is replayed is the innermost document.
_REPLAYED = """(() => {
    const seek = (root) => {
        for (const element of root.querySelectorAll("*")) {
            const found = (element.shadowRoot && seek(element.shadowRoot))
                || (element.tagName === "IFRAME" && element.contentDocument
                    && seek(element.contentDocument));
            if (found) return found;
            if (element.tagName === "IFRAME" && /\\/w\\/.*mp_\\//.test(element.src))
                return element.contentDocument;
        }
    };
    const shown = seek(document);
    if (!shown || shown.readyState !== "complete" || !shown.body) return null;
    const images = Array.from(shown.images, (image) => [image.currentSrc, image.naturalWidth]);
    return JSON.stringify({address: shown.location.href, text: shown.body.innerText, images});
})()"""


class NothingShownError(Exception):
    """No page was shown in time."""


@dataclass(frozen=True)
class Shown:
    """A page as it is shown: its text, and of every picture its address and width in pixels."""

    text: str
    images: dict[str, int]


@dataclass(frozen=True)
class Viewer:
    """A browser, and a server that has ReplayWeb.page and one package."""

    page: Page
    address: str

    def show(self, url: str) -> Shown:
        """One page of the package.

        Raises:
            NothingShownError: it does not appear.
        """
        place = urlencode({"view": "pages", "url": url})
        source = urlencode({"source": f"{self.address}/site.wacz"})
        self.page.open("about:blank")
        self.page.open(f"{self.address}/?{source}#{place}")
        deadline = time.monotonic() + _SHOWN_WITHIN
        while time.monotonic() < deadline:
            found: dict[str, Any] = json.loads(self.page.run(_REPLAYED) or "{}")
            if found.get("address", "").endswith("mp_/" + url) and found["text"].strip():
                images = {_REWRITTEN.sub("", src): width for src, width in found["images"]}
                return Shown(found["text"], images)
            time.sleep(0.2)
        message = f"{url} is not shown: {self.page.text[-500:]}"
        raise NothingShownError(message)


def installed() -> bool:
    """Whether there is a ReplayWeb.page to open, and a browser to open it in."""
    return (PACKAGE / "sw.js").is_file() and program() is not None


@contextmanager
def viewing(wacz: Path) -> Iterator[Viewer]:
    """Open a package in ReplayWeb.page."""

    def respond(request: Request) -> Reply:
        name = request.path.lstrip("/") or "index.html"
        path = wacz if name == "site.wacz" else PACKAGE / name
        if not path.is_file():
            return b"HTTP/1.1 404 Not Found\r\nContent-Length: 0\r\n\r\n"
        status, data, field = _range(path.read_bytes(), request.header("Range"))
        kind = _TYPES.get(path.suffix, "application/octet-stream")
        head = f"HTTP/1.1 {status}\r\nContent-Type: {kind}\r\nAccept-Ranges: bytes\r\n{field}"
        head += f"Content-Length: {len(data)}\r\n\r\n"
        return head.encode() + (b"" if request.method == "HEAD" else data)

    executable = program()
    assert executable is not None
    with LoopbackServer(respond) as server, browser(executable) as page:
        yield Viewer(page, server.url)


def _range(data: bytes, asked: str | None) -> tuple[str, bytes, str]:
    """Status, bytes and field of the answer to a Range field (RFC 9110, section 14)."""
    found = re.fullmatch(r"bytes=(\d*)-(\d*)", asked or "")
    if not found:
        return "200 OK", data, ""
    first, last = found.groups()
    start = int(first) if first else max(0, len(data) - int(last))
    end = min(int(last) + 1, len(data)) if first and last else len(data)
    field = f"Content-Range: bytes {start}-{end - 1}/{len(data)}\r\n"
    return "206 Partial Content", data[start:end], field
