"""Posts of a WordPress site, by its REST API (developer.wordpress.org, "Posts")."""

from __future__ import annotations

from datetime import timedelta
from typing import TYPE_CHECKING
from urllib.parse import urlencode

import msgspec

from crawler.discovery.dates import DateReader
from crawler.discovery.lead import Lead, clean_url

if TYPE_CHECKING:
    from crawler.discovery.window import Window

PER_PAGE = 100
"""Posts of one answer: as many as the API gives."""


class PostsError(Exception):
    """An answer that is no list of posts."""

    def __init__(self, url: str, problem: object) -> None:
        super().__init__(f"{url}: not WordPress posts: {problem}")


class _Post(msgspec.Struct):
    link: str = ""
    date_gmt: str | None = None
    modified_gmt: str | None = None


def posts_url(root: str, window: Window, page: int = 1) -> str:
    """The address of one page of posts.

    Everyday crawls go from the latest change backwards, and can stop where they know what they
    are told; crawls of past time go forwards, so that a post published meanwhile moves no other
    to a page that was read. Days, not moments: the same address asks for what has not changed.

    Args:
        root: ``https://…/wp-json/``.
        window: which time.
        page: from 1.
    """
    fields: dict[str, str | int] = {"per_page": PER_PAGE, "page": page}
    fields["_fields"] = "link,date_gmt,modified_gmt"
    if window.past:
        fields |= {"orderby": "date", "order": "asc"}
        # In the site's own time zone, which may be a day's half away.
        if window.since:
            fields["after"] = f"{window.since - timedelta(days=1):%Y-%m-%dT00:00:00}"
        if window.until:
            fields["before"] = f"{window.until + timedelta(days=1):%Y-%m-%dT00:00:00}"
    else:
        fields |= {"orderby": "modified", "order": "desc"}
        if window.since:
            fields["modified_after"] = f"{window.since - timedelta(days=1):%Y-%m-%dT00:00:00}"
    return f"{root.rstrip('/')}/wp/v2/posts?{urlencode(fields, safe=',:')}"


def read_posts(body: bytes, url: str) -> list[Lead]:
    """The posts of one answer, in its order.

    Raises:
        PostsError: it is no JSON array of objects.
    """
    try:
        posts = msgspec.json.decode(body, type=list[_Post])
    except (msgspec.DecodeError, UnicodeDecodeError, RecursionError) as error:
        raise PostsError(url, error) from error
    dates = DateReader()
    found = []
    for post in posts:
        if address := clean_url(post.link, url):
            published = dates.read(post.date_gmt)
            found.append(Lead(address, dates.read(post.modified_gmt) or published, published))
    return found
