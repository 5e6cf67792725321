"""The catalogue: one small TOML file is one site.

The loader is strict: a key it does not know, a pattern that does not compile, a field that is
missing is an error that names file and key, never a site that silently crawls nothing.
"""

from __future__ import annotations

import re
import tomllib
from pathlib import Path
from typing import Annotated, Literal
from urllib.parse import urlsplit
from zoneinfo import ZoneInfo

import msgspec

from archive.model import SiteRules

Url = Annotated[str, msgspec.Meta(pattern=r"^https?://[^\s/@]+(/\S*)?$")]
Language = Annotated[str, msgspec.Meta(pattern=r"^[a-z]{2,3}(-[A-Za-z0-9]+)*$")]
Seconds = Annotated[float, msgspec.Meta(ge=0, le=600)]

CrawlHours = Annotated[
    str, msgspec.Meta(pattern=r"^([01]\d|2[0-3]):[0-5]\d-([01]\d|2[0-3]):[0-5]\d$")
]

_FILE_NAME = re.compile(r"[a-z0-9]+(?:-[a-z0-9]+)*")
_FIELD = re.compile(r"\{[^}]*\}")
_UNKNOWN_FIELD = re.compile(r"Object contains unknown field `(?P<key>[^`]+)`(?P<where>.*)")
_MISSING_FIELD = re.compile(r"Object missing required field `(?P<key>[^`]+)`(?P<where>.*)")
_AT = re.compile(r"(?P<what>.*) - at `\$\.(?P<key>[^`]+)`")


class SiteFileError(Exception):
    """A site file that cannot be used; the message is one line naming file and key."""

    def __init__(self, path: Path, problem: str) -> None:
        super().__init__(f"{path}: {problem}")


class UnknownSiteError(Exception):
    """No site file has this name."""

    def __init__(self, name: str, folder: Path) -> None:
        super().__init__(f"no site {name!r} in {folder} (`scrapy list` shows them)")


class Selectors(msgspec.Struct, frozen=True, forbid_unknown_fields=True, omit_defaults=True):
    """CSS selectors, for a site whose mark-up the general rules cannot read."""

    body: str | None = None
    photo: str | None = None
    caption: str | None = None
    credit: str | None = None
    remove: str | None = None


class Site(msgspec.Struct, frozen=True, forbid_unknown_fields=True, kw_only=True):
    """One site file.

    Attributes:
        name: as people call the outlet.
        home: its front page; the host counts as the site's own.
        country: ISO 3166-1 alpha-2 (``EU`` is reserved there), or ``INT``.
        languages: BCP 47 tags, the main one first.
        kind: what publishes it.
        time_zone: IANA zone of dates that carry no offset.
        domains: further hosts it publishes under, without ``www.``.
        feeds: RSS, Atom or RDF addresses.
        sitemaps: sitemaps or sitemap indexes.
        sections: pages that link to articles.
        article_pattern: regular expression that every article's address matches, and no other.
        article_examples: addresses the pattern must accept.
        archives: addresses of listings by date, for a crawl of past time: with ``{yyyy}``,
            ``{mm}`` and ``{dd}`` where they are by month or by day.
        wp_json: root of the WordPress REST API, ``https://…/wp-json/``, where the site allows it.
        link_depth: how many links from a listed article a crawl goes, to articles that no list
            names; 0 follows none.
        delay: seconds between two requests to one host.
        crawl_hours: ``HH:MM-HH:MM`` in the site's time zone, the only hours it is crawled in;
            None for any.
        max_pages_per_day: requests in 24 hours, all crawls together; None for the setting's.
        max_bytes_per_day: bytes received in 24 hours, likewise.
        requisites: what is fetched for an article besides its page: ``photos``, ``page`` (all it
            needs to look as it did) or ``none``; without it what PAGE_REQUISITES says.
        min_articles_per_week: fewer new ones than this is a quiet site; None where not known.
        photos_expected: whether its articles usually have photos.
        unconfirmed: keys, or addresses under them, that nobody has seen answer; for
            ``min_articles_per_week``: an estimate.
        selectors: a last resort.
        notes: what a person should know: where facts come from, what is unconfirmed.
    """

    name: str
    home: Url
    country: Annotated[str, msgspec.Meta(pattern=r"^([A-Z]{2}|INT)$")]
    languages: Annotated[list[Language], msgspec.Meta(min_length=1)]
    kind: Literal["news", "ministry", "armed-forces", "alliance", "agency", "demo"]
    time_zone: str
    article_pattern: str
    article_examples: list[Url] = []
    domains: list[str] = []
    feeds: list[Url] = []
    sitemaps: list[Url] = []
    sections: list[Url] = []
    archives: list[Url] = []
    wp_json: Url | None = None
    link_depth: Annotated[int, msgspec.Meta(ge=0, le=3)] = 0
    delay: Seconds | None = None
    crawl_hours: CrawlHours | None = None
    max_pages_per_day: Annotated[int, msgspec.Meta(ge=1)] | None = None
    max_bytes_per_day: Annotated[int, msgspec.Meta(ge=1)] | None = None
    min_articles_per_week: Annotated[float, msgspec.Meta(ge=0)] | None = None
    photos_expected: bool = True
    unconfirmed: list[str] = []
    requisites: Literal["photos", "page", "none"] | None = None
    selectors: Selectors = Selectors()
    notes: str = ""

    def rules(self, key: str) -> SiteRules:
        """What extraction and the index need of it; ``key`` is the file's name."""
        hosts = [_host(self.home), *self.domains]
        return SiteRules(
            name=key,
            domains=tuple(dict.fromkeys(hosts)),
            article_pattern=self.article_pattern,
            language=self.languages[0],
            time_zone=self.time_zone,
            selectors={k: v for k, v in msgspec.structs.asdict(self.selectors).items() if v},
        )


