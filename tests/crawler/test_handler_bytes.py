"""Blocks equal the bytes on the wire, whatever the wire; the server's own log is the judge."""

from __future__ import annotations

import contextlib
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from typing import TYPE_CHECKING

import pytest

from tests.crawler.wire.cases import CASES, Case
from tests.loopback import Exchange, LoopbackServer, Reply, Request, forward, tls_context
from tests.loopback.crawl import Get, Plan, crawl

if TYPE_CHECKING:
    from archive.model import Capture
    from tests.loopback.crawl import Outcome

WIRES = ("http", "https", "proxy", "connect")


@dataclass(frozen=True)
class Wire:
    """The crawl of all cases by one way, and what the far end of that way logged."""

    name: str
    origin: str
    captures: list[Capture]
    outcomes: dict[str, Outcome]
    exchanges: dict[str, Exchange]
    connections: int
    began: datetime

    def capture(self, case: str) -> Capture:
        return self.captures[list(CASES).index(case)]


def respond(request: Request) -> Reply:
    return CASES[request.path.removeprefix("/")].reply()


def asked(exchange: Exchange) -> str:
    return exchange.request.split(b" ", 2)[1].rpartition(b"/")[2].partition(b"?")[0].decode()


@pytest.fixture(scope="module")
def wires() -> dict[str, Wire]:
    """One crawl: all cases by the first way, then all by the second …"""
    began = datetime.now(UTC)
    with contextlib.ExitStack() as stack:
        judges: dict[str, LoopbackServer] = {}
        origins: dict[str, str] = {}
        gets: list[Get] = []
        for name in WIRES:
            tls = tls_context()[0] if name in ("https", "connect") else None
            origin = stack.enter_context(LoopbackServer(respond, tls=tls))
            proxy = stack.enter_context(LoopbackServer(forward))
            judges[name] = proxy if name == "proxy" else origin
            origins[name] = origin.url
            meta = {"proxy": proxy.url} if name in ("proxy", "connect") else {}
            gets += [
                Get(f"{origin.url}/{path}?q=a%20b#frag", case.method, body=case.sends, meta=meta)
                for path, case in CASES.items()
            ]
        report = crawl(Plan(gets))
        assert len(report.captures) == len(report.outcomes) == len(gets)
        count = len(CASES)
        return {
            name: Wire(
                name,
                origins[name],
                report.captures[at : at + count],
                dict(zip(CASES, report.outcomes[at : at + count], strict=True)),
                {asked(exchange): exchange for exchange in judges[name].exchanges},
                judges[name].connections,
                began,
            )
            for at, name in zip(range(0, len(gets), count), WIRES, strict=True)
        }


@pytest.fixture(params=WIRES)
def wire(request: pytest.FixtureRequest, wires: dict[str, Wire]) -> Wire:
    return wires[request.param]


@pytest.mark.parametrize("path", CASES)
def test_blocks_equal_the_bytes_on_the_wire(wire: Wire, path: str) -> None:
    case, capture, exchange = CASES[path], wire.capture(path), wire.exchanges[path]
    assert capture.response == case.message
    assert capture.request == exchange.request
    assert exchange.response == case.interim + capture.response + case.surplus
    assert capture.truncated is None


@pytest.mark.parametrize("path", [path for path, case in CASES.items() if case.body is not None])
def test_spiders_get_their_ordinary_response(wire: Wire, path: str) -> None:
    case, outcome = CASES[path], wire.outcomes[path]
    assert outcome.error is None
    assert (outcome.status, outcome.body) == (case.status, case.body)


def test_one_capture_for_each_exchange_in_order(wire: Wire) -> None:
    assert len(wire.captures) == len(CASES) == len(wire.exchanges)
    captured = [outcome.captured for outcome in wire.outcomes.values()]
    first = WIRES.index(wire.name) * len(CASES)
    assert captured == list(range(first, first + len(CASES)))
    dates = [capture.date for capture in wire.captures]
    assert dates == sorted(dates)
    assert dates[0] - wire.began < timedelta(seconds=30)


def test_target_uris_are_bare(wire: Wire) -> None:
    uris = [capture.target_uri for capture in wire.captures]
    assert uris == [f"{wire.origin}/{path}?q=a%20b" for path in CASES]


def test_connections_are_kept_alive_but_never_after_a_surplus(wire: Wire) -> None:
    """One connection to begin with, and a new one after each that had to end."""
    ends = [ends_connection(case) for case in CASES.values()]
    assert wire.connections == 1 + sum(ends[:-1])


def ends_connection(case: Case) -> bool:
    return case.close or bool(case.surplus)


def test_names_what_carried_it(wire: Wire) -> None:
    secure = wire.name in ("https", "connect")
    direct = wire.name in ("http", "https")
    for path in CASES:
        capture = wire.capture(path)
        version = "http/1.0" if path == "http-1.0" else "http/1.1"
        assert capture.protocols == ((version, "tls/1.3") if secure else (version,))
        assert (capture.cipher_suite or "").startswith("TLS_") is secure
        assert capture.ip_address == ("127.0.0.1" if direct else None)


def test_a_plain_proxy_is_asked_in_absolute_form_and_a_tunnel_as_an_origin(wire: Wire) -> None:
    target = wire.capture("plain").request.split(b" ")[1]
    expected = f"{wire.origin}/plain?q=a%20b" if wire.name == "proxy" else "/plain?q=a%20b"
    assert target == expected.encode()
    assert not any(b"CONNECT " in capture.request for capture in wire.captures)
