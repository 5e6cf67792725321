"""Every page and question on offer, asked of the real Datasette."""

from __future__ import annotations

import csv
import io
import json
import re
import shutil
import sqlite3
from contextlib import closing
from datetime import datetime
from typing import TYPE_CHECKING, Any

import pytest
from lxml import html

from archive.datasette.cells import Row
from archive.datasette.changes import CHANGES
from archive.datasette.columns import TABLES
from archive.datasette.metadata import METADATA, PRESENTATION
from archive.datasette.questions import QUESTIONS
from archive.index import Index
from archive.index.changes import KINDS
from tests.archive.datasette.conftest import asking
from tests.archive.datasette.newsstand import stories

if TYPE_CHECKING:
    from collections.abc import Callable
    from pathlib import Path

    import httpx

    Get = Callable[..., httpx.Response]

SAME_PICTURE = {"carrier-returns", "town-greets-crew"}


def answers(get: Get, question: str, **parameters: str) -> list[dict[str, Any]]:
    response = get(f"/index/{question}.json", _shape="array", **parameters)
    assert response.status_code == 200, response.text
    rows: list[dict[str, Any]] = response.json()
    return rows


def page(get: Get, path: str, **parameters: str) -> Any:  # noqa: ANN401 - lxml's stubs give xpath() no useful type
    response = get(path, **parameters)
    assert response.status_code == 200, response.text
    return html.fromstring(response.text)


@pytest.mark.parametrize("table", TABLES)
def test_every_table_has_a_page_that_describes_it(get: Get, table: str) -> None:
    tree = page(get, f"/index/{table}")
    assert TABLES[table].title in tree.findtext(".//h1")
    rows = tree.xpath("//table[contains(@class, 'rows-and-columns')]/tbody/tr")
    assert len(rows) > 0 or table == "likeness_keys"  # pictures drawn here have no hashes
    assert not tree.xpath("//*[contains(@class, 'facets-timed-out')]")


@pytest.mark.parametrize("table", PRESENTATION)
def test_every_heading_that_is_a_link_sorts(get: Get, table: str) -> None:
    rows = page(get, f"/index/{table}")
    for heading in rows.xpath("//th[a]"):
        (ascending,) = heading.xpath("a/@href")
        (again,) = page(get, ascending).xpath(
            "//th[@data-column=$name]/a/@href", name=heading.get("data-column")
        )
        page(get, again)


def test_an_article_that_has_gone_says_so(get: Get) -> None:
    (row,) = get("/index/gone_articles.json", _shape="array").json()
    assert row["status"] == 410
    assert row["last_seen_at"] < row["gone_since"]
    shown = get("/-/article/index", url=row["url"]).text
    assert "This page has gone from the site" in shown
    (other, *_) = get("/index/articles.json", _shape="array", url__not=row["url"]).json()
    assert "gone from the site" not in get("/-/article/index", url=other["url"]).text
    (photo,) = get(
        "/index/photo_credits.json", _shape="array", article_url=row["url"], _col="photo_url"
    ).json()
    (said,) = page(get, "/-/photo/index", url=photo["photo_url"]).xpath("//*[@class='gone']")
    since = datetime.fromisoformat(row["gone_since"])
    assert f"found missing {since:%Y-%m-%d %H:%M} UTC" in " ".join(said.text_content().split())


def test_what_has_gone_is_found_from_everywhere(get: Get) -> None:
    start = page(get, "/")
    links = start.xpath("//*[@class='held' or @class='nav-menu-inner']//a/@href")
    assert links.count("/index/gone_articles") == 2
    (row,) = page(get, "/index/gone_articles").xpath("//table/tbody/tr")
    for column in ("last_seen_at", "gone_since"):
        (shown,) = row.xpath(f"td[contains(@class, 'col-{column} ')]//time")
        assert re.fullmatch(r"2026-\d\d-\d\d \d\d:\d\d UTC", shown.text_content())


def test_every_kind_of_change_has_words() -> None:
    assert set(CHANGES) == set(KINDS)


def test_descriptions_name_the_columns_there_are(archive_dir: Path) -> None:
    with Index.open(archive_dir / "index.db", read_only=True) as index:
        for table, described in TABLES.items():
            columns = index.database.execute(f"pragma table_info({table})").fetchall()
            assert set(described.columns) == {column[1] for column in columns} - {"id"}, table
        tables = {
            name
            for (name,) in index.database.execute(
                "select name from sqlite_master where type in ('table', 'view')"
                " and name not like '%_fts%' and name not like 'sqlite_%'"
            )
        }
    assert set(PRESENTATION) == tables


