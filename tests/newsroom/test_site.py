"""The site answers as real ones do."""

from __future__ import annotations

import gzip
import http.client
from contextlib import closing
from dataclasses import dataclass
from datetime import timedelta
from urllib.parse import quote, urlsplit

import feedparser
from lxml import etree, html

from tests.newsroom.feeds import SITEMAPS
from tests.newsroom.plugin import RunningNewsroom, newsroom, shared_newsroom

__all__ = ["newsroom", "shared_newsroom"]  # fixtures

SEED = (
    "/2016/10/la-turquie-bienvenue-pour-participer-a-loffensive-sur-raqa"
    "-declare-le-chef-du-pentagone/"
)
PHOTO = "/wp-content/uploads/2016/10/carter-isik-otan.jpg"


@dataclass(frozen=True)
class Answer:
    status: int
    headers: http.client.HTTPMessage
    body: bytes


def get(url: str, method: str = "GET", **headers: str) -> Answer:
    parts = urlsplit(url)
    assert parts.hostname is not None
    connection = http.client.HTTPConnection(parts.hostname, parts.port, timeout=10)
    target = quote(parts.path, safe="/%") + (f"?{parts.query}" if parts.query else "")
    sent = {name.replace("_", "-"): value for name, value in headers.items()}
    with closing(connection):
        connection.request(method, target, headers=sent)
        with connection.getresponse() as response:
            return Answer(response.status, response.msg, response.read())


def links(page: bytes) -> list[str]:
    return [anchor.get("href") or "" for anchor in html.fromstring(page).iter("a")]


def sitemap(data: bytes) -> list[str]:
    return [loc.text or "" for loc in etree.fromstring(data).iter(f"{{{SITEMAPS}}}loc")]


def test_pages_name_the_server_s_address(shared_newsroom: RunningNewsroom) -> None:
    page = get(shared_newsroom.url + SEED).body
    assert b"{{" not in page
    assert f'<link rel="canonical" href="{shared_newsroom.url}{SEED}"'.encode() in page


def test_without_a_base_url_the_host_header_names_it(newsroom: RunningNewsroom) -> None:
    newsroom.site.base_url = None
    page = get(newsroom.url + SEED, Host="news.example").body
    assert b'href="http://news.example/2016/10/' in page


def test_gzip_and_chunked(shared_newsroom: RunningNewsroom) -> None:
    answer = get(shared_newsroom.url + SEED, Accept_Encoding="gzip")
    assert answer.headers["Content-Encoding"] == "gzip"
    assert answer.headers["Transfer-Encoding"] == "chunked"
    assert gzip.decompress(answer.body) == get(shared_newsroom.url + SEED).body


def test_304_by_etag_and_by_date(shared_newsroom: RunningNewsroom) -> None:
    for path in (SEED, PHOTO, "/feed/"):
        first = get(shared_newsroom.url + path)
        assert first.status == 200
        again = get(shared_newsroom.url + path, If_None_Match=first.headers["ETag"])
        assert (again.status, again.body) == (304, b"")
        since = first.headers["Last-Modified"]
        assert get(shared_newsroom.url + path, If_Modified_Since=since).status == 304
        other = get(shared_newsroom.url + path, If_None_Match='"other"', If_Modified_Since=since)
        assert other.status == 200


def test_a_date_that_is_none_is_ignored(shared_newsroom: RunningNewsroom) -> None:
    assert get(shared_newsroom.url + SEED, If_Modified_Since="yesterday").status == 200


def test_head_and_post(shared_newsroom: RunningNewsroom) -> None:
    answer = get(shared_newsroom.url + PHOTO, "HEAD")
    assert (answer.status, answer.body) == (200, b"")
    assert int(answer.headers["Content-Length"]) > 1000
    assert get(shared_newsroom.url + PHOTO, "POST").status == 405


def test_redirects_and_what_is_missing(shared_newsroom: RunningNewsroom) -> None:
    moved = get(shared_newsroom.url + "/2016/10/la-turquie-bienvenue-a-raqa/")
    assert (moved.status, moved.headers["Location"]) == (301, shared_newsroom.url + SEED)
    assert get(shared_newsroom.url + "/2025/12/withdrawn-story/").status == 404
    lark = get(shared_newsroom.url + "/air/2026/01/09/the-last-flight-of-the-lark/")
    assert lark.status == 200
    assert "nothing was found at this location" in lark.body.decode()
    for path in ("/../site.py", "/assets/..%2f..%2fsite.py", "/%00", "/news/page/99/"):
        assert get(shared_newsroom.url + path).status == 404


