"""Every view, every question and every page of ours, over the bundled site as it was crawled."""

from __future__ import annotations

import csv
import io
import json
from typing import TYPE_CHECKING, Any
from urllib.parse import quote

import pytest
from lxml import etree, html

from archive.datasette.columns import TABLES
from archive.datasette.questions import QUESTIONS
from archive.index import Index
from tests.archive.datasette.demonstration import EDITED, HOME

if TYPE_CHECKING:
    from collections.abc import Callable
    from pathlib import Path

    import httpx

    Get = Callable[..., httpx.Response]

ARTICLE = HOME + EDITED
TANKER = f"{HOME}/resizer/v2/K7QHARBRF5DYNAIEFMGM2TOWXA.jpg?auth=5c1f0e&width=1200"
WELCOME = f"{HOME}/wp-content/uploads/2026/03/homecoming-mayport.jpg"
VIRIN = "260312-N-WD219-1044"
ATOM = {"a": "http://www.w3.org/2005/Atom"}

ASKED: dict[str, tuple[dict[str, str], str, set[str]]] = {
    "search_captions": ({"words": "FREGATE brest"}, "credit_line", set()),
    "search_articles": (
        {"words": '"distress calls"'},
        "headline",
        {"Frigate’s crew comes home after seven months in the Gulf"},
    ),
    "photos_by_creator": ({"creator": "sgt. PRIYA halvorsen"}, "photo_url", {TANKER}),
    "photos_by_organization": (
        {"organization": "USN"},
        "credit_line",
        {
            "MC3 Luis Arroyave/U.S. Navy",
            "U.S. Navy photo by Mass Communication Specialist 2nd Class Dana Whitlock",
        },
    ),
    "photos_by_rights": (
        {"rights": "", "organization": "US Air Force", "site": "newsroom"},
        "credit_line",
        {
            "US Air Force Tech. Sgt. Brigitte N. Brantley/DoD",
            "Staff Sgt. Priya Halvorsen/U.S. Air Force",
        },
    ),
    "where_used": ({"picture": VIRIN}, "photo_url", {WELCOME}),
    "credited_differently": ({"site": ""}, "photo_url", {TANKER}),
    "credit_sources": ({"photo_url": TANKER}, "source", {"printed", "page-json", "embedded"}),
    "article_at": ({"article_url": ARTICLE, "day": ""}, "article_url", {ARTICLE}),
    "captures_of": ({"url": ARTICLE}, "target_uri", {ARTICLE}),
    "changed_articles": ({"site": "newsroom"}, "article_url", {ARTICLE}),
    "photographers": ({"organization": "US Navy"}, "creator", {"Dana Whitlock", "Luis Arroyave"}),
    "problems": ({}, "problem", set()),
}
"""For each question: how it is asked, a column, and what must be among its values."""


def rows(ask: Get, path: str, **parameters: str) -> list[dict[str, Any]]:
    response = ask(path, _shape="array", **parameters)
    assert response.status_code == 200, response.text
    found: list[dict[str, Any]] = response.json()
    return found


def page(ask: Get, path: str, **parameters: str) -> Any:  # noqa: ANN401 - lxml's stubs give xpath() no useful type
    response = ask(path, **parameters)
    assert response.status_code == 200, response.text
    return html.document_fromstring(response.text)


def words(tree: Any) -> str:  # noqa: ANN401 - likewise
    return " ".join(tree.text_content().split())


def test_every_question_is_asked() -> None:
    assert set(ASKED) == set(QUESTIONS)


@pytest.mark.parametrize("question", ASKED)
def test_questions_find_what_they_ask_for(ask: Get, question: str) -> None:
    parameters, column, wanted = ASKED[question]
    found = rows(ask, f"/index/{question}.json", **parameters)
    assert {row[column] for row in found} >= wanted
    tree = page(ask, f"/index/{question}", **parameters)
    assert QUESTIONS[question].title in tree.findtext(".//h1")
    assert not tree.xpath("//*[contains(@class, 'message-error')]")
    assert len(tree.xpath("//table/tbody/tr")) == len(found)


@pytest.mark.parametrize("question", ASKED)
def test_answers_are_exported(ask: Get, question: str) -> None:
    parameters, _, _ = ASKED[question]
    exported = ask(f"/index/{question}.csv", **parameters)
    assert exported.headers["content-type"].startswith("text/plain")
    table = list(csv.reader(io.StringIO(exported.text)))
    assert len(table) - 1 == len(rows(ask, f"/index/{question}.json", **parameters))
    for link in page(ask, f"/index/{question}", **parameters).xpath(
        "//*[@class='export-links']/a/@href"
    ):
        assert ask(link).status_code == 200, link