def test_photo_credits_are_sorted_and_faceted(get: Get) -> None:
    shown = get("/index/photo_credits.json", _shape="objects").json()
    dates = [row["date_published"] for row in shown["rows"]]
    assert dates == sorted(dates, reverse=True)
    facets = shown["facet_results"]
    assert set(facets) == {"site", "rights"}
    beside = page(get, "/index/photo_credits").xpath("//aside//a/text()")
    assert set(beside) >= {"U.S. Navy", "Agence France-Presse", "US government", "Agency"}
    army = get("/index/photo_credits.json", organizations__arraycontains="AFP", _shape="array")
    assert [row["site"] for row in army.json()] == ["courrierdefense"]


@pytest.mark.parametrize("table", ["photo_credits", "picture_uses", "articles"])
@pytest.mark.parametrize(
    "asked", [{}, {"_facet_size": "1"}, {"site": "kordon"}, {"_facet_kept": "headline"}]
)
def test_facets_that_are_kept_say_what_datasette_counts(
    get: Get, table: str, asked: dict[str, str]
) -> None:
    kept = get(f"/index/{table}.json", **asked).json()["facet_results"]
    counted: dict[str, Any] = {}
    for column in set(kept) - {"headline"}:
        # Of all rows, but not known to be all: so Datasette counts them.
        answer = get(f"/index/{table}.json", _facet=column, _where="1 = 1", **asked).json()
        counted[column] = answer["facet_results"][f"{column}_2"]
    assert set(counted) >= {"site"}
    for column, expected in counted.items():
        found = kept[column]
        assert found["truncated"] == expected["truncated"]
        for one, other in zip(found["results"], expected["results"], strict=True):
            for key in ("value", "label", "count", "selected"):
                assert one[key] == other[key]
            assert one["toggle_url"].partition("?")[0] == other["toggle_url"].partition("?")[0]
            if not one["selected"]:
                assert column in one["toggle_url"].partition("?")[2]
        assert found["type"] == "column"


def test_kept_facets_are_read_from_where_they_are_kept(archive_dir: Path, tmp_path: Path) -> None:
    shutil.copytree(archive_dir, tmp_path / "copy")
    with closing(sqlite3.connect(tmp_path / "copy" / "index.db")) as database:
        database.execute("update monthly_photos set photos = photos + 1000")
        database.commit()
    with asking(tmp_path / "copy") as get:
        found = get("/index/photo_credits.json").json()["facet_results"]
    assert all(one["count"] > 1000 for facet in found.values() for one in facet["results"])


def test_every_photo_has_a_thumbnail_or_says_that_it_is_missing(get: Get) -> None:
    tree = page(get, "/index/photo_credits")
    images = tree.xpath("//td[contains(@class, 'col-photo_url')]//img/@src")
    missing = tree.xpath("//a[@class='picture missing']")
    assert len(images) == sum(story.picture is not None for story in stories())
    assert len(missing) == 1
    for source in images:
        assert get(source).headers["content-type"] == "image/jpeg"


def test_captions_and_headlines_with_markup_are_text(get: Get) -> None:
    text = get("/index/photo_credits").text
    assert "<script>alert(" not in text
    assert "&lt;script&gt;alert(" in text
    tree: Any = html.fromstring(text)
    headlines = tree.xpath("//td[contains(@class, 'col-headline')]//text()")
    assert "Shipyard workers <b>strike</b> for a third day" in headlines
    assert not tree.xpath("//td[contains(@class, 'col-headline')]//b")


def test_links_lead_to_the_web_or_into_the_archive(get: Get) -> None:
    for path in ("/", "/index", *(f"/index/{table}" for table in TABLES)):
        for address in page(get, path).xpath("//table//a/@href"):
            assert address.startswith(("http://", "https://", "/", "?")), address


def test_photos_by_creator(get: Get) -> None:
    (row,) = answers(get, "photos_by_creator", creator="JORG KAßMANN")
    assert json.loads(row["creators"]) == ["Jörg Käßmann"]
    assert answers(get, "photos_by_creator", creator="ada Navy") == []
    assert answers(get, "photos_by_creator", creator="") == []
    (row,) = answers(get, "photos_by_creator", creator="O'Hara")
    assert row["site"] == "harborpost"


