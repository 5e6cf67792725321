"""Articles as heavy as real ones, without end; the n-th is always the same.

What a page weighs was counted on news pages of many publishers: some 170 kB, half of it scripts
and styles, a thousand elements, two hundred links, twenty images of which one is the story's, and
thirty paragraphs of which fifteen are. Four layouts write them: a WordPress theme; a page of an
application (all of it as JSON once more); `div` elements with names that mean nothing, and no data
about the page; a brief of a few lines among much that belongs to other stories.
"""

from __future__ import annotations

import json
import random
import re
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from functools import cached_property
from html import escape
from io import BytesIO
from typing import TYPE_CHECKING

from PIL import Image

from tests.newsroom.stamp import app13, iim

if TYPE_CHECKING:
    from collections.abc import Callable

MADE = 200
"""Different articles; later ones are these again, with another number, address and photo."""
PHOTOS = 24
PLACE = "{{number}}"
"""Where a page has its number."""
HOME = "https://news.example"
_OPENINGS = ("The ministry of defence said on Tuesday that", "According to two officials,",
             "Soldiers of the brigade report that", "In a statement seen by this newspaper,",
             "Analysts expect that", "At the shipyard,", "Under the contract,")  # fmt: skip
_MIDDLES = ("the frigate would leave the yard in winter and", "the battalion's new vehicles",
            "a first battery of the air defence system", "the exercise with forty aircraft",
            "the long delayed programme for heavy helicopters", "the patrol vessel")  # fmt: skip
_ENDS = ("will be handed over two years later than planned.", "has passed its trials at sea.",
         "costs more than parliament had been told in spring.", "is to be based in the east.",
         "needs parts that three suppliers no longer make, the auditors write.")  # fmt: skip
_NAMES = ("Ana Horvat", "Jonas Keller", "Mary O'Neill", "Pierre Lacroix", "Ida Lindqvist")
_CREDITS = ("U.S. Army photo by Sgt. {}", "Photo: {}/AFP", "({} / Reuters)", "© {}",
            "Foto: {}/Bundeswehr", "Crédit : {} / Marine nationale")  # fmt: skip
_NAMED = ("flex items-center justify-between px-4 py-2", "o-wrapper o-wrapper--wide", "css-1x2y3",
          "sc-fzXf dKyBfQ", "grid grid-cols-12 gap-6 lg:gap-8", "l-container u-mt-20")  # fmt: skip
_SECTIONS = ("Land", "Naval", "Air", "Space", "Cyber", "Industry", "Policy", "Opinion")
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
            "publisher": {"@type": "Organization", "name": "The Example"},
            "articleSection": _SECTIONS[self.number % len(_SECTIONS)],
        }


def story(number: int) -> Story:
    """The n-th story."""
    rng = random.Random(number)

    def sentence() -> str:
        return " ".join(map(rng.choice, (_OPENINGS, _MIDDLES, _ENDS)))

    length = (4, 6) if number % len(_LAYOUTS) == _BRIEFS else (11, 19)
    paragraphs = tuple(
        " ".join(sentence() for _ in range(rng.randint(2, 4))) for _ in range(rng.randint(*length))
    )
    credit = rng.choice(_CREDITS).format(rng.choice(_NAMES))
    headline = f"The brigade in the north gets vehicle {PLACE} late"
    return Story(number, headline, rng.choice(_NAMES), credit, paragraphs)


def page(number: int) -> str:
    """The n-th page; `PLACE` stands for its number, `HOME` for the site's address."""
    one = story(number)
    rng = random.Random(-number - 1)
    return _LAYOUTS[number % len(_LAYOUTS)](one, rng)


def photo(number: int) -> bytes:
    """One of `PHOTOS` JPEG files of 1200 x 800 pixels and some 150 kB, with IPTC fields."""
    rng = random.Random(number)
    size = (1200, 800)
    grain = Image.effect_noise(size, 22)
    light = Image.radial_gradient("L").resize(size).rotate(rng.randrange(360))
    shade = Image.linear_gradient("L").resize(size)
    picture = Image.merge("RGB", [Image.blend(base, grain, 0.2) for base in (light, shade, light)])
    file = BytesIO()
    picture.save(file, "JPEG", quality=86)
    fields = {"by_line": _NAMES[number % len(_NAMES)], "credit": "Bundeswehr", "caption": "Convoy"}
    data = file.getvalue()
    return data[:2] + app13(iim(fields)) + data[2:]


