from __future__ import annotations

import json
import re
import sqlite3
import subprocess
from contextlib import closing
from typing import TYPE_CHECKING, TypeAlias
from urllib.parse import urlsplit

import pytest

from archive.warc import read_records
from crawler.lock import site_lock
from crawler.sites import read_site
from tests.conftest import SITE_FILE, Project
from tests.loopback import LoopbackServer, Request

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path

    from crawler.sites import Site
    from tests.newsroom.plugin import RunningNewsroom

Done: TypeAlias = subprocess.CompletedProcess[str]

QUICK = ("-s", "DOWNLOAD_DELAY=0", "-s", "RETRY_TIMES=0", "-s", "REQUISITES=none")


@pytest.fixture(scope="module")
def project(tmp_path_factory: pytest.TempPathFactory) -> Project:
    return Project(tmp_path_factory.mktemp("addsite"))


@pytest.fixture(scope="module")
def added(project: Project, shared_newsroom: RunningNewsroom) -> Done:
    """The bundled site, added by its address alone and tried."""
    return project.scrapy("addsite", *QUICK, "--name", "harbour", f"{shared_newsroom.url}/")


@pytest.fixture(scope="module")
def site(project: Project, added: Done) -> Site:
    assert added.returncode == 0, added.stderr
    return read_site(project.sites / "harbour.toml")


# ------------------------------------------------------------------ a site that is there


def test_the_bundled_site_is_found_as_its_own_file_has_it(
    site: Site, shared_newsroom: RunningNewsroom
) -> None:
    by_hand = read_site(SITE_FILE)

    def here(urls: list[str]) -> set[str]:
        return {url.replace("http://127.0.0.1:8045", shared_newsroom.url) for url in urls}

    assert site.name == by_hand.name
    assert set(site.feeds) == here(by_hand.feeds)
    assert set(site.sitemaps) == here(by_hand.sitemaps)
    assert set(site.sections) >= here(by_hand.sections)
    assert site.languages[0] == by_hand.languages[0]
    assert {"country", "kind", "time_zone", "sections"} <= set(site.unconfirmed)


def test_the_learned_pattern_agrees_with_the_one_made_by_hand(
    site: Site, shared_newsroom: RunningNewsroom
) -> None:
    by_hand, learned = (re.compile(s.article_pattern) for s in (read_site(SITE_FILE), site))
    truth = shared_newsroom.truth
    paths = [page["path"] for page in (*truth["articles"], *truth["other_pages"])]
    paths += ["/", "/naval/", "/tag/navy/", "/author/dana-whitlock/", "/naval/page/2/", "/feed/",
              "/2026/03/", "/2026/03/feed/", "/sitemap_index.xml", "/?s=navy"]  # fmt: skip
    for url in (shared_newsroom.url + path for path in paths):
        assert bool(learned.search(url)) == bool(by_hand.search(url)), url


def test_the_trial_shows_headlines_photos_and_credits(added: Done, site: Site) -> None:
    shown = added.stdout
    assert f"feed       {site.feeds[0]}" in shown
    assert "time zone" in shown
    assert "(a guess)" in shown
    trial = shown.partition("trial:\n")[2]
    # Five pages are asked for; one or two of them may be gone, or the same article.
    shown_articles = len(re.findall(r"^  \d{4}-\d{2}-\d{2} \S", trial, re.MULTILINE))
    assert 3 <= shown_articles <= 5
    assert re.search(r"\d photos?, \d with a credit", trial)
    assert f"\nharbour: {shown_articles} articles, " in trial
    assert added.stderr == ""


def test_all_that_crossed_the_socket_is_in_the_archive(project: Project, added: Done) -> None:
    assert added.returncode == 0
    uris = {
        urlsplit(record.ref.target_uri).path
        for path in (project.archive / "warc").glob("*.warc.gz")
        for record in read_records(path)
        if record.ref.target_uri
    }
    assert {"/", "/robots.txt", "/feed/", "/sitemap_index.xml"} <= uris
    with closing(sqlite3.connect(project.index)) as database:
        crawls = database.execute("select site, summary from crawls order by id").fetchall()
        articles = database.execute("select count(*) from articles").fetchone()
    assert [name for name, _ in crawls] == ["harbour", "harbour"]
    assert [json.loads(summary)["exit_code"] for _, summary in crawls] == ["0", "0"]
    assert 3 <= articles[0] <= 5


def test_a_file_is_replaced_only_by_force_and_a_host_is_added_once(
    project: Project, site: Site
) -> None:
    path = project.sites / "harbour.toml"
    before = path.read_bytes()
    again = project.scrapy("addsite", *QUICK, "--name", "harbour", site.home)
    assert (again.returncode, again.stdout) == (1, "")
    assert f"{path} exists" in again.stderr
    same = project.scrapy("addsite", *QUICK, site.home)
    assert same.returncode == 1
    assert "is on the host of the site harbour" in same.stderr
    path.write_text("no TOML", encoding="utf-8")
    forced = project.scrapy(
        "addsite", *QUICK, "--no-trial", "--force", "--name", "harbour", site.home
    )
    assert forced.returncode == 0, forced.stderr
    assert path.read_bytes() == before
    assert "trial" not in forced.stdout


# ------------------------------------------------------------------ sites that are not


def reply(body: str, kind: str = "text/html", status: str = "200 OK") -> bytes:
    data = body.encode()
    head = f"HTTP/1.1 {status}\r\nContent-Type: {kind}\r\nContent-Length: {len(data)}\r\n\r\n"
    return head.encode() + data


