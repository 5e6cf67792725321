"""The loopback server: asyncio in a thread, raw bytes in, raw bytes out, every byte logged."""

from __future__ import annotations

import asyncio
import contextlib
import socket
import struct
import threading
from collections.abc import Callable, Sequence
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Self
from urllib.parse import urlsplit

if TYPE_CHECKING:
    import ssl

_LIMIT = 64 * 1024 * 1024


class RespondError(Exception):
    """A ``respond`` function raised; carried to whoever stops the server."""


@dataclass(frozen=True)
class Request:
    """One request, taken apart; ``raw`` is all of it as it was read.

    A chunked body is given decoded in ``body`` and as sent in ``raw``.
    """

    method: str
    target: str
    headers: tuple[tuple[bytes, bytes], ...]
    body: bytes
    raw: bytes

    @property
    def path(self) -> str:
        """The target without its query; of an absolute target only the path."""
        return urlsplit(self.target).path

    def header(self, name: str) -> str | None:
        """First value of a header, by name in any case; None where it is absent."""
        wanted = name.lower().encode("ascii")
        for key, value in self.headers:
            if key.lower() == wanted:
                return value.decode("latin-1")
        return None


@dataclass(frozen=True)
class Pause:
    """Send nothing for a while."""

    seconds: float


@dataclass(frozen=True)
class Close:
    """Hang up at once, in order after what was written unless told otherwise.

    Attributes:
        reset: by a TCP reset, which may destroy what is still on its way.
        unannounced: over TLS, without the closure alert.
    """

    reset: bool = False
    unannounced: bool = False


@dataclass(frozen=True)
class Tunnel:
    """Join the connection to another server until either side hangs up (``CONNECT``)."""

    host: str
    port: int


Step = bytes | Pause | Close | Tunnel
Reply = bytes | Sequence[Step]
"""Exact bytes to send, whole or in steps.

The connection stays open afterwards unless a step is `Close`, the request asked for
``Connection: close``, or the reply's own head says so. A body that ends with the connection
therefore needs `Close` as its last step.
"""

Respond = Callable[[Request], Reply]


@dataclass(frozen=True)
class Exchange:
    """The bytes read and the bytes written for one request, in the order the requests came."""

    request: bytes
    response: bytes


@dataclass
class _Log:
    request: bytes
    response: bytearray = field(default_factory=bytearray)


