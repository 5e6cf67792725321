"""A certificate authority of one, made when the tests run."""

from __future__ import annotations

import atexit
import functools
import ipaddress
import shutil
import ssl
import tempfile
from datetime import UTC, datetime, timedelta
from pathlib import Path

from cryptography import x509
from cryptography.hazmat.primitives import hashes, serialization
from cryptography.hazmat.primitives.asymmetric import ec
from cryptography.x509.oid import NameOID


def tls_context(
    name: str = "localhost", address: str = "127.0.0.1", *, expires_in: int = 30
) -> tuple[ssl.SSLContext, Path]:
    """A server-side context for a name and an address, and its certificate as PEM.

    The certificate is self-signed: its file is also the authority a client may trust. It is valid
    since 60 days ago for ``expires_in`` days more. The context is a fresh one each time, so that a
    test may narrow its protocol versions.
    """
    pem = _certificate(name, address, expires_in)
    context = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
    context.load_cert_chain(pem, pem.with_name("key.pem"))
    return context, pem


@functools.cache
def _certificate(host: str, address: str, expires_in: int) -> Path:
    folder = Path(tempfile.mkdtemp(prefix="loopback-tls-"))
    atexit.register(shutil.rmtree, folder, ignore_errors=True)
    key = ec.generate_private_key(ec.SECP256R1())
    name = x509.Name([x509.NameAttribute(NameOID.COMMON_NAME, f"{host}, {expires_in} days")])
    now = datetime.now(UTC)
    names = x509.SubjectAlternativeName(
        [x509.DNSName(host), x509.IPAddress(ipaddress.ip_address(address))]
    )
    certificate = (
        x509.CertificateBuilder()
        .subject_name(name)
        .issuer_name(name)
        .public_key(key.public_key())
        .serial_number(x509.random_serial_number())
        .not_valid_before(now - timedelta(days=60))
        .not_valid_after(now + timedelta(days=expires_in))
        .add_extension(names, critical=False)
        .add_extension(x509.BasicConstraints(ca=True, path_length=None), critical=True)
        .sign(key, hashes.SHA256())
    )
    key_pem = folder / "key.pem"
    key_pem.touch(mode=0o600)
    key_pem.write_bytes(
        key.private_bytes(
            serialization.Encoding.PEM,
            serialization.PrivateFormat.PKCS8,
            serialization.NoEncryption(),
        )
    )
    pem = folder / "certificate.pem"
    pem.write_bytes(certificate.public_bytes(serialization.Encoding.PEM))
    return pem
