"""How the handler, Scrapy and a recorder work together."""

from __future__ import annotations

import itertools
from datetime import timedelta
from typing import TYPE_CHECKING

import pytest

from crawler.recorder import NoRecorderError, attach, recorder_of
from tests.loopback import Close, LoopbackServer, Pause, Reply, Request, tls_context
from tests.loopback.crawl import Get, ListRecorder, Plan, crawl

if TYPE_CHECKING:
    from pathlib import Path


def page(body: bytes = b"ok", fields: bytes = b"", status: bytes = b"200 OK") -> bytes:
    return b"HTTP/1.1 %b\r\n%bContent-Length: %d\r\n\r\n%b" % (status, fields, len(body), body)


SITE: dict[str, Reply] = {
    "/robots.txt": page(b"User-agent: *\nDisallow: /private\n"),
    "/": page(b"home"),
    "/old": page(b"", b"Location: /new#part\r\n", b"301 Moved"),
    "/new": page(b"new"),
    "/private": page(b"secret"),
    "/gone": page(b"", status=b"404 Not Found"),
}


def site(request: Request) -> Reply:
    return SITE[request.path]


def path_of(request: bytes) -> str:
    return request.split(b" ", 2)[1].decode()


def test_keeps_robots_txt_redirects_and_errors_and_nothing_that_was_not_asked() -> None:
    with LoopbackServer(site) as server:
        gets = [Get(server.url + path) for path in ("/", "/old", "/gone", "/private")]
        report = crawl(Plan(gets, {"ROBOTSTXT_OBEY": True, "REDIRECT_ENABLED": True}))
        logged = [(e.request, e.response) for e in server.exchanges]
    kept = [(capture.request, capture.response) for capture in report.captures]
    assert kept == logged
    assert [path_of(request) for request, _ in kept] == [
        "/robots.txt",
        "/",
        "/old",
        "/new",
        "/gone",
    ]
    assert [o.status or o.error for o in report.outcomes] == [200, 200, 404, "IgnoreRequest"]
    redirected = report.outcomes[1]
    assert redirected.url == server.url + "/new"
    assert redirected.captured == 3  # the exchange that gave this response, not the first one
    assert report.captures[3].target_uri == server.url + "/new"
    assert report.outcomes[3].captured is None


def test_requests_on_disk_carry_no_future(tmp_path: Path) -> None:
    with LoopbackServer(site) as server:
        settings = {"JOBDIR": str(tmp_path), "SCHEDULER_DEBUG": True, "REDIRECT_ENABLED": True}
        plan = Plan([Get(server.url + "/old")], settings, order="scheduled")
        report = crawl(plan)
    assert [(o.status, o.captured) for o in report.outcomes] == [(200, 1)]
    assert "serialize" not in report.log


@pytest.mark.parametrize("retrying", [False, True])
def test_nothing_is_resent_behind_the_recorders_back(retrying: bool) -> None:  # noqa: FBT001  parameter
    """A kept-alive connection that dies under a request: one record for each attempt."""
    asked: list[str] = []

    def respond(request: Request) -> Reply:
        asked.append(request.path)
        return [Close()] if asked == ["/a", "/b"] else page(request.path.encode())

    with LoopbackServer(respond) as server:
        gets = [Get(server.url + "/a"), Get(server.url + "/b")]
        report = crawl(Plan(gets, {"RETRY_ENABLED": retrying}))
    attempts = ["/a", "/b", "/b"] if retrying else ["/a", "/b"]
    assert asked == attempts
    assert [path_of(capture.request) for capture in report.captures] == attempts
    assert (report.captures[1].response, report.captures[1].truncated) == (b"", "disconnect")
    assert report.outcomes[1].body == b"/b" if retrying else report.outcomes[1].error


def test_a_late_surplus_is_never_taken_for_the_next_response() -> None:
    def respond(request: Request) -> Reply:
        answer = page(request.path.encode())
        return [answer + b"HTTP/1.1 200 OK\r\n", Pause(0.05), b"Content-Length: 3\r\n\r\nbad"]

    with LoopbackServer(respond) as server:
        report = crawl(Plan([Get(f"{server.url}/{n}") for n in range(6)]))
        assert server.connections == 6
    assert [o.body for o in report.outcomes] == [b"/%d" % n for n in range(6)]
    assert [c.response for c in report.captures] == [page(b"/%d" % n) for n in range(6)]


