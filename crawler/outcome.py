"""What came of a crawl: the summary line, the closing record and the exit code."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from crawler.cli import Exit

if TYPE_CHECKING:
    from collections.abc import Mapping
    from typing import Any

A_FEW = 3
"""Pages that may fail to be read before a crawl counts as incomplete …"""
SHARE = 0.1
"""… and the share of all pages read that may, where that is more."""


@dataclass(frozen=True, slots=True)
class Outcome:
    """The counts of one crawl and what they mean.

    Attributes:
        code: the exit code.
        verdict: why it is not 0, in words; ``""`` where it is.
        counts: what the crawl did, by name.
    """

    code: Exit
    verdict: str
    counts: Mapping[str, int]

    def line(self, site: str, seconds: float) -> str:
        """The closing summary, one line."""
        c = self.counts
        words = [f"{c['articles']} articles", f"{c['photos']} photos"]
        words += [f"{c[k]} {k}" for k in ("failed", "gone", "problems", "forbidden") if c[k]]
        if not (c["new"] or self.verdict):
            words = [f"nothing new ({c['found']} articles known)"]
        text = f"{site}: {', '.join(words)}; {c['requests']} requests, "
        text += f"{c['bytes'] / 1e6:.1f} MB, {seconds:.0f} s"
        return f"{text} - {self.verdict}" if self.verdict else text


def judge(stats: Mapping[str, Any], *, unwritable: str | None = None) -> Outcome:
    """Weigh a crawl by its statistics.

    Args:
        stats: Scrapy's, with our own below ``archive/``.
        unwritable: why the archive could not be written, or None.
    """
    counts = {
        name: int(stats.get(f"archive/{name}", 0))
        for name in ("found", "new", "pages", "articles", "photos", "problems", "failed", "gone",
                     "forbidden", "broken", "other_pages")
    }  # fmt: skip
    counts["requests"] = int(stats.get("downloader/request_count", 0))
    counts["responses"] = int(stats.get("response_received_count", 0))
    counts["bytes"] = int(stats.get("downloader/response_bytes", 0))
    code, verdict = _verdict(counts, unwritable)
    return Outcome(code, verdict, counts)


def _verdict(c: Mapping[str, int], unwritable: str | None) -> tuple[Exit, str]:
    """The first thing that is wrong, worst first."""
    anything = c["found"] or c["articles"]
    faults = [
        (unwritable, Exit.UNWRITABLE, unwritable),
        (
            c["forbidden"] and not (anything or c["failed"]),
            Exit.INCOMPLETE,
            "robots.txt forbids what this crawl starts from",
        ),
        (
            c["failed"] and not anything,
            Exit.INCOMPLETE,
            "nothing this crawl starts from could be downloaded",
        ),
        (not anything, Exit.INCOMPLETE, "no article was found"),
        (
            c["new"] and not c["pages"] and c["failed"],
            Exit.INCOMPLETE,
            "all downloads of articles failed",
        ),
        (
            c["problems"] > max(A_FEW, SHARE * c["pages"]),
            Exit.INCOMPLETE,
            f"{c['problems']} captures could not be read",
        ),
        (
            c["pages"] and not c["articles"],
            Exit.INCOMPLETE,
            "none of the pages could be read as an article",
        ),
    ]
    for wrong, code, words in faults:
        if wrong:
            return code, str(words)
    return Exit.DONE, ""