def test_cookies_are_set(shared_newsroom: RunningNewsroom) -> None:
    cookies = get(shared_newsroom.url + "/").headers.get_all("Set-Cookie") or []
    assert len(cookies) == 2


def test_robots_txt(shared_newsroom: RunningNewsroom) -> None:
    text = get(shared_newsroom.url + "/robots.txt").body.decode()
    assert f"Sitemap: {shared_newsroom.url}/sitemap_index.xml" in text
    assert "Crawl-delay: 0.05" in text
    assert shared_newsroom.url + "/private/desk/" in links(get(shared_newsroom.url + "/").body)


def test_sitemaps_list_every_article_and_the_news_of_two_days(
    shared_newsroom: RunningNewsroom,
) -> None:
    url = shared_newsroom.url
    index = sitemap(get(url + "/sitemap_index.xml").body)
    assert index == [url + f"/{name}-sitemap.xml{end}" for name, end in NAMES]
    posts = sitemap(gzip.decompress(get(index[1]).body))
    articles = {url + article["path"] for article in shared_newsroom.truth["articles"]}
    assert articles <= set(posts)
    news = set(sitemap(get(index[0]).body))
    assert news < articles
    assert len(news) == 3


NAMES = (("news", ""), ("post", ".gz"), ("page", ""))


def test_feeds(shared_newsroom: RunningNewsroom) -> None:
    for path, number in (("/feed/", 10), ("/atom.xml", len(shared_newsroom.site.stories))):
        feed = feedparser.parse(get(shared_newsroom.url + path).body)
        assert not feed.bozo
        assert len(feed.entries) == number
        titles = [entry.title for entry in feed.entries]
        assert "Gebirgsjäger üben im Schneesturm" in titles


def test_every_article_is_linked_from_the_lists(shared_newsroom: RunningNewsroom) -> None:
    found: set[str] = set()
    for section in ("naval", "air", "land", "world"):
        page: str | None = f"{shared_newsroom.url}/{section}/"
        while page is not None:
            body = get(page).body
            found.update(links(body))
            page = next(
                (a.get("href") for a in html.fromstring(body).iter("a") if a.get("rel") == "next"),
                None,
            )
    for article in shared_newsroom.truth["articles"]:
        assert shared_newsroom.url + article["path"] in found


def test_tag_and_author_pages(shared_newsroom: RunningNewsroom) -> None:
    for path in ("/tag/raqa/", "/author/marc-delorme/", "/author/synn%C3%B8ve-haugland/"):
        assert b'property="og:type" content="website"' in get(shared_newsroom.url + path).body
    assert get(shared_newsroom.url + "/tag/nothing/").status == 404


def test_publish_edit_remove(newsroom: RunningNewsroom) -> None:
    site, url = newsroom.site, newsroom.url
    before = get(url + SEED)
    site.now += timedelta(hours=1)
    site.publish("/2026/03/fog/", "<h1>Fog at {{base}}</h1>", headline="Fog", section="naval")
    assert get(url + "/2026/03/fog/").body == f"<h1>Fog at {url}</h1>".encode()
    assert url + "/2026/03/fog/" in sitemap(get(url + "/news-sitemap.xml").body)

    site.edit(SEED, "26 octobre 2016. (US Air Force", "27 octobre 2016. (US Air Force")
    after = get(url + SEED, If_None_Match=before.headers["ETag"])
    assert after.status == 200
    assert b"27 octobre 2016. (US Air Force" in after.body
    assert after.headers["Last-Modified"] == "Sat, 14 Mar 2026 13:00:00 GMT"

    site.remove(SEED)
    assert get(url + SEED).status == 410
    assert url + SEED not in sitemap(gzip.decompress(get(url + "/post-sitemap.xml.gz").body))


def test_what_was_requested(newsroom: RunningNewsroom) -> None:
    get(newsroom.url + "/robots.txt")
    get(newsroom.url + "/tag/raqa/")
    assert newsroom.requested() == ["/robots.txt", "/tag/raqa/"]
