"""The files that list articles for machines: RSS, Atom, sitemaps."""

from __future__ import annotations

from datetime import timedelta
from html import escape
from typing import TYPE_CHECKING

from tests.newsroom.lists import NAME, SECTIONS
from tests.newsroom.stories import BASE
from tests.newsroom.wire import http_date

if TYPE_CHECKING:
    from collections.abc import Iterable, Sequence
    from datetime import datetime

    from tests.newsroom.stories import Story

NEWS_SITEMAP_DAYS = 2
SITEMAPS = "http://www.sitemaps.org/schemas/sitemap/0.9"
GOOGLE = "http://www.google.com/schemas"


def rss(stories: Sequence[Story], now: datetime) -> str:
    """RSS 2.0, as WordPress writes it, with Media RSS for the photo."""
    items = "".join(
        f"""
  <item>
    <title>{escape(story.headline)}</title>
    <link>{BASE}{story.path}?utm_source=rss&amp;utm_medium=feed</link>
    <guid isPermaLink="true">{BASE}{story.path}</guid>
    <pubDate>{http_date(story.date_published)}</pubDate>
    <dc:creator><![CDATA[{", ".join(story.authors)}]]></dc:creator>
    <category><![CDATA[{SECTIONS[story.section]}]]></category>
    <description><![CDATA[{story.description}]]></description>
    {_media(story)}
  </item>"""
        for story in stories
    )
    return f"""<?xml version="1.0" encoding="UTF-8"?>
<rss version="2.0" xmlns:atom="http://www.w3.org/2005/Atom" xmlns:media="http://search.yahoo.com/mrss/" xmlns:dc="http://purl.org/dc/elements/1.1/">
<channel>
  <title>{escape(NAME)}</title>
  <atom:link href="{BASE}/feed/" rel="self" type="application/rss+xml"/>
  <link>{BASE}/</link>
  <description>News of ships, aircraft and the people who sail and fly them</description>
  <lastBuildDate>{http_date(now)}</lastBuildDate>{items}
</channel>
</rss>
"""  # noqa: E501  the namespaces stand on one line in real feeds too


def _media(story: Story) -> str:
    return f'<media:content url="{escape(story.photo)}" medium="image"/>' if story.photo else ""


def atom(stories: Sequence[Story], now: datetime) -> str:
    """An Atom feed (RFC 4287)."""
    entries = "".join(
        f"""
  <entry xml:lang="{story.language}">
    <title>{escape(story.headline)}</title>
    <link rel="alternate" type="text/html" href="{BASE}{story.path}"/>
    <id>{BASE}{story.path}</id>
    <published>{story.date_published.isoformat()}</published>
    <updated>{story.date_modified.isoformat()}</updated>
    {"".join(f"<author><name>{escape(name)}</name></author>" for name in story.authors)}
    <summary>{escape(story.description)}</summary>
  </entry>"""
        for story in stories
    )
    return f"""<?xml version="1.0" encoding="utf-8"?>
<feed xmlns="http://www.w3.org/2005/Atom">
  <title>{escape(NAME)}</title>
  <link rel="self" href="{BASE}/atom.xml"/>
  <link href="{BASE}/"/>
  <id>{BASE}/</id>
  <author><name>{escape(NAME)}</name></author>
  <updated>{now.isoformat()}</updated>{entries}
</feed>
"""


def sitemap_index(now: datetime) -> str:
    """The index that robots.txt names."""
    names = ("news-sitemap.xml", "post-sitemap.xml.gz", "page-sitemap.xml")
    entries = "".join(
        f"\n  <sitemap><loc>{BASE}/{name}</loc><lastmod>{now.isoformat()}</lastmod></sitemap>"
        for name in names
    )
    return f"""<?xml version="1.0" encoding="UTF-8"?>
<sitemapindex xmlns="{SITEMAPS}">{entries}
</sitemapindex>
"""


def news_sitemap(stories: Sequence[Story], now: datetime) -> str:
    """Only the last two days, as Google asks of news sitemaps."""
    recent = now - timedelta(days=NEWS_SITEMAP_DAYS)
    return _urlset(
        f"""
  <url>
    <loc>{BASE}{story.path}</loc>
    <news:news>
      <news:publication>
        <news:name>{escape(NAME)}</news:name>
        <news:language>{story.language[:2]}</news:language>
      </news:publication>
      <news:publication_date>{story.date_published.isoformat()}</news:publication_date>
      <news:title>{escape(story.headline)}</news:title>
    </news:news>
  </url>"""
        for story in stories
        if story.date_published >= recent
    )


def post_sitemap(stories: Sequence[Story]) -> str:
    """Every article with its lead photo."""
    return _urlset(
        f"""
  <url>
    <loc>{BASE}{story.path}</loc>
    <lastmod>{story.date_modified.isoformat()}</lastmod>
    {_image(story)}
  </url>"""
        for story in stories
    )


def page_sitemap() -> str:
    """The pages that are no articles."""
    paths = ("/", "/about/", *(f"/{name}/" for name in SECTIONS))
    return _urlset(f"\n  <url><loc>{BASE}{path}</loc></url>" for path in paths)


def _image(story: Story) -> str:
    if story.photo is None:
        return ""
    return f"<image:image><image:loc>{escape(story.photo)}</image:loc></image:image>"


def _urlset(entries: Iterable[str]) -> str:
    return f"""<?xml version="1.0" encoding="UTF-8"?>
<urlset xmlns="{SITEMAPS}" xmlns:news="{GOOGLE}/sitemap-news/0.9" xmlns:image="{GOOGLE}/sitemap-image/1.1">{"".join(entries)}
</urlset>
"""  # noqa: E501  the namespaces stand on one line in real sitemaps too