class Catalogue:
    """The site files of one folder, each read when it is asked for."""

    def __init__(self, folder: Path | str) -> None:
        self.folder = Path(folder)

    def names(self) -> list[str]:
        """Names of all sites, sorted.

        Raises:
            SiteFileError: the folder does not exist, or a file's name is no site name.
        """
        if not self.folder.is_dir():
            raise SiteFileError(self.folder, "no such folder (setting SITES_DIR)")
        paths = sorted(self.folder.glob("*.toml"))
        for path in paths:
            if not _FILE_NAME.fullmatch(path.stem):
                raise SiteFileError(path, "a site's name is lower-case letters, digits, hyphens")
        return [path.stem for path in paths]

    def load(self, name: str) -> Site:
        """One site.

        Raises:
            UnknownSiteError: there is no such file.
            SiteFileError: it cannot be used.
        """
        path = self.folder / f"{name}.toml"
        if not _FILE_NAME.fullmatch(name) or not path.is_file():
            raise UnknownSiteError(name, self.folder)
        return read_site(path)

    def all(self) -> dict[str, Site]:
        """Every site by name; raises as `names` and `load` do."""
        return {name: self.load(name) for name in self.names()}


def read_site(path: Path) -> Site:
    """Read and check one site file.

    Raises:
        SiteFileError: it is not TOML, has an unknown, missing or wrong key, a pattern that does
            not compile or does not accept its own examples, or a time zone that does not exist.
    """
    try:
        data = tomllib.loads(path.read_text(encoding="utf-8"))
        site = msgspec.convert(data, Site)
    except (OSError, UnicodeDecodeError, tomllib.TOMLDecodeError) as error:
        raise SiteFileError(path, str(error)) from error
    except msgspec.ValidationError as error:
        raise SiteFileError(path, _in_words(str(error))) from error
    _check(path, site)
    return site


def _check(path: Path, site: Site) -> None:
    try:
        pattern = re.compile(site.article_pattern)
    except re.error as error:
        message = f"article_pattern {site.article_pattern!r}: {error}"
        raise SiteFileError(path, message) from error
    if problem := _pattern_problem(site, pattern) or _address_problem(site):
        raise SiteFileError(path, problem)
    try:
        ZoneInfo(site.time_zone)
    except (KeyError, ValueError, OSError) as error:
        raise SiteFileError(path, f"time_zone: no such zone {site.time_zone!r}") from error


def _pattern_problem(site: Site, pattern: re.Pattern[str]) -> str | None:
    """A pattern that takes what it must not would archive listings, one that misses, nothing."""
    for url in site.article_examples:
        if not pattern.search(url):
            return f"article_pattern does not accept its example {url!r}"
    for url in [site.home, *site.feeds, *site.sitemaps, *site.sections]:
        if pattern.search(url):
            what = "the home page" if url == site.home else "what lists articles"
            return f"article_pattern takes {what} {url!r}"
    return None


def _address_problem(site: Site) -> str | None:
    if not (site.feeds or site.sitemaps or site.sections):
        return "one of feeds, sitemaps or sections is needed"
    for url in site.archives:
        fields = set(_FIELD.findall(url))
        if not {"{yyyy}"} <= fields <= {"{yyyy}", "{mm}", "{dd}"}:
            return f"archives: {url!r} needs {{yyyy}}, and may have {{mm}} and {{dd}}"
    values = msgspec.structs.asdict(site) | {"unconfirmed": None}
    known = {key for key, value in values.items() if value not in (None, [], "")}
    known.update(*(value for value in values.values() if isinstance(value, list)))
    for entry in site.unconfirmed:
        if entry not in known:
            return f"unconfirmed: {entry!r} is neither a key of this file nor an address in it"
    return None


def _in_words(message: str) -> str:
    """The message of msgspec with the key in front, as a person who edits the file would say it."""
    for pattern, words in ((_UNKNOWN_FIELD, "unknown key"), (_MISSING_FIELD, "missing key")):
        if found := pattern.match(message):
            return f"{words} {found['key']!r}{found['where'].replace('$.', '')}"
    if found := _AT.match(message):
        return f"{found['key']}: {found['what']}"
    return message


def _host(url: str) -> str:
    return (urlsplit(url).hostname or "").removeprefix("www.")
