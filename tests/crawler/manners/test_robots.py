"""RFC 9309 by a real crawl: which pages are asked for, whatever came of robots.txt."""

from __future__ import annotations

import asyncio
import contextlib
import socket
from dataclasses import dataclass
from typing import TYPE_CHECKING, cast

import pytest
import scrapy
from scrapy.exceptions import IgnoreRequest
from scrapy.utils.test import get_crawler

from crawler.manners import robots
from crawler.manners.robots import _LIMIT, _readable
from tests.loopback import Close, LoopbackServer, Reply, Request, tls_context
from tests.loopback.crawl import Get, Plan, crawl

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator

    from scrapy.core.engine import ExecutionEngine

    from tests.loopback.crawl import Outcome

MIDDLEWARES = {
    "crawler.guard.GuardMiddleware": 60,
    "crawler.manners.robots.RobotsTxt": 100,
    "scrapy.downloadermiddlewares.robotstxt.RobotsTxtMiddleware": None,
    "scrapy.downloadermiddlewares.redirect.RedirectMiddleware": None,
    "crawler.redirects.Redirects": 600,
}
NOTHING = b"User-agent: *\nDisallow: /\n"
NOT_A = b"User-agent: *\nDisallow: /a\n"
LONG = b"User-agent: *\n" + b"# a comment\n" * (_LIMIT // 12)


def answer(status: bytes, body: bytes, fields: bytes = b"") -> bytes:
    return b"HTTP/1.1 %b\r\n%bContent-Length: %d\r\n\r\n%b" % (status, fields, len(body), body)


def hops(number: int) -> Callable[[Request], Reply]:
    """robots.txt behind so many redirects."""

    def respond(request: Request) -> Reply:
        hop = int(request.path.rpartition("-")[2]) if "-" in request.path else 0
        if hop == number:
            return answer(b"200 OK", NOTHING)
        return answer(b"302 Found", b"", b"Location: /hop-%d\r\n" % (hop + 1))

    return respond


ROBOTS: dict[str, Callable[[Request], Reply]] = {
    "rules": lambda _: answer(b"200 OK", NOT_A),
    "rules-with-a-mark": lambda _: answer(b"200 OK", b"\xef\xbb\xbf" + NOT_A),
    "an-error-page-that-looks-like-rules": lambda _: answer(b"404 Not Found", NOTHING),
    "forbidden": lambda _: answer(b"403 Forbidden", NOTHING),
    "too-many-requests": lambda _: answer(b"429 Slow Down", b""),
    "unavailable": lambda _: answer(b"503 Busy", b""),
    "broken": lambda _: answer(b"500 Oh", b"User-agent: *\nAllow: /\n"),
    "hangs-up": lambda _: [Close()],
    "five-redirects": hops(5),
    "six-redirects": hops(6),
    "a-loop": lambda r: answer(b"302 Found", b"", b"Location: %b\r\n" % r.target.encode()),
    "a-redirect-inwards": lambda _: answer(
        b"302 Found", b"", b"Location: http://localhost:1/robots.txt\r\n"
    ),
    "rules-beyond-the-limit": lambda _: answer(b"200 OK", LONG + b"\nDisallow: /\n"),
    "a-page": lambda _: answer(b"200 OK", b"<html><title>Not found</title></html>"),
}
ALLOWED = {
    "rules": "b",
    "rules-with-a-mark": "b",
    "an-error-page-that-looks-like-rules": "ab",
    "forbidden": "ab",
    "too-many-requests": "",
    "unavailable": "",
    "broken": "",
    "hangs-up": "",
    "five-redirects": "",
    "six-redirects": "ab",
    "a-loop": "ab",
    "a-redirect-inwards": "",
    "rules-beyond-the-limit": "ab",
    "a-page": "ab",
}


@dataclass(frozen=True)
class Seen:
    asked: dict[str, list[str]]
    outcomes: dict[tuple[str, str], Outcome]
    log: str


@pytest.fixture(scope="module")
def seen() -> Iterator[Seen]:
    def site(answered: Callable[[Request], Reply]) -> Callable[[Request], Reply]:
        def respond(request: Request) -> Reply:
            return answer(b"200 OK", b"ok") if request.path in ("/a", "/b") else answered(request)

        return respond

    with contextlib.ExitStack() as stack:
        servers = {
            name: stack.enter_context(LoopbackServer(site(answered)))
            for name, answered in ROBOTS.items()
        }
        secure = stack.enter_context(LoopbackServer(site(ROBOTS["rules"]), tls=tls_context()[0]))
        closed = stack.enter_context(socket.socket())
        closed.bind(("127.0.0.1", 0))  # bound but not listening: connections are refused
        urls = {name: server.url for name, server in servers.items()}
        urls["distrusted"] = secure.url
        urls["nobody"] = f"http://127.0.0.1:{closed.getsockname()[1]}"
        gets = {(name, page): Get(f"{url}/{page}") for name, url in urls.items() for page in "ab"}
        settings = {
            "ROBOTSTXT_OBEY": True,
            "DOWNLOAD_VERIFY_CERTIFICATES": True,
            "REDIRECT_ENABLED": True,
            "DOWNLOADER_MIDDLEWARES": MIDDLEWARES,
            "PRIVATE_ORIGINS": list(urls.values()),
        }
        report = crawl(Plan(list(gets.values()), settings))
        asked = {
            name: [exchange.request.split(b" ")[1].decode() for exchange in server.exchanges]
            for name, server in servers.items()
        }
        yield Seen(asked, dict(zip(gets, report.outcomes, strict=True)), report.log)


@pytest.mark.parametrize("name", ROBOTS)
def test_what_may_be_asked_for(seen: Seen, name: str) -> None:
    pages = [path for path in seen.asked[name] if path in ("/a", "/b")]
    assert pages == [f"/{page}" for page in ALLOWED[name]]
    assert seen.asked[name].count("/robots.txt") == 1


@pytest.mark.parametrize(
    ("name", "error"),
    [
        ("rules", "IgnoreRequest"),
        ("unavailable", "RobotsUnreachableError"),
        ("too-many-requests", "RobotsUnreachableError"),
        ("hangs-up", "RobotsUnreachableError"),
        ("nobody", "RobotsUnreachableError"),
        ("distrusted", "RobotsUnreachableError"),
        ("a-redirect-inwards", "RefusedError"),
    ],
)
def test_why_not(seen: Seen, name: str, error: str) -> None:
    assert seen.outcomes[name, "a"].error == error


def test_it_is_said_once_what_could_not_be_had(seen: Seen) -> None:
    assert "/robots.txt cannot be had (HTTP 503)" in seen.outcomes["unavailable", "a"].message
    assert seen.log.count("cannot be had (HTTP 503)") == 1
    assert "refused" in seen.outcomes["nobody", "b"].message
    assert "is self-signed), so that" in seen.outcomes["distrusted", "b"].message
    assert "Traceback" not in seen.log


class Engine:
    """Scrapy's engine, as far as robots.txt needs one."""

    def __init__(self, *answers: tuple[int, bytes]) -> None:
        self.answers, self.asked = list(answers), 0

    async def download_async(self, request: scrapy.Request) -> scrapy.http.Response:
        self.asked += 1
        await asyncio.sleep(0)
        status, body = self.answers.pop(0)
        return scrapy.http.Response(request.url, status=status, body=body)


@dataclass
class Clock:
    now: float = 0.0

    def __call__(self) -> float:
        return self.now


@pytest.fixture
def clock(monkeypatch: pytest.MonkeyPatch) -> Clock:
    made = Clock()
    monkeypatch.setattr(robots, "monotonic", made)
    return made


def middleware(engine: Engine) -> robots.RobotsTxt:
    crawler = get_crawler(scrapy.Spider, {"ROBOTSTXT_OBEY": True, "USER_AGENT": "test"})
    crawler.engine = cast("ExecutionEngine", engine)
    return robots.RobotsTxt(crawler)


def allows(rules: robots.RobotsTxt, *urls: str) -> list[bool]:
    async def ask() -> list[bool]:
        asking = [rules.process_request(scrapy.Request(url)) for url in urls]
        results = await asyncio.gather(*asking, return_exceptions=True)
        assert all(r is None or isinstance(r, IgnoreRequest) for r in results), results
        return [result is None for result in results]

    return asyncio.run(ask())


def test_rules_are_asked_for_once_for_each_scheme_host_and_port(clock: Clock) -> None:
    engine = Engine((200, NOT_A), (404, b""), (404, b""))
    rules = middleware(engine)
    assert allows(rules, "http://h/a", "http://H/b", "http://h/a") == [False, True, False]
    assert engine.asked == 1
    assert allows(rules, "https://h/a", "http://h:8080/a") == [True, True]
    clock.now = 23 * 3600
    assert allows(rules, "http://h/a", "https://h/a") == [False, True]
    assert engine.asked == 3


def test_rules_are_asked_for_again_after_a_day(clock: Clock) -> None:
    rules = middleware(Engine((200, NOT_A), (503, b""), (200, b"")))
    assert allows(rules, "http://h/a", "http://h/b") == [False, True]
    clock.now = 25 * 3600
    assert allows(rules, "http://h/a", "http://h/b") == [False, True]  # no newer ones to be had
    clock.now = 27 * 3600
    assert allows(rules, "http://h/a", "http://h/b") == [True, True]


def test_what_could_not_be_had_is_asked_for_again_after_an_hour(clock: Clock) -> None:
    rules = middleware(Engine((503, b""), (200, NOT_A)))
    assert allows(rules, "http://h/b") == [False]
    clock.now = 1800
    assert allows(rules, "http://h/b") == [False]
    clock.now = 3700
    assert allows(rules, "http://h/b") == [True]


def test_half_a_line_is_no_rule() -> None:
    short = b"Disallow: /private\n"
    assert _readable(short) == short
    text = short * (_LIMIT // len(short) + 2)
    assert len(_readable(text)) <= _LIMIT
    assert set(_readable(text).splitlines()) == {b"Disallow: /private"}
    assert _readable(b"x" * (_LIMIT + 1)) == b""
