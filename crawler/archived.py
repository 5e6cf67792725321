"""What the archive has, as if it came from the network now."""

from __future__ import annotations

from concurrent.futures import Future
from http import HTTPStatus
from typing import TYPE_CHECKING

from scrapy.http import Headers, Response
from scrapy.responsetypes import responsetypes

if TYPE_CHECKING:
    from scrapy import Request

    from archive.model import RecordRef
    from archive.retrieval import Archived

FLAG = "archived"
"""In `Response.flags` of a response that was read from the archive."""

# The body comes decoded, so these no longer say what it is.
_OF_THE_WIRE = frozenset({b"content-encoding", b"transfer-encoding", b"content-length"})


def archived_response(archived: Archived, request: Request) -> Response:
    """The archived 200 answer to ``request``, its body decoded.

    ``request.meta["capture"]`` becomes the record it was written as, already durable: what is
    read from it belongs to that capture, in a crawl as in a rebuild.
    """
    capture: Future[RecordRef] = Future()
    capture.set_result(archived.ref)
    request.meta["capture"] = capture
    fields = [field for field in archived.headers if field[0].lower() not in _OF_THE_WIRE]
    headers, body = Headers(fields), archived.content
    kind = responsetypes.from_args(headers=headers, url=request.url, body=body)
    return kind(
        request.url,
        status=HTTPStatus.OK,
        headers=headers,
        body=body,
        flags=[FLAG],
        request=request,
    )
