from __future__ import annotations

import json
from datetime import timedelta, timezone
from typing import TYPE_CHECKING, Any

import pytest

from archive.index import Index
from archive.model import Claim, Credit
from tests.archive.index.samples import PAGE, PHOTO, article, photo, ref

if TYPE_CHECKING:
    from datetime import datetime

    from archive.model import Rights
    from tests.conftest import Project

HOSTILE = "Evil \x1b]0;title\x07 [bold]tank[/bold] <script>"


def credit(creator: str, organization: str, rights: Rights) -> Credit:
    text = f"{organization} photo by {creator}"
    return Credit(
        text=text,
        creators=(creator,),
        ranks=(None,),
        organizations=(organization,),
        rights=rights,
    )


@pytest.fixture
def filled(project: Project) -> Project:
    """Three articles on two sites: a homecoming, a ship, and one of an enemy of terminals."""
    doe, lee = credit("Jané Doe", "U.S. Army", "us-government"), credit("Ann Lee", "AFP", "agency")
    in_sydney = ref("page 9").date.astimezone(timezone(timedelta(hours=10)))
    pages: list[tuple[str, str, str, Credit, datetime]] = [
        ("army", "Brigade returns", "Soldiers at the château of Großtal.", doe, ref("page 1").date),
        ("navy", "Frigate sails", "The frigate leaves Brest.", lee, in_sydney),
        ("navy", HOSTILE, f"{HOSTILE} frigate", lee, ref("page 20").date),
    ]
    with Index.open(project.index) as index:
        for number, (site, headline, caption, one, date) in enumerate(pages):
            capture = ref(f"page {number}", target_uri=f"{PAGE}/{number}")
            index.add_captures(None, [capture])
            image = photo(
                content_url=f"{PHOTO}?{number}",
                caption=caption,
                credit=one,
                credit_line=one.text,
                alt=None,
                claims=(Claim("printed", credit_text=one.text),),
            )
            page = article(
                canonical_url=f"{PAGE}/{number}",
                headline=headline,
                article_body=f"{headline}: a long report from the coast.",
                authors=(),
                date_published=date,
                photos=(image,),
            )
            index.add_article(page, capture.record_id, site=site)
    return project


def found(project: Project, *words: str) -> list[dict[str, Any]]:
    done = project.scrapy("search", "--json", *words)
    assert done.returncode == 0, done.stderr
    return [json.loads(line) for line in done.stdout.splitlines()]


def test_case_and_accents_do_not_matter(filled: Project) -> None:
    (one,) = found(filled, "CHATEAU", "jane")
    assert one["kind"] == "photo"
    assert one["article_url"] == f"{PAGE}/0"
    assert one["photo_url"] == f"{PHOTO}?0"
    assert one["creators"] == ["Jané Doe"]
    assert one["organizations"] == ["U.S. Army"]
    assert one["rights"] == "us-government"


def test_photos_and_articles_are_ranked_with_the_words_around_what_was_found(
    filled: Project,
) -> None:
    results = found(filled, "frigate")
    assert [(one["kind"], one["article_url"][-1]) for one in results] == [
        ("photo", "1"),
        ("photo", "2"),
        ("article", "1"),
    ]
    ranks = [one["relevance"] for one in results[:2]]
    assert ranks == sorted(ranks)
    assert results[0]["snippet"] == "The frigate leaves Brest."


@pytest.mark.parametrize(
    ("words", "expected"),
    [
        (["frig*"], {"1", "2"}),
        (["frigate leaves"], {"1"}),
        (["grosstal"], {"0"}),
        (["Grosst*"], {"0"}),
        (["leaves frigate"], set()),
        (["frigate", "--site", "army"], set()),
        (["frigate", "--since", "2026-03-02"], {"1", "2"}),
        (["frigate", "--since", "2026-03-02T00:00:00"], {"2"}),
        (["frigate", "--since", "2026-03-03"], set()),
        (["frigate", "--since", "2026-03-01T16:00:00+01:00"], {"1", "2"}),
        (["report", "--site", "navy"], {"1", "2"}),
        (["frigate", "--rights", "us-government"], set()),
        (["--rights", "agency"], {"1", "2"}),
        (["--creator", "doe"], {"0"}),
        (["--creator", "JANE doe"], {"0"}),
        (["frigate", "--creator", "Ann Lee", "--since", "2026-03-02"], {"1", "2"}),
        (["--creator", "ane d"], {"0"}),
        (["--creator", "Doe, Jane"], {"0"}),
        (["--creator", "Staff Sgt. Jané Doe"], {"0"}),
        (["--creator", "n"], {"0", "1", "2"}),
        (["--creator", " "], set()),
        (["--creator", "Nobody"], set()),
        (['"; drop table'], set()),
        (["NEAR(", "OR"], set()),
        (["AND"], set()),
        (["*"], set()),
    ],
)
def test_conditions(filled: Project, words: list[str], expected: set[str]) -> None:
    assert {one["article_url"][-1] for one in found(filled, *words)} == expected


def test_the_newest_come_first_without_words(filled: Project) -> None:
    results = found(filled, "--rights", "agency", "--limit", "1")
    assert [one["article_url"] for one in results] == [f"{PAGE}/2"]
    assert results[0]["snippet"] is None


def test_what_strangers_wrote_cannot_steer_the_terminal(filled: Project) -> None:
    done = filled.scrapy("search", "tank")
    assert done.returncode == 0
    assert "[bold]tank[/bold] <script>" in done.stdout
    assert not [c for c in done.stdout if ord(c) < 32 and c != "\n"]
    assert "AFP photo by Ann Lee" in done.stdout
    assert f"{PHOTO}?2" in done.stdout


def test_nothing_found_is_no_failure(filled: Project) -> None:
    done = filled.scrapy("search", "submarine")
    assert (done.returncode, done.stdout, done.stderr) == (0, "", "nothing found\n")


@pytest.mark.parametrize(
    ("words", "said"),
    [
        ([], "say what to look for"),
        (["x", "--rights", "free"], "--rights"),
        (["x", "--since", "yesterday"], "argument --since: 'yesterday' is no ISO 8601 date"),
        (["x", "--since", "0001-01-01T00:00+05:00"], "argument --since: "),
        (["x", "--limit", "0"], "--limit"),
        (["--colour"], "--colour"),
    ],
)
def test_usage(filled: Project, words: list[str], said: str) -> None:
    done = filled.scrapy("search", *words)
    assert done.returncode == 1
    (line,) = done.stderr.splitlines()
    assert line.startswith("error: ")
    assert said in line


def test_without_an_index(project: Project) -> None:
    done = project.scrapy("search", "x")
    assert done.returncode == 1
    assert "crawl or reindex first" in done.stderr