class LoopbackServer:
    """Serves raw replies on a loopback address, over TLS where a context is given.

    Kept-alive connections, many at once. Use as a context manager, or `start` and `stop`.

    Args:
        respond: from a request to the bytes to send; runs in the server's thread.
        host: address to listen on.
        port: port to listen on; 0 takes a free one.
        tls: server-side context; None serves plain HTTP.

    Raises:
        RespondError: from `stop`, where ``respond`` raised; the first cause is chained.
    """

    def __init__(
        self,
        respond: Respond,
        *,
        host: str = "127.0.0.1",
        port: int = 0,
        tls: ssl.SSLContext | None = None,
    ) -> None:
        self.respond = respond
        self.host = host
        self.port = port
        self.tls = tls
        self.connections = 0
        self._log: list[_Log] = []
        self._failures: list[Exception] = []
        self._tasks: set[asyncio.Task[None]] = set()
        self._loop: asyncio.AbstractEventLoop | None = None
        self._stopping: asyncio.Event | None = None
        self._thread: threading.Thread | None = None

    @property
    def url(self) -> str:
        """``http(s)://HOST:PORT``, without a final slash."""
        return f"{'https' if self.tls else 'http'}://{self.host}:{self.port}"

    @property
    def exchanges(self) -> list[Exchange]:
        """What was read and written so far, one entry for each request."""
        return [Exchange(log.request, bytes(log.response)) for log in list(self._log)]

    def start(self) -> Self:
        """Listen; returns once connections are accepted, with `port` known.

        Raises:
            OSError: the address cannot be had.
        """
        started: list[Exception | None] = []
        ready = threading.Event()

        def run() -> None:
            asyncio.run(self._serve(started, ready))

        self._thread = threading.Thread(target=run, name=f"loopback-{self.port}", daemon=True)
        self._thread.start()
        ready.wait()
        if (error := started[0]) is not None:
            self._thread.join()
            raise error
        return self

    def stop(self) -> None:
        """Hang up on everyone and end the thread."""
        if self._thread is None or self._loop is None or self._stopping is None:
            return
        with contextlib.suppress(RuntimeError):  # the loop may have ended by itself
            self._loop.call_soon_threadsafe(self._stopping.set)
        self._thread.join()
        self._thread = None
        if self._failures:
            raise RespondError(repr(self._failures[0])) from self._failures[0]

    def __enter__(self) -> Self:
        return self.start()

    def __exit__(self, *_: object) -> None:
        self.stop()

    async def _serve(self, started: list[Exception | None], ready: threading.Event) -> None:
        self._loop = asyncio.get_running_loop()
        self._stopping = asyncio.Event()
        try:
            server = await asyncio.start_server(
                self._accept, self.host, self.port, ssl=self.tls, limit=_LIMIT
            )
        except OSError as error:
            started.append(error)
            ready.set()
            return
        self.port = server.sockets[0].getsockname()[1]
        started.append(None)
        ready.set()
        await self._stopping.wait()
        server.close()
        for task in self._tasks:
            task.cancel()
        await asyncio.gather(*self._tasks, return_exceptions=True)

    def _accept(self, reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        self.connections += 1
        task = asyncio.ensure_future(self._converse(reader, writer))
        self._tasks.add(task)
        task.add_done_callback(self._tasks.discard)

    async def _converse(self, reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        try:
            while (request := await read_request(reader)) is not None:
                log = _Log(request.raw)
                self._log.append(log)
                if not await self._reply(request, log, reader, writer):
                    break
        except (OSError, asyncio.IncompleteReadError):
            pass  # the client hung up; what it got is in the log
        finally:
            writer.close()
            with contextlib.suppress(OSError):
                await writer.wait_closed()

    async def _reply(
        self,
        request: Request,
        log: _Log,
        reader: asyncio.StreamReader,
        writer: asyncio.StreamWriter,
    ) -> bool:
        """Send one reply; tells whether the connection may serve another request."""
        try:
            reply = self.respond(request)
        except Exception as error:  # noqa: BLE001  any failure of the test's own code must surface
            self._failures.append(error)
            return False
        for step in (reply,) if isinstance(reply, bytes) else reply:
            match step:
                case bytes():
                    log.response += step
                    writer.write(step)
                    await writer.drain()
                case Pause(seconds):
                    await asyncio.sleep(seconds)
                case Close():
                    _hang_up(writer, step)
                    return False
                case Tunnel(host, port):
                    await _splice(reader, writer, host, port)
                    return False
        return not _wants_close(request, bytes(log.response))


async def read_request(reader: asyncio.StreamReader) -> Request | None:
    """Read one request; None where the client hung up between requests."""
    try:
        head = await reader.readuntil(b"\r\n\r\n")
    except asyncio.IncompleteReadError as error:
        if error.partial:
            raise
        return None
    start, *lines = head[:-4].split(b"\r\n")
    headers = tuple(
        (name, value.strip()) for name, _, value in (line.partition(b":") for line in lines)
    )
    method, target, _ = start.decode("latin-1").split(" ", 2)
    fields = {name.lower(): value for name, value in headers}
    raw = body = b""
    if fields.get(b"transfer-encoding", b"").lower() == b"chunked":
        raw, body = await _read_chunked(reader)
    elif length := int(fields.get(b"content-length", b"0")):
        raw = body = await reader.readexactly(length)
    return Request(method, target, headers, body, head + raw)


async def _read_chunked(reader: asyncio.StreamReader) -> tuple[bytes, bytes]:
    raw, body = bytearray(), bytearray()
    while True:
        line = await reader.readuntil(b"\r\n")
        size = int(line.partition(b";")[0], 16)
        raw += line
        if size == 0:
            break
        chunk = await reader.readexactly(size + 2)
        raw += chunk
        body += chunk[:-2]
    while (line := await reader.readuntil(b"\r\n")) != b"\r\n":
        raw += line
    raw += line
    return bytes(raw), bytes(body)


def _hang_up(writer: asyncio.StreamWriter, how: Close) -> None:
    if how.reset:
        lingering_for_nothing = struct.pack("ii", 1, 0)
        connection = writer.get_extra_info("socket")
        connection.setsockopt(socket.SOL_SOCKET, socket.SO_LINGER, lingering_for_nothing)
    if how.reset or how.unannounced:
        writer.transport.abort()


def _wants_close(request: Request, response: bytes) -> bool:
    head = response.partition(b"\r\n\r\n")[0].lower()
    asked = (request.header("Connection") or "").lower()
    return asked == "close" or b"\nconnection: close" in head


async def _splice(
    reader: asyncio.StreamReader, writer: asyncio.StreamWriter, host: str, port: int
) -> None:
    far_reader, far_writer = await asyncio.open_connection(host, port)

    async def pump(source: asyncio.StreamReader, sink: asyncio.StreamWriter) -> None:
        while data := await source.read(65536):
            sink.write(data)
            await sink.drain()

    pumps = [
        asyncio.ensure_future(pump(reader, far_writer)),
        asyncio.ensure_future(pump(far_reader, writer)),
    ]
    try:
        await asyncio.wait(pumps, return_when=asyncio.FIRST_COMPLETED)
    finally:
        for task in pumps:
            task.cancel()
        await asyncio.gather(*pumps, return_exceptions=True)
        far_writer.close()
        with contextlib.suppress(OSError):
            await far_writer.wait_closed()
