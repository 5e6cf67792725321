from __future__ import annotations

import socket
import ssl
import urllib.request

import pytest

from tests.loopback import (
    Close,
    Exchange,
    LoopbackServer,
    Pause,
    Reply,
    Request,
    RespondError,
    forward,
    tls_context,
)

HELLO = b"HTTP/1.1 200 OK\r\nx-Odd:  1\r\nContent-Length: 5\r\n\r\nhello"


def hello(_: Request) -> Reply:
    return HELLO


def talk(server: LoopbackServer, *requests: bytes) -> bytes:
    """Send all at once on one connection, read until the server hangs up."""
    with socket.create_connection((server.host, server.port), timeout=5) as client:
        client.sendall(b"".join(requests))
        client.shutdown(socket.SHUT_WR)
        answer = b""
        while data := client.recv(65536):
            answer += data
    return answer


def test_sends_and_logs_exactly_its_bytes_on_one_kept_alive_connection() -> None:
    one = b"GET /a?b=1 HTTP/1.1\r\nhOST: x\r\n\r\n"
    two = b"POST /c HTTP/1.1\r\nHost: x\r\nContent-Length: 3\r\n\r\nabc"
    with LoopbackServer(hello) as server:
        assert talk(server, one, two) == HELLO * 2
        assert server.exchanges == [Exchange(one, HELLO), Exchange(two, HELLO)]
        assert server.connections == 1


def test_takes_a_request_apart_and_decodes_a_chunked_body() -> None:
    seen: list[Request] = []

    def respond(request: Request) -> Reply:
        seen.append(request)
        return HELLO

    head = b"PUT /x?q HTTP/1.1\r\nTransfer-Encoding: chunked\r\nA: 1\r\n\r\n"
    raw = head + b"3;e=1\r\nabc\r\n0\r\nT: 1\r\n\r\n"
    with LoopbackServer(respond) as server:
        talk(server, raw)
    (request,) = seen
    assert (request.method, request.target, request.path) == ("PUT", "/x?q", "/x")
    assert request.body == b"abc"
    assert request.raw == raw
    assert request.header("a") == "1"
    assert request.header("b") is None


def test_hangs_up_between_pieces() -> None:
    with LoopbackServer(lambda _: [b"HTTP/1.1 200 OK\r\n", Pause(0.01), b"A:", Close()]) as server:
        request = b"GET / HTTP/1.1\r\n\r\n"
        assert talk(server, request, request) == b"HTTP/1.1 200 OK\r\nA:"


def test_a_failing_respond_function_surfaces_at_the_stop() -> None:
    def respond(_: Request) -> Reply:
        message = "broken fixture"
        raise LookupError(message)

    server = LoopbackServer(respond).start()
    assert talk(server, b"GET / HTTP/1.1\r\n\r\n") == b""
    with pytest.raises(RespondError, match="broken fixture"):
        server.stop()


def test_a_taken_port_is_an_error_at_the_start() -> None:
    with LoopbackServer(hello) as server, pytest.raises(OSError, match="in use"):
        LoopbackServer(hello, port=server.port).start()


def test_serves_tls_that_a_client_can_trust() -> None:
    context, authority = tls_context()
    with LoopbackServer(hello, tls=context) as server:
        trust = ssl.create_default_context(cafile=str(authority))
        with urllib.request.urlopen(server.url, context=trust) as response:
            assert response.read() == b"hello"


def test_proxy_forwards_plain_requests_and_tunnels_tls() -> None:
    context, authority = tls_context()
    trust = ssl.create_default_context(cafile=str(authority))
    with (
        LoopbackServer(hello) as plain,
        LoopbackServer(hello, tls=context) as secure,
        LoopbackServer(forward) as proxy,
    ):
        opener = urllib.request.build_opener(
            urllib.request.ProxyHandler({"http": proxy.url, "https": proxy.url}),
            urllib.request.HTTPSHandler(context=trust),
        )
        for origin in (plain, secure):
            with opener.open(origin.url + "/path") as response:
                assert response.read() == b"hello"
        assert plain.exchanges[0].request.startswith(b"GET /path HTTP/1.1\r\n")
        assert secure.exchanges[0].request.startswith(b"GET /path HTTP/1.1\r\n")
        assert [e.request.split()[0] for e in proxy.exchanges] == [b"GET", b"CONNECT"]
