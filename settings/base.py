"""Every setting, with the component that reads it. Anything here yields to ``-s NAME=VALUE``."""

import sys
from pathlib import Path
from typing import Any

from scrapy.settings import default_settings

_ROOT = Path(__file__).parents[1]

# --------------------------------------------------------------------------- the project
# Scrapy: the name in its help texts.
BOT_NAME = "defense-news-archive"
# crawler.spiderloader: the generic spider's module; beside it, one spider for each site file.
SPIDER_MODULES = ["crawler.spiders"]
SPIDER_LOADER_CLASS = "crawler.spiderloader.SiteSpiderLoader"
# Scrapy's command line: our commands, which replace its own of the same name. It loads all that it
# finds to run one, which doubles the start; so the one that is called is all that it finds.
COMMANDS_MODULE = "crawler.commands"
_called = sys.argv[1] if len(sys.argv) > 1 else ""
if _called.isalpha() and (_ROOT / "crawler" / "commands" / f"{_called}.py").is_file():
    COMMANDS_MODULE += f".{_called}"

# crawler.sites: the folder of site files; one TOML is one site.
SITES_DIR = str(Path(__file__).parent / "sites")
# every command: index.db, warc/ and jobs/ live below it.
ARCHIVE_DIR = "data"

# --------------------------------------------------------------------------- who we are
# crawler.identity: an address or page where a webmaster reaches you; goes into the User-Agent
# and the warcinfo records. Set it before you crawl other people's sites.
CONTACT = ""
# crawler.manners.robots: the product token our rules stand under (RFC 9309, 2.2.1).
ROBOTSTXT_USER_AGENT = "defense-news-archive"
# Scrapy's default-headers middleware; crawler.identity adds each site's languages.
DEFAULT_REQUEST_HEADERS = {
    "Accept": "text/html,application/xhtml+xml,application/xml;q=0.9,image/*;q=0.9,*/*;q=0.8",
}

# --------------------------------------------------------------------------- manners
# crawler.manners.robots; crawler.extensions.crawldelay applies Crawl-delay.
ROBOTSTXT_OBEY = True
# crawler.extensions.crawldelay: seconds; a longer Crawl-delay than this counts as this.
CRAWL_DELAY_MAX = 120.0
# Scrapy's downloader: one request at a time to a host, seconds apart. A site file's `delay`
# replaces DOWNLOAD_DELAY; AutoThrottle lengthens it when the host answers slowly.
CONCURRENT_REQUESTS = 16
CONCURRENT_REQUESTS_PER_DOMAIN = 1
DOWNLOAD_DELAY = 2.0
AUTOTHROTTLE_ENABLED = True
AUTOTHROTTLE_START_DELAY = 0.0
AUTOTHROTTLE_MAX_DELAY = 120.0
AUTOTHROTTLE_TARGET_CONCURRENCY = 1.0
# crawler.manners.turns, for crawler.handler: a host is asked by one crawl of this machine at a
# time, seconds apart; what the crawls know of it together is below ARCHIVE_DIR/jobs/hosts.
HOST_TURNS_ENABLED = True
# crawler.manners.refusals and crawler.manners.turns: the longest Retry-After, in seconds, that is
# waited for; a host that wants more is asked for nothing more in this crawl.
RETRY_AFTER_MAX = 300.0
# The same: seconds that a host is left alone after a first 429 or 503 that names no time.
BACKOFF_DELAY = 3.0
# crawler.manners.refusals: answers 401, 402, 403, 429 or 503 in a row, after which a host is asked
# for nothing more in this crawl; 0 for never.
MAX_REFUSALS = 5
# crawler.manners.allowance: requests, and bytes received, in 24 hours, all crawls of a site
# together; 0 for any number. A site file's `max_pages_per_day` and `max_bytes_per_day` replace
# them.
MAX_PAGES_PER_DAY = 0
MAX_BYTES_PER_DAY = 0
# crawler.manners.hours: whether a site is crawled outside of its `crawl_hours`, too.
IGNORE_CRAWL_HOURS = False
# crawler.guard: no page may send the crawler into a private network, but where the site's own file
# (or the argument `-a url=`) says so; here, more of it: ["http://photos.intranet:8080", …].
PRIVATE_ORIGINS: list[str] = []
# Scrapy's cookies middleware: a reader without an account, seen anew at each page.
COOKIES_ENABLED = False
# Scrapy's redirect middleware: browsers give up at 20, archives see loops before that.
REDIRECT_MAX_TIMES = 8
# Scrapy's meta-refresh middleware: consent walls use it to send a crawler elsewhere.
METAREFRESH_ENABLED = False

