"""From a running news site to rows: the commands as users call them."""

from __future__ import annotations

import json
import sqlite3
from collections import Counter
from contextlib import closing
from typing import TYPE_CHECKING, Any

import pytest

from archive.warc import read_records
from tests.conftest import Project
from tests.newsroom.plugin import serve

if TYPE_CHECKING:
    import subprocess
    from collections.abc import Iterator
    from pathlib import Path

    from tests.newsroom.plugin import RunningNewsroom

Crawled = tuple[Project, "subprocess.CompletedProcess[str]"]
SEED = "US Air Force Tech. Sgt. Brigitte N. Brantley/DoD"
SINCE = ("-a", "since=2010-01-01")


@pytest.fixture(scope="module")
def shared_newsroom() -> Iterator[RunningNewsroom]:
    """A site that only the tests here ask for anything: every exchange with it counts."""
    yield from serve()


@pytest.fixture(scope="module")
def crawled(tmp_path_factory: pytest.TempPathFactory, shared_newsroom: RunningNewsroom) -> Crawled:
    project = Project(tmp_path_factory.mktemp("crawled"))
    project.add_site(shared_newsroom)
    done = project.scrapy("crawl", "newsroom", *SINCE)
    assert done.returncode == 0, done.stderr
    return project, done


def natural_rows(path: Path) -> dict[str, list[tuple[Any, ...]]]:
    """Every table without its ids, joined to what the ids stand for, and the view."""
    queries = {
        "crawls": "select crawl_uid, site, started_at, finished_at, finish_reason, exit_code,"
        " warcinfo, summary from crawls",
        "captures": "select target_uri, captured_at, status, content_type, record_type, record_id,"
        " payload_digest, truncated, warc_filename, warc_offset, warc_length, problem, wall,"
        " crawl_uid"
        " from captures left join crawls on crawls.id = crawl_id",
        "articles": "select site, url, headline, description, authors, date_published,"
        " date_modified, in_language, section, keywords, publisher, article_body,"
        " first_captured_at, last_captured_at, robots from articles",
        "article_versions": "select url, content_digest, article_versions.headline, record_id,"
        " article_versions.first_captured_at, article_versions.last_captured_at, changes"
        " from article_versions join articles on articles.id = article_id"
        " join captures on captures.id = capture_id",
        "photos": "select content_url, sha256, byte_length, format, width, height,"
        " embedded_creators, embedded_credit_line, record_id"
        " from photos left join captures on captures.id = photos.capture_id",
        "photo_uses": "select content_digest, content_url, position, is_lead, caption,"
        " credit_line, alt, creators, ranks, organizations, identifier, rights, photo_uses.urls"
        " from photo_uses join photos on photos.id = photo_id"
        " join article_versions on article_versions.id = version_id",
        "credits": "select content_url, position, source, chosen, text, credits.creators,"
        " credits.organizations, credits.rights from credits"
        " join photos on photos.id = credits.photo_id"
        " left join photo_uses on photo_uses.id = photo_use_id",
        "gone_articles": "select url, last_seen_at, gone_since, status from gone_articles",
        "warc_files": "select warc_filename, committed_offset, closed_sha256 from warc_files",
        "photo_credits": "select * from photo_credits",
        "persons": "select name, name_key, uses from persons",
        "photo_use_persons": "select content_url, content_digest, links.position, name_key,"
        " links.name, rank from photo_use_persons as links"
        " join persons on persons.id = person_id join photo_uses on photo_uses.id = photo_use_id"
        " join photos on photos.id = photo_id"
        " join article_versions on article_versions.id = version_id",
        "organizations": "select name, name_key, uses from organizations",
        "photo_use_organizations": "select content_url, content_digest, links.position, name_key,"
        " links.name from photo_use_organizations as links"
        " join organizations on organizations.id = organization_id"
        " join photo_uses on photo_uses.id = photo_use_id join photos on photos.id = photo_id"
        " join article_versions on article_versions.id = version_id",
        "pictures": "select photos.content_url, photos.perceptual_hashes, best.content_url,"
        " pictures.photos, uses, sites, credits from photos"
        " join pictures on pictures.id = photos.picture_id"
        " join photos as best on best.id = pictures.photo_id",
        "photo_identifiers": "select content_url, identifier, source from photo_identifiers"
        " join photos on photos.id = photo_id",
        "likeness_keys": "select content_url, likeness_key from likeness_keys"
        " join photos on photos.id = photo_id",
        "picture_uses": "select site, article_url, headline, published_at, photo_url, caption,"
        " credit_line from picture_uses",
    }
    with closing(sqlite3.connect(path)) as database:
        return {
            name: sorted(database.execute(sql).fetchall(), key=repr)
            for name, sql in queries.items()
        }