@pytest.mark.parametrize("secure", [False, True])
def test_exchanges_at_once_do_not_mix(secure: bool) -> None:  # noqa: FBT001  parameter
    def respond(request: Request) -> Reply:
        body = request.path.encode() * 2000
        whole = page(body)
        return [whole[:100], Pause(0.01), whole[100:9000], Pause(0.01), whole[9000:]]

    with LoopbackServer(respond, tls=tls_context()[0] if secure else None) as server:
        settings = {"CONCURRENT_REQUESTS_PER_DOMAIN": 8}
        report = crawl(Plan([Get(f"{server.url}/{n}") for n in range(60)], settings, "scheduled"))
        logged = {(e.request, e.response) for e in server.exchanges}
        assert 1 < server.connections < 60
    assert {(c.request, c.response) for c in report.captures} == logged
    assert len(report.outcomes) == len(logged) == 60
    for outcome in report.outcomes:
        assert outcome.captured is not None
        assert report.captures[outcome.captured].target_uri == outcome.url
        assert page(outcome.body) == report.captures[outcome.captured].response


def test_credentials_cross_the_wire_but_are_not_kept() -> None:
    headers = {"Authorization": "Basic c2VjcmV0", "Cookie": "sid=1", "X-Kept": "yes"}
    for further, cookie in (([], b"sid=1"), (["cookie"], b"[redacted]")):
        with LoopbackServer(site) as server:
            settings = {"WARC_REDACT_REQUEST_HEADERS": further, "COOKIES_ENABLED": False}
            report = crawl(Plan([Get(server.url + "/", headers=headers)], settings))
            sent = server.exchanges[0].request
        expected = sent.replace(b"Basic c2VjcmV0", b"[redacted]").replace(b"sid=1", cookie)
        assert b"Basic c2VjcmV0" in sent
        assert report.captures[0].request == expected


def test_a_proxys_credentials_are_not_kept() -> None:
    with LoopbackServer(site) as proxy:
        meta = {"proxy": proxy.url.replace("//", "//user:secret@")}
        report = crawl(Plan([Get("http://example.invalid/", meta=meta)]))
        sent = proxy.exchanges[0].request
    assert b"\r\nProxy-Authorization: Basic " in sent
    assert b"\r\nProxy-Authorization: [redacted]\r\n" in report.captures[0].request
    assert report.captures[0].ip_address is None


def test_target_uris_are_encoded() -> None:
    with LoopbackServer(lambda _: page()) as server:
        paths = ["/été?q=ö b#x", "/a%20b", "/%7Euser/[x]", "/?a=1&b=|"]
        report = crawl(Plan([Get(server.url + path) for path in paths]))
        targets = [path_of(e.request) for e in server.exchanges]
    assert [c.target_uri for c in report.captures] == [server.url + target for target in targets]
    assert targets[0] == "/%C3%A9t%C3%A9?q=%C3%B6%20b"
    assert all(target.isascii() for target in targets)


def test_after_the_recorder_failed_every_download_fails_with_its_error() -> None:
    with LoopbackServer(site) as server:
        gets = [Get(server.url + "/")] * 4
        report = crawl(Plan(gets, failing_from=1))
        assert len(server.exchanges) == 2
    assert len(report.captures) == 1
    assert [o.error for o in report.outcomes] == [None, None, "DiskFullError", "DiskFullError"]
    assert "no space left after 1 captures" in report.outcomes[3].message


def test_downloads_wait_for_a_recorder_that_is_behind() -> None:
    with LoopbackServer(site) as server:
        gets = [Get(server.url + "/")] * 4
        report = crawl(Plan(gets, {"WARC_BACKLOG_SIZE": 1}, slow=0.2))
    dates = [capture.date for capture in report.captures]
    waits = [later - earlier for earlier, later in itertools.pairwise(dates)]
    assert min(waits) >= timedelta(seconds=0.19)


def test_nothing_is_downloaded_unrecorded() -> None:
    with LoopbackServer(site) as server:
        report = crawl(Plan([Get(server.url + "/")], recorded=False))
        assert server.exchanges == []
    assert report.outcomes[0].error == "NoRecorderError"


def test_a_recorder_belongs_to_one_crawler() -> None:
    from scrapy import Spider  # noqa: PLC0415  slow, and wanted only here
    from scrapy.crawler import Crawler  # noqa: PLC0415  likewise

    one, other, recorder = Crawler(Spider), Crawler(Spider), ListRecorder()
    attach(one, recorder)
    assert recorder_of(one) is recorder
    with pytest.raises(NoRecorderError, match="no archive is attached"):
        recorder_of(other)
