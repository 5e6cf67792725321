"""A made-up site of generated pages: as many articles as wanted, listed in every way there is.

Pages are small and have no photos: what is tested with it is which pages are asked for.
"""

from __future__ import annotations

import json
from contextlib import contextmanager
from dataclasses import dataclass, field
from datetime import UTC, date, datetime, timedelta
from typing import TYPE_CHECKING
from urllib.parse import parse_qs, unquote, urlsplit

from tests.loopback import LoopbackServer
from tests.newsroom.wire import Resource, answer

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator, Mapping

    from tests.conftest import Project
    from tests.loopback import Reply, Request

HTML = "text/html; charset=utf-8"
XML = "application/xml"
JSON = "application/json"
NOW = datetime(2026, 3, 14, 12, tzinfo=UTC)
PER_LISTING = 10

Page = str | tuple[str, str] | tuple[int, str]
"""HTML; a media type and a body; or a status and where it leads."""


@dataclass
class Press:
    """A site.

    Attributes:
        stories: day of publication by path.
        pages: anything else, by target or path; tried first.
        changed: when a story last changed, by path.
    """

    stories: dict[str, date] = field(default_factory=dict)
    pages: dict[str, Page | Callable[[str], Page]] = field(default_factory=dict)
    changed: dict[str, datetime] = field(default_factory=dict)
    base: str = ""

    def respond(self, request: Request) -> Reply:
        parts = urlsplit(request.target)
        path = unquote(parts.path)
        page = self._page(request.target, path, parse_qs(parts.query))
        match page:
            case None:
                resource = Resource(b"<title>No such page</title>", HTML, 404)
            case (int(status), str(target)):
                location = (("Location", target if ":" in target else self.base + target),)
                resource = Resource(b"", HTML, status, headers=location)
            case (str(kind), str(text)):
                # Generated at each request, as content management systems do: no validators.
                resource = Resource(text.replace("{base}", self.base).encode(), kind)
            case str(text):
                changed = self.changed.get(path) or (NOW if path in self.stories else None)
                body = text.replace("{base}", self.base).encode()
                resource = Resource(body, HTML, last_modified=changed)
        return answer(request, resource, NOW)

    def _page(self, target: str, path: str, query: Mapping[str, list[str]]) -> Page | None:
        for name in (target, path):
            if name in self.pages:
                page = self.pages[name]
                return page(target) if callable(page) else page
        if path in self.stories:
            return story(path, self.stories[path])
        makers: dict[str, Callable[[], Page | None]] = {
            "/robots.txt": lambda: ("text/plain", "User-agent: *\nDisallow:\n"),
            "/sitemap": lambda: (XML, self._sitemap(path)),
            "/archive/": lambda: self._day(path),
            "/latest/": lambda: self._latest(path),
            "/wp-json/wp/v2/posts": lambda: (JSON, self._posts(query)),
        }
        return next((make() for name, make in makers.items() if path.startswith(name)), None)

    def _sitemap(self, path: str) -> str:
        if path == "/sitemap.xml":
            months = sorted({str(day)[:7] for day in self.stories.values()})
            return sitemap(*(f"/sitemap-{month}.xml" for month in months), index=True)
        month = path.removeprefix("/sitemap-").removesuffix(".xml")
        return sitemap(*(p for p, day in self.stories.items() if str(day).startswith(month)))

    def _day(self, path: str) -> Page | None:
        day = "-".join(path.strip("/").split("/")[1:])
        return self._listing(path, [p for p, d in self.stories.items() if str(d) == day], 1)

    def _latest(self, path: str) -> Page | None:
        page = int(path.rstrip("/").rpartition("/")[2]) if "page" in path else 1
        newest = sorted(self.stories, key=lambda path: self.stories[path], reverse=True)
        return self._listing("/latest/", newest, page)

    def _listing(self, path: str, stories: list[str], page: int) -> Page | None:
        shown = stories[(page - 1) * PER_LISTING : page * PER_LISTING]
        if not shown:
            return None
        more = len(stories) > page * PER_LISTING
        following = f'<a rel=next href="{path}page/{page + 1}/">Older</a>' if more else ""
        return "<title>Latest</title>" + links(*shown) + following

    def _posts(self, query: Mapping[str, list[str]]) -> str:
        page, per_page = int(query["page"][0]), int(query["per_page"][0])
        after, before = query.get("after", [""])[0][:10], query.get("before", ["9"])[0][:10]
        found = sorted((str(d), p) for p, d in self.stories.items() if after <= str(d) < before)
        if query["order"] == ["desc"]:
            found.reverse()
        return json.dumps(
            [
                {"link": "{base}" + path, "date_gmt": f"{day}T08:00:00"}
                for day, path in found[(page - 1) * per_page : page * per_page]
            ]
        )


