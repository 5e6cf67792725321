"""Tells content management systems apart, for each keeps its feeds in places of its own."""

from __future__ import annotations

import re
from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Cms:
    """A content management system.

    Attributes:
        name: as its makers write it.
        marks: what only its pages have, a regular expression.
        feeds: where its feeds are, from a site's folder.
        sitemaps: likewise.
    """

    name: str
    marks: re.Pattern[str]
    feeds: tuple[str, ...] = ()
    sitemaps: tuple[str, ...] = ()


def _cms(name: str, marks: str, feeds: str = "", sitemaps: str = "") -> Cms:
    return Cms(
        name, re.compile(marks, re.IGNORECASE), tuple(feeds.split()), tuple(sitemaps.split())
    )


# The more special ones first: a page may show a part that another system made.
SYSTEMS = (
    _cms("AFPIMS", r"/DesktopModules/(?:ArticleCS|SharedLibrary)/|AFPIMS|dnn_ctr\d+",
         sitemaps="SiteMap.aspx"),
    _cms("Arc XP",
         r"Fusion\.(?:globalContent|contextPath|arcSite)|/pf/resources/|arcpublishing\.com",
         "arc/outboundfeeds/rss/?outputType=xml",
         "arc/outboundfeeds/news-sitemap/?outputType=xml "
         "arc/outboundfeeds/sitemap-index/?outputType=xml"),
    _cms("WordPress", r"/wp-(?:content|includes|json)/|api\.w\.org", "feed/",
         "wp-sitemap.xml sitemap_index.xml"),
    _cms("Drupal",
         r"data-drupal-|/sites/(?:default|all)/(?:files|themes|modules)/|Drupal\.settings",
         "rss.xml"),
    _cms("Liferay", r"Liferay\.(?:Language|ThemeDisplay|authToken|currentURL)"),
    _cms("Adobe Experience Manager", r"/etc\.clientlibs/|/content/dam/"),
    _cms("Ghost", r"/ghost/api/|ghost-(?:sdk|portal|search)", "rss/"),
    _cms("TYPO3", r"/typo3(?:conf|temp)/|/_assets/[0-9a-f]{32}/"),
    _cms("Joomla", r"/media/(?:system/js|vendor/joomla|jui)/|com_content", "?format=feed&type=rss"),
    _cms("Magento", r"Magento_|/static/version\d+/frontend/"),
    _cms("Squarespace", r"static1\.squarespace\.com", "?format=rss blog?format=rss"),
    _cms("Blogger", r"blogger\.com/(?:static|feeds)|\.blogspot\.com", "feeds/posts/default"),
    _cms("Substack", r"substackcdn\.com", "feed"),
    _cms("Sitecore", r"/-/media/[^\"']+\.ashx|/sitecore/"),
    _cms("SharePoint", r"_spPageContextInfo|/_layouts/15/"),
)  # fmt: skip

_ENOUGH = 1_000_000


def detect_cms(generator: str, html: str) -> Cms | None:
    """The system that made a page.

    Args:
        generator: what the page (``meta name=generator``) or its server (``X-Generator``) says.
        html: the page; its first million characters are looked at.
    """
    for cms in SYSTEMS:
        if re.search(rf"\b{re.escape(cms.name.split()[0])}\b", generator, re.IGNORECASE):
            return cms
    html = html[:_ENOUGH]
    return next((cms for cms in SYSTEMS if cms.marks.search(html)), None)
