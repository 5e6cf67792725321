"""Visited again: asked conditionally, answered from the archive, captured as a revisit."""

from __future__ import annotations

import gzip
import re
from collections import Counter
from typing import TYPE_CHECKING

from archive.warc import read_records
from archive.warc.record import NOT_MODIFIED
from tests.loopback import Close, LoopbackServer, Request
from tests.test_whole_path import natural_rows

if TYPE_CHECKING:
    from archive.warc import Record
    from tests.conftest import Project
    from tests.loopback import Reply
    from tests.newsroom.plugin import RunningNewsroom

SINCE = ("-a", "since=2010-01-01")
FEED = "/feed/"


def records(project: Project) -> list[Record]:
    warcs = (project.archive / "warc").glob("*.warc.gz")
    return [record for path in sorted(warcs) for record in read_records(path)]


def rebuilt(project: Project) -> None:
    """The index made again from the WARCs says the same; and they agree."""
    verified = project.scrapy("verify")
    assert verified.returncode == 0, verified.stdout + verified.stderr
    before = natural_rows(project.index)
    project.index.unlink()
    done = project.scrapy("reindex")
    assert done.returncode == 0, done.stderr
    after = natural_rows(project.index)
    for table, rows in before.items():
        assert after[table] == rows, table


def test_what_the_first_crawl_left_is_found_in_an_unchanged_feed(
    project: Project, newsroom: RunningNewsroom
) -> None:
    only_feed = {"feeds": f'["{newsroom.url}{FEED}"]', "sitemaps": "", "sections": ""}
    project.add_site(newsroom, **only_feed)
    first = project.scrapy("crawl", "newsroom", *SINCE, "-s", "MAX_ARTICLES=3")
    assert first.returncode == 0, first.stderr
    asked = len(newsroom.server.exchanges)

    second = project.scrapy("crawl", "newsroom", *SINCE)
    assert second.returncode == 0, second.stderr
    again = newsroom.server.exchanges[asked:]
    (feed,) = [e for e in again if e.request.startswith(f"GET {FEED} ".encode())]
    assert feed.response.startswith(b"HTTP/1.1 304 ")
    assert b"\r\nIf-None-Match: " in feed.request
    assert b"\r\nIf-Modified-Since: " in feed.request
    assert len(project.rows("select 1 from articles")) == 10

    (revisit,) = [r for r in records(project) if r.header("WARC-Profile") == NOT_MODIFIED]
    assert revisit.target_uri == newsroom.url + FEED
    assert revisit.block == b""
    rebuilt(project)


def test_a_changed_feed_is_read_anew(project: Project, newsroom: RunningNewsroom) -> None:
    only_feed = {"feeds": f'["{newsroom.url}{FEED}"]', "sitemaps": "", "sections": ""}
    project.add_site(newsroom, **only_feed)
    assert project.scrapy("crawl", "newsroom", *SINCE).returncode == 0
    newsroom.site.now = newsroom.site.now.replace(hour=18)
    newsroom.site.publish(
        "/2026/03/fog/", next(iter(newsroom.site.stories.values())).html, headline="Fog"
    )
    second = project.scrapy("crawl", "newsroom", *SINCE)
    assert second.returncode == 0, second.stderr
    assert newsroom.requested().count("/2026/03/fog/") == 1
    rebuilt(project)


class Small:
    """A site of feeds and one page, whose answers the test lays down."""

    def __init__(self) -> None:
        both = [b'ETag: "1"', b"Last-Modified: Sat, 14 Mar 2026 12:00:00 GMT"]
        self.feeds: dict[str, list[bytes]] = {"/feed": both, "/moved": both}
        self.moved = False
        self.requests: list[Request] = []

    def respond(self, request: Request) -> Reply:
        self.requests.append(request)
        if request.path == "/moved" and self.moved:
            return b"HTTP/1.1 302 Found\r\nLocation: /feed\r\nContent-Length: 0\r\n\r\n"
        if request.path not in self.feeds:
            return b"HTTP/1.1 404 Not Found\r\nContent-Length: 0\r\n\r\n"
        tags = [request.header(name) for name in ("If-None-Match", "If-Modified-Since")]
        validators = b"\r\n".join(self.feeds[request.path])
        if any(tags) and tags[0] in {None, '"1"'}:
            # Some servers repeat the coding of a body that does not come.
            head = b"HTTP/1.1 304 Not Modified\r\nContent-Encoding: gzip\r\n" + validators
            return head + b"\r\n\r\n"
        host = request.header("Host")
        feed = f"""<rss version="2.0"><channel><title>t</title>
            <item><link>http://{host}/story/1</link></item></channel></rss>"""
        body = gzip.compress(feed.encode(), mtime=0)
        head = b"HTTP/1.1 200 OK\r\nContent-Type: text/xml\r\nContent-Encoding: gzip\r\n"
        return b"%b%b\r\nContent-Length: %d\r\n\r\n%b" % (head, validators, len(body), body)

    def asked(self, path: str) -> list[tuple[str | None, str | None]]:
        return [
            (request.header("If-None-Match"), request.header("If-Modified-Since"))
            for request in self.requests
            if request.path == path
        ]


