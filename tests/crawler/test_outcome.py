from __future__ import annotations

from typing import Any

import pytest

from archive.warc.build import crawl_end, read_warc_fields
from crawler.cli import Exit
from crawler.health import NOT_STARTED, lists_in
from crawler.outcome import FAILED_LIST, RESTING_LIST, judge
from tests.archive.index.samples import START


def counts(**archive: int) -> dict[str, Any]:
    return {f"archive/{name}": number for name, number in archive.items()}


FEED = "https://news.example/feed/"
FINE = counts(found=3, new=3, pages=3, articles=3, articles_new=3)


@pytest.mark.parametrize(
    ("stats", "code"),
    [
        (FINE, Exit.DONE),
        (counts(found=3), Exit.DONE),
        (counts(other_times=3), Exit.DONE),
        (counts(found=30, new=30, pages=30, articles=27, problems=3), Exit.DONE),
        (counts(found=3, new=3, pages=2, articles=2, failed=1), Exit.DONE),
        ({}, Exit.INCOMPLETE),
        (counts(failed=2), Exit.INCOMPLETE),
        (counts(forbidden=1), Exit.INCOMPLETE),
        (counts(found=3, new=3, failed=3), Exit.INCOMPLETE),
        (counts(found=9, new=9, pages=9, articles=5, problems=4), Exit.INCOMPLETE),
        (counts(found=2, new=2, pages=2, other_pages=2), Exit.INCOMPLETE),
        (counts(found=9, pages=1, walls=1), Exit.DONE),
        (counts(found=9, new=2, gone=2, failed=1), Exit.DONE),
        (counts(found=9, new=2, gone=2, pages=2, walls=2), Exit.DONE),
        (counts(found=9, new=3, gone=2, failed=1), Exit.INCOMPLETE),
        (counts(found=9, pages=5, walls=4), Exit.INCOMPLETE),
        (counts(found=90, new=90, pages=90, articles=85, walls=5), Exit.DONE),
        ({**FINE, "finish_reason": "shutdown"}, Exit.INCOMPLETE),
    ],
)
def test_the_exit_code_tells_what_should_have_worked(stats: dict[str, Any], code: Exit) -> None:
    outcome = judge(stats)
    assert outcome.code == code
    assert bool(outcome.verdict) == (code != Exit.DONE)


def test_an_unwritable_archive_outweighs_all_else() -> None:
    outcome = judge(counts(failed=2), unwritable="data/warc: disk full", silence="none since 1912")
    assert outcome.code == Exit.UNWRITABLE
    assert "data/warc: disk full" in outcome.line("herald", 1.0)


def test_nothing_new_is_said() -> None:
    assert "nothing new (3 articles known)" in judge(counts(found=3)).line("herald", 1.0)
    again = counts(found=3, articles=2, articles_unchanged=2)
    assert "nothing new (3 articles known)" in judge(again).line("herald", 1.0)
    gone = counts(found=3, articles=1, articles_unchanged=1, gone=2, walls=1)
    assert "nothing new (3 articles known), 2 gone, 1 walled; " in judge(gone).line("herald", 1.0)
    edited = counts(found=3, articles=2, articles_changed=1)
    assert "herald: 0 articles, 0 photos, 1 changed; " in judge(edited).line("herald", 1.0)


def test_a_site_that_should_have_given_something_and_did_not_is_incomplete() -> None:
    words = "no new article since 2026-03-01, where 20 a week are usual"
    silent = judge(counts(found=9), silence=words)
    assert (silent.code, silent.verdict) == (Exit.INCOMPLETE, words)
    assert silent.line("herald", 1.0).endswith(f" - {words}")
    assert judge(FINE, silence=words).code == Exit.DONE


def test_a_crawl_that_could_not_start_says_so() -> None:
    outcome = judge({"finish_reason": NOT_STARTED})
    assert outcome.verdict == "the crawl could not start: the log says why"
    assert outcome.fields()["finish_reason"] == "failed to start"


def test_why_nothing_could_be_downloaded_is_said() -> None:
    outcome = judge({**counts(failed=1), FAILED_LIST + FEED: "HTTP 403"})
    assert outcome.verdict == "nothing this crawl starts from could be downloaded (HTTP 403)"


def test_the_closing_record_has_every_count_verdict_and_list_on_one_line_each() -> None:
    stats = {
        **counts(found=3, failed=2),
        "finish_reason": "finished",
        FAILED_LIST + FEED: "not a feed:\n\n <html> à la carte " + "x" * 1000,
        RESTING_LIST + FEED + "2": "HTTP 404",
    }
    fields = judge(stats, silence="no new\narticle").fields()
    back = read_warc_fields(crawl_end(START, fields, "urn:uuid:1").block)
    assert back == {name: value.strip() for name, value in fields.items()}
    assert back["verdict"] == "no new article"
    assert (back["found"], back["exit_code"], back["finish_reason"]) == ("3", "2", "finished")
    (problem,) = lists_in(back["failed_lists"]).values()
    assert problem.startswith("not a feed: <html> à la carte xxx")
    assert len(problem) == 100
    assert lists_in(back["resting_lists"]) == {FEED + "2": "HTTP 404"}


def test_only_so_many_lists_are_named() -> None:
    stats = {f"{FAILED_LIST}https://news.example/{n}.xml": "HTTP 500" for n in range(500)}
    assert len(judge(stats).failed_lists) == 50
