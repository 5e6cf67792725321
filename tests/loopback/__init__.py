"""A real HTTP and TLS server of raw bytes, its certificate, and a real forward proxy.

The server sends exactly the bytes it is given and logs exactly the bytes it read and wrote, so
it can judge a capture.
"""

from tests.loopback.proxy import forward
from tests.loopback.server import (
    Close,
    Exchange,
    LoopbackServer,
    Pause,
    Reply,
    Request,
    RespondError,
    Tunnel,
)
from tests.loopback.tls import tls_context

__all__ = [
    "Close",
    "Exchange",
    "LoopbackServer",
    "Pause",
    "Reply",
    "Request",
    "RespondError",
    "Tunnel",
    "forward",
    "tls_context",
]
