"""Says to a person what was found, and what a trial brought."""

from __future__ import annotations

from collections import Counter
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from archive.model import Article
    from crawler.prospect.draft import Draft

_CREDITS = 3


def describe_site(draft: Draft) -> str:
    """Some lines on a site file: what is in it, and what of it is a guess."""
    site, learned = draft.site, draft.learned

    def said(key: str, value: object) -> str:
        return f"{value} (a guess)" if key in site.unconfirmed else f"{value}"

    least = site.min_articles_per_week
    rows = [
        ("language", ", ".join(site.languages)),
        ("country", said("country", site.country)),
        ("time zone", said("time_zone", site.time_zone)),
        ("kind", said("kind", site.kind)),
        *(("feed", url) for url in site.feeds),
        *(("sitemap", url) for url in site.sitemaps),
        *(("interface", url) for url in [site.wp_json] if url),
        *(("section", url) for url in site.sections),
        *(("archive", said("archives", url)) for url in site.archives),
        ("articles", site.article_pattern),
        *(("such as", url) for url in site.article_examples),
        *(("not taken", url) for url in learned.left),
        *(
            ("expected", said("min_articles_per_week", f"{least:g} a week"))
            for _ in [least]
            if least
        ),
        ("notes", site.notes),
    ]
    lines = [f"{site.name}: {site.home}"]
    lines += [f"  {label:<10} {value}" for label, value in rows]
    return "\n".join(lines)


def describe_article(article: Article) -> str:
    """A few lines on one article: when, what, and whose photos."""
    day = str(article.date_published or "no date")[:10]
    credits_ = [photo.credit_line for photo in article.photos if photo.credit_line]
    lines = [f"  {day:<10} {article.headline or article.url}"]
    if article.photos:
        number = len(article.photos)
        photos = f"{number} photo{'' if number == 1 else 's'}"
        lines.append(f"{'':13}{photos}, {len(credits_)} with a credit")
    most = Counter(credits_).most_common(_CREDITS)
    lines += [f"{'':15}{text}" for text, _ in most]
    return "\n".join(lines)
