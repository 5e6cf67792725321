"""What a capture means for the index, by its address and its page."""

from __future__ import annotations

import pytest

from archive.intake import behind_wall, not_an_article, wall_at, with_robots
from archive.model import Article, SiteRules, Wall

SITE = SiteRules("mast", ("mast.example",), r"^https://mast\.example/2026/\d\d/[^/?]+/")
ANY = SiteRules("mast.example", ("mast.example",))
STORY = "https://mast.example/2026/03/lantern/"
QUOTED = STORY.replace(":", "%3A").replace("/", "%2F")


@pytest.mark.parametrize(
    ("url", "wall"),
    [
        (f"https://consent.cdn.example/collect?lang=en&done={QUOTED}", "consent-wall"),
        (f"https://mast.example/privacy-gate?return={QUOTED}", "consent-wall"),
        ("https://mast.example/log-in/?next=/2026/03/lantern/", "login-wall"),
        (f"https://sso.press.example/auth?redirect_uri={QUOTED}", "login-wall"),
        (f"https://mast.example/Anmelden?ziel={QUOTED}", "login-wall"),
        (f"https://geo.guard.example/captcha/?referer={QUOTED}", "bot-check"),
    ],
)
def test_walls_that_their_address_tells(url: str, wall: Wall) -> None:
    assert wall_at(url, SITE) == wall
    assert behind_wall(url, SITE) == STORY


@pytest.mark.parametrize(
    "url",
    [
        "https://mast.example/login",
        "https://mast.example/login?next=/about/",
        "https://mast.example/privacy/?page=2",
        f"https://mast.example/share?u={QUOTED}",
        f"https://mast.example/loginess-authority?u={QUOTED}",
        "https://mast.example/login?next=https%3A%2F%2F%5Bbroken",
        "https://mast.example/login?next=//",
        "https://[broken/login?next=" + QUOTED,
        "",
    ],
)
def test_other_addresses_are_none(url: str) -> None:
    assert wall_at(url, SITE) is None


def test_without_a_pattern_a_story_s_address_is_one_of_the_site() -> None:
    assert wall_at(f"https://id.example/login?u={QUOTED}", ANY) == "login-wall"
    assert wall_at("https://id.example/login?u=https%3A%2F%2Felsewhere.example%2Fx", ANY) is None


def test_what_is_said_of_pages_that_are_no_articles() -> None:
    page = Article(STORY, STORY)
    assert not_an_article(page, SITE) == f"{STORY}: no article on the page"
    assert not_an_article(page, ANY) is None
    for wall in ("soft-404", "error-page", "bot-check", "consent-wall", "login-wall"):
        for rules in (SITE, ANY):
            said = not_an_article(Article(STORY, STORY, wall=wall), rules)
            assert said is not None
            assert said.startswith(f"{STORY}: ")
            assert said.endswith(", with status 200")


def test_header_and_page_are_asked_together() -> None:
    page = Article(STORY, STORY, robots=("noindex",))
    assert with_robots(page, ["max-snippet: 3, noarchive", "otherbot: noai"]).robots == (
        "noarchive",
        "noindex",
    )
    assert with_robots(page, []) is page
