from __future__ import annotations

import json
from typing import TYPE_CHECKING

import pytest

from archive.index import Index
from tests.archive.index import samples
from tests.archive.index.samples import PAGE, PHOTO, article, photo, ref

if TYPE_CHECKING:
    from tests.conftest import Project


@pytest.fixture
def filled(project: Project) -> Project:
    bare = photo(content_url="https://bare/", credit=None, credit_line=None, claims=(), position=1)
    with Index.open(project.index) as index:
        captures = [ref("page 1"), ref("page 800"), ref("page 900"), ref("photo 2")]
        index.add_captures(None, captures)
        index.add_article(article(photos=(photo(), bare)), captures[0].record_id, site="army")
        for number, site in ((1, "navy"), (2, None)):
            index.add_article(
                article(canonical_url=f"{PAGE}/{number}", photos=(photo(),) * (2 - number)),
                captures[number].record_id,
                site=site,
            )
        samples.store_photo(index, captures[3].record_id, url=PHOTO)
    return project


def test_numbers(filled: Project) -> None:
    done = filled.scrapy("stats", "--json")
    assert done.returncode == 0, done.stderr
    found = json.loads(done.stdout)
    assert found["totals"] == {
        "sites": 2,
        "articles": 3,
        "photos": 3,
        "pictures": 2,
        "credited": 2,
        "disagreements": 0,
        "persons": 1,
        "organizations": 1,
        "captures": 4,
    }
    assert found["sites"] == [["army", 1, 2, 1], ["navy", 1, 1, 1], [None, 1, 0, 0]]
    assert found["rights"] == [
        {"name": "us-government", "photos": 2},
        {"name": None, "photos": 1},
    ]
    assert found["services"] == [{"name": "U.S. Army", "photos": 2}]
    assert found["months"] == [
        # The photo of an article of April was captured in March, for another.
        {"month": "2026-03", "articles": 1, "photos": 3, "credited": 2},
        {"month": "2026-04", "articles": 2, "photos": 0, "credited": 0},
    ]


def test_tables(filled: Project) -> None:
    done = filled.scrapy("stats")
    assert done.returncode == 0, done.stderr
    lines = [line.split() for line in done.stdout.splitlines()]
    assert ["credited", "2", "67%"] in lines
    assert ["army", "1", "2", "50%"] in lines
    assert ["(unknown)", "1", "0"] in lines
    assert ["(no", "credit)", "1", "33%"] in lines
    assert ["U.S.", "Army", "2", "67%"] in lines
    assert ["2026-04", "2", "0", "█" * 30] in lines


def test_an_empty_archive(project: Project) -> None:
    Index.open(project.index).close()
    done = project.scrapy("stats")
    assert done.returncode == 0, done.stderr
    assert ["articles", "0"] in [line.split() for line in done.stdout.splitlines()]


def test_usage(project: Project) -> None:
    for words in (["extra"], ["--colour"], []):
        done = project.scrapy("stats", *words)
        assert done.returncode == 1
        assert done.stderr.startswith("error: ")
