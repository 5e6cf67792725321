"""Which pages are articles: not lists of them, and not errors that are served as pages."""

from pathlib import Path

import pytest

from archive.extract import extract, is_article
from archive.extract.robots import directives, for_all
from archive.model import SiteRules
from tests.archive.extract.test_fragments import TEXT

URL = "https://news.example/2024/05/03/the-story"
SITE = SiteRules("news", article_pattern=r"/\d{4}/\d{2}/\d{2}/")
STORY = f"<h1>An exercise goes ahead</h1>{TEXT * 4}"
DATE = '<meta property="article:published_time" content="2024-05-03T10:00:00Z">'
TEASERS = "".join(
    f"<article><h2><a href='/s/{n}'>Story {n}</a></h2>{TEXT}<time datetime='2024-05-0{n}'></time>"
    "</article>"
    for n in range(1, 9)
)


def page(head: str, body: str, body_class: str = "") -> bytes:
    return (
        f"<html lang=en><head><meta charset=utf-8>{head}</head>"
        f"<body class='{body_class}'><main>{body}</main></body></html>"
    ).encode()


ERRORS = {
    "a class of WordPress": ("", "<h1>Hm.</h1><p>Nothing.</p>", "error404 wp-theme"),
    "English": ("<title>Page not found – News</title>", "<h1>Sorry</h1><p>Gone.</p>", ""),
    "English heading": ("", "<h1>Oops! That page can&#8217;t be found.</h1><p>Search?</p>", ""),
    "a number": ("<title>404 | News</title>", "<h1>Hello</h1><p>Try the home page.</p>", ""),
    "German": ("<title>Seite nicht gefunden - Blatt</title>", "<h1>Oh</h1><p>Weg.</p>", ""),
    "French": ("<title>Journal</title>", "<h1>Page introuvable</h1><p>Désolé.</p>", ""),
    "Spanish": ("<title>Página no encontrada</title>", "<h1>Vaya</h1><p>No está.</p>", ""),
    "Norwegian": ("", "<h1>Siden finnes ikke</h1><p>Prøv søk.</p>", ""),
    "Ukrainian": ("<title>Сторінку не знайдено</title>", "<h1>Ой</h1><p>Нема.</p>", ""),
    "Japanese": ("", "<h1>ページが見つかりません</h1><p>移動しました。</p>", ""),
    "kept from search": ('<meta name="robots" content="noindex">', "<h1>Hm</h1><p>No.</p>", ""),
}


@pytest.mark.parametrize("name", ERRORS)
def test_errors_are_no_articles_though_their_address_is(name: str) -> None:
    article = extract(page(*ERRORS[name]), URL)
    assert article.wall == ("error-page" if name == "kept from search" else "soft-404")
    assert not is_article(article, SITE)
    assert not is_article(article, None)


PAGES = Path(__file__).parent / "walls"
WALLS = [path for path in sorted(PAGES.glob("*/*.html")) if path.parent.name != "stories"]
STORIES = sorted(PAGES.glob("stories/*.html"))


@pytest.mark.parametrize("path", WALLS, ids=lambda path: f"{path.parent.name}/{path.stem}")
def test_pages_in_the_place_of_a_story_are_told_apart(path: Path) -> None:
    article = extract(path.read_bytes(), URL)
    assert article.wall == path.parent.name
    assert not is_article(article, SITE)
    assert not is_article(article, None)


@pytest.mark.parametrize("path", STORIES, ids=lambda path: path.stem)
def test_stories_about_what_walls_are_about_are_stories(path: Path) -> None:
    article = extract(path.read_bytes(), URL)
    assert article.wall is None
    assert is_article(article, SITE)


SAID = {
    "soft-404": (
        "Sidan hittades inte; Strona nie istnieje; Η σελίδα δεν βρέθηκε; Sayfa "
        "bulunamadı; 페이지를 찾을 수 없습니다; 页面不存在; Pagina non trovata; Página não "
        "encontrada"
    ),
    "error-page": (
        "Es ist ein Fehler aufgetreten; Ocorreu um erro; エラーが発生しました; Något gick fel"
    ),
    "bot-check": (
        "Un instant…; Zugriff verweigert; Verifica di sicurezza; Доступ "
        "заборонено; 访问被拒绝; Êtes-vous un robot ?; 잠시만 기다리십시오; Chwileczkę…; "
        "Güvenlik kontrolü"
    ),
    "login-wall": (
        "Bitte melden Sie sich an; Article réservé aux abonnés; Inicia sesión; "
        "Logga in; ログイン; Увійти; Effettua il login; Kirjaudu sisään; למנויים "
        "בלבד"
    ),
    "consent-wall": (
        "Ihre Privatsphäre ist uns wichtig; Votre vie privée; Valoramos su "
        "privacidad; Dit samtykke; Szanujemy twoją prywatność; La tua privacy; "
        "Vaše soukromí; Evästeasetukset; プライバシー設定"
    ),
}