def test_the_seed_photo_has_exactly_its_credit(
    crawled: Crawled,
) -> None:
    (row,) = crawled[0].rows("select * from photo_credits where credit_line = ?", SEED)
    assert row["caption"] == (
        "Le Secrétaire américain de la Défense, Ashton Carter, rencontre le ministre turc de la "
        "Défense nationale Fikri Isik lors de la réunion ministérielle de l’Otan le 26 octobre "
        "2016."
    )
    assert json.loads(row["creators"]) == ["Brigitte N. Brantley"]
    assert json.loads(row["ranks"]) == ["Tech. Sgt."]
    assert json.loads(row["organizations"]) == ["US Air Force", "DoD"]
    assert row["identifier"] is None
    assert row["rights"] == "us-government"
    assert row["sha256"]


def test_the_seed_body_has_no_furniture(
    crawled: Crawled,
) -> None:
    (row,) = crawled[0].rows(
        "select headline, article_body from articles where headline like 'La Turquie bienvenue%'"
    )
    paragraphs = row["article_body"].split("\n\n")
    assert "0" not in paragraphs
    assert "Les commentaires sont fermés" not in row["article_body"]
    assert "Brantley" not in row["article_body"]
    assert "réunion ministérielle de l'Otan le 26" not in row["article_body"]


def test_every_photo_is_as_its_editors_printed_it(
    crawled: Crawled, shared_newsroom: RunningNewsroom
) -> None:
    project, _ = crawled
    for article in shared_newsroom.truth["articles"]:
        rows = project.rows(
            "select * from photo_credits where article_url = ?",
            shared_newsroom.url + article["path"],
        )
        found = {row["photo_url"]: row for row in rows}
        assert set(found) == {photo["content_url"] for photo in article["photos"]}, article["path"]
        for photo in article["photos"]:
            row = found[photo["content_url"]]
            assert row["caption"] == photo["caption"]
            assert row["credit_line"] == photo["credit_line"]
            for name in ("creators", "ranks", "organizations"):
                assert json.loads(row[name]) == photo[name], (photo, row)
            assert row["identifier"] == photo["identifier"], photo["content_url"]
            assert row["rights"] == photo["rights"], photo["content_url"]


def test_articles_and_nothing_else_are_articles(
    crawled: Crawled, shared_newsroom: RunningNewsroom
) -> None:
    rows = crawled[0].rows("select url, headline, article_body from articles")
    found = {row["url"]: row for row in rows}
    expected = {
        shared_newsroom.url + article["path"]: article
        for article in shared_newsroom.truth["articles"]
    }
    assert set(found) == set(expected)
    for url, article in expected.items():
        assert found[url]["headline"] == article["headline"]
        body = found[url]["article_body"]
        assert body.startswith(article["body_starts"])
        assert body.endswith(article["body_ends"])
        for words in article["not_in_body"]:
            assert words not in body, (url, words)


def test_the_summary_is_one_line(crawled: Crawled, shared_newsroom: RunningNewsroom) -> None:
    _, done = crawled
    (line,) = done.stdout.splitlines()
    assert line.startswith(f"newsroom: {len(shared_newsroom.truth['articles'])} articles, ")


def test_the_warc_has_every_byte_that_was_sent(
    crawled: Crawled, shared_newsroom: RunningNewsroom
) -> None:
    project, _ = crawled
    records = [
        record
        for path in (project.archive / "warc").glob("*.warc.gz")
        for record in read_records(path)
    ]
    exchanges = shared_newsroom.server.exchanges
    asked = Counter(exchange.request for exchange in exchanges)
    assert Counter(r.block for r in records if r.record_type == "request") == asked
    sent = Counter(exchange.response for exchange in exchanges)
    kept = Counter(r.block for r in records if r.record_type == "response")
    # What came twice is kept once; its second head stands in a revisit record.
    revisits = [r for r in records if r.record_type == "revisit"]
    assert kept <= sent
    assert kept.total() + len(revisits) == sent.total()
    assert records[0].record_type == "warcinfo"


def test_a_rebuilt_index_has_the_same_rows(
    crawled: Crawled,
) -> None:
    project, _ = crawled
    before = natural_rows(project.index)
    kept = project.index.with_suffix(".kept")
    project.index.rename(kept)
    for name in ("index.db-wal", "index.db-shm"):
        (project.archive / name).unlink(missing_ok=True)
    done = project.scrapy("reindex")
    assert done.returncode == 0, done.stderr
    after = natural_rows(project.index)
    for table, rows in before.items():
        assert after[table] == rows, table
    again = project.scrapy("reindex")
    assert again.returncode == 0, again.stderr
    assert natural_rows(project.index) == before


def test_a_second_crawl_finds_nothing_new(project: Project, newsroom: RunningNewsroom) -> None:
    project.add_site(newsroom)
    assert project.scrapy("crawl", "newsroom", *SINCE).returncode == 0
    asked = len(newsroom.requested())
    second = project.scrapy("crawl", "newsroom", *SINCE)
    assert second.returncode == 0, second.stderr
    assert "nothing new" in second.stdout
    articles = {article["path"] for article in newsroom.truth["articles"]}
    assert not articles & set(newsroom.requested()[asked:])