# --------------------------------------------------------------------------- capture
# crawler.handler: everything that crosses the socket, byte for byte.
DOWNLOAD_HANDLERS: dict[str, str | None] = {
    "http": "crawler.handler.CapturingDownloadHandler",
    "https": "crawler.handler.CapturingDownloadHandler",
    "file": None,
    "ftp": None,
    "s3": None,
    "data": None,
}
# crawler.handler: request headers whose values are not kept, besides credentials, e.g. Cookie.
WARC_REDACT_REQUEST_HEADERS: list[str] = []
# crawler.handler: bytes that may wait for the disk before downloads do.
WARC_BACKLOG_SIZE = 64 * 1024 * 1024
# crawler.run, for archive.archiver: level of each record's gzip member, 1 (fast) to 9 (small);
# bytes after which the next file is begun; free space in bytes below which a crawl stops.
WARC_GZIP_LEVEL = 6
WARC_ROLLOVER_SIZE = 10**9
WARC_MIN_FREE_SPACE = 256 * 1024 * 1024
# crawler.handler and Scrapy's: seconds until a download is cut off, and bytes of one body.
DOWNLOAD_TIMEOUT = 60
DOWNLOAD_MAXSIZE = 64 * 1024 * 1024
DOWNLOAD_WARNSIZE = 0
# crawler.handler: what the server sent short is kept, marked WARC-Truncated, and not read.
DOWNLOAD_FAIL_ON_DATALOSS = True
# Scrapy's TLS context: a wrong certificate is an error that names the host.
DOWNLOAD_VERIFY_CERTIFICATES = True

# crawler.spiders.parts: what is fetched for an article besides its page. "photos": its photos;
# "page": also stylesheets, scripts, fonts, icons and every image, so that it can be replayed as it
# looked; "none": nothing. A site file's `requisites` and `-a requisites=…` replace it.
PAGE_REQUISITES = "photos"
# crawler.spiders.parts: the most of them for one page, or for one stylesheet; 0 means any number.
MAX_REQUISITES = 200

# --------------------------------------------------------------------------- extraction
# Scrapy's scraper: results of one response worked on at a time. It makes a task for each, result or
# not: the hundred of its default are half of what a page costs the reactor.
CONCURRENT_ITEMS = 4
# crawler.extensions.reading: worker processes; 0 means one for each core.
EXTRACT_WORKERS = 0
# crawler.extensions.reading: seconds of one page before it is given up.
EXTRACT_TIMEOUT = 30.0
# crawler.spiders.taking: articles that one crawl takes at the most; 0 means all that are wanted.
MAX_ARTICLES = 0

# crawler.spiders.finding: pages of one listing that are followed while they bring something new;
# and in a crawl of past time (`-a since=DATE`), while they name articles of that time.
MAX_SECTION_PAGES = 5
MAX_ARCHIVE_PAGES = 1000
# crawler.spiders.finding: sitemaps that an everyday crawl reads at the most, the latest first.
MAX_SITEMAPS = 100
# crawler.revisits: ages of a story at which its page is visited again; minutes (m), hours (h),
# days (d), weeks (w). None means never. A page's last visit may be as late as twice the last age.
REVISIT_SCHEDULE = ["1h", "4h", "12h", "1d", "3d", "1w", "4w"]
# crawler.spiders.news: pages that one crawl visits again at the most, those first that have waited
# longest; 0 means all that are due.
MAX_REVISITS = 50

# crawler.spiders.news: age in days that a dated sitemap entry may have; 0 means any. The
# argument `-a since=DATE` replaces it.
SITEMAP_MAX_AGE_DAYS = 30

