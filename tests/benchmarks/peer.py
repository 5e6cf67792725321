"""A plain crawler, as one is put together in an afternoon; what our crawl is compared with.

``python -m tests.benchmarks.peer SITEMAP [--read]``: Scrapy's `SitemapSpider`, the photo that the
page names is fetched, one JSON line per article. With ``--read`` trafilatura reads the page in the
callback; without it, the photo's address is searched for in the page's head, and nothing else is
done: fetching alone.
"""

from __future__ import annotations

import argparse
import re
from typing import TYPE_CHECKING, Any

from scrapy import Request
from scrapy.crawler import CrawlerProcess
from scrapy.spiders import SitemapSpider
from trafilatura import bare_extraction

if TYPE_CHECKING:
    from collections.abc import Iterator

    from scrapy.http import Response

SETTINGS: dict[str, Any] = {
    "CONCURRENT_REQUESTS": 16,
    "CONCURRENT_REQUESTS_PER_DOMAIN": 16,
    "DOWNLOAD_DELAY": 0,
    "AUTOTHROTTLE_ENABLED": False,
    "ROBOTSTXT_OBEY": True,
    "COOKIES_ENABLED": False,
    "TELNETCONSOLE_ENABLED": False,
    "LOG_LEVEL": "WARNING",
}
"""The same for the peer and for us, where it is about how fast the site may be asked."""
_IMAGE = re.compile(rb'property="og:image" content="([^"]+)"')


class PeerSpider(SitemapSpider):
    """Reads articles with trafilatura and fetches their photos."""

    name = "peer"
    reads = True

    def parse(self, response: Response) -> Iterator[Any]:
        """One article, and its photo."""
        if self.reads:
            article = bare_extraction(response.body, url=response.url, with_metadata=True)
            assert not isinstance(article, dict)
            if article is None:
                return
            yield {"url": response.url, "title": article.title, "text": article.text}
            image = article.image
        else:
            found = _IMAGE.search(response.body)
            image = found[1].decode() if found else None
        if image:
            yield Request(response.urljoin(image), self.parse_photo, dont_filter=True)

    def parse_photo(self, response: Response) -> None:
        """Having it is all."""
        assert self.crawler.stats is not None
        self.crawler.stats.inc_value("photos", int(response.body != b""))


class FetchSpider(PeerSpider):
    """Fetches, and reads nothing."""

    reads = False


def main() -> None:
    """Crawls one sitemap."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("sitemap")
    parser.add_argument("--read", action="store_true")
    parser.add_argument("--feed", help="where the articles go to")
    options = parser.parse_args()
    settings = SETTINGS | ({"FEEDS": {options.feed: {"format": "jsonl"}}} if options.feed else {})
    process = CrawlerProcess(settings)
    crawler = process.create_crawler(PeerSpider if options.read else FetchSpider)
    process.crawl(crawler, sitemap_urls=[options.sitemap])
    process.start()
    assert crawler.stats is not None
    stats = crawler.stats.get_stats()
    print(stats.get("item_scraped_count", 0), stats.get("photos", 0))  # noqa: T201 - its answer


if __name__ == "__main__":
    main()
