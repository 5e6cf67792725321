"""What is fetched for an article besides its page: nothing, its photos, all it looks like."""

from __future__ import annotations

import zlib
from dataclasses import dataclass, field
from typing import TYPE_CHECKING
from urllib.parse import urlsplit

import pytest

from tests.crawler.test_conditional import rebuilt
from tests.loopback import LoopbackServer, Request
from tests.newsroom.site import STATIC

if TYPE_CHECKING:
    from pathlib import Path

    from tests.conftest import Project
    from tests.loopback import Reply

STORY = "/news/ice-convoy-reaches-the-northern-port/"
PHOTO = "/photos/convoy.jpg"
WORDS = "The convoy of three supply ships reached the port on Tuesday behind an icebreaker. " * 12


def story(head: str, images: str) -> bytes:
    return f"""<!doctype html><html lang="en"><head><title>Ice convoy reaches port</title>
<meta property="og:type" content="article"><meta property="og:image" content="{PHOTO}">{head}</head>
<body><article><h1>Ice convoy reaches the northern port</h1>
<figure><img src="{PHOTO}" width="1200" height="800">
<figcaption>Ships in the ice. (Photo: Ada Berg)</figcaption></figure>
<p>{WORDS}</p><p>{WORDS}</p></article>{images}</body></html>""".encode()


HEAD = """<link rel="stylesheet" href="/css/main.css"><link rel="icon" href="/favicon.ico">
<script src="/app.js"></script><script src="/private/tracker.js"></script>"""
IMAGES = '<aside><img src="/photos/small.jpg" width="60"><img src="/missing.png"></aside>'


@dataclass
class Site:
    """One story, and what it needs."""

    second: str = ""
    requests: list[Request] = field(default_factory=list)
    photo: bytes = (STATIC / "assets" / "share.png").read_bytes()

    def respond(self, request: Request) -> Reply:
        self.requests.append(request)
        kind, body = self.resource(request.path)
        if kind is None:
            return b"HTTP/1.1 404 Not Found\r\nContent-Length: 0\r\n\r\n"
        tag = f'"{zlib.crc32(body):x}"'
        if request.header("If-None-Match") == tag:
            return f"HTTP/1.1 304 Not Modified\r\nETag: {tag}\r\n\r\n".encode()
        head = f"HTTP/1.1 200 OK\r\nContent-Type: {kind}\r\nETag: {tag}\r\n"
        return f"{head}Content-Length: {len(body)}\r\n\r\n".encode() + body

    def resource(self, path: str) -> tuple[str | None, bytes]:
        if path.startswith("/photos/"):
            return "image/png", self.photo + path.encode()
        if path.startswith("/deep/"):
            return "text/css", b"@import '%d.css';" % (int(path[6:-4]) + 1)
        return {
            "/robots.txt": ("text/plain", b"User-agent: *\nDisallow: /private/\n"),
            "/": ("text/html", f'<a href="{STORY}">Story</a>{self.second}'.encode()),
            STORY: ("text/html", story(HEAD, IMAGES)),
            "/news/harbour-pilot-tells-of-the-night-watch/": (
                "text/html",
                story("", "").replace(PHOTO.encode(), b"/photos/small.jpg"),
            ),
            "/css/main.css": ("text/css", b"@import 'more.css'; @import '/deep/0.css';"),
            "/css/more.css": ("text/css", b"@font-face{src:url(../f/body.woff2)}a{b:url(bg.png)}"),
            "/f/body.woff2": ("font/woff2", b"wOF2"),
            "/css/bg.png": ("image/png", self.photo),
            "/favicon.ico": ("image/x-icon", b"\0\0\1\0"),
            "/app.js": ("text/javascript", b"1"),
        }.get(path, (None, b""))

    def paths(self) -> set[str]:
        return {request.path for request in self.requests}


PHOTOS = {"/robots.txt", "/", STORY, PHOTO}
EVERYTHING = PHOTOS | {
    "/css/main.css", "/css/more.css", "/f/body.woff2", "/css/bg.png", "/favicon.ico", "/app.js",
    "/photos/small.jpg", "/missing.png", *(f"/deep/{n}.css" for n in range(4)),
}  # fmt: skip
WORDS_OF = {"photos": PHOTOS, "page": EVERYTHING, "none": PHOTOS - {PHOTO}}


def crawl(project: Project, server: LoopbackServer, *words: str) -> str:
    done = project.scrapy(
        "crawl", "news", "-a", f"url={server.url}/", "-a", "article_pattern=/news/.",
        "-s", "DOWNLOAD_DELAY=0", "-s", "RETRY_TIMES=0", *words,
    )  # fmt: skip
    assert done.returncode == 0, done.stdout + done.stderr
    assert "Traceback" not in done.stderr
    return done.stderr