def test_a_site_without_a_file(project: Project, newsroom: RunningNewsroom) -> None:
    words = ("-a", f"url={newsroom.url}/", "-s", "DOWNLOAD_DELAY=0")
    done = project.scrapy("crawl", "news", *words, *SINCE)
    assert done.returncode == 0, done.stderr
    rows = project.rows("select * from photo_credits where credit_line = ?", SEED)
    assert [row["site"] for row in rows] == ["127.0.0.1"]
    before = natural_rows(project.index)
    project.index.unlink()
    assert project.scrapy("reindex").returncode == 0
    assert natural_rows(project.index) == before


def test_bad_input_gets_a_clear_line_and_the_crawl_goes_on(
    project: Project, newsroom: RunningNewsroom
) -> None:
    project.add_site(
        newsroom,
        feeds="",
        sitemaps="",
        sections=f'["{newsroom.url}/bad/", "{newsroom.url}/"]',
        article_pattern="'^http://127\\.0\\.0\\.1:\\d+/(?:bad/(?!photos/).+|2026/\\d\\d/[^/]+/$)'",
        article_examples="[]",
    )
    done = project.scrapy(
        "crawl", "newsroom", "-s", "DOWNLOAD_TIMEOUT=2", "-s", "RETRY_TIMES=0",
        "-s", "DOWNLOAD_MAXSIZE=20000000",
    )  # fmt: skip
    assert done.returncode == 2
    assert "could not be read" in done.stdout
    assert "Traceback" not in done.stderr

    rows = project.rows("select target_uri, status, truncated, problem from captures")
    found = {row["target_uri"].removeprefix(newsroom.url): row for row in rows}
    for path, words in {
        "/bad/report.pdf": "application/pdf",
        "/bad/pdf-as-html/": "%PDF",
        "/bad/empty/": "no bytes",
        "/bad/broken-markup/": "no words",
        "/bad/nested/": "nested deeper",
        "/bad/photos/error-page.jpg": "HTML",
        "/bad/photos/empty.jpg": "empty",
    }.items():
        assert words in found[path]["problem"], path
        assert "\n" not in found[path]["problem"]
        assert path in done.stderr
    assert found["/bad/slow/"]["truncated"] == "time"
    assert found["/bad/large/"]["truncated"] == "length"
    assert found["/bad/hangs-up/"]["truncated"] == "disconnect"
    for words in ("no-such-host.invalid", "/bad/forbidden/: HTTP 403", "javascript:alert(1)"):
        assert words in done.stderr, words

    headlines = {row["headline"] for row in project.rows("select headline from articles")}
    assert "Ice convoy reaches Sørvåg" in headlines  # in a charset that its head denies
    assert len(headlines) > 4
    assert not project.rows("select 1 from photos where content_url not glob 'http*://*'")
    assert project.rows("pragma integrity_check") == [{"integrity_check": "ok"}]


def test_nothing_printed_under_a_photo_is_in_a_body(crawled: Crawled) -> None:
    rows = crawled[0].rows(
        "select articles.headline, article_body, caption, credit_line from photo_credits"
        " join articles on articles.url = article_url"
    )
    assert rows
    for row in rows:
        for name in ("caption", "credit_line"):
            assert not row[name] or row[name] not in row["article_body"], row["headline"]


def test_the_file_s_own_metadata_stands_beside_the_printed_credit(crawled: Crawled) -> None:
    rows = crawled[0].rows(
        "select content_url, embedded_creators, embedded_credit_line, credits.source, text"
        " from photos join credits on credits.photo_id = photos.id"
        " where embedded_creators != '[]'"
    )
    sources = {(row["content_url"], row["source"]) for row in rows}
    both = {url for url, source in sources if source == "printed"} & {
        url for url, source in sources if source == "embedded"
    }
    assert both


def test_manners(crawled: Crawled, shared_newsroom: RunningNewsroom) -> None:
    """An honest name, robots.txt obeyed, no cookies kept, no doors open while it crawls."""
    exchanges = shared_newsroom.server.exchanges
    assert exchanges[0].request.startswith(b"GET /robots.txt ")
    assert any(b"\nSet-Cookie:" in exchange.response for exchange in exchanges)
    for exchange in exchanges:
        head = exchange.request.lower()
        assert b"\nuser-agent: defense-news-archive/" in head
        assert b"\ncookie:" not in head
        assert b" /private/" not in head
        assert b" /wp-admin/" not in head
    log = crawled[1].stderr
    assert "asks for 0.05 s between requests" in log
    assert "elnet" not in log
    assert "emote control" not in log


def test_the_operator_s_contact_goes_out_and_is_kept(
    project: Project, newsroom: RunningNewsroom
) -> None:
    project.add_site(newsroom, feeds="", sitemaps="", sections=f'["{newsroom.url}/naval/"]')
    done = project.scrapy("crawl", "newsroom", "-s", "CONTACT=desk@herald.example")
    assert done.returncode == 0, done.stderr
    (exchange, *_) = newsroom.server.exchanges
    assert b"(+desk@herald.example)" in exchange.request
    (row,) = project.rows("select warcinfo from crawls")
    assert json.loads(row["warcinfo"])["operator"] == "desk@herald.example"
