"""Where the crawler may not go; that nothing arrives there is tested with real servers."""

# Half of Twisted is without types.
# mypy: allow-untyped-calls

from __future__ import annotations

import contextlib
from dataclasses import dataclass
from typing import TYPE_CHECKING

import pytest
from hypothesis import given
from hypothesis import strategies as st
from twisted.internet.endpoints import TCP4ClientEndpoint
from twisted.internet.protocol import ClientFactory
from twisted.internet.testing import MemoryReactorClock

from crawler.manners.errors import RefusedError
from crawler.wire.guard import Guard, GuardedReactor, UnguardedEndpointError, guarded, origin_of
from tests.loopback import LoopbackServer, Reply, Request, tls_context
from tests.loopback.crawl import Get, Plan, crawl

if TYPE_CHECKING:
    from collections.abc import Iterator

    from archive.model import Capture
    from tests.loopback.crawl import Outcome

INTRANET = Guard([("intranet.example", 80), ("10.0.0.7", 8080), ("169.254.1.1", 80)])


@pytest.mark.parametrize(
    ("url", "why"),
    [
        ("ftp://example.com/", "only http and https"),
        ("file:///etc/passwd", "only http and https"),
        ("javascript:alert(1)", "only http and https"),
        ("http://user:secret@example.com/a", "credentials"),
        ("http://user@example.com/", "credentials"),
        ("http:///path", "no host"),
        ("http://example.com\\@127.0.0.1/", "credentials"),
        ("http://example.com\\.evil.example/", "no host"),
        ("http://example.com:99999/", "no URL"),
        ("http://user:secret@[::1/", "no URL"),
        ("http://127.0.0.1/", "a loopback address"),
        ("http://0x7f.1/", "a loopback address"),
        ("http://2130706433/", "a loopback address"),
        ("http://[::ffff:10.0.0.1]/", "a private address"),
        ("https://[fd00:ec2::254]/", "metadata service"),
        ("http://169.254.169.254/latest/meta-data/", "metadata service"),
        ("http://localhost/", "this machine"),
        ("http://printer.localhost:631/", "this machine"),
        ("http://10.0.0.7/", "a private address"),
        ("http://10.0.0.7:8081/", "a private address"),
    ],
)
def test_urls_that_are_refused(url: str, why: str) -> None:
    with pytest.raises(RefusedError, match=why) as refused:
        INTRANET.check_url(url)
    assert "secret" not in str(refused.value)


@pytest.mark.parametrize(
    "url",
    [
        "http://example.com/",
        "https://EXAMPLE.com:8443/a?b=user@example.com",
        "http://8.8.8.8/",
        "http://[2606:4700::1111]/",
        "http://10.0.0.7:8080/",
        "http://intranet.example/",
        "http://intranet.example:81/",
    ],
)
def test_urls_that_pass(url: str) -> None:
    INTRANET.check_url(url)


@pytest.mark.parametrize(
    ("host", "port", "address", "passes"),
    [
        ("example.com", 80, "8.8.8.8", True),
        ("example.com", 80, "10.0.0.1", False),
        ("example.com", 80, "::1", False),
        ("example.com", 80, "example.com", False),  # a name would be resolved again
        ("intranet.example", 80, "10.0.0.1", True),
        ("Intranet.Example", 80, "100.64.0.1", True),
        ("intranet.example", 80, "127.0.0.1", True),
        ("intranet.example", 81, "10.0.0.1", False),
        ("a.intranet.example", 80, "10.0.0.1", False),
        ("intranet.example", 80, "169.254.169.254", False),
        ("intranet.example", 80, "224.0.0.1", False),
        ("169.254.1.1", 80, "169.254.1.1", True),
    ],
)
def test_addresses_that_are_dialled(host: str, port: int, address: str, *, passes: bool) -> None:
    with contextlib.nullcontext() if passes else pytest.raises(RefusedError):
        INTRANET.check_address(host, port, address)


@given(st.text())
def test_any_text_is_refused_or_passes(text: str) -> None:
    for url in (text, f"http://{text}", f"http://{text}@127.0.0.1/"):
        with contextlib.suppress(RefusedError):
            Guard().check_url(url)


def test_origins() -> None:
    assert origin_of("HTTP://Example.com/a") == ("example.com", 80)
    assert origin_of("https://[::1]:8443/") == ("::1", 8443)
    with pytest.raises(RefusedError, match="no http"):
        origin_of("example.com")


def test_an_endpoint_that_is_not_known_is_not_used() -> None:
    endpoint = TCP4ClientEndpoint(MemoryReactorClock(), "127.0.0.1", 80)
    with pytest.raises(UnguardedEndpointError, match="TCP4ClientEndpoint"):
        guarded(endpoint, ("127.0.0.1", 80), Guard().check_address)