def test_photos_by_organization(get: Get) -> None:
    found = answers(get, "photos_by_organization", organization="USN")
    assert {row["site"] for row in found} == {"fleetledger"}
    found = answers(get, "photos_by_organization", organization="marine")
    assert {row["site"] for row in found} == {"courrierdefense"}


def test_photos_by_rights(get: Get) -> None:
    everywhere = answers(get, "photos_by_rights", rights="crown-or-other-government", site="")
    assert {row["site"] for row in everywhere} == {"courrierdefense", "bundeswehrblatt", "kordon"}
    one = answers(get, "photos_by_rights", rights="crown-or-other-government", site="kordon")
    assert [row["site"] for row in one] == ["kordon"]
    unasked = answers(get, "photos_by_rights", rights="", site="")
    assert {row["rights"] for row in unasked} == {"us-government"}


def test_what_is_told_to_editors_stands_with_the_rights(get: Get) -> None:
    (row,) = answers(get, "photos_by_creator", creator="Marchetti")
    assert row["instructions"] == "NO SALES <b>FRANCE OUT</b>"
    tree = page(get, "/-/photo/index", url=row["photo_url"])
    (section,) = tree.xpath("//section[contains(@class, 'may-i')]")
    assert "Told to editors: NO SALES <b>FRANCE OUT</b>" in section.text_content()
    (other,) = answers(get, "photos_by_creator", creator="Quint")
    assert (
        "Told to editors" not in page(get, "/-/photo/index", url=other["photo_url"]).text_content()
    )


@pytest.mark.parametrize("by", ["sha256", "identifier"])
def test_where_a_picture_was_used(get: Get, by: str) -> None:
    (navy,) = answers(get, "photos_by_creator", creator="Quint")
    found = answers(get, "where_used", picture=navy[by])
    assert {row["article_url"].rstrip("/").rpartition("/")[2] for row in found} == SAME_PICTURE
    assert len({row["credit_line"] for row in found}) == 2
    assert answers(get, "where_used", picture="") == []


def test_a_copy_that_is_credited_otherwise_is_warned_of_beside_the_rights(get: Get) -> None:
    (navy,) = answers(get, "photos_by_creator", creator="Quint")
    uses = answers(get, "where_used", picture=navy["sha256"])
    for one, other in (uses, uses[::-1]):
        tree = page(get, "/-/photo/index", url=one["photo_url"])
        (warning,) = tree.xpath("//*[@class='disagree']")
        assert warning.getnext().get("class") == "people"
        assert f"Elsewhere credited as {other['credit_line']}." in warning.text_content()
        assert get(warning.find("a").get("href")).status_code == 200
    (agreed,) = answers(get, "photos_by_creator", creator="Marchetti")
    assert not page(get, "/-/photo/index", url=agreed["photo_url"]).xpath("//*[@class='disagree']")


def test_every_source_of_a_credit_side_by_side(get: Get) -> None:
    (navy,) = answers(get, "photos_by_creator", creator="Quint")
    found = answers(get, "credit_sources", photo_url=navy["photo_url"])
    assert [(row["source"], row["chosen"]) for row in found] == [
        ("embedded", 0),
        ("printed", 1),
        ("json-ld", 0),
    ]


def test_search_captions(get: Get) -> None:
    assert [row["site"] for row in answers(get, "search_captions", words="fregate")] == [
        "courrierdefense"
    ]
    assert [row["site"] for row in answers(get, "search_captions", words="військовослужбовці")] == [
        "kordon"
    ]


def test_letters_that_have_no_accent_do_not_matter_either(get: Get) -> None:
    assert answers(get, "search_captions", words="Jorg Kassmann")
    tree = page(get, "/-/search/index", q="kassmann")
    assert tree.xpath("//*[@class='credited']/mark/text()") == ["Käßmann"]


@pytest.mark.parametrize(
    "words", ["", " ", '"', '""', "a OR", "NOT", "(", "*", "caption:", "^x", "x' --", "-", "\\"]
)
@pytest.mark.parametrize("question", ["search_captions", "search_articles"])
def test_search_takes_anything_that_is_typed(get: Get, question: str, words: str) -> None:
    assert isinstance(answers(get, question, words=words), list)


