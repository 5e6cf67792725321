"""Pictures of the main pages, on a desk and on a phone: ``make screenshots``.

``python -m tests.archive.datasette.screenshots [ARCHIVE_DIR]`` takes them of the bundled site,
crawled for the purpose, or of an archive that is there.
"""

from __future__ import annotations

import io
import socket
import subprocess
import sys
import tempfile
import time
from contextlib import contextmanager
from pathlib import Path
from typing import TYPE_CHECKING
from urllib.parse import quote

import httpx
from PIL import Image

from archive.datasette.launch import arguments
from tests.archive.datasette import demonstration
from tests.archive.datasette.chromium import Page, browser, program

if TYPE_CHECKING:
    from collections.abc import Iterator

FOLDER = Path(__file__).parent / "screenshots"
DESK = (1200, 1100)
PHONE = (360, 780)
COLOURS = 128
STARTUP = 30.0

HOME = demonstration.HOME
PHOTO = quote(f"{HOME}/resizer/v2/K7QHARBRF5DYNAIEFMGM2TOWXA.jpg?auth=5c1f0e&width=1200", safe="")
ARTICLE = quote(HOME + demonstration.EDITED, safe="")

PAGES = {
    "first_page": "/",
    "photo_credits": "/index/photo_credits",
    "photo_page": f"/-/photo/index?url={PHOTO}",
    "article_page": f"/-/article/index?url={ARTICLE}",
    "difference": f"/-/article/index?url={ARTICLE}&from=1&to=2",
    "replay": f"/-/archived/index?url={ARTICLE}",
    "search": "/-/search/index?q=navy",
    "question": "/index/photos_by_rights?rights=us-government",
    "credit_disagreements": "/index/credit_disagreements",
    "growth": "/-/growth/index",
    "captures": "/index/captures",
}
"""Names of pictures, and what they show."""


@contextmanager
def serving(archive_dir: Path) -> Iterator[str]:
    """Datasette as ``scrapy browse`` starts it; its address.

    Raises:
        RuntimeError: it does not start.
    """
    with socket.socket() as free:
        free.bind(("127.0.0.1", 0))
        port = free.getsockname()[1]
    address = f"http://127.0.0.1:{port}"
    command = [sys.executable, "-m", "datasette", "serve", *arguments(archive_dir / "index.db")]
    with subprocess.Popen(
        [*command, "--port", str(port)], stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL
    ) as process:
        deadline = time.monotonic() + STARTUP
        try:
            while not _answers(address):
                if time.monotonic() > deadline or process.poll() is not None:
                    msg = f"Datasette did not start at {address}"
                    raise RuntimeError(msg)
                time.sleep(0.1)
            yield address
        finally:
            process.terminate()


def _answers(address: str) -> bool:
    try:
        return httpx.get(f"{address}/-/versions.json").is_success
    except httpx.TransportError:
        return False


def take(page: Page, address: str, name: str) -> None:
    """Pictures of one page at both widths."""
    for suffix, (width, height) in (("", DESK), ("_phone", PHONE)):
        page.size(width, height, phone=bool(suffix))
        page.open(address)
        target = FOLDER / f"{name}{suffix}.png"
        target.write_bytes(small(page.screenshot()))
        sys.stdout.write(f"{target.name}: {target.stat().st_size / 1000:.0f} kB\n")


def small(png: bytes) -> bytes:
    """The same picture in few colours, which takes a third of the space."""
    with Image.open(io.BytesIO(png)) as image:
        reduced = image.convert("RGB").quantize(COLOURS, method=Image.Quantize.MEDIANCUT)
    buffer = io.BytesIO()
    reduced.save(buffer, "PNG", optimize=True)
    return buffer.getvalue()


def main(archive_dir: Path) -> None:
    """Takes every picture."""
    executable = program()
    if executable is None:
        sys.exit("error: no Chromium is installed, and pictures are taken with it")
    FOLDER.mkdir(exist_ok=True)
    with serving(archive_dir) as address, browser(executable) as page:
        for name, path in PAGES.items():
            take(page, address + path, name)


if __name__ == "__main__":
    if len(sys.argv) > 1:
        main(Path(sys.argv[1]))
    else:
        with tempfile.TemporaryDirectory() as made:
            demonstration.fill(Path(made) / "data")
            main(Path(made) / "data")