# --------------------------------------------------------------------------- by themselves
# crawler.commands.update: sites that are crawled at one time, in one process.
UPDATE_CONCURRENCY = 4
# crawler.due: seconds between two crawls of a site where much comes out, where nothing does, and
# where nothing works.
UPDATE_MIN_INTERVAL = 3600
UPDATE_MAX_INTERVAL = 86400
UPDATE_MAX_BACKOFF = 3 * 86400
# crawler.ping: the address of a health check, asked with /start behind it when a crawl begins and
# with its exit code when it ends (https://healthchecks.io/docs/http_api/); "{site}" in it becomes
# the site's name, and without that `scrapy update` is one run. "" is none. And seconds it may take.
HEALTHCHECK_PING_URL = ""
HEALTHCHECK_TIMEOUT = 10.0

# --------------------------------------------------------------------------- components
# Scrapy: settings that need other settings.
ADDONS = {"crawler.identity.Identity": 0}
# Scrapy's downloader; the numbers are places between those of Scrapy's own, 0 next to the spider.
DOWNLOADER_MIDDLEWARES = {
    # Where the crawler may not go: before robots.txt (100), for which a host would be asked.
    "crawler.guard.GuardMiddleware": 60,
    # RFC 9309, in place of Scrapy's.
    "crawler.manners.robots.RobotsTxt": 100,
    "scrapy.downloadermiddlewares.robotstxt.RobotsTxtMiddleware": None,
    # Hosts that turn us away: sees each answer before retries (550) do.
    "crawler.manners.refusals.Refusals": 560,
    # Scrapy's, with an end to redirects that go in circles.
    "scrapy.downloadermiddlewares.redirect.RedirectMiddleware": None,
    "crawler.redirects.Redirects": 600,
    # What is visited again is asked for only if it has changed: between compression (590) and the
    # downloader.
    "crawler.conditional.ConditionalGet": 595,
    # What a site may be asked for in a day: before requests are counted (850).
    "crawler.manners.allowance.Allowance": 840,
}
# Scrapy: articles, photos and problems into the index.
ITEM_PIPELINES = {"crawler.pipelines.IndexPipeline": 500}
EXTENSIONS = {
    # Reads pages in worker processes.
    "crawler.extensions.reading.Reading": 0,
    # Obeys Crawl-delay.
    "crawler.extensions.crawldelay.CrawlDelay": 100,
    # Shows what is going on.
    "crawler.extensions.progress.ProgressDisplay": 500,
    # Replaced by ProgressDisplay.
    "scrapy.extensions.logstats.LogStats": None,
}
# Scrapy: its own extensions, without doors that an unattended crawler must not have. Left out here,
# since what is None above is loaded all the same: RemoteControl brings a web server with it.
EXTENSIONS_BASE = {
    path: place
    for path, place in default_settings.EXTENSIONS_BASE.items()
    if path.rpartition(".")[2] not in {"TelnetConsole", "RemoteControl"}
}
TELNETCONSOLE_ENABLED = False
REMOTE_CONTROL_ENABLED = False
# Scrapy's reactor: libuv's event loop, which costs less than Python's own.
ASYNCIO_EVENT_LOOP = "uvloop.Loop"
# Scrapy's downloader: no cache, or the WARC would hold what no server sent today.
HTTPCACHE_ENABLED = False

# --------------------------------------------------------------------------- log
# Scrapy's logging; crawler.extensions.progress draws over it at a terminal.
LOG_LEVEL = "INFO"
LOG_FORMAT = "%(asctime)s %(levelname)s %(name)s: %(message)s"
LOG_VERSIONS: list[str] = []
STATS_DUMP = False
# crawler.extensions.progress: seconds between log lines where there is no terminal.
PROGRESS_INTERVAL = 60.0

# Scrapy's feed export (`-o`): what is written by hand for a look at one crawl.
FEED_EXPORT_ENCODING = "utf-8"
FEEDS: dict[str, Any] = {}
# Articles as `scrapy extract` prints them; Scrapy's other formats are for Python alone.
FEED_EXPORTERS: dict[str, str | None] = {
    "json": "crawler.feeds.JsonArticles",
    "jsonlines": "crawler.feeds.JsonLinesArticles",
    "jsonl": "crawler.feeds.JsonLinesArticles",
    "jl": "crawler.feeds.JsonLinesArticles",
    "csv": "crawler.feeds.CsvArticles",
    "xml": "crawler.feeds.XmlArticles",
    "marshal": None,
    "pickle": None,
}