@pytest.mark.parametrize(
    ("wall", "words"), [(wall, said) for wall in SAID for said in SAID[wall].split("; ")]
)
def test_walls_speak_many_languages(wall: str, words: str) -> None:
    body = f"<h1>{words}</h1><p>…</p><button>OK</button>"
    assert extract(page(f"<title>{words} | News</title>", body), URL).wall == wall
    # As the headline of a story of some length, with a date, they are but words.
    story = page(f"<title>{words} | News</title>{DATE}", f"<h1>{words}</h1>{TEXT * 4}")
    assert extract(story, URL).wall is None
    # And so they are as a part of a longer one.
    headline = f"{words} at the harbour gate"
    long = page(f"<title>{headline}</title>", f"<h1>{headline}</h1>{TEXT * 4}")
    assert extract(long, URL).wall is None


def test_consent_needs_something_to_agree_with() -> None:
    words = "<h1>Cookie consent</h1><p>Cookies, cookies, cookies.</p>"
    assert extract(page("", words), URL).wall is None
    assert extract(page("", words + "<a class=b>Accept all</a>"), URL).wall == "consent-wall"


@pytest.mark.parametrize(
    ("values", "asked"),
    [
        ([], ()),
        (["index, follow, max-image-preview:large"], ()),
        (["NOARCHIVE", "noindex,nofollow"], ("noarchive", "nofollow", "noindex")),
        (["none"], ("nofollow", "noindex")),
        (["nocache; noai"], ("noai", "noarchive")),
        (["unavailable_after: 25 Jun 2026 15:00:00 PST, noarchive"], ("noarchive",)),
        (["no", "notice all of this", "\x00no-\udc00"], ("notice",)),
    ],
)
def test_what_robots_are_asked(values: list[str], asked: tuple[str, ...]) -> None:
    assert directives(values) == asked


def test_what_other_robots_are_asked_is_not_ours() -> None:
    fields = ["googlebot: noarchive", "noindex", "unavailable_after: 1 Jan 2027", "otherbot: noai"]
    assert directives(for_all(fields)) == ("noindex",)


def test_what_a_page_asks_of_robots_is_read() -> None:
    head = '<meta name="ROBOTS" content="noarchive"><meta name="googlebot" content="noindex">'
    assert extract(page(head + DATE, STORY), URL).robots == ("noarchive",)


@pytest.mark.parametrize(
    "title", ["An exercise goes ahead", "404 missiles found in a cellar", "Not found: a lost army"]
)
def test_a_story_is_an_article_whatever_its_title(title: str) -> None:
    html = page(
        f"<title>{title} | News</title>{DATE}", STORY.replace("An exercise goes ahead", title)
    )
    assert is_article(extract(html, URL), SITE)


def test_a_long_story_that_search_engines_may_not_list() -> None:
    html = page(f'<meta name="robots" content="noindex,follow">{DATE}', STORY)
    assert is_article(extract(html, URL), SITE)


def test_an_address_alone_makes_no_article() -> None:
    html = page("<title>News</title>", "<h1>News</h1><ul><li><a href='/a'>One</a></ul>")
    article = extract(html, "https://news.example/2024/05/xx/")
    rules = SiteRules("news", article_pattern="/2024/")
    assert article.date_published is None
    assert not is_article(article, rules)


@pytest.mark.parametrize(
    "head",
    [
        '<meta property="og:type" content="website">',
        '<script type="application/ld+json">{"@type":"CollectionPage","name":"Naval"}</script>',
        (
            '<script type="application/ld+json">{"@type":"CollectionPage","name":"Naval"}</script>'
            '<meta property="og:type" content="article">'
        ),
    ],
)
def test_lists_are_no_articles(head: str) -> None:
    article = extract(page(head + DATE, f"<h1>Naval</h1>{TEASERS}"), "https://news.example/naval/")
    assert not is_article(article, None)


@pytest.mark.parametrize(
    "head",
    [
        '<meta property="og:type" content="article">',
        (
            '<meta property="og:type" content="website"><script type="application/ld+json">'
            '{"@type":"NewsArticle","headline":"An exercise goes ahead"}</script>'
        ),
    ],
)
def test_stories_that_say_so(head: str) -> None:
    assert is_article(extract(page(head, STORY), URL), None)


def test_microdata_says_so_too() -> None:
    marked = f'<div itemscope itemtype="http://schema.org/NewsArticle">{STORY}</div>'
    head = '<meta property="og:type" content="website">'
    assert is_article(extract(page(head, marked), URL), None)
    listed = "".join(
        f'<div itemscope itemtype="http://schema.org/NewsArticle"><h2>Story {n}</h2>{TEXT}</div>'
        for n in range(4)
    )
    assert not is_article(extract(page(head + DATE, f"<h1>News</h1>{listed}"), URL), None)