@pytest.mark.parametrize("question", ASKED)
@pytest.mark.parametrize("value", ["", "'", '"', "%", "\x00", "a" * 3000, "-- ", "(", "𝔘"])
def test_questions_take_anything(ask: Get, question: str, value: str) -> None:
    parameters = dict.fromkeys(ASKED[question][0], value)
    assert isinstance(rows(ask, f"/index/{question}.json", **parameters), list)


def test_a_part_of_a_name_is_enough(ask: Get) -> None:
    (found,) = rows(ask, "/index/photos_by_creator.json", creator="halvorsen")
    assert found["photo_url"] == TANKER
    assert rows(ask, "/index/photos_by_creator.json", creator="nobody of that name") == []


@pytest.mark.parametrize("view", ["photo_credits", "picture_uses", "credit_disagreements"])
def test_views_have_rows(ask: Get, crawled_dir: Path, view: str) -> None:
    with Index.open(crawled_dir / "index.db", read_only=True) as index:
        (count,) = index.database.execute(f"select count(*) from {view}").fetchone()
        columns = {row[1] for row in index.database.execute(f"pragma table_info({view})")}
    found = rows(ask, f"/index/{view}.json", _size="max")
    assert len(found) == count > 0
    assert set(found[0]) == columns == set(TABLES[view].columns)


def test_a_photo_with_every_source_side_by_side(ask: Get) -> None:
    tree = page(ask, "/-/photo/index", url=TANKER)
    text = words(tree)
    assert tree.findtext(".//h1").startswith("Three fighters wait their turn behind a tanker")
    assert "Staff Sgt. Priya Halvorsen/U.S. Air Force" in text
    assert "Elsewhere credited as Handout/AFP" in text
    assert "May I reprint it? US government" in text
    assert "260204-F-QH112-1031 VIRIN: taken 4 February 2026, Air Force." in text
    assert any(
        link.startswith("https://www.dvidshub.net/search/?q=260204-F-QH112-1031")
        for link in tree.xpath("//a/@href")
    )
    assert len(tree.xpath("(//ul[@class='uses'])[1]/li")) == 2
    labels = {" ".join(label.split()) for label in tree.xpath("//section/h3/text()")}
    assert labels >= {
        "Printed with the photo", "Other data of the page", "In the file (IPTC, XMP, EXIF)",
        "Alt text", "Fields of the file",
    }  # fmt: skip
    (image,) = tree.xpath("//figure//img/@src")
    assert ask(image).headers["content-type"] == "image/jpeg"


def test_every_photo_and_every_article_has_a_page(ask: Get) -> None:
    for row in rows(ask, "/index/photo_credits.json", _size="max"):
        photo = page(ask, "/-/photo/index", url=row["photo_url"])
        assert (row["credit_line"] or "No credit") in words(photo)
        article = page(ask, "/-/article/index", url=row["article_url"])
        assert words(article.find(".//h1")) == " ".join(row["headline"].split())
        assert (row["caption"] or "") in article.text_content()


def test_links_in_rows_lead_to_our_pages(ask: Get) -> None:
    tree = page(ask, "/index/photo_credits")
    seen = set()
    for column, start in {
        "photo_url": "/-/photo/index?url=",
        "article_url": "/-/article/index?url=",
        "headline": "/-/article/index?url=",
        "captured_at": "/-/archived/index?warc_filename=",
    }.items():
        links = tree.xpath(f"//td[contains(@class, 'col-{column} ')]/descendant::a[1]/@href")
        assert links
        assert all(link.startswith(start) for link in links), (column, links[0])
        seen.add(links[0])
    for link in page(ask, "/index/captures").xpath(
        "//td[contains(@class, 'col-target_uri')]//a[1]/@href"
    )[:3]:
        seen.add(link)
    for link in seen:
        assert ask(link).status_code in {200, 302}, link