def test_search_articles(get: Get) -> None:
    (row,) = answers(get, "search_articles", words="senat budget")
    assert row["headline"] == "Le Sénat vote le budget de la défense"
    assert "«Sénat»" in row["found"]


@pytest.mark.parametrize(
    "narrowed",
    [
        {},
        {"site": "harborpost"},
        {"rights": "agency"},
        {"since": "2026-03-10"},
        {"until": "2026-03-08"},
        {"since": "2026-03-09", "until": "2026-03-09", "site": "harborpost"},
        {"in": "articles"},
        {"in": "photos", "site": "harborpost"},
    ],
)
def test_what_a_search_shows_is_what_it_exports(get: Get, narrowed: dict[str, str]) -> None:
    tree = page(get, "/-/search/index", q="the", **narrowed)
    exported: dict[str, list[dict[str, Any]]] = {"search_captions": [], "search_articles": []}
    for link in tree.xpath("//*[@class='export-links']/a/@href"):
        question = re.split(r"[/.]", link)[2]
        rows = exported[question]
        if ".json" in link:
            rows += get(f"{link}&_shape=array").json()
        else:
            assert len(list(csv.reader(io.StringIO(get(link).text)))) == len(rows) + 1
    photos = tree.xpath("//*[@class='thumb']/span[@class='address']/a/@href")
    assert [row["photo_url"] for row in exported["search_captions"]] == photos
    articles = tree.xpath("//ul[@class='hits']//h3/a/@href")
    row = Row({}, "/", "index")
    assert [row.article(found["article_url"]) for found in exported["search_articles"]] == articles
    everything = answers(get, "search_captions", words="the")
    assert len(photos) < len(everything) or not narrowed


@pytest.mark.parametrize("question", ["search_captions", "search_articles"])
def test_a_search_is_narrowed_to_days_months_and_years(get: Get, question: str) -> None:
    everything = answers(get, question, words="the")
    for length in (4, 7, 10):
        for part in {row["date_published"][:length] for row in everything}:
            found = answers(get, question, words="the", since=part, until=part)
            assert found == [row for row in everything if row["date_published"].startswith(part)]


def test_what_an_article_said(get: Get) -> None:
    (article,) = answers(get, "search_articles", words="senat")
    address = article["article_url"]
    assert len(answers(get, "article_at", article_url=address, day="")) == 1
    assert len(answers(get, "article_at", article_url=address, day="2026-03-10")) == 1
    assert answers(get, "article_at", article_url=address, day="2026-03-09") == []


def test_problems_are_listed(get: Get) -> None:
    (row,) = answers(get, "problems")
    assert (row["site"], row["problem"]) == ("newsstand", "the page is empty")


def test_every_question_has_a_page(get: Get) -> None:
    for name, question in QUESTIONS.items():
        tree = page(get, f"/index/{name}")
        assert question.title in tree.findtext(".//h1")
        assert not tree.xpath("//*[contains(@class, 'message-error')]"), name


def test_the_first_page_leads_everywhere(get: Get) -> None:
    tree = page(get, "/")
    text = tree.text_content()
    assert METADATA["description"] in text
    assert "10 photos" in " ".join(text.split())
    targets = set(tree.xpath("//section//a/@href"))
    assert targets >= {f"/index/{name}" for name in QUESTIONS}
    for target in targets:
        assert get(target).status_code == 200, target
    assert tree.xpath("//form[@action='/-/search/index']//input[@name='q']")


def test_rows_have_pages(get: Get) -> None:
    for table in ("articles", "photos", "photo_uses", "captures", "credits", "crawls"):
        assert page(get, f"/index/{table}/1").xpath("//dl[@class='one-row']/dd")


def test_the_style_sheets_are_served(get: Get) -> None:
    links = page(get, "/index/photo_credits").xpath("//link/@href")
    addresses = [link for link in links if "archive" in link]
    assert len(addresses) == 2
    for address in (*addresses, "/archive-static/replay.css"):
        assert get(address).headers["content-type"].startswith("text/css")


@pytest.mark.parametrize("path", ["/none", "/index/none", "/index/photos/999999", "/-/none/none"])
def test_pages_that_are_not_there(get: Get, path: str, capfd: pytest.CaptureFixture[str]) -> None:
    assert get(path).status_code == 404
    assert "locals" not in "".join(capfd.readouterr())
