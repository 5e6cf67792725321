"""Where one crawl looks for articles, and what it takes for one."""

from __future__ import annotations

import re
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta, tzinfo
from typing import TYPE_CHECKING, Literal, get_args
from urllib.parse import urlsplit
from zoneinfo import ZoneInfo

from archive.model import SiteRules
from crawler.discovery.lead import clean_url
from crawler.discovery.window import Window

if TYPE_CHECKING:
    from crawler.sites import Site

Requisites = Literal["photos", "page", "none"]
"""What is fetched for an article besides its page: its photos; all it needs to look as it did
(stylesheets, scripts, fonts, icons, every image); nothing."""


_DAY = re.compile(r"\d{4}-?\d{2}-?\d{2}")
_EARLIEST, _LATEST = 1990, 2999
"""Years: the web is no older, and arithmetic with dates ends soon after."""


class ArgumentError(Exception):
    """A spider argument that cannot be used."""


@dataclass(frozen=True, slots=True)
class Plan:
    """What a spider starts from.

    Attributes:
        rules: what extraction and the index need to know of the site.
        home: its front page.
        feeds: feed addresses.
        sitemaps: sitemap addresses.
        sections: pages that link to articles.
        archives: templates of listings by date (`crawler.discovery.archive_pages`).
        wp_json: root of a WordPress REST API.
        link_depth: links that are followed from a listed article to articles on no list.
        discover: whether feeds and sitemaps are looked for on ``home`` and in robots.txt.
        since: what was published before is left alone; None for the setting's age.
        until: what was published from then on is left alone; with ``since`` only.
        requisites: what is fetched besides pages; None for what the setting says.
    """

    rules: SiteRules
    home: str
    feeds: tuple[str, ...] = ()
    sitemaps: tuple[str, ...] = ()
    sections: tuple[str, ...] = ()
    archives: tuple[str, ...] = ()
    wp_json: str | None = None
    link_depth: int = 0
    discover: bool = False
    since: datetime | None = None
    until: datetime | None = None
    requisites: Requisites | None = None

    def window(self, max_age: timedelta | None) -> Window:
        """The time this crawl is about; of past time, where the plan says which.

        Args:
            max_age: of a dated lead in an everyday crawl; None for any.
        """
        if self.since or self.until:
            return Window(self.since, self.until, past=True)
        return Window(datetime.now(UTC) - max_age if max_age else None)

    def requisites_or(self, setting: str) -> Requisites:
        """What is fetched besides pages, where ``setting`` is that of PAGE_REQUISITES.

        Raises:
            ArgumentError: the setting has another value.
        """
        wanted = self.requisites or _requisites("PAGE_REQUISITES", setting)
        return wanted or "photos"

    def owns(self, url: str) -> bool:
        """Whether ``url`` is on one of the site's hosts or below one."""
        host = urlsplit(url).hostname or ""
        return any(host == d or host.endswith("." + d) for d in self.rules.domains)


def plan_for_site(
    name: str,
    site: Site,
    since: str | None = None,
    until: str | None = None,
    requisites: str | None = None,
) -> Plan:
    """The plan that a site file lays down.

    Raises:
        ArgumentError: ``since`` or ``until`` is no date, they are no stretch of time, or
            ``requisites`` is none of `Requisites`.
    """
    begins, ends = _stretch(since, until, ZoneInfo(site.time_zone))
    return Plan(
        rules=site.rules(name),
        home=site.home,
        feeds=tuple(site.feeds),
        sitemaps=tuple(site.sitemaps),
        sections=tuple(site.sections),
        archives=tuple(site.archives),
        wp_json=site.wp_json,
        link_depth=site.link_depth,
        discover=not (site.feeds or site.sitemaps or site.wp_json),
        since=begins,
        until=ends,
        requisites=_requisites("requisites", requisites) or site.requisites,
    )


def plan_for_url(  # noqa: PLR0913 - the arguments of `scrapy crawl news`
    url: str | None = None,
    *,
    sitemap: str | None = None,
    feed: str | None = None,
    article_pattern: str | None = None,
    since: str | None = None,
    until: str | None = None,
    requisites: str | None = None,
) -> Plan:
    """The plan for a site that has no file, from the arguments of ``scrapy crawl news``.

    Raises:
        ArgumentError: ``url`` is missing, an address or a date is none, the dates are no stretch
            of time, the pattern does not compile, or ``requisites`` is none of `Requisites`.
    """
    if not url:
        message = "`scrapy crawl news` needs -a url=URL"
        raise ArgumentError(message)
    home = _address("url", url)
    try:
        re.compile(article_pattern or "")
    except re.error as error:
        message = f"article_pattern={article_pattern!r}: {error}"
        raise ArgumentError(message) from error
    host = (urlsplit(home).hostname or "").removeprefix("www.")
    begins, ends = _stretch(since, until)
    return Plan(
        rules=SiteRules(name=host, domains=(host,), article_pattern=article_pattern or None),
        home=home,
        feeds=(_address("feed", feed),) if feed else (),
        sitemaps=(_address("sitemap", sitemap),) if sitemap else (),
        sections=(home,),
        discover=not (feed or sitemap),
        since=begins,
        until=ends,
        requisites=_requisites("requisites", requisites),
    )


def _address(argument: str, value: str) -> str:
    url = clean_url(value, "")
    if url is None:
        message = f"{argument}={value!r} is no http or https address"
        raise ArgumentError(message)
    return url


def _requisites(argument: str, value: str | None) -> Requisites | None:
    for known in get_args(Requisites):
        if value == known:
            return known  # type: ignore[no-any-return]  # get_args loses what it is given
    if value is None:
        return None
    message = f"{argument}={value!r} is none of {', '.join(get_args(Requisites))}"
    raise ArgumentError(message)


def _stretch(
    since: str | None, until: str | None, zone: tzinfo = UTC
) -> tuple[datetime | None, datetime | None]:
    """The first moment, and the first that is too late: a bare day as ``until`` is included."""
    begins, ends = _moment("since", since, zone), _moment("until", until, zone)
    if ends is None:
        return begins, None
    if begins is None:
        message = f"until={until!r} needs since=DATE, too"
        raise ArgumentError(message)
    if until and _DAY.fullmatch(until.strip()):
        ends += timedelta(days=1)
    if ends <= begins:
        message = f"until={until!r} is before since={since!r}"
        raise ArgumentError(message)
    return begins, ends


def _moment(argument: str, value: str | None, zone: tzinfo) -> datetime | None:
    if value is None:
        return None
    try:
        moment = datetime.fromisoformat(value.strip())
    except ValueError as error:
        message = f"{argument}={value!r} is no ISO 8601 date"
        raise ArgumentError(message) from error
    moment = moment if moment.tzinfo else moment.replace(tzinfo=zone)
    if not _EARLIEST <= moment.year <= _LATEST:
        message = f"{argument}={value!r} is not between {_EARLIEST} and {_LATEST}"
        raise ArgumentError(message)
    return moment
