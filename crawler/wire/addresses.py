"""Which IP addresses no page may send us to, and how a host in a URL spells one.

The ranges are those of IANA's special-purpose address registries (RFC 6890) that are not globally
reachable, and multicast. They are written out here because Python's own ``is_global`` changes
from release to release, and takes multicast for global.
"""

from __future__ import annotations

import re
import socket
import unicodedata
from functools import lru_cache
from ipaddress import (
    IPv4Address,
    IPv4Network,
    IPv6Address,
    IPv6Network,
    ip_address,
    ip_network,
)
from urllib.parse import unquote

METADATA = "a cloud's metadata service"
LOOPBACK = "loopback"
PRIVATE = "private"
SHARED = "shared between customers of a carrier"
LINK_LOCAL = "link-local"
MULTICAST = "multicast"
UNSPECIFIED = "unspecified"
RESERVED = "reserved"

INTRANET = frozenset({LOOPBACK, PRIVATE, SHARED})
"""Kinds of address that a site of one's own may have."""

# The first that fits names the address. Of the metadata services, Azure's has a public address.
_IPV4 = (
    (METADATA, "169.254.169.254/32 100.100.100.200/32 192.0.0.192/32 168.63.129.16/32"),
    (LOOPBACK, "127.0.0.0/8"),
    (PRIVATE, "10.0.0.0/8 172.16.0.0/12 192.168.0.0/16"),
    (SHARED, "100.64.0.0/10"),
    (LINK_LOCAL, "169.254.0.0/16"),
    (MULTICAST, "224.0.0.0/4"),
    (UNSPECIFIED, "0.0.0.0/8"),
    (RESERVED, "192.0.0.0/24 192.88.99.0/24 198.18.0.0/15 240.0.0.0/4"),
    (RESERVED, "192.0.2.0/24 198.51.100.0/24 203.0.113.0/24"),  # for documentation
)
_IPV6 = (
    (METADATA, "fd00:ec2::254/128 fd20:ce::254/128"),
    (LOOPBACK, "::1/128"),
    (UNSPECIFIED, "::/128"),
    (PRIVATE, "fc00::/7 fec0::/10"),
    (LINK_LOCAL, "fe80::/10"),
    (MULTICAST, "ff00::/8"),
    (RESERVED, "2001::/23 2001:db8::/32 3fff::/20"),  # protocols (Teredo is one); documentation
)
_GLOBAL_UNICAST = IPv6Network("2000::/3")
_NAT64 = IPv6Network("64:ff9b::/96")  # RFC 6052, section 2.1
_IPV4_COMPATIBLE = IPv6Network("::/96")  # RFC 4291, section 2.5.5.1

_Address = IPv4Address | IPv6Address
_Table = tuple[tuple[str, tuple[IPv4Network | IPv6Network, ...]], ...]


def _table(lines: tuple[tuple[str, str], ...]) -> _Table:
    return tuple((kind, tuple(map(ip_network, text.split()))) for kind, text in lines)


_TABLES: dict[int, _Table] = {4: _table(_IPV4), 6: _table(_IPV6)}

_NUMBER = r"(?:0[xX][0-9a-fA-F]*|[0-9]+)"
_LOOSE_IPV4 = re.compile(rf"{_NUMBER}(?:\.{_NUMBER}){{0,3}}")


@lru_cache(maxsize=4096)
def kind_of(address: str) -> str | None:
    """What kind of address nobody outside may send us to this is, in words; None for a public one.

    An IPv4 address inside an IPv6 one (mapped, compatible, 6to4, NAT64) counts as itself.

    Args:
        address: in a standard notation; of IPv6 a zone (``%eth0``) may follow.

    Raises:
        ValueError: it is none.
    """
    found = ip_address(address)
    for kind, networks in _TABLES[found.version]:
        if any(found in network for network in networks):
            return str(kind)
    if isinstance(found, IPv4Address):
        return None
    if inside := _embedded(found):
        return kind_of(str(inside))
    return None if found in _GLOBAL_UNICAST else RESERVED


def _embedded(address: IPv6Address) -> IPv4Address | None:
    """The IPv4 address that an IPv6 address stands for, if it does."""
    if address.ipv4_mapped or address in _NAT64 or address in _IPV4_COMPATIBLE:
        return IPv4Address(int(address) & 0xFFFFFFFF)
    return address.sixtofour


@lru_cache(maxsize=4096)
def literal(host: str) -> _Address | None:
    """The address that a host in a URL spells out; None where it is a name.

    Resolvers read numbers of other bases and fewer parts, too (``inet_aton(3)``): ``2130706433``,
    ``0x7f.1`` and ``0177.0.0.1`` are all 127.0.0.1. Digits of other scripts and percent-encoding
    become what a lenient resolver would make of them.

    Args:
        host: as `urllib.parse.urlsplit` gives it, without brackets.
    """
    host = unicodedata.normalize("NFKC", unquote(host)).strip("[]").rstrip(".")
    try:
        return ip_address(host)
    except ValueError:
        pass
    if not _LOOSE_IPV4.fullmatch(host):
        return None
    try:
        return IPv4Address(socket.inet_aton(host))
    except OSError:
        return None


def is_local_name(host: str) -> bool:
    """Whether a name stands for this machine wherever it is resolved (RFC 6761, section 6.3)."""
    labels = host.lower().rstrip(".").split(".")
    return labels[-1] == "localhost"
