"""What crawls of a site ask for: day after day, on a site full of twins, loops and traps."""

from __future__ import annotations

import gzip
import json
import re
from datetime import UTC, date, datetime, timedelta
from typing import TYPE_CHECKING

import pytest

from tests.conftest import Project
from tests.crawler.spiders.press import (
    HTML,
    XML,
    Press,
    RunningPress,
    add_site,
    generated,
    links,
    running,
    sitemap,
    story,
)
from tests.loopback import LoopbackServer

if TYPE_CHECKING:
    import subprocess
    from collections.abc import Iterator

    from tests.loopback import Reply, Request

DAY = date(2026, 3, 1)
EVERYDAY = ("-s", "SITEMAP_MAX_AGE_DAYS=0", "-s", "AUTOTHROTTLE_ENABLED=False",
            "-s", "REVISIT_SCHEDULE=")  # fmt: skip
LISTED = [f"/news/{number}/listed" for number in range(20, 45)]
LISTS = {
    "feeds": ["/feed.json", "/no-feed", "/looping-feed"],
    "sitemaps": ["/index.xml", "/broken.xml"],
    "sections": ["/latest/", "/endless/", "/calendar/"],
}


def item(path: str, **fields: str) -> dict[str, str]:
    return {"id": path, "url": "{base}" + path, **fields}


def feed(*items: dict[str, str]) -> tuple[str, str]:
    body = {"version": "https://jsonfeed.org/version/1.1", "title": "Press", "items": items}
    return "application/feed+json", json.dumps(body)


ITEMS = (
    item("/news/1/alpha?outputType=amp"),
    item("/news/1/alpha?utm_source=feed"),
    item("/news/2/bravo;jsessionid=0A?PHPSESSID=1"),
    item("/news/3/chérie ü/"),
    item("/news/90/there"),
    item("/news/91/itself"),
    item("/news/92/far-0"),
    item("/news/93/moved"),
)
SECOND_FEED = """<rss version="2.0"><channel><item><link>{base}/news/4/delta</link>
    <pubDate>Sat, 14 Mar 2093 08:00:00 GMT</pubDate></item></channel></rss>"""


def endless(target: str) -> str:
    page = int((re.findall(r"\d+", target) or [1])[0])
    return (
        links("/news/60/on-every-page") + f'<a rel=next href="/endless/?page={page + 1}">More</a>'
    )


def nested(target: str) -> tuple[str, str]:
    level = int(re.findall(r"\d+", target)[0])
    if level in {3, 7}:
        return XML, sitemap(f"/news/{70 + level}/nested")
    return XML, sitemap(f"/nest-{level + 1}.xml", index=True)


def site() -> Press:
    paths = ["/news/1/alpha", "/news/2/bravo", "/news/3/chérie ü/", "/news/4/delta",
             "/news/5/echo", *LISTED]  # fmt: skip
    unlisted = [
        "/news/60/on-every-page",
        "/news/61/in-the-calendar",
        "/news/51/too-deep",
        "/news/73/nested",
        "/news/77/nested",
        "/news/94/at-last",
    ]
    press = Press(dict.fromkeys(paths, DAY))
    linked = {"/news/1/alpha": "/news/50/linked", "/news/50/linked": "/news/51/too-deep"}
    press.pages = {
        **{path: story(path, DAY) for path in unlisted},
        **{path: story(path, DAY, to) for path, to in linked.items()},
        "/feed.json": feed(*ITEMS),
        "/no-feed": "<link rel=alternate type=application/rss+xml href=/second.xml><p>Moved",
        "/second.xml": (XML, SECOND_FEED),
        "/looping-feed": (301, "/looping-feed"),
        "/index.xml": (XML, sitemap("/index.xml", "/pages.xml", "/nest-1.xml", index=True)),
        "/pages.xml": (XML, sitemap("/news/5/echo", "/news/6/foxtrot" + "/x" * 3)),
        "/broken.xml": (HTML, "<p>Not what was wanted"),
        **{f"/nest-{level}.xml": nested for level in range(1, 8)},
        "/endless/": endless,
        "/calendar/": links("/news/61/in-the-calendar")
        + "<a rel=next href=/calendar/2093-05/>Next</a>",
        "/news/90/there": (302, "/news/90/back"),
        "/news/90/back": (302, "/news/90/there"),
        "/news/91/itself": (301, "/news/91/itself"),
        **{f"/news/92/far-{hop}": (302, f"/news/92/far-{hop + 1}") for hop in range(20)},
        "/news/93/moved": (301, "/news/94/at-last"),
    }
    return press