def test_an_article_shows_its_versions_and_what_changed(ask: Get) -> None:
    tree = page(ask, "/-/article/index", url=ARTICLE)
    assert len(tree.xpath("//ol[@class='versions']/li")) == 2
    assert tree.xpath("//p[@class='changes']/text()") == ["Changed: summary, text"]
    (changed,) = rows(ask, "/index/changed_articles.json", site="newsroom")
    assert changed["changes"] == '["description", "article_body"]'
    (cell,) = page(ask, "/index/changed_articles").xpath("//td[@class='col-changes']")
    assert cell.xpath(".//li/text()") == ["summary", "text"]
    assert "extended three times" in words(tree.find(".//article"))
    first = page(ask, "/-/article/index", url=ARTICLE, version="1")
    assert "extended twice" in words(first.find(".//article"))
    assert "This is version 1 of 2" in words(first)
    (link,) = tree.xpath("//a[text()='What changed']/@href")
    changed = page(ask, link)
    assert "twice" in changed.xpath("//del/text()")
    assert "three times" in changed.xpath("//ins/text()")
    assert "twelve" in changed.xpath("//ins/text()")
    backwards = page(ask, "/-/article/index", **{"url": ARTICLE, "from": "2", "to": "1"})
    assert "twice" in backwards.xpath("//ins/text()")


def test_an_article_is_found_without_its_last_slash(ask: Get) -> None:
    assert ARTICLE.endswith("/")
    for address in (ARTICLE.rstrip("/"), f"{ARTICLE}/"):
        shown = page(ask, "/-/article/index", url=address)
        assert words(shown.find(".//h1")).startswith("Frigate’s crew")
    assert ask("/-/article/index", url=f"{ARTICLE}x").status_code == 404


@pytest.mark.parametrize(
    "arguments",
    [
        {"version": "99"},
        {"version": "x"},
        {"version": "-1"},
        {"from": "1", "to": "9"},
        {"from": "1", "to": "1"},
    ],
)
def test_odd_versions_do_no_harm(ask: Get, arguments: dict[str, str]) -> None:
    assert "Frigate’s crew" in words(page(ask, "/-/article/index", url=ARTICLE, **arguments))


@pytest.mark.parametrize("number", ["9" * 15, "9" * 20, "9" * 5000, "0", "-1", "1.5", "x"])
def test_odd_pages_of_results_do_no_harm(ask: Get, number: str) -> None:
    page(ask, "/-/search/index", q="halvorsen", page=number)


def test_search_marks_what_it_found(ask: Get) -> None:
    tree = page(ask, "/-/search/index", q="distress calls")
    assert {mark.lower() for mark in tree.xpath("//ul[@class='hits']//mark/text()")} >= {"distress"}
    photos = page(ask, "/-/search/index", q="halvorsen", rights="us-government")
    assert photos.xpath("//ul[@class='uses']//mark/text()") == ["Halvorsen"]
    nothing = page(ask, "/-/search/index", q="halvorsen", site="another")
    assert "No caption or credit has all of these words." in words(nothing)
    later = page(ask, "/-/search/index", q="halvorsen", since="2030-01-01")
    assert "No caption or credit has all of these words." in words(later)


@pytest.mark.parametrize(
    "query", ["", '"', "a OR", "NOT", "*", "<script>alert(1)</script>", "\x02x\x03", "é" * 600]
)
def test_search_takes_anything(ask: Get, query: str) -> None:
    response = ask("/-/search/index", q=query, page="2", **{"in": "photos"}, since="x")
    assert response.status_code == 200
    assert "<script>alert" not in response.text


def test_a_feed_of_an_organization(ask: Get) -> None:
    response = ask("/-/feed/index", organization="USN")
    assert response.headers["content-type"].startswith("application/atom+xml")
    feed: Any = etree.fromstring(response.content)
    assert len(feed.xpath("a:entry", namespaces=ATOM)) == 2
    assert set(feed.xpath("a:entry/a:author/a:name/text()", namespaces=ATOM)) == {
        "Dana Whitlock", "Luis Arroyave",
    }  # fmt: skip
    for entry in feed.xpath("a:entry", namespaces=ATOM):
        for name in ("id", "title", "updated", "content", "rights"):
            assert entry.findtext(f"a:{name}", namespaces=ATOM)
        link = entry.xpath("a:link/@href", namespaces=ATOM)[0]
        assert ask(link.removeprefix("http://localhost")).status_code == 200
    people: Any = etree.fromstring(ask("/-/feed/index", creator="Dana Whitlock").content)
    assert people.xpath("a:entry/a:id/text()", namespaces=ATOM) == [WELCOME]
    everything: Any = etree.fromstring(ask("/-/feed/index").content)
    assert len(everything.xpath("a:entry", namespaces=ATOM)) > 15
    nobody: Any = etree.fromstring(ask("/-/feed/index", creator="<nobody>").content)
    assert nobody.xpath("a:entry", namespaces=ATOM) == []