def test_a_guarded_reactor_dials_what_is_permitted_and_nothing_else() -> None:
    reactor = MemoryReactorClock()
    permitted = GuardedReactor(reactor, lambda address: Guard().check_address("h", 80, address))
    permitted.connectTCP("8.8.8.8", 80, ClientFactory())
    with pytest.raises(RefusedError):
        permitted.connectTCP("127.0.0.1", 80, ClientFactory())
    assert [client[:2] for client in reactor.tcpClients] == [("8.8.8.8", 80)]
    assert permitted.seconds() == reactor.seconds()


PLACES = (
    "another-port",
    "a-name-of-its",
    "over-tls",
    "decimal",
    "hexadecimal",
    "octal",
    "short",
    "mapped",
    "credentials",
)

OK = b"HTTP/1.1 200 OK\r\nContent-Length: 2\r\n\r\nok"


@dataclass(frozen=True)
class Seen:
    outcomes: dict[str, Outcome]
    captures: list[Capture]
    own: LoopbackServer
    elsewhere: list[LoopbackServer]


@pytest.fixture(scope="module")
def seen() -> Iterator[Seen]:
    def respond(request: Request) -> Reply:
        if not request.path.startswith("/to/"):
            return OK
        place = places[request.path.removeprefix("/to/")].encode()
        return b"HTTP/1.1 302 Found\r\nLocation: %b\r\nContent-Length: 0\r\n\r\n" % place

    with contextlib.ExitStack() as stack:
        own = stack.enter_context(LoopbackServer(respond))
        other = stack.enter_context(LoopbackServer(lambda _: OK))
        secure = stack.enter_context(LoopbackServer(lambda _: OK, tls=tls_context()[0]))
        proxy = stack.enter_context(LoopbackServer(lambda _: OK))
        port = other.port
        places = {
            "another-port": f"{other.url}/",
            "a-name-of-its": f"http://localhost:{port}/",
            "over-tls": f"https://localhost:{secure.port}/",
            "decimal": f"http://2130706433:{port}/",
            "hexadecimal": f"http://0x7f.0.0.1:{port}/",
            "octal": f"http://0177.0.0.1:{port}/",
            "short": f"http://127.1:{port}/",
            "mapped": f"http://[::ffff:127.0.0.1]:{port}/",
            "credentials": own.url.replace("//", "//user:secret@"),
            "another-scheme": "file:///etc/passwd",
        }
        gets = {name: Get(places[name]) for name in PLACES}
        gets |= {f"to/{name}": Get(f"{own.url}/to/{name}") for name in places}
        gets["own"] = Get(own.url)
        gets["proxied"] = Get(other.url, meta={"proxy": proxy.url})
        gets["proxied-name"] = Get(f"http://localhost:{port}/", meta={"proxy": proxy.url})
        # The guard in the handler and on the wire, alone; the middleware before them is off.
        settings = {"PRIVATE_ORIGINS": [own.url], "REDIRECT_ENABLED": True}
        report = crawl(Plan(list(gets.values()), settings))
        outcomes = dict(zip(gets, report.outcomes, strict=True))
        yield Seen(outcomes, report.captures, own, [other, secure, proxy])


@pytest.mark.parametrize("place", [*PLACES, *(f"to/{place}" for place in PLACES)])
def test_neither_a_link_nor_a_redirect_leads_there(seen: Seen, place: str) -> None:
    assert seen.outcomes[place].error == "RefusedError", seen.outcomes[place]
    assert "secret" not in seen.outcomes[place].message


@pytest.mark.parametrize("place", ["proxied", "proxied-name"])
def test_nor_does_a_proxy(seen: Seen, place: str) -> None:
    assert seen.outcomes[place].error == "RefusedError"


def test_other_schemes_are_not_followed(seen: Seen) -> None:
    assert seen.outcomes["to/another-scheme"].status == 302


def test_nobody_there_saw_a_connection(seen: Seen) -> None:
    assert [server.connections for server in seen.elsewhere] == [0, 0, 0]


def test_the_sites_own_host_and_port_are_reached(seen: Seen) -> None:
    assert seen.outcomes["own"].status == 200
    # Itself, and each redirect that went nowhere.
    assert len(seen.own.exchanges) == len(seen.captures) == 1 + len(PLACES) + 1


def test_no_password_is_sent_or_kept(seen: Seen) -> None:
    assert all(b"secret" not in exchange.request for exchange in seen.own.exchanges)
    assert all(b"Authorization" not in capture.request for capture in seen.captures)
    assert all("secret" not in capture.target_uri for capture in seen.captures)
