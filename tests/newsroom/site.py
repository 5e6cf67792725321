"""The site: what it answers to each request, and how its editors change it."""

from __future__ import annotations

import gzip
import mimetypes
import re
from dataclasses import replace
from datetime import UTC, datetime
from typing import TYPE_CHECKING
from urllib.parse import parse_qs, unquote, urlsplit

from tests.newsroom import bad, feeds, lists
from tests.newsroom.stories import BASE, HERE, Story, read_pages, read_stories
from tests.newsroom.wire import HTML, Resource, answer, head, redirect

if TYPE_CHECKING:
    from collections.abc import Callable, Sequence

    from tests.loopback import Reply, Request

STATIC = HERE / "static"
NOON = datetime(2026, 3, 14, 12, 0, tzinfo=UTC)
ON_HOME = 8
IN_FEED = 10

REDIRECTS = {
    "/2016/10/la-turquie-bienvenue-a-raqa/": (
        301,
        "/2016/10/la-turquie-bienvenue-pour-participer-a-loffensive-sur-raqa-declare-le-chef-du-pentagone/",
    ),
    "/latest/": (302, "/2026/03/frigates-crew-comes-home-after-seven-months-in-the-gulf/"),
    "/rss": (301, "/feed/"),
    "/node/6142": (301, "/naval/2026-03/arctic-patrol-ship-maps-a-coast-nobody-had-sounded"),
}
_ROBOTS = f"""User-agent: *
Crawl-delay: 0.05
Disallow: /wp-admin/
Disallow: /private/
Allow: /wp-admin/admin-ajax.php

User-agent: GreedyBot
Disallow: /

Sitemap: {BASE}/sitemap_index.xml
"""
_PRIVATE = "<!DOCTYPE html><title>Desk</title><p>Not for crawlers: robots.txt says so.</p>"
_PAGED = re.compile(r"(?P<path>/.*?)page/(?P<page>[1-9][0-9]{0,3})/")
_COOKIES = (
    ("Set-Cookie", "hh_visit=1; path=/; HttpOnly; SameSite=Lax"),
    ("Set-Cookie", "hh_edition=world; path=/; Max-Age=31536000"),
)