def crawl_small(project: Project, server: LoopbackServer, feed: str = "/feed") -> str:
    words = ("-a", f"url={server.url}/", "-a", f"feed={server.url}{feed}")
    done = project.scrapy(
        "crawl", "news", *words, "-s", "DOWNLOAD_DELAY=0", "-s", "RETRY_TIMES=0",
        "-s", "LOG_LEVEL=DEBUG",
    )  # fmt: skip
    assert "Traceback" not in done.stderr
    return done.stdout + done.stderr


def test_each_validator_alone(project: Project) -> None:
    modified = "Sat, 14 Mar 2026 12:00:00 GMT"
    sent: dict[str, tuple[bytes, tuple[str | None, str | None]]] = {
        "/tag": (b'ETag: "1"', ('"1"', None)),
        "/date": (f"Last-Modified: {modified}".encode(), (None, modified)),
        "/nothing": (b"X-Nothing: 1", (None, None)),
        "/endless": (b"ETag: " + b"e" * 2000, (None, None)),
    }
    small = Small()
    small.feeds = {path: [field] for path, (field, _) in sent.items()}
    with LoopbackServer(small.respond) as server:
        feeds = [server.url + path for path in sent]
        (project.sites / "small.toml").write_text(
            f'name = "Small"\nhome = "{server.url}/"\ncountry = "INT"\nlanguages = ["en"]\n'
            f'kind = "demo"\ntime_zone = "UTC"\narticle_pattern = "/story/."\nfeeds = {feeds}\n'
            "delay = 0.0\n",
            encoding="utf-8",
        )
        words = ("crawl", "small", "-s", "RETRY_TIMES=0", "-s", "LOG_LEVEL=DEBUG")
        project.scrapy(*words)
        done = project.scrapy(*words)
    assert "Traceback" not in done.stderr
    for path, (_, expected) in sent.items():
        assert small.asked(path) == [(None, None), expected]
        unchanged = re.search(rf"not modified since .*{path}\b", done.stderr)
        assert bool(unchanged) == (expected != (None, None)), path
    # The story is asked for again each time, for it was never had: the feeds were read.
    assert [request.path for request in small.requests].count("/story/1") >= 1


def test_a_redirect_does_not_carry_validators_to_another_address(project: Project) -> None:
    small = Small()
    with LoopbackServer(small.respond) as server:
        crawl_small(project, server, "/moved")
        small.moved = True
        crawl_small(project, server, "/moved")
    assert [bool(tag) for tag, _ in small.asked("/moved")] == [False, True]
    assert small.asked("/feed") == [(None, None)]


def test_without_the_file_it_asks_as_if_for_the_first_time(project: Project) -> None:
    small = Small()
    with LoopbackServer(small.respond) as server:
        crawl_small(project, server)
        for path in (project.archive / "warc").glob("*.warc.gz"):
            path.unlink()
        log = crawl_small(project, server)
    assert small.asked("/feed") == [(None, None), (None, None)]
    assert re.search(r"cannot be read back: \S+/feed: ", log)


def test_the_same_bytes_at_two_addresses_are_stored_once(project: Project) -> None:
    photo = bytes(range(256)) * 40

    def respond(request: Request) -> Reply:
        if request.path.startswith("/photo"):
            head = b"HTTP/1.1 200 OK\r\nContent-Type: image/jpeg\r\nContent-Length: %d\r\n\r\n"
            whole = head % len(photo) + photo
            # Cut off by a lost connection: never stored as a repetition of the whole one.
            cut = request.path.endswith("cut")
            return [whole[:-1], Close()] if cut else whole
        html = (
            b"".join(b"<a href=/photo%d>p</a>" % n for n in range(4)) + b"<a href=/photo-cut>c</a>"
        )
        head = b"HTTP/1.1 200 OK\r\nContent-Type: text/html\r\nContent-Length: %d\r\n\r\n"
        return head % len(html) + html

    with LoopbackServer(respond) as server:
        # Slower than commits, as crawls are: only what is durable already is referred to.
        project.scrapy(
            "crawl", "news", "-a", f"url={server.url}/", "-s", "DOWNLOAD_DELAY=0.4",
            "-s", "RANDOMIZE_DOWNLOAD_DELAY=0",
            "-s", "RETRY_TIMES=0", "-a", "article_pattern=/photo", "-s", "ROBOTSTXT_OBEY=0",
        )  # fmt: skip
        urls = [f"{server.url}/photo{n}" for n in (0, 1, 2, 3)]
    stored = [r for r in records(project) if r.target_uri and "/photo" in r.target_uri]
    kinds = Counter(r.record_type for r in stored if r.record_type != "request")
    assert kinds == {"response": 2, "revisit": 3}
    (cut,) = [r for r in stored if r.truncated]
    assert (cut.target_uri or "").endswith("/photo-cut")
    assert cut.record_type == "response"
    assert {r.target_uri for r in stored if r.record_type == "revisit"} < set(urls)
