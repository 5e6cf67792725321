"""From the socket to the disk and back: what is read from the WARC is what the server sent."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest

from archive.warc import read_records
from crawler.wire.framing import frame
from tests.crawler.wire.cases import CASES
from tests.loopback import Close, LoopbackServer, Reply, Request, tls_context
from tests.loopback.crawl import Get, Plan, crawl

if TYPE_CHECKING:
    from pathlib import Path

CUT = b"HTTP/1.1 200 OK\r\nContent-Length: 1000\r\n\r\npart"


def respond(request: Request) -> Reply:
    name = request.path.removeprefix("/")
    return CASES[name].reply() if name in CASES else [CUT, Close()]


@pytest.mark.parametrize("secure", [False, True])
def test_a_warc_gives_back_the_bytes_of_the_wire(tmp_path: Path, secure: bool) -> None:  # noqa: FBT001  parameter
    with LoopbackServer(respond, tls=tls_context()[0] if secure else None) as server:
        gets = [Get(f"{server.url}/{n}", c.method, body=c.sends) for n, c in CASES.items()]
        crawl(Plan([*gets, Get(server.url + "/cut")], archive=tmp_path))
        sent = {e.request.split(b" ")[1].decode(): e.request for e in server.exchanges}
    (path,) = (tmp_path / "warc").iterdir()
    requests: dict[str, bytes] = {}
    answers: dict[str, tuple[str, bytes]] = {}
    for record in read_records(path):
        name = record.ref.target_uri.removeprefix(server.url)
        if record.ref.record_type == "request":
            requests[name] = record.block
        elif record.ref.record_type in ("response", "revisit"):
            answers[name] = (record.ref.record_type, record.block)
    assert requests == sent
    received = {f"/{name}": case.message for name, case in CASES.items()} | {"/cut": CUT}
    assert set(answers) == set(received)
    for name, (kind, block) in answers.items():
        # Of a payload that is in the file already, a revisit keeps the head only.
        head = received[name][: frame(received[name], "GET").body]
        assert block == (received[name] if kind == "response" else head), name
    assert {answers[name][0] for name in ("/plain", "/large-binary", "/cut")} == {"response"}