WORDPRESS = """<!DOCTYPE html><html lang="uk"><title>Вісник</title>
<link rel="stylesheet" href="/wp/wp-content/themes/x.css"><nav><a href="/wp/navy/">Флот</a></nav>"""


def wordpress(path: str) -> bytes | None:
    """A site that announces nothing, and has what WordPress has."""
    posts = [f"/wp/2026/03/ship-{number}-comes-home-again/" for number in range(4)]
    match path:
        case "":
            return reply(WORDPRESS, "text/html; charset=utf-8")
        case "feed/":
            items = "".join(f"<item><link>{post}</link></item>" for post in posts[:2])
            return reply(
                f"<rss version='2.0'><channel>{items}</channel></rss>", "application/rss+xml"
            )
        case "wp-json/wp/v2/posts":
            return reply(json.dumps([{"link": post} for post in posts]), "application/json")
        case "wp-sitemap.xml":
            part = "<sitemap><loc>/wp/wp-sitemap-posts-post-1.xml</loc></sitemap>"
            return reply(f"<sitemapindex>{part}</sitemapindex>", "application/xml")
        case "wp-sitemap-posts-post-1.xml":
            old = "<url><loc>/wp/archives/4107733-an-old-ship/</loc></url>"
            return reply(f"<urlset>{old}</urlset>", "application/xml")
    return None


PAGES = {
    "/robots.txt": ("User-agent: *\nDisallow: /private/\nSitemap: /no.xml\n", "text/plain"),
    "/photo.pdf": ("%PDF-1.7", "application/pdf"),
    "/private/": ("<html><title>Desk</title>",),
    "/bare/": ('<html lang="fr"><title>Rien</title><a href="/about/">Qui</a>',),
    "/bare/feed/": ("<html><title>No feed</title>",),
}


def respond(request: Request) -> bytes:
    if request.path in PAGES:
        return reply(*PAGES[request.path])
    below = request.path.removeprefix("/wp/")
    found = wordpress(below) if below != request.path else None
    return found or reply("gone", status="404 Not Found")


@pytest.fixture(scope="module")
def server() -> Iterator[LoopbackServer]:
    with LoopbackServer(respond) as running:
        yield running


@pytest.mark.parametrize(
    ("url", "words"),
    [
        ("{here}/photo.pdf", "{here}/photo.pdf is not HTML (application/pdf)"),
        ("{here}/private/", "{here}/private/: robots.txt forbids it"),
        ("{here}/gone/", "{here}/gone/: HTTP 404"),
        ("http://no-such-host.invalid/", "http://no-such-host.invalid/: no such host"),
        ("{here}/bare/", "no articles found on {here}/bare/"),
    ],
)
def test_where_there_is_no_site_one_line_says_why_and_no_file_is_written(
    tmp_path: Path, server: LoopbackServer, url: str, words: str
) -> None:
    project = Project(tmp_path)
    done = project.scrapy("addsite", *QUICK, url.format(here=server.url))
    assert (done.returncode, done.stdout) == (2, "")
    error = done.stderr.strip()
    assert error.startswith(f"error: {words.format(here=server.url)}")
    assert error.endswith("no file was written")
    assert "\n" not in error
    assert not list(project.folder.glob("sites/*"))
    if "bare" in url:
        assert f"no feed: {server.url}/bare/feed/" in error
        assert re.search(rf"; HTTP 404: [^;]*{re.escape(server.url)}/no\.xml", error)


def test_what_a_site_does_not_announce_is_looked_for_where_its_system_keeps_it(
    tmp_path: Path, server: LoopbackServer
) -> None:
    project, home = Project(tmp_path), f"{server.url}/wp/"
    done = project.scrapy("addsite", *QUICK, "--no-trial", "--name", "visnyk", home)
    assert done.returncode == 0, done.stderr
    site = read_site(project.sites / "visnyk.toml")
    assert (site.name, site.languages) == ("Вісник", ["uk"])
    assert site.feeds == [f"{home}feed/"]
    assert site.sitemaps == [f"{home}wp-sitemap.xml"]
    assert site.wp_json == f"{home}wp-json/"
    assert site.sections == [f"{home}navy/"]
    assert re.search(site.article_pattern, f"{home}2027/01/a-post-of-next-year/")
    assert "interface" in done.stdout


@pytest.mark.parametrize(
    ("words", "message"),
    [
        ([], "name one URL"),
        (["https://a.example", "https://b.example"], "name one URL"),
        (["ftp://herald.example/"], "no http or https address"),
        (["https://desk:secret@herald.example/"], "no http or https address"),
        (["--name", "../x", "https://herald.example/"], "lower-case letters"),
        (["--name", "news", "https://herald.example/"], "not 'news'"),
        (["--nome", "x", "https://herald.example/"], "unknown option '--nome'"),
    ],
)
def test_what_is_no_site_at_all_is_a_usage_error(
    tmp_path: Path, words: list[str], message: str
) -> None:
    project = Project(tmp_path)
    done = project.scrapy("addsite", *words)
    assert (done.returncode, done.stdout) == (1, "")
    assert message in done.stderr
    assert not project.archive.exists()


def test_a_site_that_is_being_crawled_is_left_alone(tmp_path: Path) -> None:
    project = Project(tmp_path)
    with site_lock(project.archive / "jobs", "herald"):
        done = project.scrapy("addsite", "--name", "herald", "https://herald.example/")
    assert done.returncode == 3
    assert not list(project.folder.glob("sites/*"))