def _head(one: Story, rng: random.Random, scripts: int, state: str = "") -> str:
    title, image = escape(one.headline), one.photo
    data = json.dumps(one.linked_data)
    metas = "".join(
        f'<meta property="{name}" content="{value}">'
        for name, value in {
            "og:title": title, "og:type": "article", "og:url": HOME + one.path, "og:image": image,
            "og:description": escape(one.paragraphs[0][:150]), "twitter:card": "summary",
            "article:published_time": _DAY.isoformat(), "article:author": one.author,
            **{f"msapplication:tile{n}": f"{HOME}/tiles/{n}.png" for n in range(25)},
        }.items()
    )  # fmt: skip
    links = "".join(f'<link rel="preload" as="font" href="/fonts/{n}.woff2">' for n in range(20))
    return (
        f'<!DOCTYPE html><html lang="en"><head><meta charset="utf-8"><title>{title} | The Example'
        f'</title>{metas}{links}<link rel="canonical" href="{HOME}{one.path}">'
        f'<script type="application/ld+json">{data}</script>'
        f"<style>{_style(rng)}</style>"
        + "".join(f"<script>{_script(rng)}</script>" for _ in range(scripts))
        + f"{state}</head>"
    )


def _style(rng: random.Random) -> str:
    return "".join(
        f".c{n} .x{rng.randrange(9**6):x}{{margin:{n}px;color:#{rng.randrange(16**6):06x}}}"
        for n in range(900)
    )


def _script(rng: random.Random) -> str:
    """Code as a bundler writes it: settings, switches, addresses."""
    return "window.dataLayer=window.dataLayer||[];" + "".join(
        f'function f{n}(e){{return e&&e.t{n}?"{rng.randrange(9**9):x}":a.b({n},"/api/v2/x{n}")}};'
        for n in range(30)
    )


def _menu(rng: random.Random, name: str, links: int) -> str:
    items = "".join(
        f'<li class="{name}-item {name}-item-{n}"><a class="{rng.choice(_NAMED)}" '
        f'href="/{section.lower()}/{n}/" data-event="{rng.randrange(9**7)}"><span>{section} {n}'
        f"</span></a></li>"
        for n, section in enumerate(rng.choices(_SECTIONS, k=links))
    )
    return f'<nav class="{name}" role="navigation"><ul class="{name}-list">{items}</ul></nav>'


def _teasers(rng: random.Random, title: str, count: int) -> str:
    cards = "".join(
        f'<div class="teaser-card {rng.choice(_NAMED)}"><a href="/2026/02/{n}/other-{n}"><picture>'
        f'<source type="image/webp" srcset="/thumbs/{n}-150x100.webp, /thumbs/{n}-300x200.webp 2x">'
        f'<img class="teaser-thumb" loading="lazy" src="/thumbs/{rng.randrange(9**5)}-150x100.jpg" '
        f'width="150" height="100" alt=""></picture></a><div class="{rng.choice(_NAMED)}"><h3 '
        f'class="teaser-title"><a href="/2026/02/{n}/other-{n}">{rng.choice(_MIDDLES)} {n}</a></h3>'
        f'<p class="teaser-text">{rng.choice(_MIDDLES)} {rng.choice(_ENDS)}</p>'
        f"<span class='date'>March {n + 1}</span></div></div>"
        for n in range(count)
    )
    return f'<aside class="related"><h2>{title}</h2><div class="teasers">{cards}</div></aside>'


def _icons(count: int) -> str:
    return "".join(
        f'<a class="share share-{n}" href="#s{n}"><svg viewBox="0 0 24 24"><path d="M{n} 2h4v{n}"/>'
        f"<g><path d='M0 0h24v24H0z'/></g></svg><span class='sr'>Share {n}</span></a>"
        for n in range(count)
    )


def _footer(rng: random.Random) -> str:
    form = (
        '<form class="newsletter" action="/subscribe"><label>The week in defence, in your inbox'
        '</label><input type="email" name="e"><button>Sign up</button></form>'
    )
    return f'<footer class="site-footer">{form}{_menu(rng, "footer-menu", 45)}</footer>'


def _advertising(count: int) -> str:
    return "".join(
        f'<div class="ad-slot ad-slot--{n}" data-targeting=\'{{"pos": {n}, "zone": "news"}}\'>'
        f'<div class="ad-label">Advertisement</div><div id="div-gpt-ad-{n}"></div></div>'
        for n in range(count)
    )


