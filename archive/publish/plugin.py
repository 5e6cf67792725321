"""Datasette plugin for a snapshot: photos are the small copies that lie beside the index.

Its routes come before those of `archive.datasette.plugin`, which would look for WARC files.
"""

from __future__ import annotations

import asyncio
from pathlib import Path
from typing import TYPE_CHECKING, Any

from datasette import Response  # type: ignore[import-untyped]  # Datasette 0.65 has no types
from pluggy import HookimplMarker

from archive.datasette.access import Access
from archive.datasette.plugin import FOR_GOOD, SAFETY
from archive.publish.thumbnails import FOLDER, place_of

if TYPE_CHECKING:
    from datasette.app import Datasette  # type: ignore[import-untyped]  # likewise
    from datasette.utils.asgi import Request  # type: ignore[import-untyped]  # likewise

hookimpl = HookimplMarker("datasette")


@hookimpl(tryfirst=True)
def register_routes() -> list[tuple[str, Any]]:
    """Photos by the digest of their bytes; the small copy stands for the whole too."""
    address = r"/-/photos/(?P<database>[^/]+)/(?P<sha256>[0-9a-f]{64})/(?:original|thumbnail)$"
    return [(address, small_copy)]


async def small_copy(datasette: Datasette, request: Request) -> Response:
    """A photo as the snapshot has it."""
    access = Access(datasette, request)
    await access.check()
    path = place_of(access.folder.parent / FOLDER, request.url_vars["sha256"])
    try:
        data = await asyncio.to_thread(Path.read_bytes, path)
    except OSError:
        return Response.text("not in this snapshot", status=404, headers=SAFETY)
    return Response(data, headers={**SAFETY, **FOR_GOOD}, content_type="image/jpeg")