def test_the_feed_of_all_is_offered_and_narrowed_down(ask: Get) -> None:
    start = page(ask, "/")
    (head,) = start.xpath("//link[@type='application/atom+xml']/@href")
    (shown,) = start.xpath("//a[text()='Atom feed']/@href")
    assert head == shown

    def photos(**narrowed: str) -> set[str]:
        feed: Any = etree.fromstring(ask(head, **narrowed).content)
        return set(feed.xpath("a:entry/a:id/text()", namespaces=ATOM))

    every = rows(ask, "/index/photo_credits.json", _size="max")
    assert photos() == photos(site="newsroom") == {row["photo_url"] for row in every}
    assert photos(site="another") == set()
    agency = {row["photo_url"] for row in every if row["rights"] == "agency"}
    assert photos(rights="agency") == photos(rights="agency", site="newsroom") == agency != set()


@pytest.mark.parametrize("asked", [{"q": "tanker"}, {"creator": "Whitlock", "site": "newsroom"}])
def test_a_feed_that_there_is_not(ask: Get, asked: dict[str, str]) -> None:
    answer = ask("/-/feed/index", **asked)
    assert answer.status_code == 400
    assert "there are feeds of a creator" in answer.text


def test_the_answer_offers_its_feed(ask: Get) -> None:
    tree = page(ask, "/index/photos_by_organization", organization="US Navy")
    (feed,) = tree.xpath("//a[text()='Atom feed']/@href")
    assert feed == "/-/feed/index?organization=US+Navy"


def test_growth_adds_up(ask: Get, crawled_dir: Path) -> None:
    tree = page(ask, "/-/growth/index")
    count = len(rows(ask, "/index/photo_credits.json", _size="max"))
    shown = [int(row[1].text) for row in tree.xpath("//section[h2='By rights']//tbody/tr")]
    assert sum(shown) == count
    assert len(tree.xpath("//*[local-name()='rect']")) == 2
    # The terminal says the same.
    with Index.open(crawled_dir / "index.db", read_only=True) as index:
        found = index.statistics()
    shown_months = [[cell.text for cell in row[:3]] for row in tree.xpath("//details//tbody/tr")]
    assert shown_months == [
        [month.month, f"{month.articles:,}", f"{month.photos:,}"]
        for month in reversed(found.months)
    ]
    by_site = tree.xpath("//section[h2='By site']//tbody/tr")
    assert [[cell.text_content() for cell in row[:3]] for row in by_site] == [
        [site, f"{articles:,}", f"{photos:,}"] for site, articles, photos, _ in found.sites
    ]
    assert [link for link in tree.xpath("//section//a/@href") if ask(link).status_code != 200] == []


@pytest.mark.parametrize("view", ["photo_credits", "picture_uses"])
@pytest.mark.parametrize(("column", "value"), [("article_url", ARTICLE), ("photo_url", TANKER)])
def test_rows_by_an_address_come_through_an_index(
    ask: Get, crawled_dir: Path, view: str, column: str, value: str
) -> None:
    every = rows(ask, f"/index/{view}.json", _size="max")
    expected = [row for row in every if row[column] == value]
    assert expected
    for name in (column, f"{column}__exact"):
        answer = ask(f"/index/{view}.json", **{name: value, "_size": "max"}).json()
        found = [dict(zip(answer["columns"], row, strict=True)) for row in answer["rows"]]
        assert sorted(found, key=repr) == sorted(expected, key=repr)
        assert answer["filtered_table_rows_count"] == len(expected)
    with Index.open(crawled_dir / "index.db", read_only=True) as index:
        query = answer["query"]
        plan = index.database.execute(f"explain query plan {query['sql']}", query["params"])
        assert [step for *_, step in plan if step.startswith("SCAN")] == []


