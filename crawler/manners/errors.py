"""Why something was not asked for, though somebody wanted it."""

from __future__ import annotations

from typing import ClassVar

from scrapy.exceptions import IgnoreRequest


class NotAskedError(IgnoreRequest):
    """A request that was not sent; who decided it has said so, and counted what is to be counted.

    Attributes:
        counts_as: the statistic below ``archive/`` to which the spider adds it; None for none.
    """

    counts_as: ClassVar[str | None] = None


class RefusedError(NotAskedError):
    """The crawler does not go there: the address, the scheme, or a password in it forbids it."""

    def __init__(self, where: str, reason: str) -> None:
        super().__init__(f"{where}: {reason}")
        self.reason = reason


class HostGivenUpError(NotAskedError):
    """The host turns us away, so that this crawl asks it for nothing more."""

    counts_as = "failed"


class RobotsUnreachableError(NotAskedError):
    """Nobody knows what robots.txt allows, so that nothing is (RFC 9309, section 2.3.1.4)."""

    counts_as = "failed"


class AllowanceError(NotAskedError):
    """The site's pages, bytes or hours of this day are used up."""


class ClosingError(NotAskedError):
    """The crawl ended while the request waited for its turn."""


def is_forbidden(error: BaseException | None) -> bool:
    """Whether robots.txt forbids a request.

    Scrapy has one class for that and for an answer that it drops for what it unpacks to; but that
    one has a cause.
    """
    return error is not None and type(error) is IgnoreRequest and error.__cause__ is None
