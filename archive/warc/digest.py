"""Labelled digests (WARC 1.1, section 5.8): ``algorithm:value``.

This project writes payload digests as SHA-1 in upper-case base32, which CDX files, replay tools
and other archives look duplicates up by, and block digests as SHA-256 in lower-case hex, because
they stand for the bytes themselves and SHA-1 collisions can be made. A field may not be repeated
(section 5.1), so each has one digest.
"""

from __future__ import annotations

import base64
import binascii
import hashlib

from archive.warc.errors import FieldError

_KNOWN = {"md5", "sha1", "sha224", "sha256", "sha384", "sha512"}


def payload_digest(payload: bytes) -> str:
    """``sha1:`` and upper-case base32."""
    digest = hashlib.sha1(payload, usedforsecurity=False).digest()
    return "sha1:" + base64.b32encode(digest).decode("ascii")


def block_digest(block: bytes) -> str:
    """``sha256:`` and lower-case hex."""
    return "sha256:" + hashlib.sha256(block).hexdigest()


def matches(labelled: str, data: bytes) -> bool:
    """Whether ``data`` has this digest, written in hex, base32 or base64 (RFC 4648) by any tool.

    Raises:
        FieldError: the algorithm is unknown or the value is not of its length.
    """
    algorithm, _, value = labelled.partition(":")
    name = algorithm.strip().lower().replace("-", "")
    if name not in _KNOWN:
        raise FieldError(labelled, "digest", "unknown algorithm")
    actual = hashlib.new(name, data, usedforsecurity=False).digest()
    return _decoded(labelled, value.strip(), len(actual)) == actual


def _decoded(labelled: str, value: str, size: int) -> bytes:
    """The digest's octets; their number tells the encodings apart."""
    bare = value.rstrip("=")
    try:
        if len(bare) == size * 2:
            return bytes.fromhex(bare)
        if len(bare) == -(-size * 8 // 5):
            return base64.b32decode(bare.upper() + "=" * (-len(bare) % 8))
        if len(bare) == -(-size * 8 // 6):
            return base64.b64decode(bare + "=" * (-len(bare) % 4), altchars=_altchars(bare))
    except (ValueError, binascii.Error) as error:
        raise FieldError(labelled, "digest", f"cannot be decoded: {error}") from error
    raise FieldError(labelled, "digest", f"is not {size} octets in hex, base32 or base64")


def _altchars(value: str) -> bytes:
    return b"-_" if "-" in value or "_" in value else b"+/"
