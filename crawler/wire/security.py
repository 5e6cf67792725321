"""Names of TLS versions and cipher suites as WARC fields write them, and of what TLS distrusts."""

from __future__ import annotations

import re
from dataclasses import dataclass

from OpenSSL import SSL
from OpenSSL._util import ffi, lib
from service_identity import VerificationError

_SUITE = re.compile(
    r"(?:(?P<exchange>(?:(?:EC)?DHE|RSA)(?:-(?:ECDSA|RSA|DSS|PSK))?)-)?"
    r"(?P<cipher>AES|ARIA|CAMELLIA|CHACHA20)(?P<bits>128|256)?"
    r"(?:-(?P<mode>GCM|CCM8?|POLY1305|CBC))?(?:-(?P<digest>SHA(?:256|384)?))?"
)


@dataclass(frozen=True, slots=True)
class Security:
    """What protects a connection.

    Attributes:
        protocol: as ``WARC-Protocol`` has it, e.g. ``tls/1.3`` (iipc/warc-specifications, 42).
        cipher_suite: as ``WARC-Cipher-Suite`` has it: the name in IANA's registry, e.g.
            ``TLS_AES_128_GCM_SHA256`` (iipc/warc-specifications, 86).
    """

    protocol: str
    cipher_suite: str


def security_of(connection: SSL.Connection) -> Security:
    """Describe a connection whose handshake is complete."""
    version = connection.get_protocol_version_name().removeprefix("TLSv")
    protocol = f"tls/{version}" if "." in version else f"tls/{version}.0"
    return Security(protocol, iana_name(connection.get_cipher_name() or ""))


_OK = 0
_FAULTS = {
    2: "from an unknown authority",
    9: "not valid yet",
    10: "expired",
    18: "self-signed",
    19: "from an unknown authority",
    20: "from an unknown authority",
    21: "from an unknown authority",
    23: "revoked",
    62: "for another host",
    64: "for another host",
}
"""OpenSSL's codes of a failed verification (x509_vfy.h)."""


def distrust_of(connection: SSL.Connection, error: BaseException | None) -> str | None:
    """What is wrong with the certificate of a connection that came to nothing, in words.

    Args:
        connection: the one whose handshake failed.
        error: why the connection was lost.

    Returns:
        None where it was not the certificate.
    """
    if isinstance(error, VerificationError):
        return "for another host"
    if not isinstance(error, SSL.Error):
        return None
    # pyOpenSSL hands on that verification failed, but not why.
    code = int(lib.SSL_get_verify_result(connection._ssl))  # noqa: SLF001 - no public way to it
    if code == _OK:
        return None
    words: bytes = ffi.string(lib.X509_verify_cert_error_string(code))
    return _FAULTS.get(code) or f"not valid ({words.decode('ascii', 'replace')})"


def iana_name(suite: str) -> str:
    """IANA's name of a cipher suite that OpenSSL names in its own way.

    TLS 1.3 suites have the same name in both, and are returned as they are, like any suite that
    is not known here.

    >>> iana_name("ECDHE-RSA-AES128-GCM-SHA256")
    'TLS_ECDHE_RSA_WITH_AES_128_GCM_SHA256'
    """
    match = _SUITE.fullmatch(suite)
    if match is None:
        return suite
    exchange = (match["exchange"] or "RSA").replace("-", "_")
    if exchange == "ECDHE":
        exchange = "ECDHE_RSA"  # OpenSSL leaves it out of its ARIA suites
    mode = {"CCM8": "CCM_8", None: "CBC"}.get(match["mode"], match["mode"])
    digest = "SHA256" if match["mode"] == "POLY1305" else match["digest"]
    parts = (match["cipher"], match["bits"], mode, digest)
    return f"TLS_{exchange}_WITH_{'_'.join(part for part in parts if part)}"