def test_the_page_as_it_was(ask: Get) -> None:
    sent = ask("/-/archived/index", url=ARTICLE)
    assert sent.status_code == 302
    around = ask(sent.headers["location"])
    tree: Any = html.document_fromstring(around.text)
    (frame,) = tree.xpath("//iframe")
    assert frame.get("sandbox") == "allow-top-navigation-by-user-activation"
    assert ARTICLE in words(tree)
    content = ask(frame.get("src"))
    policy = content.headers["content-security-policy"]
    assert policy.startswith("sandbox allow-top-navigation-by-user-activation; default-src 'none'")
    assert "script-src" not in policy
    assert "set-cookie" not in {*content.headers, *around.headers}
    shown: Any = html.document_fromstring(content.text)
    assert "extended three times" in words(shown)
    pictures = shown.xpath("//img/@src")
    assert len(pictures) >= 3
    for address in pictures:
        assert address.startswith("/-/replay/index/")
        assert ask(address).headers["content-type"] == "image/jpeg"
    for link in shown.xpath("//a/@href"):
        assert link.startswith(("/-/archived/index?", "#")), link


def test_earlier_captures_are_shown_as_they_were(ask: Get) -> None:
    captures = rows(ask, "/index/captures_of.json", url=ARTICLE)
    moments = sorted(row["captured_at"] for row in captures)
    for moment, said in zip(moments, ("extended twice", "extended three times"), strict=True):
        sent = ask("/-/archived/index", url=ARTICLE, at=moment)
        location = sent.headers["location"]
        assert said in ask(f"{location}/content").text
    tree = page(ask, location)
    (earlier,) = tree.xpath("//a[text()='← Earlier']/@href")
    assert "extended twice" in ask(f"{earlier}/content").text


def test_what_the_server_sent_besides_pages(ask: Get) -> None:
    kinds = {
        "text/plain": "text/plain",
        "application/rss+xml": "text/plain",
        "image/jpeg": "image/jpeg",
    }
    for kind, served in kinds.items():
        row = rows(ask, "/index/captures.json", content_type=kind)[0]
        content = ask(f"/-/replay/index/{row['id']}/content")
        assert content.headers["content-type"].partition(";")[0] == served
        assert content.headers["x-content-type-options"] == "nosniff"
        saved = ask(f"/-/replay/index/{row['id']}/file")
        assert saved.headers["content-disposition"].startswith("attachment;")
        assert saved.headers["content-type"] == "application/octet-stream"
    (redirect, *_) = rows(ask, "/index/captures.json", status="301")
    assert "The server sent visitors on to" in words(page(ask, f"/-/replay/index/{redirect['id']}"))
    (missing, *_) = rows(ask, "/index/captures.json", status="404")
    assert "HTTP 404" in words(page(ask, f"/-/replay/index/{missing['id']}"))


def test_what_was_never_captured_says_so(ask: Get) -> None:
    response = ask("/-/archived/index", url="https://nowhere.example/<b>")
    assert response.status_code == 404
    assert "Not archived" in response.text
    assert "<b>" not in response.text.partition("Not archived</h1>")[2].partition("</section>")[0]
    script = ask("/-/archived/index", url="javascript:alert(1)", at="yesterday")
    assert 'href="javascript' not in script.text


@pytest.mark.parametrize(
    "path",
    ["/-/photo/index", "/-/photo/index?url=x", "/-/article/index?url=x", "/-/replay/index/999999",
     "/-/replay/index/999999/content", "/-/archived/index?warc_filename=x&warc_offset=1",
     "/-/photo/other?url=x", "/-/search/other", "/-/feed/other", "/-/growth/other",
     "/-/replay/index/123456789012345678"],
)  # fmt: skip
def test_what_is_not_there(ask: Get, path: str) -> None:
    assert ask(path).status_code == 404


@pytest.mark.parametrize(
    "path",
    [
        f"/-/photo/index?url={quote(TANKER, safe='')}",
        f"/-/article/index?url={quote(ARTICLE, safe='')}",
        "/-/replay/index/5",
        "/-/search/index?q=navy",
        "/-/growth/index",
    ],
)
def test_our_pages_need_no_script_and_load_nothing_from_elsewhere(ask: Get, path: str) -> None:
    response = ask(path)
    policy = response.headers["content-security-policy"]
    assert policy.startswith("default-src 'none'; img-src 'self'")
    assert "script-src" not in policy
    assert response.headers["referrer-policy"] == "no-referrer"
    tree: Any = html.document_fromstring(response.text)
    for address in tree.xpath("//img/@src | //link/@href | //iframe/@src"):
        assert address.startswith("/"), address


def test_lists_in_answers_are_json(ask: Get) -> None:
    (found,) = rows(ask, "/index/photos_by_creator.json", creator="Priya Halvorsen")
    assert json.loads(found["creators"]) == ["Priya Halvorsen"]
