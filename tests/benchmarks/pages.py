"""Articles as heavy as real ones, without end; the n-th is always the same.

The middle page has some 230 kB, of which scripts and styles are a third and most of the rest
attributes and indentation; 950 elements, eleven deep on average, 100 of them in its head; 160
links, 20 images of which one is the story's, 200 `div`, 110 `li`, 70 `span`, 40 paragraphs,
25 drawings, 15 comments in the mark-up, 600 elements with class names, 2 kB of linked data and
11,000 characters of text. One in ten has two thirds of that or less, one in ten nearly twice as
much: a brief, a feature.

Four layouts write them: a WordPress theme; a page of an application (all of it as JSON once
more); `div` elements with names that mean nothing, and no data about the page; a brief of a few
lines among much that belongs to other stories.
"""

from __future__ import annotations

import json
import random
import re
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from functools import cached_property
from html import escape
from typing import TYPE_CHECKING

from tests.benchmarks.around import (
    ENDS,
    HOME,
    MIDDLES,
    NAMED,
    SECTIONS,
    about,
    advertising,
    bundle,
    comments,
    dressed,
    footer,
    icons,
    menu,
    script,
    style,
    teasers,
)

if TYPE_CHECKING:
    from collections.abc import Callable

MADE = 200
"""Different articles; later ones are these again, with another number, address and photo."""
PLACE = "{{number}}"
"""Where a page has its number."""
_OPENINGS = ("The ministry of defence said on Tuesday that", "According to two officials,",
             "Soldiers of the brigade report that", "In a statement seen by this newspaper,",
             "Analysts expect that", "At the shipyard,", "Under the contract,")  # fmt: skip
NAMES = ("Ana Horvat", "Jonas Keller", "Mary O'Neill", "Pierre Lacroix", "Ida Lindqvist")
_CREDITS = ("U.S. Army photo by Sgt. {}", "Photo: {}/AFP", "({} / Reuters)", "© {}",
            "Foto: {}/Bundeswehr", "Crédit : {} / Marine nationale")  # fmt: skip
_OLD_DATA = re.compile(
    r'<script type="application/ld.json">.*?</script>|<meta property="article:[^>]*>'
)
_DAY = datetime.now(UTC).replace(hour=6, minute=0, second=0, microsecond=0) - timedelta(days=2)


@dataclass(frozen=True)
class Story:
    """What one page tells.

    Attributes:
        number: which of the `MADE` it is.
        headline: with the page's number in it.
        author: who wrote it.
        credit: of its photo.
        paragraphs: of its text.
    """

    number: int
    headline: str
    author: str
    credit: str
    paragraphs: tuple[str, ...]

    @property
    def path(self) -> str:
        """Its address on the site."""
        return f"/2026/{self.number % 12 + 1:02}/{PLACE}/a-brigade-gets-its-vehicles"

    @property
    def photo(self) -> str:
        """The address of its photo."""
        return f"{HOME}/photos/{PLACE}/brigade-1200x800.jpg"

    @cached_property
    def linked_data(self) -> dict[str, object]:
        """Its schema.org description."""
        return {
            "@context": "https://schema.org",
            "@type": "NewsArticle",
            "headline": self.headline,
            "url": HOME + self.path,
            "mainEntityOfPage": HOME + self.path,
            "datePublished": _DAY.isoformat(),
            "dateModified": (_DAY + timedelta(hours=3)).isoformat(),
            "author": [{"@type": "Person", "name": self.author, "url": f"{HOME}/authors/a"}],
            "image": {"@type": "ImageObject", "url": self.photo, "width": 1200, "height": 800},
            "publisher": {
                "@type": "NewsMediaOrganization",
                "name": "The Example",
                "logo": {"@type": "ImageObject", "url": f"{HOME}/logo.png", "width": 600},
                "sameAs": [f"https://social.example/{n}/the-example" for n in range(8)],
            },
            "isPartOf": {"@type": "WebSite", "name": "The Example", "url": HOME},
            "keywords": list(SECTIONS),
            "breadcrumb": {
                "@type": "BreadcrumbList",
                "itemListElement": [
                    {"@type": "ListItem", "position": n, "item": {"@id": f"{HOME}/{name}/"}}
                    for n, name in enumerate(SECTIONS)
                ],
            },
            **({"articleBody": "\n".join(self.paragraphs)} if self.number % 2 == 0 else {}),
            "articleSection": SECTIONS[self.number % len(SECTIONS)],
        }