def _comments(rng: random.Random, count: int) -> str:
    each = "".join(
        f'<li class="comment" id="comment-{n}"><div class="comment-author"><b>Reader {n}</b></div>'
        f'<div class="comment-body"><p>{rng.choice(_MIDDLES)} {rng.choice(_ENDS)}</p></div></li>'
        for n in range(count)
    )
    return f'<section id="comments"><h2>Comments</h2><ol class="comment-list">{each}</ol></section>'


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
        + f'<body class="post-template single">{_menu(rng, "main-menu", 110)}<main id="content">'
        f'<article class="post type-post"><header class="entry-header"><h1 class="entry-title">'
        f'{escape(one.headline)}</h1><div class="entry-meta"><span class="byline">By '
        f'<a rel="author" href="/author/a/">{escape(one.author)}</a></span> <time class="published"'
        f' datetime="{_DAY.isoformat()}">{_DAY:%B %d, %Y}</time></div></header>'
        f'{_figure(one, caption)}<div class="entry-content">{text}<div class="sharedaddy">'
        f"{_icons(8)}</div></div></article>"
        f"{_teasers(rng, 'More like this', 16)}{_comments(rng, 20)}</main>"
        f"{_advertising(16)}{_footer(rng)}<script>{_script(rng) * 18}</script></body></html>"
    )


def _application(one: Story, rng: random.Random) -> str:
    blocks = [{"type": "paragraph", "content": line} for line in one.paragraphs]
    other = [
        {"id": n, "title": rng.choice(_MIDDLES), "image": {"url": f"{HOME}/thumbs/{n}.jpg"}}
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
        + f'<body><div id="__next"><header>{_menu(rng, "mega-menu", 110)}</header><main>'
        f'<article><h1 class="headline">{escape(one.headline)}</h1><p class="dek">'
        f'{escape(one.paragraphs[0][:90])}</p><div class="authors">By <a href="/authors/a">'
        f'{escape(one.author)}</a></div>{_figure(one, caption)}<section class="article-body">{text}'
        f"</section></article>{_icons(10)}{_teasers(rng, 'Recommended', 18)}</main>"
        f"{_advertising(24)}{_footer(rng)}</div><script>{_script(rng) * 16}</script></body></html>"
    )


def _divisions(one: Story, rng: random.Random) -> str:
    def box(inner: str, deep: int = 3) -> str:
        name = f"b{rng.randrange(9**4):x}"
        return f'<div class="{name}">{box(inner, deep - 1) if deep else inner}</div>'

    text = "".join(box(f"<p>{_marked_up(line, rng)}</p>", 1) for line in one.paragraphs)
    return (
        _OLD_DATA.sub("", _head(one, rng, 15))
        + f'<body><div class="page">{_menu(rng, "topnav", 120)}<div class="wrap">'
        + box(f"<h1>{escape(one.headline)}</h1><div class='info'>{escape(one.author)} | "
              f"{_DAY:%d.%m.%Y}</div>")
        + box(f'<div class="image"><img data-src="{one.photo}" src="data:image/gif;base64,R0lGOD" '
              f'alt="A convoy"><div class="caption">A convoy of the brigade. {escape(one.credit)}'
              "</div></div>")
        + box(text, 2) + box(_icons(9)) + _teasers(rng, "Most read", 14)
        + "".join(box(f"<p>{rng.choice(_ENDS)}</p>", 2) for _ in range(30))
        + f"</div>{_advertising(12)}{_footer(rng)}</div><script>{_script(rng) * 16}</script></body>"
    )  # fmt: skip


def _brief(one: Story, rng: random.Random) -> str:
    text = "".join(f"<p>{_marked_up(line, rng)}</p>" for line in one.paragraphs)
    others = "".join(
        f'<section class="brief {rng.choice(_NAMED)}"><h2><a href="/briefs/{n}">{rng.choice(_ENDS)}'
        f"</a></h2><div><span>{story(n).paragraphs[0]}</span></div></section>"
        for n in range(40)
    )
    return (
        _head(one, rng, 12)
        + f'<body class="brief-page">{_menu(rng, "menu", 90)}<div class="cols"><div class="main">'
        f"<h1>{escape(one.headline)}</h1><p class='by'>{escape(one.author)}, {_DAY:%d %B %Y}</p>"
        f'<div class="photo"><img src="{one.photo}" alt="A convoy"><p class="photo-caption">A '
        f"convoy of the brigade. <small>{escape(one.credit)}</small></p></div>{text}</div>"
        f'<div class="column">{others}</div></div>{_teasers(rng, "Also today", 10)}'
        f"{_comments(rng, 15)}{_footer(rng)}<script>{_script(rng) * 14}</script></body></html>"
    )


_BRIEFS = 3
_LAYOUTS: tuple[Callable[[Story, random.Random], str], ...] = (
    _wordpress,
    _application,
    _divisions,
    _brief,
)
