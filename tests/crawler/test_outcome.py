from __future__ import annotations

import pytest

from crawler.cli import Exit
from crawler.outcome import judge


def counts(**archive: int) -> dict[str, int]:
    return {f"archive/{name}": number for name, number in archive.items()}


@pytest.mark.parametrize(
    ("stats", "code"),
    [
        (counts(found=3, new=3, pages=3, articles=3), Exit.DONE),
        (counts(found=3), Exit.DONE),
        (counts(found=30, new=30, pages=30, articles=27, problems=3), Exit.DONE),
        (counts(found=3, new=3, pages=2, articles=2, failed=1), Exit.DONE),
        ({}, Exit.INCOMPLETE),
        (counts(failed=2), Exit.INCOMPLETE),
        (counts(forbidden=1), Exit.INCOMPLETE),
        (counts(found=3, new=3, failed=3), Exit.INCOMPLETE),
        (counts(found=9, new=9, pages=9, articles=5, problems=4), Exit.INCOMPLETE),
        (counts(found=2, new=2, pages=2, other_pages=2), Exit.INCOMPLETE),
    ],
)
def test_the_exit_code_tells_what_should_have_worked(stats: dict[str, int], code: Exit) -> None:
    outcome = judge(stats)
    assert outcome.code == code
    assert bool(outcome.verdict) == (code != Exit.DONE)


def test_an_unwritable_archive_outweighs_all_else() -> None:
    outcome = judge(counts(failed=2), unwritable="data/warc: disk full")
    assert outcome.code == Exit.UNWRITABLE
    assert "data/warc: disk full" in outcome.line("herald", 1.0)


def test_nothing_new_is_said() -> None:
    assert "nothing new (3 articles known)" in judge(counts(found=3)).line("herald", 1.0)
