"""Where the crawler may not go, checked on the URL and again on the address that is dialled."""

# Half of Twisted is without types.
# mypy: allow-untyped-calls

from __future__ import annotations

from collections.abc import Callable
from functools import partial
from typing import TYPE_CHECKING, Any, cast
from urllib.parse import SplitResult, urlsplit

from twisted.internet.endpoints import HostnameEndpoint
from twisted.internet.interfaces import IReactorPluggableNameResolver
from zope.interface import implementer  # type: ignore[import-untyped]  # it ships no types

from crawler.manners.errors import RefusedError
from crawler.wire.addresses import INTRANET, is_local_name, kind_of, literal

if TYPE_CHECKING:
    from collections.abc import Iterable

    from twisted.internet.interfaces import IConnector

Origin = tuple[str, int]
"""Host, lower case, and port."""

Permit = Callable[[str, int, str], None]
"""Called with host, port and address before the address is dialled; raises to forbid it."""

_PORTS = {"http": 80, "https": 443}


class UnguardedEndpointError(Exception):
    """Twisted connects in a way that the guard does not know, so that it could not check it."""


class Guard:
    """Keeps the crawler out of private networks, whatever a page, a redirect or the DNS says.

    Twice: on the URL before anything is done for it (`check_url`), and on the IP address at the
    moment it is dialled (`check_address`), so that no answer of the DNS comes in between. Behind
    a proxy it is the proxy that resolves names: there only the first applies, to addresses that
    are spelled out in the URL and to ``localhost``.

    Args:
        own: origins that were configured by hand. A name among them may have an intranet's
            address (never that of a metadata service); an address among them may be any.
    """

    def __init__(self, own: Iterable[Origin] = ()) -> None:
        self._own = frozenset(own)

    def is_own_host(self, host: str) -> bool:
        """Whether a host is one that was configured by hand, with or without ``www.``."""
        return any(own.removeprefix("www.") == host.removeprefix("www.") for own, _ in self._own)

    def check_url(self, url: str) -> None:
        """Let a URL pass.

        Raises:
            RefusedError: it names another scheme than http and https, credentials (RFC 9110,
                section 4.2.4), no host, or a host in a private network. Its message does not
                repeat the credentials.
        """
        parts = _split(url)
        if parts.scheme not in _PORTS:
            raise RefusedError(url, f"only http and https are fetched, not {parts.scheme!r}")
        if "@" in parts.netloc:
            raise RefusedError(_without_userinfo(parts), "there are credentials in the URL")
        host = parts.hostname
        if not host or "\\" in parts.netloc:
            raise RefusedError(url, "it names no host")
        if (host, parts.port or _PORTS[parts.scheme]) in self._own:
            return
        address = literal(host)
        kind = kind_of(str(address)) if address else None
        if kind:
            raise RefusedError(url, f"{host} is {_described(kind)}, and not the site's own")
        if is_local_name(host):
            raise RefusedError(url, f"{host} is this machine, and not the site's own")

    def check_address(self, host: str, port: int, address: str) -> None:
        """Let an address be dialled for ``host`` and ``port``.

        Raises:
            RefusedError: it lies in a private network, or is no IP address.
        """
        where = f"{host}:{port}"
        try:
            kind = kind_of(address)
        except ValueError:
            raise RefusedError(where, f"{address!r} is no IP address") from None
        if kind is None:
            return
        if (host.lower(), port) in self._own and (kind in INTRANET or literal(host)):
            return
        raise RefusedError(where, f"{address} is {_described(kind)}, and not the site's own")


def origin_of(url: str) -> Origin:
    """Host and port of an http or https URL.

    Raises:
        RefusedError: it is none.
    """
    parts = _split(url)
    if parts.scheme not in _PORTS or not parts.hostname:
        raise RefusedError(url, "that is no http or https address")
    return parts.hostname, parts.port or _PORTS[parts.scheme]


def guarded(endpoint: Any, origin: Origin, permit: Permit) -> Any:  # noqa: ANN401 - Twisted's
    """Let an endpoint of `twisted.web.client.Agent` ask ``permit`` for each address it dials.

    Raises:
        UnguardedEndpointError: it is of a kind that is not known here.
    """
    # An endpoint for TLS wraps that for TCP.
    inner = getattr(endpoint, "_wrappedEndpoint", endpoint)
    if not isinstance(inner, HostnameEndpoint) or not hasattr(inner, "_reactor"):
        message = f"{inner!r} is not guarded"
        raise UnguardedEndpointError(message)
    inner._reactor = GuardedReactor(inner._reactor, partial(permit, *origin))  # noqa: SLF001 - no other way to its dialling; tests hold it
    return endpoint


@implementer(IReactorPluggableNameResolver)
class GuardedReactor:
    """The reactor, but for asking before it dials; an endpoint dials addresses, no names."""

    def __init__(self, reactor: Any, permit: Callable[[str], None]) -> None:  # noqa: ANN401 - many interfaces in one
        self._reactor = reactor
        self._permit = permit

    def __getattr__(self, name: str) -> Any:  # noqa: ANN401 - whatever the reactor has
        return getattr(self._reactor, name)

    def connectTCP(self, host: str, port: int, *args: Any, **options: Any) -> IConnector:  # noqa: ANN401, N802 - Twisted's signature
        """Dial, if that is permitted."""
        self._permit(host)
        return cast("IConnector", self._reactor.connectTCP(host, port, *args, **options))


def _split(url: str) -> SplitResult:
    try:
        parts = urlsplit(url)
        _ = parts.port  # raises where it is no number
    except ValueError as error:
        raise RefusedError(url.rpartition("@")[2], f"that is no URL: {error}") from error
    return parts


def _without_userinfo(parts: SplitResult) -> str:
    return parts._replace(netloc=parts.netloc.rpartition("@")[2]).geturl()


def _described(kind: str) -> str:
    return kind if kind.startswith("a ") else f"a {kind} address"
