"""What was cut off early is kept as far as it came, and says why."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any

import pytest

from tests.loopback import Close, LoopbackServer, Pause, Reply, Request, tls_context
from tests.loopback.crawl import Get, Plan, crawl

if TYPE_CHECKING:
    from collections.abc import Mapping

    from archive.model import Capture
    from tests.loopback.crawl import Outcome

MAXSIZE = 100_000
HEAD = b"HTTP/1.1 200 OK\r\nContent-Length: 1000\r\n\r\n"
LAST = b"HTTP/1.1 200 OK\r\nConnection: close\r\nContent-Length: 1000\r\n\r\n"
CHUNKED = b"HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n"
OPEN = b"HTTP/1.1 200 OK\r\n\r\n"
SOON = {"download_timeout": 1.0}
HANG = Pause(3)
MOMENT = Pause(0.05)
FIELD = b"X: %b\r\n" % (b"x" * 1000)
HINTS = b"HTTP/1.1 103 Early Hints\r\n%b\r\n" % FIELD


@dataclass(frozen=True)
class Cut:
    """An answer that does not come to its end.

    Attributes:
        kept: what must be kept, exactly; None where the test of its own kind says it.
        error: the exception Scrapy raises; None where it gives a response.
    """

    reply: Reply
    truncated: str | None
    error: str | None
    kept: bytes | None = None
    meta: Mapping[str, Any] = field(default_factory=dict)


def chunk(size: int) -> bytes:
    return b"%x\r\n%b\r\n" % (size, b"x" * size)


def slowly(piece: bytes) -> list[bytes | Pause]:
    """Six times ``piece``, each in a segment of its own."""
    return [step for _ in range(6) for step in (piece, MOMENT)]


CUTS: dict[str, Cut] = {
    "time-silent": Cut([HANG], "time", "DownloadTimeoutError", b"", SOON),
    "time-in-head": Cut([HEAD[:20], HANG], "time", "DownloadTimeoutError", HEAD[:20], SOON),
    "time-in-body": Cut(
        [HEAD + b"part", HANG], "time", "DownloadTimeoutError", HEAD + b"part", SOON
    ),
    "time-in-chunk": Cut(
        [CHUNKED + b"5\r\nsh", HANG],
        "time",
        "DownloadTimeoutError",
        CHUNKED + b"5\r\nsh",
        SOON,
    ),
    "time-open-ended": Cut(
        [OPEN + b"stream", HANG], "time", "DownloadTimeoutError", OPEN + b"stream", SOON
    ),
    "time-after-interim": Cut(
        [b"HTTP/1.1 100 Continue\r\n\r\n", HANG], "time", "DownloadTimeoutError", b"", SOON
    ),
    "length-announced": Cut(
        [b"HTTP/1.1 200 OK\r\nContent-Length: 200000\r\n\r\n", HANG],
        "length",
        "DownloadCancelledError",
        b"HTTP/1.1 200 OK\r\nContent-Length: 200000\r\n\r\n",
    ),
    "length-announced-and-sent": Cut(
        b"HTTP/1.1 200 OK\r\nContent-Length: 11\r\n\r\nhello world",
        "length",
        "DownloadCancelledError",
        b"HTTP/1.1 200 OK\r\nContent-Length: 11\r\n\r\nhello",
        {"download_maxsize": 5},
    ),
    "length-chunked": Cut(
        [CHUNKED, *slowly(chunk(20_000)), HANG], "length", "DownloadCancelledError"
    ),
    "length-open-ended": Cut(
        [OPEN, *slowly(b"x" * 20_000), HANG], "length", "DownloadCancelledError"
    ),
    "disconnect-silent": Cut([Close()], "disconnect", "DownloadFailedError", b""),
    "disconnect-in-head": Cut([HEAD[:20], Close()], "disconnect", "DownloadFailedError", HEAD[:20]),
    "disconnect-in-body": Cut(
        [HEAD + b"part", Close()], "disconnect", "ResponseDataLossError", HEAD + b"part"
    ),
    "disconnect-in-chunk": Cut(
        [CHUNKED + b"5\r\nsh", Close()],
        "disconnect",
        "ResponseDataLossError",
        CHUNKED + b"5\r\nsh",
    ),
    "disconnect-before-last-chunk": Cut(
        [CHUNKED + b"5\r\nshort\r\n", Close()],
        "disconnect",
        "ResponseDataLossError",
        CHUNKED + b"5\r\nshort\r\n",
    ),
    "disconnect-by-reset": Cut(
        [HEAD + b"part", MOMENT, Close(reset=True)],
        "disconnect",
        "ResponseDataLossError",
        HEAD + b"part",
    ),
    "disconnect-open-ended-by-reset": Cut(
        [OPEN + b"part", MOMENT, Close(reset=True)], "disconnect", "CutOffError", OPEN + b"part"
    ),
    "disconnect-tolerated": Cut(
        [HEAD + b"part", Close()],
        "disconnect",
        "CutOffError",
        HEAD + b"part",
        {"download_fail_on_dataloss": False},
    ),
    "disconnect-after-the-end": Cut(
        # It says so, or the next request might still be sent on that connection.
        [LAST + b"x" * 1000, MOMENT, Close(reset=True)],
        None,
        None,
        LAST + b"x" * 1000,
    ),
    "open-ended-in-order": Cut([OPEN + b"all", Close()], None, None, OPEN + b"all"),
    "not-http": Cut(
        [b"SSH-2.0-OpenSSH\r\n", HANG], "unspecified", "DownloadFailedError", b"SSH-2.0-OpenSSH\r\n"
    ),
    "two-lengths": Cut(
        [b"HTTP/1.1 200 OK\r\nContent-Length: 1, 2\r\n\r\nab", HANG],
        "unspecified",
        "DownloadFailedError",
        b"HTTP/1.1 200 OK\r\nContent-Length: 1, 2\r\n\r\nab",
    ),
    "broken-chunk": Cut(
        [CHUNKED + b"5\r\nshortX\r\n", HANG],
        "unspecified",
        "ResponseDataLossError",
        CHUNKED + b"5\r\nshortX\r\n",
    ),
    "unknown-coding": Cut(
        [b"HTTP/1.1 200 OK\r\nTransfer-Encoding: x-odd\r\n\r\nab", HANG],
        "unspecified",
        "DownloadFailedError",
        b"HTTP/1.1 200 OK\r\nTransfer-Encoding: x-odd\r\n\r\nab",
    ),
    "endless-line": Cut(
        [b"HTTP/1.1 200 OK\r\nX: " + b"x" * 40_000, HANG], "unspecified", "DownloadFailedError"
    ),
    "endless-head": Cut(
        [b"HTTP/1.1 200 OK\r\n", *[FIELD * 100] * 14, HANG],
        "length",
        "DownloadCancelledError",
    ),
    "endless-head-then-open-end": Cut(
        [
            b"HTTP/1.1 200 OK\r\n" + FIELD * 1190 + b"\r\n",
            *[b"x" * (MAXSIZE // 2 - 1)] * 2,
            HANG,
        ],
        "length",
        "DownloadCancelledError",
    ),
    "endless-folded-line": Cut(
        [b"HTTP/1.1 200 OK\r\nX: x\r\n", *[b" x\r\n" * 20_000] * 14, HANG],
        "length",
        "DownloadCancelledError",
    ),
    "endless-head-without-other-limit": Cut(
        [b"HTTP/1.1 200 OK\r\n", *[FIELD * 100] * 14, HANG],
        "length",
        "DownloadCancelledError",
        meta={"download_maxsize": 0},
    ),
    "long-head": Cut(
        [HINTS + b"HTTP/1.1 200 OK\r\n" + FIELD * 1000 + b"\r\n", b"all", Close()],
        None,
        None,
        b"HTTP/1.1 200 OK\r\n" + FIELD * 1000 + b"\r\nall",
    ),
    "endless-interim": Cut(
        [*[HINTS * 100] * 14, HANG],
        "length",
        "DownloadCancelledError",
    ),
    "stopped": Cut([HEAD + b"part", HANG], "unspecified", "CutOffError", meta={"stop": "ok"}),
    "stopped-failing": Cut(
        [HEAD + b"part", HANG], "unspecified", "StopDownload", meta={"stop": "fail"}
    ),
}


@dataclass(frozen=True)
class Seen:
    outcomes: dict[str, Outcome]
    captures: dict[str, Capture]
    requests: dict[str, bytes]
    sent: dict[str, bytes]


def respond(request: Request) -> Reply:
    return CUTS[request.path.removeprefix("/")].reply


@pytest.fixture(scope="module")
def both() -> dict[str, Seen]:
    """All cuts over plain HTTP and over TLS."""
    seen: dict[str, Seen] = {}
    with (
        LoopbackServer(respond) as plain,
        LoopbackServer(respond, tls=tls_context()[0]) as secure,
    ):
        servers = {"http": plain, "https": secure}
        gets = [
            Get(f"{server.url}/{name}", meta=cut.meta)
            for server in servers.values()
            for name, cut in CUTS.items()
        ]
        settings = {"DOWNLOAD_MAXSIZE": MAXSIZE}
        # Those that wait may do so together; the others must not make them wait longer.
        waiting = [get for get in gets if get.meta == SOON]
        reports = [
            crawl(Plan(waiting, settings, order="at once")),
            crawl(Plan([get for get in gets if get not in waiting], settings)),
        ]
        captures = {c.target_uri: c for report in reports for c in report.captures}
        outcomes = {o.url: o for report in reports for o in report.outcomes}
        for scheme, server in servers.items():
            logged = {e.request.split(b" ")[1].decode()[1:]: e for e in server.exchanges}
            seen[scheme] = Seen(
                {name: outcomes[f"{server.url}/{name}"] for name in CUTS},
                {name: captures[f"{server.url}/{name}"] for name in CUTS},
                {name: exchange.request for name, exchange in logged.items()},
                {name: exchange.response for name, exchange in logged.items()},
            )
    return seen


@pytest.fixture(params=["http", "https"])
def seen(request: pytest.FixtureRequest, both: dict[str, Seen]) -> Seen:
    return both[request.param]


@pytest.mark.parametrize("name", CUTS)
def test_is_kept_as_far_as_it_came(seen: Seen, name: str) -> None:
    cut, capture = CUTS[name], seen.captures[name]
    assert capture.truncated == cut.truncated
    assert capture.request == seen.requests[name]
    if cut.kept is not None:
        assert capture.response == cut.kept
    else:
        assert seen.sent[name].startswith(capture.response)


@pytest.mark.parametrize("name", CUTS)
def test_only_what_is_whole_is_read(seen: Seen, name: str) -> None:
    outcome = seen.outcomes[name]
    assert outcome.error == CUTS[name].error
    assert outcome.captured is not None


@pytest.mark.parametrize("name", ["length-chunked", "length-open-ended"])
def test_a_body_past_the_limit_is_kept_up_to_the_limit(seen: Seen, name: str) -> None:
    head, _, body = seen.captures[name].response.partition(b"\r\n\r\n")
    assert head
    assert len(body) == MAXSIZE


@pytest.mark.parametrize("name", [name for name in CUTS if name.startswith("endless-head")])
def test_what_is_held_of_an_endless_head_is_bounded(seen: Seen, name: str) -> None:
    assert 1024 * 1024 < len(seen.captures[name].response) <= 1024 * 1024 + 65536
    assert "more than 1048576 octets of heads" in seen.outcomes[name].message


def test_of_endless_interim_heads_none_is_kept_whole(seen: Seen) -> None:
    assert b"\n" not in seen.captures["endless-interim"].response


def test_over_tls_an_open_end_without_closure_alert_is_a_cut() -> None:
    """RFC 9112, section 9.8: only then is it known to be complete."""
    replies: dict[str, Reply] = {
        "/alert": [OPEN + b"all", Close()],
        "/none": [OPEN + b"all", MOMENT, Close(unannounced=True)],
        "/part": [HEAD + b"all", MOMENT, Close(unannounced=True)],
        "/reset": [OPEN + b"all", MOMENT, Close(reset=True)],
    }
    with LoopbackServer(lambda r: replies[r.path], tls=tls_context()[0]) as server:
        report = crawl(Plan([Get(server.url + path) for path in replies]))
    assert [c.truncated for c in report.captures] == [
        None,
        "disconnect",
        "disconnect",
        "disconnect",
    ]
    assert [c.response for c in report.captures[:2]] == [OPEN + b"all"] * 2
    assert [o.body for o in report.outcomes] == [b"all", b"", b"", b""]
