from __future__ import annotations

import logging
import socket
import time
from typing import TYPE_CHECKING

import pytest

from crawler.ping import HealthCheck, PingAddressError
from tests.loopback import LoopbackServer

if TYPE_CHECKING:
    from collections.abc import Iterator

    from tests.loopback import Request

OK = b"HTTP/1.1 200 OK\r\nContent-Length: 2\r\n\r\nOK"
GONE = b"HTTP/1.1 404 Not Found\r\nContent-Length: 0\r\n\r\n"


class Check:
    """A health check's server; notes what it is asked."""

    def __init__(self) -> None:
        self.asked: list[tuple[str, str]] = []

    def respond(self, request: Request) -> bytes:
        self.asked.append((request.method, request.target))
        return GONE if "gone" in request.target else OK


@pytest.fixture
def check() -> Check:
    return Check()


@pytest.fixture
def url(check: Check) -> Iterator[str]:
    with LoopbackServer(check.respond) as server:
        yield server.url


def test_a_crawl_is_told_from_its_start_to_its_exit_code(check: Check, url: str) -> None:
    health_check = HealthCheck(f"{url}/key/{{site}}?create=1", 5.0)
    assert health_check.is_for_each_site
    health_check.start("naval-news")
    health_check.finish(0, "naval-news")
    health_check.finish(2, "45enord")
    assert check.asked == [
        ("GET", "/key/naval-news/start?create=1"),
        ("GET", "/key/naval-news/0?create=1"),
        ("GET", "/key/45enord/2?create=1"),
    ]


def test_one_check_for_all(check: Check, url: str, caplog: pytest.LogCaptureFixture) -> None:
    health_check = HealthCheck(f"{url}/uuid/", 5.0)
    assert not health_check.is_for_each_site
    health_check.start()
    health_check.finish(4)
    assert [target for _, target in check.asked] == ["/uuid/start", "/uuid/4"]
    assert caplog.records == []


def test_a_site_s_name_cannot_lead_elsewhere(check: Check, url: str) -> None:
    HealthCheck(f"{url}/{{site}}", 5.0).start("../a b?c#d")
    assert [target for _, target in check.asked] == ["/..%2Fa%20b%3Fc%23d/start"]


def test_without_an_address_nobody_is_told() -> None:
    health_check = HealthCheck("", 5.0)
    health_check.start("herald")
    health_check.finish(0, "herald")
    assert not health_check.is_for_each_site


@pytest.mark.parametrize(
    "address",
    ["ftp://hc.example/", "file:///etc/passwd", "hc.example/x", "https://", "javascript:x"],
)
def test_what_is_no_address_is_refused_by_name(address: str) -> None:
    with pytest.raises(PingAddressError, match="HEALTHCHECK_PING_URL"):
        HealthCheck(address, 5.0)


def test_an_answer_that_is_an_error_is_a_warning(
    url: str, caplog: pytest.LogCaptureFixture
) -> None:
    HealthCheck(f"{url}/gone", 5.0).start()
    (record,) = caplog.records
    assert record.levelno == logging.WARNING
    assert "/gone/start" in record.getMessage()
    assert "404" in record.getMessage()


def test_a_host_that_is_not_there_is_a_warning(caplog: pytest.LogCaptureFixture) -> None:
    with socket.create_server(("127.0.0.1", 0)) as server:
        port = server.getsockname()[1]
    HealthCheck(f"http://127.0.0.1:{port}/x", 5.0).finish(0)
    assert f"127.0.0.1:{port}/x/0" in caplog.text


def test_a_host_that_does_not_answer_holds_nobody_up(caplog: pytest.LogCaptureFixture) -> None:
    with socket.create_server(("127.0.0.1", 0)) as silent:
        began = time.monotonic()
        HealthCheck(f"http://127.0.0.1:{silent.getsockname()[1]}/x", 0.2).start()
        assert time.monotonic() - began < 5
    assert "did not answer within 0.2 s" in caplog.text or "timed out" in caplog.text
