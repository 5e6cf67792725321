from __future__ import annotations

from ipaddress import IPv4Address, IPv6Address, ip_address

import pytest
from hypothesis import given
from hypothesis import strategies as st

from crawler.wire.addresses import (
    LINK_LOCAL,
    LOOPBACK,
    METADATA,
    MULTICAST,
    PRIVATE,
    RESERVED,
    SHARED,
    UNSPECIFIED,
    is_local_name,
    kind_of,
    literal,
)

KINDS = {
    "127.0.0.1": LOOPBACK,
    "127.255.255.254": LOOPBACK,
    "10.0.0.1": PRIVATE,
    "172.16.0.1": PRIVATE,
    "172.31.255.255": PRIVATE,
    "192.168.1.1": PRIVATE,
    "100.64.0.1": SHARED,
    "169.254.1.1": LINK_LOCAL,
    "169.254.169.254": METADATA,
    "100.100.100.200": METADATA,
    "168.63.129.16": METADATA,
    "224.0.0.1": MULTICAST,
    "0.0.0.0": UNSPECIFIED,
    "0.1.2.3": UNSPECIFIED,
    "240.0.0.1": RESERVED,
    "255.255.255.255": RESERVED,
    "198.18.0.1": RESERVED,
    "203.0.113.9": RESERVED,
    "8.8.8.8": None,
    "172.32.0.1": None,
    "100.128.0.1": None,
    "169.253.0.1": None,
    "::1": LOOPBACK,
    "::": UNSPECIFIED,
    "fd00::1": PRIVATE,
    "fec0::1": PRIVATE,
    "fd00:ec2::254": METADATA,
    "fe80::1": LINK_LOCAL,
    "fe80::1%eth0": LINK_LOCAL,
    "ff02::1": MULTICAST,
    "2001:db8::1": RESERVED,
    "2001::1": RESERVED,
    "64:ff9b:1::1": RESERVED,
    "4000::1": RESERVED,
    "2606:4700::1111": None,
    "::ffff:10.0.0.1": PRIVATE,
    "::ffff:169.254.169.254": METADATA,
    "::ffff:8.8.8.8": None,
    "::127.0.0.1": LOOPBACK,
    "64:ff9b::7f00:1": LOOPBACK,
    "64:ff9b::808:808": None,
    "2002:7f00:1::": LOOPBACK,
    "2002:a9fe:a9fe::1": METADATA,
    "2002:808:808::": None,
}


@pytest.mark.parametrize("address", KINDS)
def test_kinds(address: str) -> None:
    assert kind_of(address) == KINDS[address]


@given(st.ip_addresses())
def test_what_python_knows_not_to_be_public_is_not_taken_for_it(
    address: IPv4Address | IPv6Address,
) -> None:
    # 6to4 is what the address inside it is; newer Pythons call all of it private.
    is_6to4 = isinstance(address, IPv6Address) and address.sixtofour is not None
    if not is_6to4 and (address.is_private or address.is_multicast or address.is_link_local):
        assert kind_of(str(address)) is not None


@given(st.ip_addresses(v=4))
def test_an_address_inside_another_is_what_it_is_outside(address: IPv4Address) -> None:
    mapped = IPv6Address((0xFFFF << 32) | int(address))
    sixtofour = IPv6Address((0x2002 << 112) | (int(address) << 80) | 1)
    nat64 = IPv6Address((0x64_FF9B << 96) | int(address))
    assert {kind_of(str(a)) for a in (mapped, sixtofour, nat64)} == {kind_of(str(address))}


@pytest.mark.parametrize(
    "host",
    [
        "127.0.0.1",
        "127.0.0.1.",
        "2130706433",
        "0x7f000001",
        "0X7F.1",
        "0x7f.0.0.0x1",
        "0177.0.0.1",
        "017700000001",
        "127.1",
        "127.0.1",
        "１２７.０.０.１",
        "①②⑦.⓪.⓪.①",
        "%31%32%37.0.0.1",
    ],
)
def test_spellings_of_an_address(host: str) -> None:
    assert literal(host) == ip_address("127.0.0.1")


@pytest.mark.parametrize("host", ["::1", "[::1]", "0:0:0:0:0:0:0:1"])
def test_spellings_of_an_ipv6_address(host: str) -> None:
    assert literal(host) == ip_address("::1")


@pytest.mark.parametrize(
    "host", ["example.com", "1.2.3.4.5", "256.1.1.1", "0xg", "127.0.0.1 x", ""]
)
def test_names_are_no_addresses(host: str) -> None:
    assert literal(host) is None


def test_names_of_this_machine() -> None:
    assert is_local_name("localhost")
    assert is_local_name("a.LocalHost.")
    assert not is_local_name("localhost.example")
