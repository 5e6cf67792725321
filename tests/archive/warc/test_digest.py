from __future__ import annotations

import base64
import hashlib

import pytest

from archive.warc.digest import block_digest, matches, payload_digest
from archive.warc.errors import FieldError

DATA = b"hello"
SHA1 = hashlib.sha1(DATA).digest()
SHA256 = hashlib.sha256(DATA).digest()


def test_how_ours_are_written() -> None:
    assert payload_digest(DATA) == "sha1:VL2MMHO4YXUKFWV63YHTWSBM3GXKSQ2N"
    assert block_digest(DATA) == "sha256:" + SHA256.hex()


@pytest.mark.parametrize(
    "digest",
    [
        payload_digest(DATA),
        payload_digest(DATA).lower(),
        block_digest(DATA),
        "SHA-256:" + SHA256.hex().upper(),
        "sha1:" + SHA1.hex(),
        "sha1:" + base64.b64encode(SHA1).decode(),
        "sha1:" + base64.urlsafe_b64encode(SHA1).decode().rstrip("="),
        "sha256:" + base64.b32encode(SHA256).decode(),
        "sha256:" + base64.b32encode(SHA256).decode().rstrip("="),
        "md5:" + hashlib.md5(DATA).hexdigest(),
        "sha512:" + hashlib.sha512(DATA).hexdigest(),
    ],
)
def test_digests_as_other_tools_write_them(digest: str) -> None:
    assert matches(digest, DATA)
    assert not matches(digest, DATA + b"!")


@pytest.mark.parametrize(
    "digest", ["", "sha1", "sha1:", "sha1:VL2M", "crc32:aaaa", "sha1:" + "1" * 32, "sha1:é" * 20]
)
def test_what_is_no_digest_is_an_error(digest: str) -> None:
    with pytest.raises(FieldError, match="digest"):
        matches(digest, DATA)