def story(number: int) -> Story:
    """The n-th story."""
    rng = random.Random(number)

    def sentence() -> str:
        return " ".join(map(rng.choice, (_OPENINGS, MIDDLES, ENDS)))

    usual = 5 if number % len(_LAYOUTS) == _BRIEFS else 15
    paragraphs = tuple(
        " ".join(sentence() for _ in range(rng.randint(2, 4)))
        for _ in range(about(rng, usual, 0.5, least=3))
    )
    credit = rng.choice(_CREDITS).format(rng.choice(NAMES))
    headline = f"The brigade in the north gets vehicle {PLACE} late"
    return Story(number, headline, rng.choice(NAMES), credit, paragraphs)


def page(number: int) -> str:
    """The n-th page; `PLACE` stands for its number, `HOME` for the site's address."""
    one = story(number)
    rng = random.Random(-number - 1)
    return dressed(_LAYOUTS[number % len(_LAYOUTS)](one, rng), rng)


def _head(one: Story, rng: random.Random, scripts: int, state: str = "") -> str:
    title, image = escape(one.headline), one.photo
    data = json.dumps(one.linked_data)
    metas = "".join(
        f'<meta property="{name}" content="{value}">'
        for name, value in {
            "og:title": title, "og:type": "article", "og:url": HOME + one.path, "og:image": image,
            "og:description": escape(one.paragraphs[0][:150]), "twitter:card": "summary",
            "article:published_time": _DAY.isoformat(), "article:author": one.author,
            **{f"msapplication:tile{n}": f"{HOME}/{n}.png" for n in range(rng.randint(9, 40))},
        }.items()
    )  # fmt: skip
    links = "".join(
        f'<link rel="preload" as="font" href="/fonts/{n}.woff2">'
        for n in range(about(rng, 20, 0.5))
    )
    loaded = "".join(
        f'<script async src="{HOME}/assets/{rng.randrange(9**9):x}/bundle-{n}.js"></script>'
        for n in range(about(rng, 18, 0.6))
    )
    return (
        f'<!DOCTYPE html><html lang="en"><head><meta charset="utf-8"><title>{title} | The Example'
        f'</title>{metas}{links}<link rel="canonical" href="{HOME}{one.path}">'
        f'<script type="application/ld+json">{data}</script>'
        f"<style>{style(rng)}</style>"
        + "".join(f"<script>{script(rng)}</script>" for _ in range(about(rng, scripts, 0.8)))
        + f"{loaded}{state}</head>"
    )


def _marked_up(line: str, rng: random.Random) -> str:
    """A paragraph's text with a link and an emphasis in it, as most have."""
    words = escape(line).split(" ")
    at = rng.randrange(len(words) - 6)
    words[at] = f'<a class="inline-link" href="/tag/{at}/">{words[at]}</a>'
    words[at + 3] = f"<em>{words[at + 3]}</em>"
    return " ".join(words)


def _figure(one: Story, words: str) -> str:
    sizes = ", ".join(
        f"{HOME}/photos/{PLACE}/brigade-{w}x{w * 2 // 3}.jpg {w}w" for w in (300, 600, 1200)
    )
    return (
        f'<figure class="wp-block-image"><img src="{one.photo}" srcset="{sizes}" width="1200" '
        f'height="800" alt="A convoy in the snow"><figcaption>{words}</figcaption></figure>'
    )


def _wordpress(one: Story, rng: random.Random) -> str:
    text = "".join(f"<p>{_marked_up(line, rng)}</p>\n" for line in one.paragraphs)
    caption = f"A convoy of the brigade on its way to the range. {escape(one.credit)}"
    return (
        _head(one, rng, 14)
        + f'<body class="post-template single">{menu(rng, "main-menu", 70)}<main id="content">'
        f'<article class="post type-post"><header class="entry-header"><h1 class="entry-title">'
        f'{escape(one.headline)}</h1><div class="entry-meta"><span class="byline">By '
        f'<a rel="author" href="/author/a/">{escape(one.author)}</a></span> <time class="published"'
        f' datetime="{_DAY.isoformat()}">{_DAY:%B %d, %Y}</time></div></header>'
        f'{_figure(one, caption)}<div class="entry-content">{text}<div class="sharedaddy">'
        f"{icons(rng, 8)}</div></div></article>"
        f"{teasers(rng, 'More like this', 17)}{comments(rng, 9)}</main>"
        f"{advertising(16)}{footer(rng)}{bundle(rng)}</body></html>"
    )


