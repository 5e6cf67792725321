from __future__ import annotations

import shutil
import socket
import subprocess

import pytest
from OpenSSL import SSL

from crawler.wire.security import Security, iana_name, security_of
from tests.loopback import LoopbackServer, tls_context


@pytest.mark.parametrize(
    ("openssl", "iana"),
    [
        ("TLS_AES_128_GCM_SHA256", "TLS_AES_128_GCM_SHA256"),
        ("ECDHE-RSA-AES128-GCM-SHA256", "TLS_ECDHE_RSA_WITH_AES_128_GCM_SHA256"),
        ("ECDHE-ECDSA-CHACHA20-POLY1305", "TLS_ECDHE_ECDSA_WITH_CHACHA20_POLY1305_SHA256"),
        ("DHE-RSA-AES256-CCM8", "TLS_DHE_RSA_WITH_AES_256_CCM_8"),
        ("ECDHE-ARIA256-GCM-SHA384", "TLS_ECDHE_RSA_WITH_ARIA_256_GCM_SHA384"),
        ("ECDHE-RSA-AES256-SHA384", "TLS_ECDHE_RSA_WITH_AES_256_CBC_SHA384"),
        ("AES128-SHA", "TLS_RSA_WITH_AES_128_CBC_SHA"),
        ("CAMELLIA256-SHA256", "TLS_RSA_WITH_CAMELLIA_256_CBC_SHA256"),
        ("GOST2012-GOST8912", "GOST2012-GOST8912"),
        ("", ""),
    ],
)
def test_cipher_suites_have_their_registered_names(openssl: str, iana: str) -> None:
    assert iana_name(openssl) == iana


@pytest.mark.skipif(shutil.which("openssl") is None, reason="compares with the openssl program")
def test_agrees_with_openssl_on_all_suites_that_a_crawler_can_meet() -> None:
    listed = subprocess.check_output(["openssl", "ciphers", "-stdname", "ALL"], text=True)
    pairs = [(line.split()[2], line.split()[0]) for line in listed.splitlines()]
    met = [(own, iana) for own, iana in pairs if not any(x in iana for x in ("anon", "SRP", "PSK"))]
    assert len(met) > 30
    assert [(own, iana_name(own)) for own, _ in met] == met


@pytest.mark.parametrize(
    ("version", "protocol"), [(SSL.TLS1_2_VERSION, "tls/1.2"), (SSL.TLS1_3_VERSION, "tls/1.3")]
)
def test_describes_a_live_connection(version: int, protocol: str) -> None:
    with LoopbackServer(lambda _: b"", tls=tls_context()[0]) as server:
        context = SSL.Context(SSL.TLS_CLIENT_METHOD)
        context.set_min_proto_version(version)
        context.set_max_proto_version(version)
        with socket.create_connection((server.host, server.port)) as below:
            connection = SSL.Connection(context, below)
            connection.set_connect_state()
            connection.do_handshake()
            security = security_of(connection)
            connection.shutdown()
    assert isinstance(security, Security)
    assert security.protocol == protocol
    assert security.cipher_suite.startswith("TLS_")
    assert "-" not in security.cipher_suite