class Newsroom:
    """The bundled news site.

    Args:
        base_url: address that its pages name, e.g. ``http://127.0.0.1:8045``; None takes each
            request's Host header.
        now: the site's clock, for the Date header, news sitemap and edits; set it at will.

    Attributes:
        stories: the published articles, by path.
    """

    def __init__(self, base_url: str | None = None, *, now: datetime = NOON) -> None:
        self.base_url = base_url
        self.now = now
        self.stories = read_stories()
        self._pages = read_pages()
        self._gone: set[str] = set()

    # -------------------------------------------------------------------------- editing

    def publish(  # noqa: PLR0913  an article has this much to say of itself
        self,
        path: str,
        html: str,
        *,
        headline: str,
        section: str = "world",
        language: str = "en",
        description: str = "",
    ) -> Story:
        """Put a new article on the site, its feeds and sitemaps, dated now.

        ``html`` may hold ``{{base}}`` where the server's address belongs.
        """
        story = Story(
            path, headline, html, self.now, self.now, section, language, description=description
        )
        self.stories[path] = story
        self._gone.discard(path)
        return story

    def edit(self, path: str, old: str, new: str) -> Story:
        """Change words of an article's page; dated now.

        Raises:
            ValueError: the page does not hold ``old``.
        """
        story = self.stories[path]
        if old not in story.html:
            msg = f"{path} does not hold {old!r}"
            raise ValueError(msg)
        headline = story.headline.replace(old, new)
        changed = replace(
            story, html=story.html.replace(old, new), headline=headline, date_modified=self.now
        )
        self.stories[path] = changed
        return changed

    def remove(self, path: str) -> None:
        """Take an article down: 410 from now on, and out of every list."""
        del self.stories[path]
        self._gone.add(path)

    # -------------------------------------------------------------------------- answering

    def respond(self, request: Request) -> Reply:
        """The exact bytes to send for a request."""
        if request.method not in {"GET", "HEAD"}:
            return head(405, [("Allow", "GET, HEAD"), ("Content-Length", "0")])
        base = self.base_url or f"http://{request.header('Host') or 'localhost'}"
        parts = urlsplit(request.target)
        path = unquote(parts.path)
        if path.startswith("/bad/"):
            return bad.respond(request, path, base, self.now)
        if path in REDIRECTS:
            status, target = REDIRECTS[path]
            return redirect(base + target, self.now, status)
        resource = (
            self._article(path)
            or self._machine_file(path)
            or self._list(path)
            or self._static(path, parse_qs(parts.query))
            or self._missing(path)
        )
        return answer(request, _fill(resource, base), self.now)

    def _article(self, path: str) -> Resource | None:
        if (story := self.stories.get(path)) is not None:
            return Resource(
                story.html.encode(), last_modified=story.date_modified, codings=story.codings
            )
        if (page := self._pages.get(path)) is not None:
            return Resource(page.html.encode(), codings=page.codings)
        if path.startswith("/private/"):
            return Resource(_PRIVATE.encode())
        return None

    def _machine_file(self, path: str) -> Resource | None:
        newest = self._newest()
        changed = max((story.date_modified for story in newest), default=None)
        makers: dict[str, Callable[[], Resource]] = {
            "/robots.txt": lambda: Resource(_ROBOTS.encode(), "text/plain; charset=utf-8"),
            "/sitemap_index.xml": lambda: _xml(feeds.sitemap_index(self.now)),
            "/news-sitemap.xml": lambda: _xml(feeds.news_sitemap(newest, self.now), "gzip"),
            "/post-sitemap.xml.gz": lambda: Resource(
                feeds.post_sitemap(newest).encode(), "application/x-gzip"
            ),
            "/page-sitemap.xml": lambda: _xml(feeds.page_sitemap()),
            "/feed/": lambda: Resource(
                feeds.rss(newest[:IN_FEED], self.now).encode(),
                "application/rss+xml; charset=UTF-8",
                last_modified=changed,
                codings=frozenset({"gzip"}),
            ),
            "/atom.xml": lambda: Resource(
                feeds.atom(newest, self.now).encode(), "application/atom+xml"
            ),
        }
        make = makers.get(path)
        return make() if make is not None else None

    def _list(self, path: str) -> Resource | None:
        page = 1
        if (paged := _PAGED.fullmatch(path)) is not None:
            path, page = paged["path"], int(paged["page"])
        kind, _, name = path.strip("/").partition("/")
        notes = ""
        match kind, name:
            case "", "":
                title, stories = "Home", self._newest()[:ON_HOME]
                notes = _also_on_home()
            case section, "" if section in lists.SECTIONS:
                title = lists.SECTIONS[section]
                stories = [s for s in self._newest() if section in ("news", s.section)]
                notes = _also_in(section) if page == 1 else ""
            case "tag", tag:
                title = f"Tag: {tag}"
                stories = [
                    s for s in self._newest() if tag in {lists.slug(word) for word in s.keywords}
                ]
            case "author", author:
                title = f"Stories by {author.replace('-', ' ').title()}"
                stories = [
                    s for s in self._newest() if author in {lists.slug(name) for name in s.authors}
                ]
            case _:
                return None
        if not stories[(page - 1) * lists.PER_PAGE :]:
            return None
        html = lists.listing(title, path, stories, page, notes)
        return Resource(html.encode(), headers=_COOKIES, codings=frozenset({"gzip", "chunked"}))

    def _static(self, path: str, query: dict[str, list[str]]) -> Resource | None:
        """A file of ``static/``; image services name it, and the width, in the query."""
        if path == "/_next/image":
            path = urlsplit(query.get("url", [""])[0]).path
            width = query.get("w", [""])[0]
        else:
            width = query.get("width", [""])[0]
        file = STATIC / path.lstrip("/")
        if "\0" in path or STATIC not in file.resolve().parents:
            return None
        sized = file.with_stem(f"{file.stem}-{width}")
        file = sized if width.isdecimal() and sized.is_file() else file
        if not file.is_file():
            return None
        kind = mimetypes.guess_type(file.name)[0] or "application/octet-stream"
        return Resource(file.read_bytes(), kind, last_modified=NOON)

    def _missing(self, path: str) -> Resource:
        gone = path in self._gone
        title = "This story has been withdrawn" if gone else "Page not found"
        html = f"<!DOCTYPE html><html lang=en><title>{title}</title><h1>{title}</h1></html>"
        return Resource(html.encode(), HTML, 410 if gone else 404)

    def _newest(self) -> list[Story]:
        return sorted(self.stories.values(), key=lambda story: story.date_published, reverse=True)


def _fill(resource: Resource, base: str) -> Resource:
    """The resource with the server's address in its text; a ``.gz`` file packed afterwards."""
    if not resource.content_type.startswith(("text/", "application/")):
        return resource
    body = resource.body.replace(BASE.encode(), base.encode())
    if resource.content_type == "application/x-gzip":
        body = gzip.compress(body, mtime=0)
    return replace(resource, body=body)


def _xml(text: str, *codings: str) -> Resource:
    return Resource(text.encode(), "text/xml; charset=UTF-8", codings=frozenset(codings))


def _also_on_home() -> str:
    return f"""
    <aside class="also"><h2>Also on the site</h2><ul>
      <li><a href="{BASE}/latest/">The story of the hour</a></li>
      <li><a href="{BASE}/about/">About us</a></li>
      <li><a href="{BASE}/private/desk/">Desk</a></li>
    </ul></aside>"""


def _also_in(section: str) -> str:
    links: Sequence[tuple[str, str]] = {
        "air": [
            ("/air/2026/01/09/the-last-flight-of-the-lark/", "The last flight of the Lark"),
            ("/2025/12/withdrawn-story/", "Squadron moves north (2025)"),
        ],
        "world": [("/2016/10/la-turquie-bienvenue-a-raqa/", "Archives : Raqa, octobre 2016")],
    }.get(section, [])
    if not links:
        return ""
    items = "".join(f'<li><a href="{BASE}{path}">{text}</a></li>' for path, text in links)
    return f'\n    <aside class="also"><h2>From the archive</h2><ul>{items}</ul></aside>'