def story(path: str, day: date, *related: str) -> str:
    """An article's page, with links to others; its words differ from any other's."""
    name = path.strip("/").rpartition("/")[2]
    words = f"The fleet said on {day} that {name} had left port, and gave no reason for it. " * 4
    return f"""<!DOCTYPE html><html lang=en><head><title>{name}</title>
        <meta property="og:type" content="article">
        <meta property="article:published_time" content="{day}T08:00:00Z">
        <link rel=canonical href="{{base}}{path}"></head>
        <body><article><h1>Port call of {name}</h1><p>{words}</p></article>{links(*related)}
        </body></html>"""


def links(*paths: str) -> str:
    """Links, as a listing has them."""
    return "".join(f'<p><a href="{path}">{path}</a></p>' for path in paths)


def sitemap(*paths: str, index: bool = False, lastmod: str = "") -> str:
    """A sitemap, or a sitemap index."""
    root, name = ("sitemapindex", "sitemap") if index else ("urlset", "url")
    dated = f"<lastmod>{lastmod}</lastmod>" if lastmod else ""
    entries = "".join(f"<{name}><loc>{{base}}{path}</loc>{dated}</{name}>" for path in paths)
    return f'<{root} xmlns="http://www.sitemaps.org/schemas/sitemap/0.9">{entries}</{root}>'


def generated(number: int, first: date, last: date) -> dict[str, date]:
    """So many articles, evenly over the days; their addresses say nothing of these."""
    days = (last - first).days
    return {
        f"/news/{4000 + n}/port-call-{n}": first + timedelta(n * days // max(1, number - 1))
        for n in range(number)
    }


@dataclass(frozen=True)
class RunningPress:
    """A site with its server."""

    site: Press
    server: LoopbackServer

    def requested(self) -> list[str]:
        """The targets asked for so far, in order."""
        return [e.request.split(b" ", 2)[1].decode() for e in self.server.exchanges]

    def stories_requested(self) -> list[str]:
        """Of these, the articles."""
        return [target for target in self.requested() if target in self.site.stories]


@contextmanager
def running(site: Press) -> Iterator[RunningPress]:
    """Serve a site on a free port."""
    with LoopbackServer(site.respond) as server:
        site.base = server.url
        yield RunningPress(site, server)


def add_site(project: Project, press: RunningPress, **keys: object) -> None:
    """A site file; lists of paths become addresses."""
    base = press.server.url
    keys = {"article_pattern": r"^https?://[^/]+/news/\d+/[^/?#]+/?$", **keys}
    given = {
        key: [base + path for path in value] if isinstance(value, list) else value
        for key, value in keys.items()
    }
    lines = [
        'name = "Press"', f'home = "{base}/"', 'country = "INT"', 'languages = ["en"]',
        'kind = "demo"', 'time_zone = "UTC"', "delay = 0.0",
        *(f"{key} = {json.dumps(value)}" for key, value in given.items()),
    ]  # fmt: skip
    (project.sites / "press.toml").write_text("\n".join(lines) + "\n", encoding="utf-8")
