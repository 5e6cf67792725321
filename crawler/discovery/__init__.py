"""Where articles are announced: feeds, sitemaps, pages that link to them. Pure functions."""

from crawler.discovery.archives import archive_pages
from crawler.discovery.dates import without_stamps
from crawler.discovery.feeds import FeedError, read_feed
from crawler.discovery.key import is_twin, page_key
from crawler.discovery.lead import Lead
from crawler.discovery.links import feed_links, next_links, page_links, sitemap_links
from crawler.discovery.sitemaps import Sitemap, SitemapError, most_promising, read_sitemap
from crawler.discovery.traps import trap
from crawler.discovery.window import Window
from crawler.discovery.wordpress import PER_PAGE, PostsError, posts_url, read_posts

__all__ = [
    "PER_PAGE",
    "FeedError",
    "Lead",
    "PostsError",
    "Sitemap",
    "SitemapError",
    "Window",
    "archive_pages",
    "feed_links",
    "is_twin",
    "most_promising",
    "next_links",
    "page_key",
    "page_links",
    "posts_url",
    "read_feed",
    "read_posts",
    "read_sitemap",
    "sitemap_links",
    "trap",
    "without_stamps",
]
