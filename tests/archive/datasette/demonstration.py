"""An archive to look at: the bundled site, crawled on one day and, after edits, on the next.

``python -m tests.archive.datasette.demonstration DIR`` fills a folder with it.

The site serves as the crawler's proxy too, so that its pages can name a host of their own.
"""

from __future__ import annotations

import os
import sys
from datetime import timedelta
from pathlib import Path

from tests.command import run_scrapy
from tests.loopback import LoopbackServer
from tests.newsroom import Newsroom

ROOT = Path(__file__).parents[3]
SITE_FILE = ROOT / "settings" / "sites" / "newsroom.toml"
HOME = "http://harbour-and-hangar.example"
EDITED = "/2026/03/frigates-crew-comes-home-after-seven-months-in-the-gulf/"
EDITS = (
    ("extended twice", "extended three times"),
    ("answered eleven distress calls", "answered twelve distress calls"),
)
"""What the editors of one article change between the two days."""


class DemonstrationError(Exception):
    """A command on the demonstration's archive failed."""


def fill(folder: Path) -> None:
    """Makes the archive in ``folder``: ``index.db`` and ``warc/``.

    Raises:
        DemonstrationError: a command did not end as it should.
    """
    site = Newsroom(HOME)
    with LoopbackServer(site.respond) as server:
        _crawl(folder, server.url, "2010-01-01")
        site.now += timedelta(days=1)
        for old, new in EDITS:
            site.edit(EDITED, old, new)
        # Articles are fetched once; the next day's are an archive of their own, brought over.
        _crawl(folder / "next", server.url, "2026-03-13")
    for path in (folder / "next" / "warc").iterdir():
        path.rename(folder / "warc" / path.name)
        _scrapy(folder, "reindex", str(folder / "warc" / path.name))


def _crawl(folder: Path, proxy: str, since: str) -> None:
    sites = folder / "sites"
    sites.mkdir(parents=True)
    text = SITE_FILE.read_text(encoding="utf-8")
    text = text.replace("http://127.0.0.1:8045", HOME).replace(r"127\.0\.0\.1:\d+", "[^/]+")
    (sites / "newsroom.toml").write_text(text.replace("delay = 0.05", "delay = 0.0"))
    _scrapy(folder, "crawl", "newsroom", "-a", f"since={since}", http_proxy=proxy, no_proxy="")


def _scrapy(folder: Path, name: str, *words: str, **environment: str) -> None:
    settings = {"ARCHIVE_DIR": folder, "SITES_DIR": folder / "sites", "EXTRACT_WORKERS": 1}
    options = [word for key, value in settings.items() for word in ("-s", f"{key}={value}")]
    ended = run_scrapy(
        [name, *options, *words], folder=ROOT, environment={**os.environ, **environment}
    )
    if ended.returncode:
        raise DemonstrationError(ended.stderr)


if __name__ == "__main__":
    fill(Path(sys.argv[1]))