Crawls = tuple[Project, RunningPress, "list[subprocess.CompletedProcess[str]]", "list[int]"]


@pytest.fixture(scope="module")
def crawls(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Crawls]:
    """A first crawl, one right after it, and one two days later."""
    project = Project(tmp_path_factory.mktemp("finding"))
    project.sites.mkdir()
    with running(site()) as press:
        add_site(project, press, **LISTS, link_depth=1, article_pattern=r"/news/\d+/")
        done, asked = [], []
        for ahead in ("+0d", "+0d", "+2d"):
            if ahead == "+2d":
                now = datetime.now(UTC)
                changed = {"date_modified": f"{now + timedelta(days=1):%Y-%m-%dT%H:%M:%SZ}"}
                coming = {"date_modified": f"{now + timedelta(days=9):%Y-%m-%dT%H:%M:%SZ}"}
                press.site.pages["/feed.json"] = feed(
                    *ITEMS,
                    item("/news/3/chérie ü/", **changed),
                    item("/news/5/echo", date_published="2019-01-01", **changed),
                    item("/news/4/delta", **coming),
                    item("/news/2/bravo", date_modified="2026-03-02"),
                )
                press.site.changed["/news/5/echo"] = now
                press.site.pages["/news/5/echo"] = story("/news/5/echo", date(2026, 3, 2))
            done.append(project.scrapy("crawl", "press", *EVERYDAY, ahead=ahead))
            asked.append(len(press.requested()))
        yield project, press, done, asked


def first(crawls: Crawls) -> list[str]:
    return crawls[1].requested()[: crawls[3][0]]


def later(crawls: Crawls, number: int) -> list[str]:
    _, press, _, asked = crawls
    return press.requested()[asked[number - 1] : asked[number]]


def test_one_article_is_asked_for_once(crawls: Crawls) -> None:
    asked = first(crawls)
    for name, wanted in (
        ("alpha", "/news/1/alpha"),
        ("bravo", "/news/2/bravo"),
        ("ch%C3%A9rie", "/news/3/ch%C3%A9rie%20%C3%BC/"),
    ):
        assert [target for target in asked if name in target] == [wanted]


def test_lists_of_every_kind_are_read(crawls: Crawls) -> None:
    asked = set(first(crawls))
    assert {"/news/4/delta", "/news/5/echo", "/news/94/at-last", *LISTED} <= asked
    for list_ in ("/feed.json", "/no-feed", "/second.xml", "/index.xml", "/pages.xml", "/latest/"):
        assert first(crawls).count(list_) == 1, list_


def test_links_are_followed_as_deep_as_the_site_file_says(crawls: Crawls) -> None:
    assert "/news/50/linked" in first(crawls)
    assert "/news/51/too-deep" not in first(crawls)


def test_sitemaps_below_sitemaps_are_read_to_a_depth(crawls: Crawls) -> None:
    assert "/nest-4.xml" not in first(crawls)
    assert "/news/73/nested" in first(crawls)
    assert "/news/77/nested" not in first(crawls)


def test_traps_are_left_alone(crawls: Crawls) -> None:
    asked = first(crawls)
    assert [t for t in asked if t.startswith("/endless/")] == ["/endless/", "/endless/?page=2"]
    assert not [target for target in asked if "2093" in target or "foxtrot" in target]
    (row, *_) = crawls[0].rows("select summary from crawls order by started_at")
    assert json.loads(row["summary"])["traps"] == "2"


def test_loops_are_said_and_counted(crawls: Crawls) -> None:
    project, _, done, _ = crawls
    for words in (
        "/news/90/there: redirects in circles, back to",
        "/news/91/itself: redirects in circles, back to",
        "/news/92/far-0: more than 8 redirects",
        "/looping-feed: redirects in circles, back to",
    ):
        assert words in done[0].stderr
    assert "Traceback" not in done[0].stderr
    (row, *_) = project.rows("select summary from crawls order by started_at")
    summary = json.loads(row["summary"])
    assert summary["failed"] == summary["redirect_loops"] == "4"
    shown = project.scrapy("sites", "press").stdout
    assert "4 redirect loops, 2 traps" in " ".join(shown.split())
    assert first(crawls).count("/news/90/there") == 1
    assert "/news/92/far-9" not in first(crawls)


