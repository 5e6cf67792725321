"""What stands around a made-up story: menus, teasers, drawings, scripts, styles, advertising."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    import random

HOME = "https://news.example"
MIDDLES = ("the frigate would leave the yard in winter and", "the battalion's new vehicles",
            "a first battery of the air defence system", "the exercise with forty aircraft",
            "the long delayed programme for heavy helicopters", "the patrol vessel")  # fmt: skip
ENDS = ("will be handed over two years later than planned.", "has passed its trials at sea.",
         "costs more than parliament had been told in spring.", "is to be based in the east.",
         "needs parts that three suppliers no longer make, the auditors write.")  # fmt: skip
NAMED = ("flex items-center justify-between px-4 py-2", "o-wrapper o-wrapper--wide", "css-1x2y3",
          "sc-fzXf dKyBfQ", "grid grid-cols-12 gap-6 lg:gap-8", "l-container u-mt-20")  # fmt: skip
SECTIONS = ("Land", "Naval", "Air", "Space", "Cyber", "Industry", "Policy", "Opinion")
_BLOCK = re.compile(r"<(?:div|li|section|nav|ul|aside|figure|h[23]|article|header|footer)(?=[ >])")


def about(rng: random.Random, usual: int, spread: float, least: int = 0) -> int:
    """So many of something: ``usual`` in the middle, now and then some times as many."""
    return max(least, round(usual * rng.lognormvariate(0, spread)))


def dressed(page: str, rng: random.Random) -> str:
    """A page as templates and frameworks leave it: frames, indentation, comments, attributes."""
    named = [" ".join(rng.choices(NAMED, k=about(rng, 1, 0.8, 1))) for _ in range(40)]

    def dress(found: re.Match[str]) -> str:
        chance, words = rng.random(), "\n" + " " * rng.randrange(8, 160)
        if chance < 0.045:
            words += f"<!-- block {rng.randrange(9**6)} ({rng.choice(SECTIONS)}) -->"
        words += found[0]
        if chance < 0.12:
            words += f' id="{rng.choice(SECTIONS).lower()}-{rng.randrange(9**5)}"'
        if chance < 0.6:
            words += f' data-{rng.choice(SECTIONS).lower()}="{rng.choice(named)}"'
        if chance > 0.7:
            words += f' data-module="m{rng.randrange(9**9):x}" data-track="{rng.choice(MIDDLES)}"'
        return words

    head, body = page.split("<body", 1)
    start, inner = body.split(">", 1)
    frames = rng.choices(named, k=rng.randint(2, 6))
    opened = "".join(f'<div class="{name}">' for name in frames)
    inner = inner.replace("</body>", "</div>" * len(frames) + "</body>")
    return f"{head}<body{start}>{_BLOCK.sub(dress, opened + inner)}"


def style(rng: random.Random) -> str:
    """Rules, as a bundler writes them."""
    return "".join(
        f".c{n} .x{rng.randrange(9**6):x}{{margin:{n}px;color:#{rng.randrange(16**6):06x}}}"
        for n in range(min(4000, about(rng, 270, 1.4)))
    )


def script(rng: random.Random) -> str:
    """Code as a bundler writes it: settings, switches, addresses."""
    return "window.dataLayer=window.dataLayer||[];" + "".join(
        f'function f{n}(e){{return e&&e.t{n}?"{rng.randrange(9**9):x}":a.b({n},"/api/v2/x{n}")}};'
        for n in range(30)
    )


def bundle(rng: random.Random) -> str:
    """The scripts at a page's end."""
    return f"<script>{script(rng) * min(120, about(rng, 10, 1.5))}</script>"


def menu(rng: random.Random, name: str, links: int) -> str:
    """A menu of about so many links."""
    items = "".join(
        f'<li class="{name}-item {name}-item-{n}"><a class="{rng.choice(NAMED)}" '
        f'href="/{section.lower()}/{n}/" data-event="{rng.randrange(9**7)}">{section} &amp; '
        f"{rng.choice(SECTIONS)} {n}</a></li>"
        for n, section in enumerate(rng.choices(SECTIONS, k=about(rng, links, 0.5)))
    )
    return f'<nav class="{name}" role="navigation"><ul class="{name}-list">{items}</ul></nav>'


