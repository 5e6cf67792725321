"""Which of a page's titles is its headline."""

import pytest

from archive.extract import extract
from tests.archive.extract.test_fragments import TEXT

PRINTED = "Frigate repair: how the yard at Norhaven mends warships"
SHARED = "Inside Norhaven, the yard that mends broken warships"
LINKED = '<script type="application/ld+json">{{"@type":"NewsArticle","headline":"{}"}}</script>'
OG = '<meta property="og:title" content="{}">'
CARD = '<meta name="twitter:title" content="{}">'
PAGE = """<!DOCTYPE html><html><head><title>{title}</title>
<meta property="og:site_name" content="The Watch">{head}</head><body><article><h1>{h1}</h1>
<div>{text}{text}{text}{text}</div></article></body></html>"""


def _headline(head: str, h1: str = PRINTED, title: str = f"{PRINTED} | The Watch") -> str | None:
    html = PAGE.format(title=title, head=head, h1=h1, text=TEXT)
    return extract(html.encode(), "https://watch.example/2024/05/repair").headline


@pytest.mark.parametrize(
    ("head", "expected"),
    [
        (LINKED.format(PRINTED) + OG.format(f"{SHARED} - The Watch"), SHARED),
        (LINKED.format(PRINTED) + OG.format(SHARED) + CARD.format(SHARED), SHARED),
        # Twitter's card sides with the rest.
        (LINKED.format(PRINTED) + OG.format(SHARED) + CARD.format(PRINTED), PRINTED),
        # A part of the headline is no other headline, a template's words neither.
        (LINKED.format(PRINTED) + OG.format("How the yard at Norhaven mends warships"), PRINTED),
        (LINKED.format(PRINTED) + OG.format("News and views on the armed forces"), PRINTED),
        # JSON-LD has a headline of its own.
        (LINKED.format("Norhaven mends its ships") + OG.format(SHARED), "Norhaven mends its ships"),
        (OG.format(SHARED), SHARED),
    ],
)
def test_the_headline_that_is_shared(head: str, expected: str) -> None:
    assert _headline(head) == expected


def test_a_window_title_made_for_search_engines_settles_nothing() -> None:
    head = LINKED.format(PRINTED) + OG.format(SHARED)
    assert _headline(head, title=f"{SHARED} | The Watch") == PRINTED


def test_a_mark_that_parts_names_elsewhere_may_close_a_headline() -> None:
    quoted = "Le port met en garde sur la « gravité de la situation »"
    head = LINKED.format(quoted) + OG.format(f"{quoted} » The Watch")
    assert _headline(head, h1=quoted, title=quoted) == quoted


def test_without_h1_the_heading_that_bears_the_title() -> None:
    """Korean systems print the headline as ``h3``; the date stands between it and the text."""
    html = f"""<html><head><title>{PRINTED} - The Watch</title></head><body><div><h3>Latest
    news</h3><article><h3>{PRINTED}</h3><p>By Jane Doe</p><div>{TEXT * 4}</div></article></div>"""
    article = extract(html.encode(), "https://watch.example/2024/05/repair")
    assert article.headline == PRINTED
    assert article.authors == ("Jane Doe",)
