"""Where nothing crossed the wire there is nothing to keep, and Scrapy's own error says why."""

from __future__ import annotations

import contextlib
import socket
import ssl
from dataclasses import dataclass
from typing import TYPE_CHECKING

import pytest

from tests.loopback import LoopbackServer, Reply, Request, forward, tls_context
from tests.loopback.crawl import Get, Plan, crawl

if TYPE_CHECKING:
    from collections.abc import Iterator

    from archive.model import Capture
    from tests.loopback.crawl import Outcome

OK = b"HTTP/1.1 200 OK\r\nContent-Length: 2\r\n\r\nok"
REFUSED = b"HTTP/1.1 403 Forbidden\r\nContent-Length: 2\r\n\r\nno"
SETTINGS = {"DOWNLOAD_TLS_MIN_VERSION": "TLSv1.3", "DOWNLOAD_VERIFY_CERTIFICATES": True}

UNCONNECTED = {
    "no-such-host": ("CannotResolveHostError", "no-such-host.invalid"),
    "closed-port": ("DownloadConnectionRefusedError", "refused"),
    "closed-proxy": ("DownloadConnectionRefusedError", "refused"),
    "refused-tunnel": ("TunnelError", "403"),
    "old-tls": ("DownloadFailedError", "Connection lost"),
    "untrusted": ("CertificateError", "is self-signed"),
    "untrusted-through-a-tunnel": ("CertificateError", "is self-signed"),
    "expired": ("CertificateError", "is expired"),
    "of-another-host": ("CertificateError", "is for another host"),
    "no-tls": ("DownloadTimeoutError", "longer than 0.5 seconds"),
}
"""What fails before a request can be sent, with Scrapy's error and a part of its message."""


@dataclass(frozen=True)
class Seen:
    outcomes: dict[str, Outcome]
    captures: list[Capture]
    heard: int


def ok(_: Request) -> Reply:
    return OK


@pytest.fixture(scope="module")
def seen(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Seen]:
    with contextlib.ExitStack() as stack:
        closed = stack.enter_context(socket.socket())
        closed.bind(("127.0.0.1", 0))  # bound but not listening: connections are refused
        nobody = f"http://127.0.0.1:{closed.getsockname()[1]}"
        old = tls_context()[0]
        old.maximum_version = ssl.TLSVersion.TLSv1_2
        serve = stack.enter_context
        plain, secure = serve(LoopbackServer(ok)), serve(LoopbackServer(ok, tls=tls_context()[0]))
        expired, expired_pem = tls_context(expires_in=-3)
        elsewhere, elsewhere_pem = tls_context("elsewhere.example", "192.0.2.1")
        late, strange = (
            serve(LoopbackServer(ok, tls=expired)),
            serve(LoopbackServer(ok, tls=elsewhere)),
        )
        trusted = tmp_path_factory.mktemp("trusted") / "authorities.pem"
        trusted.write_bytes(expired_pem.read_bytes() + elsewhere_pem.read_bytes())
        serve(pytest.MonkeyPatch.context()).setenv("SSL_CERT_FILE", str(trusted))
        outdated, proxy = serve(LoopbackServer(ok, tls=old)), serve(LoopbackServer(forward))
        strict = serve(LoopbackServer(lambda _: REFUSED))
        gets = {
            "no-such-host": Get("http://no-such-host.invalid/"),
            "closed-port": Get(nobody),
            "closed-proxy": Get("http://example.invalid/", meta={"proxy": nobody}),
            "refused-tunnel": Get("https://example.invalid/", meta={"proxy": strict.url}),
            "old-tls": Get(outdated.url),
            "untrusted": Get(secure.url),
            "untrusted-through-a-tunnel": Get(secure.url, meta={"proxy": proxy.url}),
            "expired": Get(late.url),
            "of-another-host": Get(strange.url),
            "no-tls": Get(plain.url.replace("http:", "https:"), meta={"download_timeout": 0.5}),
            "unwanted-plain-text": Get(secure.url.replace("https:", "http:")),
            "fine": Get(plain.url),
        }
        report = crawl(Plan(list(gets.values()), SETTINGS))
        heard = sum(len(server.exchanges) for server in (secure, outdated, late, strange))
        yield Seen(dict(zip(gets, report.outcomes, strict=True)), report.captures, heard)


@pytest.mark.parametrize("name", UNCONNECTED)
def test_what_never_was_sent_is_not_kept(seen: Seen, name: str) -> None:
    error, words = UNCONNECTED[name]
    assert seen.outcomes[name].error == error
    assert words in seen.outcomes[name].message
    assert seen.outcomes[name].captured is None


def test_no_server_behind_tls_heard_a_request(seen: Seen) -> None:
    assert seen.heard == 0


def test_plain_text_to_a_server_that_wants_tls_is_an_exchange_that_failed(seen: Seen) -> None:
    assert seen.outcomes["unwanted-plain-text"].error == "DownloadFailedError"
    capture = seen.captures[0]
    assert capture.request.startswith(b"GET / HTTP/1.1\r\n")
    assert capture.truncated in ("disconnect", "unspecified")
    assert capture.protocols == ("http/1.1",)


def test_the_crawl_goes_on_after_all_of_them(seen: Seen) -> None:
    assert seen.outcomes["fine"].captured == 1
    assert seen.captures[1].response == OK
    assert len(seen.captures) == 2