def teasers(rng: random.Random, title: str, count: int) -> str:
    """Other stories, about so many."""
    count = about(rng, count, 0.7)
    frame = rng.choice(("div", "article", "li"))
    cards = "".join(_teaser(rng, n, frame) for n in range(count))
    return f'<aside class="related"><h2>{title}</h2><div class="teasers">{cards}</div></aside>'


def _teaser(rng: random.Random, number: int, frame: str) -> str:
    """Another story's picture in many sizes, its headline, time and buttons."""
    slug = re.sub(r"\W+", "-", f"{rng.choice(MIDDLES)} {rng.choice(ENDS)}")
    link, image = f"/2026/02/{number}/{slug}", f"{HOME}/thumbs/{rng.randrange(9**9):x}/{slug}"
    sizes = ", ".join(f"{image}-{w}x{w * 2 // 3}.jpg {w}w" for w in (150, 300, 450, 600, 900, 1200))
    source = f'<source type="image/webp" srcset="{sizes}">' if number % 4 == 0 else ""
    names = [rng.choice(NAMED) for _ in range(4)]
    return (
        f'<{frame} class="teaser-card {names[0]}"><div class="{names[1]}"><a href="{link}">'
        f'<div class="teaser-media"><picture>{source}<img class="thumb" loading="lazy" '
        f'src="{image}-150x100.jpg" srcset="{sizes}" width="150" height="100" alt=""></picture>'
        f'</div></a></div><div class="teaser-body"><div class="{names[2]}"><div class="meta">'
        f'<span class="kicker {names[3]}"><span>{rng.choice(SECTIONS)}</span></span></div>'
        f'<h3 class="teaser-title"><a href="{link}">{rng.choice(MIDDLES)} {number}</a></h3>'
        f'<p class="teaser-text">{rng.choice(MIDDLES)} {rng.choice(ENDS)}</p><div class="foot">'
        f'<time class="date" datetime="2026-03-01">March {number + 1}</time><button class="save">'
        f'{_drawing(rng)}<span class="sr">Save</span></button></div></div></div></{frame}>'
    )


def _drawing(rng: random.Random) -> str:
    path = " ".join(
        f"l{rng.randrange(99)}.{rng.randrange(99)} {rng.randrange(24)}" for _ in range(30)
    )
    return f'<svg viewBox="0 0 24 24"><g><path d="M{path}z"/></g></svg>'


def icons(rng: random.Random, count: int) -> str:
    """Links with drawings, to share a story."""
    return "".join(
        f'<a class="share s-{n}" href="#s{n}">{_drawing(rng)}<span class="sr">Share {n}</span></a>'
        for n in range(about(rng, count, 0.7))
    )


def footer(rng: random.Random) -> str:
    """A form for letters, and a menu."""
    form = (
        '<form class="newsletter" action="/subscribe"><label>The week in defence, in your inbox'
        '</label><input type="email" name="e"><button>Sign up</button></form>'
    )
    return f'<footer class="site-footer">{form}{menu(rng, "footer-menu", 30)}</footer>'


def advertising(count: int) -> str:
    """Frames for advertising."""
    return "".join(
        f'<div class="ad-slot ad-slot--{n}" data-targeting=\'{{"pos": {n}, "zone": "news"}}\'>'
        f'<div class="ad-label">Advertisement</div><div id="div-gpt-ad-{n}"></div></div>'
        for n in range(count)
    )


def comments(rng: random.Random, count: int) -> str:
    """What readers say."""
    each = "".join(
        f'<li class="comment" id="comment-{n}"><div class="comment-author"><b>Reader {n}</b></div>'
        f'<div class="comment-body"><p>{rng.choice(MIDDLES)} {rng.choice(ENDS)}</p></div></li>'
        for n in range(about(rng, count, 0.8))
    )
    return f'<section id="comments"><h2>Comments</h2><ol class="comment-list">{each}</ol></section>'