def test_lists_that_do_not_work_are_named(crawls: Crawls) -> None:
    project, press, done, _ = crawls
    (row, *_) = project.rows("select summary from crawls order by started_at")
    failed = json.loads(json.loads(row["summary"])["failed_lists"])
    assert set(failed) == {
        press.server.url + p for p in ("/no-feed", "/looping-feed", "/broken.xml")
    }
    assert "/broken.xml: not a sitemap: its root element is" in done[0].stderr


def test_a_list_that_unpacks_to_too_much_is_not_one_that_robots_txt_forbids(
    project: Project,
) -> None:
    bomb = gzip.compress(bytes(10**6))
    head = "Content-Type: application/xml\r\nContent-Encoding: gzip\r\nContent-Length: "

    def respond(request: Request) -> Reply:
        if request.path != "/bomb.xml":
            return b"HTTP/1.1 404 Not Found\r\nContent-Length: 0\r\n\r\n"
        return f"HTTP/1.1 200 OK\r\n{head}{len(bomb)}\r\n\r\n".encode() + bomb

    with LoopbackServer(respond) as server:
        words = ("-a", f"url={server.url}/", "-a", f"sitemap={server.url}/bomb.xml")
        limits = ("-s", "DOWNLOAD_MAXSIZE=100000", "-s", "DOWNLOAD_DELAY=0")
        done = project.scrapy("crawl", "news", *words, *limits)
    assert done.returncode == 2
    assert "robots.txt" not in done.stdout
    assert f"failed: {server.url}/bomb.xml: Ignored response" in done.stderr
    (row,) = project.rows("select summary from crawls")
    summary = json.loads(row["summary"])
    assert (summary["forbidden"], summary["failed"]) == ("0", "1")
    assert f"{server.url}/bomb.xml" in json.loads(summary["failed_lists"])


def test_a_second_crawl_asks_for_lists_only(crawls: Crawls) -> None:
    assert "press: nothing new" in crawls[2][1].stdout
    assert [target for target in later(crawls, 1) if target.startswith("/news/")] == []


def test_what_has_changed_is_asked_for_again_and_nothing_else(crawls: Crawls) -> None:
    again = [target for target in later(crawls, 2) if target.startswith("/news/")]
    # A loop is tried again after a day, as a page that is gone.
    loops = [target for target in again if re.match(r"/news/9[0-2]/", target)]
    assert {"/news/90/there", "/news/91/itself", "/news/92/far-0"} <= set(loops)
    assert sorted(set(again) - set(loops)) == ["/news/3/ch%C3%A9rie%20%C3%BC/", "/news/5/echo"]
    _, press, done, asked = crawls
    replies = {e.request.split(b" ", 2)[1].decode(): e for e in press.server.exchanges[asked[1] :]}
    assert replies["/news/3/ch%C3%A9rie%20%C3%BC/"].response.startswith(b"HTTP/1.1 304 ")
    assert replies["/news/5/echo"].response.startswith(b"HTTP/1.1 200 ")
    assert b"\r\nIf-None-Match: " in replies["/news/5/echo"].request
    assert done[2].returncode == 0, done[2].stderr


PAST = ("-a", "since=2024-01-01", "-a", "until=2024-01-31", "-s", "AUTOTHROTTLE_ENABLED=False")


@pytest.mark.parametrize(
    ("lists", "most"),
    [
        ({"sections": ["/x/"], "archives": ["/archive/{yyyy}/{mm}/{dd}/"]}, 31),
        ({"sections": ["/latest/"]}, 5),
        ({"sections": ["/x/"], "wp_json": "/wp-json/"}, 1),
    ],
)
def test_past_time_is_walked_by_what_there_is(
    project: Project,
    lists: dict[str, object],
    most: int,
) -> None:
    stories = generated(60, date(2023, 12, 1), date(2024, 2, 29))
    dated = {path.replace("port", f"{day}-port"): day for path, day in stories.items()}
    with running(Press(dated)) as press:
        if "wp_json" in lists:
            lists = {**lists, "wp_json": press.server.url + "/wp-json/"}
        add_site(project, press, **lists)
        done = project.scrapy("crawl", "press", *PAST)
        assert done.returncode == 0, done.stderr
        stories_asked, asked = press.stories_requested(), press.requested()
    wanted = {path for path, day in dated.items() if f"{day}".startswith("2024-01")}
    assert set(stories_asked) == wanted
    assert len(stories_asked) == len(wanted)
    assert len([t for t in asked if t.startswith(("/archive", "/latest", "/wp-json"))]) == most
