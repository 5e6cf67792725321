"""The pages that list articles: home, sections, tags, authors."""

from __future__ import annotations

import re
import unicodedata
from html import escape
from typing import TYPE_CHECKING
from urllib.parse import quote

from tests.newsroom.stories import BASE, PAGES

if TYPE_CHECKING:
    from collections.abc import Sequence

    from tests.newsroom.stories import Story

NAME = "Harbour & Hangar"
SECTIONS = {
    "naval": "Naval",
    "air": "Air",
    "land": "Land",
    "world": "World",
    "news": "All stories",
}
PER_PAGE = 5

_TEASER = """
    <article class="teaser">
      <a class="teaser__thumb" href="{url}"><img src="{thumb}" alt="" width="300" height="200" loading="lazy"></a>
      <div class="teaser__text">
        <p class="teaser__kicker"><a href="{{{{base}}}}/{section}/">{section_name}</a></p>
        <h2 class="teaser__title"><a href="{url}">{headline}</a></h2>
        <p class="teaser__standfirst">{description}</p>
        <p class="teaser__meta"><time datetime="{date}">{day}</time> {byline}</p>
      </div>
    </article>"""  # noqa: E501  mark-up reads best as it is served


def slug(words: str) -> str:
    """An address's last part: lower case, without accents, words joined by hyphens."""
    plain = unicodedata.normalize("NFKD", words.lower())
    plain = "".join(letter for letter in plain if not unicodedata.combining(letter))
    return re.sub(r"\W+", "-", plain).strip("-")


def listing(title: str, path: str, stories: Sequence[Story], page: int, notes: str = "") -> str:
    """One page of a list, newest first, with links to the pages before and after."""
    shown = stories[(page - 1) * PER_PAGE : page * PER_PAGE]
    pager = []
    if page > 1:
        before = path if page - 1 == 1 else f"{path}page/{page - 1}/"
        pager.append(f'<a class="prev page-numbers" rel="prev" href="{BASE}{before}">Newer</a>')
    if page * PER_PAGE < len(stories):
        after = f"{path}page/{page + 1}/"
        pager.append(f'<a class="next page-numbers" rel="next" href="{BASE}{after}">Older</a>')
    html = (PAGES / "listing.html").read_text(encoding="utf-8")
    return (
        html.replace("{{title}}", escape(title))
        .replace("{{path}}", path if page == 1 else f"{path}page/{page}/")
        .replace("{{items}}", "".join(_teaser(story) for story in shown) + notes)
        .replace("{{pager}}", " ".join(pager))
    )


def _teaser(story: Story) -> str:
    byline = ", ".join(
        f'<a rel="author" href="{BASE}/author/{quote(slug(name))}/">{escape(name)}</a>'
        for name in story.authors
    )
    return _TEASER.format(
        url=BASE + story.path,
        thumb=escape(story.thumbnail or f"{BASE}/assets/logo.png"),
        section=story.section,
        section_name=SECTIONS[story.section],
        headline=escape(story.headline),
        description=escape(story.description),
        date=story.date_published.isoformat(),
        day=story.date_published.strftime("%d %B %Y"),
        byline=byline,
    ).replace("{{base}}", BASE)