def _application(one: Story, rng: random.Random) -> str:
    blocks = [{"type": "paragraph", "content": line} for line in one.paragraphs]
    other = [
        {"id": n, "title": rng.choice(MIDDLES), "image": {"url": f"{HOME}/thumbs/{n}.jpg"}}
        for n in range(90)
    ]
    media = {"url": one.photo, "caption": "A convoy of the brigade", "credit": one.credit}
    props = {"article": {"headline": one.headline, "body": blocks, "lead": media}, "more": other}
    state = (
        '<script id="__NEXT_DATA__" type="application/json">'
        + json.dumps({"props": {"pageProps": props}, "buildId": "b1"})
        + "</script>"
    )
    text = "".join(
        f'<p class="sc-{n}x body-paragraph" data-index="{n}">{_marked_up(line, rng)}</p>'
        for n, line in enumerate(one.paragraphs)
    )
    caption = f"<span>A convoy</span> <span class='credit'>{escape(one.credit)}</span>"
    return (
        _head(one, rng, 12, state)
        + f'<body><div id="__next"><header>{menu(rng, "mega-menu", 70)}</header><main>'
        f'<article><h1 class="headline">{escape(one.headline)}</h1><p class="dek">'
        f'{escape(one.paragraphs[0][:90])}</p><div class="authors">By <a href="/authors/a">'
        f'{escape(one.author)}</a></div>{_figure(one, caption)}<section class="article-body">{text}'
        f"</section></article>{icons(rng, 10)}{teasers(rng, 'Recommended', 18)}</main>"
        f"{advertising(24)}{footer(rng)}</div>{bundle(rng)}</body></html>"
    )


def _divisions(one: Story, rng: random.Random) -> str:
    def box(inner: str, deep: int = 3) -> str:
        name = f"b{rng.randrange(9**4):x}"
        return f'<div class="{name}">{box(inner, deep - 1) if deep else inner}</div>'

    text = "".join(box(f"<p>{_marked_up(line, rng)}</p>", 1) for line in one.paragraphs)
    return (
        _OLD_DATA.sub("", _head(one, rng, 15))
        + f'<body><div class="page">{menu(rng, "topnav", 75)}<div class="wrap">'
        + box(f"<h1>{escape(one.headline)}</h1><div class='info'>{escape(one.author)} | "
              f"{_DAY:%d.%m.%Y}</div>")
        + box(f'<div class="image"><img data-src="{one.photo}" src="data:image/gif;base64,R0lGOD" '
              f'alt="A convoy"><div class="caption">A convoy of the brigade. {escape(one.credit)}'
              "</div></div>")
        + box(text, 2) + box(icons(rng, 9)) + teasers(rng, "Most read", 16)
        + "".join(box(f"<p>{rng.choice(ENDS)}</p>", 2) for _ in range(10))
        + f"</div>{advertising(12)}{footer(rng)}</div>{bundle(rng)}</body>"
    )  # fmt: skip


def _brief(one: Story, rng: random.Random) -> str:
    text = "".join(f"<p>{_marked_up(line, rng)}</p>" for line in one.paragraphs)
    others = "".join(
        f'<section class="brief {rng.choice(NAMED)}"><h2><a href="/briefs/{n}">{rng.choice(ENDS)}'
        f"</a></h2><div><span>{story(n).paragraphs[0]}</span></div></section>"
        for n in range(about(rng, 12, 0.7))
    )
    return (
        _head(one, rng, 12)
        + f'<body class="brief-page">{menu(rng, "menu", 60)}<div class="cols"><div class="main">'
        f"<h1>{escape(one.headline)}</h1><p class='by'>{escape(one.author)}, {_DAY:%d %B %Y}</p>"
        f'<div class="photo"><img src="{one.photo}" alt="A convoy"><p class="photo-caption">A '
        f"convoy of the brigade. <small>{escape(one.credit)}</small></p></div>{text}</div>"
        f'<div class="column">{others}</div></div>{teasers(rng, "Also today", 14)}'
        f"{comments(rng, 6)}{footer(rng)}{bundle(rng)}</body></html>"
    )


_BRIEFS = 3
_LAYOUTS: tuple[Callable[[Story, random.Random], str], ...] = (
    _wordpress,
    _application,
    _divisions,
    _brief,
)
