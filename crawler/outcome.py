"""What came of a crawl: the summary line, the closing record and the exit code."""

from __future__ import annotations

from dataclasses import dataclass, field
from itertools import islice
from typing import TYPE_CHECKING

from crawler.cli import Exit
from crawler.health import FAILED_LISTS, NOT_STARTED, RESTING_LISTS, SHUTDOWN, lists_field
from crawler.manners.allowance import USED_UP
from crawler.manners.refusals import GAVE_UP

if TYPE_CHECKING:
    from collections.abc import Mapping
    from typing import Any

SAID = {
    "walls": "walled",
    "broken": "broken lists",
    "redirect_loops": "redirect loops",
    "cut_off": "cut off",
}
"""Counts of a crawl whose names are no words for people."""
A_FEW = 3
"""Pages that may fail to be read before a crawl counts as incomplete …"""
SHARE = 0.1
"""… and the share of all pages read that may, where that is more."""

FAILED_LIST = "archive/failed_list/"
"""Statistics whose names go on with a list's address: what was wrong with it."""
RESTING_LIST = "archive/resting_list/"
"""The same of lists that were left alone."""
_LISTS = 50
"""Lists that a closing record names; a site may have any number of sitemaps."""
_PROBLEM = 100
"""Characters of what is said of each."""


@dataclass(frozen=True, slots=True)
class Outcome:
    """The counts of one crawl and what they mean.

    Attributes:
        code: the exit code.
        verdict: why it is not 0, or why the crawl ended early, in words; ``""`` where neither is.
        counts: what the crawl did, by name.
        finish_reason: why it ended, as Scrapy says.
        failed_lists: feeds, sitemaps and sections that did not work, with what was wrong.
        resting_lists: those left alone because they have not worked for long.
    """

    code: Exit
    verdict: str
    counts: Mapping[str, int]
    finish_reason: str = ""
    failed_lists: Mapping[str, str] = field(default_factory=dict)
    resting_lists: Mapping[str, str] = field(default_factory=dict)

    def line(self, site: str, seconds: float) -> str:
        """The closing summary, one line."""
        c = self.counts
        words = [f"{c['articles_new']} articles", f"{c['photos']} photos"]
        words += [f"{c['articles_changed']} changed"] if c["articles_changed"] else []
        words += [
            f"{c[k]} {SAID.get(k, k)}"
            for k in ("failed", "gone", "walls", "problems", "forbidden", "refused")
            if c[k]
        ]
        if not (c["new"] or c["articles_new"] or c["articles_changed"] or self.verdict):
            words = [f"nothing new ({c['found']} articles known)"]
            words += [f"{c[k]} {SAID.get(k, k)}" for k in ("gone", "walls") if c[k]]
        text = f"{site}: {', '.join(words)}; {c['requests']} requests, "
        text += f"{c['bytes'] / 1e6:.1f} MB, {seconds:.0f} s"
        return f"{text} - {self.verdict}" if self.verdict else text

    def fields(self) -> dict[str, str]:
        """What the closing record says, besides when: flat strings, each on one line."""
        said = {
            "finish_reason": self.finish_reason,
            "exit_code": str(int(self.code)),
            **{name: str(number) for name, number in self.counts.items()},
        }
        if self.verdict:
            said["verdict"] = " ".join(self.verdict.split())
        for name, lists in ((FAILED_LISTS, self.failed_lists), (RESTING_LISTS, self.resting_lists)):
            if lists:
                said[name] = lists_field(lists)
        return said


def judge(
    stats: Mapping[str, Any], *, unwritable: str | None = None, silence: str | None = None
) -> Outcome:
    """Weigh a crawl by its statistics.

    Args:
        stats: Scrapy's, with our own below ``archive/``.
        unwritable: why the archive could not be written, or None.
        silence: why the site should have had something new, where it is known.
    """
    counts = {
        name: int(stats.get(f"archive/{name}", 0))
        for name in ("found", "new", "pages", "articles", "photos", "problems", "failed", "gone",
                     "forbidden", "refused", "broken", "other_pages", "articles_new",
                     "articles_changed", "due", "walls", "again", "other_times", "redirect_loops",
                     "traps", "cut_off")
    }  # fmt: skip
    counts["requests"] = int(stats.get("downloader/request_count", 0))
    counts["responses"] = int(stats.get("response_received_count", 0))
    counts["bytes"] = int(stats.get("downloader/response_bytes", 0))
    reason = str(stats.get("finish_reason", ""))
    failed, resting = (_lists(stats, prefix) for prefix in (FAILED_LIST, RESTING_LIST))
    gave_up = "; ".join(str(stats[name]) for name in stats if name.startswith(GAVE_UP))
    if USED_UP in stats and not unwritable:
        code, verdict = Exit.DONE, str(stats[USED_UP])
    elif gave_up and not unwritable:
        code, verdict = Exit.INCOMPLETE, gave_up
    else:
        code, verdict = _verdict(counts, reason, failed, unwritable, silence)
    return Outcome(code, verdict, counts, reason, failed, resting)


def _lists(stats: Mapping[str, Any], prefix: str) -> dict[str, str]:
    names = islice((name for name in stats if name.startswith(prefix)), _LISTS)
    return {n.removeprefix(prefix): " ".join(str(stats[n]).split())[:_PROBLEM] for n in names}


def _verdict(
    c: Mapping[str, int],
    reason: str,
    failed_lists: Mapping[str, str],
    unwritable: str | None,
    silence: str | None,
) -> tuple[Exit, str]:
    """The first thing that is wrong, worst first."""
    if unwritable:
        return Exit.UNWRITABLE, unwritable
    for wrong, words in _faults(c, reason, failed_lists, silence):
        if wrong:
            return Exit.INCOMPLETE, words
    return Exit.DONE, ""


def _faults(
    c: Mapping[str, int], reason: str, failed_lists: Mapping[str, str], silence: str | None
) -> list[tuple[object, str]]:
    # A list whose articles are all of another time works, too.
    anything = c["found"] or c["articles"] or c["other_times"]
    cause = next((f" ({said})" for said in failed_lists.values() if said), "")
    # Links to what has gone are tried again; pages visited again may have become something else.
    expected = c["new"] > c["gone"]
    read = expected and c["pages"] and not c["articles"]
    return [
        (reason == NOT_STARTED, "the crawl could not start: the log says why"),
        (reason == SHUTDOWN, "stopped by a signal before its end; the next crawl goes on"),
        (
            c["forbidden"] and not (anything or c["failed"]),
            "robots.txt forbids what this crawl starts from",
        ),
        (
            c["failed"] and not anything,
            f"nothing this crawl starts from could be downloaded{cause}",
        ),
        (not anything, f"no article was found{cause}"),
        (expected and not c["pages"] and c["failed"], "all downloads of articles failed"),
        (
            c["problems"] > max(A_FEW, SHARE * c["pages"]),
            f"{c['problems']} captures could not be read",
        ),
        (
            c["walls"] > max(A_FEW, SHARE * c["pages"]),
            f"{c['walls']} pages asked for consent or a log-in, checked for robots or were missing",
        ),
        (read, "none of the pages could be read as an article"),
        (silence and not c["articles"], silence or ""),
    ]