@pytest.mark.parametrize("value", ["photos", "page", "none"])
def test_as_the_argument_says(project: Project, value: str) -> None:
    site = Site()
    with LoopbackServer(site.respond) as server:
        crawl(project, server, "-a", f"requisites={value}")
    assert site.paths() - {"/sitemap.xml"} == WORDS_OF[value]
    captured = {urlsplit(row["target_uri"]).path for row in project.rows("select * from captures")}
    assert captured >= WORDS_OF[value]
    photos = project.rows("select content_url from photos where sha256 is not null")
    assert [urlsplit(row["content_url"]).path for row in photos] == (
        [] if value == "none" else [PHOTO]
    )
    rebuilt(project)


def test_as_the_setting_or_the_site_file_says(project: Project) -> None:
    site = Site()
    with LoopbackServer(site.respond) as server:
        crawl(project, server, "-s", "PAGE_REQUISITES=page", "-s", "MAX_REQUISITES=1")
        assert site.paths() == PHOTOS | {"/css/main.css", "/css/more.css", "/f/body.woff2"}
        site.requests.clear()
        write_site(project.sites / "herald.toml", server.url, 'requisites = "none"')
        project.index.unlink()
        done = project.scrapy("crawl", "herald", "-s", "PAGE_REQUISITES=page")
    assert done.returncode == 0, done.stderr
    assert PHOTO not in site.paths()


def write_site(path: Path, url: str, line: str) -> None:
    path.write_text(
        f'name = "Herald"\nhome = "{url}/"\ncountry = "INT"\nlanguages = ["en"]\nkind = "demo"\n'
        f'time_zone = "UTC"\nsections = ["{url}/"]\narticle_pattern = "/news/."\n'
        f"article_examples = []\ndelay = 0.0\n{line}\n",
        encoding="utf-8",
    )


def test_a_word_that_means_nothing_is_an_error(project: Project) -> None:
    for words in (("-a", "requisites=all"), ("-s", "PAGE_REQUISITES=all")):
        done = project.scrapy("crawl", "news", "-a", "url=http://127.0.0.1:1/", *words)
        assert done.returncode == 1
        assert "none of photos, page, none" in done.stderr.splitlines()[-1]
        assert "Traceback" not in done.stderr
    write_site(project.sites / "herald.toml", "http://127.0.0.1:1", 'requisites = "all"')
    done = project.scrapy("crawl", "herald")
    assert done.returncode == 1
    assert "requisites" in done.stderr


def test_stylesheets_and_scripts_are_asked_for_again_but_not_images(project: Project) -> None:
    site = Site()
    with LoopbackServer(site.respond) as server:
        crawl(project, server, "-a", "requisites=page")
        site.requests.clear()
        site.second = '<a href="/news/harbour-pilot-tells-of-the-night-watch/">Second</a>'
        site.second += f'<a href="{STORY}?again">Again</a>'
        crawl(project, server, "-a", "requisites=page")
    asked = {request.path: request.header("If-None-Match") for request in site.requests}
    assert {path for path, tag in asked.items() if tag} >= {"/css/main.css", "/app.js"}
    assert not asked.keys() & {"/f/body.woff2", "/css/bg.png", PHOTO}
    # What came as a requisite and is the photo of another article is not asked for again.
    assert "/photos/small.jpg" not in asked
    photos = project.rows("select content_url from photos where sha256 is not null")
    assert {urlsplit(row["content_url"]).path for row in photos} == {PHOTO, "/photos/small.jpg"}
    rebuilt(project)


def test_a_photo_that_is_a_requisite_elsewhere_in_the_same_crawl(project: Project) -> None:
    site = Site(second='<a href="/news/harbour-pilot-tells-of-the-night-watch/">Second</a>')
    with LoopbackServer(site.respond) as server:
        crawl(project, server, "-a", "requisites=page")
    photos = project.rows("select content_url from photos where sha256 is not null")
    assert {urlsplit(row["content_url"]).path for row in photos} == {PHOTO, "/photos/small.jpg"}
    rebuilt(project)


@pytest.mark.parametrize("replaced", [True, False])
def test_a_photo_with_another_credit_is_asked_for_again(
    project: Project, *, replaced: bool
) -> None:
    site, other = Site(), Site(photo=(STATIC / "assets" / "share.png").read_bytes() + b"other")
    pilot = '<figure><img src="/photos/pilot.jpg" width="1200" height="800"><figcaption>The pilot.'
    page = story(f'<link rel="canonical" href="{STORY}">', "").decode()
    page = page.replace("</article>", f"{pilot} (Photo: Ada Berg)</figcaption></figure></article>")
    pages = {STORY: page.encode()}
    listed = [STORY]

    def respond(request: Request) -> Reply:
        if request.path == "/":
            body = "".join(f'<a href="{path}">Story</a>' for path in listed).encode()
        elif request.path.startswith("/news/"):
            body = pages[STORY]
        else:
            return (other if replaced and len(listed) > 1 else site).respond(request)
        head = f"HTTP/1.1 200 OK\r\nContent-Type: text/html\r\nContent-Length: {len(body)}\r\n\r\n"
        return head.encode() + body

    with LoopbackServer(respond) as server:
        crawl(project, server)
        (before,) = stored(project, PHOTO)
        first = len(site.requests)
        pages[STORY] = pages[STORY].replace(b"(Photo: Ada Berg)", b"(Photo: Per Holm)", 1)
        listed.append(f"{STORY}?edited")
        crawl(project, server)
    asked = [*other.requests, *site.requests[first:]]
    photos = [request for request in asked if request.path.startswith("/photos/")]
    assert [request.path for request in photos] == [PHOTO]
    assert photos[0].header("If-None-Match")
    (after,) = stored(project, PHOTO)
    assert (after != before) is replaced
    rebuilt(project)


