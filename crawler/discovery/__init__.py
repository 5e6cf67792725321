"""Where articles are announced: feeds, sitemaps, pages that link to them. Pure functions."""

from crawler.discovery.feeds import FeedError, read_feed
from crawler.discovery.lead import Lead
from crawler.discovery.links import feed_links, next_links, page_links
from crawler.discovery.sitemaps import SitemapError, read_sitemap

__all__ = [
    "FeedError",
    "Lead",
    "SitemapError",
    "feed_links",
    "next_links",
    "page_links",
    "read_feed",
    "read_sitemap",
]