def stored(project: Project, path: str) -> list[str]:
    """The digests of what is stored for a photo."""
    rows = project.rows("select content_url, sha256 from photos where sha256 is not null")
    return [row["sha256"] for row in rows if urlsplit(row["content_url"]).path == path]


def test_what_a_photos_address_answers_is_the_same_in_a_crawl_and_a_rebuild(
    project: Project,
) -> None:
    site = Site()
    moved = "/news/harbour-pilot-tells-of-the-night-watch/"
    statuses = {"anchor": 200, "buoy": 201, "crane": 203, "dock": 206}
    figures = "".join(
        f'<figure><img src="/photos/{name}.png" width="1200" height="800">'
        f"<figcaption>The {name} of the port. (Photo: Ada Berg)</figcaption></figure>"
        for name in (*statuses, "lighthouse")
    )

    def respond(request: Request) -> Reply:
        name = request.path.removeprefix("/photos/").removesuffix(".png")
        if name == "lighthouse":
            head = f"HTTP/1.1 302 Found\r\nLocation: {moved}\r\nContent-Length: 0\r\n\r\n"
            return head.encode()
        if request.path == STORY:
            body = story("", "").replace(b"</article>", figures.encode() + b"</article>")
            head = "HTTP/1.1 200 OK\r\nContent-Type: text/html\r\nContent-Length: "
            return f"{head}{len(body)}\r\n\r\n".encode() + body
        answer = site.respond(request)
        assert isinstance(answer, bytes)
        return answer.replace(b" 200 ", b" %d " % statuses.get(name, 200))

    with LoopbackServer(respond) as server:
        crawl(project, server)
    photos = project.rows("select content_url from photos where sha256 is not null")
    stored = {urlsplit(row["content_url"]).path for row in photos}
    assert stored >= {"/photos/anchor.png", "/photos/crane.png"}
    assert not stored & {"/photos/buoy.png", "/photos/dock.png", "/photos/lighthouse.png"}
    articles = project.rows("select url from articles order by url")
    assert [urlsplit(row["url"]).path for row in articles] == [moved, STORY]
    rebuilt(project)


def test_what_came_whole_and_is_odd_is_read_as_a_rebuild_reads_it(project: Project) -> None:
    page, plain = b"Content-Type: text/html", story("", "")
    answers = {
        "long-line": (page + b"\r\nX-Policy: " + b"a" * 20_000, plain),
        "named-oddly": (page + b"\r\nX-\xc3\x96: 1", plain),
        "not-coded": (page + b"\r\nContent-Encoding: gzip", plain),
        "of-two-types": (b"Content-Type: text/html, text/html", plain),
        "badly-coded": (page + b"\r\nContent-Encoding: gzip", b"\x1f\x8bnothing of the kind"),
        "as-usual": (page, plain),
    }

    def respond(request: Request) -> Reply:
        name = request.path.rpartition("/")[2]
        if request.path == "/":
            head, body = page, "".join(f"<a href=/news/{name}>x</a>" for name in answers).encode()
        elif name in answers:
            head, body = answers[name]
            body = body.replace(b"Ice convoy", name.encode())
        else:
            return b"HTTP/1.1 404 Not Found\r\nContent-Length: 0\r\n\r\n"
        return b"HTTP/1.1 200 OK\r\n%b\r\nContent-Length: %d\r\n\r\n%b" % (head, len(body), body)

    with LoopbackServer(respond) as server:
        crawl(project, server, "-s", "RETRY_TIMES=2")
    asked = project.rows("select count(*) as n from captures where target_uri like '%/news/%'")
    assert asked == [{"n": len(answers)}]
    found = project.rows("select url from articles")
    read = {row["url"].rpartition("/")[2] for row in found}
    assert read == set(answers) - {"badly-coded"}
    (row,) = project.rows("select target_uri, problem from captures where problem is not null")
    assert row["target_uri"].endswith("/news/badly-coded")
    assert "content coding 'gzip'" in row["problem"]
    rebuilt(project)
